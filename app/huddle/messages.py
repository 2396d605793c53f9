"""Messages understands what goes over the wire about a huddle, as one viewer may see it.

The same shapes are used by GET and by the websocket; frontend/src/messages.ts is generated from
their schema. Instants are ISO 8601 with offset, in UTC; the browser shows Europe/Stockholm.
"""

from datetime import date, datetime
from typing import Literal

import msgspec

from app.huddle.board import ActionMark, Decision, Place, Presence, State

Urgency = Literal["rod", "gul", "gra"]
Section = Literal["sedan_sist", "idag", "kommande"]
Mark = Literal["ny_handelse", "aterkommer", "atersand", "forsenad", "ingen_har_tagit_emot"]


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
    Neither is on the wall.
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
    mark: Mark | None = None
    mark_text: str | None = None
    pud: datetime | None = None
    own_actions: list[OwnAction] = []
    revealed: Revealed | None = None


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


class PartyView(msgspec.Struct, frozen=True):
    """A party called to the huddle. `connected`: a socket of theirs is open; only a hint.

    `in_place_of` is the name of the unit that it comes instead of.
    """

    id: str
    name: str
    role: str
    phone: str | None
    connected: bool = False
    in_place_of: str | None = None


class SourceView(msgspec.Struct, frozen=True):
    """A source that has gone silent: heard of last, and what may be missing because of it."""

    name: str
    last_heard: datetime | None
    missing: str
    phone: str | None


class BoardView(msgspec.Struct, frozen=True):
    """The board as one viewer sees it. Field by field board.Board is part of it."""

    starts_at: datetime
    ends_at: datetime
    state: State
    version: int
    rows: list[RowView]
    presence: dict[str, Presence]
    started_at: datetime | None
    closed_at: datetime | None
    current: str | None
    current_since: datetime | None


class Snapshot(msgspec.Struct, frozen=True, tag_field="type", tag="snapshot"):
    """Everything a client needs to draw the board. `now` is the server's clock."""

    now: datetime
    centre: str
    centre_name: str
    date: date
    mode: Literal["desk", "room"]
    leads: bool
    since: datetime
    next_ends: datetime
    parties: list[PartyView]
    silent_sources: list[SourceView]
    red_exceeds: bool
    lifted: int
    board: BoardView


# --- changes, as one viewer may see them ---------------------------------------------------------


class AgendaBuilt(msgspec.Struct, frozen=True, tag_field="type", tag="agenda_built"):
    rows: list[RowView]


class RowAdded(msgspec.Struct, frozen=True, tag_field="type", tag="row_added"):
    row: RowView
    after: str | None


class RowRevised(msgspec.Struct, frozen=True, tag_field="type", tag="row_revised"):
    row: RowView


class RowWithdrawn(msgspec.Struct, frozen=True, tag_field="type", tag="row_withdrawn"):
    row: str


class PresenceSet(msgspec.Struct, frozen=True, tag_field="type", tag="presence_set"):
    party: str
    presence: Presence


class Started(msgspec.Struct, frozen=True, tag_field="type", tag="started"):
    at: datetime
    ends_at: datetime


class RowOpened(msgspec.Struct, frozen=True, tag_field="type", tag="row_opened"):
    row: str
    at: datetime


class RowLeft(msgspec.Struct, frozen=True, tag_field="type", tag="row_left"):
    row: str
    seconds: int


class Decided(msgspec.Struct, frozen=True, tag_field="type", tag="decided"):
    row: str
    decision: Decision


class Reopened(msgspec.Struct, frozen=True, tag_field="type", tag="reopened"):
    row: str


class ActionMoved(msgspec.Struct, frozen=True, tag_field="type", tag="action_moved"):
    row: str
    action: ActionMark


class Closed(msgspec.Struct, frozen=True, tag_field="type", tag="closed"):
    at: datetime


class NotHeld(msgspec.Struct, frozen=True, tag_field="type", tag="not_held"):
    at: datetime


ChangeView = (
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
)


class Numbered(msgspec.Struct, frozen=True, tag_field="type", tag="change", omit_defaults=True):
    """One number of the huddle's line. Without `change` there was nothing in it for this viewer."""

    v: int
    change: ChangeView | None = None


class Pulse(msgspec.Struct, frozen=True, tag_field="type", tag="pulse"):
    """The server's heartbeat. A client that has not heard one for 25 s says so and reconnects.

    `connected` are the parties with an open socket: a hint to the convenor, never presence itself.
    `waiting`: the database is away; nothing is lost, and the board goes on when it is back.
    """

    now: datetime
    v: int
    connected: list[str] = []
    waiting: bool = False


class CommandRefused(msgspec.Struct, frozen=True, tag_field="type", tag="refused"):
    """`id` is the client's own id of the command, None when it could not be read."""

    id: str | None
    reason: str


class CommandDone(msgspec.Struct, frozen=True, tag_field="type", tag="done"):
    id: str
    v: int


FromServer = Snapshot | Numbered | Pulse | CommandRefused | CommandDone
