"""Attenders understands what a centre's own staff are shown of its mångsökare: each a line in the log."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.access import audit
from app.access.subject import OURS
from app.access.viewer import Viewer
from app.days import DAY, local_date
from app.house import House
from app.huddle.noted import Noted
from app.huddle.phrases.frequent import in_words
from app.huddle.verdict import morning_at
from app.lists import messages as m
from app.lists import store
from app.lists.attending import RULE, Asked, Attender, Visits, asked, attender
from app.lists.in_place import InPlace, in_place
from app.lists.rows import in_use, key_of, numbers
from app.lists.sighted import Eyes, Facts, Met


@dataclass(frozen=True, slots=True)
class Found:
    """One mångsökare whom the viewer may know to be one. `key` is the row's, `person` the person's id."""

    key: str
    person: UUID
    met: Met
    told: Attender
    around: tuple[InPlace, ...]

    @property
    def facts(self) -> Facts:
        return (*self.told.facts, *((one.category, one.stamp) for one in self.around))


def asked_of(house: House, centre: str, now: datetime) -> Asked:
    """What the rule's numbers ask for at a centre today. Raises Unknown where it is not in use."""
    return asked(in_use(house, centre, RULE), numbers(house, centre, RULE, now))


async def may_be(house: House, centre: str, by: Asked, now: datetime) -> list[UUID]:
    """Who may stand on the list. What is counted is the intake's, and nothing of it leaves here."""
    async with house.database.work() as session:
        return await store.attending(session, centre, by.limits, local_date(now))


async def found(
    session: AsyncSession, centre: str, ids: list[UUID], eyes: Eyes, by: Asked
) -> list[Found]:
    """Those of them whom the viewer may know to be mångsökare, in no order."""
    persons, morning = await store.listed(session, centre, ids), morning_at(eyes.now, eyes.now)
    shown = []
    for person, whole in persons.items():
        met = eyes.meets(whole)
        told = attender(met.person, by, morning) if met is not None else None
        if met is None or told is None or not eyes.may(met.subject, told.facts):
            continue
        key = key_of(person)
        shown.append(Found(key, person, met, told, in_place(met.person, morning.today)))
    return shown


async def view(
    house: House,
    viewer: Viewer,
    noted: Noted,
    centre: str,
    most: int,
    now: datetime,
    real_now: datetime,
) -> m.AttendersView:
    """A centre's mångsökare as one of its own staff may know them, at most so many of each sort."""
    by, eyes = asked_of(house, centre, now), Eyes(viewer.party, house.law, now)
    ids = await may_be(house, centre, by, now)
    async with house.database.acting_as(viewer) as session:
        every = sorted(await found(session, centre, ids, eyes, by), key=_newest)
        waiting = [one for one in every if not one.told.stands]
        gone_through = [one for one in every if one.told.stands]
        shown = [*waiting[:most], *gone_through[:most]]
        lines = [eyes.line(one.person, one.met.subject, one.facts, RULE) for one in shown]
        fresh = noted.fresh(viewer, lines)
        await audit.write(session, viewer, fresh, now, real_now)
    noted.keep(viewer, fresh)
    vc, ed = by.limits
    return m.AttendersView(
        now,
        house.organisation.centres[centre].name,
        f"{in_words(vc, vc.least)} {'och' if by.wanted > 1 else 'eller'} {in_words(ed, ed.least)}",
        by.again,
        [_view(one, by, eyes) for one in waiting[:most]],
        [_view(one, by, eyes) for one in gone_through[:most]],
        max(len(waiting), len(gone_through)) > most,
    )


def _newest(one: Found) -> tuple[float, str]:
    """Whoever there has been something to go through about for the shortest time comes first."""
    return -one.told.since.timestamp(), one.key


def _view(one: Found, by: Asked, eyes: Eyes) -> m.AttenderView:
    told, person = one.told, one.met.person
    return m.AttenderView(
        one.key, str(one.person), person.name, person.age(local_date(eyes.now)), in_words(told.limit, told.count),
        told.why, told.since, _visits(told.visits),
        [m.InPlaceView(each.kind, each.on, each.name) for each in one.around],
        eyes.closed(one.met.subject), _mark(told, by),
    )  # fmt: skip


def _visits(told: Visits) -> m.VisitsView:
    trend: m.Trend = "more" if told.recent > told.before else "fewer"
    return m.VisitsView(
        told.total, told.vc, told.ed, told.malt, told.recent, told.before,
        "same" if told.recent == told.before else trend,
    )  # fmt: skip


def _mark(told: Attender, by: Asked) -> m.ReviewMark | None:
    review = told.reviewed
    if review is None:
        return None
    return m.ReviewMark(
        review.by, review.stamp.occurred_at, review.note, review.on + DAY * by.again,
        review.stamp.source == OURS,
    )  # fmt: skip
