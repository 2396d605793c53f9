"""Told understands which events a person's state is folded from.

They are the person's own, and those that took something said of this person to be about another:
to this person such a correction is a cancellation.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.kinds import KINDS, Event

MERGED = "person.merged"
_BODIES = {kind: msgspec.json.Decoder(body) for kind, body in KINDS.items()}

COLUMNS = """e.source || '/' || e.source_event_id, e.source, e.kind, CAST(e.body AS text),
    e.controller, e.unit, e.occurred_at, e.recorded_at, e.received_at, e.correlation, e.corrects,
    e.correction, e.history, e.sensitive"""
OWN = text(f"SELECT e.person, {COLUMNS} FROM event e WHERE e.person = ANY(:ids)")  # noqa: S608
ELSEWHERE = text(f"""
WITH RECURSIVE chain (person, ref) AS (
    SELECT person, unnest(ARRAY[source || '/' || source_event_id, corrects])
    FROM event WHERE person = ANY(:ids)
    UNION
    SELECT chain.person, e.source || '/' || e.source_event_id
    FROM chain JOIN event e ON e.corrects = chain.ref)
SELECT DISTINCT chain.person, {COLUMNS}
FROM chain JOIN event e ON e.corrects = chain.ref AND e.person <> chain.person
""")  # noqa: S608
CORRECTED = text("""
SELECT corrects FROM event WHERE corrects = ANY(:refs)
UNION
SELECT corrects FROM event
WHERE corrects = ANY(:also) AND source || '/' || source_event_id <> ALL(:refs)
UNION
SELECT source || '/' || source_event_id FROM event
WHERE (source, source_event_id) IN (
    SELECT split_part(ref, '/', 1), substr(ref, strpos(ref, '/') + 1)
    FROM unnest(CAST(:also AS text[])) AS r (ref))
""")
WHOSE = text("""
SELECT source || '/' || source_event_id, person, kind FROM event
WHERE (source, source_event_id) IN (
    SELECT split_part(ref, '/', 1), substr(ref, strpos(ref, '/') + 1)
    FROM unnest(CAST(:refs AS text[])) AS r (ref))
UNION
SELECT corrects, person, kind FROM event WHERE corrects = ANY(:refs)
""")


async def events_of(session: AsyncSession, persons: Sequence[UUID]) -> dict[UUID, list[Event]]:
    """All events that count for some persons, in no order."""
    found: dict[UUID, list[Event]] = defaultdict(list)
    if not persons:
        return found
    for row in await session.execute(OWN, {"ids": list(persons)}):
        found[row[0]].append(event_of(row[1:]))
    for row in await session.execute(ELSEWHERE, {"ids": list(persons)}):
        found[row[0]].append(replace(event_of(row[1:]), correction="cancel"))
    return found


async def corrected(
    session: AsyncSession, refs: Set[str], also: Set[str] = frozenset()
) -> frozenset[str]:
    """Those of some events that a correction already there is about, whoever it names.

    Of `also`, those that more is known of than what the events themselves say.
    """
    rows = await session.execute(CORRECTED, {"refs": sorted(refs), "also": sorted(also)})
    return frozenset(rows.scalars())


@dataclass(frozen=True, slots=True)
class TakenBack:
    """By person the corrections that are about what was said of them, and name somebody else; and
    the persons who had been told to be one, when a correction is about that."""

    elsewhere: dict[UUID, list[Event]]
    merged: frozenset[UUID] = frozenset()


async def taken_back(session: AsyncSession, told: Mapping[UUID, Sequence[Event]]) -> TakenBack:
    """What corrections change of other persons than those they name."""
    corrections = [
        (event.corrects, who, event) for who, events in told.items() for event in events
        if event.corrects
    ]  # fmt: skip
    if not corrections:
        return TakenBack({})
    merged: set[UUID] = set()
    whose: dict[str, set[UUID]] = defaultdict(set)
    for who, events in told.items():
        for event in events:
            whose[event.ref].add(who)
            whose[event.corrects or event.ref].add(who)
    for row in await session.execute(WHOSE, {"refs": [ref for ref, _, _ in corrections]}):
        if row[1] is None:
            # What nobody's own event is about, somebody's may still take back.
            continue
        whose[row[0]].add(row[1])
        if row[2] == MERGED:
            merged.add(row[1])
    found: dict[UUID, list[Event]] = defaultdict(list)
    for ref, who, event in corrections:
        for other in whose[ref] - {who}:
            found[other].append(replace(event, correction="cancel"))
    return TakenBack(found, frozenset(merged))


def event_of(row: Sequence[Any]) -> Event:
    """An event from its COLUMNS."""
    body = None if row[3] is None else _BODIES[row[2]].decode(row[3])
    return Event(
        ref=row[0], source=row[1], kind=row[2], body=body, controller=row[4], unit=row[5],
        occurred_at=row[6], recorded_at=row[7], received_at=row[8], correlation=row[9],
        corrects=row[10], correction=row[11], history=row[12], sensitive=row[13],
    )  # fmt: skip
