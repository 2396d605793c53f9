"""The clock runs at real speed wherever it is set, and reads a time the way a person means it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from app import clock
from app.errors import Misconfigured


@pytest.fixture(autouse=True)
def wall() -> Iterator[None]:
    yield
    clock.unshift()


WRITTEN = [
    # as written                 instant                    why
    ("2026-11-24T07:40", "2026-11-24T06:40+00:00", "winter: one hour ahead of UTC"),
    ("2026-07-01 07:40", "2026-07-01T05:40+00:00", "summer: two hours"),
    ("2026-03-29T01:59", "2026-03-29T00:59+00:00", "the last minute before the spring gap"),
    ("2026-03-29T03:00", "2026-03-29T01:00+00:00", "the first minute after it"),
    ("2026-10-25T02:30", "2026-10-25T00:30+00:00", "happens twice in autumn: the first is meant"),
    ("2026-10-25T03:00", "2026-10-25T02:00+00:00", "after the repeated hour"),
    ("2026-11-24T07:40+01:00", "2026-11-24T06:40+00:00", "an offset is taken at its word"),
    ("2026-11-24T07:40:30Z", "2026-11-24T07:40:30+00:00", "so is UTC"),
    ("2026-11-22T23:55", "2026-11-22T22:55+00:00", "a Sunday, just before midnight"),
]


@pytest.mark.parametrize(("written", "instant", "why"), WRITTEN)
def test_a_time_without_offset_is_swedish_local_time(written: str, instant: str, why: str) -> None:
    read = clock.parse_local(written)
    assert read == datetime.fromisoformat(instant), why
    assert read.tzinfo is UTC


@pytest.mark.parametrize("written", ["2026-03-29T02:00", "2026-03-29T02:30", "2026-03-29T02:59"])
def test_the_hour_that_spring_skips_is_refused_and_not_guessed(written: str) -> None:
    with pytest.raises(Misconfigured, match="finns inte: klockan ställdes fram"):
        clock.parse_local(written)


@pytest.mark.parametrize("written", ["", "07:40", "2026-11-24", "2026-13-01T07:40", "i morgon"])
def test_what_is_no_time_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(Misconfigured, match="2026-11-24T07:40"):
        clock.parse_local(written)


def test_a_shifted_clock_runs_on_at_real_speed() -> None:
    target = clock.parse_local("2026-11-24T07:40")
    clock.set_shift(target)
    first, started = clock.now(), clock.monotonic()
    while clock.monotonic() - started < 0.02:
        pass
    elapsed = (clock.now() - first).total_seconds()
    assert timedelta(0) <= first - target < timedelta(seconds=1)
    assert 0.02 <= elapsed < 1


def test_the_wall_is_not_moved_by_the_shift() -> None:
    before = clock.real_now()
    clock.set_shift(clock.parse_local("2020-05-11T07:40"))
    assert timedelta(0) <= clock.real_now() - before < timedelta(seconds=1)
    assert clock.shift() < timedelta(0)


@pytest.mark.parametrize(
    ("start", "after_two_hours", "why"),
    [
        ("2026-03-29T01:30", "04:30", "spring: 02 does not exist"),
        ("2026-10-25T01:30", "02:30", "autumn: 02 comes twice, and this is the second"),
    ],
)
def test_two_real_hours_are_two_hours_in_both_clock_change_nights(
    start: str, after_two_hours: str, why: str
) -> None:
    later = clock.parse_local(start) + timedelta(hours=2)
    assert clock.local(later).strftime("%H:%M") == after_two_hours, why


def test_the_clock_is_not_set_with_a_naive_time() -> None:
    with pytest.raises(ValueError, match="aware"):
        clock.set_shift(datetime(2026, 11, 24, 7, 40))  # noqa: DTZ001
