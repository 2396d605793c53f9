"""Messages understands how accounts and their assignments look to whoever looks after the system."""

from datetime import date, datetime
from typing import Literal

import msgspec

from app.access.party import Role
from app.access.roles import ScopeKind


class AssignmentView(msgspec.Struct, frozen=True):
    """One role for one scope. `overdue`: the day to look at it anew has come. Times are UTC."""

    id: str
    role: Role
    role_text: str
    scope: str
    place: str
    reason: str
    decider: str
    decided_at: datetime
    review_on: date
    overdue: bool
    starts_at: datetime
    ends_at: datetime | None
    holds: bool


class AccountView(msgspec.Struct, frozen=True):
    """Somebody who may sign in. `way`: a demo's person, a password, or the own login service."""

    id: str
    name: str
    login: str | None
    hsa_id: str | None
    way: Literal["demo", "local", "issuer"]
    disabled: bool
    has_password: bool
    invited_until: datetime | None
    sessions: int
    last_seen: datetime | None
    assignments: list[AssignmentView]


class RoleChoice(msgspec.Struct, frozen=True):
    role: Role
    text: str
    scopes: list[ScopeKind]


class PlaceChoice(msgspec.Struct, frozen=True):
    """A unit, a provider or the region; each once for each kind of scope that it is."""

    id: str
    name: str
    kind: ScopeKind


class AccountsView(msgspec.Struct, frozen=True):
    """All accounts by name, how many reviews are due, and what may be chosen for a new assignment."""

    accounts: list[AccountView]
    overdue: int
    roles: list[RoleChoice]
    places: list[PlaceChoice]


class NewAssignment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an assignment must have (HSLF-FS 2016:40 4 kap. 2 §). `ends_on` is its last day."""

    role: Role
    scope: str
    reason: str
    decider: str
    review_on: date
    ends_on: date | None = None


class NewAccount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody new, with the assignment that they come for."""

    name: str
    assignment: NewAssignment
    login: str | None = None
    hsa_id: str | None = None


class Reviewed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The assignment is still needed; look at it again on this day."""

    review_on: date


class InvitationLink(msgspec.Struct, frozen=True):
    """The link of an invitation, told this once: `path` begins with / and carries the token after #."""

    path: str
    until: datetime


class CommissionChoice(msgspec.Struct, frozen=True):
    """One of the commissions that a login service has told of, by its place in the list."""

    number: int
    role_text: str
    place: str
    name: str | None


class CommissionsView(msgspec.Struct, frozen=True):
    name: str
    choices: list[CommissionChoice]
