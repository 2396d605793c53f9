"""Checks understands what is done once a year: årskontroll with its items, and läkemedelsgenomgång.

The items are those of source 004 (bilaga 7–9; sight, hearing and support to relatives by its workshops):
they are told in free words, and recognised by them.
"""

from app.days import day_bounds, months_after
from app.events.kinds import Category
from app.huddle.phrases.conditions import habitual
from app.huddle.verdict import Morning
from app.pathways.terms import HEARING, MOUTH, RELATIVES, SIGHT, speaks_of
from app.pathways.tracker import Clock, Point, Tracker, begins, number, told_by
from app.people.facts import Noted
from app.people.person import Person, runs

ITEMS = {
    "CFS": r"\bcfs\b|skorhet",
    "Fallrisk": r"fall",
    "Läkemedel": r"lakemedel",
    "Social isolering": r"isolering|ensamhet",
    "Tandstatus och munhälsa": MOUTH,
    "Syn": SIGHT,
    "Hörsel": HEARING,
    "Inkontinens": r"inkontinens",
    "Anhörigstöd": RELATIVES,
}
"""Each item and the plain words it is known by (app/pathways/terms.py)."""
YEARLY, MEDICINES = "arskontroll", "lakemedelsgenomgang"


def yearly_check(person: Person, morning: Morning) -> Tracker | None:
    """From 75 years. Where none is known it is due a year after the person was scored, as by the rule."""
    age = person.age(morning.today)
    last = _last(person, "annual_check")
    if last is None and (age is None or age < number(morning, YEARLY, "alder", 75)):
        return None
    score, months = habitual(person), number(morning, YEARLY, "manader", 12)
    done = last.items if last else ()
    points = tuple(
        Point(what, "done" if any(speaks_of(word, known) for word in done) else "open")
        for what, known in ITEMS.items()
    )
    if last is None:
        if score is None:
            return None
        due, since = months_after(score.assessed_on, months), begins(score.assessed_on)
        told = told_by((score, Category.D4))
    else:
        due, since = months_after(last.on, months), begins(last.on)
        told = told_by((last, Category.D3))
    stage = "never" if last is None else "due" if due < morning.today else "done"
    return Tracker(
        "arskontroll", "arskontroll", stage, since, stage != "done", told,
        clocks=(Clock("check", day_bounds(due)[1]),), points=points if last else (),
    )  # fmt: skip


def medicines(person: Person, morning: Morning) -> Tracker | None:
    """Where one was done, or is to be: at a care home a year after moving in where none is known."""
    months = number(morning, MEDICINES, "manader", 12)
    last = _last(person, "medication_review")
    homes = [one for one in person.enrolments if one.kind == "sabo" and runs(one, morning.today)]
    if last is None and not homes:
        return None
    if last is None:
        home = homes[0]
        due, since = months_after(home.from_, months), begins(home.from_)
        told = told_by((home, Category.D6))
    else:
        due, since = months_after(last.on, months), begins(last.on)
        told = told_by((last, Category.D3))
    stage = "due" if due < morning.today else "never" if last is None else "done"
    return Tracker(
        "lakemedel", "lakemedel", stage, since, stage != "done", told,
        clocks=(Clock("review", day_bounds(due)[1]),),
    )  # fmt: skip


def _last(person: Person, what: str) -> Noted | None:
    return next((one for one in person.checks if one.what == what), None)
