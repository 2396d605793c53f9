"""Hindsight: who would have been taken up on mornings that have been, by what was known on each."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.days import DAY, huddle_end, huddle_start, is_huddle_day, previous_huddle_day
from app.events.kinds import Event
from app.huddle.again import listed
from app.huddle.agenda import Item
from app.huddle.hindsight import Day, Look, days_of, instead, over, quiet, rows_of, stepped, timed
from app.huddle.numbers import Told, also
from app.huddle.rules import alone, judge
from app.huddle.verdict import Morning, Section, Urgency, morning_at
from app.people.fold import fold
from app.people.person import Person
from app.people.steps import known_at
from tests.builders import CALENDAR, NOW, events, rule

HOUR = timedelta(hours=1)
TUESDAY = date(2026, 11, 24)
VC = "exempel"


def mornings(days: int) -> list[Morning]:
    """The huddle days of so many days up to and with NOW's, each looking back to the one before."""
    found = []
    for day in (TUESDAY - DAY * n for n in range(days, -1, -1)):
        if is_huddle_day(CALENDAR, day):
            since = huddle_end(CALENDAR, previous_huddle_day(CALENDAR, day))
            found.append(morning_at(huddle_start(CALENDAR, day), since, CALENDAR))
    return found


def look(name: str, *numbers: Told, days: int = 28) -> Look:
    return Look(VC, mornings(days), [rule(name)], numbers or ({},))


def told(*lines: str, age: int = 82) -> list[Event]:
    """A person listed at the centre, whose events came as they are told."""
    found = events(*lines, age=age)
    listed_vc = found[0].body
    return [found[0].but(body=_listed(listed_vc)), *found[1:]]


def _listed(body: object) -> object:
    return replace(body, listed_vc=VC)  # type: ignore[type-var]


def whole(person: Person, _: Morning) -> Person:
    return person


def tried(look_: Look, *lines: str, age: int = 82) -> list[tuple[str, list[str], list[str]]]:
    """By morning the urgency before and after."""
    found = days_of(look_, stepped(told(*lines, age=age), look_), whole)
    return [
        (str(one.day), [r.urgency for r in one.reasons[0]], [r.urgency for r in one.reasons[-1]])
        for one in found
    ]


OLDER = also({}, "akut-ej-inlagd", {"alder": 85})
REDDER = also({}, "akut-ej-inlagd", {"cfs_rod": 6})
MON, TUE, FRI = "2026-11-23", "2026-11-24", "2026-11-20"
CASES = [
    # the numbers after, what happened | on which mornings, before, after | why
    (OLDER, ["26 h sedan ed.visit.closed outcome=home"], [(MON, ["gul"], [])],
     "82 years, and 85 are asked for: falls away"),
    ({}, ["26 h sedan ed.visit.closed outcome=home"], [(MON, ["gul"], ["gul"])],
     "the same numbers give the same"),
    (REDDER, ["300 dygn sedan cfs.assessed score=6", "26 h sedan ed.visit.closed outcome=home"],
     [(MON, ["gul"], ["rod"])], "another urgency"),
    ({}, ["26 h sedan ed.visit.closed outcome=home känd=-3h"], [(TUE, ["gul"], ["gul"])],
     "known one morning late: listed on that morning, once"),
    ({}, ["26 h sedan ed.visit.closed outcome=home",
          "20 h sedan huddle.decided rule=akut-ej-inlagd episode=exempel/1 decision=done"],
     [(MON, ["gul"], ["gul"])], "what the room decided since silences it, and not before"),
    ({}, ["97 h sedan ed.visit.closed outcome=home"], [(FRI, ["gul"], ["gul"])],
     "over a weekend: on the Friday, and no more"),
    (OLDER, ["26 h sedan ed.visit.closed outcome=home historik=ja"], [], "loaded history makes no row"),
    ({}, ["26 h sedan ed.visit.closed outcome=home", "27 h sedan person.protected_changed flag=sekretessmarkering"],
     [], "protected that morning: on no shared board"),
]  # fmt: skip


@pytest.mark.parametrize(("after", "lines", "expected", "_why"), CASES, ids=[c[3] for c in CASES])
def test_each_morning_is_judged_on_what_was_known_then(after, lines, expected, _why) -> None:
    assert tried(look("akut-ej-inlagd", {}, after), *lines) == expected


def test_a_person_who_was_listed_elsewhere_that_morning_is_not_counted() -> None:
    found = events("26 h sedan ed.visit.closed outcome=home")
    one = look("akut-ej-inlagd")
    assert days_of(one, stepped(found, one), whole) == []


DELAY = st.integers(0, 13)


