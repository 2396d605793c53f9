"""Who may sign in and in which roles: given with a reason, looked at anew, and taken back at once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from app import clock
from app.days import local_date
from tests.doors import STAFF, audited, signed_in
from tests.houses import CENTRE, HOME_HELP, TEAM
from tests.rooms import ask

KEEPER, NURSE = "systemforvaltare", "aldre-ssk"
REGION = "SE2321000131-DEMO"
TODAY = local_date(clock.real_now())
IN_A_YEAR = (TODAY + timedelta(days=365)).isoformat()


def assignment(**other: Any) -> dict[str, Any]:
    told = {
        "role": "kommun_hsl", "scope": TEAM, "reason": "Går på avstämningen för Team Ängen",
        "decider": "Anna Ek, enhetschef", "review_on": IN_A_YEAR,
    }  # fmt: skip
    return {**told, **other}


def person(login: str | None = "eva.strand", **other: Any) -> dict[str, Any]:
    return {"name": "Eva Strand", "login": login, "assignment": assignment(**other)}


def found(said: httpx.Response, name: str) -> Any:
    return next(one for one in said.json()["accounts"] if one["name"] == name)


async def test_somebody_new_comes_with_a_role_for_a_place_and_can_be_invited(house) -> None:
    async with signed_in(house, KEEPER) as keeper, signed_in(house, None) as page:
        said = await keeper.post("/api/accounts", json=person())
        assert said.status_code == 201
        eva = found(said, "Eva Strand")
        [given] = eva["assignments"]
        assert (given["role"], given["scope"], given["holds"], given["overdue"]) == (
            "kommun_hsl", TEAM, True, False,
        )  # fmt: skip
        assert given["decider"] == "Anna Ek, enhetschef"
        link = (await keeper.post(f"/api/accounts/{eva['id']}/invitation")).json()
        path, _, token = link["path"].partition("#")
        assert path == "/inbjudan"
        opened = await page.post("/api/invitation/open", json={"token": token})
        assert opened.json()["login"] == "eva.strand"


WRONG = [
    ({"scope": HOME_HELP}, "scope", "social care, for a role of care"),
    ({"scope": CENTRE, "role": "systemadmin"}, "scope", "the region's role for a centre"),
    ({"scope": "SE-NOBODY"}, "scope", "no such place"),
    ({"reason": "  "}, "reason", "no reason"),
    ({"decider": ""}, "decider", "nobody decided"),
    ({"review_on": TODAY.isoformat()}, "review_on", "looked at the day it is given"),
    (
        {"review_on": (TODAY + timedelta(days=400)).isoformat()},
        "review_on",
        "more than a year away",
    ),
    ({"ends_on": (TODAY - timedelta(days=1)).isoformat()}, "ends_on", "over before it begins"),
]


async def test_an_assignment_without_its_grounds_is_refused_with_the_field(house) -> None:
    async with signed_in(house, KEEPER) as keeper:
        for other, field, why in WRONG:
            said = await keeper.post("/api/accounts", json=person(**other))
            assert (said.status_code, [one["field"] for one in said.json()["fields"]]) == (
                422, [field],
            ), why  # fmt: skip
        for name, login in (("", "eva.strand"), ("Eva Strand", "Eva Strand"), ("Eva", "e")):
            said = await keeper.post("/api/accounts", json={**person(login), "name": name})
            assert said.status_code == 422, (name, login)
        everybody = (await keeper.get("/api/accounts")).json()["accounts"]
        assert "Eva Strand" not in {one["name"] for one in everybody}


async def test_the_change_log_names_whoever_gave_and_ended(house) -> None:
    async with signed_in(house, KEEPER) as keeper:
        eva = found(await keeper.post("/api/accounts", json=person()), "Eva Strand")
        await keeper.post(f"/api/assignments/{eva['assignments'][0]['id']}/end")
        await keeper.post(f"/api/accounts/{eva['id']}/disable")
    told = await ask(
        house, "SELECT name, act, who FROM change_log WHERE who <> 'kvarten_work' ORDER BY id"
    )
    assert told == [
        ("account", "INSERT", KEEPER), ("assignment", "INSERT", KEEPER),
        ("assignment", "UPDATE", KEEPER), ("account", "UPDATE", KEEPER),
    ]  # fmt: skip


async def test_two_never_share_a_login(house) -> None:
    async with signed_in(house, KEEPER) as keeper:
        both = await asyncio.gather(
            *(keeper.post("/api/accounts", json=person()) for _ in range(2))
        )
        assert sorted(one.status_code for one in both) == [201, 422]


async def test_what_ends_is_over_at_once_for_whoever_is_signed_in(house) -> None:
    async with signed_in(house, KEEPER) as keeper, signed_in(house, NURSE) as nurse:
        karin = found(await keeper.get("/api/accounts"), "Karin Vallmo")
        assert karin["sessions"] == 1
        key = karin["assignments"][0]["id"]
        said = await keeper.post(f"/api/assignments/{key}/end")
        assert not found(said, "Karin Vallmo")["assignments"][0]["holds"]
        assert (await nurse.get("/api/session")).status_code == 401
        assert (await nurse.post("/api/session", json={"demo": NURSE})).status_code == 403
        assert (await keeper.post(f"/api/assignments/{key}/end")).status_code == 409
        given = assignment(role="aldre_ssk", scope=CENTRE)
        said = await keeper.post(f"/api/accounts/{NURSE}/assignments", json=given)
        assert said.status_code == 201
        assert (await nurse.post("/api/session", json={"demo": NURSE})).status_code == 200


async def test_a_disabled_account_signs_in_nowhere_until_it_is_opened(house) -> None:
    async with signed_in(house, KEEPER) as keeper, signed_in(house, NURSE) as nurse:
        said = await keeper.post(f"/api/accounts/{NURSE}/disable")
        assert found(said, "Karin Vallmo")["disabled"]
        assert (await nurse.get("/api/session")).status_code == 401
        for path, body in (("invitation", None), ("assignments", assignment())):
            said = await keeper.post(f"/api/accounts/{NURSE}/{path}", json=body)
            assert said.status_code == 409, path
        await keeper.post(f"/api/accounts/{NURSE}/enable")
        assert (await nurse.post("/api/session", json={"demo": NURSE})).status_code == 200


async def test_signing_somebody_out_leaves_what_they_may(house) -> None:
    async with signed_in(house, KEEPER) as keeper, signed_in(house, NURSE) as nurse:
        said = await keeper.delete(f"/api/accounts/{NURSE}/sessions")
        assert found(said, "Karin Vallmo")["sessions"] == 0
        assert (await nurse.get("/api/session")).status_code == 401
        assert (await nurse.post("/api/session", json={"demo": NURSE})).status_code == 200


async def test_a_review_that_is_due_shows_until_it_is_done(house, monkeypatch) -> None:
    wall = clock.real_now
    monkeypatch.setattr(clock, "real_now", lambda: wall() + timedelta(days=366))
    async with signed_in(house, KEEPER) as keeper:
        before = (await keeper.get("/api/accounts")).json()
        assert before["overdue"] == len(STAFF) + 2
        key = found(await keeper.get("/api/accounts"), "Karin Vallmo")["assignments"][0]["id"]
        told = {"review_on": (TODAY + timedelta(days=500)).isoformat()}
        said = await keeper.post(f"/api/assignments/{key}/review", json=told)
        assert said.json()["overdue"] == before["overdue"] - 1
        assert not found(said, "Karin Vallmo")["assignments"][0]["overdue"]


async def test_nobody_gives_or_takes_from_themselves(house) -> None:
    async with signed_in(house, KEEPER) as keeper:
        own = found(await keeper.get("/api/accounts"), "Rolf Ekeblad")
        given = assignment(role="aldre_ssk", scope=CENTRE)
        for path, body in (
            (f"accounts/{KEEPER}/assignments", given),
            (f"accounts/{KEEPER}/disable", None),
            (f"accounts/{KEEPER}/invitation", None),
            (f"assignments/{own['assignments'][0]['id']}/end", None),
            (f"assignments/{own['assignments'][0]['id']}/review", {"review_on": IN_A_YEAR}),
        ):
            assert (await keeper.post(f"/api/{path}", json=body)).status_code == 409, path
        assert (await keeper.get("/api/session")).json()["role"] == "systemadmin"


async def test_each_change_is_in_the_log_and_no_name_is(house) -> None:
    async with signed_in(house, KEEPER) as keeper:
        eva = found(await keeper.post("/api/accounts", json=person()), "Eva Strand")["id"]
        await keeper.post(f"/api/accounts/{eva}/invitation")
        await keeper.delete(f"/api/accounts/{eva}/sessions")
        await keeper.post(f"/api/accounts/{eva}/disable")
    lines = await audited(house)
    assert [line["act"] for line in lines] == [
        "account:account:add", "account:assignment:give", "account:account:invite",
        "account:session:revoke", "account:account:disable",
    ]  # fmt: skip
    assert {line["viewer"] for line in lines} == {KEEPER}
    assert all(eva in line["detail"] for line in lines)
    assert not any("Eva" in str(line) for line in lines)


@pytest.mark.parametrize("staff", [*STAFF, "loggranskare", None])
async def test_nobody_else_looks_or_changes(house, staff: str | None) -> None:
    async with signed_in(house, staff) as client:
        said = [
            await client.get("/api/accounts"),
            await client.post("/api/accounts", json=person()),
        ]
    assert {one.status_code for one in said} == {401 if staff is None else 403}
    if staff is not None:
        denied = [(line["act"], line["decision"]) for line in await audited(house)]
        assert denied == [("account:list:look", "deny"), ("account:list:change", "deny")]
