"""After hospital understands who answers for somebody in the first days: läkarmedverkan, at most so
many days unless it is extended (source 003), and the specialist's seven days (source 002).
"""

from app.days import DAY, day_bounds, local_date
from app.events.kinds import Category
from app.huddle.phrases.discharge import LIVED
from app.huddle.verdict import Morning
from app.pathways.homecoming import SHOWN
from app.pathways.tracker import Clock, Step, Tracker, begins, number, told_by
from app.people.person import Person

SPECIALIST = "specialist-7-dagar"


def physician_care(person: Person, morning: Morning) -> Tracker | None:
    """Läkarmedverkan day n of 14: the first day is day 1, and its last day is all its own."""
    found = [one for one in person.enrolments if one.kind == "lakarmedverkan"]
    if not found:
        return None
    care = max(found, key=lambda one: one.from_)
    days = number(morning, "lakarmedverkan", "dagar", 14)
    last = care.to or care.from_ + (days - 1) * DAY
    if morning.now - day_bounds(last)[1] > SHOWN:
        return None
    stage, since = "underway", begins(care.from_)
    length = (last - care.from_).days + 1
    if care.from_ > morning.today:
        stage = "planned"
    elif care.ended is not None and last < morning.today:
        stage, since = "handed_back", day_bounds(last)[1]
    elif last < morning.today:
        stage, since = "over", day_bounds(last)[1]
    elif care.ended is None and length > days:
        stage = "extended"
    open_ = stage in ("planned", "underway", "extended")
    over = since if stage == "handed_back" else None
    return Tracker(
        "lakarmedverkan", care.stamp.ref, stage, since, open_, told_by((care, Category.D2)),
        steps=(Step("begun", begins(care.from_)), Step("handed_back", over)),
        clocks=(Clock("last_day", day_bounds(last)[1], over),),
        unit=care.unit,
        day=(morning.today - care.from_).days + 1 if open_ and stage != "planned" else None,
        days=length,
    )  # fmt: skip


def specialist_days(person: Person, morning: Morning) -> Tracker | None:
    """Where the region has agreed on it: until the end of the seventh day after the discharge."""
    if not number(morning, SPECIALIST, "avtal", 0):
        return None
    days = number(morning, SPECIALIST, "dagar", 7)
    left = [one for one in person.stays if one.left is not None and one.discharged_at is not None]
    if not left or any(one.left is None for one in person.stays):
        return None
    stay = left[-1]
    if stay.disposition not in LIVED or stay.discharged_at is None:
        return None
    first = local_date(stay.discharged_at)
    ends = day_bounds(first + days * DAY)[1]
    if morning.now >= ends:
        return None
    return Tracker(
        "specialist", stay.key, "underway", stay.discharged_at, True,
        told_by((stay, Category.D2)),
        clocks=(Clock("responsible", ends),),
        unit=(stay.left or stay.stamp).unit,
        day=(morning.today - first).days,
        days=days,
    )  # fmt: skip
