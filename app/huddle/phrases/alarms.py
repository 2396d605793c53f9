"""Alarms understands when somebody has fallen, or has called for help more often than they usually do.

A day here runs from the end of one huddle to the same time the next day, also over a weekend, so that
three closed days are not taken for one bad one.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from statistics import median
from typing import Literal

from app import words
from app.days import DAY, STOCKHOLM
from app.events.kinds import Category
from app.huddle.phrases.conditions import condition
from app.huddle.phrases.finders import finder, since_last
from app.huddle.phrases.grammar import Case, Episode, Fact, Finding
from app.huddle.phrases.slots import Said, slot
from app.huddle.verdict import Morning, yes_if
from app.people.facts import Alarm, Deviation
from app.people.person import Person, Stamp


@dataclass(frozen=True, slots=True)
class Alarmed:
    """A fall; or that a day's alarms, in the order we heard of them, have become `many`.

    `usual` is the person's own median a day, `before` the alarms that it was made of.
    """

    kind: Literal["fall", "fall_with_injury", "many"]
    told: tuple[Alarm | Deviation, ...]
    usual: float = 0
    before: tuple[Alarm, ...] = ()


@finder("fall eller fler larm än vanligt sedan sist, inom # dygn: medianen av # dygn och # till",
        Alarmed, ("alarms", "deviations"))  # fmt: skip
def fallen_or_alarmed(
    person: Person, morning: Morning, rule: str, window: int, days: int, more: int
) -> Iterator[Episode]:
    """A fall that home help tells of is a fall as well."""
    if not person.alarms and not person.deviations:
        return
    seen: list[Alarm | Deviation] = [*person.alarms, *person.deviations]
    falls = [one for one in seen if one.kind.startswith("fall")]
    for fall in falls:
        if ends := since_last(fall.stamp, person, morning, rule, window):
            injured = fall.kind == "fall_with_injury"
            kind: Literal["fall", "fall_with_injury"] = "fall_with_injury" if injured else "fall"
            yield _episode("Fall", fall.stamp, Alarmed(kind, (fall,)), ends)
    known = {fall.stamp.ref for fall in falls}
    news = [one for one in person.alarms if since_last(one.stamp, person, morning, rule, window)]
    for day in dict.fromkeys(_day(one.stamp, morning) for one in news):
        found = _many(person.alarms, day, days, more, morning)
        if found is None:
            continue
        crossing = found.told[-1].stamp
        ends = since_last(crossing, person, morning, rule, window)
        if ends and crossing.ref not in known:
            yield _episode("Larm", crossing, found, ends)


@condition("är fall med skada", ("alarms",), about=Alarmed)
def injured(case: Case) -> Finding:
    alarmed: Alarmed = case.episode.subject
    return Finding(yes_if(alarmed.kind == "fall_with_injury"))


@slot("larmet", ("alarms", "deviations"), Alarmed)
def what_alarm(case: Case) -> Said:
    alarmed: Alarmed = case.episode.subject
    if alarmed.kind != "many":
        return "Fall med skada" if alarmed.kind == "fall_with_injury" else "Fall", ()
    facts = tuple(Fact("Larm", Category.D6, one.stamp) for one in alarmed.told)
    # What is usual rests on every alarm before; of those that are known alike one is named.
    alike = {(s.controller, s.unit, s.sensitive): s for s in (one.stamp for one in alarmed.before)}
    facts += tuple(Fact("Larm de senaste veckorna", Category.D6, stamp) for stamp in alike.values())
    return f"{words.number(len(alarmed.told)).capitalize()} larm på ett dygn, senast", facts


@slot("brukar", ("alarms",), Alarmed)
def what_is_usual(case: Case) -> Said:
    alarmed: Alarmed = case.episode.subject
    if alarmed.kind != "many":
        return None, ()
    return f"Brukar vara {words.number(round(alarmed.usual))}", ()


def _many(
    alarms: tuple[Alarm, ...], day: date, days: int, more: int, morning: Morning
) -> Alarmed | None:
    """The day's alarms up to the one by which they became many, if they did."""
    by_day = [(_day(one.stamp, morning), one) for one in alarms]
    before = tuple(one for on, one in by_day if day - DAY * days <= on < day)
    each = Counter(on for on, _ in by_day)
    usual = median(each[day - DAY * n] for n in range(1, days + 1))
    many = ceil(usual + more)
    today = sorted((one for on, one in by_day if on == day), key=_heard)
    return Alarmed("many", tuple(today[:many]), usual, before) if len(today) >= many else None


def _heard(alarm: Alarm) -> tuple[datetime, datetime, str]:
    """As they reached us: what comes in late does not make another alarm the one that was too many."""
    return alarm.stamp.known_at, alarm.stamp.occurred_at, alarm.stamp.ref


def _day(stamp: Stamp, morning: Morning) -> date:
    calendar = morning.calendar
    begins = timedelta(hours=calendar.time.hour, minutes=calendar.time.minute + calendar.minutes)
    return (stamp.occurred_at.astimezone(STOCKHOLM) - begins).date()


def _episode(what: str, stamp: Stamp, about: Alarmed, ends: tuple[datetime, ...]) -> Episode:
    at = stamp.occurred_at
    return Episode(stamp.ref, what, stamp, at, at, about, changes=ends, category=Category.D6)
