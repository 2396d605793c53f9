"""Rooms understands how a test leads a real huddle: build the agenda, command, look at the line.

Mornings are local days of the demo centre; a huddle starts at 08.00 and is planned to 08.15.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sqlalchemy import text

from app.days import at_local
from tests.houses import CENTRE, HOME_HELP, viewer

if TYPE_CHECKING:
    from app.house import House
    from app.huddle.board import Board, Change, Decision, Row
    from app.huddle.prepare import Prepared

FRIDAY = date(2026, 11, 20)
MONDAY = date(2026, 11, 23)
MINUTE = timedelta(minutes=1)


def at(day: date, clock: str) -> datetime:
    """A local time as an instant: at(MONDAY, "7.40")."""
    hour, minute = clock.split(".")
    return at_local(day, time(int(hour), int(minute)))


EIGHT = at(FRIDAY, "8.02")


async def build(house: House, now: datetime = EIGHT, centre: str = CENTRE) -> Prepared:
    from app.huddle.prepare import prepare

    built = await prepare(house, centre, now)
    assert built is not None
    return built


async def say(
    house: House,
    key: UUID,
    command: Any,
    now: datetime = EIGHT,
    *,
    who: str = "aldre-ssk",
    id_: str | None = None,
) -> int:
    """Give one command, as the convenor unless another is named."""
    from app.huddle import asks, room

    message = asks.Act(id_ or str(uuid4()), command)
    return await room.act(house, await viewer(house, who), key, message, now, now)


def decision(kind: str = "action", now: datetime = EIGHT, **told: Any) -> Decision:
    """A whole decision of a kind: an action is home help's, before noon."""
    from app.huddle.board import Decision

    whole: dict[str, Any] = {
        "action": {"what": "Ring", "owner": HOME_HELP, "due": now + timedelta(hours=3)},
        "defer": {"until": (now + timedelta(days=5)).date(), "reason": "Invänta besked"},
        "done": {},
    }.get(kind, {"reason": "Ej aktuellt"})
    return Decision(str(uuid4()), kind, **{**whole, **told})  # type: ignore[arg-type]


async def start(house: House, now: datetime = EIGHT) -> Prepared:
    """Build the agenda and begin."""
    from app.huddle import asks

    built = await build(house, now)
    await say(house, built.huddle.id, asks.Start(), now)
    return built


async def decide(
    house: House, built: Prepared, row: Row | str, told: Decision, now: datetime = EIGHT
) -> int:
    from app.huddle import asks

    key = row if isinstance(row, str) else row.id
    return await say(house, built.huddle.id, asks.Decide(key, told), now)


async def close(house: House, built: Prepared, now: datetime = EIGHT + 10 * MINUTE) -> int:
    from app.huddle import asks

    return await say(house, built.huddle.id, asks.Close(), now)


async def line(house: House, built: Prepared) -> list[tuple[int, Change]]:
    from app.huddle import store

    async with house.database.work() as session:
        return await store.line(session, built.huddle.id)


async def board(house: House, built: Prepared) -> Board:
    from app.huddle import store
    from app.huddle.evolve import replay

    changes = [change for _, change in await line(house, built)]
    centre = house.organisation.centres[built.huddle.centre]
    return replay(store.empty(built.huddle, centre), changes)


async def ask(house: House, query: str, **values: Any) -> list[tuple[Any, ...]]:
    """What a query answers, as the timetable would see it."""
    async with house.database.work() as session:
        return [tuple(row) for row in await session.execute(text(query), values)]


async def told(house: House, kind: str) -> list[dict[str, Any]]:
    """The bodies of our own events of a kind, in the order they were recorded."""
    rows = await ask(house, "SELECT body FROM event WHERE kind = :kind ORDER BY id", kind=kind)
    return [row[0] for row in rows]


def row_of(built: Prepared | Board, name: str) -> Row:
    """The last row of somebody, by given name."""
    rows = built.rows if hasattr(built, "rows") else built.board.rows
    return [row for row in rows if row.content.name.startswith(name)][-1]


def stands(built: Prepared) -> list[tuple[str, str | None]]:
    """Who is on the board and how marked: (given name, mark)."""
    return [
        (row.content.name.split()[0], row.content.stood[0].mark)
        for row in built.board.rows
        if not row.withdrawn
    ]
