"""Estimates: a row takes as long as such rows have taken here, once there are enough of them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.huddle.arrivals import item
from app.huddle.estimates import ENOUGH, bounded, learned
from app.huddle.rules import judge
from app.huddle.verdict import Urgency
from tests.builders import a_morning, a_person, rules
from tests.matters import a_reason

LEARNT = [
    # newest first, what is learnt, comment
    ([], None, "nothing yet"),
    ([40] * 19, None, "one too few: the setting stands"),
    ([40] * 20, 40, "enough"),
    ([40] * 20 + [600] * 50, 40, "only the latest twenty count"),
    ([30] * 10 + [50] * 10, 40, "half took less, half took more"),
    ([20] * 19 + [3600], 20, "one long row moves nothing"),
]


@pytest.mark.parametrize(("seconds", "median", "comment"), LEARNT)
def test_what_a_row_takes_is_the_middle_of_the_latest_twenty(
    seconds: list[int], median: int | None, comment: str
) -> None:
    assert learned(seconds) == median, comment


BOUNDED = [
    (40, 60, 40, "within"),
    (30, 60, 30, "half"),
    (29, 60, 30, "never less than half"),
    (120, 60, 120, "double"),
    (121, 60, 120, "never more than double"),
    (10, 90, 45, "a red row is given its half, however quick the rule's rows have been"),
]


@pytest.mark.parametrize(("learnt", "setting", "told", "comment"), BOUNDED)
def test_an_estimate_stays_within_half_and_double_the_setting(
    learnt: int, setting: int, told: int, comment: str
) -> None:
    assert bounded(learnt, setting) == told, comment


@given(st.lists(st.integers(1, 900), min_size=ENOUGH, max_size=40), st.sampled_from([20, 60, 90]))
def test_whatever_the_huddles_took_an_estimate_is_near_its_setting(
    seconds: list[int], setting: int
) -> None:
    learnt = learned(seconds)
    assert learnt is not None
    assert setting / 2 <= bounded(learnt, setting) <= setting * 2
    assert min(seconds) <= learnt <= max(seconds)


HOME = "5 h sedan ed.visit.closed outcome=home"


def test_a_reason_keeps_both_what_is_set_and_what_was_learnt() -> None:
    """The setting is for everybody; what others' rows have taken is the centre's own to know."""
    morning = replace(a_morning(), learned={"akut-ej-inlagd": 41, "inskriven": 20})
    reason, *_ = judge(a_person(HOME), rules(), morning)
    assert (reason.seconds, reason.learned) == (60, 41)
    before, *_ = judge(a_person(HOME), rules(), a_morning())
    assert (before.seconds, before.learned) == (60, None)


def test_the_centre_reckons_with_what_was_learnt_and_everybody_else_with_the_setting() -> None:
    reasons = [a_reason()]
    learnt = [replace(reasons[0], learned=30)]
    assert item("r", learnt, learned=True).seconds == 30
    assert item("r", learnt) == item("r", reasons)


def test_a_returned_row_is_reckoned_as_the_red_row_it_is() -> None:
    morning = replace(a_morning(), learned={"akut-ej-inlagd": 10})
    assert morning.estimate("akut-ej-inlagd", Urgency.ROD) == 45
    assert morning.estimate("akut-ej-inlagd", Urgency.GUL) == 30
    assert morning.estimate("inskriven", Urgency.GRA) is None
