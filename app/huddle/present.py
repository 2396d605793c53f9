"""Present understands who is in the room, whom of them a row must be kept from, and what is shown whole.

Present is whom the convenor has ticked, in the room or by link (the telephone), and whoever convenes.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from app.access.party import Party
from app.huddle.board import Board, Presence, Row
from app.huddle.messages import Revealed, RowView
from app.huddle.render import Audience, Seeing, render


def present(
    called: Sequence[Party], convenor: str, presence: Mapping[str, Presence]
) -> tuple[Party, ...]:
    """Those of the called who are there. `convenor` is the unit that convenes, never absent."""
    return tuple(
        party
        for party in called
        if party.unit == convenor or presence.get(party.unit, "absent") != "absent"
    )


def kept_from(row: Row, parties: Sequence[Party], seeing: Seeing) -> list[Party]:
    """Those who may not hear whom the row is about, or not see all that its first reason rests on."""
    return [
        party
        for party in parties
        if render(row, Audience("room", (party,), staff=False), seeing) is None
    ]


def shown_until(board: Board, now: datetime) -> datetime | None:
    """When the wall is next to show initials again; None when it shows nothing else."""
    ends = [row.shown_until for row in board.rows if row.shown_until and now < row.shown_until]
    return min(ends, default=None)


def whole(row: Row, seen: RowView, now: datetime) -> RowView:
    """A row of the wall, with the whole name for as long as it is shown."""
    if row.shown_until is None or row.shown_until <= now:
        return seen
    told = Revealed(row.content.name, row.content.age, row.shown_until)
    return msgspec.structs.replace(
        seen, content=msgspec.structs.replace(seen.content, revealed=told)
    )
