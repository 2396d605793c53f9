"""Store understands where the facts of a period are kept: huddles, our own events, obligations.

Whoever has skyddade personuppgifter is counted nowhere: that there is one must not show.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.days import local_date
from app.events.kinds.own import Route
from app.indicators.period import Period
from app.indicators.tally import Key, Obliged

HELD = text("""
SELECT body ->> 'centre', CAST(body ->> 'date' AS date), body -> 'missing' FROM event
WHERE source = 'kvarten' AND kind = 'huddle.held' AND unit = ANY(:centres)
    AND occurred_at >= :since AND occurred_at < :until
""")
SEEN = text("""
SELECT unit, person, body ->> 'rule', body ->> 'episode', split_part(source_event_id, ':', 1)
FROM event JOIN person ON person.id = event.person AND NOT person.protected
WHERE source = 'kvarten' AND kind = 'huddle.seen' AND unit = ANY(:centres)
    AND occurred_at >= :since AND occurred_at < :until
""")
DECIDED = text("""
SELECT e.unit, e.person, e.body ->> 'rule', e.body ->> 'episode',
    split_part(e.source_event_id, ':', 1), e.body ->> 'decision', e.body ->> 'route'
FROM event e JOIN person ON person.id = e.person AND NOT person.protected
WHERE e.source = 'kvarten' AND e.kind = 'huddle.decided' AND e.correction = 'new'
    AND e.unit = ANY(:centres) AND e.occurred_at >= :since AND e.occurred_at < :until
    AND NOT EXISTS (
        SELECT FROM event c WHERE c.corrects = 'kvarten/' || e.source_event_id)
ORDER BY e.occurred_at, e.id
""")
OBLIGATIONS = text("""
SELECT o.centre, o.person, o.rule, o.episode, o.first_day,
    CASE WHEN o.ended = 'expired' THEN o.ended_at END
FROM obligation o JOIN person ON person.id = o.person AND NOT person.protected
WHERE o.centre = ANY(:centres)
    AND (o.first_day BETWEEN :first AND :last
        OR o.ended = 'expired' AND o.ended_at >= :since AND o.ended_at < :until)
""")
PROTECTED = text("SELECT id FROM person WHERE id = ANY(:ids) AND protected")
BEGUN = text("SELECT centre, min(day) FROM huddle WHERE round = 'daily' GROUP BY centre")
MUNICIPALITIES = text("SELECT code, name FROM municipality")
Missing = Sequence[tuple[str, date, Sequence[str]]]


async def held(session: AsyncSession, centres: Sequence[str], period: Period) -> Missing:
    """Each huddle that was held: centre, day, and the units that were missing."""
    rows = await session.execute(HELD, _values(centres, period))
    return [(row[0], row[1], row[2] or []) for row in rows]


async def obliged(
    session: AsyncSession, centres: Sequence[str], period: Period, routes: Mapping[str, Route]
) -> list[Obliged]:
    """What became of each obligation in a period. `routes`: by rule, the way it proposes."""
    values = _values(centres, period)
    found: dict[Key, Obliged] = {}

    def of(centre: str, person: UUID, rule: str, episode: str) -> Obliged:
        start = Obliged(centre, person, rule, routes.get(rule))
        return found.setdefault((person, rule, episode), start)

    settled: set[tuple[Key, str]] = set()
    for centre, person, rule, episode, huddle, decision, route in await session.execute(
        DECIDED, values
    ):
        key = (person, rule, episode)
        before = of(centre, *key)
        found[key] = replace(before, decided=decision, route=route or before.route)
        settled.add((key, huddle))
    for centre, person, rule, episode, huddle in await session.execute(SEEN, values):
        key = (person, rule, episode)
        if (key, huddle) not in settled:
            found[key] = replace(of(centre, *key), carried=True)
    for centre, person, rule, episode, first, ended in await session.execute(OBLIGATIONS, values):
        key = (person, rule, episode)
        expired = ended is not None and period.first <= local_date(ended) <= period.last
        raised = period.first <= first <= period.last
        found[key] = replace(of(centre, *key), raised=raised, expired=expired)
    return list(found.values())


def _values(centres: Sequence[str], period: Period) -> dict[str, object]:
    since, until = period.bounds
    return {
        "centres": list(centres), "since": since, "until": until, "first": period.first,
        "last": period.last,
    }  # fmt: skip


async def apart(session: AsyncSession, persons: Sequence[UUID]) -> set[UUID]:
    """Those of some persons who have skyddade personuppgifter."""
    rows = await session.execute(PROTECTED, {"ids": list(persons)})
    return set(rows.scalars())


async def begun(session: AsyncSession) -> dict[str, date]:
    """The day of each centre's first huddle: before it none was planned."""
    return {row[0]: row[1] for row in await session.execute(BEGUN)}


async def municipalities(session: AsyncSession) -> dict[str, str]:
    """The names of the municipalities, by code."""
    return {row[0]: row[1] for row in await session.execute(MUNICIPALITIES)}
