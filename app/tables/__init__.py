"""Tables understands every table in the database, as migrations/ has made them, by room.

Constraints, policies and grants stand in the migrations; a test sees that columns agree. A table
row is never built from outside data: SQLModel does not validate it.
"""

from app.tables.accounts import (
    Account,
    Assignment,
    Attempt,
    Credential,
    DemoPerson,
    Invitation,
    Passkey,
    PasskeyChallenge,
    Session,
)
from app.tables.huddles import (
    Action,
    Huddle,
    HuddleChange,
    MetNeed,
    Obligation,
    RowTime,
    Wall,
)
from app.tables.intake import Intake, PullState, Reconciliation, SetAside, Source, SourceKey
from app.tables.log import Audit, AuditBlock, AuditHead, AuditLetGo, AuditReason, ChangeLog
from app.tables.organisation import (
    Centre,
    DataKey,
    DataKeyCopy,
    Installation,
    JobRun,
    Municipality,
    Party,
    Provider,
    Region,
    Unit,
)
from app.tables.persons import Allowed, ContactDay, Event, Frequency, Person, PersonIdentifier
from app.tables.rules import RuleNumber, Trial
from app.tables.scrutiny import (
    ScrutinyDraw,
    ScrutinyItem,
    ScrutinyJudgement,
    ScrutinyLine,
    ScrutinySetting,
)

__all__ = [
    "Account",
    "Action",
    "Allowed",
    "Assignment",
    "Attempt",
    "Audit",
    "AuditBlock",
    "AuditHead",
    "AuditLetGo",
    "AuditReason",
    "Centre",
    "ChangeLog",
    "ContactDay",
    "Credential",
    "DataKey",
    "DataKeyCopy",
    "DemoPerson",
    "Event",
    "Frequency",
    "Huddle",
    "HuddleChange",
    "Installation",
    "Intake",
    "Invitation",
    "JobRun",
    "MetNeed",
    "Municipality",
    "Obligation",
    "Party",
    "Passkey",
    "PasskeyChallenge",
    "Person",
    "PersonIdentifier",
    "Provider",
    "PullState",
    "Reconciliation",
    "Region",
    "RowTime",
    "RuleNumber",
    "ScrutinyDraw",
    "ScrutinyItem",
    "ScrutinyJudgement",
    "ScrutinyLine",
    "ScrutinySetting",
    "Session",
    "SetAside",
    "Source",
    "SourceKey",
    "Trial",
    "Unit",
    "Wall",
]
