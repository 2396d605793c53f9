"""Marks: what the rules say of rows that stand already is what the agenda does with them."""

from datetime import timedelta

import pytest

from app.access.subject import subject_of
from app.huddle import packs, rulebook
from app.huddle.again import as_it_comes
from app.huddle.examples import Example, event, reasons_of, registered
from app.huddle.memory import Standing, standing
from app.huddle.rules import alone, judge
from app.huddle.verdict import Answer, Reason, Section, Urgency, morning_at
from app.people.fold import fold
from app.people.person import Person
from tests.houses import NOW

RULES = {rule.id: rule for rule in rulebook.load()}
MARKS = {key: rule for key, rule in RULES.items() if "mark" in rule.ways.values()}
MORNING = morning_at(NOW, NOW - timedelta(days=1))
VISIT = "44 h sedan ed.visit.closed outcome=home"
GIVEN = (
    "24 h sedan huddle.decided rule=akut-ej-inlagd episode=exempel/1 decision=action action=a1 due="
)
TAKEN, BACK = (
    "23 h sedan action.accepted action=a1 by=x",
    "2 h sedan action.returned action=a1 by=x",
)
DONE = "1 h sedan action.done action=a1 by=x outcome=reached"
OVER = "1 h sedan action.handed_over action=a1 by=x new_owner=y"
LONG_OVER = "20 h sedan action.handed_over action=a1 by=x new_owner=y"

STANDS = [
    ([GIVEN + "+8h", TAKEN], set()),
    ([GIVEN + "-2h", TAKEN], {"oavslutad"}),
    ([GIVEN + "+8h"], {"oavslutad"}),
    ([GIVEN + "+8h", BACK + " reason=nej"], {"atersand"}),
    ([GIVEN + "-2h", BACK + " reason=nej"], {"atersand"}),
    ([GIVEN + "+8h", BACK + " reason=nej", OVER], set()),
    ([GIVEN + "+8h", LONG_OVER], {"oavslutad"}),
    ([GIVEN + "-2h", TAKEN, DONE], set()),
]


def person(lines: list[str]) -> Person:
    told = [event(line, NOW, n) for n, line in enumerate([VISIT, *lines], 1)]
    return fold([registered(84, NOW), *told])


@pytest.mark.parametrize(("lines", "marked"), STANDS)
def test_a_rule_of_actions_answers_as_the_row_comes_back(
    lines: list[str], marked: set[str]
) -> None:
    about = person(lines)
    answers = {
        key for key in ("oavslutad", "atersand") if alone(about, RULES[key], MORNING, "daily")
    }
    assert answers == marked
    where = standing(about, "akut-ej-inlagd", "exempel/1", MORNING)
    marks = {"forsenad": "oavslutad", "ingen_har_tagit_emot": "oavslutad", "atersand": "atersand"}
    assert {marks[where.mark]} if where.mark else set() == marked


def comes(mark: str) -> tuple[Reason, Reason]:
    """A reason of a mobile team, and as it comes back with the mark."""
    [reason] = reasons_of(
        RULES["mobilt-team"],
        Example("x", NOW, 84, ("10 h sedan mobile.visit team=malt",), Answer.JA),
    )
    return reason, as_it_comes(reason, Standing(True, "x", mark=mark), MORNING)  # type: ignore[arg-type]


def test_what_is_sent_back_stands_as_the_rule_says() -> None:
    _, back = comes("atersand")
    rule = RULES["atersand"]
    assert (back.section, back.urgency) == (rule.section, rule.urgency)
    assert (back.section, back.urgency) == (Section.IDAG, Urgency.ROD)
    assert (back.what, back.role) == (rule.what, rule.role)


@pytest.mark.parametrize("mark", ["forsenad", "ingen_har_tagit_emot"])
def test_what_is_not_done_stands_as_the_rule_says_and_keeps_its_own_urgency(mark: str) -> None:
    was, now = comes(mark)
    assert now.section is RULES["oavslutad"].section
    assert (now.urgency, now.what, now.role) == (was.urgency, was.what, was.role)


def test_a_mark_places_no_row_and_no_line() -> None:
    about = person([GIVEN + "-2h", BACK + " reason=nej"])
    everything = judge(about, tuple(RULES.values()), MORNING)
    assert {one.rule for one in everything}.isdisjoint(MARKS)
    assert judge(about, tuple(MARKS.values()), MORNING) == ()


def test_every_pack_marks_rows_alike() -> None:
    for pack in packs.every().values():
        assert MARKS.keys() <= {rule.id for rule in pack.rules}, pack.id
    assert MARKS.keys() == {"oavslutad", "atersand", "samtycke-saknas", "kalla-tyst"}


def test_the_consent_that_is_asked_for_is_the_one_that_opens() -> None:
    """What the subject says of consent, the rule says: it is read by the same hands."""
    given = "2 dygn sedan consent.given purpose=utlamnande"
    for lines, asked in (([], True), ([given], False), ([given, "1 h sedan svod.objected"], False)):
        about = person(lines)
        morning = morning_at(NOW, NOW - timedelta(days=1), roles={"ht": "hemtjanst_planerare"})
        found = alone(about, RULES["samtycke-saknas"], morning, "daily")
        assert bool(found) is asked, lines
        assert subject_of(about, NOW).consents or asked
