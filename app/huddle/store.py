"""Store understands a huddle's numbered line of changes: (huddle, version) is the key.

What stands here is the server's own; a viewer's board is rendered from it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, get_args
from uuid import UUID, uuid5

import msgspec
from sqlalchemy import TextClause, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.huddle import board as b
from app.huddle.evolve import replay
from app.huddle.matter import Matter
from app.huddle.teamrond import PHYSICIAN
from app.huddle.verdict import Round
from app.organisation import Centre
from app.tables import Source

CHANGES: dict[str, type[Any]] = {
    re.sub(r"(?<!^)(?=[A-Z])", "_", change.__name__).lower(): change
    for change in get_args(b.Change)
}
KIND = {change: kind for kind, change in CHANGES.items()}
CHANNEL = "kvarten_huddle"
HUDDLES = UUID("6f1c1a52-0c0e-5d0b-9d52-2f4f2b7f7c11")
"""A huddle's id follows from its centre and day, as its rows' from it: same facts, same bytes."""

COLUMNS = """id, centre, day, starts_at, ends_at, since, next_ends, state, version, red_exceeds,
    judged_at, wakes_at, silent, round"""
FIND = text(f"""
SELECT {COLUMNS} FROM huddle WHERE centre = :centre AND day = :day AND round = :round
""")  # noqa: S608
BUILT = text(
    "SELECT centre, round FROM huddle WHERE centre = ANY(:centres) AND day = :day ORDER BY 1, 2"
)
BY_ID = text(f"SELECT {COLUMNS} FROM huddle WHERE id = :id")  # noqa: S608
TAKE = text(f"{FIND.text} FOR UPDATE")
LOCK = text("SELECT version FROM huddle WHERE id = :id FOR UPDATE")
OPEN = text(f"""
INSERT INTO huddle (id, centre, day, round, starts_at, ends_at, since, next_ends, state, version)
VALUES (:id, :centre, :day, :round, :starts_at, :ends_at, :since, :next_ends, 'prepared', 0)
ON CONFLICT (centre, day, round) DO NOTHING RETURNING {COLUMNS}
""")  # noqa: S608
LINE = text("""
SELECT version, kind, CAST(body AS text), at FROM huddle_change
WHERE huddle = :huddle AND version > :after ORDER BY version
""")
# What carries whole rows is the weight of a line, and a whole agenda replaces all that stood before it.
STANDING = text("""
SELECT version, kind, CAST(body AS text) FROM huddle_change
WHERE huddle = :huddle AND version <= :until AND (
    kind NOT IN ('agenda_built', 'row_added', 'row_revised')
    OR version >= coalesce((
        SELECT max(version) FROM huddle_change
        WHERE huddle = :huddle AND version <= :until AND kind = 'agenda_built'), 0))
ORDER BY version
""")
NEWEST = 2**31 - 1
APPEND = text("""
INSERT INTO huddle_change (huddle, version, centre, at, by, command, kind, body)
VALUES (:huddle, :version, :centre, :at, :by, :command, :kind, CAST(:body AS jsonb))
""")
MOVE = text("""
UPDATE huddle SET version = :version, state = :state, ends_at = :ends_at, closed_at = :closed_at
WHERE id = :id
""")
DONE = text("SELECT max(version) FROM huddle_change WHERE huddle = :huddle AND command = :command")
LAST_HELD = text("""
SELECT max(closed_at) FROM huddle WHERE centre = :centre AND state = 'closed' AND day < :day AND round = :round
""")
FIRST_SINCE = text(
    "SELECT min(since) FROM huddle WHERE centre = :centre AND day < :day AND round = 'daily'"
)
UNCLOSED = text(f"SELECT {COLUMNS} FROM huddle WHERE state IN ('prepared', 'running')")  # noqa: S608
NOTIFY = text("SELECT pg_notify(:channel, :payload)")

DECIDED = text("""
SELECT source_event_id, person FROM event
WHERE source = 'kvarten' AND source_event_id = ANY(:ids)
""")


@dataclass(frozen=True, slots=True)
class Huddle:
    """A huddle's own facts. `since` is when the last held one closed; instants are UTC.

    `judged_at` is when persons were last judged for it, with those kinds `silent`, and `wakes_at` the
    first instant at which any answer can change though nothing comes in.
    """

    id: UUID
    centre: str
    day: date
    starts_at: datetime
    ends_at: datetime
    since: datetime
    next_ends: datetime
    state: str
    version: int
    red_exceeds: bool
    judged_at: datetime | None
    wakes_at: datetime | None
    silent: Sequence[str]
    round: Round


async def sources(session: AsyncSession) -> Sequence[Source]:
    """The sources in use, by name: who of them is silent decides what is not known."""
    found = await session.exec(select(Source).where(col(Source.in_use)).order_by("name"))
    return found.all()


async def find(
    session: AsyncSession, centre: str, day: date, round_: Round = "daily"
) -> Huddle | None:
    return await _huddle(session, FIND, {"centre": centre, "day": day, "round": round_})


async def taken(
    session: AsyncSession, centre: str, day: date, round_: Round = "daily"
) -> Huddle | None:
    """The huddle as it stands when its writers' turn is ours, to the end of the transaction."""
    return await _huddle(session, TAKE, {"centre": centre, "day": day, "round": round_})


async def built(
    session: AsyncSession, centres: Iterable[str], day: date
) -> list[tuple[str, Round]]:
    """The rounds of some centres that have been built for a day, in order."""
    rows = await session.execute(BUILT, {"centres": sorted(centres), "day": day})
    return [(row[0], row[1]) for row in rows]


