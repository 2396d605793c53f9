"""Board understands the live huddle: one numbered line of changes, decided and evolved purely.

Commands are what somebody in the room asks for (decide.py), changes what has happened (evolve.py).
What stands in a row's `content` is of no concern to either.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

State = Literal["prepared", "running", "closed", "not_held"]
Place = Literal["now", "later", "unclear", "mine"]
Presence = Literal["room", "link", "absent"]
ActionState = Literal["assigned", "accepted", "returned", "done", "dropped", "withdrawn"]
DecisionKind = Literal["action", "done", "not_needed", "defer", "lift", "drop"]


@dataclass(frozen=True, slots=True)
class View:
    """How one party sees who is responsible, in its own words."""

    unit: str
    text: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What the room decided about a row. `owner` is a unit, `id` made by the client.

    `journaled`: of a clinical end, whether it stands in the record, or is to be written there. `views`:
    of a disagreement on responsibility, which is lifted with both.
    """

    id: str
    kind: DecisionKind
    what: str | None = None
    owner: str | None = None
    role: str | None = None
    due: datetime | None = None
    until: date | None = None
    reason: str | None = None
    route: str | None = None
    journaled: bool | None = None
    views: tuple[View, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionMark:
    """How far the action of a row has come, as the room sees it."""

    state: ActionState
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One person on the board. A neutral row (place `mine`) has no section, urgency or seconds.

    `forced`: it has stood so many mornings that the room has to decide before it closes. Until
    `shown_until` the wall shows the whole name.
    """

    id: str
    place: Place
    section: Literal["sedan_sist", "idag", "kommande"] | None
    urgency: Literal["rod", "gul", "gra"] | None
    seconds: int
    content: Any
    new_at: datetime | None = None
    decision: Decision | None = None
    action: ActionMark | None = None
    spent: int = 0
    withdrawn: bool = False
    shown_until: datetime | None = None
    forced: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """`rows` stand in the order in which the room walks them."""

    starts_at: datetime
    ends_at: datetime
    state: State = "prepared"
    version: int = 0
    rows: tuple[Row, ...] = ()
    presence: dict[str, Presence] = field(default_factory=dict)
    started_at: datetime | None = None
    closed_at: datetime | None = None
    current: str | None = None
    current_since: datetime | None = None

    @property
    def over(self) -> bool:
        return self.state in ("closed", "not_held")

    def row(self, key: str) -> Row | None:
        return next((row for row in self.rows if row.id == key), None)


# --- commands -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Start:
    pass


@dataclass(frozen=True, slots=True)
class Close:
    """By the convenor; the timetable closes with `by_timetable`, which cannot be refused."""

    by_timetable: bool = False


@dataclass(frozen=True, slots=True)
class SetPresence:
    party: str
    presence: Presence


@dataclass(frozen=True, slots=True)
class OpenRow:
    row: str


@dataclass(frozen=True, slots=True)
class LeaveRow:
    row: str


@dataclass(frozen=True, slots=True)
class Decide:
    row: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class Reopen:
    """Take back a decision of this huddle, before anyone has accepted its action."""

    row: str


@dataclass(frozen=True, slots=True)
class Reveal:
    """Show the whole name of the row in hand on the wall, for a short while."""

    row: str


Command = Start | Close | SetPresence | OpenRow | LeaveRow | Decide | Reopen | Reveal


# --- changes ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AgendaBuilt:
    """The whole agenda, new. Only before the huddle is started."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class RowAdded:
    """A late row, after the row with the id `after` (None: first)."""

    row: Row
    after: str | None


@dataclass(frozen=True, slots=True)
class RowRevised:
    """New facts for a row that is there; what the room decided stays."""

    row: Row


@dataclass(frozen=True, slots=True)
class RowWithdrawn:
    row: str


@dataclass(frozen=True, slots=True)
class PresenceSet:
    party: str
    presence: Presence


@dataclass(frozen=True, slots=True)
class Started:
    at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class RowOpened:
    row: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RowLeft:
    row: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Decided:
    row: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class Reopened:
    row: str


@dataclass(frozen=True, slots=True)
class ActionMoved:
    row: str
    action: ActionMark


@dataclass(frozen=True, slots=True)
class Closed:
    at: datetime


@dataclass(frozen=True, slots=True)
class NotHeld:
    at: datetime


@dataclass(frozen=True, slots=True)
class RowRevealed:
    """The wall shows the whole name; no longer than `until`, and no longer than the row is in hand."""

    row: str
    until: datetime


@dataclass(frozen=True, slots=True)
class SightChanged:
    """Somebody may see more or less than before: each viewer gets the board anew."""


Change = (
    AgendaBuilt
    | RowAdded
    | RowRevised
    | RowWithdrawn
    | PresenceSet
    | Started
    | RowOpened
    | RowLeft
    | Decided
    | Reopened
    | ActionMoved
    | Closed
    | NotHeld
    | RowRevealed
    | SightChanged
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who commands. `leads`: convenes this huddle; `party`: the party the actor belongs to."""

    leads: bool
    party: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A command that is not carried out, with the reason in words for the one who gave it."""

    reason: str


def undecided(row: Row) -> bool:
    """Whether the row still waits for a decision of the room."""
    return row.decision is None and not row.withdrawn and row.place != "mine"
