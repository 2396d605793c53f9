"""The events door: one event or a batch, answered event by event once it is stored."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from app import clock
from tests.houses import CENTRE, NOW, cloud, home_from_ed, registered
from tests.intake import BATCH, count, door, kept, post, stored, told_of

WHO = "19340304T027"
PROBLEM = "application/problem+json"


async def test_a_new_event_is_answered_201_and_is_then_stored(house) -> None:
    async with door(house) as client:
        answer = await post(client, registered(id="e1"))
    assert answer.status_code == 201
    assert answer.json() == {"id": "e1", "status": "new"}
    assert answer.headers["cache-control"] == "no-store"
    person, centre = await stored(house, WHO)
    assert (person.name, centre) == ("Gunborg Öhrnäs", CENTRE)


async def test_the_same_event_again_is_answered_200_and_changes_nothing(house) -> None:
    async with door(house) as client:
        await post(client, registered(id="e1"))
        before = await stored(house, WHO)
        again = await post(client, registered(id="e1", given_name="Någon annan"))
    assert (again.status_code, again.json()) == (200, {"id": "e1", "status": "known"})
    assert await stored(house, WHO) == before
    assert await count(house, "event") == 1


async def test_the_same_id_of_another_producer_is_another_event(house) -> None:
    async with door(house) as client:
        first = await post(client, home_from_ed(id="e1"))
        other = await post(client, home_from_ed(id="e1", source="annan-avsändare"))
        again = await post(client, home_from_ed(id="e1", source="annan-avsändare"))
    assert [answer.status_code for answer in (first, other, again)] == [201, 201, 200]
    assert {row["source"] for row in await told_of(house, WHO)} == {"cloudevents"}


async def test_a_rejected_event_is_answered_422_with_its_field_and_is_kept(house) -> None:
    event = home_from_ed(id="e1", outcome="hem")
    async with door(house) as client:
        answer = await post(client, event)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == PROBLEM
    told = answer.json()
    assert told["type"] == "urn:kvarten:problem:rejected"
    assert told["title"] == "Uppgifterna går inte att ta emot"
    assert told["detail"] == "Händelsen togs inte emot. Värdet är inte ett av de tillåtna."
    assert told["fields"] == [
        {"field": "data.outcome", "says": "Värdet är inte ett av de tillåtna."}
    ]
    [aside] = await kept(house)
    assert aside["outcome"] == "rejected"
    assert (aside["kind"], aside["field"]) == ("ed.visit.closed", "data.outcome")
    assert '"outcome": "hem"' in aside["text"]


async def test_what_is_not_json_is_answered_400_and_is_kept_whole(house) -> None:
    for whole in (b'{"id": "e1", "typ', b'[{"id": "e1"}, {"id"', b"[" * 3000 + b"]" * 2999):
        async with door(house) as client:
            answer = await post(client, whole)
        assert answer.status_code == answer.json()["status"] == 400
        assert answer.headers["content-type"] == PROBLEM
        assert answer.json()["fields"][0]["says"] == "Det som skickades är inte giltig JSON."
    assert [aside["text"] for aside in await kept(house)] == [
        '{"id": "e1", "typ',
        '[{"id": "e1"}, {"id"',
        "[" * 3000 + "]" * 2999,
    ]


async def test_a_broken_batch_is_not_called_a_large_event(house) -> None:
    async with door(house) as client:
        answer = await post(client, b"[" + b'{"id": "e1"},' * 9000)
    assert answer.status_code == 400
    assert answer.json()["fields"][0]["says"] == "Det som skickades är inte giltig JSON."


async def test_a_batch_is_answered_event_by_event_in_its_order(house) -> None:
    async with door(house) as client:
        await post(client, registered(id="e2"))
        answer = await post(
            client,
            [
                registered(id="e1"),
                registered(id="e2"),
                cloud("vc.tour", id="e3"),
                home_from_ed(id="e4"),
            ],
        )
    assert answer.status_code == 200
    assert answer.json() == [
        {"id": "e1", "status": "new"},
        {"id": "e2", "status": "known"},
        {
            "id": "e3", "status": "rejected", "field": "type",
            "reason": "Händelsetypen 'vc.tour' finns inte.",
        },
        {"id": "e4", "status": "new"},
    ]  # fmt: skip


async def test_a_list_is_a_batch_whatever_it_is_called_and_an_empty_one_is_nothing(house) -> None:
    async with door(house) as client:
        for kind in (BATCH, BATCH + "; charset=utf-8", "application/json", "text/plain", ""):
            answer = await post(client, [], kind)
            assert (answer.status_code, answer.json()) == (200, []), kind
            named = await post(client, b"\n  " + b'[{"id": "e1"}]', kind)
            assert [one["status"] for one in named.json()] == ["rejected"]


async def test_one_event_is_taken_whatever_it_is_called(house) -> None:
    async with door(house) as client:
        kinds = ("application/cloudevents+json", "application/json", BATCH, "text/plain", "")
        answers = [await post(client, home_from_ed(), kind) for kind in kinds]
    assert [answer.status_code for answer in answers] == [201] * 5


async def test_a_picture_is_refused_and_kept(house) -> None:
    async with door(house) as client:
        answer = await post(client, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png")
    assert answer.status_code == 400
    assert "IHDR" in (await kept(house))[0]["text"]


@pytest.mark.parametrize("token", [None, "fel", "provtoken ", "Provtoken", "å"])
async def test_who_has_no_token_is_answered_401_and_leaves_no_trace(house, token) -> None:
    async with door(house, token) as client:
        answer = await post(client, [home_from_ed()])
    assert answer.status_code == 401
    assert answer.headers["content-type"] == PROBLEM
    assert answer.json()["detail"] == "Källans token saknas eller gäller inte."
    assert await count(house, "event") == await count(house, "set_aside") == 0


async def test_a_session_cookie_is_no_token_and_the_scheme_must_be_said(house) -> None:
    async with door(house) as client:
        await client.post("/api/session", json={"demo": "aldre-ssk"})
        for told in ("", "provtoken", "Basic provtoken", "Bearer", "Bearer "):
            client.headers["authorization"] = told
            assert (await post(client, [home_from_ed()])).status_code == 401
        client.headers["authorization"] = "bearer provtoken"
        assert (await post(client, home_from_ed())).status_code == 201


async def test_more_than_ten_thousand_are_too_many_at_once(house) -> None:
    async with door(house) as client:
        answer = await post(client, b"[" + b"{}," * 10_000 + b"{}]")
        assert answer.status_code == 413
        assert answer.headers["content-type"] == PROBLEM
        assert answer.json()["detail"] == "Högst 10000 händelser tas emot på en gång."
        assert await count(house, "set_aside") == 0


async def test_more_than_sixteen_megabytes_are_too_much_at_once(house) -> None:
    async with door(house) as client:
        answer = await post(client, b" " * (16 * 1024 * 1024 + 1))
    assert answer.status_code == 413
    assert answer.json()["detail"] == "Högst 16384 kB tas emot på en gång."
    assert await count(house, "set_aside") == 0


async def test_the_door_is_only_for_posting(house) -> None:
    async with door(house) as client:
        answer = await client.put("/api/events")
    assert answer.status_code == 405
    assert answer.headers["content-type"] == PROBLEM
    assert answer.json()["detail"] == "Det går inte att göra så på den här adressen."


async def test_what_happened_when_it_was_written_and_when_it_came_are_kept_apart(house) -> None:
    happened, written = NOW - timedelta(hours=9), NOW - timedelta(hours=7)
    async with door(house) as client:
        await post(client, home_from_ed(at=happened, recorded_at=written.isoformat()))
        await post(client, home_from_ed(at=happened))
    told, untold = await told_of(house, WHO)
    now = clock.now()
    assert (told["occurred_at"], told["recorded_at"]) == (happened, written)
    assert timedelta() <= now - told["received_at"] < timedelta(minutes=1)
    # What does not say when it was written down was not written down before it came.
    assert untold["recorded_at"] == untold["received_at"]
    person, _ = await stored(house, WHO)
    first = person.ed_visits[0].closed
    assert (first.occurred_at, first.recorded_at) == (happened, written)
    assert first.received_at == told["received_at"]


async def test_instants_are_read_in_utc_whatever_zone_the_server_keeps(house, admin_url) -> None:
    """In the hour that autumn repeats, Swedish local time would turn two visits about."""
    import psycopg
    from sqlalchemy import make_url

    name = make_url(house.database.url).database
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {name} SET timezone TO 'Europe/Stockholm'")
    await house.database.close()
    before, after = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
    async with door(house) as client:
        await post(client, home_from_ed(at=after))
        await post(client, home_from_ed(at=before))
    assert [row["occurred_at"] for row in await told_of(house, WHO)] == [before, after]
    person, _ = await stored(house, WHO)
    assert [visit.closed.occurred_at for visit in person.ed_visits] == [before, after]
    assert (await told_of(house, WHO))[0]["occurred_at"].utcoffset() == timedelta()


async def test_a_source_is_heard_of_when_it_sends_whatever_it_sends(house) -> None:
    heard = text("SELECT last_heard FROM source WHERE id = 'cloudevents'")

    async def last() -> datetime | None:
        async with house.database.work() as session:
            return (await session.execute(heard)).scalar_one()

    assert await last() is None
    async with door(house) as client:
        await post(client, b"rubbish")
        first = await last()
        assert first is not None
        clock.set_shift(NOW + timedelta(minutes=1))
        await asyncio.gather(*(post(client, home_from_ed()) for _ in range(4)))
    assert await last() > first
