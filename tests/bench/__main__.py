"""Run the benchmarks: `python -m tests.bench [--write]`, or `make bench`."""

import argparse
import asyncio
import sys
import warnings
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import islice
from time import perf_counter
from typing import Any

import msgspec

from app import clock
from app.database import Database
from app.days import at_local
from app.demo import setup
from app.demo.generator import WireEvent
from app.events import ingest
from app.house import House
from app.opening import furnish
from tests import databases
from tests.bench import (
    agendas,
    boards,
    fhir,
    ground,
    intake,
    log,
    mllp,
    persons,
    report,
    sight,
    singles,
    steps,
    told,
    trials,
    tuesday,
)

NIGHT = at_local(told.MORNING, time(5, 30))
BUILT = at_local(told.MORNING, time(6, 45))
OPEN = at_local(told.MORNING, time(7, 50))
LIVE = timedelta(days=60)

Work = Callable[[House], Awaitable[Any]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/performance.md too")
    write = parser.parse_args().write
    # SQLModel asks for exec() where hand-written SQL is meant.
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    began = perf_counter()
    found = run()
    text = report.text(found, perf_counter() - began)
    sys.stdout.write(text)
    if write:
        report.PATH.write_text(text, encoding="utf-8")
        sys.stderr.write(f"Written to {report.PATH.relative_to(databases.ROOT)}.\n")


def run() -> report.Found:
    sizes = (intake.MEASURED, singles.MEASURED, steps.MEASURED)
    events = told.tell(sum(sizes))
    left = iter(events.measured)
    posted, one_by_one, rest = (list(islice(left, size)) for size in sizes)
    with ground.laid() as laid:
        asyncio.run(with_house(laid, NIGHT, lambda house: history(house, events.before)))
        # The morning has a night of its own: what is measured of the intake is months in one night.
        morning = laid.again("morning")
        took = intake.measure(laid, posted, NIGHT)
        alone = singles.measure(laid, one_by_one, NIGHT)
        bundles = fhir.measure(laid, posted[: fhir.MEASURED], NIGHT)
        messages = mllp.measure(laid, NIGHT)
        each = asyncio.run(with_house(laid, NIGHT, lambda house: steps.measure(house, rest, NIGHT)))
        asyncio.run(with_house(morning, BUILT, lambda house: the_night(house, events)))
        tried = trials.measure(morning, BUILT, BUILT - LIVE)
        listed = replace(morning, name=trials.COPY)
        ordinary = tuesday.measure(listed, BUILT)
        built = asyncio.run(agendas.measure(morning, BUILT))
        shown = asyncio.run(boards.measure(morning, events.demo, OPEN))
        all_built = replace(morning, name=agendas.COPY)
        locked = asyncio.run(with_house(all_built, OPEN, lambda house: sight.measure(house, OPEN)))
        logged = log.measure(all_built, OPEN)
        return report.Found(
            took,
            alone,
            bundles,
            messages,
            each,
            built,
            shown,
            locked,
            logged,
            tried,
            ordinary,
            persons.measure(told.MORNING),
            laid.version(),
        )


async def with_house(laid: ground.Ground, at: datetime, work: Work) -> Any:
    """Do something with the house, at an instant."""
    clock.set_shift(at)
    database = Database(laid.url, ground.VAULT)
    try:
        return await work(await furnish(database, ground.VAULT, demo=True))
    finally:
        await database.close()


async def history(house: House, events: list[WireEvent]) -> None:
    """What is there beforehand; a person at a time, which is the quick way."""
    events = sorted(events, key=told.person)
    await ingest.take(house, told.sent(house, events), clock.now(), history=True)


async def the_night(house: House, events: told.Told) -> None:
    """The rest of the year and the night, so that there is a morning to build."""
    between = [msgspec.json.decode(body) for _, body in events.measured]
    await history(house, between + events.after)
    await setup.nights(house, told.MORNING, events.night, lambda done: None)


if __name__ == "__main__":
    main()