async def by_id(session: AsyncSession, key: UUID) -> Huddle | None:
    return await _huddle(session, BY_ID, {"id": key})


async def _huddle(
    session: AsyncSession, statement: TextClause, values: Mapping[str, Any]
) -> Huddle | None:
    row = (await session.execute(statement, values)).first()
    return Huddle(*row) if row else None


async def open_(
    session: AsyncSession,
    centre: str,
    day: date,
    starts_at: datetime,
    ends_at: datetime,
    since: datetime,
    next_ends: datetime,
    round_: Round = "daily",
) -> Huddle:
    """A round of a centre and a day, ours to write; made when it is not there, once for all who ask."""
    name = f"{centre}/{day}" if round_ == "daily" else f"{centre}/{day}/{round_}"
    values = {
        "id": uuid5(HUDDLES, name), "centre": centre, "day": day, "round": round_, "starts_at": starts_at, "ends_at": ends_at,
        "since": since, "next_ends": next_ends,
    }  # fmt: skip
    # None: somebody else has made it meanwhile.
    made = await _huddle(session, OPEN, values)
    found = made or await taken(session, centre, day, round_)
    assert found is not None
    return found


async def unclosed(session: AsyncSession) -> list[Huddle]:
    return [Huddle(*row) for row in await session.execute(UNCLOSED)]


async def last_held(
    session: AsyncSession, centre: str, before: date, round_: Round = "daily"
) -> datetime | None:
    """When the last held round before a day was closed; None when none has been held."""
    values = {"centre": centre, "day": before, "round": round_}
    answer = await session.execute(LAST_HELD, values)
    closed: datetime | None = answer.scalar_one()
    return closed


async def first_since(session: AsyncSession, centre: str, before: date) -> datetime | None:
    """From when the centre's first huddle looked back; None when there has been none."""
    answer = await session.execute(FIRST_SINCE, {"centre": centre, "day": before})
    since: datetime | None = answer.scalar_one()
    return since


async def lock(session: AsyncSession, huddle: UUID) -> None:
    """Writers of one huddle take turns from here to the end of their transactions."""
    await session.execute(LOCK, {"id": huddle})


async def already(session: AsyncSession, huddle: Huddle, command: str) -> int | None:
    """The version a command gave when it was carried out before."""
    answer = await session.execute(DONE, {"huddle": huddle.id, "command": command})
    version: int | None = answer.scalar_one()
    return version


def empty(huddle: Huddle, centre: Centre) -> b.Board:
    """The board before the first change: everyone called is absent until somebody says otherwise."""
    presence: dict[str, b.Presence] = {party.unit: "absent" for party in centre.parties}
    if huddle.round == "weekly":
        presence[PHYSICIAN] = "absent"
    return b.Board(huddle.starts_at, huddle.ends_at, presence=presence)


async def board(
    session: AsyncSession, huddle: Huddle, centre: Centre, until: int = NEWEST
) -> b.Board:
    """The board as its line has made it, up to a version. Whoever will change it takes the lock first."""
    told = (await session.execute(STANDING, {"huddle": huddle.id, "until": until})).all()
    made = replay(empty(huddle, centre), (_read(kind, body) for _, kind, body in told))
    # Those left out have had their numbers too; the last one never is.
    return replace(made, version=told[-1][0] if told else 0)


async def line(session: AsyncSession, huddle: UUID, after: int = 0) -> list[tuple[int, b.Change]]:
    """The numbered changes after a version."""
    rows = await session.execute(LINE, {"huddle": huddle, "after": after})
    return [(row[0], _read(row[1], row[2])) for row in rows]


async def decided_about(session: AsyncSession, ids: Sequence[str]) -> dict[str, UUID]:
    """Whom decisions are about by now, by the id of the event that each left."""
    return {row[0]: row[1] for row in await session.execute(DECIDED, {"ids": list(ids)})}


async def timed_line(session: AsyncSession, huddle: UUID) -> list[tuple[datetime, b.Change]]:
    """All changes, each with when it was made."""
    rows = await session.execute(LINE, {"huddle": huddle, "after": 0})
    return [(row[3], _read(row[1], row[2])) for row in rows]


async def append(
    session: AsyncSession,
    huddle: Huddle,
    board: b.Board,
    changes: Sequence[b.Change],
    at: datetime,
    by: str,
    command: str | None = None,
) -> None:
    """Write the changes that led to `board`, and wake everyone who has it open after the commit."""
    first = board.version - len(changes) + 1
    await session.execute(
        APPEND,
        [
            {
                "huddle": huddle.id, "version": first + n, "centre": huddle.centre, "at": at,
                "by": by, "command": command, "kind": KIND[type(change)],
                "body": msgspec.json.encode(change).decode(),
            }
            for n, change in enumerate(changes)
        ],
    )  # fmt: skip
    moved = {
        "id": huddle.id, "version": board.version, "state": board.state,
        "ends_at": board.ends_at, "closed_at": board.closed_at,
    }  # fmt: skip
    await session.execute(MOVE, moved)
    await session.execute(NOTIFY, {"channel": CHANNEL, "payload": str(huddle.id)})


def _read(kind: str, body: str) -> b.Change:
    change = msgspec.json.decode(body, type=CHANGES[kind])
    if isinstance(change, b.AgendaBuilt):
        return replace(change, rows=tuple(_row(row) for row in change.rows))
    if isinstance(change, b.RowAdded | b.RowRevised):
        return replace(change, row=_row(change.row))
    return change  # type: ignore[no-any-return]


def _row(row: b.Row) -> b.Row:
    return replace(row, content=msgspec.convert(row.content, Matter))
