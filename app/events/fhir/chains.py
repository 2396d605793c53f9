"""Chains understand what has been told before of some parts of resources, and what stands of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

COLUMNS = """source_event_id, corrects, correction, kind, CAST(body AS text), unit, correlation,
    occurred_at, recorded_at, sensitive, person, origin"""
TOLD = text(f"""
SELECT {COLUMNS} FROM event WHERE source = :source AND source_event_id = ANY(:parts)
UNION ALL
SELECT {COLUMNS} FROM event WHERE source = :source AND corrects = ANY(:refs)
""")  # noqa: S608
ADDED = text(f"""
SELECT {COLUMNS} FROM event
WHERE person = ANY(:persons) AND source = :source AND kind IN ('person.registered', 'person.updated')
""")  # noqa: S608
WHOSE = text("SELECT hash, person FROM person_identifier WHERE hash = ANY(:hashes)")


@dataclass(frozen=True, slots=True)
class Before:
    """One event of a chain. `persons` are all those that it has been told of."""

    id: str
    correction: str
    kind: str
    body: Any
    unit: str | None
    correlation: str | None
    occurred_at: datetime
    recorded_at: datetime
    sensitive: bool
    persons: frozenset[UUID]


Chains = dict[str, list[Before]]


def standing(chain: Iterable[Before]) -> Before | None:
    """The one that counts, as the fold has it: of the corrections the last recorded."""
    return max(chain, key=lambda one: (one.correction != "new", one.recorded_at, one.id),
               default=None)  # fmt: skip


async def told_before(session: AsyncSession, source: str, parts: Iterable[str]) -> Chains:
    """What has been told of each part, by its name. Parts never told of are left out."""
    names = sorted(set(parts))
    found: Chains = defaultdict(list)
    if not names:
        return found
    values = {"source": source, "parts": names, "refs": [f"{source}/{name}" for name in names]}
    for row in await session.execute(TOLD, values):
        root = row[0] if row[1] is None else row[1].removeprefix(f"{source}/")
        found[root].append(_before(row))
    return found


async def add_to(
    session: AsyncSession,
    source: str,
    chains: Chains,
    parts: Iterable[str],
    persons: Iterable[UUID],
) -> None:
    """Put to some parts what was told of them later without correcting what was told before."""
    growing = frozenset(parts)
    if not growing:
        return
    for row in await session.execute(ADDED, {"source": source, "persons": sorted(set(persons))}):
        root = row[0].rpartition(":")[0]
        if root in growing and row[1] is None:
            chains[root].append(_before(row))


def _before(row: Sequence[Any]) -> Before:
    body = None if row[4] is None else msgspec.json.decode(row[4])
    persons = frozenset(who for who in (row[10], row[11]) if who is not None)
    return Before(
        row[0], row[2], row[3], body, row[5], row[6], row[7], row[8], row[9], persons
    )  # fmt: skip


async def persons_behind(session: AsyncSession, hashes: Iterable[bytes]) -> Mapping[bytes, UUID]:
    """Who some numbers belong to now."""
    rows = await session.execute(WHOSE, {"hashes": sorted(set(hashes))})
    return {bytes(row[0]): row[1] for row in rows}
