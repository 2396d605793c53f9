"""Tuesday understands what an ordinary morning costs a centre of 12,000 listed, and what all of them would.

Yesterday's huddle has been built and held: what is judged is whom the night touched, and who is due.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from time import perf_counter
from unittest.mock import patch

from app import garbage
from app.database import Database
from app.days import huddle_end, huddle_start, local_date, previous_huddle_day
from app.house import House
from app.huddle import touched
from app.huddle.prepare import EARLY, prepare
from app.opening import furnish
from tests.bench.ground import VAULT, Ground
from tests.houses import CENTRE
from tests.year import EVERYBODY

ROUNDS = 3
HELD = "UPDATE huddle SET state = 'closed', closed_at = %s WHERE centre = %s"


@dataclass(frozen=True, slots=True)
class Tuesday:
    """Milliseconds of an ordinary morning; seconds when all are judged; how many were each time."""

    ordinary: float
    touched: int
    cold: float
    everybody: int


def measure(ground: Ground, at: datetime) -> Tuesday:
    """On copies of a database where the centre has its listed and their year; `at` is the morning (UTC)."""
    return asyncio.run(_measured(ground, at))


async def _measured(ground: Ground, at: datetime) -> Tuesday:
    ordinary, cold, few, all_ = [], [], 0, 0
    for _ in range(ROUNDS):
        copy = ground.again("tuesday")
        database = Database(copy.url, VAULT)
        house = await furnish(database, VAULT, demo=True)
        garbage.settle()
        await _yesterday(copy, house, at)
        took, few = await _timed(house, at)
        ordinary.append(took)
        with patch.object(touched, "ALL", EVERYBODY):
            took, all_ = await _timed(house, at)
        cold.append(took)
        await database.close()
    return Tuesday(median(ordinary) * 1e3, few, median(cold), all_)


async def _yesterday(ground: Ground, house: House, at: datetime) -> None:
    calendar = house.organisation.centres[CENTRE].calendar
    day = previous_huddle_day(calendar, local_date(at))
    await prepare(house, CENTRE, huddle_start(calendar, day) - EARLY)
    with ground.admin() as admin:
        admin.execute(HELD, (huddle_end(calendar, day), CENTRE))
        admin.execute("VACUUM (ANALYZE) person")


async def _timed(house: House, at: datetime) -> tuple[float, int]:
    began = perf_counter()
    built = await prepare(house, CENTRE, at)
    assert built is not None
    return perf_counter() - began, built.judged
