"""Finders understands *när*: which episodes of a person a rule is about, and until when."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache

from app.days import DAY, Calendar, day_bounds, last_chance, local_date, previous_huddle_day
from app.huddle.memory import carried, shown
from app.huddle.phrases.grammar import Episode, Phrase, learn
from app.huddle.verdict import Morning
from app.people.person import (
    CATEGORY,
    AmbulanceCall,
    EdVisit,
    MobileCall,
    Person,
    SamsaCase,
    Stamp,
    Stay,
    stamps_of,
)

FINDERS: dict[str, Phrase] = {}
AFTER = timedelta(microseconds=1)
LET_GO = timedelta(days=14)
"""How long a clock that has run out is still asked about when nobody has decided."""

Find = Callable[..., Iterator[Episode]]


def finder(
    text: str,
    finds: type,
    reads: tuple[str, ...],
    told_by: tuple[str, ...] = (),
    *,
    of_the_dead: bool = False,
    of_nothing: bool = False,
    by_hours: bool = False,
) -> Callable[[Find], Find]:
    """A sentence that finds something among what it `reads`; `of_nothing`: also that there is none.

    `by_hours`: when owners work moves its clock.
    """

    def keep(function: Find) -> Find:
        read = (*reads, "decisions", "actions", "seen")
        found = Phrase(
            text, function, read, finds=finds, told_by=told_by, of_the_dead=of_the_dead,
            among=() if of_nothing else reads, by_hours=by_hours,
        )  # fmt: skip
        learn(FINDERS, text, found)
        return function

    return keep


@finder("akutbesök avslutat sedan sist, inom # dygn", EdVisit, ("ed_visits",))
def ed_visit_closed(person: Person, morning: Morning, rule: str, days: int) -> Iterator[Episode]:
    for visit in person.ed_visits:
        told = visit.closed
        if told is not None and (ends := since_last(told, person, morning, rule, days)):
            at = visit.closed_at or told.occurred_at
            began = visit.registered_at or at
            yield Episode(told.ref, "Akutbesök", told, began, at, visit, changes=ends)


@finder("kom till akuten, inom # dygn", EdVisit, ("ed_visits",))
def came_to_ed(person: Person, morning: Morning, rule: str, days: int) -> Iterator[Episode]:
    for visit in person.ed_visits:
        told, at = visit.stamp, visit.registered_at
        if at is None or told.history:
            continue
        ends = at + timedelta(days=days)
        if morning.now <= ends or told.ref in carried(person, rule):
            yield Episode(told.ref, "Akutbesök", told, at, at, visit, changes=(ends + AFTER,))


@finder("ambulans sedan sist, inom # dygn", AmbulanceCall, ("ambulance",))
def ambulance(person: Person, morning: Morning, rule: str, days: int) -> Iterator[Episode]:
    for call in person.ambulance:
        if ends := since_last(call.stamp, person, morning, rule, days):
            at = call.stamp.occurred_at
            yield Episode(call.stamp.ref, "Ambulans", call.stamp, at, at, call, changes=ends)


@finder("besök av mobilt team sedan sist, inom # dygn", MobileCall, ("mobile",))
def mobile_visit(person: Person, morning: Morning, rule: str, days: int) -> Iterator[Episode]:
    for call in person.mobile:
        if ends := since_last(call.stamp, person, morning, rule, days):
            at = call.stamp.occurred_at
            yield Episode(
                call.stamp.ref, "Besök av mobilt team", call.stamp, at, at, call, changes=ends
            )


@finder("inskriven på sjukhus sedan sist, inom # dygn", Stay, ("stays",))
def admitted(person: Person, morning: Morning, rule: str, days: int) -> Iterator[Episode]:
    for stay in person.stays:
        at = stay.admitted_at
        if at is not None and (ends := since_last(stay.stamp, person, morning, rule, days)):
            yield Episode(stay.stamp.ref, "Inskrivning", stay.stamp, at, at, stay, changes=ends)


@finder("utskriven, # timmar att nå personen", Stay, ("stays",))
def discharged(person: Person, morning: Morning, rule: str, hours: int) -> Iterator[Episode]:
    for stay in person.stays:
        left, at = stay.left, stay.discharged_at
        if left is None or at is None or left.history:
            continue
        ends = at + LET_GO
        if morning.now > ends and left.ref not in carried(person, rule):
            continue
        clock = at + timedelta(hours=hours)
        yield Episode(
            left.ref, "Utskrivning", left, at, at, stay, clock, changes=(clock, ends + AFTER)
        )


@finder("planerat hem inom # timmar eller före nästa avstämnings slut", SamsaCase, ("cases",))
def going_home(person: Person, morning: Morning, rule: str, hours: int) -> Iterator[Episode]:
    for case in person.cases:
        told, pud = case.pud_set, case.pud
        if told is None or pud is None or told.history:
            continue
        # The day is part of the key: a PUD moved to another day is another obligation, one
        # that is only repeated is the same.
        key = f"{case.key}/{local_date(pud).isoformat()}"
        ends = pud + LET_GO
        if morning.now > ends and key not in carried(person, rule):
            continue
        within = timedelta(hours=hours)
        live = pud <= max(morning.now + within, morning.next_ends)
        changes = (pud - within, wakes_for(morning, pud), pud, ends + AFTER)
        at = told.occurred_at
        yield Episode(
            key, "Planerat hem", told, at, at, case, pud, live, changes, notice=case.noticed
        )


def began(person: Person, episode: str) -> bool:
    """Whether the event that began the episode still stands: not cancelled at its source.

    An episode that begins anew while its event is the same bears more after its last stroke.
    """
    stands = {
        stamp.ref
        for name in CATEGORY
        for fact in getattr(person, name)
        for stamp in stamps_of(fact)
    }
    stands |= {case.key for case in person.cases} | {sip.key for sip in person.sips}
    stands |= {person.died.ref} if person.died is not None else set()
    return episode in stands or episode.rpartition("/")[0] in stands


def since_last(
    told: Stamp, person: Person, morning: Morning, rule: str, days: int
) -> tuple[datetime, ...]:
    """The instant at which the window lets the event go; nothing when it is no news.

    News is what became known since the last held huddle, and what that huddle left undecided. An
    open decision outlives the window.
    """
    if told.history:
        return ()
    ends = told.occurred_at + timedelta(days=days)
    if morning.now <= ends:
        news = told.known_at > morning.since or told.ref in shown(person, rule)
        if news or told.ref in carried(person, rule):
            return (ends + AFTER,)
        return ()
    return (ends + AFTER,) if told.ref in carried(person, rule) else ()


def wakes_for(morning: Morning, clock: datetime) -> datetime:
    """The earliest instant at which the end of the next huddle can have reached the clock."""
    return _within_reach(morning.calendar, clock)


@lru_cache(maxsize=4096)
def _within_reach(calendar: Calendar, clock: datetime) -> datetime:
    # Asked of each clock by every rule that it is of, by the board and by the person.
    day = last_chance(calendar, clock)
    return day_bounds(previous_huddle_day(calendar, day) + DAY)[0]
