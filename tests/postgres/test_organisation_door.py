"""The organisation door: systemadmin reads, tries and changes; everybody else is turned away."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.doors import STAFF, audited, signed_in
from tests.houses import CENTRE

if TYPE_CHECKING:
    import httpx

WHERE = "/api/organisation"
KEEPER = "systemforvaltare"


async def document(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get(WHERE)
    assert answer.status_code == 200
    return answer.json()  # type: ignore[no-any-return]


def centre_of(told: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in told["file"]["centres"] if one["unit"] == CENTRE)


async def test_what_is_read_may_be_sent_back_and_changes_nothing(house) -> None:
    async with signed_in(house, KEEPER) as client:
        told = await document(client)
        answer = await client.post(f"{WHERE}?version={told['version']}", json=told["file"])
    assert answer.json() == {"version": told["version"], "changes": [], "written": False}


async def test_a_change_is_tried_first_and_then_followed_at_once(house) -> None:
    async with signed_in(house, KEEPER) as client:
        told = await document(client)
        centre_of(told).update(time="07:30", weekdays=["tor"], closed=["2026-12-24"])
        query = f"version={told['version']}"
        tried = await client.post(f"{WHERE}?{query}&dry_run=true", json=told["file"])
        assert (await document(client))["version"] == told["version"]
        done = await client.post(f"{WHERE}?{query}", json=told["file"])
    assert tried.json()["changes"] == done.json()["changes"]
    assert (tried.json()["written"], done.json()["written"]) == (False, True)
    [change] = done.json()["changes"]
    assert {f["name"]: f["after"] for f in change["fields"]} == {
        "time": "07:30", "weekdays": "tor", "closed": "2026-12-24",
    }  # fmt: skip
    calendar = house.organisation.centres[CENTRE].calendar
    assert calendar.time.isoformat("minutes") == "07:30"
    assert [line["viewer"] for line in await audited(house, "organisation:centres:change")] == [
        KEEPER
    ]


async def test_every_fault_is_answered_with_its_field(house) -> None:
    async with signed_in(house, KEEPER) as client:
        told = await document(client)
        centre_of(told).update(time="8", weekdays=[])
        answer = await client.post(WHERE, json=told["file"])
    at = told["file"]["centres"].index(centre_of(told))
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["fields"]] == [
        f"centres[{at}].time", f"centres[{at}].weekdays",
    ]  # fmt: skip


async def test_a_change_overtaken_by_another_is_refused(house) -> None:
    async with signed_in(house, KEEPER) as client:
        told = await document(client)
        centre_of(told)["time"] = "07:30"
        query = f"{WHERE}?version={told['version']}"
        assert (await client.post(query, json=told["file"])).status_code == 200
        centre_of(told)["time"] = "07:45"
        assert (await client.post(query, json=told["file"])).status_code == 409


async def test_the_export_is_a_file_that_reads_back_the_same(house) -> None:
    async with signed_in(house, KEEPER) as client:
        told = await document(client)
        answer = await client.get(f"{WHERE}.yaml")
    assert answer.headers["content-type"].startswith("application/yaml")
    found = yaml.safe_load(answer.text)
    assert [one["hsa_id"] for one in found["units"]] == [
        one["hsa_id"] for one in told["file"]["units"]
    ]


@pytest.mark.parametrize("staff", [*STAFF, None])
async def test_nobody_else_looks_or_changes(house, staff: str | None) -> None:
    async with signed_in(house, staff) as client:
        answers = [
            await client.get(WHERE),
            await client.get(f"{WHERE}.yaml"),
            await client.post(WHERE, json={}),
        ]
    assert {one.status_code for one in answers} == {401 if staff is None else 403}
    if staff is not None:
        lines = [(line["act"], line["decision"]) for line in await audited(house)][-3:]
        assert lines == [
            ("organisation:file:look", "deny"), ("organisation:file:look", "deny"),
            ("organisation:file:change", "deny"),
        ]  # fmt: skip


async def test_a_page_of_another_site_changes_nothing(house) -> None:
    async with signed_in(house, KEEPER) as client:
        told = await document(client)
        answer = await client.post(
            WHERE, json=told["file"], headers={"origin": "https://ont.example"}
        )
    assert answer.status_code == 403


ODD: list[tuple[bytes, str]] = [
    (b"", "nothing"),
    (b"{", "broken"),
    (b"[" * 100_000, "deeper than anybody reads"),
    (b"7", "a number"),
    (b"null", "null"),
    (b'{"region": null}', "null where a section should be"),
    (b'{"units": [[], 3, null, {"hsa_id": {}}]}', "no entries"),
    (b'{"region": {"name": "A\\u0000", "hsa_id": "SE2321000131-DEMO"}}', "a sign without a row"),
    (b'{"region": {"name": "\\ud800", "hsa_id": "SE2321000131-DEMO"}}', "half a sign"),
    (b"\xff\xfe", "no UTF-8"),
]


@pytest.mark.parametrize(("body", "_comment"), ODD, ids=[one[1] for one in ODD])
async def test_what_is_no_organisation_is_answered_as_such(
    house, body: bytes, _comment: str
) -> None:
    async with signed_in(house, KEEPER) as client:
        answer = await client.post(WHERE, content=body)
    assert answer.status_code == 422


async def test_a_text_without_a_place_in_the_database_is_a_fault(house) -> None:
    async with signed_in(house, KEEPER) as client:
        told = await document(client)
        told["file"]["region"]["name"] = "A\0"
        answer = await client.post(WHERE, content=json.dumps(told["file"]))
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["fields"]] == ["region.name"]


async def test_whoever_looks_after_the_system_sees_no_persons(house) -> None:
    async with signed_in(house, KEEPER) as client:
        session = (await client.get("/api/session")).json()
        assert "installningar" in session["pages"]
        assert session["huddles"] == []
        for path in (f"/api/huddles/{CENTRE}/2026-11-20", "/api/actions"):
            assert (await client.get(path)).status_code == 403
