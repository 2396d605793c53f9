"""Conditions understands *om*, *röd när* and *roll när*: what must be so, and which facts say it."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from app.events.kinds import Category
from app.huddle.phrases.grammar import Case, Fact, Finding, Phrase, learn
from app.huddle.verdict import Answer, Morning, yes_if
from app.people.facts import ChecklistPoint
from app.people.person import (
    AmbulanceCall,
    EdVisit,
    Enrolment,
    Frailty,
    Person,
    SamsaCase,
    Stay,
    enrolment_category,
    runs,
)

CONDITIONS: dict[str, Phrase] = {}
ADULT = 18
CFS_IS_VALID_FROM = 65
"""The Clinical Frailty Scale is validated for older people only; this is no setting."""
ENROLMENT_HELD = "Okänt om inskriven i kommunal primärvård"
MUNICIPAL = frozenset({"hemtjanst", "sabo", "korttid", "trygghetsboende", "lss", "socialpsykiatri"})

Condition = Callable[..., Finding]


def condition(
    text: str,
    reads: tuple[str, ...],
    about: type | None = None,
    told_by: tuple[str, ...] = (),
    known: dict[str, Phrase] = CONDITIONS,
    *,
    by_hours: bool = False,
) -> Callable[[Condition], Condition]:
    def keep(function: Condition) -> Condition:
        told = Phrase(text, function, reads, about=about, told_by=told_by, by_hours=by_hours)
        learn(known, text, told)
        return function

    return keep


def group(text: str, reads: tuple[str, ...]) -> Callable[[Condition], Condition]:
    """A condition that says whom a rule is for, whatever has happened.

    A no turns by an event, a birthday or an enrolment alone, and is a no to whoever knows less.
    """

    def keep(function: Condition) -> Condition:
        @wraps(function)
        def of_case(case: Case, *values: int) -> Finding:
            return function(case.person, case.morning, *values)

        learn(CONDITIONS, text, Phrase(text, of_case, reads, of_person=function))
        return function

    return keep


@group("är minst # år", ("birth_date",))
def at_least_years(person: Person, morning: Morning, years: int) -> Finding:
    age = person.age(morning.today)
    return age_finding(None if age is None else age >= years)


@group("tillhör målgruppen från # år", ("birth_date", "enrolments"))
def in_target_group(person: Person, morning: Morning, years: int) -> Finding:
    age = person.age(morning.today)
    if age is None:
        return age_finding(None)
    if age >= years:
        return Finding(Answer.JA)
    enrolled = enrolled_now(person, morning) if age >= ADULT else ()
    return Finding(yes_if(bool(enrolled)), enrolment_facts(enrolled))


@condition("har CFS minst #", ("frailty", "birth_date"), told_by=("cfs.assessed",))
def at_least_cfs(case: Case, score: int) -> Finding:
    age, known = case.person.age(case.morning.today), habitual(case.person)
    if age is not None and age < CFS_IS_VALID_FROM:
        return Finding(Answer.NEJ)
    if known is None:
        return Finding(Answer.OKLART, unsure=("CFS saknas",))
    fact = (cfs_fact(known),)
    if known.score < score:
        return Finding(Answer.NEJ, fact)
    return Finding(Answer.JA, fact) if age is not None else age_finding(None)


@condition("gick hem eller lämnade akuten", ("ed_visits",), about=EdVisit)
def went_home(case: Case) -> Finding:
    visit: EdVisit = case.episode.subject
    if visit.outcome in {None, "unknown"}:
        return Finding(Answer.OKLART, unsure=("Okänt om inlagd",))
    return Finding(yes_if(visit.outcome in {"home", "left"}))


@condition("blev kvar hemma", ("ambulance",), about=AmbulanceCall)
def stayed_home(case: Case) -> Finding:
    call: AmbulanceCall = case.episode.subject
    if call.outcome == "unknown":
        return Finding(Answer.OKLART, unsure=("Okänt om personen blev kvar hemma",))
    return Finding(yes_if(call.outcome in {"left_home", "referred"}))


@condition("skrevs ut till eget hem", ("stays",), about=Stay)
def discharged_home(case: Case) -> Finding:
    stay: Stay = case.episode.subject
    if stay.disposition in {None, "unknown"}:
        return Finding(Answer.OKLART, unsure=("Okänt vart personen skrevs ut",))
    return Finding(yes_if(stay.disposition == "home"))


@condition("minst # akutbesök på # dygn", ("ed_visits",), about=EdVisit)
def ed_visits_within(case: Case, count: int, days: int) -> Finding:
    visits = ed_visits(case, timedelta(days=days))
    return Finding(yes_if(len(visits) >= count), tuple(ed_fact(visit) for visit in visits))


@condition("tiden går ut före nästa avstämnings slut", ())
def clock_runs_out(case: Case) -> Finding:
    deadline, morning = case.episode.deadline, case.morning
    return Finding(yes_if(deadline is not None and morning.now < deadline < morning.next_ends))


@condition("checklistan är inte klar", ("checklist",), about=SamsaCase,
           told_by=("checklist.point_set",))  # fmt: skip
def checklist_open(case: Case) -> Finding:
    points = checklist(case)
    open_ = [point for point in points if point.state == "open"]
    if not open_ and "checklist" in case.person.held:
        return Finding(Answer.OKLART)
    return Finding(yes_if(not points or bool(open_)), tuple(checklist_fact(p) for p in open_))


@condition("är inskriven i kommunal primärvård", ("enrolments",))
def in_municipal_care(case: Case) -> Finding:
    enrolled = running(case, frozenset({"kommunal_hsl"}))
    if not enrolled and "enrolments" in case.person.held:
        return Finding(Answer.OKLART, unsure=(ENROLMENT_HELD,))
    return Finding(yes_if(bool(enrolled)), enrolment_facts(enrolled))


@condition("har insats från kommunen", ("enrolments",))
def with_municipal_support(case: Case) -> Finding:
    enrolled = running(case, MUNICIPAL)
    return Finding(yes_if(bool(enrolled)), enrolment_facts(enrolled))


def habitual(person: Person) -> Frailty | None:
    """The latest score of the habitual state; one under acute illness never sets the pathway."""
    scores = [score for score in person.frailty if score.context == "habitual"]
    return max(scores, key=lambda score: score.assessed_on, default=None)


def running(case: Case, kinds: frozenset[str] | None = None) -> tuple[Enrolment, ...]:
    return enrolled_now(case.person, case.morning, kinds)


def enrolled_now(
    person: Person, morning: Morning, kinds: frozenset[str] | None = None
) -> tuple[Enrolment, ...]:
    return tuple(
        known
        for known in person.enrolments
        if (kinds is None or known.kind in kinds) and runs(known, morning.today)
    )


def ed_visits(case: Case, span: timedelta) -> tuple[EdVisit, ...]:
    """The visits that began in the span up to and with the one the episode is about."""
    until = case.episode.began
    return tuple(
        visit
        for visit in case.person.ed_visits
        if until - span < (visit.registered_at or visit.stamp.occurred_at) <= until
    )


def checklist(case: Case) -> tuple[ChecklistPoint, ...]:
    """The points of this homecoming: what was ticked at an earlier one says nothing of it."""
    begun = case.episode.subject.stamp.occurred_at
    return tuple(p for p in case.person.checklist if p.stamp.occurred_at >= begun)


def cfs_fact(score: Frailty) -> Fact:
    return Fact(f"CFS {score.score}", Category.D4, score.stamp, bare=True)


def ed_fact(visit: EdVisit) -> Fact:
    return Fact("Akutbesök", Category.D2, visit.closed or visit.stamp)


def checklist_fact(point: ChecklistPoint) -> Fact:
    return Fact(f"Checklista: {point.point}", Category.D2, point.stamp)


def enrolment_facts(enrolled: tuple[Enrolment, ...]) -> tuple[Fact, ...]:
    """One that runs is enough; the least secret one is named."""
    facts = [Fact("Inskrivning", enrolment_category(e.kind), e.stamp) for e in enrolled]
    return tuple(sorted(facts, key=lambda fact: fact.category)[:1])


def age_finding(told: bool | None) -> Finding:
    return Finding(yes_if(told), unsure=("Åldern saknas",) if told is None else ())
