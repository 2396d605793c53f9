"""The log's review: each controller is shown its own, and somebody else judges, once and in words."""

from __future__ import annotations

import asyncio
import csv
import io
from datetime import timedelta
from uuid import uuid4

import pytest

from app import clock
from app.scrutiny.drawing import draw_weeks
from tests.doors import STAFF, audited, person_id, signed_in
from tests.reviews import (
    GUNBORG,
    KARIN,
    MAS,
    NEXT,
    PATH,
    REVIEWER,
    TUESDAY,
    asked,
    drawn_week,
    found,
    judged,
    looks,
    staffed,
)
from tests.rooms import ask, at

WHY = "Frågade chefen, som inte kände till något skäl."


@pytest.fixture
async def week(house):
    """The week of 16 November, drawn the Monday after."""
    return await drawn_week(house)


async def test_each_controller_is_shown_its_own_and_opens_no_others(week) -> None:
    mine, theirs = await asked(week), await asked(week, who=MAS)
    assert {one["role_text"] for one in theirs["week"]["items"]} == {"hemtjänstplanerare"}
    assert {one["role_text"] for one in mine["week"]["items"]} == {"äldre-sjuksköterska"}
    [other] = [one["id"] for one in theirs["week"]["items"]]
    async with signed_in(week, REVIEWER) as client:
        assert (await client.get(f"{PATH}/items/{other}")).status_code == 404
    answer = await judged(week, other, "ok")
    assert answer.status_code == 404
    assert await ask(week, "SELECT count(*) FROM scrutiny_judgement") == [(0,)]


@pytest.mark.parametrize("staff", [*STAFF, "systemforvaltare"])
async def test_nobody_else_reads_or_judges_and_that_they_asked_is_noted(week, staff) -> None:
    item = (await asked(week))["week"]["items"][0]["id"]
    async with signed_in(week, staff) as client:
        for path in ("", f"/items/{item}", "/years/2026", "/years/2026/csv", "/bounds"):
            assert (await client.get(PATH + path)).status_code == 403
    assert (await judged(week, item, "ok", staff)).status_code == 403
    denied = [one for one in await audited(week) if one["decision"] == "deny"]
    assert {(one["viewer"], one["person"]) for one in denied} == {(staff, None)}
    acts = [one["act"].removeprefix("log:scrutiny:") for one in denied]
    assert acts == ["look"] * 5 + ["judge"]


async def test_what_is_opened_tells_who_it_was_about_and_is_itself_in_the_log(week) -> None:
    item = found(await asked(week), "same_surname")
    told = await asked(week, f"/items/{item['id']}")
    assert told["person"] == {
        "name": "Algot Vallmo", "born": 1936, "protected": False, "listed_at": "Lindåsens vårdcentral",
    }  # fmt: skip
    [line] = told["lines"]
    assert (line["what"], line["kinds"]) == (
        "Såg raden i den dagliga avstämningen",
        "namn och ålder",
    )
    assert (told["acted"], told["these"], len(told["others"])) == (False, [14 * 60], 26)
    assert (told["purpose"], told["said"], told["reasons"]) == ("Vård och behandling", [], [])
    [noted] = await audited(week, "log:scrutiny:look")
    assert (noted["viewer"], noted["person"]) == (REVIEWER, await person_id(week, KARIN))
    assert (noted["given"], noted["detail"], noted["activity"]) == ("D1", item["id"], "Läsa")


async def test_what_is_judged_is_in_the_log_with_its_reason_and_stands_on_the_list(week) -> None:
    item = found(await asked(week), "odd_hours")
    after = (await judged(week, item["id"], "breach", note=WHY)).json()
    one = found(after, "odd_hours")
    assert (one["verdict"], one["judged_by"]) == ("breach", "Prov granskare")
    [noted] = await audited(week, "log:scrutiny:judge")
    assert (noted["detail"], noted["decision"]) == (f"breach {item['id']}", "allow")
    reasons = await ask(week, "SELECT reason FROM audit_reason")
    assert reasons == [(WHY,)]
    said = (await asked(week, f"/items/{item['id']}"))["said"]
    assert [(one["verdict"], one["note"]) for one in said] == [("breach", WHY)]


WRONG = [
    ({"verdict": "breach"}, 422, "Skriv varför", "no reason for a breach"),
    ({"verdict": "follow_up", "note": "  kort "}, 422, "Skriv varför", "too short a one"),
    ({"verdict": "ok", "note": "x" * 2001}, 422, "Skriv varför", "too long a one"),
    ({"verdict": "kanske"}, 422, "förstå", "no verdict"),
    ({"verdict": "ok", "follows": str(uuid4()), "note": WHY}, 409, "Någon annan", "after none"),
]


@pytest.mark.parametrize(("told", "status", "says", "_why"), WRONG, ids=[one[3] for one in WRONG])
async def test_what_is_no_judgement_is_refused_and_nothing_is_written(
    week, told, status, says, _why
) -> None:
    item = found(await asked(week), "odd_hours")
    answer = await judged(week, item["id"], **told)
    assert (answer.status_code, says in answer.text) == (status, True)
    assert await ask(week, "SELECT count(*) FROM scrutiny_judgement") == [(0,)]
    assert await audited(week, "log:scrutiny:judge") == []


