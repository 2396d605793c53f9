"""Trials understands how long a rule's other numbers take to try on one centre's mornings that have been.

A centre of 12,000 listed: 2,400 of 65 and older with a year's events each, of which the last two months
came day by day; of the younger nothing is known that a rule reads.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from time import perf_counter
from typing import Any

from app.database import Database
from app.house import House
from app.huddle.trying import Base, Trials, asked_of, run
from app.opening import furnish
from tests.bench.ground import VAULT, Ground
from tests.houses import CENTRE

COPY = "trials"
LISTED, OLD = 12_000, 2_400
DAYS = 40
"""So many days back that there are 28 huddle days among them."""
ROUNDS = 3
RULE, NUMBERS = "akut-ej-inlagd", {"alder": 75}
MOVE = f"""
CREATE TEMPORARY TABLE moved AS SELECT id FROM person WHERE merged_into IS NULL ORDER BY id LIMIT {OLD};
UPDATE person SET centre = NULL;
UPDATE person SET centre = '{CENTRE}',
    state = CAST(jsonb_set(CAST(state AS jsonb), '{{listed_vc}}', to_jsonb('{CENTRE}'::text)) AS json)
    WHERE id IN (SELECT id FROM moved);
UPDATE event SET body = jsonb_set(body, '{{listed_vc}}', to_jsonb('{CENTRE}'::text))
    WHERE kind = 'person.registered' AND person IN (SELECT id FROM moved);
UPDATE event SET centre = '{CENTRE}', history = recorded_at < %(live)s,
    received_at = CASE WHEN recorded_at < %(live)s THEN received_at ELSE recorded_at END
    WHERE person IN (SELECT id FROM moved);
UPDATE person SET known_at = (SELECT max(received_at) FROM event e WHERE e.person = person.id AND NOT history)
    WHERE id IN (SELECT id FROM moved);
INSERT INTO person (id, centre, state) SELECT gen_random_uuid(), '{CENTRE}',
    json_build_object('given_name', 'Y', 'birth_date', '1985-01-01', 'listed_vc', '{CENTRE}')
    FROM generate_series(1, {LISTED - OLD});
"""


@dataclass(frozen=True, slots=True)
class Tried:
    """Seconds for one rule by other numbers, and for all rules as they are; what there was to do."""

    one: float
    every: float
    mornings: int
    persons: int
    events: int


def measure(ground: Ground, at: datetime, live: datetime) -> Tried:
    """Try one rule, and all, on a copy; `live` is from when events came day by day."""
    copy = ground.again(COPY)
    with copy.admin() as admin:
        for statement in MOVE.split(";\n"):
            if statement.strip():
                admin.execute(statement, {"live": live} if "%(live)s" in statement else None)
        admin.execute("VACUUM (ANALYZE)")
        events = admin.execute("SELECT count(*) FROM event WHERE centre = %s", (CENTRE,)).fetchone()
    assert events is not None
    return asyncio.run(_measured(copy, at, events[0]))


async def _measured(ground: Ground, at: datetime, events: int) -> Tried:
    database = Database(ground.url, VAULT)
    house = await furnish(database, VAULT, demo=True)
    asked = asked_of(house, CENTRE, RULE, NUMBERS)
    one, (mornings, persons) = await _timed(lambda: run(house, asked, DAYS, at))
    every, _ = await _timed(lambda: _base(house, at))
    await database.close()
    return Tried(one, every, len(mornings.judged), len(persons), events)


async def _base(house: House, at: datetime) -> Base:
    return await Trials(house).base(CENTRE, at)


async def _timed(work: Callable[[], Coroutine[Any, Any, Any]]) -> tuple[float, Any]:
    """The median of some rounds, in seconds, and what the last came to."""
    seconds, found = [], None
    for _ in range(ROUNDS):
        began = perf_counter()
        found = await work()
        seconds.append(perf_counter() - began)
    return median(seconds), found
