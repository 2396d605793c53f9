"""Teamrond: on which day a centre goes through its week, also in weeks that are not whole."""

from datetime import date, timedelta

import pytest

from app.days import closed_before
from app.huddle.teamrond import day_of, ends, is_day, minutes, starts
from tests.builders import CALENDAR, at

DAYS = [
    # a day of the week, the day of its round, comment
    (date(2026, 11, 23), date(2026, 11, 26), "an ordinary week: its Thursday"),
    (date(2026, 11, 29), date(2026, 11, 26), "and so seen from its Sunday"),
    (date(2026, 12, 21), date(2026, 12, 23), "julafton is a Thursday: the day before"),
    (date(2026, 12, 31), date(2026, 12, 30), "nyårsafton is a Thursday: the day before"),
    (date(2027, 5, 3), date(2027, 5, 5), "Kristi himmelsfärd: the day before"),
    (date(2027, 3, 22), date(2027, 3, 25), "skärtorsdag is a huddle day"),
]


@pytest.mark.parametrize(("day", "round_", "comment"), DAYS)
def test_the_round_is_on_thursday_or_the_last_huddle_day_before_it(
    day: date, round_: date, comment: str
) -> None:
    assert day_of(CALENDAR, day) == round_, comment
    week = [day - timedelta(days=day.weekday() - n) for n in range(7)]
    assert [one for one in week if is_day(CALENDAR, one, "weekly")] == [round_], comment


def test_it_lasts_longer_than_the_huddle_and_is_in_the_afternoon() -> None:
    day = date(2026, 11, 26)
    assert (starts(CALENDAR, day, "weekly"), ends(CALENDAR, day, "weekly")) == (
        at(26, "13.00"), at(26, "13.45"),
    )  # fmt: skip
    assert (starts(CALENDAR, day, "daily"), ends(CALENDAR, day, "daily")) == (
        at(26, "8.00"), at(26, "8.15"),
    )  # fmt: skip
    assert (minutes(CALENDAR, "daily"), minutes(CALENDAR, "weekly")) == (15, 45)


CLOSED = [
    (date(2026, 11, 24), 0, "an ordinary Tuesday"),
    (date(2026, 11, 23), 2, "a Monday"),
    (date(2026, 12, 28), 4, "julafton to Sunday"),
    (date(2027, 3, 30), 4, "långfredag to annandag påsk, and the clocks went forward"),
    (date(2027, 1, 7), 1, "trettondagen"),
]


@pytest.mark.parametrize(("day", "closed", "comment"), CLOSED)
def test_a_huddle_day_knows_how_many_closed_days_lie_behind_it(
    day: date, closed: int, comment: str
) -> None:
    assert closed_before(CALENDAR, day) == closed, comment
