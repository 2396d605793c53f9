"""The numbers of the rules: who may set them where, from when they hold, and that all of it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import psycopg
import pytest

from app.database import Database
from app.days import at_local
from app.huddle.prepare import EARLY, prepare
from app.opening import furnish
from app.register.follow import Following
from tests import rooms
from tests.doors import STAFF, add_staff, audited, notice, person_id, signed_in
from tests.houses import CENTRE, NOW, cloud, home_from_ed, registered, tell
from tests.roles import WORK, as_role
from tests.rooms import ask

WHERE = "/api/rules/numbers"
REGION, TOWN, NEXT_DOOR = "SE2321000131-DEMO", "1490", "SE2321000131-DEMOVC02"
RULE, NAME = "akut-ej-inlagd", "alder"
SATURDAY, MONDAY = date(2026, 11, 21), date(2026, 11, 23)
YOUNG = "19580304T027"
"""68 years old, whom the rule's own 65 takes up."""


async def put(house, staff: str, value: int | None, was: int = 65, **other: Any) -> Any:
    told = {"place": CENTRE, "rule": RULE, "name": NAME, "value": value, "was": was,
            "why": "Fler än vi hinner ringa", **other}  # fmt: skip
    async with signed_in(house, staff) as client:
        return await client.put(WHERE, json=told)


async def shown(house, staff: str = "aldre-ssk", place: str | None = None) -> dict[str, Any]:
    async with signed_in(house, staff) as client:
        answer = await client.get("/api/rules", params={"place": place} if place else {})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def number(told: dict[str, Any], rule: str = RULE, name: str = NAME) -> dict[str, Any]:
    [found] = [one for one in told["rules"] if one["id"] == rule]
    [value] = [one for one in found["numbers"] if one["name"] == name]
    return dict(value)


def morning(day: date) -> datetime:
    return at_local(day, time(8)) - EARLY


async def test_a_number_holds_from_the_day_after_and_this_morning_stays_as_it_was(house) -> None:
    await tell(house, registered(YOUNG), home_from_ed(YOUNG))
    assert (await put(house, "aldre-ssk", 70)).status_code == 200
    built = await prepare(house, CENTRE, NOW)
    assert built is not None
    assert len(built.board.rows) == 1, "today he is old enough"
    night = morning(MONDAY) - timedelta(hours=3)
    await tell(house, home_from_ed(YOUNG, night), now=night)
    built = await prepare(house, CENTRE, morning(MONDAY))
    assert built is not None
    assert built.board.rows == ()


async def test_who_begins_to_be_taken_up_by_a_number_stands_on_the_next_agenda(house) -> None:
    """PUD is four days after Monday: nothing would have looked at her but for the number."""
    book = house.packs["boken"]
    alone = tuple(rule for rule in book.rules if rule.id == "pud-nara")
    house.packs = {"boken": replace(book, rules=alone)}
    friday = morning(MONDAY) + timedelta(days=3, hours=23)
    await tell(house, registered(), notice(pud=friday), now=NOW)
    [(before,)] = await ask(house, "SELECT next_due FROM person WHERE id = :id",
                            id=await person_id(house))  # fmt: skip
    assert before > morning(MONDAY) + timedelta(days=1)
    answer = await put(house, "aldre-ssk", 96, was=48, rule="pud-nara", name="timmar")
    assert answer.status_code == 200, answer.text
    [(after,)] = await ask(house, "SELECT next_due FROM person WHERE id = :id",
                           id=await person_id(house))  # fmt: skip
    assert after <= morning(MONDAY)
    built = await prepare(house, CENTRE, morning(MONDAY))
    assert built is not None
    assert [row.content.reasons[0].rule for row in built.board.rows] == ["pud-nara"]


async def test_whom_a_number_cannot_touch_is_not_woken(house) -> None:
    await tell(house, registered(), cloud("phone.contact", channel="vc", result="reached"))
    await put(house, "aldre-ssk", 96, was=48, rule="pud-nara", name="timmar")
    due = await ask(house, "SELECT next_due FROM person WHERE id = :id", id=await person_id(house))
    assert due == [(None,)]


