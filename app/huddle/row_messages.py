"""Row messages understands what of one row goes over the wire: who it is about, why, and how it stands.

Instants are ISO 8601 with offset, in UTC; the browser shows Europe/Stockholm.
"""

from datetime import datetime
from typing import Literal

import msgspec

from app.huddle.board import ActionMark, Decision, Place

Urgency = Literal["rod", "gul", "gra"]
Section = Literal["sedan_sist", "idag", "kommande"]
Mark = Literal[
    "ny_handelse", "aterkommer", "atersand", "forsenad", "ingen_har_tagit_emot", "lyft"
]  # fmt: skip


class Because(msgspec.Struct, frozen=True):
    """A condition of a rule as it was asked, its numbers filled in, and what it answered."""

    text: str
    answer: Literal["ja", "nej", "oklart"]


class ReasonFact(msgspec.Struct, frozen=True):
    """A fact that a reason rests on: when it happened, was written down and reached us, and by whom."""

    what: str
    source: str
    occurred_at: datetime
    recorded_at: datetime
    received_at: datetime


class ReasonView(msgspec.Struct, frozen=True):
    """One reason for a row. `sentence` says why, `freshness` the age of its data.

    `rule` and `version` are the rule as it was then. `facts` are all that it rests on; of the
    conditions in `because` others than the centre's own staff get those that their facts answer.
    Neither is on the wall. `at` is when it happened, None for a line under another reason.
    """

    rule: str
    version: str
    headline: str
    sentence: str
    freshness: str
    urgency: Urgency
    answer: Literal["ja", "oklart"]
    unsure: str | None
    because: list[Because]
    facts: list[ReasonFact]
    at: datetime | None = None


class Proposal(msgspec.Struct, frozen=True):
    """What the rule proposes. `owner` is the unit's HSA-id, `role_text` the role in words."""

    what: str
    owner: str | None
    owner_text: str
    role: str
    role_text: str
    due: datetime | None
    route: str | None


class OwnAction(msgspec.Struct, frozen=True):
    """The viewer's own unit's action on a neutral row."""

    id: str
    text: str
    due: datetime | None
    state: Literal["assigned", "accepted", "returned", "done", "dropped", "withdrawn"]


class Revealed(msgspec.Struct, frozen=True):
    """What the wall shows for a while beside the initials: nobody shows it after `until`."""

    name: str
    age: int | None
    until: datetime


class Content(msgspec.Struct, frozen=True):
    """Who the row is about, and why. In room mode `name` is initials and `age` is None; `revealed` is
    of the wall alone.

    `person` opens the page about the person, and is at desks alone. `forced`: it has stood so many
    `mornings` that the room has to decide.
    A neutral row has only `name`, `pud` and `own_actions`. `cfs` is None when it is not known
    (`cfs_state` "missing") or not for this viewer ("hidden"). Of the centre's own staff alone:
    `awaiting_consent`, `incapable` (what is awaited cannot be asked for), `blocked` (something is).
    """

    name: str
    birth_year: int | None = None
    age: int | None = None
    cfs: int | None = None
    cfs_state: Literal["known", "missing", "stale", "acute", "hidden"] = "hidden"
    reasons: list[ReasonView] = []
    proposal: Proposal | None = None
    awaiting_consent: bool = False
    incapable: bool = False
    blocked: bool = False
    mornings: int = 0
    forced: bool = False
    mark: Mark | None = None
    mark_text: str | None = None
    pud: datetime | None = None
    own_actions: list[OwnAction] = []
    revealed: Revealed | None = None
    person: str | None = None


class RowView(msgspec.Struct, frozen=True):
    """A row as one viewer sees it. Field by field board.Row, but for until when it is shown whole."""

    id: str
    place: Place
    section: Section | None
    urgency: Urgency | None
    seconds: int
    content: Content
    new_at: datetime | None = None
    decision: Decision | None = None
    action: ActionMark | None = None
    spent: int = 0
    withdrawn: bool = False
