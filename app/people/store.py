"""Store understands how events are recorded once and persons kept folded, in one transaction.

`record` is the only way an event gets into the database, whichever door or huddle it came from.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.kinds import Event
from app.people import frequency, rehome, told
from app.people.counts import changed, counts
from app.people.fold import fold, follows, project
from app.people.moving import move
from app.people.person import Person
from app.people.remembered import Remembered
from app.people.rows import insert
from app.people.states import After, Before, locked, save


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a transaction of `record` did. `touched` are the centres whose agendas it may change,
    `rehomed` the persons who gained or lost events by a merge: what is counted of them is counted
    anew."""

    new: frozenset[str]
    persons: frozenset[UUID]
    touched: frozenset[str]
    rehomed: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Folding:
    """What the fold needs to know of the house: which units are centres, when a clock next wakes."""

    is_centre: Callable[[str], bool]
    next_due: Callable[[Person, str | None], datetime | None]
    remembered: Remembered


async def record(
    session: AsyncSession,
    events: Sequence[tuple[UUID | None, Event]],
    folding: Folding,
    also: Iterable[UUID] = (),
) -> Recorded:
    """Record each event once and fold the persons they touch. The persons' rows must exist.

    An event is told of the person whose number it came with; whoever has been merged is recorded as
    the one who is left. `also` are those, as far as the caller knows them: all are locked at once.
    """
    by_person = _by_person(events)
    merging = [(who, e) for who, e in events if who is not None and e.kind == told.MERGED]
    merged = {who for who, _ in merging}
    persons = {*by_person, *also}
    if merged:
        persons |= (await rehome.group(session, merged, merging)).members
    before = await locked(session, sorted(persons), folding.remembered)
    # Only now: whom we waited for may have told what a correction is about.
    ties = await told.tied(session, by_person)
    elsewhere, unmerged = ties.elsewhere(), ties.merged()
    more = set(elsewhere)
    if unmerged:
        merged |= unmerged
        more |= (await rehome.group(session, merged, merging)).members
    before |= await _more(session, more, before, folding)
    ended = {who: one.merged_into for who, one in before.items() if one.merged_into is not None}
    origins: dict[str, UUID] = {}
    if ended:
        before |= await _more(session, ended.values(), before, folding)
        events, origins = _as_they_are_now(events, ended)
        by_person = _by_person(events)
    expected = _listings(by_person, before, folding)
    firsts = _only_words(event for _, event in events)
    corrected = ties.corrected(firsts)
    new = await insert(session, events, expected)
    await rehome.remember(session, {ref: own for ref, own in origins.items() if ref in new})
    fresh = _fresh(events, new)
    for person, corrections in elsewhere.items():
        if known := [event for event in corrections if event.ref in new]:
            fresh[ended.get(person) or person] += known
    settled, renewed = rehome.Settled(), dict[UUID, After]()
    if unmerged or any(event.ref in new for _, event in merging):
        at = max(event.received_at for _, event in events)
        settled = await _settled(session, merged, before, folding, at)
        await frequency.let_go(session, settled.anew | settled.ended)
        renewed = await _anew(session, settled.anew, folding, at)
    for person in settled.anew | settled.ended:
        fresh.pop(person, None)
    after = await _folded(session, fresh, before, folding, corrected, firsts) | renewed
    await save(session, after, folding.remembered)
    await frequency.save(session, {who: one.counted for who, one in after.items() if one.counted})
    moved = {
        who: one.centre
        for who, one in after.items()
        if who in settled.anew
        or not one.centre == before[who].centre == expected.get(who, before[who].centre)
    }
    await move(session, moved)
    touched = {one.centre for one in after.values()}
    touched |= {before[person].centre for person in (*moved, *settled.ended)}
    return Recorded(
        new, frozenset(after), frozenset(centre for centre in touched if centre),
        settled.anew | settled.ended,
    )  # fmt: skip


async def _more(
    session: AsyncSession, persons: Iterable[UUID], before: Mapping[UUID, Before], folding: Folding
) -> dict[UUID, Before]:
    """Those of some persons who are not locked yet."""
    return await locked(session, sorted(set(persons) - before.keys()), folding.remembered)


def _by_person(events: Sequence[tuple[UUID | None, Event]]) -> dict[UUID, list[Event]]:
    found: dict[UUID, list[Event]] = defaultdict(list)
    for person, event in events:
        if person is not None:
            found[person].append(event)
    return found


