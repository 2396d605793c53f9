"""Due: the last moment in an owner's hours, and the same however late the agenda is built."""

from datetime import datetime

import pytest

from app.huddle.due import due_before, due_in_a_week, due_today
from tests.builders import a_morning, at

MORNINGS = [
    # built at, due a week from then, comment
    (at(24, "6.45"), at(30, "16.00"), "a Tuesday: by the Monday after"),
    (at(24, "8.04"), at(30, "16.00"), "the same when it is built anew"),
    (at(24, "23.59"), at(30, "16.00"), "and at any time of the day"),
    (at(23, "6.45"), at(27, "16.00"), "a Monday: by Friday"),
    (at(18, "13.00", 12), at(23, "16.00", 12), "Christmas: the last huddle day before the holidays"),
]  # fmt: skip


@pytest.mark.parametrize(("now", "due", "comment"), MORNINGS)
def test_a_week_is_counted_from_the_day(now: datetime, due: datetime, comment: str) -> None:
    assert due_in_a_week(a_morning(now)) == due, comment


def test_what_is_due_today_is_due_next_huddle_day_when_the_hours_are_over() -> None:
    assert due_today(a_morning(at(27, "8.00"))) == at(27, "16.00")
    assert due_today(a_morning(at(27, "16.01"))) == at(30, "16.00")


def test_before_a_clock_is_the_last_moment_in_hours_before_it_and_today_when_it_has_run_out() -> (
    None
):
    assert due_before(a_morning(at(27, "8.00")), at(28, "3.00")) == at(27, "16.00")
    assert due_before(a_morning(at(27, "8.00")), at(27, "11.30")) == at(27, "11.30")
    assert due_before(a_morning(at(27, "8.00")), at(27, "7.30")) == at(27, "16.00")


HOURS = [
    # the centre's numbers, due today, before half past seven next Tuesday, comment
    ({}, at(24, "16.00"), at(30, "16.00"), "as it is where nobody has said otherwise"),
    ({"stanger": 17}, at(24, "17.00"), at(30, "17.00"), "they work an hour longer"),
    ({"oppnar": 7}, at(24, "16.00"), at(1, "7.30", 12), "they have come by then"),
]  # fmt: skip


@pytest.mark.parametrize(("numbers", "today", "tuesday", "comment"), HOURS)
def test_the_hours_in_which_owners_work_are_the_centres_to_say(
    numbers: dict[str, int], today: datetime, tuesday: datetime, comment: str
) -> None:
    morning = a_morning(at(24, "7.40"), numbers={"sekunder": numbers})
    assert due_today(morning) == today, comment
    assert due_before(morning, at(1, "7.30", 12)) == tuesday, comment
