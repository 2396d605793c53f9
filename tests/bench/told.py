"""Told understands which events the benchmarks run on: the demo's own, in the order they happened.

Of 8,000 persons' year the older part is there beforehand, the middle is what is measured, so that
every step meets persons with a history; and the whole year and its last night are the morning.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import msgspec

from app.days import at_local
from app.demo import generator, region
from app.demo.generator import Demo, WireEvent
from app.demo.setup import Arrived
from app.events.ingest import Sent
from app.house import House

SEED = 1
MORNING = date(2026, 11, 20)
OLD = 8_000
WEEKS = timedelta(days=21)
"""What happened later than this before the morning is not measured: some of it is news."""

Line = tuple[str, bytes]
"""A person's identifier, and an event of that person as it is sent."""


@dataclass(frozen=True, slots=True)
class Told:
    """The events, part by part in time."""

    demo: Demo
    before: list[WireEvent]
    measured: list[Line]
    after: list[WireEvent]
    night: Arrived


def tell(measured: int) -> Told:
    """The events, so many of them to be measured."""
    demo = generator.demo(SEED, MORNING, region.load(MORNING), OLD)
    told = list(generator.tell(demo))
    history = [event for sent, event in told if sent is None]
    # A person is registered before anything else is said, whatever the time of it.
    history.sort(key=lambda event: (event["type"] != "person.registered", _when(event)))
    late = at_local(MORNING, time(0)) - WEEKS
    until = next(at for at, event in enumerate(history) if _late(event, late))
    since = until - measured
    night = [(sent, event) for sent, event in told if sent is not None]
    night.sort(key=lambda one: (one[0], _when(one[1])))
    return Told(demo, history[:since], _lines(history[since:until]), history[until:], night)


def sent(house: House, events: list[WireEvent]) -> list[Sent]:
    """The events as ingest is given them, each from its own source."""
    sources = house.organisation.sources
    return [(sources[event["source"]], msgspec.json.encode(event)) for event in events]


def person(event: WireEvent) -> str:
    """The identifier of whom it is about."""
    value: str = event["data"]["person_id"]["value"]
    return value


def _lines(events: list[WireEvent]) -> list[Line]:
    return [(person(event), msgspec.json.encode(event)) for event in events]


def _when(event: WireEvent) -> tuple[datetime, str]:
    return datetime.fromisoformat(event["time"]), event["id"]


def _late(event: WireEvent, late: datetime) -> bool:
    return event["type"] != "person.registered" and _when(event)[0] >= late
