"""Days understands local days, huddle days and the hours in them, in Europe/Stockholm.

Instants are aware UTC; a day is a local date. A local day has 23 or 25 hours when the clocks
change, so its bounds are asked for here and never computed as "plus 24 hours".
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
DAY = timedelta(days=1)
WORKING = frozenset(range(5))
LOOK = 60
"""No calendar has so long a run of closed days; one that does has no huddles at all."""


@dataclass(frozen=True, slots=True)
class Weekly:
    """When a centre goes through its week: a weekday (Monday is 0), a local time, for how long."""

    weekday: int = 3
    time: time = time(13)
    minutes: int = 45


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a centre holds its huddle: a local time, weekdays (Monday is 0) and days it is closed.

    `week` is when it goes through its week.
    """

    time: time
    weekdays: frozenset[int]
    closed: frozenset[date]
    minutes: int = 15
    week: Weekly = Weekly()


def local_date(instant: datetime) -> date:
    return instant.astimezone(STOCKHOLM).date()


def at_local(day: date, at: time) -> datetime:
    """The instant of a local time: one in the spring gap moves forward, an autumn one is the first."""
    return datetime.combine(day, at, STOCKHOLM).astimezone(UTC)


@lru_cache(maxsize=2_000)
def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The half-open span of a local day: 23, 24 or 25 hours."""
    return at_local(day, time()), at_local(day + DAY, time())


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day when it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    first = day.replace(year=day.year + years, month=month + 1, day=1)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))


def iso_week(day: date) -> tuple[int, int]:
    """The ISO year and week, so that 2027-01-03 is week 53 of 2026."""
    year, week, _ = day.isocalendar()
    return year, week


def is_huddle_day(calendar: Calendar, day: date) -> bool:
    return day.weekday() in calendar.weekdays and day not in calendar.closed


def next_huddle_day(calendar: Calendar, after: date) -> date:
    return _first(calendar, (after + DAY * n for n in range(1, LOOK)))


def is_working_day(calendar: Calendar, day: date) -> bool:
    """Monday to Friday and not closed, whether a huddle is held or not."""
    return day.weekday() in WORKING and day not in calendar.closed


def next_working_day(calendar: Calendar, after: date) -> date:
    return next_huddle_day(replace(calendar, weekdays=WORKING), after)


def previous_huddle_day(calendar: Calendar, before: date) -> date:
    return _first(calendar, (before - DAY * n for n in range(1, LOOK)))


def latest_huddle_day(calendar: Calendar, on_or_before: date) -> date:
    return previous_huddle_day(calendar, on_or_before + DAY)


def closed_before(calendar: Calendar, day: date) -> int:
    """How many closed days lie between a huddle day and the one before it."""
    return (day - previous_huddle_day(calendar, day)).days - 1


def huddle_start(calendar: Calendar, day: date) -> datetime:
    return at_local(day, calendar.time)


def huddle_end(calendar: Calendar, day: date) -> datetime:
    return huddle_start(calendar, day) + timedelta(minutes=calendar.minutes)


def last_chance(calendar: Calendar, clock: datetime) -> date:
    """The first huddle day whose next huddle ends after the clock has run out.

    At that day's huddle the clock is red: it runs out before the end of the next one.
    """
    day = latest_huddle_day(calendar, local_date(clock))
    if huddle_end(calendar, day) <= clock:
        day = next_huddle_day(calendar, day)
    return previous_huddle_day(calendar, day)


def _first(calendar: Calendar, days: Iterator[date]) -> date:
    for day in days:
        if is_huddle_day(calendar, day):
            return day
    raise ValueError("Kalendern har ingen avstämningsdag inom två månader.")