def _as_they_are_now(
    events: Sequence[tuple[UUID | None, Event]], ended: Mapping[UUID, UUID]
) -> tuple[list[tuple[UUID | None, Event]], dict[str, UUID]]:
    """The events with those they are about by now; by ref those they were told of."""
    origins: dict[str, UUID] = {}
    for person, event in events:
        if person is not None and person in ended:
            origins.setdefault(event.ref, person)
    return [(ended.get(who, who) if who else None, event) for who, event in events], origins


def _fresh(
    events: Sequence[tuple[UUID | None, Event]], new: frozenset[str]
) -> dict[UUID, list[Event]]:
    """By person the events that are new, each once and in their order."""
    fresh: dict[UUID, list[Event]] = defaultdict(list)
    left = set(new)
    for person, event in events:
        if event.ref in left:
            left.discard(event.ref)
            if person is not None:
                fresh[person].append(event)
    for news in fresh.values():
        news.sort(key=lambda event: event.order)
    return fresh


async def _folded(
    session: AsyncSession,
    fresh: dict[UUID, list[Event]],
    before: dict[UUID, Before],
    folding: Folding,
    corrected: Set[str],
    firsts: Set[str],
) -> dict[UUID, After]:
    """The persons after their new events: these alone where they follow in order, else all."""
    states = {person: before[person].state for person in fresh}
    plain = {who: _plain(news, firsts - corrected) for who, news in fresh.items()}
    anew = [
        person
        for person, news in fresh.items()
        if not _in_order(states[person], plain[person])
        or any(event.ref in corrected for event in news)
    ]
    everything = await told.events_of(session, anew)
    after = {}
    for person, news in fresh.items():
        state = states[person]
        if person in everything:
            state = fold(everything[person])
        else:
            for event in plain[person]:
                state = project(state, event)
        received = [event.received_at for event in news if not event.history]
        known_at = max([*received, *filter(None, [before[person].known_at])], default=None)
        centre = _centre(state, folding)
        due = folding.next_due(state, centre)
        after[person] = After(centre, state, known_at, due, changed(states[person], state))
    return after


async def _settled(
    session: AsyncSession,
    merged: Iterable[UUID],
    before: dict[UUID, Before],
    folding: Folding,
    at: datetime,
) -> rehome.Settled:
    """Let merges do what they do, now that they stand in the table. `before` gets who more they move."""
    found = await rehome.group(session, merged)
    before |= await _more(session, found.members, before, folding)
    return await rehome.settle(session, found, at)


async def _anew(
    session: AsyncSession, persons: Iterable[UUID], folding: Folding, at: datetime
) -> dict[UUID, After]:
    """Persons who gained or lost events by a merge: news for the next agenda, whatever they are."""
    found = await told.events_of(session, sorted(persons))
    after = {}
    for person in persons:
        state = fold(found[person])
        centre = _centre(state, folding)
        due = folding.next_due(state, centre)
        after[person] = After(centre, state, at, due, counts(state))
    return after


def _centre(state: Person, folding: Folding) -> str | None:
    return state.listed_vc if state.listed_vc and folding.is_centre(state.listed_vc) else None


def _only_words(events: Iterable[Event]) -> frozenset[str]:
    """What only one of the events is a word on, and which none of them is itself.

    A source may tell each thing as a correction of what it never said by itself.
    """
    told = list(events)
    times = Counter(event.corrects for event in told if event.corrects)
    known = {event.ref for event in told}
    return frozenset(
        event.corrects for event in told
        if event.correction == "revise" and event.corrects
        and times[event.corrects] == 1 and event.corrects not in known
    )  # fmt: skip


def _plain(events: Sequence[Event], firsts: Set[str]) -> list[Event]:
    """The events, in order; those that are the first word on something stand for what they are of."""
    return sorted(
        (
            event.but(ref=event.corrects, correction="new", corrects=None)
            if event.corrects and event.corrects in firsts
            else event
            for event in events
        ),
        key=lambda event: event.order,
    )


def _in_order(state: Person, events: Sequence[Event]) -> bool:
    return all(event.correction == "new" for event in events) and follows(state, events[0])


def _listings(
    by_person: dict[UUID, list[Event]], before: dict[UUID, Before], folding: Folding
) -> dict[UUID, str | None]:
    """Where persons are listed, or will be who are not yet, so that their rows go in once."""
    centres: dict[UUID, str | None] = {}
    for person, heard in by_person.items():
        centre = centres[person] = before[person].centre
        for event in heard if centre is None else ():
            listed = getattr(event.body, "listed_vc", None) or getattr(event.body, "vc", None)
            if listed and folding.is_centre(listed):
                centres[person] = listed
    return centres
