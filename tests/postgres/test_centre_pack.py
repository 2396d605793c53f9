"""A centre goes by the pack of rules that it has chosen, at once, and no other centre does."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from app.days import DAY
from app.huddle import packs
from app.huddle.numbers import Place
from app.huddle.prepare import prepare, refresh
from app.huddle.reconcile import NO_RULE, reconcile
from app.huddle.year_trial import Wanted, asked_at
from tests.builders import a_person
from tests.changes import followed, let_be, with_
from tests.doors import add_staff, audited, person_id, signed_in
from tests.houses import CENTRE, NEEDS, NOW, cloud, consent, home_from_ed, registered, tell
from tests.rooms import (
    FRIDAY,
    MINUTE,
    MONDAY,
    ask,
    at,
    board,
    close,
    decide,
    decision,
    start,
)
from tests.small_demo import FILE
from tests.trials import begin, born, view

LSS = "lss-socialpsykiatri"
OTHER = "SE2321000131-DEMOVC02"
OWN = "sip-saknas-insats"
THURSDAY = date(2026, 11, 26)
GROWN, CHILD, OLD = born(40, 1), born(17, 2), born(82, 3)


def supported(person: str, centre: str = CENTRE) -> list[dict[str, Any]]:
    """Somebody with a decision under LSS since the spring, and who lets care know of it."""
    return [
        registered(person, centre), consent(person),
        cloud("enrolment.started", person, NOW - 200 * DAY, kind="lss", unit=NEEDS,
              unit_hsa_id=NEEDS, controller_hsa_id="SE0000001490-DEMOOMS", **{"from": "2026-05-01"}),
    ]  # fmt: skip


async def choose(house, centre: str = CENTRE, pack: str = LSS) -> Any:
    """The centre's file with another pack, carried out and followed."""
    outcome = await let_be(house, with_(FILE, "centres", "unit", centre, pack=pack))
    await followed(house)
    return outcome


def shown(built) -> dict[str, set[str]]:
    """Who stands on a board by year of birth, and by which rules."""
    return {
        str(row.content.age): {reason.rule for reason in row.content.reasons}
        for row in built.board.rows
        if not row.withdrawn
    }


WHOM = [
    # person, visit, round, by the book, by the pack, comment
    (GROWN, False, "weekly", set(), {OWN}, "40 years with LSS: the plan that is lacking"),
    (GROWN, True, "daily", {"akut-ej-inlagd"}, {"akut-ej-inlagd", OWN}, "home from the ED: both, and its own line"),
    (CHILD, True, "daily", set(), {"akut-ej-inlagd", OWN}, "17 years: no age floor"),
    (OLD, True, "daily", {"akut-ej-inlagd", "cfs-saknas"}, set(), "82 years without such support"),
]  # fmt: skip


@pytest.mark.parametrize(("person", "visit", "round_", "book", "pack", "comment"), WHOM)
async def test_two_centres_with_different_packs_each_have_their_own_persons(
    house, person: str, visit: bool, round_: Any, book: set[str], pack: set[str], comment: str
) -> None:
    await choose(house, OTHER)
    for centre, one in ((CENTRE, person), (OTHER, f"{person[:-1]}9")):
        known = [registered(one, centre)] if person == OLD else supported(one, centre)
        await tell(house, *known, *([home_from_ed(one)] if visit else []))
    now = at(THURSDAY, "11.45") if round_ == "weekly" else at(FRIDAY, "7.40")
    for centre, rules in ((CENTRE, book), (OTHER, pack), (CENTRE, book)):
        built = await prepare(house, centre, now, round_=round_)
        assert set().union(*shown(built).values()) == rules, (centre, comment)


def due_sip(person: str) -> dict[str, Any]:
    """A plan that was to be followed up yesterday; of it nothing more will come in."""
    return cloud("sip.created", person, NOW - 60 * DAY, valid_from="2026-09-21",
                 next_followup_on="2026-11-19")  # fmt: skip


