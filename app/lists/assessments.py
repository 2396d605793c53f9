"""Assessments understands what a centre's own staff are shown of assessments at any hour: each logged."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.access import audit
from app.access.viewer import Viewer
from app.days import local_date
from app.events.kinds import Category
from app.house import House
from app.huddle.noted import Noted
from app.lists import messages as m
from app.lists import store
from app.lists.assessing import BACK, HOMES, RULE, Assessed, Group, asked, assessed
from app.lists.rows import key_of, numbers
from app.lists.sighted import Eyes, Met
from app.people.person import Stamp

DYGNET_RUNT = "dygnet-runt"
GROUPS: tuple[Group, ...] = (*HOMES, "okand")


@dataclass(frozen=True, slots=True)
class Found:
    """One assessment of somebody, which the viewer may know of."""

    person: UUID
    met: Met
    told: Assessed


async def view(
    house: House,
    viewer: Viewer,
    noted: Noted,
    centre: str,
    most: int,
    now: datetime,
    real_now: datetime,
) -> m.AssessmentsView:
    """The assessments as one of the centre's own staff may know them, at most so many of each sort."""
    place, by = house.organisation.centres[centre], asked(numbers(house, centre, RULE, now))
    eyes, morning = Eyes(viewer.party, house.law, now), house.morning(place, now, now, ())
    async with house.database.acting_as(viewer) as session:
        every = []
        for key, person in (await store.assessing(session, centre)).items():
            met = eyes.meets(person)
            told = () if met is None else assessed(met.person, by, morning)
            every += [
                Found(key, met, one) for one in told if met and eyes.may(met.subject, one.facts)
            ]
        waiting = sorted((one for one in every if one.told.done_at is None), key=_clock)
        done = sorted((one for one in every if one.told.done_at is not None), key=_latest)
        shown: dict[UUID, list[Found]] = {}
        for one in (*waiting[:most], *done[:most]):
            shown.setdefault(one.person, []).append(one)
        lines = [
            eyes.line(key, some[0].met.subject, _facts(some), DYGNET_RUNT)
            for key, some in shown.items()
        ]
        fresh = noted.fresh(viewer, lines)
        await audit.write(session, viewer, fresh, now, real_now)
    noted.keep(viewer, fresh)
    names = house.organisation.names()
    return m.AssessmentsView(
        now, place.name, BACK, [_row(one, names, now) for one in waiting[:most]],
        [_row(one, names, now) for one in done[:most]], _groups(every, now),
        max(len(waiting), len(done)) > most,
    )  # fmt: skip


def _facts(some: list[Found]) -> tuple[tuple[Category, Stamp], ...]:
    return tuple(fact for one in some for fact in one.told.facts)


def _clock(one: Found) -> tuple[bool, datetime, str]:
    """The nearest clock first; what has none by how long it has waited."""
    return one.told.due is None, one.told.due or one.told.asked_at, key_of(one.person)


def _latest(one: Found) -> tuple[float, str]:
    assert one.told.done_at is not None
    return -one.told.done_at.timestamp(), key_of(one.person)


def _groups(every: list[Found], now: datetime) -> list[m.GroupView]:
    """Of each group that has any: what the centre's own staff see each of, so none is too few to say."""
    found = []
    for group in GROUPS:
        some = [one.told for one in every if one.told.group == group]
        done = [one for one in some if one.done_at is not None]
        timed = [one.late(now) for one in done if one.due is not None]
        if some:
            waiting = len(some) - len(done)
            found.append(m.GroupView(group, waiting, len(done), len(timed), timed.count(False)))
    return found


def _row(one: Found, names: Mapping[str, str], now: datetime) -> m.AssessedView:
    told, person = one.told, one.met.person
    team = told.team and names.get(told.team, told.team)
    return m.AssessedView(
        key_of(one.person), str(one.person), person.name, person.age(local_date(now)), told.what,
        "doctor" if told.doctor else "nurse", team, told.group, told.asked_at, told.due,
        told.done_at, told.late(now),
    )  # fmt: skip
