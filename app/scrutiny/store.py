"""Store understands the tables of the log's review: its settings, what was drawn, what was judged.

What a reviewer asks for goes through PostgreSQL's lock for that reviewer's controller; whose names
those rows hold is looked up beside it (app/scrutiny/look.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.scrutiny.signs import Bounds

Verdict = Literal["ok", "follow_up", "breach"]
BOUNDS = text("""
SELECT sample, opens, closes, weekends, looks, persons, denials, overdue_days
FROM scrutiny_setting WHERE provider = :provider
""")
KEEP = text("""
INSERT INTO scrutiny_setting (provider, sample, opens, closes, weekends, looks, persons, denials,
    overdue_days)
VALUES (:provider, :sample, :opens, :closes, :weekends, :looks, :persons, :denials, :overdue_days)
ON CONFLICT (provider) DO UPDATE SET sample = excluded.sample, opens = excluded.opens,
    closes = excluded.closes, weekends = excluded.weekends, looks = excluded.looks,
    persons = excluded.persons, denials = excluded.denials, overdue_days = excluded.overdue_days
""")
# Whoever is second waits here until the first is done, and then draws nothing.
BEGIN = text("""
INSERT INTO scrutiny_draw (provider, monday, at, seed, lines, bounds)
VALUES (:provider, :monday, :at, :seed, :lines, CAST(:bounds AS jsonb))
ON CONFLICT DO NOTHING RETURNING provider
""")
ITEMS = text("""
INSERT INTO scrutiny_item (id, provider, monday, place, signs, viewer, role, unit, person, first_at,
    last_at)
SELECT id, :provider, :monday, place, signs, viewer, role, unit, person, first_at, last_at
FROM json_to_recordset(CAST(:rows AS json)) AS i (id uuid, place integer, signs text[], viewer text,
    role text, unit text, person uuid, first_at timestamptz, last_at timestamptz)
""")
LINES = text("""
INSERT INTO scrutiny_line (item, line, log_id, provider)
SELECT item, line, log_id, :provider
FROM json_to_recordset(CAST(:rows AS json)) AS l (item uuid, line bigint, log_id uuid)
""")
DRAWN = text("SELECT provider, max(monday) FROM scrutiny_draw GROUP BY provider")
DRAWS = text("""
SELECT monday, at, lines, bounds ->> 'sample' FROM scrutiny_draw
WHERE monday >= :since ORDER BY monday DESC
""")
# The last judgement of an item counts; those before it stay, and it names them.
FOUND = text("""
SELECT i.id, i.monday, i.place, i.signs, i.viewer, i.role, i.unit, i.person, i.first_at, i.last_at,
    (SELECT array_agg(l.line ORDER BY l.line) FROM scrutiny_line l WHERE l.item = i.id) AS lines,
    j.id AS judgement, j.verdict, j.judge, j.at AS judged_at, f.first_judged_at
FROM scrutiny_item i
LEFT JOIN scrutiny_judgement j ON j.item = i.id
    AND NOT EXISTS (SELECT FROM scrutiny_judgement k WHERE k.follows = j.id)
LEFT JOIN LATERAL (
    SELECT min(g.at) AS first_judged_at FROM scrutiny_judgement g WHERE g.item = i.id) f ON true
WHERE (CAST(:id AS uuid) IS NULL OR i.id = :id)
    AND i.monday >= :since AND i.monday < :before
    AND (NOT :unfinished OR j.id IS NULL OR j.verdict = 'follow_up')
ORDER BY i.monday DESC, i.place
""")
SAID = text("""
SELECT id, verdict, judge, at, note FROM scrutiny_judgement WHERE item = :item ORDER BY at, id
""")
ADD = text("""
INSERT INTO scrutiny_judgement (id, item, provider, verdict, judge, at, note, follows)
VALUES (:id, :item, :provider, :verdict, :judge, :at, :note, :follows)
""")
OLD = text("DELETE FROM scrutiny_judgement WHERE drawn_at < kept_since()")
OLD_LINES = text("""
DELETE FROM scrutiny_line WHERE drawn_at < kept_since()
    AND NOT EXISTS (SELECT FROM scrutiny_judgement j WHERE j.item = scrutiny_line.item)
""")
OLD_ITEMS = text("""
DELETE FROM scrutiny_item WHERE drawn_at < kept_since()
    AND NOT EXISTS (SELECT FROM scrutiny_line l WHERE l.item = scrutiny_item.id)
    AND NOT EXISTS (SELECT FROM scrutiny_judgement j WHERE j.item = scrutiny_item.id)
""")
OLD_DRAWS = text("""
DELETE FROM scrutiny_draw d WHERE drawn_at < kept_since()
    AND NOT EXISTS (SELECT FROM scrutiny_item i
        WHERE i.provider = d.provider AND i.monday = d.monday)
