"""The demo's weeks and nights: the same each time, each centre its own, and nobody twice."""

from datetime import date

import pytest

from app.demo import generator, onward, region
from app.demo.generator import Demo

MORNING = date(2026, 11, 20)
MONDAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def told() -> Demo:
    return generator.demo(1, MORNING, region.load(MORNING))


def test_the_night_after_the_demo_s_morning_is_the_same_each_time(told: Demo) -> None:
    one = onward.night(told, MONDAY, told.ends)
    assert one == onward.night(told, MONDAY, told.ends)
    assert len({event["data"]["person_id"]["value"] for _, event in one}) > 30


def test_what_a_night_brings_was_not_told_before_and_comes_in_order(told: Demo) -> None:
    one = onward.night(told, MONDAY, told.ends)
    assert all(told.ends < sent for sent, _ in one)
    assert [sent for sent, _ in one] == sorted(sent for sent, _ in one)
    before = {event["id"] for who in told.everybody for _, _, event in told.tale(who).told}
    assert before.isdisjoint({event["id"] for _, event in one})


def test_two_nights_fall_on_different_persons(told: Demo) -> None:
    nights = [onward.night(told, day, told.ends) for day in (MONDAY, date(2026, 11, 24))]
    one, other = ({e["data"]["person_id"]["value"] for _, e in night} for night in nights)
    assert one.isdisjoint(other)


def test_the_next_morning_is_a_day_on_which_somebody_meets() -> None:
    assert onward.next_morning(region.load(MORNING), MORNING) == MONDAY


def test_more_huddles_back_is_more_that_comes_when_it_came(told: Demo) -> None:
    long = generator.demo(1, MORNING, region.load(MORNING), huddles=20)
    assert long.begins < told.begins
    assert (long.ends, long.everybody) == (told.ends, told.everybody)
