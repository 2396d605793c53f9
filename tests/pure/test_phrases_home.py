"""Phrases of what happens at home: falls, alarms, what home help tells, who waits for whom."""

import pytest

from app.huddle.phrases import CONDITIONS, FINDERS, SLOTS, alarms, home
from app.huddle.phrases.grammar import parse
from app.huddle.phrases.home import in_office_hours
from tests.builders import a_morning, at
from tests.phrases import answer, found, says, written_in

ALARMED = "fall eller fler larm än vanligt sedan sist, inom 14 dygn: medianen av 28 dygn och 2 till"
SEEN = "avvikelse från hemtjänsten sedan sist, inom 14 dygn"
DOCTOR = "läkarbedömning begärd, 24 timmar på kontorstid och 8 timmar annars"
EXECUTED = "insats verkställd sedan sist, inom 14 dygn"
LINE = "kontakt med äldre-telefonen som ska besvaras till nästa vardags slut"
DIED = "avliden sedan sist, inom 14 dygn"
CALL = "alarm.triggered kind=alarm"
FALL = "5 h sedan alarm.triggered kind=fall"
INJURED = "5 h sedan alarm.triggered kind=fall_with_injury"
ASKED = "17 h sedan assessment.requested what=lakarbedomning"
GIVEN = "10 h sedan bistand.decision insats=natt executed_at=-9h"
OPENED = "20 h sedan case.opened line=aldretelefon"
DEATH = "6 h sedan person.died on=-1d"


def each_day(*days: int) -> list[str]:
    return [f"{24 * day + 5} h sedan {CALL}" for day in days]


FOUND = [
    # finder, events, episodes, comment
    (ALARMED, [FALL, INJURED], ["exempel/1", "exempel/2"], "each fall is its own"),
    (ALARMED, ["5 h sedan hemtjanst.deviation kind=fall"], ["exempel/1"], "home help saw it"),
    (ALARMED, [f"5 h sedan {CALL}"], [], "one alarm of who never alarms"),
    (ALARMED, [f"6 h sedan {CALL}", f"5 h sedan {CALL}"], ["exempel/2"], "two: the one that was too many"),
    (ALARMED, [f"6 h sedan {CALL}", f"5 h sedan {CALL}", f"4 h sedan {CALL}"], ["exempel/2"], "a third is the same obligation"),
    (ALARMED, [*each_day(*range(1, 29)), f"6 h sedan {CALL}", f"5 h sedan {CALL}"], [], "one each day is usual, and two is one more"),
    (ALARMED, [*each_day(*range(1, 29)), *[f"{n} h sedan {CALL}" for n in (7, 6, 5)]], ["exempel/31"], "three is two more"),
    (ALARMED, [*each_day(*range(1, 15)), *[f"{n} h sedan {CALL}" for n in (7, 6)]], [], "the median is a half, and two and a half is three"),
    (ALARMED, [*each_day(*range(1, 14)), *[f"{n} h sedan {CALL}" for n in (7, 6)]], ["exempel/15"], "on most days none"),
    (ALARMED, [f"24 h sedan {CALL} känd=-1h", f"6 h sedan {CALL}"], [], "one on each side of the huddle"),
    (ALARMED, [*each_day(*range(15, 29)), *[f"{n} h sedan {CALL}" for n in (7, 6)]], [], "the first of the four weeks counts as the last does"),
    (ALARMED, [f"23 h sedan {CALL}", f"6 h sedan {CALL}"], ["exempel/2"], "the day begins when the huddle ends, by the clock on the wall"),
    (ALARMED, [f"6 h sedan {CALL} känd=-1h", f"5 h sedan {CALL}"], ["exempel/1"], "the one that we heard of last was too many"),
    (SEEN, ["5 h sedan hemtjanst.deviation kind=refused", "5 h sedan hemtjanst.deviation kind=fall"], ["exempel/1"], "a fall stands with the alarms"),
    (DOCTOR, [ASKED, "5 h sedan assessment.requested what=fall"], ["exempel/1"], "the doctor alone"),
    (DOCTOR, ["5 h sedan assessment.done what=lakarbedomning"], [], "nobody asked"),
    (EXECUTED, [GIVEN], ["exempel/1"], ""),
    (EXECUTED, ["10 h sedan bistand.decision insats=natt executed_at=+9h"], [], "it begins tonight"),
    (EXECUTED, ["10 h sedan bistand.requested insats=natt"], [], "asked for"),
    (LINE, [OPENED], ["exempel/1"], "the last day is today"),
    (LINE, ["30 min sedan case.opened line=aldretelefon"], [], "the last day is tomorrow"),
    (DIED, [DEATH], ["exempel/1"], ""),
    (DIED, [DEATH + " historik=ja"], [], "loaded"),
]  # fmt: skip


@pytest.mark.parametrize(("finder", "lines", "keys", "comment"), FOUND)
def test_what_happens_at_home_is_found(
    finder: str, lines: list[str], keys: list[str], comment: str
) -> None:
    assert [case.episode.key for case in found(finder, *lines)] == keys, comment


def test_a_weekend_is_three_days_and_not_one_bad_one() -> None:
    monday = at(23, "7.40")
    one_a_day = [f"{hours} h sedan {CALL} känd=-1h" for hours in (60, 36, 12)]
    assert not found(ALARMED, *one_a_day, now=monday)


