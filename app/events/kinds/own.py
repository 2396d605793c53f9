"""Own understands our own acts: huddles held, rows seen and decided, actions carried to an end.

They have the source `kvarten` and take the same line and the same fold as every other event.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Route = Literal["forebyggande_team", "vc", "kommunal_primarvard", "bistand", "digital"]
DecisionKind = Literal["action", "done", "not_needed", "defer", "lift", "drop"]


@dataclass(frozen=True, slots=True)
class HuddleHeld:
    centre: str
    date: date
    opened_at: datetime
    closed_at: datetime
    present: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HuddleNotHeld:
    centre: str
    date: date
    reason: str


@dataclass(frozen=True, slots=True)
class HuddleSeen:
    """A row that stood in a held huddle; `taken_up` when the room came to it."""

    rule: str
    episode: str
    taken_up: bool = True


@dataclass(frozen=True, slots=True)
class HuddleDecided:
    """`owner` is a unit's HSA-id, `action` the client-made id of the action it created."""

    rule: str
    episode: str
    decision: DecisionKind
    code: str | None = None
    owner: str | None = None
    due: datetime | None = None
    until: date | None = None
    route: Route | None = None
    action: str | None = None
    person_told: bool | None = None
    journaled: bool | None = None


@dataclass(frozen=True, slots=True)
class ActionAccepted:
    action: str
    by: str


@dataclass(frozen=True, slots=True)
class ActionReturned:
    action: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class ActionHandedOver:
    action: str
    by: str
    new_owner: str


@dataclass(frozen=True, slots=True)
class ActionDone:
    action: str
    by: str
    outcome: str
    person_told: bool | None = None
    journaled: bool | None = None


@dataclass(frozen=True, slots=True)
class ActionDropped:
    action: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class FollowupAttempted:
    route: Route
    by_unit: str | None = None
    episode: str | None = None


@dataclass(frozen=True, slots=True)
class FollowupReached:
    route: Route
    by_unit: str | None = None
    episode: str | None = None


@dataclass(frozen=True, slots=True)
class FrequentAttenderReviewed:
    """`by` is who went through it, as they are called; `note` a few words of their own."""

    by: str
    note: str | None = None


Body = (
    HuddleHeld
    | HuddleNotHeld
    | HuddleSeen
    | HuddleDecided
    | ActionAccepted
    | ActionReturned
    | ActionHandedOver
    | ActionDone
    | ActionDropped
    | FollowupAttempted
    | FollowupReached
    | FrequentAttenderReviewed
)
"""Every kind of this room: whoever folds them names each."""
