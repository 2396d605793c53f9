"""Steps understands a person as known at each of some instants: folded once, and stepped forward.

What came later than an instant is not known at it, whenever it happened. An event of loaded history is
known from when it was recorded, any other from when it was received.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from app.events.kinds import Event
from app.people.fold import fold, follows, project
from app.people.person import Person


class Step(NamedTuple):
    """The person as known at an instant, and whether anything came after the instant before."""

    person: Person
    fresh: bool


def known_at(event: Event) -> datetime:
    return event.recorded_at if event.history else event.received_at


def steps(events: Iterable[Event], instants: Sequence[datetime]) -> Iterator[Step]:
    """The person at each of the instants (UTC, the earliest first)."""
    told = sorted(events, key=lambda event: (known_at(event), event.order))
    person, at = Person(), 0
    for instant in instants:
        until = at
        while until < len(told) and known_at(told[until]) <= instant:
            until += 1
        if until > at:
            person = _after(person, told, at, until)
        yield Step(person, until > at)
        at = until


def _after(person: Person, told: Sequence[Event], at: int, until: int) -> Person:
    """The person after the events from `at`: these alone where they follow in order, else all."""
    if at == 0:
        return fold(told[:until])
    fresh = sorted(told[at:until], key=lambda event: event.order)
    known = {event.ref for event in fresh}
    corrected = any(event.corrects in known for event in told[:until] if event.corrects)
    if corrected or any(event.correction != "new" for event in fresh):
        return fold(told[:until])
    if not follows(person, fresh[0]):
        return fold(told[:until])
    for event in fresh:
        person = project(person, event)
    return person
