"""The points of a safe way home: the usual ones stand there before anybody has set them."""

import re
from typing import get_args

import pytest

from app.events.kinds.care import PlanItem
from app.huddle.rules import judge
from app.pathways.checklist import USUAL
from app.pathways.homecoming import safe_homecoming
from app.pathways.tracker import Point
from tests.builders import a_morning, a_person, rule
from tests.databases import ROOT
from tests.pathways import tracker

PLANNED = "3 dygn sedan samsa.inskrivningsmeddelande sent_at=-3d pud=+1d recipients=bi samband=s"


def point(name: str, state: str = "done", more: str = "") -> str:
    told = f"checklist=trygg_hemgang point='{name}' state={state}"
    return f"20 h sedan checklist.point_set {told} {more}".strip()


def points(*lines: str) -> tuple[Point, ...]:
    found = tracker(safe_homecoming, PLANNED, *lines)
    return found.points


def test_the_usual_points_stand_there_each_with_who_has_it_and_none_is_set() -> None:
    assert [(p.what, p.role, p.state) for p in points()] == [
        ("Samtycke", "aldre_ssk", "not_set"),
        ("Utskrivningsdag bekräftad", "bistandshandlaggare", "not_set"),
        ("Medicinsk plan", "aldre_ssk", "not_set"),
        ("Läkemedelslista", "aldre_ssk", "not_set"),
        ("Läkemedel för tre dagar", "kommun_hsl", "not_set"),
        ("Hjälpmedel", "kommun_hsl", "not_set"),
        ("Hembesök", "kommun_hsl", "not_set"),
        ("Namngiven kontakt", "aldre_ssk", "not_set"),
        ("SIP prövad", "aldre_ssk", "not_set"),
        ("Varm överlämning", "kommun_hsl", "not_set"),
        ("Kontaktväg", "aldre_ssk", "not_set"),
        ("Uppföljningssamtal", "aldre_ssk", "not_set"),
        ("Social kontakt", "bistandshandlaggare", "not_set"),
        ("Munhälsa", "aldre_ssk", "not_set"),
        ("Syn", "aldre_ssk", "not_set"),
        ("Hörsel", "aldre_ssk", "not_set"),
        ("Anhörig informerad och erbjuden stöd", "bistandshandlaggare", "not_set"),
    ]


PLACES = [
    # a point as it is told, the usual point whose place it takes (None: beside them), comment
    ("Hembesök", "Hembesök", ""),
    ("hembesök av arbetsterapeut", "Hembesök", ""),
    ("Samtycke till SIP", "Samtycke", "the first whose words it has"),
    ("PUD bekräftad", "Utskrivningsdag bekräftad", ""),
    ("Medicinsk vårdplan", "Medicinsk plan", ""),
    ("Behandlingsbegränsningar", "Medicinsk plan", ""),
    ("Avstämd läkemedelslista", "Läkemedelslista", ""),
    ("Läkemedel för tre dagar", "Läkemedel för tre dagar", "not the list"),
    ("Apodos", "Läkemedel för tre dagar", ""),
    ("Fast vårdkontakt", "Namngiven kontakt", ""),
    ("Ny SIP övervägd", "SIP prövad", ""),
    ("Teleuppföljning 72 timmar", "Uppföljningssamtal", ""),
    ("Tandvård", "Munhälsa", "sight and hearing are not begun by it"),
    ("Tid hos Folktandvården", "Munhälsa", ""),
    ("Synprövning", "Syn", ""),
    ("Hörapparat", "Hörsel", ""),
    ("Synpunkter", None, ""),
    ("Närstående informerad", "Anhörig informerad och erbjuden stöd", ""),
    ("Nyckel", None, "nobody's usual point"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "place", "comment"), PLACES)
def test_a_point_that_was_set_stands_at_the_usual_one_in_its_own_words(
    told: str, place: str | None, comment: str
) -> None:
    found = points(point(told))
    names = [one.what for one in found]
    usual = [one.what for one in USUAL]
    at = len(usual) if place is None else usual.index(place)
    assert names == [*usual[:at], told, *usual[at + (place is not None) :]], comment
    assert [one.state for one in found].count("done") == 1, "no other is closed by it"


COMBINED = [
    # one point as it is told, which of the three are still not set
    ("Mun-, syn- och hörselhälsa", set()),
    ("Syn och hörsel", {"Munhälsa"}),
    ("Munhälsa", {"Syn", "Hörsel"}),
    ("Hembesök om syn", {"Munhälsa", "Syn", "Hörsel"}),
]


@pytest.mark.parametrize(("told", "left"), COMBINED)
def test_one_word_may_tell_of_mouth_sight_and_hearing(told: str, left: set[str]) -> None:
    found = points(point(told))
    assert {p.what for p in found if p.state == "not_set"} & {"Munhälsa", "Syn", "Hörsel"} == left
    assert [p.what for p in found if p.state == "done"] == [told], "and it stands there once"


def test_two_points_of_one_sort_both_stand_there() -> None:
    found = points(point("Hembesök ssk"), point("Hembesök AT", "open"))
    told = [(one.what, one.state) for one in found if one.what.startswith("Hembesök")]
    assert told == [("Hembesök ssk", "done"), ("Hembesök AT", "open")]


def test_whoever_has_it_is_told_and_else_whoever_usually_does() -> None:
    found = points(point("Hembesök", more="role=aldre_ssk"), point("Hjälpmedel"), point("Nyckel"))
    roles = {one.what: one.role for one in found if one.state == "done"}
    assert roles == {"Hembesök": "aldre_ssk", "Hjälpmedel": "kommun_hsl", "Nyckel": None}


def test_who_comes_to_no_huddle_has_a_word_on_the_board_too() -> None:
    home = "20 h sedan inpatient.discharged disposition=home"
    told = "19 h sedan checklist.point_set checklist=trygg_hemgang point='Tid hos tandläkare' state=open role=tandvard"
    [reason] = judge(a_person(home, told), (rule("hemgang-checklista"),), a_morning())
    assert "Öppet: Tid hos tandläkare (tandvård)." in reason.sentence


def test_no_rule_asks_of_a_point_that_nobody_has_set() -> None:
    home = ["9 dygn sedan inpatient.admitted", "20 h sedan inpatient.discharged disposition=home"]
    for lines in (home, [*home, point("Hembesök")]):
        person = a_person(PLANNED, *lines)
        assert safe_homecoming(person, a_morning()) is not None
        assert judge(person, (rule("hemgang-checklista"),), a_morning()) == ()


def test_the_form_asks_of_the_usual_points_in_their_order() -> None:
    told = (ROOT / "frontend/src/report.ts").read_text("utf-8")
    [points] = re.findall(r"export const POINTS = \[(.*?)\];", told, re.DOTALL)
    assert re.findall(r'"([^"]+)"', points) == [one.what for one in USUAL]


def test_the_form_asks_of_what_a_plan_is_to_say_in_its_order() -> None:
    told = (ROOT / "frontend/src/report.ts").read_text("utf-8")
    [items] = re.findall(r"const PLAN_ITEMS = \[(.*?)\];", told, re.DOTALL)
    assert tuple(re.findall(r'"([^"]+)"', items)) == get_args(PlanItem)
