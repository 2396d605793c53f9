"""Agendas understands how long a morning takes to build: one centre, and all of the demo's."""

from dataclasses import dataclass
from datetime import datetime
from statistics import median
from time import perf_counter

from app import garbage
from app.database import Database
from app.huddle.prepare import prepare
from app.opening import furnish
from tests.bench.ground import VAULT, Ground

COPY = "agendas"
"""The database where they stand built when it is done."""
ROUNDS = 2
TIMES = 4
"""The told persons are this many times fewer than the demo's; each is put down so many times."""
MULTIPLY = f"""
INSERT INTO person (id, centre, state, known_at, next_due)
SELECT gen_random_uuid(), centre, state, known_at, next_due
FROM person, generate_series(2, {TIMES})
"""


@dataclass(frozen=True, slots=True)
class Agendas:
    """Milliseconds a centre, cold and again; seconds for all; what there was to do."""

    cold: float
    slowest: float
    again: float
    every: float
    centres: int
    persons: int
    judged: int
    rows: int


async def measure(ground: Ground, at: datetime) -> Agendas:
    """Build all agendas cold, then once more with nothing new, on a fresh copy each round."""
    with ground.admin() as admin:
        admin.execute(MULTIPLY)
        admin.execute("VACUUM (ANALYZE) person")
        counted = admin.execute("SELECT count(*) FROM person WHERE centre IS NOT NULL").fetchone()
    assert counted is not None
    cold: list[float] = []
    again: list[float] = []
    every: list[float] = []
    judged = rows = centres = 0
    for _ in range(ROUNDS):
        copy = ground.again(COPY)
        database = Database(copy.url, VAULT)
        house = await furnish(database, VAULT, demo=True)
        garbage.settle()
        centres, judged, rows = 0, 0, 0
        first = perf_counter()
        for centre in house.organisation.centres:
            began = perf_counter()
            built = await prepare(house, centre, at)
            cold.append(perf_counter() - began)
            assert built is not None
            centres, judged = centres + 1, judged + built.judged
            rows += len(built.board.rows)
        every.append(perf_counter() - first)
        for centre in house.organisation.centres:
            began = perf_counter()
            await prepare(house, centre, at)
            again.append(perf_counter() - began)
        await database.close()
    return Agendas(
        median(cold) * 1e3,
        max(cold) * 1e3,
        median(again) * 1e3,
        median(every),
        centres,
        counted[0],
        judged,
        rows,
    )
