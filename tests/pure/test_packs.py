"""Packs: the rules for another target group, with the age floor off and rules of their own."""

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
    (82, [HOME], ["akut-ej-inlagd", "cfs-saknas"], [], "old, and without such support"),
    (82, [ENROLLED, HOME], ["akut-ej-inlagd", "cfs-saknas"], ["akut-ej-inlagd", "sip-saknas-insats"], "frailty is asked by one alone"),
]  # fmt: skip


@pytest.mark.parametrize(("age", "lines", "usual", "lss", "comment"), WHOM)
def test_each_pack_has_its_own_target_group(
    age: int, lines: list[str], usual: list[str], lss: list[str], comment: str
) -> None:
    person, morning = a_person(*lines, age=age), a_morning()
    assert [one.rule for one in judge(person, rules(), morning)] == usual, comment
    assert [one.rule for one in judge(person, LSS.rules, morning)] == lss, comment


def test_a_rule_of_a_pack_says_so_and_asks_for_no_age_that_does_nothing() -> None:
    taken = next(rule for rule in LSS.rules if rule.id == "akut-ej-inlagd")
    book = next(rule for rule in rules() if rule.id == "akut-ej-inlagd")
    assert taken.version == f"{book.version}, lss-socialpsykiatri 1"
    assert {one.name for one in book.numbers} - {one.name for one in taken.numbers} == {"alder"}
    assert taken.defaults.keys() == {one.name for one in taken.numbers}


WRONG = [
    ({"regler": ["akut-ej-inlag"]}, "”akut-ej-inlag” finns inte"),
    ({"regler": ["cfs-saknas"]}, "”cfs-saknas” har ingen målgrupp att byta"),
    ({"målgrupp": "har insats enligt LSS"}, "Närmast är ”har insats"),
    ({"paket": "annat"}, "paketet heter ”annat”, filen lss-socialpsykiatri"),
    ({"agare": "x"}, "okänd nyckel ”agare”"),
    ({"exempel": [{"regel": "inskriven"}]}, "”fall” saknas"),
    ({"exempel": [{"regel": "cfs-saknas"}]}, "exemplet är om ”cfs-saknas”, som inte är i paketet"),
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
