"""Long understands what must stay flat: the cost of an event as events pile up, and the app's memory.

`make bench-long`, some ten minutes. The database is filled with invented events by SQL; what is
measured goes in through HTTP like everything else.
"""

import asyncio
import resource
import sys
import warnings
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter

import msgspec
import psycopg

from tests.bench import ground, intake, told
from tests.bench.__main__ import NIGHT, history, with_house
from tests.bench.told import Line

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
PERSONS = 500_000
EACH = intake.CONNECTIONS * intake.BATCH
ROUNDS = 4
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


def main() -> None:
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    lines = told.tell(EACH * (1 + ROUNDS * len(SIZES)))
    with ground.laid() as laid:
        people = [event for event in lines.before if event["type"] == "person.registered"]
        asyncio.run(with_house(laid, NIGHT, lambda house: history(house, people)))
        with laid.admin() as admin, ground.app(laid, NIGHT) as running:
            intake.open_door(admin)
            left = iter(lines.measured)
            intake.post(running, list(islice(left, EACH)))
            admin.execute(FILL_PERSONS, (PERSONS,))
            costs = [_at(laid, admin, running, left, size) for size in SIZES]
            wall, cpu = (last / first for first, last in zip(costs[0], costs[-1], strict=True))
            say(f"\n{SIZES[-1]:,} stored ÷ {SIZES[0]:,} stored: {wall:.2f}, of CPU {cpu:.2f}\n")
            _million(running)


def _at(
    laid: ground.Ground,
    admin: psycopg.Connection,
    running: ground.App,
    left: Iterator[Line],
    size: int,
) -> tuple[float, float]:
    """Microseconds per event with so many stored: by the clock, and of the app's and PostgreSQL's CPU."""
    [stored] = admin.execute("SELECT count(*) FROM event").fetchone() or (0,)
    [begun] = admin.execute(
        "SELECT coalesce(max(source_event_id::bigint), 0) FROM event WHERE source = 'fyllning'"
    ).fetchone() or (0,)
    if size > stored:
        admin.execute(FILL, (begun + 1, begun + size - stored, PERSONS))
    admin.execute("VACUUM (ANALYZE) event, person")
    admin.execute("CHECKPOINT")
    [stored] = admin.execute("SELECT count(*) FROM event").fetchone() or (0,)
    began = running.cpu() + laid.cpu()
    wall = median(
        intake.post(running, list(islice(left, EACH))) / EACH * 1e6 for _ in range(ROUNDS)
    )
    cpu = (running.cpu() + laid.cpu() - began) / (EACH * ROUNDS) * 1e6
    say(f"{stored:>12,} events stored: {wall:.0f} µs an event, {cpu:.0f} of CPU\n")
    return wall, cpu


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
