"""Clocks: the days of a discharge, by the calendar and by Stockholm's own noon and midnight."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.days import day_bounds, local_date
from app.huddle.clocks import (
    PaymentModel,
    call_by,
    days_since,
    inform_by,
    notify_by,
    payment_from,
)
from tests.builders import at

LAW, AVERAGE = PaymentModel.INDIVIDUAL_LAW, PaymentModel.AVERAGE

PAYS = [
    # the notice was sent, the municipality pays from, comment
    (at(23, "10.00"), date(2026, 11, 26), "a Monday morning: Thursday"),
    (at(23, "11.59"), date(2026, 11, 26), "a minute before noon"),
    (at(23, "12.00"), date(2026, 11, 26), "at noon is not after it"),
    (at(23, "12.01"), date(2026, 11, 27), "a minute after: a day more"),
    (at(23, "0.00"), date(2026, 11, 26), "midnight belongs to the day that begins"),
    (at(22, "23.59"), date(2026, 11, 26), "a minute before it, to the day that ends, after noon"),
    (at(20, "9.00"), date(2026, 11, 23), "a Friday: the weekend counts"),
    (at(23, "9.00", 12), date(2026, 12, 26), "over Christmas the days count too"),
    (at(30, "13.00", 12), date(2027, 1, 3), "over the new year, into week 53 of the old"),
    (at(25, "11.59", 3, 2027), date(2027, 3, 28), "skärtorsdag: påskdagen, when the clocks change"),
    (at(26, "12.01", 3, 2027), date(2027, 3, 30), "långfredag: the first huddle day after Easter"),
    (at(28, "12.00", 3, 2027), date(2027, 3, 31), "noon by the clock that has just gone forward"),
    (datetime(2027, 3, 28, 10, 1, tzinfo=UTC), date(2027, 4, 1), "and a minute after it"),
    (datetime(2026, 10, 25, 10, 30, tzinfo=UTC), date(2026, 10, 28), "11.30, when they went back"),
    (datetime(2026, 10, 24, 10, 30, tzinfo=UTC), date(2026, 10, 28), "12.30, the day before"),
    (at(24, "9.00", 6, 2027), date(2027, 6, 27), "over midsommar"),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "pays", "comment"), PAYS)
def test_the_municipality_pays_from_the_third_day_or_the_fourth(
    sent: datetime, pays: date, comment: str
) -> None:
    assert payment_from(sent, LAW) == pays, comment
    assert days_since(sent, pays) == (pays - local_date(sent)).days


def test_nobody_has_a_day_of_payment_where_the_average_is_agreed() -> None:
    assert {payment_from(sent, AVERAGE) for sent, *_ in PAYS} == {None}


CALLS = [
    # the notice was sent, the call is late from, comment
    (at(23, "10.00"), at(27, "0.00"), "all of Thursday is left"),
    (at(23, "15.00"), at(27, "0.00"), "noon is another clock's"),
    (at(25, "10.00", 3, 2027), at(29, "0.00", 3, 2027), "påskdagen, all its 23 hours"),
    (at(22, "10.00", 10), at(26, "0.00", 10), "a Sunday of 25 hours"),
]


@pytest.mark.parametrize(("sent", "late", "comment"), CALLS)
def test_the_call_to_a_sip_has_all_of_the_third_day(
    sent: datetime, late: datetime, comment: str
) -> None:
    assert call_by(sent) == late, comment


INFORMS = [
    (at(23, "0.00"), at(24, "0.00"), "a whole day"),
    (at(23, "23.59"), at(24, "0.00"), "a minute"),
    (at(28, "1.30", 3, 2027), at(29, "0.00", 3, 2027), "the night when the clocks go forward"),
    (at(25, "1.30", 10), at(26, "0.00", 10), "and when they go back"),
]


@pytest.mark.parametrize(("left", "late", "comment"), INFORMS)
def test_what_is_needed_at_home_is_told_on_the_same_day(
    left: datetime, late: datetime, comment: str
) -> None:
    assert inform_by(left) == late, comment


NOTIFIES = [
    (at(23, "15.00"), at(24, "15.00"), "the same time the next day"),
    (
        at(27, "15.00", 3, 2027),
        at(28, "16.00", 3, 2027),
        "an hour later when the clocks go forward",
    ),
    (at(24, "15.00", 10), at(25, "14.00", 10), "an hour earlier when they go back"),
]


@pytest.mark.parametrize(("admitted", "late", "comment"), NOTIFIES)
def test_the_notice_of_admission_has_24_hours_by_the_stop_watch(
    admitted: datetime, late: datetime, comment: str
) -> None:
    assert notify_by(admitted) == late, comment


@given(st.integers(0, 2 * 365 * 24))
def test_who_is_called_in_time_is_called_before_the_fourth_day(hours: int) -> None:
    sent = at(1, "0.30", 1) + timedelta(hours=hours)
    pays, late = payment_from(sent, LAW), call_by(sent)
    assert pays is not None
    assert late == day_bounds(local_date(late))[0], "midnight"
    assert local_date(late) in {pays, pays + timedelta(days=1)}
    assert days_since(sent, local_date(late)) == 4
