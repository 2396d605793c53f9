"""Discharge understands the days after a hospital or a short-term place: what was to be there at home."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from app import words
from app.days import DAY, day_bounds, local_date
from app.events.kinds import Category
from app.huddle.memory import carried
from app.huddle.phrases.conditions import (
    ENROLMENT_HELD,
    checklist,
    checklist_fact,
    condition,
    running,
)
from app.huddle.phrases.finders import AFTER, LET_GO, finder
from app.huddle.phrases.grammar import Case, Episode, Fact, Finding
from app.huddle.phrases.slots import Said, slot
from app.huddle.verdict import Answer, Morning, yes_if
from app.people.person import (
    Enrolment,
    Person,
    Stamp,
    Stay,
    enrolment_category,
)

LIVED = frozenset({"home", "korttid", "sabo"})
MUNICIPAL_CARE = frozenset({"kommunal_hsl", "sabo"})
ROLE_WORDS = {
    "aldre_ssk": "äldre-ssk",
    "kommun_hsl": "kommunal primärvård",
    "hemtjanst_planerare": "hemtjänst",
    "bistandshandlaggare": "bistånd",
    **words.PARTIES,
}
YEAR = 365


@finder("utskriven sedan högst # dagar", Stay, ("stays",))
def left_hospital(person: Person, morning: Morning, rule: str, days: int) -> Iterator[Episode]:
    for stay in person.stays:
        left, at = stay.left, stay.discharged_at
        if left is not None and at is not None and not left.history:
            yield from _within(person, morning, rule, days, "Utskrivning", left, at, stay)


@finder("inskriven på sjukhus sedan högst # dagar", Stay, ("stays",))
def came_to_hospital(person: Person, morning: Morning, rule: str, days: int) -> Iterator[Episode]:
    for stay in person.stays:
        if stay.admitted_at is not None and not stay.stamp.history:
            at = stay.admitted_at
            yield from _within(person, morning, rule, days, "Inskrivning", stay.stamp, at, stay)


@finder("lämnat korttidsplats sedan högst # dagar", Enrolment, ("enrolments",))
def left_short_stay(person: Person, morning: Morning, rule: str, days: int) -> Iterator[Episode]:
    for place in person.enrolments:
        left = place.ended
        if place.kind != "korttid" or left is None or place.to is None or left.history:
            continue
        # Told beforehand, the place is left on its last day.
        at = max(left.occurred_at, day_bounds(place.to)[0])
        yield from _within(person, morning, rule, days, "Korttidsplats", left, at, place)


@finder("inskriven i läkarmedverkan, # dagar", Enrolment, ("enrolments",))
def physician_care(person: Person, morning: Morning, rule: str, days: int) -> Iterator[Episode]:
    """Until it is handed back. That the time which was told has run out is nobody's word that somebody
    else has taken over: it is asked about for as long as any clock that has run out."""
    for care in person.enrolments:
        if care.kind != "lakarmedverkan" or care.stamp.history:
            continue
        last = care.to or care.from_ + (days - 1) * DAY
        begun, clock = day_bounds(care.from_)[0], day_bounds(last)[1]
        back = care.ended is not None and last < morning.today
        let_go = morning.now > clock + LET_GO and care.stamp.ref not in carried(person, rule)
        if back or let_go:
            continue
        yield Episode(
            care.stamp.ref, "Läkarmedverkan", care.stamp, begun, begun, care, clock,
            live=care.from_ <= morning.today, changes=(begun, clock, clock + LET_GO + AFTER),
            category=enrolment_category(care.kind),
        )  # fmt: skip


@condition("skrevs ut till hem eller boende", ("stays",), about=Stay)
def discharged_alive(case: Case) -> Finding:
    stay: Stay = case.episode.subject
    if stay.disposition in {None, "unknown"}:
        return Finding(Answer.OKLART, unsure=("Okänt vart personen skrevs ut",))
    return Finding(yes_if(stay.disposition in LIVED))


@condition("checklistan har en öppen punkt", ("checklist",), about=Stay,
           told_by=("checklist.point_set",))  # fmt: skip
def point_open(case: Case) -> Finding:
    open_ = [point for point in checklist(case) if point.state == "open"]
    if not open_ and "checklist" in case.person.held:
        return Finding(Answer.OKLART, unsure=("Okänt om checklistan är klar",))
    return Finding(yes_if(bool(open_)), tuple(checklist_fact(point) for point in open_))


@condition("skrevs ut högst # dygn före", ("stays",), about=Stay)
def left_shortly_before(case: Case, days: int) -> Finding:
    """An earlier stay counts as over when it ended at home or in a place to live, not in another."""
    before = _left_before(case, days)
    alive = [stay for stay in before if stay.disposition in LIVED]
    if alive:
        return Finding(Answer.JA, tuple(_discharge_fact(stay) for stay in alive))
    if any(stay.disposition in {None, "unknown"} for stay in before):
        return Finding(Answer.OKLART, unsure=("Okänt vart personen skrevs ut förra gången",))
    return Finding(Answer.NEJ)


@condition("inskrivningen var oplanerad", ("stays",), about=Stay)
def unplanned(case: Case) -> Finding:
    stay: Stay = case.episode.subject
    if stay.planned is None:
        return Finding(Answer.OKLART, unsure=("Okänt om inskrivningen var planerad",))
    return Finding(yes_if(not stay.planned))


@condition("utskrivningen planerades i SAMSA", ("cases",), about=Stay)
def planned_in_samsa(case: Case) -> Finding:
    """The fold ends the planning by the discharge it was for."""
    left = case.episode.at
    planned = [one for one in case.person.cases if one.ended_at == left]
    return Finding(
        yes_if(bool(planned)),
        tuple(Fact("Planering i SAMSA", Category.D2, one.stamp) for one in planned),
    )


@condition("är inte inskriven i kommunal primärvård", ("enrolments",),
           told_by=("enrolment.started",))  # fmt: skip
def not_in_municipal_care(case: Case) -> Finding:
    """Nor in a care home, which has nurses of its own."""
    if running(case, MUNICIPAL_CARE):
        return Finding(Answer.NEJ)
    if "enrolments" in case.person.held:
        return Finding(Answer.OKLART, unsure=(ENROLMENT_HELD,))
    return Finding(Answer.JA)


@condition("slutar inom # dagar", (), about=Enrolment)
def ends_within(case: Case, days: int) -> Finding:
    clock, today = case.episode.deadline, case.morning.today
    return Finding(yes_if(clock is not None and clock <= day_bounds(today + days * DAY)[1]))


@condition("överenskommelse finns i regionen: #", ())
def agreed(_: Case, yes: int) -> Finding:
    """A setting of the region, 1 or 0: what holds only where it has been agreed."""
    return Finding(yes_if(bool(yes)))


@slot("öppna punkter", ("checklist",), Stay)
def open_points(case: Case) -> Said:
    points = [point for point in checklist(case) if point.state == "open"]
    if not points:
        return None, ()
    told = (
        f"{p.point} ({ROLE_WORDS[p.role]})" if p.role in ROLE_WORDS else p.point for p in points
    )
    return f"Öppet: {', '.join(told)}", tuple(checklist_fact(point) for point in points)


@slot("dygn sedan utskrivning", ("stays",), Stay)
def since_discharge(case: Case) -> Said:
    before = _left_before(case, YEAR)
    if not before:
        return None, ()
    last = max(before, key=_left_at)
    days = (local_date(case.episode.at) - local_date(_left_at(last))).days
    fact = (_discharge_fact(last),)
    return ("samma dag som utskrivningen" if days == 0 else f"{days} dygn efter utskrivning"), fact


@slot("dag av", (), Enrolment)
def day_of(case: Case) -> Said:
    clock = case.episode.deadline
    if clock is None:
        return None, ()
    first, today = local_date(case.episode.began), case.morning.today
    return f"dag {(today - first).days + 1} av {(local_date(clock) - first).days}", ()


@slot("enhetens nummer", ("stays",), Stay)
def number_to_ring(case: Case) -> Said:
    stay: Stay = case.episode.subject
    unit = (stay.left or stay.stamp).unit or ""
    phone = case.morning.phones.get(unit)
    name = case.morning.units.get(unit, "avdelningen")
    return (name if phone is None else f"{name}, {phone}"), ()


def _within(
    person: Person, morning: Morning, rule: str, days: int,
    what: str, left: Stamp, at: datetime, subject: Stay | Enrolment,
) -> Iterator[Episode]:  # fmt: skip
    """Until the end of a day counted from the one that was left, or as long as a decision is open."""
    day = local_date(at)
    opens, ends = day_bounds(day)[0], day_bounds(day + days * DAY)[1]
    if morning.now >= ends and left.ref not in carried(person, rule):
        return
    category = enrolment_category(subject.kind) if isinstance(subject, Enrolment) else Category.D2
    yield Episode(
        left.ref, what, left, at, at, subject, live=morning.now >= opens, changes=(opens, ends),
        category=category,
    )  # fmt: skip


def _left_before(case: Case, days: int) -> list[Stay]:
    """The stays that ended in the days before this one began."""
    began = case.episode.began
    oldest = began - timedelta(days=days)
    others = (stay for stay in case.person.stays if stay is not case.episode.subject)
    return [stay for stay in others if stay.discharged_at and oldest <= stay.discharged_at <= began]


def _left_at(stay: Stay) -> datetime:
    return stay.discharged_at or stay.stamp.occurred_at


def _discharge_fact(stay: Stay) -> Fact:
    return Fact("Tidigare utskrivning", Category.D2, stay.left or stay.stamp)
