"""A centre of the demo goes by the rules for LSS and social psychiatry, and nobody else notices."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache

import msgspec
import pytest

from app.demo import generator, onward
from app.demo.generator import Demo
from app.demo.region import Region
from app.huddle import packs
from app.huddle.rules import judge
from app.huddle.verdict import Answer, Round
from app.people.person import runs
from tests.packs import DEMOS, LSS
from tests.small_demo import SEED, persons, whole

TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)
AFTER_EASTER = date(2027, 3, 30)
KINDS = {"lss", "socialpsykiatri"}
OLD = 1200


def only(morning: date) -> Region:
    """The demo's own centre, and the one with the pack."""
    region = whole(morning)
    return replace(region, places=(region.main, *(p for p in region.places if p.supports)))


@cache
def told(morning: date) -> Demo:
    return generator.demo(SEED, morning, only(morning), OLD)


def test_one_centre_has_it_and_it_is_not_the_first() -> None:
    with_ = [place.centre for place in whole(TUESDAY).places if place.supports]
    assert with_ == [DEMOS]
    assert {p.pack for p in whole(TUESDAY).places} == {packs.BOOK, LSS}


THEIRS = {"akut-ej-inlagd", "mobilt-team", "hemtjanst-avvikelse", "sip-uppfoljning"}


@pytest.mark.parametrize("morning", [TUESDAY, AFTER_EASTER])
def test_its_morning_has_some_of_them_beside_the_old(morning: date) -> None:
    rows = rows_of(morning, "daily")
    theirs = [
        (person, found)
        for person, found in rows
        if any(one.kind in KINDS and runs(one, morning) for one in person.enrolments)
    ]
    rules = {reason.rule for _, found in theirs for reason in found if not reason.line}
    assert rules >= THEIRS
    assert any(reason.answer is Answer.OKLART for _, found in theirs for reason in found)
    assert 4 <= len(theirs) < len(rows) / 2


def test_its_week_has_those_without_a_plan_and_not_dozens() -> None:
    rows = rows_of(TUESDAY, "weekly")
    rules = Counter(reason.rule for _, found in rows for reason in found if not reason.line)
    assert 3 <= rules["sip-saknas-insats"] <= 12


def rows_of(morning: date, round_: Round):
    rules = packs.load()[LSS].rules
    centre = only(morning).places[-1].centre
    found = []
    for one in persons(told(morning), everybody=True):
        if one.centre == centre:
            reasons = judge(one.visible, rules, one.morning, round_)
            found += [(one.person, reasons)] if reasons else []
    return found


def test_the_next_night_befalls_some_of_them_too() -> None:
    demo = told(TUESDAY)
    young = {one.identifier for one in demo.everybody if one.age < 65}
    night = onward.night(demo, WEDNESDAY, demo.ends)
    befallen = {event["data"]["person_id"]["value"] for _, event in night} & young
    stories = {demo.everybody[number].identifier for number in demo.stories}
    assert 1 <= len(befallen) <= 3
    assert not befallen & stories, "nobody who has a story in another night"


def test_the_others_are_told_the_same_with_them_and_without() -> None:
    region = only(TUESDAY)
    usual = replace(region, places=tuple(replace(p, pack=packs.BOOK) for p in region.places))
    one, other = told(TUESDAY), generator.demo(SEED, TUESDAY, usual, OLD)
    assert len(one.everybody) - len(other.everybody) == 25
    assert [_bytes(one, who.number) for who in _main(one)] == [
        _bytes(other, who.number) for who in _main(other)
    ]
    nights = [onward.night(demo, WEDNESDAY, demo.ends) for demo in (one, other)]
    mine = {who.identifier for who in _main(one)}
    here, there = (
        [e for e in night if e[1]["data"]["person_id"]["value"] in mine] for night in nights
    )
    assert here == there
    assert here


def _main(demo: Demo) -> Iterable:
    return [who for who in demo.everybody if who.place.centre == demo.region.main.centre]


def _bytes(demo: Demo, number: int) -> bytes:
    return msgspec.json.encode(demo.tale(demo.everybody[number]).told)
