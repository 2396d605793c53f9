"""Days: the calendar's own vectors, and the two nights when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from app.days import (
    Calendar,
    at_local,
    day_bounds,
    huddle_end,
    huddle_start,
    is_huddle_day,
    iso_week,
    last_chance,
    latest_huddle_day,
    local_date,
    next_huddle_day,
    previous_huddle_day,
)
from app.holidays_se import closed_days
from tests.builders import CALENDAR, at

VECTORS = [
    # huddle day, the next one, hours between, comment
    (date(2026, 12, 23), date(2026, 12, 28), 120, "julafton is closed though no holiday"),
    (date(2026, 12, 30), date(2027, 1, 4), 120, "nyårsafton is closed though no holiday"),
    (date(2027, 1, 5), date(2027, 1, 7), 48, "trettondagen"),
    (date(2027, 3, 25), date(2027, 3, 30), 119, "the clocks go forward on påskdagen"),
    (date(2027, 5, 5), date(2027, 5, 7), 48, "Kristi himmelsfärd, and a klämdag is worked"),
    (date(2027, 6, 24), date(2027, 6, 28), 96, "midsommarafton"),
    (date(2027, 12, 23), date(2027, 12, 27), 96, "julafton on a Friday"),
    (date(2026, 10, 23), date(2026, 10, 26), 73, "a weekend with 25 hours in its Sunday"),
    (date(2026, 11, 20), date(2026, 11, 23), 72, "an ordinary weekend"),
]


@pytest.mark.parametrize(("day", "following", "hours", "comment"), VECTORS)
def test_the_look_back_reaches_over_the_closed_days(
    day: date, following: date, hours: int, comment: str
) -> None:
    calendar = Calendar(time(8), frozenset(range(5)), closed_days((2026, 2027)))
    assert next_huddle_day(calendar, day) == following, comment
    assert previous_huddle_day(calendar, following) == day, comment
    between = huddle_start(calendar, following) - huddle_start(calendar, day)
    assert between == timedelta(hours=hours), comment


CLOSED = [
    (date(2026, 6, 6), True, "nationaldagen, a Saturday"),
    (date(2026, 5, 25), False, "annandag pingst is an ordinary day"),
    (date(2026, 10, 31), True, "alla helgons dag"),
    (date(2027, 3, 27), True, "påskafton"),
    (date(2027, 5, 15), True, "pingstafton"),
    (date(2026, 11, 21), False, "an ordinary Saturday is left to the weekdays"),
    (date(2026, 11, 22), False, "and so is a Sunday"),
]


@pytest.mark.parametrize(("day", "closed", "comment"), CLOSED)
def test_a_centre_open_on_saturdays_is_closed_on_the_eves(
    day: date, closed: bool, comment: str
) -> None:
    assert (day in closed_days((2026, 2027))) is closed, comment


def test_a_local_day_has_23_24_or_25_hours() -> None:
    def hours(day: date) -> float:
        start, end = day_bounds(day)
        return (end - start) / timedelta(hours=1)

    assert [hours(date(2026, 3, 29)), hours(date(2026, 3, 30)), hours(date(2026, 10, 25))] == [
        23,
        24,
        25,
    ]


def test_an_hour_that_does_not_exist_moves_forward() -> None:
    assert at_local(date(2026, 3, 29), time(2, 30)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert at(29, "2.30", month=3) == at(29, "3.30", month=3)


def test_an_hour_that_comes_twice_is_the_first() -> None:
    assert at_local(date(2026, 10, 25), time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_local_date_is_not_the_utc_date() -> None:
    assert local_date(datetime(2026, 11, 22, 23, 30, tzinfo=UTC)) == date(2026, 11, 23)


def test_the_year_2026_has_a_week_53() -> None:
    assert iso_week(date(2027, 1, 3)) == (2026, 53)
    assert iso_week(date(2027, 1, 4)) == (2027, 1)
    assert iso_week(date(2026, 11, 23)) == (2026, 48)


def test_the_latest_huddle_day_is_today_or_before() -> None:
    assert latest_huddle_day(CALENDAR, date(2026, 11, 22)) == date(2026, 11, 20)
    assert latest_huddle_day(CALENDAR, date(2026, 11, 20)) == date(2026, 11, 20)


def test_a_calendar_without_huddle_days_says_so() -> None:
    with pytest.raises(ValueError, match="ingen avstämningsdag"):
        next_huddle_day(Calendar(time(8), frozenset(), frozenset()), date(2026, 11, 23))


LAST_CHANCES = [
    # the clock runs out, the huddle at which it is red, comment
    (at(24, "15.00"), date(2026, 11, 24), "on the same day, after the huddle"),
    (at(24, "8.15"), date(2026, 11, 24), "not before that huddle has ended"),
    (at(24, "8.14"), date(2026, 11, 23), "before it has ended: the day before"),
    (at(22, "19.00"), date(2026, 11, 20), "on a Sunday: on Friday"),
    (at(23, "7.00"), date(2026, 11, 20), "on Monday before the huddle: on Friday"),
]


@pytest.mark.parametrize(("clock", "day", "comment"), LAST_CHANCES)
def test_a_clock_is_red_at_the_last_huddle_before_it_runs_out(
    clock: datetime, day: date, comment: str
) -> None:
    assert last_chance(CALENDAR, clock) == day, comment
    following = next_huddle_day(CALENDAR, day)
    assert huddle_end(CALENDAR, day) <= clock < huddle_end(CALENDAR, following)
    assert is_huddle_day(CALENDAR, day)
