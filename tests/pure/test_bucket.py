"""The bucket: whoever keeps to the rate is never refused, whoever does not is told how long to wait."""

from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bucket import Bucket

MINUTE = 60.0

# What is sent at which second, and how long each is to wait; sixty may come in a minute.
SENDINGS: list[tuple[list[tuple[float, int, float]], str]] = [
    ([(0, 60, 0), (0, 1, 1)], "a minute's worth at once, and then one a second"),
    ([(0, 60, 0), (1, 1, 0), (1, 1, 1)], "a second later there is room for one"),
    ([(0, 60, 0), (30, 30, 0), (30, 1, 1)], "half a minute later for thirty"),
    ([(0, 60, 0), (3600, 60, 0), (3600, 1, 1)], "an hour's rest saves up no more than a minute"),
    ([(0, 300, 0), (60, 1, 181), (240, 60, 60), (241, 1, 0)], "a large one is taken, and paid for"),
    ([(0, 1, 0)] * 60 + [(0, 1, 1)], "one by one as well as at once"),
    ([(0, 0, 0), (0, 60, 0), (0, 0, 0)], "nothing costs nothing"),
]


@pytest.mark.parametrize(("sendings", "_comment"), SENDINGS, ids=[one[1] for one in SENDINGS])
def test_a_bucket_fills_by_its_rate(
    sendings: list[tuple[float, int, float]], _comment: str
) -> None:
    bucket = Bucket(60, 0.0)
    for at, events, wait in sendings:
        assert bucket.take(events, 60, at) == pytest.approx(wait), (at, events)


RATES = st.integers(1, 10_000)
GAPS = st.floats(0, 120, allow_nan=False)
EVENTS = st.integers(1, 12_000)


@given(RATES, st.lists(st.tuples(GAPS, EVENTS), max_size=20))
def test_whoever_waits_as_told_is_let_in(rate: int, sendings: list[tuple[float, int]]) -> None:
    bucket, at = Bucket(rate, 0.0), 0.0
    for gap, events in sendings:
        at += gap
        if wait := bucket.take(events, rate, at):
            at += ceil(wait)
            assert bucket.take(events, rate, at) == 0, (rate, events)


@given(RATES, st.lists(st.tuples(GAPS, EVENTS), max_size=30))
def test_over_time_nobody_gets_more_in_than_the_rate_and_one_sending(
    rate: int, sendings: list[tuple[float, int]]
) -> None:
    bucket, at, let_in, largest = Bucket(rate, 0.0), 0.0, 0, 0
    for gap, events in sendings:
        at += gap
        if not bucket.take(events, rate, at):
            let_in, largest = let_in + events, max(largest, events)
    assert let_in <= rate + at * rate / MINUTE + largest + 1


@given(RATES, st.integers(0, 100), EVENTS)
def test_whoever_is_refused_is_refused_only_for_what_is_lacking(
    rate: int, gap: int, events: int
) -> None:
    """The wait is no longer than it takes to fill the whole bucket from where it stands."""
    bucket = Bucket(rate, 0.0)
    bucket.take(rate, rate, 0.0)
    assert bucket.take(events, rate, float(gap)) <= MINUTE
