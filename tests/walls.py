"""Walls understand how a test lights a wall: it asks for a code, and the convenor tells the code.

Who is present is ticked by the convenor; nobody is until a test says so, but for whoever convenes.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from tests.doors import DAY, command, signed_in
from tests.houses import CENTRE, HOME_HELP, NEEDS, TEAM
from tests.lives import Live

if TYPE_CHECKING:
    from uuid import UUID

    import httpx

    from app.house import House

COOKIE = "kvarten_wall"
EVERYBODY = (CENTRE, TEAM, HOME_HELP, NEEDS)
WALLS = f"/api/huddles/{CENTRE}/{DAY}/walls"


async def asked(client: httpx.AsyncClient) -> tuple[str, str]:
    """A device asks for a code; answers its token and the code. Whoever else the client is, it stays."""
    answer = await client.post("/api/wall")
    assert answer.status_code == 200, answer.text
    return answer.cookies[COOKIE], answer.json()["code"]


async def paired(house: House, staff: str = "aldre-ssk") -> str:
    """The token of a wall that the convenor has lit, in a session of her own that goes on."""
    async with signed_in(house, staff) as client:
        token, code = await asked(client)
        answer = await client.post(WALLS, json={"code": code})
        assert answer.status_code == 200, answer.text
    return token


async def do(house: House, statement: str, **values: Any) -> None:
    """Something that befalls a wall, or the account of whoever has lit it."""
    from sqlalchemy import text

    from app import clock

    async with house.database.work() as session:
        now = {"now": clock.real_now(), "id": "aldre-ssk"}
        await session.execute(text(statement), now | values)


async def come(house: House, huddle: UUID, *units: str, how: str = "room") -> None:
    """The convenor ticks somebody as present, or with `how` as absent."""
    from app.huddle import asks

    for unit in units:
        await command(house, huddle, asks.SetPresence(unit, how))  # type: ignore[arg-type]


async def shown(house: House, token: str) -> str | int:
    """The first thing a wall is sent, raw; or the code it is turned away with."""
    from app.main import create_app

    sent: list[dict[str, Any]] = []
    told = asyncio.Event()
    headers = {"host": "kvarten.test", "cookie": f"{COOKIE}={token}"}
    path = "/api/wall/live"
    scope = {
        "type": "websocket", "path": path, "raw_path": path.encode(), "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "scheme": "ws", "root_path": "", "subprotocols": [], "client": None,
        "server": ("kvarten.test", 80), "asgi": {"version": "3.0"}, "state": {},
    }  # fmt: skip
    first = iter([{"type": "websocket.connect"}])

    async def receive() -> dict[str, Any]:
        if (connects := next(first, None)) is not None:
            return connects
        await told.wait()
        return {"type": "websocket.disconnect", "code": 1000}

    async def send(message: Any) -> None:
        sent.append(message)
        if message["type"] in ("websocket.send", "websocket.close"):
            told.set()

    await create_app(house)(scope, receive, send)
    heard = next(one for one in sent if one["type"] in ("websocket.send", "websocket.close"))
    return str(heard["text"]) if "text" in heard else int(heard["code"])


async def on_the_wall(house: House) -> str:
    """What a newly lit wall shows, raw."""
    told = await shown(house, await paired(house))
    assert isinstance(told, str), told
    return told


async def rows_on_the_wall(house: House) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(await on_the_wall(house))["board"]["rows"]
    return rows


@asynccontextmanager
async def watching(port: int, token: str) -> AsyncIterator[Live]:
    """A wall at a real server."""
    from websockets.asyncio.client import connect

    async with connect(
        f"ws://127.0.0.1:{port}/api/wall/live",
        additional_headers={"Cookie": f"{COOKIE}={token}"},
        proxy=None, max_size=None, open_timeout=20,
    ) as socket:  # fmt: skip
        yield Live(socket)
