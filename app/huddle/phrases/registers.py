"""Registers understands what ought to stand about a person and does not, or has grown old.

Nothing has happened, so there is no news here and no window: the need lasts until it is met.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app import words
from app.days import DAY, day_bounds, local_date, months_after
from app.events.kinds import Category
from app.huddle.memory import carried
from app.huddle.phrases.conditions import (
    CFS_IS_VALID_FROM,
    age_finding,
    cfs_fact,
    condition,
    enrolled_now,
    habitual,
)
from app.huddle.phrases.endings import ENDINGS
from app.huddle.phrases.finders import AFTER, LET_GO, finder
from app.huddle.phrases.grammar import Case, Episode, Fact, Finding
from app.huddle.phrases.slots import Said, slot
from app.huddle.verdict import Answer, Morning, yes_if
from app.people.facts import Noted, Sip
from app.people.person import Enrolment, Frailty, Person, Stamp, enrolment_category

SIP_LASTS = timedelta(days=365)
"""No statute ends a SIP; one that nobody has touched for a year is not taken to hold (domain facts,
frailty and pathways: `sip_valid`). That its follow-up is overdue is another need, with a rule of its own."""


@dataclass(frozen=True, slots=True)
class Unscored:
    """Nobody has told of a score of the habitual state, or the last one is old."""

    last: Frailty | None


@dataclass(frozen=True, slots=True)
class Overdue:
    """Something that is done once in a while is due since a day; `last` is when it was done last."""

    last: Noted | None
    since: date


@finder("inskriven i kommunal primärvård", Enrolment, ("enrolments",))
def in_home_care(person: Person, morning: Morning, rule: str) -> Iterator[Episode]:
    for enrolled in enrolled_now(person, morning, frozenset({"kommunal_hsl"})):
        stamp, at = enrolled.stamp, day_bounds(enrolled.from_)[0]
        category = enrolment_category(enrolled.kind)
        yield Episode(stamp.ref, "Inskrivning", stamp, at, at, enrolled, category=category)


@finder("CFS är skattad", Frailty, ("frailty",))
def scored(person: Person, morning: Morning, rule: str) -> Iterator[Episode]:
    score = habitual(person)
    if score is not None:
        stamp, at = score.stamp, score.stamp.occurred_at
        what = f"CFS {score.score}"
        yield Episode(stamp.ref, what, stamp, at, at, score, category=Category.D4)


@finder("CFS saknas eller är äldre än # månader", Unscored, ("frailty",), ("cfs.assessed",),
        of_nothing=True)  # fmt: skip
def unscored(person: Person, morning: Morning, rule: str, months: int) -> Iterator[Episode]:
    """One scored under acute illness sets no pathway, and is none."""
    last = habitual(person)
    if last is None:
        yield Episode("cfs", "CFS", None, morning.since, morning.since, Unscored(None))
        return
    old = months_after(last.assessed_on, months)
    if old < morning.today:
        at = day_bounds(old)[1]
        yield Episode(
            last.stamp.ref, f"CFS {last.score}", last.stamp, at, at, Unscored(last),
            category=Category.D4,
        )  # fmt: skip


@finder("SIP ska följas upp inom # dygn, eller är inte uppföljd på # dygn", Sip, ("sips",),
        ("sip.followed_up",))  # fmt: skip
def sip_due(person: Person, morning: Morning, rule: str, soon: int, old: int) -> Iterator[Episode]:
    """The clock is the day that was set, or so many days without a follow-up, whichever comes first."""
    for one in person.sips:
        last = last_touched(one)
        if last is None:
            continue
        told, on = last
        aged = on + DAY * old
        planned = one.next_followup_on
        due = min(aged, planned or aged)
        ends = day_bounds(due)[1]
        at = told.occurred_at
        began = ends if ends <= morning.now else at
        live = morning.today > aged or (
            planned is not None and planned - DAY * soon <= morning.today
        )
        yield Episode(
            f"{one.key}/{due.isoformat()}", "SIP", told, began, at, one, ends, live,
            (ends, ends + LET_GO + AFTER), Category.D5,
        )  # fmt: skip


@finder("läkemedelsgenomgång inte gjord på # månader på särskilt boende", Overdue,
        ("checks", "enrolments"), ("medication_review.done",))  # fmt: skip
def medicines_due(person: Person, morning: Morning, rule: str, months: int) -> Iterator[Episode]:
    """Where none is known of, it is due when the person has lived there for so long."""
    for home in enrolled_now(person, morning, frozenset({"sabo"}))[:1]:
        anchor = home.stamp, enrolment_category(home.kind)
        due = months_after(home.from_, months)
        yield from _overdue(person, "medication_review", months, morning, due, *anchor)


@finder("årskontroll inte gjord på # månader", Overdue, ("checks", "frailty"),
        ("annual_check.done",))  # fmt: skip
def yearly_due(person: Person, morning: Morning, rule: str, months: int) -> Iterator[Episode]:
    """Of those who are scored: who is not, is scored first."""
    score = habitual(person)
    if score is not None:
        anchor = score.stamp, Category.D4
        yield from _overdue(person, "annual_check", months, morning, score.assessed_on, *anchor)


@condition("har CFS # till #", ("frailty", "birth_date"), told_by=("cfs.assessed",))
def cfs_between(case: Case, low: int, high: int) -> Finding:
    age, known = case.person.age(case.morning.today), habitual(case.person)
    if known is None or not low <= known.score <= high:
        return Finding(Answer.NEJ)
    if age is None:
        return age_finding(None)
    return Finding(yes_if(age >= CFS_IS_VALID_FROM), (cfs_fact(known),))


@condition("saknar giltig SIP", ("sips",), told_by=("sip.created",))
def without_sip(case: Case) -> Finding:
    touched = [(one, last) for one in case.person.sips if (last := last_touched(one))]
    holds = any(case.morning.today - on <= SIP_LASTS for _, (_, on) in touched)
    facts = tuple(Fact("SIP", Category.D5, told) for _, (told, _) in touched[-1:])
    return Finding(yes_if(not holds), facts)


@condition("tiden har gått ut för högst två veckor sedan", ("decisions", "actions"))
def clock_has_just_run_out(case: Case) -> Finding:
    """As long as any clock is asked about daily; or somebody has decided, and it is still open."""
    deadline, now = case.episode.deadline, case.morning.now
    if deadline is None or now < deadline:
        return Finding(Answer.NEJ)
    open_ = case.episode.key in carried(case.person, case.rule)
    return Finding(yes_if(now <= deadline + LET_GO or open_))


@condition("fast vårdkontakt är utsedd", ("appointed",), told_by=("contact.appointed",),
           known=ENDINGS)  # fmt: skip
def contact_appointed(case: Case) -> Finding:
    """Or documented as obviously unnecessary, which settles it as well."""
    return Finding(yes_if(any(one.kind == "fast_vardkontakt" for one in case.person.appointed)))


@condition("SIP är avböjd efteråt", ("sips",), told_by=("sip.declined",), known=ENDINGS)
def sip_declined(case: Case) -> Finding:
    said_no = (one.declined for one in case.person.sips if one.declined is not None)
    return Finding(yes_if(any(stamp.occurred_at > case.episode.at for stamp in said_no)))


@slot("skattningen", ("frailty",), Unscored)
def when_scored(case: Case) -> Said:
    about: Unscored = case.episode.subject
    if about.last is None:
        return "Ingen CFS är känd", ()
    on = words.day(about.last.assessed_on, case.morning.today)
    return f"CFS {about.last.score} skattades {on}", (cfs_fact(about.last),)


@slot("senast", ("checks",), Overdue)
def last_done(case: Case) -> Said:
    about: Overdue = case.episode.subject
    if about.last is None:
        return "ingen är registrerad", ()
    fact = Fact("Senast gjord", Category.D3, about.last.stamp)
    return f"senast {words.day(about.last.on, case.morning.today)}", (fact,)


@slot("uppföljningen", ("sips",), Sip)
def follow_up(case: Case) -> Said:
    planned: Sip = case.episode.subject
    today = case.morning.today
    on = planned.next_followup_on
    if on is None or day_bounds(on)[1] != case.episode.deadline:
        last = planned.followed_on or planned.valid_from
        return (None if last is None else f"Senast uppföljd {words.day(last, today)}"), ()
    verb = "skulle ha följts upp" if on < today else "ska följas upp"
    return f"SIP {verb} {words.day(on, today)}", ()


@slot("leds av", ("sips",), Sip)
def led_by(case: Case) -> Said:
    planned: Sip = case.episode.subject
    lead = planned.lead and case.morning.units.get(planned.lead, planned.lead)
    return (None if lead is None else f"Leds av {lead}"), ()


def last_touched(sip: Sip) -> tuple[Stamp, date] | None:
    """When a SIP that is made, and neither declined nor closed, was made or last followed up.

    One that is to hold from a later day was made on the day that it was told of.
    """
    made = sip.created
    if made is None or sip.ended is not None or sip.declined is not None:
        return None
    if sip.followed is not None:
        return sip.followed, sip.followed_on or local_date(sip.followed.occurred_at)
    told_on = local_date(made.occurred_at)
    return made, min(sip.valid_from or told_on, told_on)


def _overdue(
    person: Person, what: str, months: int, morning: Morning,
    due: date, anchor: Stamp, category: Category,
) -> Iterator[Episode]:  # fmt: skip
    """Due so many months after it was done last; where none is known, on a day reckoned from elsewhere."""
    last = next((one for one in person.checks if one.what == what), None)
    if last is not None:
        due, anchor, category = months_after(last.on, months), last.stamp, Category.D3
    if due < morning.today:
        at = day_bounds(due)[1]
        yield Episode(
            anchor.ref, "Kontroll", anchor, at, at, Overdue(last, due), category=category
        )  # fmt: skip
