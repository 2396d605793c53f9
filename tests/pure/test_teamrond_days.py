"""The week's round is held on the weekday that the centre has chosen, or the last huddle day before it."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.days import Calendar, Weekly, is_huddle_day
from app.huddle.teamrond import day_of, ends, is_day, minutes, starts
from tests.builders import CALENDAR

MON, TUE, WED, THU, FRI = range(5)
DAYS = [
    # weekday, the centre's huddle days, the day, is it held, comment
    (THU, range(5), "2026-11-26", True, "a Thursday, as ever"),
    (THU, range(5), "2026-11-25", False, "the Wednesday before"),
    (TUE, range(5), "2026-11-24", True, "a Tuesday, for whoever has chosen that"),
    (TUE, range(5), "2026-11-26", False, "whose Thursday is a day as others"),
    (THU, range(5), "2026-12-23", True, "Thursday is julafton: the last huddle day before it"),
    (THU, range(5), "2026-12-24", False, "closed"),
    (MON, range(5), "2027-03-29", False, "annandag påsk"),
    (MON, range(5), "2027-03-25", True, "skärtorsdag: the last before it, in the week before"),
    (MON, range(5), "2027-03-22", True, "whose own Monday had its round"),
    (THU, [FRI], "2026-11-27", True, "huddles on Fridays alone: the one before next Thursday"),
    (THU, [WED], "2026-11-25", True, "on Wednesdays alone"),
    (6, range(5), "2026-11-27", True, "a Sunday is the Friday before it"),
]  # fmt: skip


@pytest.mark.parametrize(("weekday", "huddles", "day", "held", "comment"), DAYS)
def test_the_day_of_the_round_is_the_centres_own(
    weekday: int, huddles: list[int], day: str, held: bool, comment: str
) -> None:
    calendar = replace(CALENDAR, weekdays=frozenset(huddles), week=Weekly(weekday))
    assert is_day(calendar, date.fromisoformat(day), "weekly") is held, comment


AHEAD = [
    (THU, "2026-11-23", "2026-11-26", "Monday: the Thursday of the week"),
    (THU, "2026-11-27", "2026-11-26", "Friday: it was yesterday"),
    (TUE, "2026-11-27", "2026-11-24", "as the centre has chosen"),
    (THU, "2026-12-22", "2026-12-23", "before julafton"),
    (MON, "2027-03-25", "2027-03-25", "today, for the Monday that is closed"),
    (MON, "2027-03-30", "2027-03-25", "the Tuesday after: before the closed days"),
]


@pytest.mark.parametrize(("weekday", "day", "round_", "comment"), AHEAD)
def test_every_day_knows_when_its_round_is(
    weekday: int, day: str, round_: str, comment: str
) -> None:
    calendar = replace(CALENDAR, week=Weekly(weekday))
    assert str(day_of(calendar, date.fromisoformat(day))) == round_, comment


def test_it_begins_and_lasts_as_the_centre_has_chosen() -> None:
    day, calendar = date(2026, 11, 24), replace(CALENDAR, week=Weekly(TUE, time(14, 30), 60))
    assert starts(calendar, day, "weekly").isoformat() == "2026-11-24T13:30:00+00:00"
    assert ends(calendar, day, "weekly").isoformat() == "2026-11-24T14:30:00+00:00"
    assert (minutes(calendar, "weekly"), minutes(calendar, "daily")) == (60, 15)


@given(
    st.integers(0, 6),
    st.sets(st.integers(0, 6), min_size=1),
    st.sets(st.integers(0, 20), max_size=10),
)
def test_each_week_has_one_round_unless_no_day_was_open_for_it(
    weekday: int, huddles: set[int], closed: set[int]
) -> None:
    monday = date(2026, 9, 7)
    shut = frozenset(monday + timedelta(days=n) for n in closed)
    calendar = Calendar(time(8), frozenset(huddles), shut, week=Weekly(weekday))
    days = [monday + timedelta(days=n) for n in range(-21, 42)]
    held = [day for day in days if is_day(calendar, day, "weekly")]
    assert all(is_huddle_day(calendar, day) for day in held)
    for week in range(-1, 5):
        # From the day after one week's chosen weekday to the next one's.
        last = monday + timedelta(days=7 * week + weekday)
        span = [last - timedelta(days=n) for n in range(7)]
        open_ = any(is_huddle_day(calendar, day) for day in span)
        assert sum(day in held for day in span) == open_
