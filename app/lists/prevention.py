"""Prevention understands what a centre's own staff are shown of its preventive list: each a line in the log."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.access import audit
from app.access.viewer import Viewer
from app.days import local_date, months_after
from app.house import House
from app.huddle.noted import Noted
from app.lists import messages as m
from app.lists import store
from app.lists.preventing import (
    FOLLOW_UP,
    RULE,
    Asked,
    Prevented,
    Supported,
    asked,
    may_be,
    prevented,
    supported,
)
from app.lists.rows import key_of, numbers
from app.lists.sighted import Eyes, Facts, Met
from app.people.person import Person

FOREBYGGANDE = "forebyggande"
STATES = ("late", "due", "accepted", "offered", "followed_late", "followed")
"""What asks for somebody first."""


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody whom the viewer may know to be on the list, for one reason or the other, or both."""

    person: UUID
    met: Met
    told: Prevented | None
    support: Supported | None

    @property
    def facts(self) -> Facts:
        return (
            *(self.told.facts if self.told is not None else ()),
            *(self.support.facts if self.support is not None else ()),
        )


async def view(
    house: House,
    viewer: Viewer,
    noted: Noted,
    centre: str,
    most: int,
    now: datetime,
    real_now: datetime,
) -> m.PreventionView:
    """The preventive list as one of the centre's own staff may know it, at most so many of each sort."""
    by, today = asked(numbers(house, centre, RULE, now)), local_date(now)
    eyes = Eyes(viewer.party, house.law, now)
    born = months_after(today, -12 * by.age)
    async with house.database.acting_as(viewer) as session:
        persons = await store.preventing(session, centre, born)
        every = [
            one for key, person in persons.items() if (one := _found(key, person, eyes, by, today))
        ]
        checks = sorted((one for one in every if one.told is not None), key=_frailest)
        support = sorted((one for one in every if one.support is not None), key=_nearest)
        shown = {one.person: one for one in (*checks[:most], *support[:most])}
        lines = [
            eyes.line(key, one.met.subject, one.facts, FOREBYGGANDE) for key, one in shown.items()
        ]
        fresh = noted.fresh(viewer, lines)
        await audit.write(session, viewer, fresh, now, real_now)
    noted.keep(viewer, fresh)
    return m.PreventionView(
        now, house.organisation.centres[centre].name, by.age, by.cfs, by.months, FOLLOW_UP,
        [_check(one, one.told, today) for one in checks[:most] if one.told is not None],
        [_support(one, one.support, today) for one in support[:most] if one.support is not None],
        max(len(checks), len(support)) > most,
    )  # fmt: skip


def _found(key: UUID, person: Person, eyes: Eyes, by: Asked, today: date) -> Found | None:
    if not may_be(person, by) and not (person.support or person.bistand):
        return None
    met = eyes.meets(person)
    if met is None:
        return None
    told, support = prevented(met.person, by, today), supported(met.person, today)
    if told is not None and not eyes.may(met.subject, told.facts):
        told = None
    if support is not None and not eyes.may(met.subject, support.facts):
        support = None
    return None if told is None and support is None else Found(key, met, told, support)


def _frailest(one: Found) -> tuple[int, date, str]:
    """The frailest first, and of those alike whoever has waited the longest."""
    assert one.told is not None
    return -one.told.score.score, one.told.checked or date.min, key_of(one.person)


def _nearest(one: Found) -> tuple[int, date, str]:
    assert one.support is not None
    told = one.support
    return STATES.index(told.state), told.due or told.offered or date.max, key_of(one.person)


def _check(one: Found, told: Prevented, today: date) -> m.PreventedView:
    person = one.met.person
    return m.PreventedView(
        key_of(one.person), str(one.person), person.name, person.age(today) or 0, told.score.score,
        told.score.assessed_on, told.old, told.checked, told.overdue, list(told.open_),
    )  # fmt: skip


def _support(one: Found, told: Supported, today: date) -> m.SupportView:
    person = one.met.person
    return m.SupportView(
        key_of(one.person), str(one.person), person.name, person.age(today), told.state, told.offered,
        told.accepted, told.executed, told.followed, told.due,
    )  # fmt: skip
