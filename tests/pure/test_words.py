"""Words: times and numbers as the board writes them."""

from datetime import date, datetime

import pytest

from app import words
from tests.builders import at

TODAY = date(2026, 11, 23)

TIMES = [
    # instant, age of a fact, in a sentence, comment
    (at(23, "3.22"), "03.22", "kl. 3.22", "today"),
    (at(22, "17.20"), "sön 17.20", "sön kl. 17.20", "this week"),
    (at(17, "9.00"), "tis 09.00", "tis kl. 9.00", "six days ago"),
    (at(16, "9.00"), "mån 16 nov 09.00", "mån 16 nov kl. 9.00", "a week ago is not this Monday"),
    (at(20, "0.05"), "fre 00.05", "fre kl. 0.05", "just after midnight"),
    (at(24, "13.00"), "tis 24 nov 13.00", "tis 24 nov kl. 13.00", "tomorrow has its date"),
    (at(1, "9.00", 1), "2026-01-01 09.00", "2026-01-01 kl. 9.00", "far away has its year"),
]


@pytest.mark.parametrize(("instant", "stamp", "moment", "comment"), TIMES)
def test_a_time_is_written_as_near_as_it_is(
    instant: datetime, stamp: str, moment: str, comment: str
) -> None:
    assert words.stamp(instant, TODAY) == stamp, comment
    assert words.moment(instant, TODAY) == moment, comment


def test_what_is_to_come_has_its_day_and_its_hour_when_that_is_known() -> None:
    assert words.ahead(at(23, "17.00"), TODAY) == "i dag kl. 17.00"
    assert words.ahead(at(24, "13.00"), TODAY) == "tis 24 nov kl. 13.00"
    assert words.ahead(at(24, "0.00"), TODAY) == "tis 24 nov"


def test_ordinals_end_as_they_are_said() -> None:
    said = [words.ordinal(n) for n in (1, 2, 3, 4, 11, 12, 21, 22, 101, 111, 112)]
    assert said == ["1:a", "2:a", "3:e", "4:e", "11:e", "12:e", "21:a", "22:a", "101:a", "111:e", "112:e"]  # fmt: skip


def test_lists_and_small_numbers_are_words() -> None:
    assert words.listed(["SAMSA"]) == "SAMSA"
    assert words.listed(["akuten", "SAMSA", "telefonen"]) == "akuten, SAMSA och telefonen"
    assert [words.number(n) for n in (1, 2, 12, 13)] == ["ett", "två", "tolv", "13"]
