"""Who answers in the first days at home: läkarmedverkan day n of 14, and the specialist's seven."""

from datetime import datetime

import pytest

from app.pathways.after_hospital import physician_care, specialist_days
from tests.builders import at
from tests.pathways import clocks, tracker

AGREED = {"specialist-7-dagar": {"avtal": 1}}


def care(days: int, more: str = "") -> str:
    told = f"kind=lakarmedverkan unit=vc from_=-{days}d"
    return f"{days} dygn sedan enrolment.started {told} {more}".strip()


DAYS = [
    # events, stage, open, day of days, last day ends, comment
    ([], None, None, None, None, "nobody"),
    ([care(0)], "underway", True, (1, 14), "2026-12-08 00.00", "the first day is day 1"),
    ([care(10)], "underway", True, (11, 14), "2026-11-28 00.00", ""),
    ([care(13)], "underway", True, (14, 14), "2026-11-25 00.00", "the last day is all its own"),
    ([care(14)], "over", False, (None, 14), "2026-11-24 00.00", "the time is out, and nobody has said more"),
    ([care(14, "to=+6d")], "extended", True, (15, 21), "2026-12-01 00.00", "to a day of its own"),
    ([care(12), "1 dygn sedan enrolment.extended kind=lakarmedverkan unit=vc to=+8d"], "extended", True, (13, 21), "2026-12-03 00.00", "extended"),
    ([care(9), "2 dygn sedan enrolment.ended kind=lakarmedverkan unit=vc on=-2d"], "handed_back", False, (None, 8), "2026-11-23 00.00", "handed back"),
    ([care(9, "to=+1d")], "underway", True, (10, 11), "2026-11-26 00.00", "for a shorter time"),
    ([care(60)], None, None, None, None, "long ago"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "stage", "is_open", "day", "ends", "comment"), DAYS)
def test_lakarmedverkan_is_a_day_of_fourteen(
    lines: list[str], stage: str | None, is_open: bool | None, day: tuple[int | None, int] | None,
    ends: str | None, comment: str,
) -> None:  # fmt: skip
    found = tracker(physician_care, *lines)
    if stage is None:
        assert found is None, comment
        return
    assert (found.stage, found.open, (found.day, found.days)) == (stage, is_open, day), comment
    assert clocks(found)["last_day"][0] == ends, comment


def left(days: int, disposition: str = "home") -> str:
    told = f"disposition={disposition} discharged_at=-{days}d"
    return f"{days} dygn sedan inpatient.discharged {told} enhet=avd31"


SEVEN = [
    # events, agreed, day, comment
    ([left(3)], False, None, "the region has agreed on nothing"),
    ([left(3)], True, 3, ""),
    ([left(0)], True, 0, "the day of the discharge is 0"),
    ([left(7)], True, 7, "all of the seventh day"),
    ([left(8)], True, None, "day 8"),
    ([left(3, "sabo")], True, 3, "a care home is a home"),
    ([left(3, "dead")], True, None, ""),
    ([left(3, "other")], True, None, "another hospital has a specialist of its own"),
    ([left(3), "1 dygn sedan inpatient.admitted"], True, None, "back in hospital"),
]


@pytest.mark.parametrize(("lines", "agreed", "day", "comment"), SEVEN)
def test_the_specialist_answers_for_seven_days_where_that_is_agreed(
    lines: list[str], agreed: bool, day: int | None, comment: str
) -> None:
    found = tracker(specialist_days, *lines, numbers=AGREED if agreed else None)
    assert (found and found.day) == day, comment


ENDS = [
    # discharged, the seventh day ends, comment
    (at(24, "23.50", 3, 2027), "2027-04-01 00.00", "the spring hour is no hour less of a day"),
    (at(20, "0.10", 10), "2026-10-28 00.00", "nor the autumn hour one more"),
    (at(24, "9.00", 12), "2027-01-01 00.00", "over Christmas"),
]


@pytest.mark.parametrize(("when", "ends", "comment"), ENDS)
def test_the_seven_days_are_calendar_days(when: datetime, ends: str, comment: str) -> None:
    found = tracker(specialist_days, left(0), now=when, numbers=AGREED)
    assert clocks(found)["responsible"][0] == ends, comment
    assert found.unit == "avd31", "where one rings"
