"""Obligations understands person + rule + episode: one row each, how long it stood, how it ended.

Four ends are kept apart: solved, no longer relevant, expired, cancelled at the source.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.asking import array
from app.huddle.ended import ending
from app.huddle.matter import Matter
from app.huddle.rule import Rule
from app.huddle.verdict import Morning
from app.people.person import Person

CARRIED = text("""
INSERT INTO obligation (person, rule, episode, centre, since, first_day, last_day)
SELECT person, rule, episode, :centre, since, :day, :day
FROM unnest(CAST(:persons AS uuid[]), CAST(:rules AS text[]), CAST(:episodes AS text[]),
    CAST(:sinces AS timestamptz[])) AS o (person, rule, episode, since)
ON CONFLICT (person, rule, episode) DO UPDATE SET
    mornings = obligation.mornings + (CASE WHEN obligation.last_day < :day THEN 1 ELSE 0 END),
    last_day = greatest(obligation.last_day, :day), ended = NULL, ended_at = NULL
RETURNING person, rule, episode, mornings
""")
OPEN = text(
    "SELECT person, rule, episode, since FROM obligation WHERE centre = :centre AND ended IS NULL"
)
END = text("""
UPDATE obligation SET ended = e.ended, ended_at = :now
FROM unnest(CAST(:persons AS uuid[]), CAST(:rules AS text[]), CAST(:episodes AS text[]),
    CAST(:ends AS text[])) AS e (person, rule, episode, ended)
WHERE (obligation.person, obligation.rule, obligation.episode) = (e.person, e.rule, e.episode)
""")
WITHDRAW = text("""
UPDATE action SET state = 'withdrawn', reason = :reason, moved_at = :now
FROM unnest(CAST(:persons AS uuid[]), CAST(:rules AS text[]), CAST(:episodes AS text[]))
    AS e (person, rule, episode)
WHERE (action.person, action.rule, action.episode) = (e.person, e.rule, e.episode)
    AND action.state IN ('assigned', 'accepted', 'returned')
RETURNING CAST(action.id AS text)
""")
CORRECTED = text("""
SELECT person, episode FROM (
    SELECT person, corrects AS episode, body, occurred_at FROM event
    WHERE person = ANY(:persons) AND corrects = ANY(:episodes) AND correction = 'revise'
    UNION ALL
    SELECT person, source || '/' || source_event_id, body, occurred_at FROM event
    WHERE (source, source_event_id) IN (
        SELECT split_part(ref, '/', 1), substr(ref, strpos(ref, '/') + 1)
        FROM unnest(CAST(:episodes AS text[])) AS r (ref))
) AS told
GROUP BY person, episode HAVING count(DISTINCT (body, occurred_at)) > 1
""")
CLOSE = text("""
UPDATE action SET state = 'withdrawn', reason = :reason, moved_at = :now
WHERE person = ANY(:persons) AND state IN ('assigned', 'accepted', 'returned')
    AND rule <> 'journalforing'
RETURNING CAST(id AS text)
""")
DIED = "Personen har avlidit."
GONE = "Källan har tagit tillbaka eller rättat uppgiften."

Obligation = tuple[UUID, str, str]
"""Person, rule and episode."""


async def remember(
    session: AsyncSession, centre: str, day: date, found: dict[UUID, Matter]
) -> dict[Obligation, int]:
    """One obligation for each person, rule and episode; how many mornings each has stood."""
    listed = [(person, reason) for person, one in found.items() for reason in one.needs]
    if not listed:
        return {}
    rows = await session.execute(
        CARRIED,
        {
            "centre": centre,
            "day": day,
            "persons": array(person for person, _ in listed),
            "rules": array(reason.rule for _, reason in listed),
            "episodes": array(reason.episode for _, reason in listed),
            "sinces": array(reason.since for _, reason in listed),
        },
    )
    return {(row[0], row[1], row[2]): row[3] for row in rows}


async def end(
    session: AsyncSession,
    centre: str,
    persons: Mapping[UUID, Person],
    rules: Sequence[Rule],
    morning: Morning,
    found: Mapping[UUID, Matter] | None,
) -> dict[str, str]:
    """Close the obligations that no longer stand, each with the end it came to.

    `persons` are those looked at, whole: what waits for consent is no end. `found` are those on the
    agenda; without an agenda only what is cancelled ends. Answers the actions that this made
    needless, by id with the reason.
    """
    standing = _listed(found or {})
    loose = [
        (person, rule, episode, since)
        for person, rule, episode, since in await session.execute(OPEN, {"centre": centre})
        if (person, rule, episode) not in standing and person in persons
    ]
    corrected = await _corrected(session, loose)
    ended: list[tuple[UUID, str, str, str]] = []
    for person, rule, episode, since in loose:
        how = ending(
            persons[person], rules, (rule, episode), morning, since,
            corrected=(person, episode) in corrected,
        )  # fmt: skip
        if how == "cancelled" or (how is not None and found is not None):
            ended.append((person, rule, episode, how))
    if ended:
        await session.execute(
            END, {"now": morning.now, **_columns(ended), "ends": array(e[3] for e in ended)}
        )
    cancelled = [one for one in ended if one[3] == "cancelled"]
    if not cancelled:
        return {}
    values = {"now": morning.now, "reason": GONE, **_columns(cancelled)}
    return dict.fromkeys((await session.execute(WITHDRAW, values)).scalars(), GONE)


async def of_the_dead(
    session: AsyncSession, persons: Mapping[UUID, Person], now: datetime
) -> dict[str, str]:
    """Close every open action about those who have died, wherever it was decided; as `end` answers.

    What is to be written in the record is written though the person has died.
    """
    dead = [key for key, person in persons.items() if person.died is not None]
    if not dead:
        return {}
    values = {"persons": dead, "reason": DIED, "now": now}
    return dict.fromkeys((await session.execute(CLOSE, values)).scalars(), DIED)


def _listed(found: Mapping[UUID, Matter]) -> set[Obligation]:
    return {
        (person, reason.rule, reason.episode)
        for person, one in found.items()
        for reason in one.needs
    }


async def _corrected(
    session: AsyncSession, loose: Sequence[tuple[UUID, str, str, datetime]]
) -> set[tuple[UUID, str]]:
    """The episodes that their source has told of in more than one way."""
    if not loose:
        return set()
    values = {"persons": [one[0] for one in loose], "episodes": [one[2] for one in loose]}
    return {(row[0], row[1]) for row in await session.execute(CORRECTED, values)}


def _columns(ended: Sequence[tuple[UUID, str, str, str]]) -> dict[str, str]:
    return {
        "persons": array(one[0] for one in ended),
        "rules": array(one[1] for one in ended),
        "episodes": array(one[2] for one in ended),
    }