async def test_another_pack_sets_the_clocks_of_those_listed_and_no_others(house) -> None:
    """Nobody has looked at them for weeks, and nothing comes in: the next agenda does all the same."""
    there = born(17, 4)
    for person, centre in ((CHILD, CENTRE), (there, OTHER)):
        then = NOW - 10 * DAY
        await tell(house, *supported(person, centre), due_sip(person), now=then)
    ids = [await person_id(house, one) for one in (CHILD, there)]
    await ask(house, "UPDATE person SET next_due = NULL RETURNING id")
    await choose(house)
    due = "SELECT next_due FROM person WHERE id = :id"
    assert [await ask(house, due, id=one) for one in ids] == [[(NOW,)], [(None,)]]
    monday = at(MONDAY, "6.45")
    assert shown(await prepare(house, CENTRE, monday)) == {"17": {"sip-uppfoljning"}}
    await choose(house, pack=packs.BOOK)
    [[(later,)], _] = [await ask(house, due, id=one) for one in ids]
    assert later > NOW, "whom no rule of the book takes up is due by the clocks of its facts alone"
    assert shown(await prepare(house, CENTRE, monday + MINUTE)) == {}


async def test_an_open_board_of_today_is_judged_again_whole(house) -> None:
    await tell(house, *supported(CHILD), home_from_ed(CHILD), registered(OLD), home_from_ed(OLD))
    assert set(shown(await start(house))) == {"82"}
    await choose(house)
    [(judged,)] = await ask(house, "SELECT judged_at FROM huddle")
    assert judged is None
    await refresh(house, [CENTRE], NOW + 5 * MINUTE)
    again = await prepare(house, CENTRE, NOW + 6 * MINUTE, late=True)
    assert set(shown(again)) == {"17"}
    ended = await ask(house, "SELECT DISTINCT ended FROM obligation WHERE person = :p", p=await person_id(house, OLD))  # fmt: skip
    assert ended == [("no_longer_relevant",)]


async def test_a_board_that_is_over_stays_as_it_was(house) -> None:
    await tell(house, registered(OLD), home_from_ed(OLD))
    built = await start(house)
    await decide(house, built, built.board.rows[0], decision("done"))
    await close(house, built)
    before = await board(house, built)
    judged = await ask(house, "SELECT judged_at FROM huddle")
    await choose(house)
    assert await ask(house, "SELECT judged_at FROM huddle") == judged
    await refresh(house, [CENTRE], NOW + 60 * MINUTE)
    assert (await board(house, built)).rows == before.rows


async def test_what_another_process_judged_before_it_knew_is_judged_again(house) -> None:
    from app.opening import furnish

    await tell(house, *supported(CHILD), home_from_ed(CHILD), now=NOW - timedelta(hours=2))
    other = await furnish(house.database, house.vault, demo=True)
    await start(house)
    await choose(house)
    await prepare(other, CENTRE, NOW + MINUTE)
    assert set(shown(await prepare(house, CENTRE, NOW + MINUTE, late=True))) == set()
    await followed(other)
    assert set(shown(await prepare(other, CENTRE, NOW + 2 * MINUTE, late=True))) == {"17"}


async def test_the_change_is_told_before_it_is_made_and_stands_in_both_logs(house) -> None:
    await tell(house, registered(OLD), registered(CHILD), registered(GROWN, OTHER))
    file = with_(FILE, "centres", "unit", CENTRE, pack=LSS)
    dry = await let_be(house, file, dry_run=True)
    assert dry.changes[0].note == (
        "De listade (2) bedöms efter paketets regler genast, och dagens öppna tavla görs om."
    )
    assert await audited(house, "organisation:centres:change") == []
    await choose(house)
    [line] = await audited(house, "organisation:centres:change")
    assert line["detail"] == f"{CENTRE}; pack: boken → {LSS}"
    changed = await ask(
        house,
        "SELECT key ->> 'unit', before ->> 'pack', after ->> 'pack' FROM change_log"
        " WHERE name = 'centre' AND act = 'UPDATE' AND before ->> 'pack' <> after ->> 'pack'",
    )
    assert changed == [(CENTRE, "boken", LSS)]
    assert (await choose(house)).changes == []


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
    assert rules["akut-ej-inlagd"]["version"].endswith(f"{LSS} 1")
    assert "alder" not in {one["name"] for one in rules["akut-ej-inlagd"]["numbers"]}
    cases = {one["case"]: one["answer"] for one in rules["akut-ej-inlagd"]["examples"]}
    assert cases["17 år med LSS"] == "ja"
    assert len(rules[OWN]["examples"]) == 6
    before = {one["id"]: one for one in usual["rules"]}["akut-ej-inlagd"]["examples"]
    assert "17 år med LSS" not in {one["case"] for one in before}


