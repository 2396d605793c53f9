"""Frequency understands the counters in the database: by day per person, and rolled each night.

A person's counters follow that person's state in the same transaction. Each night they are summed
for the windows of the mångsökare, and a centre drawn by lot is counted anew from its events.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.asking import ask
from app.days import DAY
from app.people import told
from app.people.counts import ED, MONTH, VC, YEAR, Key, counts
from app.people.fold import fold

SAVE = text("""
INSERT INTO contact_day (person, day, kind, controller, n)
SELECT * FROM json_to_recordset(CAST(:rows AS json))
    AS c (person uuid, day date, kind text, controller text, n integer)
ON CONFLICT (person, day, kind, controller) DO UPDATE SET n = excluded.n
""")
LET_GO = text("""
DELETE FROM contact_day USING json_to_recordset(CAST(:rows AS json))
    AS c (person uuid, day date, kind text, controller text)
WHERE contact_day.person = c.person AND contact_day.day = c.day
    AND contact_day.kind = c.kind AND contact_day.controller = c.controller
""")
ALL = text("DELETE FROM contact_day WHERE person = ANY(:ids)")
ROLL = text("""
INSERT INTO frequency (person, centre, ed_365, vc_30, contacts_365, as_of)
SELECT p.id, p.centre,
    coalesce(sum(c.n) FILTER (WHERE c.kind = ANY(:ed)), 0),
    coalesce(sum(c.n) FILTER (WHERE c.kind = ANY(:vc) AND c.day > :month), 0),
    sum(c.n), :today
FROM contact_day c JOIN person p ON p.id = c.person
WHERE c.day > :year AND c.day <= :today AND p.centre IS NOT NULL
GROUP BY p.id, p.centre
ON CONFLICT (person) DO UPDATE SET centre = excluded.centre, ed_365 = excluded.ed_365,
    vc_30 = excluded.vc_30, contacts_365 = excluded.contacts_365, as_of = excluded.as_of
""")
GONE = text("DELETE FROM frequency WHERE as_of <> :today")
LISTED = text("SELECT id FROM person WHERE centre = :centre ORDER BY id")
COUNTED = text("SELECT person, day, kind, controller, n FROM contact_day WHERE person = ANY(:ids)")
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Checked:
    """How a centre's counters stood against its events: persons looked at, and how many differ."""

    centre: str
    persons: int
    differ: int


async def save(session: AsyncSession, changed: Mapping[UUID, Mapping[Key, int]]) -> None:
    """Write what became of some persons' counters."""
    rows = [
        {"person": person, "day": key.day, "kind": key.kind, "controller": key.controller, "n": n}
        for person, keys in changed.items()
        for key, n in keys.items()
    ]
    for statement, same in (
        (SAVE, [row for row in rows if row["n"]]),
        (LET_GO, [row for row in rows if not row["n"]]),
    ):
        if same:
            await ask(session, statement, {"rows": msgspec.json.encode(same).decode()})


async def let_go(session: AsyncSession, persons: Iterable[UUID]) -> None:
    """Persons whose counters are to be made from the beginning, or who are nobody any more."""
    await session.execute(ALL, {"ids": list(persons)})


async def roll(session: AsyncSession, today: date) -> None:
    """Sum the counters for the windows that end today; who has none left is let go."""
    values = {
        "ed": list(ED), "vc": list(VC), "today": today,
        "year": today - DAY * YEAR, "month": today - DAY * MONTH,
    }  # fmt: skip
    await session.execute(ROLL, values)
    await session.execute(GONE, {"today": today})


async def check(session: AsyncSession, centre: str) -> Checked:
    """Count a centre's persons anew from their events, the naive way, and compare."""
    ids: Sequence[UUID] = (await session.execute(LISTED, {"centre": centre})).scalars().all()
    differ = 0
    for at in range(0, len(ids), AT_ONCE):
        some = ids[at : at + AT_ONCE]
        kept: dict[UUID, dict[Key, int]] = {}
        for person, day, kind, controller, n in await session.execute(COUNTED, {"ids": list(some)}):
            kept.setdefault(person, {})[Key(day, kind, controller)] = n
        events = await told.events_of(session, some)
        differ += sum(counts(fold(events.get(one, []))) != kept.get(one, {}) for one in some)
    return Checked(centre, len(ids), differ)
