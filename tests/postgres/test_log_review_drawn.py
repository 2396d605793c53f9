"""What a week of the log draws: once, by the rules and at random, and what stands there until it is done."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from app import clock
from app.database import Database
from app.opening import furnish
from app.scrutiny.drawing import draw_week, draw_weeks
from app.scrutiny.sample import draw
from app.timetable import Timetable
from tests.doors import audited, signed_in
from tests.houses import NOW, cloud, tell
from tests.reviews import (
    FAR,
    GUNBORG,
    KARIN,
    MONDAY,
    NEXT,
    NURSE,
    PATH,
    REVIEWER,
    TUESDAY,
    a_week,
    asked,
    drawn_week,
    found,
    judged,
    looks,
    provider_of,
    staffed,
)
from tests.rooms import ask, at


@pytest.fixture
async def week(house):
    """The week of 16 November, drawn the Monday after."""
    return await drawn_week(house)


async def test_a_week_is_drawn_by_the_rules_and_at_random_among_the_others(week) -> None:
    told = await asked(week)
    drawn = told["week"]
    assert (drawn["monday"], drawn["lines"], drawn["overdue"]) == ("2026-11-16", 27, False)
    signed = [(one["signs"], one["what"]) for one in drawn["items"] if one["signs"]]
    look = "Såg raden i den dagliga avstämningen"
    assert signed == [
        (["same_surname"], look), (["odd_hours"], look), (["many_looks"], f"{look}, 26 gånger"),
    ]  # fmt: skip
    # Every line bears some sign, and nobody is shown one twice.
    assert [one for one in drawn["items"] if not one["signs"]] == []
    assert "Gunborg" not in str(told)
    assert "Vallmo" in drawn["items"][0]["who"]


async def test_the_sample_has_the_size_that_is_set_and_can_be_drawn_again(house) -> None:
    await staffed(house)
    clock.set_shift(at(TUESDAY, "7.00"))
    async with signed_in(house, REVIEWER) as client:
        told = (await client.get(f"{PATH}/bounds")).json()
        answer = await client.put(f"{PATH}/bounds", json={**told, "sample": 7, "looks": 500})
        assert answer.status_code == 200, answer.text
    await a_week(house)
    await draw_week(house, await provider_of(house), MONDAY, at(NEXT, "7.00"))
    clock.set_shift(at(NEXT, "7.00"))
    drawn = (await asked(house))["week"]
    at_random = [one for one in drawn["items"] if not one["signs"]]
    assert (len(at_random), drawn["sample"]) == (7, 7)
    [(seed,)] = await ask(house, "SELECT seed FROM scrutiny_draw")
    signed = "SELECT l.line FROM scrutiny_line l JOIN scrutiny_item i ON i.id = l.item WHERE signs {} '{{}}'"
    mine = {row[0] for row in await ask(house, signed.format("="))}
    others = {row[0] for row in await ask(house, signed.format("<>"))}
    lines = await ask(
        house,
        "SELECT id FROM audit WHERE person IS NOT NULL AND provider = (SELECT provider FROM scrutiny_draw)",
    )
    assert mine == set(draw({row[0] for row in lines} - others, seed, 7))


async def test_two_processes_draw_a_week_once(house, database_url, vault) -> None:
    await staffed(house)
    await a_week(house)
    clock.set_shift(at(NEXT, "7.00"))
    other = Database(database_url, vault)
    try:
        both = (house, await furnish(other, vault, demo=True))
        told = await asyncio.gather(*(draw_weeks(one, clock.now()) for one in both * 2))
    finally:
        await other.close()
    assert sum(told) == 2
    assert await ask(house, "SELECT count(*) FROM scrutiny_draw") == [(2,)]
    # The same items as when one process draws: three of the region's, one of the municipality's.
    assert await ask(house, "SELECT count(*) FROM scrutiny_item") == [(4,)]


async def test_the_timetable_draws_on_monday_morning_and_what_was_missed(house) -> None:
    await staffed(house)
    for day in (0, 7, 21):
        await looks(house, at(TUESDAY + timedelta(days=day), "9.00"), GUNBORG)
    clock.set_shift(at(NEXT, "5.29"))
    await Timetable(house).catch_up()
    assert await ask(house, "SELECT monday FROM scrutiny_draw") == []
    clock.set_shift(at(NEXT, "5.30"))
    await Timetable(house).sweep()
    assert await ask(house, "SELECT monday FROM scrutiny_draw") == [(MONDAY,)]
    # Nobody was awake for three weeks, in one of which nobody looked at anybody.
    clock.set_shift(at(NEXT + timedelta(days=23), "9.00"))
    await Timetable(house).catch_up()
    drawn = await ask(house, "SELECT monday, lines FROM scrutiny_draw ORDER BY monday")
    assert drawn == [
        (MONDAY + timedelta(days=7 * n), lines) for n, lines in enumerate((1, 1, 0, 1))
    ]  # fmt: skip
    jobs = "SELECT count(*), count(done_at) FROM job_run WHERE job = 'scrutiny'"
    assert await ask(house, jobs) == [(2, 2)]


async def test_a_person_whose_name_the_employee_was_not_shown_has_none_here_either(house) -> None:
    await staffed(house)
    await looks(house, at(TUESDAY, "22.00"), KARIN, given=0, refused=2)
    for _ in range(5):
        await looks(house, at(TUESDAY, "9.00"), KARIN, given=None, decision="deny", act="x:y:look")
    clock.set_shift(at(NEXT, "7.00"))
    await draw_weeks(house, clock.now())
    signs = [one["signs"] for one in (await asked(house))["week"]["items"]]
    assert ["odd_hours"] in signs
    assert not any("same_surname" in told for told in signs)


async def test_a_protected_person_is_always_picked_out_and_never_named(house) -> None:
    await staffed(house)
    flag = "sekretessmarkering"
    await tell(house, cloud("person.protected_changed", KARIN, NOW, flag=flag, source="befolkning"))
    await looks(house, at(TUESDAY, "9.00"), KARIN)
    clock.set_shift(at(NEXT, "7.00"))
    await draw_weeks(house, clock.now())
    item = found(await asked(house), "protected")
    assert item["signs"] == ["protected"], "not even that the surname is the same"
    told = await asked(house, f"/items/{item['id']}")
    hidden = {"name": None, "born": None, "protected": True, "listed_at": None}
    assert told["person"] == hidden
    for word in ("Algot", "1936"):
        assert word not in str(told)


async def test_somebody_listed_elsewhere_is_picked_out(house) -> None:
    await staffed(house)
    await looks(house, at(TUESDAY, "9.00"), FAR)
    clock.set_shift(at(NEXT, "7.00"))
    await draw_weeks(house, clock.now())
    assert found(await asked(house), "not_listed")["who"] == "Karin Vallmo"


async def test_every_emergency_is_reviewed_with_the_reason_that_was_given(house) -> None:
    await staffed(house)
    clock.set_shift(at(TUESDAY, "9.00"))
    reason = "Medvetslös i hemmet, vi måste veta vad som hänt."
    async with signed_in(house, NURSE) as client:
        told = {"id": str(uuid4()), "number": GUNBORG, "reason": reason}
        assert (await client.post("/api/emergencies", json=told)).status_code == 200
    clock.set_shift(at(NEXT, "7.00"))
    await draw_weeks(house, clock.now())
    item = found(await asked(house), "emergency")
    opened = await asked(house, f"/items/{item['id']}")
    assert opened["reasons"] == [reason]
    assert "Öppnade uppgifter i en nödsituation" in [one["what"] for one in opened["lines"]]
    [line] = await audited(house, "emergency:person:open")
    assert line["activity"] == "Nödöppning"


async def test_what_is_not_finished_stands_there_the_next_week_and_is_late_after_a_fortnight(
    week,
) -> None:
    await judged(week, found(await asked(week), "odd_hours")["id"], "ok")
    clock.set_shift(at(NEXT + timedelta(days=7), "7.00"))
    await looks(week, at(NEXT, "9.00"), GUNBORG)
    await draw_weeks(week, clock.now())
    told = await asked(week)
    assert told["week"]["monday"] == str(NEXT)
    [older] = told["older"]
    assert [one["signs"] for one in older["items"]] == [["same_surname"], ["many_looks"]]
    assert older["overdue"] is False
    clock.set_shift(at(NEXT + timedelta(days=15), "7.00"))
    assert (await asked(week))["older"][0]["overdue"] is True


async def test_what_the_review_itself_writes_is_not_reviewed(week) -> None:
    clock.set_shift(at(NEXT, "21.00"))
    item = found(await asked(week), "same_surname")
    await asked(week, f"/items/{item['id']}")
    await judged(week, item["id"], "ok")
    clock.set_shift(at(NEXT + timedelta(days=7), "7.00"))
    await draw_weeks(week, clock.now())
    assert (await asked(week))["week"]["lines"] == 0
