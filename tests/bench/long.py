"""Long understands what must stay flat: the cost of an event as events pile up, and the app's memory.

`make bench-long`, some fifteen minutes; `ARGS=--write` writes docs/performance-long.md too. The
database is filled with invented events by SQL; what is measured goes in through HTTP like all else.
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

from tests import databases
from tests.bench import ground, intake, told
from tests.bench.__main__ import NIGHT, history, with_house
from tests.bench.told import Line

PATH = databases.ROOT / "docs" / "performance-long.md"
HEAD = """# What must stay flat

Measured by `make bench-long`, which wrote this page (`make bench-long ARGS=--write`): what an event
costs where ten thousand are stored and where more are, by turns, and the memory that the app holds
while a million go in.

```
"""
SAID: list[str] = []
FEW = 10_000
SIZES = (100_000, 1_000_000, 10_000_000)
PERSONS = 500_000
EACH = intake.CONNECTIONS * intake.BATCH
ROUNDS = 4
WARM = 1000
SPARE = 1.1
"""No third of the persons has exactly a third of the events."""
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

    def __str__(self) -> str:
        told = f"{self.wall:.0f} µs an event"
        return f"{told}; of CPU {self.app:.0f} in the app, {self.postgres:.0f} in PostgreSQL"


def main() -> None:
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    lines = told.tell(int(SPARE * (EACH * ROUNDS + WARM) * len(SIZES)))
    with ground.laid() as few:
        people = [event for event in lines.before if event["type"] == "person.registered"]
        asyncio.run(with_house(few, NIGHT, lambda house: history(house, people)))
        with few.admin() as admin:
            intake.open_door(admin)
            admin.execute(FILL_PERSONS, (PERSONS,))
            _fill(admin, FEW)
        many = few.again("many")
        for n, size in enumerate(SIZES):
            with many.admin() as admin:
                _fill(admin, size)
            group = [line for line in lines.measured if crc32(line[0].encode()) % len(SIZES) == n]
            _beside(few.again("beside"), many, size, group)
        with ground.app(many, NIGHT) as running:
            _million(running)
    if "--write" in sys.argv[1:]:
        PATH.write_text(HEAD + "".join(SAID) + "```\n", encoding="utf-8")


def _fill(admin: psycopg.Connection, size: int) -> None:
    """Invented events, so that there are as many as that."""
    [stored, begun] = admin.execute(STORED).fetchone() or (0, 0)
    if size > stored:
        admin.execute(FILL, (begun + 1, begun + size - stored, PERSONS))
    admin.execute("VACUUM (ANALYZE) event, person")
    admin.execute("CHECKPOINT")


def _beside(few: ground.Ground, many: ground.Ground, size: int, lines: Sequence[Line]) -> None:
    """The same events where few are stored and where many are, by turns: a machine is not as quick
    from one minute to the next. Each time of other persons, so that nobody has more behind them."""
    costs: tuple[list[Cost], list[Cost]] = [], []
    with ground.app(few, NIGHT) as one, ground.app(many, NIGHT) as other:
        for running in (one, other):
            intake.post(running, lines[:WARM])
        for at in range(WARM, WARM + ROUNDS * EACH, EACH):
            for laid, running, found in ((few, one, costs[0]), (many, other, costs[1])):
                found.append(_cost(laid, running, lines[at : at + EACH]))
    first, last = (_middle(each) for each in costs)
    say(
        f"{FEW:>12,} events stored: {first}\n{size:>12,} events stored: {last}\n"
        f"{'ratio':>12}: {last.wall / first.wall:.2f}; of CPU in the app {last.app / first.app:.2f}, "
        f"in PostgreSQL {last.postgres / first.postgres:.2f}\n\n"
    )


def _cost(laid: ground.Ground, running: ground.App, lines: Sequence[Line]) -> Cost:
    before = running.cpu(), laid.cpu()
    wall = intake.post(running, lines)
    after = running.cpu(), laid.cpu()
    app, postgres = (late - early for early, late in zip(before, after, strict=True))
    return Cost(*(each / len(lines) * 1e6 for each in (wall, app, postgres)))


def _middle(costs: Sequence[Cost]) -> Cost:
    return Cost(
        *(median(getattr(one, name) for one in costs) for name in ("wall", "app", "postgres"))
    )


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
    """Who somebody is, told again: nobody has more behind them, so what grows would be the app's own."""
    for n in range(MILLION):
        who, turn = n % PEOPLE, n // PEOPLE
        number = (
            f"{1926 + who % 30}{1 + who // 30 % 12:02}{1 + who // 360 % 28:02}T{who // 10080:03}"
        )
        at = NIGHT - timedelta(days=300 - 30 * turn, minutes=who % 1440)
        yield number, msgspec.json.encode({
            "specversion": "1.0", "id": f"m{n}", "source": "cloudevents", "type": "person.updated",
            "time": at, "data": {
                "person_id": {"system": "urn:kvarten:demo", "value": number},
                "given_name": f"Gunborg {turn}"},
        })  # fmt: skip


def resident(process: int) -> float:
    """Megabytes that a process holds."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def say(text: str) -> None:
    SAID.append(text)
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
