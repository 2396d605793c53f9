"""Fill understands how the nation comes into the database: by COPY, and each night's news upon it.

Events go in by the day they came, as they would have through the doors.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import psycopg

from app.demo.tale import SYSTEM
from app.national.country import word
from app.national.population import GROWS, Population, Settled
from app.national.tables import let_go

PERSON = "COPY person (id, centre, state, known_at, next_due, protected) FROM STDIN"
IDENTIFIER = "COPY person_identifier (hash, person, system, cipher) FROM STDIN"
EVENT = """
COPY event (source, source_event_id, person, centre, kind, body, controller, unit, occurred_at,
    recorded_at, received_at, correlation, corrects, correction, history, sensitive) FROM STDIN
"""
NEWS = """
CREATE TEMP TABLE news (id uuid, centre text, state json, known_at timestamptz, next_due timestamptz,
    protected boolean) ON COMMIT DROP
"""
COPY_NEWS = "COPY news FROM STDIN"
UPDATE = """
UPDATE person SET state = n.state, known_at = n.known_at, next_due = n.next_due,
    protected = n.protected, version = person.version + 1
FROM news n WHERE n.id = person.id
"""
TOLD_EVERY = 2_000
IN_HEX = r"\\x"
"""Octets as COPY reads them."""

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Filled:
    """How many rows went in."""

    persons: int
    events: int


def grow(
    admin: psycopg.Connection,
    other: psycopg.Connection,
    population: Population,
    before: int,
    progress: Progress,
) -> Filled:
    """Those who come before one of the mornings, with all that is known of them then.

    Persons go in by the one connection while their identifiers go in by the other.
    """
    with let_go(admin):
        with admin.transaction(), other.transaction():
            persons = _persons(admin, other, population, before, progress)
        with admin.transaction(), admin.cursor().copy(EVENT) as copy:
            events = 0
            for rows, n in _by_day(population, list(population.settled([before]))):
                copy.write(rows)
                events += n
    admin.execute("VACUUM (ANALYZE) person, person_identifier, event")
    return Filled(persons, events)


def night(admin: psycopg.Connection, population: Population, morning: int) -> Filled:
    """What became known from the morning before to this one: events, and the persons they change."""
    came = [before for before in GROWS if before <= morning]
    news = [one for one in population.settled(came) if one.life.stages[morning].row is not None]
    persons = events = 0
    with admin.transaction():
        admin.execute(NEWS)
        with admin.cursor().copy(EVENT) as copy:
            for one in news:
                told = one.life.stages[morning]
                rows = b"".join(told.days[day] for day in sorted(told.days))
                for number in one.numbers:
                    copy.write(population.written(rows, one.life, number, one.region))
                events += told.events * len(one.numbers)
        with admin.cursor().copy(COPY_NEWS) as copy:
            for one in news:
                row = one.life.stages[morning].row or b""
                for number in one.numbers:
                    copy.write(population.written(row, one.life, number, one.region))
                persons += len(one.numbers)
        admin.execute(UPDATE)
    return Filled(persons, events)


def _persons(
    admin: psycopg.Connection,
    other: psycopg.Connection,
    population: Population,
    before: int,
    progress: Progress,
) -> int:
    persons = 0
    with admin.cursor().copy(PERSON) as rows, other.cursor().copy(IDENTIFIER) as identifiers:
        for site, life, number in population.coming(before):
            id_, hashed, cipher = population.name(number)
            first = life.stages[0].row
            assert first is not None
            rows.write(population.written(first, life, number, word(site.copy).encode()))
            named = (IN_HEX + hashed.hex(), id_.hex(), SYSTEM, IN_HEX + cipher.hex())
            identifiers.write("\t".join(named) + "\n")
            persons += 1
            if persons % TOLD_EVERY == 0:
                progress(persons)
    return persons


def _by_day(population: Population, those: Sequence[Settled]) -> Iterator[tuple[bytes, int]]:
    """Everybody's events of each day, the earliest first: rows, with how many they are."""
    days: dict[int, list[Settled]] = defaultdict(list)
    for one in those:
        for day in one.life.stages[0].days:
            days[day].append(one)
    for day in sorted(days):
        for one in days[day]:
            rows = one.life.stages[0].days[day]
            count = rows.count(b"\n")
            for number in one.numbers:
                yield population.written(rows, one.life, number, one.region), count
