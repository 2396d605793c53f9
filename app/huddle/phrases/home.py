"""Home understands what is seen and waited for where a person lives: what home help tells, a doctor who
has been asked for, help that was begun in the night, a call that nobody has answered.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from app import words
from app.days import STOCKHOLM, at_local, is_working_day, local_date, next_working_day
from app.events.kinds import Category
from app.huddle.memory import carried
from app.huddle.phrases.conditions import condition
from app.huddle.phrases.endings import ENDINGS
from app.huddle.phrases.finders import AFTER, LET_GO, finder, since_last, wakes_for
from app.huddle.phrases.grammar import Case, Episode, Finding
from app.huddle.phrases.slots import Said, slot
from app.huddle.verdict import Morning, yes_if
from app.people.facts import Assessment, Bistand, Deviation, LineCase
from app.people.person import Person


@finder("avvikelse från hemtjänsten sedan sist, inom # dygn", Deviation, ("deviations",))
def deviation(person: Person, morning: Morning, rule: str, days: int) -> Iterator[Episode]:
    for seen in person.deviations:
        if seen.kind == "fall":
            continue
        if ends := since_last(seen.stamp, person, morning, rule, days):
            at = seen.stamp.occurred_at
            yield Episode(
                seen.stamp.ref, "Avvikelse", seen.stamp, at, at, seen, changes=ends,
                category=Category.D6,
            )  # fmt: skip


@finder("läkarbedömning begärd, # timmar på kontorstid och # timmar annars", Assessment,
        ("assessments",), by_hours=True)  # fmt: skip
def doctor_asked(
    person: Person, morning: Morning, rule: str, office: int, else_: int
) -> Iterator[Episode]:
    """The clock is what the request says, or else the local goal."""
    for asked in person.assessments:
        told, at = asked.stamp, asked.asked_at
        if asked.what != "lakarbedomning" or at is None or told.history:
            continue
        clock = doctor_clock(asked, at, morning, office, else_)
        ends = clock + LET_GO
        if morning.now <= ends or told.ref in carried(person, rule):
            what = "Begäran om läkarbedömning"
            changes = (clock, ends + AFTER)
            yield Episode(told.ref, what, told, at, at, asked, clock, changes=changes)


@finder("insats verkställd sedan sist, inom # dygn", Bistand, ("bistand",))
def executed(person: Person, morning: Morning, rule: str, days: int) -> Iterator[Episode]:
    for granted in person.bistand:
        told, at = granted.decided, granted.executed_at
        if told is None or at is None:
            continue
        if ends := since_last(told, person, morning, rule, days):
            yield Episode(
                told.ref, "Insats", told, at, at, granted, live=at <= morning.now,
                changes=(at, *ends), category=Category.D6,
            )  # fmt: skip


@finder(
    "kontakt med äldre-telefonen som ska besvaras till nästa vardags slut", LineCase, ("lines",),
    by_hours=True,
)  # fmt: skip
def line_opened(person: Person, morning: Morning, rule: str) -> Iterator[Episode]:
    """Taken up on the last morning before its time is out, and until somebody has decided."""
    for opened in person.lines:
        told, at = opened.stamp, opened.opened_at
        if opened.line != "aldretelefon" or at is None or told.history:
            continue
        day = next_working_day(morning.calendar, local_date(at))
        clock = at_local(day, morning.owner_hours[1])
        ends = clock + LET_GO
        if morning.now > ends and told.ref not in carried(person, rule):
            continue
        live = clock < morning.next_ends
        changes = (wakes_for(morning, clock), clock, ends + AFTER)
        yield Episode(told.ref, "Äldre-telefonen", told, at, at, opened, clock, live, changes)


@finder("avliden sedan sist, inom # dygn", Person, ("died", "died_on"), of_the_dead=True)
def died(person: Person, morning: Morning, rule: str, days: int) -> Iterator[Episode]:
    told = person.died
    if told is not None and (ends := since_last(told, person, morning, rule, days)):
        at = told.occurred_at
        yield Episode(
            told.ref, "Avliden", told, at, at, person, changes=ends, category=Category.D1
        )  # fmt: skip


@condition("hemtjänsten anger att det gäller nu", ("deviations",), about=Deviation)
def needed_now(case: Case) -> Finding:
    seen: Deviation = case.episode.subject
    return Finding(yes_if(seen.severity == "now"))


@condition("hemtjänsten anger att det gäller i dag", ("deviations",), about=Deviation)
def needed_today(case: Case) -> Finding:
    seen: Deviation = case.episode.subject
    return Finding(yes_if(seen.severity == "today"))


@condition("verkställdes utanför kontorstid", ("bistand",), about=Bistand, by_hours=True)
def out_of_hours(case: Case) -> Finding:
    return Finding(yes_if(not in_office_hours(case.episode.at, case.morning)))


@condition("tiden har gått ut", ())
def clock_has_run_out(case: Case) -> Finding:
    deadline = case.episode.deadline
    return Finding(yes_if(deadline is not None and deadline <= case.morning.now))


@condition("bedömning är gjord efteråt", ("assessments",), told_by=("assessment.done",),
           known=ENDINGS)  # fmt: skip
def assessed_since(case: Case) -> Finding:
    """Whatever it was asked as: somebody has been there and judged."""
    done = (one.done for one in case.person.assessments if one.done is not None)
    return Finding(yes_if(any(stamp.occurred_at > case.episode.at for stamp in done)))


@condition("läkarbedömningen är gjord", ("assessments",), about=Assessment,
           told_by=("assessment.done",), known=ENDINGS)  # fmt: skip
def doctor_has_been(case: Case) -> Finding:
    asked: Assessment = case.episode.subject
    return Finding(yes_if(asked.done is not None))


@condition("biståndshandläggaren har följt upp", ("contacts",), told_by=("followup.reached",),
           known=ENDINGS)  # fmt: skip
def assessor_followed_up(case: Case) -> Finding:
    after = case.episode.at
    found = (one for one in case.person.contacts if one.route == "bistand")
    return Finding(yes_if(any(one.stamp.occurred_at > after for one in found)))


@condition("kontakten är besvarad", ("lines",), about=LineCase, told_by=("case.answered",),
           known=ENDINGS)  # fmt: skip
def line_answered(case: Case) -> Finding:
    opened: LineCase = case.episode.subject
    return Finding(yes_if(opened.answered is not None))


@slot("avvikelsen", ("deviations",), Deviation)
def what_was_seen(case: Case) -> Said:
    seen: Deviation = case.episode.subject
    return f"Hemtjänsten har sett: {words.SEEN[seen.kind]}", ()


@slot("insatsen", ("bistand",), Bistand)
def what_help(case: Case) -> Said:
    granted: Bistand = case.episode.subject
    return granted.insats, ()


@slot("dödsdagen", ("died_on",), Person)
def day_of_death(case: Case) -> Said:
    on = case.person.died_on
    return None if on is None else words.day(on, case.morning.today), ()


def doctor_clock(
    asked: Assessment, at: datetime, morning: Morning, office: int, else_: int
) -> datetime:
    """When an assessment that was asked for at `at` is to be done: as was said, or by the local goal."""
    goal = timedelta(hours=office if in_office_hours(at, morning) else else_)
    return asked.by_when or at + goal


def in_office_hours(at: datetime, morning: Morning) -> bool:
    """On working days when owners work, in local time (calendar facts: jourtid is all the rest)."""
    opens, closes = morning.owner_hours
    local = at.astimezone(STOCKHOLM)
    return is_working_day(morning.calendar, local.date()) and opens <= local.time() < closes
