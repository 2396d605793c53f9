"""Builders understands how a test tells of a person: an age, and events in a line each.

The lines are those of the rules' own examples: "5 h sedan ed.visit.closed outcome=home".
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cache

from app.days import Calendar, at_local, huddle_end, local_date, previous_huddle_day
from app.events.kinds import Event
from app.holidays_se import closed_days
from app.huddle import rulebook
from app.huddle.examples import event, registered
from app.huddle.rule import Rule
from app.huddle.verdict import Morning, Reason, morning_at
from app.people.fold import fold
from app.people.person import Person

NOW = at_local(date(2026, 11, 24), time(7, 40))
"""A Tuesday morning; the last huddle closed on Monday at 8.15."""
CALENDAR = Calendar(time(8), frozenset(range(5)), closed_days((2026, 2027)))


@cache
def rules() -> tuple[Rule, ...]:
    return rulebook.load()


def rule(name: str) -> Rule:
    return next(each for each in rules() if each.id == name)


def at(day: int, clock: str, month: int = 11, year: int = 2026) -> datetime:
    """A local time as an instant: at(24, "7.40")."""
    hour, minute = clock.split(".")
    return at_local(date(year, month, day), time(int(hour), int(minute)))


def events(*lines: str, age: int | None = 82, now: datetime = NOW) -> list[Event]:
    """A person's events: one that registers the person, then exempel/1, exempel/2 …"""
    told = [event(line, now, number) for number, line in enumerate(lines, start=1)]
    return [registered(age, now), *told]


def a_person(*lines: str, age: int | None = 82, now: datetime = NOW) -> Person:
    return fold(events(*lines, age=age, now=now))


def a_morning(
    now: datetime = NOW,
    since: datetime | None = None,
    silent: frozenset[str] = frozenset(),
    numbers: dict[str, dict[str, int]] | None = None,
    units: dict[str, str] | None = None,
    calendar: Calendar = CALENDAR,
    roles: Mapping[str, str] | None = None,
    phones: Mapping[str, str] | None = None,
) -> Morning:
    last = huddle_end(calendar, previous_huddle_day(calendar, local_date(now)))
    return morning_at(
        now, since or last, calendar, silent=silent, numbers=numbers, units=units, roles=roles,
        phones=phones,
    )  # fmt: skip


def answers(reasons: tuple[Reason, ...]) -> set[tuple[str, str, str]]:
    return {(reason.rule, reason.episode, reason.answer) for reason in reasons}
