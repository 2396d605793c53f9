"""Merges understands whose each identity is, when some have been told to be one and the same person.

A merge ends one person into another, who may end in turn. The last word on whom somebody ended into
stands; of merges that go round in a ring the latest decides who is left.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from app.events.kinds import Event
from app.events.kinds.identity import PersonMerged
from app.people.fold import effective

Merge = tuple[UUID, UUID]
"""Who ended, and into whom."""


def merges(told: Iterable[tuple[UUID, Event]], persons: Mapping[str, UUID]) -> list[Merge]:
    """The merges that stand, in their order, of events each with the person it was told of.

    `persons` by the keyed hash under which a merge names the one who is left.
    """
    # Whom it was told of stands beside it, so that a correction which names another is no repetition.
    named = [event.but(correlation=str(who)) for who, event in told]
    return [
        (UUID(event.correlation), persons[event.body.into_value])
        for event in effective(named)
        if isinstance(event.body, PersonMerged) and event.body.into_value in persons
    ]


def roots(found: Iterable[Merge], persons: Iterable[UUID]) -> dict[UUID, UUID]:
    """Who each person is now: the same, or the one that the merges lead to."""
    into: dict[UUID, UUID] = {}
    for one, other in found:
        if one == other:
            continue
        into[one] = other
        if _end(into, other, stop=one) == one:
            del into[other]
    return {person: _end(into, person) for person in persons}


def _end(into: Mapping[UUID, UUID], person: UUID, stop: UUID | None = None) -> UUID:
    while person in into and person != stop:
        person = into[person]
    return person
