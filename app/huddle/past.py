"""Past understands what is stored of a centre's mornings: which they were, and who to look at on them.

A person of whom nothing came since the first morning is as now on all of them; of the others the events
are read, and the person is folded once and stepped forward. Persons with skyddade personuppgifter, now
or then, are not looked at, nor whoever is listed elsewhere now.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.known import known
from app.access.party import Party
from app.access.subject import Subject, subject_of
from app.days import DAY, huddle_end, huddle_start, is_huddle_day, local_date, previous_huddle_day
from app.house import House
from app.huddle.hindsight import Day, Look, days_of, quiet, stepped
from app.huddle.rule import Rule
from app.huddle.touched import MARGIN
from app.huddle.verdict import Morning, morning_at
from app.organisation import Centre
from app.people.person import OUR_ACTS, POLICY, Person
from app.people.states import decode
from app.people.told import events_of

AT_A_TIME = 25
READ = 200
"""So many persons' events are held at once."""
HELD = text("""
SELECT day, since, CASE WHEN state = 'closed' THEN closed_at END FROM huddle
WHERE centre = :centre AND day < :until ORDER BY day
""")
# What was cancelled since has left no fact; whoever it was about is found by the cancellation.
PERSONS = text("""
SELECT id, CAST(state AS text), known_at FROM person
WHERE centre = :centre AND merged_into IS NULL AND NOT protected AND (
    EXISTS (SELECT FROM json_object_keys(state) AS fact WHERE fact = ANY(:facts))
    OR id = ANY(SELECT person FROM event
        WHERE centre = :centre AND received_at > :since AND corrects IS NOT NULL))
""")
# The first thing that came by itself: what was loaded before it says nothing of when it was known.
FIRST_CAME = text("""
SELECT min(received_at) FROM event WHERE person = ANY(:persons) AND NOT history
""")


@dataclass(frozen=True, slots=True)
class Mornings:
    """The huddle days looked at, in order; those before `since` stored history cannot judge."""

    judged: tuple[Morning, ...]
    not_judged: tuple[date, ...]
    since: date | None


@dataclass(frozen=True, slots=True)
class Stored:
    """Persons to look at: their states as now, and which of them something came of."""

    persons: dict[UUID, Person]
    active: tuple[UUID, ...]


async def read(
    session: AsyncSession, house: House, centre: Centre, rules: Sequence[Rule], days: int,
    now: datetime,
) -> tuple[Mornings, Stored]:  # fmt: skip
    """A centre's huddle days of so many days back, and the persons that rules may have taken up."""
    today = local_date(now)
    held = (await session.execute(HELD, {"centre": centre.unit, "until": today})).all()
    every = [
        day for day in (today - DAY * n for n in range(days, 0, -1))
        if is_huddle_day(centre.calendar, day)
    ]  # fmt: skip
    mornings = [_morning(house, centre, day, held) for day in every]
    first = mornings[0].now if mornings else now
    facts = {name for rule in rules for name in rule.finds.phrase.reads} - set(OUR_ACTS)
    values = {"centre": centre.unit, "facts": sorted(facts), "since": first}
    persons, active = {}, []
    for n, (key, state, known_at) in enumerate((await session.execute(PERSONS, values)).all(), 1):
        if n % READ == 0:
            await asyncio.sleep(0)
        persons[key] = decode(state)
        if known_at is not None and known_at > first:
            active.append(key)
    came = (await session.execute(FIRST_CAME, {"persons": list(persons)})).scalar_one()
    begun = min(
        [one for one in (came, *(row[1] for row in held[:1])) if one is not None], default=now
    )
    judged = tuple(one for one in mornings if one.now > begun)
    dark = tuple(one.today for one in mornings if one.now <= begun)
    return Mornings(judged, dark, local_date(begun) if dark else None), Stored(
        persons, tuple(active)
    )


async def walk(
    session: AsyncSession, house: House, look: Look, stored: Stored, now: datetime
) -> AsyncIterator[tuple[UUID, list[Day]]]:
    """Each person with the mornings on which something stands about them, a few at a time."""
    if not look.mornings:
        return
    party = house.parties(house.organisation.centres[look.centre])[0]
    active = set(stored.active)
    still = [key for key in stored.persons if key not in active]
    for n, key in enumerate(still, 1):
        if n % AT_A_TIME == 0:
            await asyncio.sleep(0)
        person = stored.persons[key]
        eyes = _Eyes(house, party, person, now)
        if days := days_of(look, quiet(person, look), eyes.visible):
            yield key, days
    for at in range(0, len(stored.active), READ):
        some = stored.active[at : at + READ]
        events = await events_of(session, some)
        for n, key in enumerate(some, 1):
            if n % AT_A_TIME == 0:
                await asyncio.sleep(0)
            eyes = _Eyes(house, party, stored.persons[key], now)
            if days := days_of(look, stepped(events[key], look), eyes.visible):
                yield key, days


class _Eyes:
    """What the convenor might know of a person on a morning and may know now.

    What a person has taken back since, or blocked, is not to be told of the mornings before it.
    """

    def __init__(self, house: House, convenor: Party, person: Person, now: datetime) -> None:
        self._law, self._convenor, self._now = house.law, convenor, now
        self._word = _word_of(person)
        self._today: Subject = subject_of(person, now)

    def visible(self, person: Person, morning: Morning) -> Person:
        then = known(person, self._convenor, self._law, morning.now).person
        if not (self._word or _word_of(person)):
            return then
        subject = subject_of(person, morning.now)
        said = replace(
            subject, consents=self._today.consents, blocks=self._today.blocks,
            informed=self._today.informed, objected=self._today.objected,
            incapable=self._today.incapable, emergencies=self._today.emergencies,
        )  # fmt: skip
        may = known(then, self._convenor, self._law, self._now, subject=said).person
        return may.but(held=may.held | then.held)


def _word_of(person: Person) -> bool:
    return any(getattr(person, name) for name in POLICY)


def _morning(
    house: House, centre: Centre, day: date, held: Sequence[tuple[date, datetime, datetime | None]]
) -> Morning:
    """The morning of a huddle day, looking back to where its agenda did or would have."""
    calendar = centre.calendar
    closed = [at for on, _, at in held if at is not None and on < day]
    since = huddle_end(calendar, previous_huddle_day(calendar, day))
    if closed:
        since = max(closed) - MARGIN
    elif earlier := [at for on, at, _ in held if on < day]:
        since = min(earlier)
    return morning_at(
        huddle_start(calendar, day), since, calendar, units=house.organisation.names(),
        phones=house.organisation.phones(), roles=centre.roles(),
    )  # fmt: skip
