"""Passkeys understands how a test gives somebody one, and how it is shown at the door."""

from __future__ import annotations

from typing import Any

import httpx

from tests.authenticators import Authenticator
from tests.doors import signed_in


async def keyed(house: Any, staff: str) -> Authenticator:
    """One of the demo's persons has a passkey; answers the thing that holds it."""
    return await added(house, staff, Authenticator())


async def added(house: Any, staff: str, key: Authenticator, name: str = "Telefonen") -> Any:
    async with signed_in(house, staff) as client:
        said = await add(client, key, name)
        assert said.status_code == 201, said.text
    return key


async def add(
    client: httpx.AsyncClient, key: Authenticator, name: str = "Telefonen", **wrong: Any
) -> httpx.Response:
    told = (await client.post("/api/account/passkeys/options")).json()
    body = {"name": name, "made": key.make(told, **wrong)}
    return await client.post("/api/account/passkeys", json=body)


async def options(client: httpx.AsyncClient) -> dict[str, Any]:
    """What a browser is asked at the login page."""
    answer = await client.post("/api/passkey/options")
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]


def show(
    key: Authenticator, told: dict[str, Any], device: str = "desk", **wrong: Any
) -> dict[str, Any]:
    """The body of a login."""
    return {"shown": key.show(told, **wrong), "device": device}
