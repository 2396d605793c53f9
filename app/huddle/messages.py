"""Messages understands what goes over the wire about a huddle, as one viewer may see it.

The same shapes are used by GET and by the websocket; frontend/src/messages.ts is generated from
their schema. Instants are ISO 8601 with offset, in UTC; the browser shows Europe/Stockholm.
"""

from datetime import date, datetime
from typing import Literal

import msgspec

from app.huddle.board import ActionMark, Decision, Presence, State
from app.huddle.row_messages import Content as Content
from app.huddle.row_messages import OwnAction as OwnAction
from app.huddle.row_messages import Proposal as Proposal
from app.huddle.row_messages import ReasonView as ReasonView
from app.huddle.row_messages import Revealed as Revealed
from app.huddle.row_messages import RowView as RowView
from app.huddle.row_messages import Urgency as Urgency
from app.huddle.verdict import Round


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


class MetView(msgspec.Struct, frozen=True):
    """How many needs a rule would have raised, that were met before the room came to them."""

    rule: str
    headline: str
    n: int


class MetRow(msgspec.Struct, frozen=True):
    """One of them: whose it was, and what has been registered, in the rule's own words."""

    name: str
    headline: str
    by: str


class MetRows(msgspec.Struct, frozen=True):
    centre_name: str
    rows: list[MetRow]


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
    """Everything a client needs to draw the board. `now` is the server's clock.

    `weekly_on` is the day of the week's round in this week, `group` to whom a
    disagreement on responsibility is lifted. `closed_days` lie between this huddle day and the one before. `met` is the centre's own to know.
    """

    now: datetime
    centre: str
    centre_name: str
    weekly_on: date
    group: str | None
    date: date
    round: Round
    mode: Literal["desk", "room"]
    leads: bool
    since: datetime
    next_ends: datetime
    parties: list[PartyView]
    silent_sources: list[SourceView]
    red_exceeds: bool
    lifted: int
    closed_days: int
    met: list[MetView]
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
