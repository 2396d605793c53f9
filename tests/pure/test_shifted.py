"""Triggers on a shifted clock: they fire at the local time they name, whatever the real time is."""

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from apscheduler.triggers.cron import CronTrigger
from hypothesis import given
from hypothesis import strategies as st

from app import clock
from app.days import STOCKHOLM, at_local, local_date
from app.timetable import Shifted

EARLY = time(6, 45)
WEEKDAYS = frozenset(range(5))


@pytest.fixture(autouse=True)
def _unshifted() -> Iterator[None]:
    yield
    clock.unshift()


def every_morning(weekdays: frozenset[int] = WEEKDAYS) -> Shifted:
    days = ",".join(str(day) for day in sorted(weekdays))
    return Shifted(CronTrigger(day_of_week=days, hour=6, minute=45, timezone=STOCKHOLM))


def fires(demo: datetime, real: datetime, weekdays: frozenset[int] = WEEKDAYS) -> datetime:
    """When, by the demo's clock, the trigger first fires."""
    clock.shift_by(demo - real)
    following = every_morning(weekdays).get_next_fire_time(None, real.astimezone(STOCKHOLM))
    assert following is not None
    return following + (demo - real)


def at(day: str, clock_: str) -> datetime:
    return at_local(date.fromisoformat(day), time.fromisoformat(clock_))


SUMMER = at("2026-06-20", "10:00")
WINTER = at("2027-01-17", "23:55")
LINES = [
    # the demo's clock, the real one, when it fires, comment
    ("2026-11-20 06:44", SUMMER, "2026-11-20", "real summer time, a demo in winter"),
    ("2026-11-20 07:40", SUMMER, "2026-11-23", "Friday's has been: Monday"),
    ("2026-07-01 06:44", WINTER, "2026-07-01", "the other way about"),
    ("2026-10-23 07:40", SUMMER, "2026-10-26", "over the night of 25 hours"),
    ("2026-10-25 01:59", SUMMER, "2026-10-26", "in it, before the hour that comes twice"),
    ("2027-03-26 07:40", WINTER, "2027-03-29", "over the night of 23 hours"),
    ("2027-03-28 01:59", WINTER, "2027-03-29", "in it, before the hour that is skipped"),
    ("2026-11-22 23:55", WINTER, "2026-11-23", "a Sunday, five minutes to midnight"),
    ("2026-12-31 23:59", SUMMER, "2027-01-01", "over the year; that 1 January is closed is for the job"),
]  # fmt: skip


@pytest.mark.parametrize(("demo", "real", "day", "comment"), LINES)
def test_it_fires_at_the_local_time_it_names(
    demo: str, real: datetime, day: str, comment: str
) -> None:
    assert fires(at(*demo.split()), real) == at(day, "06:45"), comment


@pytest.mark.parametrize("night", ["2026-10-25", "2027-03-28"])
def test_it_fires_once_each_morning_through_a_night_when_the_real_clocks_change(night: str) -> None:
    real = at(night, "00:30") - timedelta(days=2)
    clock.shift_by(timedelta(days=100, hours=-7))
    trigger, previous, found = every_morning(frozenset(range(7))), None, []
    for _ in range(5):
        previous = trigger.get_next_fire_time(previous, real.astimezone(STOCKHOLM))
        assert previous is not None
        found.append((previous + clock.shift()).astimezone(STOCKHOLM))
        real = previous + timedelta(microseconds=1)
    assert [one.time() for one in found] == [EARLY] * 5
    assert [(b.date() - a.date()).days for a, b in itertools.pairwise(found)] == [1] * 4


instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(  # noqa: DTZ001
    lambda one: one.replace(tzinfo=UTC)
)


@given(instants, instants)
def test_whatever_both_clocks_say_it_is_the_next_weekday_morning(
    demo: datetime, real: datetime
) -> None:
    try:
        found = fires(demo, real)
    finally:
        clock.unshift()
    today = local_date(demo)
    days = (today + timedelta(days=n) for n in range(8))
    mornings = (at_local(day, EARLY) for day in days if day.weekday() in WEEKDAYS)
    assert found == next(one for one in mornings if one >= demo)
