"""A source's keys as the one who looks after them deals with them: made, changed, taken back."""

from __future__ import annotations

from app.events import door as doors
from tests.doors import signed_in
from tests.houses import cloud
from tests.intake import door, post


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
