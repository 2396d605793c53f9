"""A trial over a year: told of as it goes, counts alone, its maker's own; and the same in a terminal."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.huddle import year_trial
from app.huddle.numbers import Place
from app.huddle.trying import Trials, asked_of
from app.rulebooking import in_words
from tests.doors import add_staff, audited, signed_in
from tests.houses import CENTRE, NOW
from tests.rooms import ask
from tests.trials import RULE, begin, born, nights, visit

REGION, TOWN = "SE2321000131-DEMO", "1490"
WHERE = "/api/rules/trials"


async def post(house, staff: str, place: str = REGION, **other: Any) -> Any:
    told = {"id": str(uuid4()), "place": place, "rule": RULE, "numbers": {"alder": 70}, **other}
    async with signed_in(house, staff) as client:
        return await client.post(WHERE, json=told)


async def got(house, staff: str = "process") -> list[dict[str, Any]]:
    async with signed_in(house, staff) as client:
        return list((await client.get(WHERE)).json()["trials"])


async def some(house, old: int = 8, young: int = 6) -> None:
    await add_staff(house, "process", "processledare", REGION)
    await begin(house)
    for n in range(old):
        await visit(house, born(82, 300 + n), *nights(2))
    for n in range(young):
        await visit(house, born(67, 400 + n), *nights(3))


async def test_a_year_of_a_region_is_tried_centre_by_centre_and_counts_alone_are_kept(
    house,
) -> None:
    await some(house)
    answer = await post(house, "process")
    assert answer.status_code == 202, answer.text
    [one] = await got(house)
    assert (one["state"], one["done"], one["total"]) == ("done", one["total"], one["total"])
    assert one["total"] == len(house.organisation.centres) == 24
    mine = next(c for c in one["centres"] if c["centre"] == CENTRE)
    assert mine["judged"] + mine["not_judged"] > 200, "the huddle days of a year"
    assert (mine["before"], mine["after"]) == (
        round(15 / mine["judged"], 1),
        round(10 / mine["judged"], 1),
    )
    stored = str(await ask(house, "SELECT t::text FROM trial t"))
    assert "Gunborg" not in stored
    assert not re.search(r"\d{8}T\d{3}", stored)


async def test_few_persons_at_a_centre_are_not_told_to_anybody_over_it(house) -> None:
    await some(house, old=8, young=3)
    await post(house, "process")
    [one] = await got(house)
    mine = next(c for c in one["centres"] if c["centre"] == CENTRE)
    assert (mine["before"] is not None, mine["after"]) == (True, None)


async def test_the_same_trial_twice_is_one_and_another_waits(house) -> None:
    await some(house, 1, 0)
    key = str(uuid4())
    assert (await post(house, "process", id=key)).status_code == 202
    assert (await post(house, "process", id=key)).status_code == 202
    assert len(await got(house)) == 1
    async with house.database.work() as session:
        await session.execute(text("UPDATE trial SET state = 'running'"))
    answer = await post(house, "process")
    assert (answer.status_code, answer.json()["detail"]) == (409, year_trial.UNDER_WAY)


async def test_a_trial_whose_process_is_gone_is_told_as_stopped_and_another_may_begin(
    house,
) -> None:
    await some(house, 1, 0)
    await post(house, "process")
    async with house.database.work() as session:
        stuck = "UPDATE trial SET state = 'running', heard_at = heard_at - interval '10 minutes'"
        await session.execute(text(stuck))
    assert [one["state"] for one in await got(house)] == ["stopped"]
    assert (await post(house, "process")).status_code == 202


async def test_a_town_s_trial_is_of_its_own_centres(house) -> None:
    await some(house, 1, 0)
    await post(house, "process", place=TOWN)
    [one] = await got(house)
    towns = {house.organisation.units[c["centre"]].municipality for c in one["centres"]}
    assert towns == {TOWN}


@pytest.mark.parametrize("staff", ["aldre-ssk", "chef", "kommunal-ssk", "systemforvaltare"])
async def test_nobody_else_begins_one_or_sees_another_s(house, staff: str) -> None:
    await some(house, 1, 0)
    assert (await post(house, "process")).status_code == 202
    answer = await post(house, staff)
    assert answer.status_code == 403
    assert await got(house, staff) == []
    assert (await audited(house, "rules:trial:look"))[-1]["decision"] == "deny"


WRONG = [
    ({"numbers": {"alder": 10}}, 422), ({"rule": "finns-inte"}, 404), ({"rule": "sekunder"}, 404),
    ({"place": CENTRE}, 403), ({"place": "SE0"}, 404),
]  # fmt: skip


@pytest.mark.parametrize(("other", "status"), WRONG)
async def test_what_cannot_be_tried_is_not_begun(house, other, status) -> None:
    await some(house, 1, 0)
    assert (await post(house, "process", **other)).status_code == status
    assert await got(house) == []


async def test_it_tells_how_far_it_has_come_and_stops_without_harm(house) -> None:
    await some(house, 1, 0)
    seen: list[int] = []

    def step(found: Any) -> None:
        seen.append(len(found))
        if len(found) == 3:
            raise KeyboardInterrupt

    wanted = year_trial.Wanted(Place("region", REGION), RULE, {})
    with pytest.raises(KeyboardInterrupt):
        await year_trial.over(house, wanted, NOW, step)
    assert seen == [1, 2, 3]


async def test_in_a_terminal_the_same_is_told_in_words_and_few_are_not_counted(house) -> None:
    await some(house, old=6, young=3)
    asked = asked_of(house, CENTRE, RULE, {"alder": 70})
    assert in_words(asked, await Trials(house).tried(asked, NOW)) == [
        "20 morgnar prövade.",
        "Personer per morgon: 0,5, med talen färre än 5.",
        "Personer som skiljer: färre än 5.",
        "Morgnar över tiden: 0, med talen 0.",
    ]
