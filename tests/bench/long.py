"""Long understands what must stay flat: the cost of an event as events pile up, and the app's memory.

`make bench-long`, some ten minutes. The database is filled with invented events by SQL; what is
measured goes in through HTTP like everything else.
"""

import asyncio
import resource
import sys
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter
from zlib import crc32

import msgspec
import psycopg

from tests.bench import ground, intake, told
from tests.bench.__main__ import NIGHT, history, with_house
from tests.bench.told import Line

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
PERSONS = 500_000
EACH = intake.CONNECTIONS * intake.BATCH
ROUNDS = 4
WARM = 1000
SPARE = 1.1
"""No fourth of the persons has exactly a fourth of the events."""
MILLION = 1_000_000
PEOPLE = 100_000
FILL_PERSONS = """
INSERT INTO person (id, state) SELECT gen_random_uuid(), '{}' FROM generate_series(1, %s)
"""
FILL = """
INSERT INTO event (source, source_event_id, person, kind, body, controller, unit, occurred_at,
    recorded_at, received_at, correction, history, sensitive)
SELECT 'fyllning', n::text, p.ids[1 + n %% array_length(p.ids, 1)], 'vc.visit',
    '{"type": "mottagning"}', 'SE2321000131-DEMO', 'SE2321000131-DEMOVC01', t, t, t, 'new', true, false
FROM generate_series(%s::bigint, %s::bigint) AS n,
    LATERAL (SELECT now() - make_interval(mins => (n %% 500000)::integer) AS t) AS at,
    (SELECT array_agg(id) AS ids FROM (SELECT id FROM person WHERE state::text = '{}' LIMIT %s) AS f) AS p
"""
STORED = """
SELECT count(*), coalesce(max(source_event_id::bigint) FILTER (WHERE source = 'fyllning'), 0) FROM event
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Microseconds an event: by the clock, and of CPU in the app and in PostgreSQL."""

    wall: float
    app: float
    postgres: float


def main() -> None:
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    lines = told.tell(int(SPARE * EACH * ROUNDS * len(SIZES)))
    with ground.laid() as laid:
        people = [event for event in lines.before if event["type"] == "person.registered"]
        asyncio.run(with_house(laid, NIGHT, lambda house: history(house, people)))
        with laid.admin() as admin, ground.app(laid, NIGHT) as running:
            intake.open_door(admin)
            admin.execute(FILL_PERSONS, (PERSONS,))
            groups = list(_groups(lines.measured))
            _fill(admin, SIZES[0])
            intake.post(running, groups[0][:WARM])
            groups[0] = groups[0][WARM:]
            costs = []
            for size, group in zip(SIZES, groups, strict=True):
                _fill(admin, size)
                costs.append(_cost(laid, running, group[: EACH * ROUNDS]))
                say(f"{size:>12,} events stored: {_told(costs[-1])}\n")
            first, last = costs[0], costs[-1]
            say(
                f"\n{SIZES[-1]:,} stored ÷ {SIZES[0]:,} stored: {last.wall / first.wall:.2f}; of CPU in "
                f"the app {last.app / first.app:.2f}, in PostgreSQL {last.postgres / first.postgres:.2f}\n"
            )
            _million(running)


def _groups(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The events of every fourth person, and so on: at each size the persons have as much behind them."""
    for n in range(len(SIZES)):
        yield [line for line in lines if crc32(line[0].encode()) % len(SIZES) == n]


def _fill(admin: psycopg.Connection, size: int) -> None:
    """Invented events, so that there are as many as that."""
    [stored, begun] = admin.execute(STORED).fetchone() or (0, 0)
    if size > stored:
        admin.execute(FILL, (begun + 1, begun + size - stored, PERSONS))
    admin.execute("VACUUM (ANALYZE) event, person")
    admin.execute("CHECKPOINT")


def _cost(laid: ground.Ground, running: ground.App, lines: Sequence[Line]) -> Cost:
    before = running.cpu(), laid.cpu()
    rounds = [lines[at : at + EACH] for at in range(0, len(lines), EACH)]
    wall = median(intake.post(running, each) / len(each) for each in rounds)
    after = running.cpu(), laid.cpu()
    app, postgres = ((late - early) / len(lines) for early, late in zip(before, after, strict=True))
    return Cost(wall * 1e6, app * 1e6, postgres * 1e6)


def _told(cost: Cost) -> str:
    told = f"{cost.wall:.0f} µs an event"
    return f"{told}; of CPU {cost.app:.0f} in the app, {cost.postgres:.0f} in PostgreSQL"


def _million(running: ground.App) -> None:
    """A million events of a hundred thousand persons, and how much memory the app holds meanwhile."""
    sent = 0
    events = _events()
    begun = perf_counter()
    while lines := list(islice(events, 20 * EACH)):
        intake.post(running, lines)
        sent += len(lines)
        say(f"{sent:>12,} events sent: {resident(running.process):.0f} MB\n")
    say(f"{sent / (perf_counter() - begun):,.0f} events/s\n")


def _events() -> Iterator[Line]:
    for n in range(MILLION):
        who, turn = n % PEOPLE, n // PEOPLE
        number = (
            f"{1926 + who % 30}{1 + who // 30 % 12:02}{1 + who // 360 % 28:02}T{who // 10080:03}"
        )
        at = NIGHT - timedelta(days=300 - 30 * turn, minutes=who % 1440)
        yield number, msgspec.json.encode({
            "specversion": "1.0", "id": f"m{n}", "source": "cloudevents", "type": "vc.visit",
            "time": at, "data": {
                "person_id": {"system": "urn:kvarten:demo", "value": number},
                "unit_hsa_id": "SE2321000131-DEMOVC01", "type": "mottagning"},
        })  # fmt: skip


def resident(process: int) -> float:
    """Megabytes that a process holds."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
