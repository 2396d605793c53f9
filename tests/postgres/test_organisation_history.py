"""Who changed what a centre has chosen, when, and from what: for whoever looks after the organisation."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from tests.changes import let_be, with_
from tests.doors import STAFF, signed_in
from tests.houses import CENTRE
from tests.packs import LSS, OTHER
from tests.small_demo import FILE

KEEPER = "systemforvaltare"


async def history(house, centre: str = CENTRE) -> list[dict[str, Any]]:
    async with signed_in(house, KEEPER) as client:
        answer = await client.get(f"/api/organisation/centres/{centre}/history")
    assert answer.status_code == 200
    return list(answer.json()["changes"])


def of_centre(document: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in document["centres"] if one["unit"] == CENTRE)


def fields(change: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {one["name"]: (one.get("before"), one.get("after")) for one in change["fields"]}


async def test_every_field_is_told_as_the_document_writes_it_the_latest_change_first(house) -> None:
    assert await history(house) == []
    told = {
        "time": ("08:00", "07:30"), "weekdays": (["mån", "tis", "ons", "tor", "fre"], ["ons"]),
        "closed": ([], ["2026-12-23"]), "pack": ("boken", LSS), "weekly_day": ("tor", "tis"),
        "weekly_time": ("13:00", "14:30"), "weekly_minutes": (45, 60),
        "group": ("Närvårdsgruppen Borås", None),
    }  # fmt: skip
    wanted = {name: after for name, (_, after) in told.items()}
    file = with_(FILE, "centres", "unit", CENTRE, **{**wanted, "closed": [date(2026, 12, 23)]})
    async with signed_in(house, KEEPER) as client:
        document = (await client.get("/api/organisation")).json()["file"]
        of_centre(document).update(wanted)
        assert (await client.post("/api/organisation", json=document)).status_code == 200
    assert (await let_be(house, file)).changes == []
    await let_be(house, with_(file, "centres", "unit", CENTRE, weekly_minutes=30))
    last, first = await history(house)
    assert fields(first) == told
    assert fields(last) == {"weekly_minutes": (60, 30)}
    assert (first["by_name"], last["by_name"]) == ("Rolf Ekeblad", "kommandoraden")
    assert await history(house, OTHER) == []


async def test_what_it_was_can_be_sent_back_as_it_is_told(house) -> None:
    changed = {"pack": LSS, "weekdays": ["ons"], "closed": [date(2026, 12, 23)], "group": None}
    await let_be(house, with_(FILE, "centres", "unit", CENTRE, **changed))
    [change] = await history(house)
    before = {one["name"]: one.get("before") for one in change["fields"]}
    async with signed_in(house, KEEPER) as client:
        document = (await client.get("/api/organisation")).json()["file"]
        of_centre(document).update(before)
        assert (await client.post("/api/organisation", json=document)).status_code == 200
    assert (await let_be(house, FILE)).changes == []
    assert len(await history(house)) == 2


async def test_a_centre_that_is_taken_out_and_comes_back_has_the_changes_it_had(house) -> None:
    left = [one for one in FILE.centres if one.unit != CENTRE]
    await let_be(house, with_(FILE, "centres", "unit", CENTRE, weekly_minutes=30))
    await let_be(house, replace(FILE, centres=left))
    await let_be(house, FILE)
    assert [fields(one) for one in await history(house)] == [
        {"weekly_minutes": (30, 45)}, {"weekly_minutes": (45, 30)},
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["SE2321000131-DEMOVC99", "SE2321000131-DEMOAMB01", "%00"])
async def test_what_is_no_centre_has_no_history(house, key: str) -> None:
    async with signed_in(house, KEEPER) as client:
        answer = await client.get(f"/api/organisation/centres/{key}/history")
    assert answer.status_code == 404


@pytest.mark.parametrize("staff", STAFF)
async def test_nobody_else_reads_it(house, staff: str) -> None:
    async with signed_in(house, staff) as client:
        answer = await client.get(f"/api/organisation/centres/{CENTRE}/history")
    assert answer.status_code == 403
