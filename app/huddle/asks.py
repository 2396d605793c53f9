"""Asks understands what a client may send over the websocket: a command, or a sign of life."""

import msgspec

from app.huddle.board import Decision, Presence


class Start(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="start"):
    pass


class Close(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="close"):
    pass


class SetPresence(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="set_presence"
):
    party: str
    presence: Presence


class OpenRow(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="open_row"
):
    row: str


class LeaveRow(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="leave_row"
):
    row: str


class Decide(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="decide"
):
    row: str
    decision: Decision


class Reopen(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="reopen"
):
    row: str


class Reveal(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="reveal"
):
    row: str


CommandMessage = Start | Close | SetPresence | OpenRow | LeaveRow | Decide | Reopen | Reveal


class Act(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="command"):
    """A command; `id` is a UUID made by the client, so that sending it twice is sending it once."""

    id: str
    command: CommandMessage


class Beat(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="beat"):
    """The client's heartbeat, every 20 s."""


FromClient = Act | Beat
