"""Words: times and numbers as the board writes them."""

from datetime import date, datetime
from typing import get_args, get_type_hints

import pytest

from app import words
from app.events.kinds.social import HemtjanstDeviation
from app.huddle import facts_told
from app.huddle.rules import judge
from app.pathways.timeline import timeline
from tests.builders import NOW, a_morning, a_person, at, rule

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


@pytest.mark.parametrize("kind", get_args(get_type_hints(HemtjanstDeviation)["kind"]))
def test_what_home_help_has_seen_is_called_the_same_wherever_it_is_told(kind: str) -> None:
    told = f"9 h sedan hemtjanst.deviation kind={kind} severity=now"
    person, says = a_person(told), f"Hemtjänsten har sett: {words.SEEN[kind]}"
    assert [line.text for line in timeline(person, {}, NOW)] == [says]
    assert [fact.what for fact in facts_told.told(person, {})] == [says]
    rows = judge(person, (rule("hemtjanst-avvikelse"),), a_morning())
    # A fall is told with the alarms.
    assert [says in row.sentence for row in rows] == ([] if kind == "fall" else [True])
