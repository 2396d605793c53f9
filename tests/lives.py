"""Lives understands how a test sits at an open board: a real server on a free port, real sockets.

Only the demo centre holds huddles, so that a start builds one agenda.
"""

from __future__ import annotations

import asyncio
import json
import socket as sockets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import msgspec

from tests.houses import CENTRE
from tests.rooms import FRIDAY

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

    from app.house import House
    from app.huddle.refresher import Refresher
    from app.huddle.rooms import Rooms

PATH = f"/api/huddles/{CENTRE}/{FRIDAY.isoformat()}"


class Port(int):
    """Where the app is served, with its open rooms and whoever keeps them up to date."""

    rooms: Rooms
    refresher: Refresher


@asynccontextmanager
async def serving(house: House, *centres: str) -> AsyncIterator[Port]:
    """The whole app on a free port, served as `kvarten serve` does it."""
    import uvicorn

    from app.main import create_app

    only = {key: house.organisation.centres[key] for key in centres or (CENTRE,)}
    house.organisation = replace(house.organisation, centres=only)
    app = create_app(house)
    listening = sockets.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(
            app, ws="websockets-sansio", ws_per_message_deflate=False,
            log_level="critical", access_log=False, timeout_graceful_shutdown=1,
        )
    )  # fmt: skip
    task = asyncio.create_task(server.serve([listening]))
    try:
        while not server.started:
            assert not task.done(), "the server did not start"
            await asyncio.sleep(0.01)
        port = Port(listening.getsockname()[1])
        port.rooms = app.state.rooms
        port.refresher = app.state.refresher
        yield port
    finally:
        server.should_exit = True
        await task


async def token(house: House, staff: str) -> str:
    from app import clock
    from app.access.sessions import sign_in

    async with house.database.work() as session:
        return await sign_in(session, staff, clock.real_now())


@dataclass
class Live:
    """One client: what it heard, raw and read."""

    socket: ClientConnection
    raw: list[str] = field(default_factory=list)

    async def next(self, *types: str, within: float = 10) -> dict[str, Any]:
        """The next message of some types; others are passed over."""
        async with asyncio.timeout(within):
            while True:
                told = json.loads(await self._receive())
                if not types or told["type"] in types:
                    return told  # type: ignore[no-any-return]

    async def change(self, kind: str, within: float = 10) -> dict[str, Any]:
        """The next change of a kind, passing over others."""
        while True:
            told = await self.next("change", within=within)
            if told.get("change", {}).get("type") == kind:
                return told

    async def numbers(self, until: int, within: float = 10) -> list[int]:
        """The numbers heard up to and including one."""
        found: list[int] = []
        while not found or found[-1] < until:
            found.append((await self.next("change", within=within))["v"])
        return found

    async def _receive(self) -> str:
        frame = await self.socket.recv()
        assert isinstance(frame, str)
        self.raw.append(frame)
        return frame

    async def say(self, command: Any, id_: str | None = None) -> str:
        """Send a command; answers its id."""
        id_ = id_ or str(uuid4())
        body = {"type": "command", "id": id_, "command": msgspec.to_builtins(command)}
        await self.socket.send(msgspec.json.encode(body).decode())
        return id_

    async def ask(self, command: Any) -> dict[str, Any]:
        """Send a command and wait for its answer."""
        id_ = await self.say(command)
        while True:
            told = await self.next("done", "refused")
            if told["id"] == id_:
                return told

    async def closed(self, within: float = 10) -> int:
        """The code the server closes with."""
        async with asyncio.timeout(within):
            await self.socket.wait_closed()
        code = self.socket.close_code
        assert code is not None
        return code


@asynccontextmanager
async def live(
    house: House, port: int, staff: str | None = "aldre-ssk", *, path: str = PATH,
    origin: str | None = None, token_: str | None = None, **asked: Any,
) -> AsyncIterator[Live]:  # fmt: skip
    """A socket on the board, signed in as somebody or as nobody."""
    from websockets.asyncio.client import connect

    if token_ is None and staff is not None:
        token_ = await token(house, staff)
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    headers = {"Cookie": f"kvarten_session={token_}"} if token_ else {}
    async with connect(
        f"ws://127.0.0.1:{port}{path}/live?{query}",
        additional_headers=headers, origin=origin, proxy=None, max_size=None, open_timeout=20,  # type: ignore[arg-type]
    ) as socket:  # fmt: skip
        yield Live(socket)