""")
ALWAYS = date(1970, 1, 5), date(9999, 12, 31)


class NewItem(msgspec.Struct, frozen=True):
    """One that was picked out; without signs it was drawn at random. `lines`: number and log id."""

    id: UUID
    place: int
    signs: list[str]
    viewer: str
    role: str
    unit: str
    person: UUID | None
    first_at: datetime
    last_at: datetime
    lines: list[tuple[int, UUID]]


@dataclass(frozen=True, slots=True)
class Draw:
    """A week that was drawn: when, from how many lines, and how many were to be drawn at random."""

    monday: date
    at: datetime
    lines: int
    sample: int


@dataclass(frozen=True, slots=True)
class Item:
    """One that was picked out, with the judgement that counts, if there is any."""

    id: UUID
    monday: date
    place: int
    signs: tuple[str, ...]
    viewer: str
    role: str
    unit: str
    person: UUID | None
    first_at: datetime
    last_at: datetime
    lines: tuple[int, ...]
    judgement: UUID | None
    verdict: Verdict | None
    judge: str | None
    judged_at: datetime | None
    first_judged_at: datetime | None

    @property
    def finished(self) -> bool:
        """Whether nothing is left to find out."""
        return self.verdict in ("ok", "breach")


@dataclass(frozen=True, slots=True)
class Judgement:
    id: UUID
    verdict: Verdict
    judge: str
    at: datetime
    note: UUID | None


async def bounds(session: AsyncSession, provider: str) -> Bounds:
    """How a controller reviews its log: as it has said, or as usual."""
    row = (await session.execute(BOUNDS, {"provider": provider})).first()
    return Bounds() if row is None else Bounds(*row)


async def keep(session: AsyncSession, provider: str, wanted: Bounds) -> None:
    """Review so from now on. What has been drawn keeps the bounds it was drawn by."""
    await session.execute(KEEP, {"provider": provider, **asdict(wanted)})


async def drawn(session: AsyncSession) -> Mapping[str, date]:
    """The Monday of the last week that was drawn, by controller."""
    return {row[0]: row[1] for row in await session.execute(DRAWN)}


async def begin(
    session: AsyncSession, provider: str, monday: date, at: datetime, seed: str, lines: int,
    by: Bounds,
) -> bool:  # fmt: skip
    """Begin to draw a week; False when somebody has drawn it."""
    values = {
        "provider": provider, "monday": monday, "at": at, "seed": seed, "lines": lines,
        "bounds": msgspec.json.encode(by).decode(),
    }  # fmt: skip
    return (await session.execute(BEGIN, values)).first() is not None


async def put(session: AsyncSession, provider: str, monday: date, items: Sequence[NewItem]) -> None:
    """Write down what was picked out of a week."""
    rows = msgspec.json.encode(items).decode()
    await session.execute(ITEMS, {"provider": provider, "monday": monday, "rows": rows})
    lines = [
        {"item": one.id, "line": number, "log_id": log_id}
        for one in items
        for number, log_id in one.lines
    ]
    told = msgspec.json.encode(lines).decode()
    await session.execute(LINES, {"provider": provider, "rows": told})


async def draws(session: AsyncSession, since: date = ALWAYS[0]) -> list[Draw]:
    """The weeks that were drawn, the latest first."""
    rows = await session.execute(DRAWS, {"since": since})
    return [Draw(row[0], row[1], row[2], int(row[3])) for row in rows]


async def items(
    session: AsyncSession,
    since: date = ALWAYS[0],
    before: date = ALWAYS[1],
    *,
    unfinished: bool = False,
    id_: UUID | None = None,
) -> list[Item]:
    """What was picked out of the weeks from one Monday to another, the latest week first."""
    values = {"since": since, "before": before, "unfinished": unfinished, "id": id_}
    rows = (await session.execute(FOUND, values)).mappings()
    return [
        Item(**{**row, "signs": tuple(row["signs"]), "lines": tuple(row["lines"])}) for row in rows
    ]


async def said(session: AsyncSession, item: UUID) -> list[Judgement]:
    """Every judgement of an item, the first first."""
    return [Judgement(*row) for row in await session.execute(SAID, {"item": item})]


async def add(
    session: AsyncSession, provider: str, item: UUID, one: Judgement, follows: UUID | None
) -> None:
    values = {
        "id": one.id, "item": item, "provider": provider, "verdict": one.verdict,
        "judge": one.judge, "at": one.at, "note": one.note, "follows": follows,
    }  # fmt: skip
    await session.execute(ADD, values)


async def let_go(session: AsyncSession) -> None:
    """Take away what is older than the log is kept; PostgreSQL allows nothing else."""
    for statement in (OLD, OLD_LINES, OLD_ITEMS, OLD_DRAWS):
        await session.execute(statement)