@given(DELAY)
def test_a_visit_known_late_is_listed_on_one_morning_whatever_the_delay(days: int) -> None:
    line = f"{13 * 24 + 5} h sedan ed.visit.closed outcome=home känd=-{(13 - days) * 24 + 4}h"
    found = tried(look("akut-ej-inlagd", {}, {}), line)
    assert len(found) == 1


LIVES = st.lists(
    st.sampled_from([
        "60 h sedan inpatient.discharged disposition=home samband=a",
        "130 h sedan inpatient.discharged disposition=home samband=b",
        "50 h sedan phone.contact channel=vc result=reached",
        "90 h sedan ed.visit.closed outcome=home",
        "200 dygn sedan cfs.assessed score=7",
        "40 h sedan huddle.seen rule=hemgang-72 episode=exempel/1",
    ]),
    unique=True, max_size=4,
)  # fmt: skip


@given(LIVES, st.sampled_from(["hemgang-72", "akut-ej-inlagd"]))
def test_waking_by_the_clock_finds_what_looking_each_morning_would(
    lines: Sequence[str], name: str
) -> None:
    """What is not looked at on a morning would have given nothing, or what was found the day before."""
    one = look(name, {}, also({}, name, {"alder": 70}))
    person = told(*lines)
    found = {day.day: day.reasons for day in days_of(one, stepped(person, one), whole)}
    for morning in one.mornings:
        state = fold([e for e in person if known_at(e) <= morning.now])
        asked = [replace(morning, numbers=numbers) for numbers in one.numbers]
        expected = tuple(
            tuple(reason for reason, _ in listed(state, judge(state, one.rules, at), at))
            for at in asked
        )
        assert found.get(morning.today, ((), ())) == expected


def test_who_nothing_came_of_is_as_now_on_every_morning() -> None:
    one = look("hemgang-72", {})
    person = told("400 h sedan inpatient.discharged disposition=home", age=90)
    stepped_ = days_of(one, stepped(person, one), whole)
    still = days_of(one, quiet(fold(person), one), whole)
    assert [d for d in still if d.day >= stepped_[0].day] == stepped_


def an_item(seconds: int, urgency: Urgency = Urgency.GUL, *, unclear: bool = False) -> Item:
    return Item("regel", urgency, Section.IDAG, seconds, None, NOW, unclear)


ROWS = {f"p{n}": {"a": an_item(60)} for n in range(13)}
TIMES = [
    (ROWS, 0, "13 yellow rows and two minutes are fifteen"),
    ({**ROWS, "q": {"a": an_item(60)}}, 60, "one more is a minute over"),
    ({**ROWS, "q": {"a": an_item(60, unclear=True)}}, 0, "what is unclear takes no time"),
    ({**ROWS, "p0": {"a": an_item(60), "b": an_item(90, Urgency.ROD)}}, 30,
     "one person is one row, which takes what its most urgent reason takes"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "seconds", "_why"), TIMES, ids=[one[2] for one in TIMES])
def test_how_far_a_morning_passes_its_fifteen_minutes(rows, seconds: int, _why: str) -> None:
    assert over(rows, 15) == seconds


def test_a_rule_that_takes_up_others_leaves_what_other_rules_found() -> None:
    rows = {"p": {"a": an_item(60), "b": an_item(20)}, "q": {"a": an_item(60)}}
    assert instead(rows, "a", {"r": an_item(90)}) == {
        "p": {"b": an_item(20)}, "q": {}, "r": {"a": an_item(90)},
    }  # fmt: skip
    assert over(instead(ROWS, "a", {}), 1) == 60, "nothing but opening and closing"


def test_rows_that_take_other_seconds_pass_the_time_otherwise() -> None:
    assert over(timed(ROWS, {Urgency.GUL: 65}), 15) == 65
    assert over(timed(ROWS, {Urgency.ROD: 300}), 15) == 0


def test_a_day_says_how_its_answers_differ() -> None:
    empty = Day(TUESDAY, ((), ()))
    assert empty.differs() is None


def test_what_a_rule_says_under_other_rows_is_found_by_itself_and_weighs_nothing() -> None:
    """CFS saknas: a line in the daily round, of whoever has no score on each of the mornings."""
    one = Look(VC, mornings(3), [rule("cfs-saknas")], ({},), "daily")
    person = told("26 h sedan ed.visit.closed outcome=home")
    found = days_of(one, stepped(person, one), whole)
    assert len(found) == len(one.mornings)
    assert rows_of(found[0].reasons[0]) == {"cfs-saknas": None}
    [reason] = alone(fold(person), rule("cfs-saknas"), one.mornings[-1], "daily")
    assert found[-1].reasons[0][0].rule == reason.rule


def test_a_person_with_lines_alone_has_no_row_and_takes_no_time() -> None:
    assert over({"p": {"cfs-saknas": None}}, 1) == 60
