"""A source's keys as the one who looks after them deals with them: made, changed, taken back."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import pytest

from app import clock
from app.events import door as doors
from app.events import keys
from tests.doors import STAFF, audited, signed_in
from tests.houses import cloud
from tests.intake import TOKEN, door, post

KEEPER = "systemforvaltare"
KEYS, MAKE = "/api/sources/cloudevents/keys", "/api/sources/cloudevents/token"


async def test_a_new_token_opens_at_once_and_the_old_one_for_a_while(house) -> None:
    async with signed_in(house, "systemforvaltare") as client:
        answer = await client.post("/api/sources/cloudevents/token", json={"overlap_hours": 1})
    assert answer.status_code == 201
    made = answer.json()["token"]
    for token in (made, "provtoken"):
        async with door(house, token=token) as source:
            assert (await post(source, cloud("vc.visit"))).status_code == 201, token


async def test_a_token_changed_without_overlap_ends_the_old_one(house) -> None:
    async with door(house) as source:
        assert (await post(source, cloud("vc.visit"))).status_code == 201
    async with signed_in(house, "systemforvaltare") as client:
        made = (
            await client.post("/api/sources/cloudevents/token", json={"overlap_hours": 0})
        ).json()
    async with door(house, token=made["token"]) as source:
        assert (await post(source, cloud("vc.visit"))).status_code == 201
        old = {"authorization": "Bearer annan"}
        assert (await source.post("/api/events", content=b"{}", headers=old)).status_code == 401


async def test_keys_taken_back_open_nothing_within_five_seconds(house, monkeypatch) -> None:
    monkeypatch.setattr(doors, "REMEMBERED", 0.0)
    async with door(house) as source:
        assert (await post(source, cloud("vc.visit"))).status_code == 201
        async with signed_in(house, "systemforvaltare") as client:
            assert (await client.delete("/api/sources/cloudevents/token")).status_code == 204
        assert (await post(source, cloud("vc.visit"))).status_code == 401


async def test_only_who_looks_after_the_system_deals_with_keys(house) -> None:
    for staff in ("aldre-ssk", "chef", "hemtjanstplanerare"):
        async with signed_in(house, staff) as client:
            assert (await client.post("/api/sources/cloudevents/token", json={})).status_code == 403
            assert (await client.delete("/api/sources/cloudevents/token")).status_code == 403
    async with signed_in(house, "systemforvaltare") as client:
        assert (await client.post("/api/sources/okand/token", json={})).status_code == 404
        assert (
            await client.post("/api/sources/elvis/token", json={"overlap_hours": 9999})
        ).status_code == 422


async def test_the_keys_that_hold_are_listed_with_kind_and_times_and_never_with_what_opens(
    house,
) -> None:
    print_ = hashlib.sha256(b"certificate").digest()
    async with door(house):
        pass
    async with house.database.work() as session:
        await keys.give_certificate(session, "cloudevents", print_, clock.real_now())
        await keys.give_token(session, "elvis", "en-annans", clock.real_now())
    async with signed_in(house, KEEPER) as client:
        made = (await client.post(MAKE, json={"overlap_hours": 2})).json()
        answer = await client.get(KEYS)
    told = answer.json()["keys"]
    assert [(one["kind"], one["until"]) for one in told] == [
        ("token", None), ("certificate", None), ("token", made["older_until"]),
    ]  # fmt: skip
    for one in told:
        assert set(one) == {"kind", "since", "until"}
        since = datetime.fromisoformat(one["since"])
        assert clock.real_now() - since < timedelta(minutes=5), "the wall's time, not the demo's"
    for secret in (TOKEN, made["token"]):
        assert secret not in answer.text
        assert hashlib.sha256(secret.encode()).hexdigest() not in answer.text
    assert answer.headers["cache-control"] == "no-store"


async def test_a_key_that_was_let_go_or_taken_back_is_no_longer_listed(house) -> None:
    async with door(house), signed_in(house, KEEPER) as client:
        await client.post(MAKE, json={"overlap_hours": 0})
        [left] = (await client.get(KEYS)).json()["keys"]
        assert left["until"] is None
        assert (await client.delete(MAKE)).status_code == 204
        assert (await client.get(KEYS)).json()["keys"] == []


@pytest.mark.parametrize("staff", [*STAFF, None])
async def test_nobody_else_sees_which_keys_a_source_has(house, staff: str | None) -> None:
    async with signed_in(house, staff) as client:
        assert (await client.get(KEYS)).status_code == (401 if staff is None else 403)
    if staff is not None:
        assert [one["decision"] for one in await audited(house, "source:key:look")] == ["deny"]


async def test_a_source_that_is_not_there_has_no_keys_to_see(house) -> None:
    async with signed_in(house, KEEPER) as client:
        assert (await client.get("/api/sources/okand/keys")).status_code == 404


async def test_a_new_token_and_a_taking_back_are_in_the_log_without_the_token(house) -> None:
    async with signed_in(house, KEEPER) as client:
        made = (await client.post(MAKE, json={})).json()["token"]
        await client.delete(MAKE)
    lines = await audited(house)
    assert [(one["act"], one["viewer"], one["detail"]) for one in lines[-2:]] == [
        ("source:key:rotate", KEEPER, "cloudevents"),
        ("source:key:take_back", KEEPER, "cloudevents"),
    ]
    assert made not in str(lines)
