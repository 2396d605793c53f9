"""Regelboken, its numbers and its trials are of the pack that a centre has chosen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.days import DAY
from app.huddle import packs
from app.huddle.numbers import Place
from app.huddle.year_trial import Wanted, asked_at
from tests.doors import add_staff, signed_in
from tests.houses import CENTRE, EMERGENCY, NOW, cloud, home_from_ed, registered, tell
from tests.packs import CHILD, DEMOS, LSS, OLD, OTHER, OWN, choose, supported
from tests.rooms import (
    at,
)
from tests.small_demo import FILE
from tests.trials import begin, born, view


async def book_at(house, staff: str, place: str) -> dict[str, Any]:
    async with signed_in(house, staff) as client:
        answer = await client.get("/api/rules", params={"place": place})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_regelboken_shows_the_packs_rules_at_its_centre(house) -> None:
    usual = await book_at(house, "aldre-ssk", CENTRE)
    assert usual["packs"] == []
    await choose(house)
    told = await book_at(house, "aldre-ssk", CENTRE)
    assert told["packs"] == ["LSS och socialpsykiatri"]
    rules = {one["id"]: one for one in told["rules"]}
    assert set(rules) == {*(one.id for one in house.packs[LSS].rules), "sekunder"}
    assert rules["akut-ej-inlagd"]["version"].endswith(f"{LSS} 2")
    assert "alder" in {one["name"] for one in rules["akut-ej-inlagd"]["numbers"]}
    cases = {one["case"]: one["answer"] for one in rules["akut-ej-inlagd"]["examples"]}
    assert cases["17 år med LSS"] == "ja"
    assert len(rules[OWN]["examples"]) == 6
    before = {one["id"]: one for one in usual["rules"]}["akut-ej-inlagd"]["examples"]
    assert "17 år med LSS" not in {one["case"] for one in before}


async def test_the_region_has_the_rules_of_every_pack_in_use_as_the_book_has_them(house) -> None:
    region = FILE.region.hsa_id
    await add_staff(house, "ledaren", "processledare", region)
    await choose(house, DEMOS, pack=packs.BOOK)
    assert OWN not in {one["id"] for one in (await book_at(house, "ledaren", region))["rules"]}
    await choose(house)
    told = await book_at(house, "ledaren", region)
    rules = {one["id"]: one for one in told["rules"]}
    assert {OWN, "cfs-saknas"} <= set(rules)
    assert rules["akut-ej-inlagd"]["version"] == "1"
    assert told["packs"] == ["LSS och socialpsykiatri"]


async def put(house, place: str, rule: str, name: str, value: int, was: int) -> int:
    told = {"place": place, "rule": rule, "name": name, "value": value, "was": was, "why": "Prov"}
    async with signed_in(house, "aldre-ssk") as client:
        return (await client.put("/api/rules/numbers", json=told)).status_code


async def test_the_numbers_of_the_book_are_set_where_the_pack_holds(house) -> None:
    await choose(house)
    assert await put(house, CENTRE, "akut-ej-inlagd", "alder", 70, 65) == 200
    assert await put(house, CENTRE, OWN, "alder", 70, 65) == 404


async def test_a_trial_asks_the_rules_of_the_centres_own_pack(house) -> None:
    await begin(house)
    night = at(date(2026, 11, 18), "3.10")
    for person in (CHILD, OLD, born(84, 4)):
        await tell(house, *supported(person)[: 3 if person == CHILD else 1], now=NOW - 10 * DAY)
        await tell(house, home_from_ed(person, night - timedelta(hours=2)), now=night)

    async def on_the_morning() -> int:
        told = await view(house)
        return sum(one["before"] or 0 for one in told["mornings"])

    assert await on_the_morning() == 2, "the old"
    await choose(house)
    assert await on_the_morning() == 3, "and the child"


@pytest.mark.parametrize(
    ("rule", "numbers", "here", "there", "comment"),
    [
        ("akut-ej-inlagd", {}, True, True, "both have it"),
        ("akut-ej-inlagd", {"alder": 70}, True, True, "and its numbers"),
        ("cfs-saknas", {}, True, True, "the pack has the whole book"),
        (OWN, {}, True, False, "the pack's alone"),
    ],
)
async def test_a_year_is_tried_at_the_centres_whose_pack_has_the_rule(
    house, rule: str, numbers: dict[str, int], here: bool, there: bool, comment: str
) -> None:
    await choose(house)
    wanted = Wanted(Place("region", FILE.region.hsa_id), rule, numbers)
    asked = asked_at(house, wanted)
    assert (CENTRE in asked, OTHER in asked) == (here, there), comment


async def test_a_need_that_the_pack_knows_nothing_of_keeps_its_name_where_it_is_counted(
    house,
) -> None:
    await choose(house)
    await choose(house, pack=packs.BOOK)
    assert {one.id for one in house.every_rule} > {one.id for one in house.rules_of(CENTRE)}
    book, pack = house.packs[packs.BOOK].rules, house.packs[LSS].rules
    assert {one.id for one in house.every_rule} == {one.id for one in (*book, *pack)}
    assert len(house.every_rule) == len({one.id for one in house.every_rule})


async def test_a_pack_that_is_shipped_no_more_leaves_its_centre_with_the_book(house) -> None:
    await choose(house)
    house.packs = {packs.BOOK: house.packs[packs.BOOK]}
    assert house.rules_of(CENTRE) == house.packs[packs.BOOK].rules
    told = await book_at(house, "aldre-ssk", CENTRE)
    assert (told["packs"], OWN in {one["id"] for one in told["rules"]}) == ([], False)


async def test_the_lists_of_a_centre_are_for_whom_its_pack_is(house) -> None:
    visits = [
        cloud("ed.visit.registered", who, NOW - DAY * n, unit_hsa_id=EMERGENCY)
        for who in (CHILD, OLD)
        for n in (200, 100, 40, 3)
    ]
    await tell(house, *supported(CHILD), registered(OLD), *visits, now=NOW)
    path = f"/api/lists/{CENTRE}"
    async with signed_in(house, "aldre-ssk") as client:
        usual = (await client.get(f"{path}/mangsokare")).json()
        assert [one["age"] for one in usual["waiting"]] == [82], "a child is not in that group"
    await choose(house)
    async with signed_in(house, "aldre-ssk") as client:
        told = await client.get(f"{path}/mangsokare")
        assert told.status_code == 200, told.text
        assert {one["age"] for one in told.json()["waiting"]} == {17, 82}
        assert (await client.get(f"{path}/forebyggande")).status_code == 200


async def test_a_list_whose_rule_no_pack_has_any_more_is_told_as_none(house) -> None:
    book = house.packs[packs.BOOK]
    house.packs = {packs.BOOK: replace(book, rules=())}
    async with signed_in(house, "aldre-ssk") as client:
        gone = await client.get(f"/api/lists/{CENTRE}/forebyggande")
    assert gone.status_code == 404
    assert gone.json()["detail"] == "Listan finns inte: regeln som den bygger på är inte i bruk."
