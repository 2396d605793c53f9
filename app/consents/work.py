"""Work understands how the centre's own staff see and register what a person of theirs allows.

Whatever is registered takes everybody's line (ingest); the boards follow it as they follow any event.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.access import audit
from app.access.known import known
from app.access.mask import mask
from app.access.policy import name_basis
from app.access.subject import Subject, subject_of
from app.access.viewer import Viewer
from app.consents import messages as m
from app.consents import words
from app.consents.ledger import Assertion, Ledger, by, ledger
from app.events import report
from app.events.kinds import Category, Event
from app.house import House
from app.huddle import look, store
from app.huddle.shown import view
from app.organisation import Centre
from app.people.facts import Capacity
from app.people.person import Person
from app.people.states import load
from app.people.told import events_of, is_told


@dataclass(frozen=True, slots=True)
class Place:
    """Which row of which board: the person is named by it, and never in an address."""

    centre: str
    day: date
    row: str


@dataclass(frozen=True, slots=True)
class Found:
    """A person whom the viewer has at an own desk, by a row or by the page, and all that was said."""

    huddle: UUID | None
    centre: Centre
    key: UUID
    person: Person
    subject: Subject
    ledger: Ledger

    def standing(self, now: datetime) -> words.Standing:
        called = [party.unit for party in self.centre.parties]
        return words.Standing(self.ledger, self.subject, called, now)


@dataclass(frozen=True, slots=True)
class Done:
    """What an act came to: the consents after it, whether it was new, and whose boards it touches."""

    view: m.ConsentsView
    new: bool
    touched: frozenset[str]


async def see(
    house: House, viewer: Viewer, place: Place, now: datetime, real_now: datetime
) -> m.ConsentsView | None:
    """The consents of a row's person, logged as a look; None when the viewer has no such row."""
    async with house.database.acting_as(viewer) as session:
        found = await _find(session, house, viewer, place, now)
        if found is None:
            return None
        await audit.write(session, viewer, [_looked(house, viewer, found, now)], now, real_now)
    return view_of(house, viewer, found, now)


async def do(
    house: House, viewer: Viewer, place: Place, act: m.ConsentAct, now: datetime, real_now: datetime
) -> Done | None:
    """Register one act; the same id twice is one. None when the viewer has no such row.

    Raises Rejected with the field that is wrong, Refused when it cannot be done now.
    """
    async with house.database.acting_as(viewer) as session:
        found = await _find(session, house, viewer, place, now)
        if found is None:
            return None
        again = await is_told(session, report.FORM, report.ref(viewer, str(act.id)))
    new, touched = False, frozenset[str]()
    if not again:
        said = words.said(act, found.standing(now))
        taken = await report.tell(house, viewer, said, now, real_now, person=found.key)
        new, touched = taken.answers[-1].status == "new", taken.touched
    view = await see(house, viewer, place, now, real_now)
    return None if view is None else Done(view, new, touched)


async def _find(
    session: AsyncSession, house: House, viewer: Viewer, place: Place, now: datetime
) -> Found | None:
    """Whoever works at the centre has the person of each row that the centre sees whole."""
    centre = house.organisation.centres.get(place.centre)
    if centre is None or not viewer.works_at(centre.unit):
        return None
    huddle = await store.find(session, centre.unit, place.day)
    row = huddle and (await store.board(session, huddle, centre)).row(place.row)
    if not huddle or not row:
        return None
    key = UUID(row.content.person)
    person = (await load(session, [key])).get(key)
    if person is None or person.listed_vc != centre.unit:
        return None
    subject = subject_of(person, now)
    audience = look.audience(centre, viewer.party)
    seeing = look.seeing_of(house, centre, now)
    row = replace(row, content=replace(row.content, subject=subject))
    shown = view(row, audience, seeing)
    if shown is None or shown.place == "mine":
        return None
    told = (await events_of(session, [key]))[key]
    return Found(huddle.id, centre, key, person, subject, ledger(told))


def _looked(house: House, viewer: Viewer, found: Found, now: datetime) -> audit.Line:
    basis = name_basis(viewer.party, found.subject, house.law, now).value
    return audit.Line(
        "consent:person:look", found.key, found.huddle, basis=basis, given=mask([Category.D1])
    )


def view_of(house: House, viewer: Viewer, found: Found, now: datetime) -> m.ConsentsView:
    """What was told and allowed, for a desk of the centre's own."""
    person, subject = found.person, found.subject
    svod = person.svod if subject.informed or subject.objected else None
    shown = [_assertion(house, one, subject, now) for one in found.ledger.assertions]
    return m.ConsentsView(
        now=now,
        name=person.name,
        birth_year=person.birth_date.year if person.birth_date else None,
        informed=svod.informed_on if svod and subject.informed else None,
        objected=svod.objected_on if svod else None,
        incapable=_incapacity(person.capacity) if subject.incapable else None,
        blocked=known(person, viewer.party, house.law, now).blocked > 0,
        standing=[one for one in shown if one.state in ("given", "planned")],
        ended=[one for one in reversed(shown) if one.state not in ("given", "planned")],
        history=[_word(house, event) for event in reversed(found.ledger.words)],
        may=words.may(found.standing(now)),
        units=look.choices(house, found.centre),
        longest_days=words.LONGEST.days,
    )


def _incapacity(told: Capacity | None) -> m.IncapacityView | None:
    return m.IncapacityView(told.by, told.from_, told.to) if told else None


def _assertion(house: House, one: Assertion, subject: Subject, now: datetime) -> m.AssertionView:
    consent = one.consent
    assert consent.start is not None
    stands = one.end is None and not words.over(consent, now)
    return m.AssertionView(
        id=one.id,
        purpose=consent.purpose,
        ground=consent.ground,
        units=[_unit(house, unit) for unit in consent.units],
        employee=consent.employee,
        start=consent.start,
        end=consent.end,
        state=_state(one, now),
        idle=words.idle(consent, subject) if stands else None,
        whole=one.whole,
        at=one.given.occurred_at,
        by=_by(house, one.given),
        ended_at=one.ended.occurred_at if one.ended else consent.end if not stands else None,
        ended_by=_by(house, one.ended) if one.ended else None,
    )


def _state(one: Assertion, now: datetime) -> m.State:
    if one.end is not None:
        return one.end
    if words.over(one.consent, now):
        return "expired"
    return "given" if one.consent.start is not None and one.consent.start <= now else "planned"


def _word(house: House, event: Event) -> m.WordView:
    purpose = getattr(event.body, "purpose", None)
    return m.WordView(event.kind, purpose, event.occurred_at, _by(house, event))


def _by(house: House, event: Event) -> str | None:
    """Who registered it: by name where that was told, else the system that it came from."""
    source = house.organisation.sources.get(event.source)
    return by(event.body) or (source.name if source else None)


def _unit(house: House, key: str) -> str:
    unit = house.organisation.units.get(key)
    return unit.short if unit else key