async def test_the_region_has_the_rules_of_every_pack_in_use_as_the_book_has_them(house) -> None:
    region = FILE.region.hsa_id
    await add_staff(house, "ledaren", "processledare", region)
    assert OWN not in {one["id"] for one in (await book_at(house, "ledaren", region))["rules"]}
    await choose(house)
    told = await book_at(house, "ledaren", region)
    rules = {one["id"]: one for one in told["rules"]}
    assert {OWN, "cfs-saknas"} <= set(rules)
    assert "alder" in {one["name"] for one in rules["akut-ej-inlagd"]["numbers"]}
    assert told["packs"] == ["LSS och socialpsykiatri"]


async def put(house, place: str, rule: str, name: str, value: int, was: int) -> int:
    told = {"place": place, "rule": rule, "name": name, "value": value, "was": was, "why": "Prov"}
    async with signed_in(house, "aldre-ssk") as client:
        return (await client.put("/api/rules/numbers", json=told)).status_code


async def test_a_number_that_the_pack_has_not_cannot_be_set_there(house) -> None:
    await choose(house)
    assert await put(house, CENTRE, "akut-ej-inlagd", "alder", 70, 65) == 404
    assert await put(house, CENTRE, "cfs-saknas", "alder", 70, 65) == 404
    assert await put(house, CENTRE, "pud-nara", "timmar", 96, 48) == 200


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
    assert await on_the_morning() == 1, "the child"


@pytest.mark.parametrize(
    ("rule", "numbers", "here", "there", "comment"),
    [
        ("akut-ej-inlagd", {}, True, True, "both have it"),
        ("akut-ej-inlagd", {"alder": 70}, False, True, "the pack asks for no age"),
        ("cfs-saknas", {}, False, True, "the book's alone"),
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


async def test_what_came_in_is_accounted_for_by_the_packs_rules(house) -> None:
    await tell(house, registered(OLD), home_from_ed(OLD))
    assert (await reconcile(house, CENTRE, NOW)).reasons == {"på väg till tavlan": 1}
    await choose(house)
    assert (await reconcile(house, CENTRE, NOW)).reasons == {NO_RULE: 1}


async def test_a_need_that_the_pack_knows_nothing_of_keeps_its_name_where_it_is_counted(
    house,
) -> None:
    await choose(house)
    assert {one.id for one in house.every_rule} > {one.id for one in house.rules_of(CENTRE)}
    book, pack = house.packs[packs.BOOK].rules, house.packs[LSS].rules
    assert {one.id for one in house.every_rule} == {one.id for one in (*book, *pack)}
    assert len(house.every_rule) == len({one.id for one in house.every_rule})


async def test_a_pack_that_is_shipped_no_more_leaves_its_centre_with_the_book(house) -> None:
    await choose(house)
    house.packs = {packs.BOOK: house.packs[packs.BOOK]}
    assert house.rules_of(CENTRE) == house.packs[packs.BOOK].rules
    told = await book_at(house, "aldre-ssk", CENTRE)
    assert (told["packs"], "cfs-saknas" in {one["id"] for one in told["rules"]}) == ([], True)


async def test_whoever_only_the_book_would_look_at_again_is_let_be_where_the_pack_holds(
    house,
) -> None:
    """Still at the emergency department: the book has a rule about that, and the pack has none."""
    await choose(house, OTHER)
    waits = a_person("3 h sedan ed.visit.registered", age=40, now=NOW)
    due = house.folding(NOW).next_due
    assert [due(waits, centre) is None for centre in (CENTRE, OTHER, CENTRE)] == [
        False, True, False,
    ]  # fmt: skip
