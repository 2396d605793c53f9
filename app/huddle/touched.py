"""Touched understands who has to be judged: all that came in or is due, or no more than what is late.

A late event is one row. Whoever it does not touch stands as judged, for as long as no clock of theirs
has turned and the same sources are silent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.subject import subject_of
from app.asking import array
from app.house import House
from app.huddle import store
from app.huddle.board import Board
from app.huddle.matter import Matter
from app.huddle.verdict import Morning
from app.people.person import Person
from app.people.states import decode, load

MARGIN = timedelta(hours=2)
"""What came in shortly before the last huddle was closed may not have reached its board: it was on
its way, or nobody was awake. What did reach it was decided or seen, and is not told again.
"""
OVERLAP = timedelta(minutes=10)
"""What was being stored when the board was last judged may have been committed after it was read."""
# Three questions and not one, each with an index of its own: asked in one PostgreSQL reads everybody who
# is listed to find these few. OFFSET 0 keeps it from doing so to find whom an obligation is about.
ALL = text("""
SELECT id, CAST(state AS text), next_due, version FROM person
WHERE centre = :centre AND known_at > :since
UNION ALL
SELECT id, CAST(state AS text), next_due, version FROM person
WHERE centre = :centre AND next_due <= :until AND (known_at > :since) IS NOT TRUE
UNION ALL
SELECT p.id, CAST(p.state AS text), p.next_due, p.version
FROM (SELECT DISTINCT person FROM obligation WHERE centre = :centre AND ended IS NULL) AS o,
    LATERAL (SELECT * FROM person WHERE id = o.person OFFSET 0) AS p
WHERE p.centre = :centre
    AND (p.known_at > :since) IS NOT TRUE AND (p.next_due <= :until) IS NOT TRUE
""")
WHOLE = text("SELECT id, CAST(state AS text) FROM person WHERE centre = :centre")
LATE = text("""
SELECT id, CAST(state AS text) FROM person WHERE centre = :centre AND known_at > :since
""")
# Whoever is being folded gets a new clock by that. Nobody is waited for: that could be both ways.
WIND = text("""
UPDATE person SET next_due = woken.due FROM (
    SELECT p.id, w.due FROM person p
    JOIN unnest(CAST(:ids AS uuid[]), CAST(:rang AS timestamptz[]), CAST(:versions AS bigint[]),
        CAST(:dues AS timestamptz[])) AS w (id, rang, version, due)
        ON (p.id, p.next_due, p.version) = (w.id, w.rang, w.version)
    FOR NO KEY UPDATE OF p SKIP LOCKED) AS woken
WHERE person.id = woken.id
""")
JUDGED = text("""
UPDATE huddle SET judged_at = :now, wakes_at = :wakes_at, silent = :silent, red_exceeds = :exceeds
WHERE id = :id
""")


@dataclass(frozen=True, slots=True)
class Touched:
    """Who is judged now, whole, and the rows that stand as they were, by id. `all`: everybody was.

    `clocks` are when those who have one are due, with the number of their row.
    """

    persons: Mapping[UUID, Person]
    kept: Mapping[str, Matter]
    all: bool
    clocks: Mapping[UUID, tuple[datetime, int]] = field(default_factory=dict)


def news_since(huddle: store.Huddle, held: datetime | None) -> datetime:
    """From when what became known to us is news: a margin before the last held huddle closed."""
    return huddle.since if held is None else min(huddle.since, held - MARGIN)


async def everybody(
    session: AsyncSession, centre: str, since: datetime, huddle: store.Huddle
) -> Touched:
    """Who is touched by what came since then, has a clock before the next huddle, or owes something.

    The week's round asks what registers lack: nothing need have come in, so it asks of all.
    """
    if huddle.round == "weekly":
        return Touched(_read(await session.execute(WHOLE, {"centre": centre})), {}, all=True)
    values = {"centre": centre, "since": since, "until": huddle.next_ends}
    rows = (await session.execute(ALL, values)).all()
    clocks = {row[0]: (row[2], row[3]) for row in rows if row[2] is not None}
    return Touched({row[0]: decode(row[1]) for row in rows}, {}, all=True, clocks=clocks)


async def late(
    session: AsyncSession, huddle: store.Huddle, board: Board, morning: Morning
) -> Touched | None:
    """Whom something has come in about since the board was judged; None when all have to be again."""
    judged, wakes = huddle.judged_at, huddle.wakes_at
    if judged is None or morning.now < judged or set(huddle.silent) != morning.silent:
        return None
    if wakes is not None and wakes <= morning.now:
        return None
    values = {"centre": huddle.centre, "since": judged - OVERLAP}
    persons = _read(await session.execute(LATE, values))
    waiting = {
        row.id: row.content for row in board.rows if row.decision is None and not row.withdrawn
    }
    others = {UUID(one.person) for one in waiting.values()} - persons.keys()
    standing = await load(session, list(others))
    kept: dict[str, Matter] = {}
    for key, one in waiting.items():
        person = standing.get(UUID(one.person))
        if person is None or person.listed_vc != huddle.centre:
            continue  # Touched, or gone from here: either way no row to keep.
        if subject_of(person, morning.now) != one.subject:
            persons[UUID(one.person)] = person  # What the convenor may know is not as it was.
        else:
            kept[key] = one
    return Touched(persons, kept, all=False)


async def judged(
    session: AsyncSession,
    huddle: store.Huddle,
    touched: Touched,
    turns: Iterable[datetime],
    morning: Morning,
    exceeds: bool,
) -> None:
    """Remember when it was, the first of the instants at which an answer turns without an event, and
    whether red alone exceeds the time."""
    ahead = [instant for instant in turns if instant > morning.now]
    if not touched.all and huddle.wakes_at is not None:
        ahead.append(huddle.wakes_at)
    values = {
        "id": huddle.id, "now": morning.now, "wakes_at": min(ahead, default=None),
        "silent": sorted(morning.silent), "exceeds": exceeds,
    }  # fmt: skip
    await session.execute(JUDGED, values)


async def wind(
    session: AsyncSession, house: House, centre: str, who: Touched, now: datetime
) -> None:
    """Set the clocks that have rung to when they ring next.

    Whoever has nothing live is not judged again until then, and a morning costs no more than what
    has happened and what is due.
    """
    due = house.folding(now).next_due
    rang = {key: told for key, told in who.clocks.items() if told[0] <= now}
    if rang:
        values = {
            "ids": array(rang), "rang": array(at for at, _ in rang.values()),
            "versions": array(number for _, number in rang.values()),
            "dues": array(due(who.persons[key], centre) for key in rang),
        }  # fmt: skip
        await session.execute(WIND, values)


def _read(rows: Iterable[tuple[UUID, str]]) -> dict[UUID, Person]:
    return {row[0]: decode(row[1]) for row in rows}
