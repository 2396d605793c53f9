"""A week and a month in counts: what huddles came to, for those who see no persons."""

from datetime import date
from typing import Any

import pytest

from app.huddle import asks
from app.indicators import look
from tests.doors import get
from tests.houses import (
    CENTRE,
    HOME_HELP,
    NOW,
    TEAM,
    cloud,
    consent,
    home_from_ed,
    registered,
    tell,
)
from tests.houses import viewer as viewer_of
from tests.rooms import EIGHT, FRIDAY, MINUTE, at, build, close, decide, decision, say, start

AT_TEN = at(FRIDAY, "10.00")
PERSONS = [f"19{30 + n}0304T0{50 + n}" for n in range(8)]
WEEK = "2026-v47"


async def a_morning(house, persons: list[str]) -> Any:
    """Somebody home from the emergency department for each, and the huddle begun."""
    for person in persons:
        await tell(house, registered(person), consent(person), home_from_ed(person))
    built = await start(house)
    await say(house, built.huddle.id, asks.SetPresence(TEAM, "link"))
    return built


async def week(house, who: str = "chef", place: str = CENTRE, key: str = WEEK) -> Any:
    return await look.view(house, await viewer_of(house, who), place, key, AT_TEN)


async def test_a_held_huddle_is_counted_with_who_was_missing(house) -> None:
    built = await a_morning(house, PERSONS[:1])
    await close(house, built)
    told = (await week(house)).huddles
    assert (told.planned, told.held, told.whole) == (1, 1, 0)
    assert {one.name: one.times for one in told.missing} == {"Hemtjänst Ån": 1, "Bistånd öst": 1}


async def test_a_huddle_that_was_over_before_its_time_counts_at_once(house) -> None:
    built = await a_morning(house, PERSONS[:1])
    await close(house, built, EIGHT - 5 * MINUTE)
    who, early = await viewer_of(house, "chef"), EIGHT - 4 * MINUTE
    told = (await look.view(house, who, CENTRE, WEEK, early)).huddles
    assert (told.planned, told.held) == (1, 1)


async def test_what_became_of_each_row_is_counted_by_rule_and_by_route(house) -> None:
    built = await a_morning(house, PERSONS)
    rows = built.board.rows
    for row in rows[:5]:
        await decide(house, built, row, decision("lift", reason="Behöver fler parter"))
    await decide(house, built, rows[5], decision("action", route="bistand"))
    await close(house, built)
    told = await week(house)
    raised, decided, carried, lifted, expired = told.total
    assert (raised, decided, lifted, expired) == (8, 6, 5, 0)
    assert carried == "few"
    [rule] = told.rules
    assert (rule.name, rule.cells[0]) == ("Åter hem från akuten", 8)
    assert {line.name.split(":")[0] for line in told.routes} == {"Vårdcentralen", "Bistånd"}


async def test_a_decision_that_was_taken_back_is_not_counted(house) -> None:
    built = await a_morning(house, PERSONS[:5])
    for row in built.board.rows:
        await decide(house, built, row, decision("done"))
    assert (await week(house)).total[1] == 5
    for row in built.board.rows:
        await say(house, built.huddle.id, asks.Reopen(row.id))
    await close(house, built)
    assert (await week(house)).total[1:3] == [0, 5]


async def test_a_lifted_row_reaches_the_chef_as_kind_age_and_parties(house) -> None:
    built = await a_morning(house, PERSONS[:1])
    await decide(house, built, built.board.rows[0], decision("lift", reason="Behöver fler parter"))
    answer = await get(house, "chef", f"/api/periods/{CENTRE}/{WEEK}")
    [lifted] = answer.json()["lifted"]
    assert lifted == {
        "kind": "Åter hem från akuten", "age": 96, "parties": ["Lindåsen"],
        "reason": "Behöver fler parter", "centre_name": "Lindåsens vårdcentral", "on": "2026-11-20",
    }  # fmt: skip
    for secret in ("Gunborg", "Öhrnäs", "G.Ö.", PERSONS[0], built.board.rows[0].content.person):
        assert secret not in answer.text


async def test_who_has_skyddade_personuppgifter_is_counted_nowhere(house) -> None:
    built = await a_morning(house, PERSONS[:6])
    for row in built.board.rows:
        await decide(house, built, row, decision("lift", reason="Behöver fler parter"))
    protect = cloud("person.protected_changed", PERSONS[0], NOW, flag="sekretessmarkering")
    await tell(house, protect)
    await close(house, built)
    told = await week(house)
    assert told.total[0] == 5
    assert len(told.lifted) == 5


async def test_each_counts_what_is_theirs(house) -> None:
    nurse = await look.places(house, await viewer_of(house, "aldre-ssk"), NOW)
    assert [place.name for place in nurse.places] == ["Lindåsens vårdcentral"]
    chef = await look.places(house, await viewer_of(house, "chef"), NOW)
    assert chef.places[0].name == "Alla vårdcentraler"
    assert "Borås" in [place.name for place in chef.places]
    assert (chef.week, chef.month) == ("2026-v46", "2026-11")
    assert (await week(house, place=look.ALL)).place.name == "Alla vårdcentraler"


async def test_a_huddle_is_planned_from_the_centre_s_first_day_on(house) -> None:
    await build(house, at(date(2026, 11, 18), "7.00"))
    told = await week(house)
    assert (told.huddles.planned, told.huddles.held) == (3, 0)
    assert (await week(house, key="2026-v46")).huddles.planned == 0


REFUSED = [
    (f"/api/periods/{CENTRE}/2027-v01", 404, "Perioden har inte börjat."),
    (f"/api/periods/{CENTRE}/2026-v54", 404, "Året 2026 har ingen vecka 54."),
    (f"/api/periods/{CENTRE}/x", 404, "Skriv en vecka som 2026-v48 eller en månad som 2026-11."),
    (f"/api/periods/{HOME_HELP}/{WEEK}", 404, "Platsen finns inte, eller är inte din att räkna."),
]


@pytest.mark.parametrize(("path", "status", "says"), REFUSED)
async def test_what_cannot_be_counted_is_refused_in_words(house, path, status, says) -> None:
    answer = await get(house, "chef", path)
    assert (answer.status_code, answer.json()["detail"]) == (status, says)


async def test_a_month_that_is_over_has_one_after_it(house) -> None:
    await build(house, at(FRIDAY, "7.00") + MINUTE)
    told = await week(house, key="2026-10")
    assert (told.before, told.after, told.going_on) == ("2026-09", "2026-11", False)
    assert (await week(house, key="2026-11")).after is None
