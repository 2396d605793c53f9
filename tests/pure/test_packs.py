"""Packs: the rules for another target group beside the usual one, without an age floor, and rules of their own."""

from pathlib import Path

import pytest
import yaml

from app.huddle import packs, rulebook
from app.huddle.examples import Example
from app.huddle.rule import Rule
from app.huddle.rules import judge
from tests.builders import a_morning, a_person, rules

PACKS = packs.load()
LSS = PACKS["lss-socialpsykiatri"]
EXAMPLES = [
    pytest.param(rule, example, id=f"{pack.id}, {rule.id}: {example.case}")
    for pack in PACKS.values()
    for rule, example in pack.examples
]
ENROLLED = "400 dygn sedan enrolment.started kind=lss unit=x"
HOME = "5 h sedan ed.visit.closed outcome=home"


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_the_example_of_the_pack_holds(rule: Rule, example: Example) -> None:
    assert rulebook.played(rule, example) == []


def test_every_example_of_every_pack_is_checked() -> None:
    assert packs.check() == []


WHOM = [
    # age, events, the usual pack, the pack of LSS, comment
    (40, [ENROLLED, HOME], ["akut-ej-inlagd"], ["akut-ej-inlagd", "sip-saknas-insats"], "both, and its own line"),
    (17, [ENROLLED, HOME], [], ["akut-ej-inlagd", "sip-saknas-insats"], "no age floor"),
    (17, [HOME], [], [], "a child without such support"),
    (82, [HOME], ["akut-ej-inlagd", "cfs-saknas"], ["akut-ej-inlagd", "cfs-saknas"], "old, and without such support: as everywhere"),
    (82, [ENROLLED, HOME], ["akut-ej-inlagd", "cfs-saknas"], ["akut-ej-inlagd", "sip-saknas-insats", "cfs-saknas"], "old, and with it"),
]  # fmt: skip


@pytest.mark.parametrize(("age", "lines", "usual", "lss", "comment"), WHOM)
def test_a_pack_takes_up_its_own_target_group_beside_the_usual_one(
    age: int, lines: list[str], usual: list[str], lss: list[str], comment: str
) -> None:
    person, morning = a_person(*lines, age=age), a_morning()
    assert [one.rule for one in judge(person, rules(), morning)] == usual, comment
    assert [one.rule for one in judge(person, LSS.rules, morning)] == lss, comment


BOOK = [
    pytest.param(rule, example, id=f"{rule.id}: {example.case}")
    for rule, example in packs.every()[packs.BOOK].examples
    if not any(
        kind in line for line in example.events for kind in ("kind=lss", "kind=socialpsykiatri")
    )
]


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
@pytest.mark.parametrize(("rule", "example"), BOOK)
def test_whoever_is_of_no_other_group_is_taken_up_by_a_pack_as_by_the_book(
    rule: Rule, example: Example, pack: packs.Pack
) -> None:
    own = next(one for one in pack.rules if one.id == rule.id)
    assert rulebook.played(own, example) == []


def test_a_rule_that_a_pack_has_widened_says_so_and_has_the_numbers_of_the_book() -> None:
    widened = next(rule for rule in LSS.rules if rule.id == "akut-ej-inlagd")
    book = next(rule for rule in rules() if rule.id == "akut-ej-inlagd")
    assert widened.version == f"{book.version}, lss-socialpsykiatri 2"
    assert widened.numbers == book.numbers
    assert len(widened.groups) == len(book.groups) == 1
    assert {one.id for one in LSS.rules} > {one.id for one in rules()}


AT_SEVENTY = [
    # age, events, taken up, comment
    (67, [HOME], False, "the centre has said seventy"),
    (70, [HOME], True, "seventy"),
    (67, [ENROLLED, HOME], True, "with LSS, whatever the age"),
    (17, [ENROLLED, HOME], True, "and the young"),
]


@pytest.mark.parametrize(("age", "lines", "taken_up", "comment"), AT_SEVENTY)
def test_an_age_that_a_centre_has_set_is_not_asked_of_the_packs_group(
    age: int, lines: list[str], taken_up: bool, comment: str
) -> None:
    person, morning = (
        a_person(*lines, age=age),
        a_morning(numbers={"akut-ej-inlagd": {"alder": 70}}),
    )
    found = [one.rule for one in judge(person, LSS.rules, morning)]
    assert ("akut-ej-inlagd" in found) is taken_up, comment


WRONG = [
    ({"regler": ["akut-ej-inlag"]}, "”akut-ej-inlag” finns inte"),
    ({"regler": ["cfs-saknas"]}, "”cfs-saknas” har ingen målgrupp att vidga"),
    ({"målgrupp": "har insats enligt LSS"}, "Närmast är ”har insats"),
    ({"paket": "annat"}, "paketet heter ”annat”, filen lss-socialpsykiatri"),
    ({"agare": "x"}, "okänd nyckel ”agare”"),
    ({"exempel": [{"regel": "inskriven"}]}, "”fall” saknas"),
    ({"exempel": [{"regel": "lss-saknas"}]}, "exemplet är om ”lss-saknas”, som inte är i paketet"),
]


@pytest.mark.parametrize(("changes", "says"), WRONG)
def test_a_pack_that_is_wrong_is_refused_and_the_file_is_named(
    changes: dict[str, object], says: str, tmp_path: Path
) -> None:
    name = "lss-socialpsykiatri.yaml"
    told = yaml.load((packs.FOLDER / name).read_text("utf-8"), yaml.BaseLoader)
    (tmp_path / name).write_text(yaml.safe_dump(told | changes, allow_unicode=True), "utf-8")
    with pytest.raises(rulebook.RulebookError) as refused:
        packs.load(tmp_path)
    assert str(refused.value).startswith(f"{name}: ")
    assert says in str(refused.value)
