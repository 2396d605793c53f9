"""Rulebook: the rules' own examples hold, and a file that is wrong is refused in plain words."""

from pathlib import Path

import pytest
import yaml

from app.huddle import rulebook
from app.huddle.examples import Example, play
from app.huddle.phrases import CONDITIONS, FINDERS
from app.huddle.rule import Rule
from app.huddle.verdict import Answer

PAGES = rulebook.read()
EXAMPLES = [
    pytest.param(page.rule, example, id=f"{page.rule.id}: {example.case}")
    for page in PAGES
    for example in page.examples
]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_the_example_of_the_rule_holds(rule: Rule, example: Example) -> None:
    assert play(rule, example) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.rule.id)
def test_a_rule_has_an_example_of_yes_of_no_and_of_unclear(page: rulebook.Page) -> None:
    assert {example.answer for example in page.examples} == set(Answer)


def test_the_rules_are_there() -> None:
    assert {rule.id for rule in rulebook.load()} >= {
        "akut-ej-inlagd", "akut-kvar", "aldretelefon", "ambulans-ej-transport", "arskontroll",
        "aterinskriven", "aterinskriven-vecka", "avliden", "cfs-saknas", "fast-kontakt-saknas", "hemgang-72",
        "hemgang-checklista", "hemtjanst-avvikelse", "inskriven", "jour-insats", "korttid-slut",
        "lakarbedomning", "lakarmedverkan", "lakemedelsgenomgang", "mangsokare",
        "mangsokare-kontakt", "mobilt-team", "planerad-ej-inskriven", "pud-nara",
        "samsa-okvitterad", "sip-kallelse", "sip-saknas", "sip-uppfoljning", "specialist-7-dagar",
        "trygghetslarm", "utskrivningsklar", "vardplan-saknas",
    }  # fmt: skip


def test_the_language_is_small() -> None:
    assert len(FINDERS) + len(CONDITIONS) <= 90


def write(folder: Path, **changes: object) -> Path:
    """The first rule with some of its keys changed; None takes a key away."""
    told = yaml.load((rulebook.FOLDER / "akut-ej-inlagd.yaml").read_text("utf-8"), yaml.BaseLoader)
    told |= {
        (key if key in told else key.replace("_", " ")): value for key, value in changes.items()
    }
    text = yaml.safe_dump({k: v for k, v in told.items() if v is not None}, allow_unicode=True)
    (folder / "akut-ej-inlagd.yaml").write_text(text, "utf-8")
    return folder


WRONG = [
    ({"om": ["tillhör målgrupen från {alder} år"]}, "okänd fras ”tillhör målgrupen från {alder} år”. Närmast är ”tillhör målgruppen från # år”"),
    ({"när": "akutbesök"}, "okänd fras ”akutbesök”. Närmast är ”"),
    ({"om": []}, "väntade en lista med fraser"),
    ({"om": ["skrevs ut till eget hem"]}, "används inte"),
    ({"om": ["tillhör målgruppen från {alder} år", "skrevs ut till eget hem"]}, "går inte ihop med"),
    ({"röd_när": "har CFS minst {cfs}"}, "talet {besok_rod} används inte"),
    ({"klar": ["är minst {okand} år"]}, "talet {okand} saknas under tal"),
    ({"roll_när": {"är utskriven": "äldre-ssk"}}, "går inte ihop med"),
    ({"ägare": None}, "regeln: ”ägare” saknas"),
    ({"agare": "x"}, "okänd nyckel ”agare”. Menade du ”ägare”?"),
    ({"regel": "annan"}, "regeln heter ”annan”, filen akut-ej-inlagd"),
    ({"så": {"avsnitt": "Igår", "brådska": "gul", "åtgärd": "x", "roll": "äldre-ssk", "inom": "i dag"}}, "”Igår” är inte något av Sedan sist"),
    ({"så": {"avsnitt": "Idag"}}, "så: ”brådska” saknas"),
    ({"mening": ["{akten} {när}"]}, "”akten” är inte något av"),
    ({"granskas_igen": "snart"}, "snart"),
    ({"tal": {"alder": {"värde": "40", "minst": "50", "högst": "90"}}}, "utanför sina egna gränser"),
    ({"tal": {"alder": {"värde": "1", "minst": "0", "högst": "2", "ord": ["nej", "ja"]}}}, "ett ord för varje värde"),
    ({"exempel": [{"fall": "x", "ålder": "82", "händelser": [], "svar": "kanske"}]}, "kanske"),
    ({"exempel": [{"fall": "x", "ålder": "82", "händelser": [], "svar": "nej", "runda": "varje vecka"}]}, "frågar varje vecka, och det gör inte regeln"),
    ({"tas_upp": {"varje månad": "som rad"}}, "okänd nyckel ”varje månad”"),
    ({"tas_upp": {"varje dag": "som fotnot"}}, "”som fotnot” är inte något av som rad, under en annan rad"),
    ({"varje_dag_när": "har CFS minst 7"}, "”har CFS minst 7” frågar efter mer än klockan"),
    ({"exempel": [{"fall": "x", "ålder": "82", "händelser": [], "svar": "nej", "tal": {"okand": "1"}}]}, "ändrar okand"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "says"), WRONG)
def test_a_rule_that_is_wrong_is_refused_and_the_file_is_named(
    changes: dict[str, object], says: str, tmp_path: Path
) -> None:
    with pytest.raises(rulebook.RulebookError) as refused:
        rulebook.load(write(tmp_path, **changes))
    assert str(refused.value).startswith("akut-ej-inlagd.yaml: ")
    assert says in str(refused.value)


def test_yaml_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "trasig.yaml").write_text("regel: [", "utf-8")
    with pytest.raises(rulebook.RulebookError, match=r"trasig\.yaml"):
        rulebook.load(tmp_path)


LINES = [
    ("i går ed.visit.closed outcome=home", "kan inte läsa händelsen"),
    ("5 h sedan ed.visit.shut outcome=home", "kan inte läsa händelsen"),
    ("5 h sedan ed.visit.closed", "fältet outcome saknas"),
    ("5 h sedan ed.visit.closed outcome=hem", "hem är inte något av home"),
    ("5 h sedan ed.visit.closed outcome=home färg=röd", "okänt fält färg"),
    ("5 h sedan samsa.inskrivningsmeddelande pud=imorgon", "ingen tid räknad från nu"),
]


@pytest.mark.parametrize(("line", "says"), LINES)
def test_an_example_that_cannot_be_read_says_what_is_wrong(
    line: str, says: str, tmp_path: Path
) -> None:
    example = {"fall": "x", "ålder": "82", "händelser": [line], "svar": "nej"}
    (told,) = rulebook.check(write(tmp_path, exempel=[example]))
    assert told.startswith("akut-ej-inlagd: exemplet ”x”: kan inte läsa händelsen")
    assert says in told


def test_an_example_that_does_not_hold_is_told_with_its_rule_and_its_case(tmp_path: Path) -> None:
    example = {"fall": "fel", "ålder": "82", "händelser": [], "svar": "ja"}
    assert rulebook.check(write(tmp_path, exempel=[example])) == [
        "akut-ej-inlagd: exemplet ”fel”: regeln svarar nej, exemplet säger ja"
    ]