async def test_a_judgement_is_sent_twice_and_made_once(week) -> None:
    item, id_ = found(await asked(week), "odd_hours"), str(uuid4())
    for _ in range(2):
        assert (await judged(week, item["id"], "ok", id=id_)).status_code == 200
    assert await ask(week, "SELECT count(*) FROM scrutiny_judgement") == [(1,)]
    assert len(await audited(week, "log:scrutiny:judge")) == 1


async def test_a_second_thought_is_a_new_judgement_that_names_the_first(week) -> None:
    item = found(await asked(week), "odd_hours")
    first = found((await judged(week, item["id"], "follow_up", note=WHY)).json(), "odd_hours")
    # Whoever has not read the first one does not judge past it.
    assert (await judged(week, item["id"], "ok", "granskare-2")).status_code == 409
    follows = {"follows": first["judgement"]}
    assert (await judged(week, item["id"], "ok", "granskare-2", **follows)).status_code == 422
    follows["note"] = "Kollegan var sjuk, och Karin tog hennes pass."
    after = (await judged(week, item["id"], "ok", "granskare-2", **follows)).json()
    assert found(after, "odd_hours")["judged_by"] == "Prov granskare-2"
    said = (await asked(week, f"/items/{item['id']}"))["said"]
    assert [(one["verdict"], one["judge"]) for one in said] == [
        ("follow_up", "Prov granskare"), ("ok", "Prov granskare-2"),
    ]  # fmt: skip


async def test_two_who_judge_at_once_are_one_who_did_and_one_who_is_told(week) -> None:
    item = found(await asked(week), "odd_hours")
    both = await asyncio.gather(
        *(judged(week, item["id"], "ok", who) for who in (REVIEWER, "granskare-2"))
    )
    assert sorted(one.status_code for one in both) == [200, 409]
    assert len(await audited(week, "log:scrutiny:judge")) == 1, "who was second wrote nothing"


async def test_nobody_judges_their_own_looks(house) -> None:
    await staffed(house)
    for _ in range(10):
        await looks(house, at(TUESDAY, "9.00"), GUNBORG, who=REVIEWER, act="log:person:extract")
    await looks(house, at(TUESDAY, "23.00"), GUNBORG, who=REVIEWER, act="log:person:extract")
    clock.set_shift(at(NEXT, "7.00"))
    await draw_weeks(house, clock.now())
    item = found(await asked(house), "odd_hours")
    assert item["own"] is True
    answer = await judged(house, item["id"], "ok")
    assert (answer.status_code, "dina egna" in answer.text) == (403, True)
    [denied] = await audited(house, "log:scrutiny:judge")
    assert denied["decision"] == "deny"
    assert (await judged(house, item["id"], "ok", "granskare-2")).status_code == 200


async def test_the_year_is_counted_and_its_sheet_opens(week) -> None:
    told = await asked(week)
    await judged(week, found(told, "odd_hours")["id"], "breach", note=WHY)
    clock.set_shift(at(NEXT + timedelta(days=20), "7.00"))
    await judged(week, found(told, "same_surname")["id"], "ok")
    year = await asked(week, "/years/2026")
    counts = {name: year[name] for name in ("weeks", "lines", "items", "judged", "ok", "breach")}
    assert counts == {"weeks": 1, "lines": 27, "items": 3, "judged": 2, "ok": 1, "breach": 1}
    assert (year["unjudged"], year["late"], year["days"]) == (1, 1, 10.0)
    signs = {one["sign"]: (one["items"], one["breaches"]) for one in year["signs"]}
    assert (signs["odd_hours"], signs["same_surname"], signs["emergency"]) == (
        (1, 1),
        (1, 0),
        (0, 0),
    )
    async with signed_in(week, REVIEWER) as client:
        sheet = await client.get(f"{PATH}/years/2026/csv")
    rows = list(csv.reader(io.StringIO(sheet.content[3:].decode()), delimiter=";"))
    assert ["Misstänkt obehöriga", "1"] in rows
    assert ["Ovanlig tid", "1", "1"] in rows
    assert (await asked(week, "/years/2025"))["weeks"] == 0


async def test_the_bounds_are_the_own_controllers_and_each_change_is_told(house) -> None:
    await staffed(house)
    told = await asked(house, "/bounds")
    assert (told["sample"], told["opens"], told["closes"]) == (20, "06:00:00", "20:00:00")
    async with signed_in(house, REVIEWER) as client:
        wrong = {**told, "sample": 1, "opens": "21:00:00"}
        answer = await client.put(f"{PATH}/bounds", json=wrong)
        assert [one["field"] for one in answer.json()["fields"]] == ["sample", "opens"]
        answer = await client.put(f"{PATH}/bounds", json={**told, "sample": 40})
        assert answer.json()["sample"] == 40
    assert (await asked(house, "/bounds", MAS))["sample"] == 20
    changed = await ask(house, "SELECT who, name FROM change_log WHERE name = 'scrutiny_setting'")
    assert changed == [(REVIEWER, "scrutiny_setting")]