MAY = [
    # who, role, for what | the centre, another centre, the municipality, the region
    ("ssk", "aldre_ssk", CENTRE, "yes no no no"),
    ("lakare", "vc_lakare", CENTRE, "no no no no"),
    ("vch", "chef", CENTRE, "yes no no no"),
    ("chef-vgr", "chef", REGION, "yes yes no no"),
    ("process", "processledare", REGION, "yes yes yes yes"),
    ("process-boras", "processledare", "SE0000001490-DEMOHSL", "no no yes no"),
    ("mas", "mas", "SE0000001490-DEMOHSL", "no no no no"),
    ("planerare", "hemtjanst_planerare", "SE0000001490-DEMOHT1", "no no no no"),
    ("adm", "systemadmin", REGION, "no no no no"),
]


@pytest.mark.parametrize(("who", "role", "scope", "may"), MAY, ids=[one[0] for one in MAY])
async def test_each_sets_what_is_theirs_and_nobody_else_s(house, who, role, scope, may) -> None:
    await add_staff(house, who, role, scope)
    for place, expected in zip((CENTRE, NEXT_DOOR, TOWN, REGION), may.split(), strict=True):
        answer = await put(house, who, 70, place=place)
        assert (answer.status_code == 200) is (expected == "yes"), (place, answer.text)
        assert answer.status_code in (200, 403, 404)
        if answer.status_code == 200:
            assert (await put(house, who, None, was=70, place=place)).status_code == 200


@pytest.mark.parametrize("staff", [*STAFF, "systemforvaltare", "loggranskare"])
async def test_all_staff_read_the_rules_and_no_person_is_in_them(house, staff: str) -> None:
    await tell(house, registered(), home_from_ed())
    told = await shown(house, staff)
    assert [one["id"] for one in told["rules"]][:1] == ["akut-ej-inlagd"]
    assert told["rules"][-1]["id"] == "sekunder"
    assert "Gunborg" not in str(told)
    assert "Öhrnäs" not in str(told)


async def test_the_nearest_place_s_number_is_shown_with_whose_it_is(house) -> None:
    await add_staff(house, "process", "processledare", REGION)
    assert (await put(house, "process", 75, place=REGION)).status_code == 200
    found = number(await shown(house))
    assert (found["value"], found["set_at"], found["now"]) == (75, "region", 65)
    assert found["from_day"] == str(SATURDAY)
    assert (await put(house, "aldre-ssk", 70, was=75)).status_code == 200
    assert number(await shown(house))["set_at"] == "centre"
    assert number(await shown(house, "process", REGION))["value"] == 75
    assert (await put(house, "aldre-ssk", None, was=70)).status_code == 200
    assert number(await shown(house))["value"] == 75, "let go of: the region's again"


async def test_every_change_says_who_what_when_and_why_and_what_taking_it_back_sets(house) -> None:
    await put(house, "aldre-ssk", 70)
    await put(house, "chef", 72, was=70, why="Även 71-åringar kan vänta")
    told = await shown(house)
    history = next(one for one in told["rules"] if one["id"] == RULE)["history"]
    assert [(h["by_name"], h["before"], h["value"], h["why"], h["back"]) for h in history] == [
        ("Birgitta Tjärnhed", 70, 72, "Även 71-åringar kan vänta", 70),
        ("Karin Vallmo", 65, 70, "Fler än vi hinner ringa", None),
    ]
    assert history[0]["label"] == "tillhör målgruppen från … år"
    lines = await audited(house, "rules:number:change")
    assert [(one["viewer"], one["detail"]) for one in lines] == [
        ("aldre-ssk", f"{CENTRE} {RULE} {NAME}: 65 → 70"),
        ("chef", f"{CENTRE} {RULE} {NAME}: 70 → 72"),
    ]
    changes = await ask(
        house, "SELECT who, act FROM change_log WHERE name = 'rule_number' ORDER BY id"
    )
    assert changes == [("aldre-ssk", "INSERT"), ("chef", "INSERT")]


