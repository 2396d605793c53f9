"""Fold understands what each kind of event changes in a person: `fold(events)` is the projection.

The order in which events came in does not matter: they are put in their own order first, and a
corrected or cancelled event counts as its correction says. `project` adds one event in order.
"""

from collections.abc import Callable, Iterable
from typing import Any, get_args

from app.events.kinds import NAME, Event, care, identity, own, social
from app.people.folds import care as of_care
from app.people.folds import identity as of_identity
from app.people.folds import own as of_own
from app.people.folds import social as of_social
from app.people.person import Person
from app.people.stamp import Stamp

Changes = Callable[[Person, Event, Stamp, Any], dict[str, Any]]

ROOMS: tuple[tuple[Any, Changes], ...] = (
    (identity.Body, of_identity.changes),
    (care.Body, of_care.changes),
    (social.Body, of_social.changes),
    (own.Body, of_own.changes),
)
CHANGES: dict[type[Any], Changes] = {
    body: changes for bodies, changes in ROOMS for body in get_args(bodies)
}
"""Every kind and who knows what it changes: a kind that is not here cannot be folded."""
WITHOUT_FACT = frozenset({
    "person.merged", "case.measure_started", "sol.participated",
    "group_activity.held", "huddle.held", "huddle.not_held",
})  # fmt: skip
"""Kinds that change no person: kept in full, and counted from the events where they count."""
if CHANGES.keys() != NAME.keys():
    raise TypeError("a kind of event is in no room, or a room has one that is no kind")


def effective(events: Iterable[Event]) -> list[Event]:
    """The events that count, in order: of an event and its corrections the last recorded stands.

    What stands is known under the ref of the event that was first, so that its episode is the same
    before and after; told again after it was taken back it is another, and begins an episode anew.
    """
    by_ref = {event.ref: event for event in events}
    chains: dict[str, list[Event]] = {}
    for event in by_ref.values():
        chains.setdefault(_root(event, by_ref), []).append(event)
    standing = (_stands(root, chain) for root, chain in chains.items())
    return sorted((event for event in standing if event), key=lambda event: event.order)


def _stands(root: str, chain: list[Event]) -> Event | None:
    """What stands of an event and its corrections. A correction that changes nothing is no news."""
    ref: str | None = root
    stands: Event | None = None
    for event in sorted(
        chain, key=lambda event: (event.correction != "new", event.recorded_at, event.ref)
    ):
        if event.correction == "cancel":
            ref = stands = None
        elif stands is None or not _says_the_same(stands, event):
            ref = ref or event.ref
            stands = event
    return stands and (stands if stands.ref == ref else stands.but(ref=ref or stands.ref))


def _says_the_same(one: Event, other: Event) -> bool:
    return all(
        getattr(one, name) == getattr(other, name)
        for name in (
            "kind",
            "body",
            "occurred_at",
            "unit",
            "controller",
            "correlation",
            "sensitive",
        )
    )


def fold(events: Iterable[Event]) -> Person:
    """All of a person's events, in any order, to the person."""
    person = Person()
    for event in effective(events):
        person = project(person, event)
    return person


def follows(person: Person, event: Event) -> bool:
    """Whether the event may be projected as it is, instead of folding the person anew."""
    return event.correction == "new" and (person.last is None or event.order > person.last)


def project(person: Person, event: Event) -> Person:
    """The person after one more event, which must come after all that is folded."""
    stamp = Stamp(
        event.ref, event.source, event.controller, event.unit, event.occurred_at,
        event.recorded_at, event.received_at, event.history, event.sensitive,
    )  # fmt: skip
    changed = CHANGES[type(event.body)](person, event, stamp, event.body)
    return person.but(last=event.order, **changed)


def _root(event: Event, by_ref: dict[str, Event]) -> str:
    seen = {event.ref}
    while event.corrects is not None:
        if event.corrects in seen or event.corrects not in by_ref:
            return event.corrects
        event = by_ref[event.corrects]
        seen.add(event.ref)
    return event.ref