ANSWERS = [
    # phrase, finder, events, answer, comment
    ("är fall med skada", ALARMED, [INJURED], "ja", ""),
    ("är fall med skada", ALARMED, [FALL], "nej", ""),
    ("hemtjänsten anger att det gäller nu", SEEN, ["5 h sedan hemtjanst.deviation kind=refused severity=now"], "ja", ""),
    ("hemtjänsten anger att det gäller nu", SEEN, ["5 h sedan hemtjanst.deviation kind=refused"], "nej", "today"),
    ("hemtjänsten anger att det gäller i dag", SEEN, ["5 h sedan hemtjanst.deviation kind=refused"], "ja", ""),
    ("hemtjänsten anger att det gäller i dag", SEEN, ["5 h sedan hemtjanst.deviation kind=refused severity=note"], "nej", "to know"),
    ("verkställdes utanför kontorstid", EXECUTED, [GIVEN], "ja", "22.40"),
    ("verkställdes utanför kontorstid", EXECUTED, ["18 h sedan bistand.decision insats=natt executed_at=-17h"], "nej", "14.40 on a Monday"),
    ("tiden har gått ut", DOCTOR, ["9 h sedan assessment.requested what=lakarbedomning"], "ja", "eight hours in the night"),
    ("tiden har gått ut", DOCTOR, [ASKED], "nej", "asked by day: twenty-four"),
    ("tiden har gått ut", SEEN, ["5 h sedan hemtjanst.deviation kind=refused"], "nej", "no clock"),
    ("bedömning är gjord efteråt", ALARMED, [FALL, "1 h sedan assessment.done what=fall"], "ja", ""),
    ("bedömning är gjord efteråt", ALARMED, [FALL, "1 h sedan assessment.done what=lakarbedomning"], "ja", "whatever it was asked as"),
    ("bedömning är gjord efteråt", ALARMED, [FALL, "1 h sedan assessment.requested what=fall"], "nej", "asked for"),
    ("bedömning är gjord efteråt", ALARMED, ["6 h sedan assessment.done what=fall", FALL], "nej", "before"),
    ("läkarbedömningen är gjord", DOCTOR, [ASKED, "1 h sedan assessment.done what=lakarbedomning"], "ja", ""),
    ("läkarbedömningen är gjord", DOCTOR, [ASKED], "nej", ""),
    ("biståndshandläggaren har följt upp", EXECUTED, [GIVEN, "1 h sedan followup.reached route=bistand"], "ja", ""),
    ("biståndshandläggaren har följt upp", EXECUTED, [GIVEN, "1 h sedan followup.reached route=vc"], "nej", "somebody else"),
    ("biståndshandläggaren har följt upp", EXECUTED, [GIVEN, "1 h sedan followup.attempted route=bistand"], "nej", "an attempt"),
    ("kontakten är besvarad", LINE, [OPENED, "1 h sedan case.answered line=aldretelefon"], "ja", ""),
    ("kontakten är besvarad", LINE, [OPENED], "nej", ""),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "finder", "lines", "expected", "comment"), ANSWERS)
def test_a_condition_answers(
    phrase: str, finder: str, lines: list[str], expected: str, comment: str
) -> None:
    assert answer(phrase, found(finder, *lines)[-1]) == expected, comment


SAID = [
    # slot, finder, events, text, comment
    ("larmet", ALARMED, [INJURED], "Fall med skada", ""),
    ("larmet", ALARMED, [f"6 h sedan {CALL}", f"5 h sedan {CALL}"], "Två larm på ett dygn, senast", "and when"),
    ("brukar", ALARMED, [f"6 h sedan {CALL}", f"5 h sedan {CALL}"], "Brukar vara inga", ""),
    ("brukar", ALARMED, [FALL], None, "a fall is not compared"),
    ("avvikelsen", SEEN, ["5 h sedan hemtjanst.deviation kind=no_access"], "Hemtjänsten har sett: öppnar inte", ""),
    ("insatsen", EXECUTED, [GIVEN], "natt", ""),
    ("dödsdagen", DIED, [DEATH], "mån 23 nov", "the day, not when it was told"),
]  # fmt: skip


@pytest.mark.parametrize(("slot", "finder", "lines", "text", "comment"), SAID)
def test_a_slot_says(
    slot: str, finder: str, lines: list[str], text: str | None, comment: str
) -> None:
    assert says(slot, found(finder, *lines)[-1]) == text, comment


def test_what_is_usual_rests_on_the_alarms_of_its_days_alone() -> None:
    older, within = f"40 dygn sedan {CALL} enhet=äldre", f"20 dygn sedan {CALL} enhet=förr"
    [case] = found(ALARMED, older, within, f"6 h sedan {CALL}", f"5 h sedan {CALL}")
    _, facts = SLOTS["larmet"].say(case)
    assert {fact.stamp.ref for fact in facts} == {"exempel/2", "exempel/3", "exempel/4"}


OFFICE = [
    (at(24, "8.00"), True, "a Tuesday as the office opens"),
    (at(24, "7.59"), False, "a minute before"),
    (at(24, "15.59"), True, "its last minute"),
    (at(24, "16.00"), False, "closed"),
    (at(21, "10.00"), False, "a Saturday"),
    (at(24, "10.00", 12), False, "Christmas Eve"),
    (at(29, "8.00", 3, 2027), False, "Easter Monday, the day after the clocks changed"),
    (at(30, "8.00", 3, 2027), True, "the Tuesday after it, by the new clock"),
]


@pytest.mark.parametrize(("when", "open_", "comment"), OFFICE)
def test_office_hours_are_local_and_of_working_days(
    when: object, open_: bool, comment: str
) -> None:
    assert in_office_hours(when, a_morning()) is open_, comment  # type: ignore[arg-type]


def test_every_phrase_of_the_modules_stands_in_a_table() -> None:
    mine = alarms, home
    assert {parse(line[0], FINDERS).phrase.text for line in FOUND} == written_in(FINDERS, *mine)
    conditions = {parse(line[0], CONDITIONS).phrase.text for line in ANSWERS}
    assert conditions == written_in(CONDITIONS, *mine)
    assert {line[0] for line in SAID} == written_in(SLOTS, *mine)
