"""Told understands which events a person's state is folded from.

They are the person's own, and those that took something said of this person to be about another:
to this person such a correction is a cancellation.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.asking import Asked, Rows, together
from app.events.kinds import KINDS, Event

MERGED = "person.merged"
_BODIES = {kind: msgspec.json.Decoder(body) for kind, body in KINDS.items()}

COLUMNS = """e.source || '/' || e.source_event_id, e.source, e.kind, CAST(e.body AS text),
    e.controller, e.unit, e.occurred_at, e.recorded_at, e.received_at, e.correlation, e.corrects,
    e.correction, e.history, e.sensitive"""
OWN = text(f"SELECT e.person, {COLUMNS} FROM event e WHERE e.person = ANY(:ids)")  # noqa: S608
# What corrects an event, and what it corrects itself; that of an event which is `known` stands there.
NEAR = """
SELECT source || '/' || source_event_id AS ref, true AS known FROM event WHERE corrects = chain.ref
UNION ALL
SELECT corrects, false FROM event
WHERE NOT chain.known AND corrects IS NOT NULL AND source = split_part(chain.ref, '/', 1)
    AND source_event_id = substr(chain.ref, strpos(chain.ref, '/') + 1)
"""
# Corrections of corrections belong together, whoever each of them names: both up and down the chain.
# OFFSET 0: each is looked up by itself, however many PostgreSQL may think that a chain has.
ELSEWHERE = text(f"""
WITH RECURSIVE chain (person, ref, known) AS (
    SELECT person, t.ref, t.known
    FROM event, LATERAL (VALUES (source || '/' || source_event_id, true), (corrects, false))
        AS t (ref, known)
    WHERE person = ANY(:ids) AND t.ref IS NOT NULL
    UNION
    SELECT chain.person, near.ref, near.known
    FROM chain JOIN LATERAL ({NEAR}) AS near ON true)
SELECT DISTINCT chain.person, {COLUMNS}
FROM chain CROSS JOIN LATERAL (SELECT * FROM event WHERE corrects = chain.ref OFFSET 0) AS e
WHERE e.person <> chain.person
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
WHOSE = text(f"""
WITH RECURSIVE chain (ref, known) AS (
    SELECT unnest(CAST(:refs AS text[])), false
    UNION
    SELECT near.ref, near.known FROM chain JOIN LATERAL ({NEAR}) AS near ON true)
SELECT found.* FROM chain CROSS JOIN LATERAL (
    SELECT source || '/' || source_event_id, corrects, person, kind FROM event
    WHERE source = split_part(chain.ref, '/', 1)
        AND source_event_id = substr(chain.ref, strpos(chain.ref, '/') + 1)
    OFFSET 0) AS found
""")  # noqa: S608


async def events_of(session: AsyncSession, persons: Sequence[UUID]) -> dict[UUID, list[Event]]:
    """All events that count for some persons, in no order."""
    found: dict[UUID, list[Event]] = defaultdict(list)
    if not persons:
        return found
    whose = {"ids": list(persons)}
    own, elsewhere = await together(session, Asked(OWN, whose, list), Asked(ELSEWHERE, whose, list))
    for row in own:
        found[row[0]].append(event_of(row[1:]))
    for row in elsewhere:
        found[row[0]].append(replace(event_of(row[1:]), correction="cancel"))
    return found


def corrected(refs: Set[str], also: Set[str] = frozenset()) -> Asked[frozenset[str]]:
    """Those of some events that a correction already there is about, whoever it names.

    Of `also`, those that more is known of than what the events themselves say.
    """
    values = {"refs": sorted(refs), "also": sorted(also)}
    return Asked(
        CORRECTED if refs else None, values, lambda rows: frozenset(row[0] for row in rows)
    )


@dataclass(frozen=True, slots=True)
class TakenBack:
    """By person the corrections that are about what was said of them, and name somebody else; and
    the persons who had been told to be one, when a correction is about that."""

    elsewhere: dict[UUID, list[Event]]
    merged: frozenset[UUID] = frozenset()


def taken_back(told: Mapping[UUID, Sequence[Event]]) -> Asked[TakenBack]:
    """What corrections change of other persons than those they name."""
    corrections = [
        (event.corrects, who, event) for who, events in told.items() for event in events
        if event.corrects
    ]  # fmt: skip
    links = [(e.ref, e.corrects, who) for who, events in told.items() for e in events]
    refs = {ref for corrects, _, event in corrections for ref in (corrects, event.ref)}

    def read(rows: Rows) -> TakenBack:
        # What nobody's own event is about, somebody's may still take back.
        whose = _whose([*links, *(row[:3] for row in rows)])
        found: dict[UUID, list[Event]] = defaultdict(list)
        for ref, who, event in corrections:
            for other in whose[ref] - {who}:
                found[other].append(replace(event, correction="cancel"))
        merged = {who for _, _, who, kind in rows if kind == MERGED and who is not None}
        return TakenBack(found, frozenset(merged))

    return Asked(WHOSE if refs else None, {"refs": sorted(refs)}, read)


def _whose(links: Iterable[tuple[str, str | None, UUID | None]]) -> dict[str, set[UUID]]:
    """By ref the persons whom any of the events that it hangs together with is about.

    A link is an event's ref, what it corrects, and whom it is about.
    """
    found: dict[str, set[UUID]] = {}
    refs: dict[str, list[str]] = {}
    for ref, corrects, who in links:
        for one in (ref, corrects or ref):
            found.setdefault(one, set())
            refs.setdefault(one, [one])
        if corrects and refs[corrects] is not refs[ref]:
            found[corrects] |= found[ref]
            refs[corrects] += refs[ref]
            for one in refs[ref]:
                found[one], refs[one] = found[corrects], refs[corrects]
        if who is not None:
            found[ref].add(who)
    return found


def event_of(row: Sequence[Any]) -> Event:
    """An event from its COLUMNS."""
    body = None if row[3] is None else _BODIES[row[2]].decode(row[3])
    return Event(
        ref=row[0], source=row[1], kind=row[2], body=body, controller=row[4], unit=row[5],
        occurred_at=row[6], recorded_at=row[7], received_at=row[8], correlation=row[9],
        corrects=row[10], correction=row[11], history=row[12], sensitive=row[13],
    )  # fmt: skip
