"""The listings door: a source that may tell of listings sends a file; nobody else does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.houses import CENTRE
from tests.intake import count, door, stored

if TYPE_CHECKING:
    import httpx

WHO = "19340304T027"
FILE = f"personnummer;förnamn;efternamn\n{WHO};Gunborg;Öhrnäs\n".encode()
OTHER = "personnummer;förnamn;efternamn\n19360411T028;Algot;Åkerlind\n".encode()


async def send(client: httpx.AsyncClient, raw: bytes = FILE, **query: str) -> httpx.Response:
    return await client.post("/api/listings", content=raw, params={"centre": CENTRE, **query})


async def test_a_file_is_taken_in_and_answered_for(house) -> None:
    async with door(house) as client:
        answer = await send(client)
    assert answer.status_code == 200
    assert answer.json() == {
        "rows": 1, "new": 1, "changed": 0, "moved": 0, "same": 0, "left": 0, "rejected": [],
        "absent": [], "written": True,
    }  # fmt: skip
    assert (await stored(house, WHO))[1] == CENTRE


async def test_a_dry_run_takes_nothing(house) -> None:
    async with door(house) as client:
        answer = await send(client, dry_run="true")
    assert (answer.json()["new"], answer.json()["written"]) == (1, False)
    assert await count(house, "person") == 0


async def test_a_complete_file_waits_for_its_number(house) -> None:
    async with door(house) as client:
        await send(client)
        waits = await send(client, OTHER, complete="true")
        assert waits.status_code == 409
        assert "1 av 1 listade" in waits.json()["detail"]
        assert (await send(client, OTHER, complete="true", confirm="1")).json()["left"] == 1
    assert (await stored(house, WHO))[1] is None


REFUSED = [
    ({"centre": "SE2321000131-X", "complete": "true"}, FILE, 404, "a centre that is not there"),
    ({}, b"namn\nA\n", 422, "a file of something else"),
    ({"confirm": "-1"}, FILE, 422, "fewer than none"),
]


@pytest.mark.parametrize(("query", "raw", "status", "_comment"), REFUSED,
                         ids=[one[-1] for one in REFUSED])  # fmt: skip
async def test_what_cannot_be_is_refused(
    house, query: dict[str, str], raw: bytes, status: int, _comment: str
) -> None:
    async with door(house) as client:
        answer = await send(client, raw, **query)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_complete_file_says_of_which_centre(house) -> None:
    async with door(house) as client:
        answer = await client.post("/api/listings?complete=true", content=FILE)
    assert answer.status_code == 422


async def test_nobody_without_a_token_and_no_source_of_something_else(house) -> None:
    async with door(house, None) as client:
        assert (await send(client)).status_code == 401
    house.organisation.sources["cloudevents"].kinds = ["ed.visit.*"]
    async with door(house) as client:
        assert (await send(client)).status_code == 403
    assert await count(house, "person") == 0