async def test_what_has_been_set_is_never_changed_or_taken_away(house, database_url, vault) -> None:
    await put(house, "aldre-ssk", 70)
    for act in ("UPDATE rule_number SET value = 80", "DELETE FROM rule_number"):
        with (
            as_role(database_url, vault, WORK) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(act)  # type: ignore[arg-type]


WRONG = [
    ({"value": 49}, 422, "Talet är ett helt tal från 50 till 90.", "less than the least"),
    ({"value": 91}, 422, "Talet är ett helt tal från 50 till 90.", "more than the most"),
    ({"value": 50, "why": "  "}, 422, "Skriv varför", "no reason"),
    ({"value": 50, "why": "x" * 301}, 422, "Skriv varför", "a reason too long to read"),
    ({"value": 70, "was": 66}, 409, "Någon annan har ändrat talet.", "somebody was first"),
    ({"value": None}, 409, "Talet är redan det.", "there is nothing to let go of"),
    ({"value": 70, "name": "langd"}, 404, "Regeln har inget sådant tal.", "no such number"),
    ({"value": 70, "rule": "finns-inte"}, 404, "Regeln har inget sådant tal.", "no such rule"),
    ({"value": 70, "place": NEXT_DOOR}, 404, "Regelboken finns inte", "another centre"),
    ({"value": 70.5}, 422, "Det som skickades går inte att förstå.", "no whole number"),
]


@pytest.mark.parametrize(("other", "status", "says", "_why"), WRONG, ids=[one[3] for one in WRONG])
async def test_a_no_says_why_and_changes_nothing(house, other, status, says, _why) -> None:
    answer = await put(house, "aldre-ssk", **{"value": 70, **other})
    assert (answer.status_code, answer.json()["detail"][: len(says)]) == (status, says)
    assert await ask(house, "SELECT count(*) FROM rule_number") == [(0,)]


async def test_the_seconds_of_a_row_are_set_in_the_same_way(house) -> None:
    assert (
        await put(house, "aldre-ssk", 45, was=60, rule="sekunder", name="gul")
    ).status_code == 200
    night = morning(MONDAY) - timedelta(hours=3)
    await tell(house, registered(), home_from_ed(at=night), now=night)
    built = await prepare(house, CENTRE, morning(MONDAY))
    assert built is not None
    assert [row.seconds for row in built.board.rows] == [45]


@pytest.mark.parametrize("number", [2, None])
async def test_a_centre_says_on_which_morning_a_row_is_decided(house, number: int | None) -> None:
    await tell(house, registered(), home_from_ed())
    await rooms.close(house, await rooms.start(house))
    if number is not None:
        told = await put(house, "aldre-ssk", number, was=3, rule="sekunder", name="morgnar")
        assert told.status_code == 200
    friday, monday = [await rooms.build(house, at) for at in (rooms.EIGHT, morning(MONDAY))]
    assert [row.forced for row in friday.board.rows] == [False], "the first, or not yet"
    assert [row.forced for row in monday.board.rows] == [number == 2], "the second"


async def test_a_centre_says_when_owners_work_and_the_clocks_of_its_persons_follow(house) -> None:
    at = NOW + timedelta(hours=3)
    await tell(house, registered(), cloud("case.opened", at=at, line="aldretelefon"), now=at)
    who = await person_id(house, "19340304T027")
    due = "SELECT next_due FROM person WHERE id = :who"
    await ask(house, "UPDATE person SET next_due = NULL RETURNING id")
    for name, value, was, moves in (("morgnar", 2, 3, False), ("stanger", 18, 16, True)):
        told = await put(house, "aldre-ssk", value, was=was, rule="sekunder", name=name)
        assert told.status_code == 200
        [(clock,)] = await ask(house, due, who=who)
        assert (clock is not None) is moves, name
    built = await rooms.build(house, morning(MONDAY))
    [reason] = [row.content.reasons[0] for row in built.board.rows]
    assert (reason.rule, reason.deadline) == ("aldretelefon", at_local(MONDAY, time(18)))


async def test_another_process_judges_by_it_within_a_look(house, database: Database, vault) -> None:
    other = await furnish(database, vault, demo=True)
    following = Following(other)
    await following.look()
    await put(house, "aldre-ssk", 70)
    assert other.numbers_of(CENTRE, MONDAY) == {}
    await following.look()
    assert other.numbers_of(CENTRE, MONDAY) == {RULE: {NAME: 70}}
    assert other.numbers_of(CENTRE, NOW.astimezone(UTC).date()) == {}
    later = await furnish(database, vault, demo=True)
    assert later.numbers_of(CENTRE, MONDAY) == {RULE: {NAME: 70}}


async def test_the_examples_are_answered_by_the_place_s_numbers(house) -> None:
    await put(house, "aldre-ssk", 70)
    told = await shown(house)
    examples = next(one for one in told["rules"] if one["id"] == RULE)["examples"]
    [precisely] = [one for one in examples if one["case"] == "precis 65 år"]
    assert (precisely["answer"], precisely["file_answer"]) == ("nej", "ja")
