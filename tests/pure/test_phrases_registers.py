"""Phrases of registers: what ought to stand about a person and does not, in tables for a nurse."""

import pytest

from app.huddle.phrases import CONDITIONS, FINDERS, registers
from app.huddle.phrases.grammar import parse
from tests.phrases import answer, found, written_in

HOME_CARE = "inskriven i kommunal primärvård"
ENROLLED = "90 dygn sedan enrolment.started kind=kommunal_hsl unit=x"

FOUND = [
    # finder, events, episodes, comment
    (HOME_CARE, [ENROLLED], ["exempel/1"], ""),
    (HOME_CARE, [ENROLLED + " to=-0d"], ["exempel/1"], "its last day"),
    (HOME_CARE, [ENROLLED + " to=-1d"], [], "ended yesterday"),
    (HOME_CARE, [ENROLLED + " from_=+1d"], [], "begins tomorrow"),
    (HOME_CARE, ["90 dygn sedan enrolment.started kind=sabo unit=x"], [], "another sort"),
]  # fmt: skip


@pytest.mark.parametrize(("finder", "lines", "keys", "comment"), FOUND)
def test_a_need_is_found(finder: str, lines: list[str], keys: list[str], comment: str) -> None:
    assert [case.episode.key for case in found(finder, *lines)] == keys, comment


ANSWERS = [
    # phrase, finder, events, age, answer, comment
    ("fast vårdkontakt är utsedd", HOME_CARE, [ENROLLED, "9 dygn sedan contact.appointed kind=fast_vardkontakt"], 82, "ja", ""),
    ("fast vårdkontakt är utsedd", HOME_CARE, [ENROLLED], 82, "nej", "nobody"),
    ("fast vårdkontakt är utsedd", HOME_CARE, [ENROLLED, "9 dygn sedan contact.appointed kind=fast_omsorgskontakt"], 82, "nej", "another contact"),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "finder", "lines", "age", "expected", "comment"), ANSWERS)
def test_a_condition_answers(
    phrase: str, finder: str, lines: list[str], age: int | None, expected: str, comment: str
) -> None:
    assert answer(phrase, found(finder, *lines, age=age)[-1]) == expected, comment


def test_every_phrase_of_the_module_stands_in_a_table() -> None:
    finders = {parse(line[0], FINDERS).phrase.text for line in FOUND}
    conditions = {parse(line[0], CONDITIONS).phrase.text for line in ANSWERS}
    assert finders == written_in(FINDERS, registers)
    assert conditions == written_in(CONDITIONS, registers)
