"""Lifted understands which rows a huddle sent on to the week, or dropped."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.house import House
from app.huddle import store
from app.huddle.board import Board, Decided, Reopened
from app.huddle.evolve import evolve


async def stood_down(
    session: AsyncSession, house: House, key: UUID
) -> tuple[Board, dict[str, datetime]]:
    """The rows that stand lifted or dropped at the end of a huddle's line, and when (UTC)."""
    huddle = await store.by_id(session, key)
    assert huddle is not None
    board = store.empty(huddle, house.organisation.centre(huddle.centre))
    when: dict[str, datetime] = {}
    for at, change in await store.timed_line(session, key):
        board = evolve(board, change)
        if isinstance(change, Decided) and change.decision.kind in ("lift", "drop"):
            when[change.row] = at
        elif isinstance(change, Reopened):
            when.pop(change.row, None)
    return replace(board, rows=tuple(row for row in board.rows if row.id in when)), when
