"""Ears understands how a test listens at the app's socket from within, and what it compares of it."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import Any

NUMBERS = re.compile(rb'"(v|version)":\d+|(?m:^\w+_created.*\n)')
"""The numbers of a huddle's line; and of the gauges when they were last read, by the wall's clock."""
BARE = b'{"type":"change",#}'


def told(body: bytes) -> bytes:
    """What was sent, without what two worlds need not have in common."""
    return NUMBERS.sub(b"#", body)


@dataclass
class Ear:
    """One socket: what was sent over it, or the code that it was closed with."""

    task: asyncio.Task[None]
    says: asyncio.Queue[dict[str, Any]]
    frames: list[bytes] = field(default_factory=list)

    def whole(self) -> list[bytes]:
        """All but the bare numbers."""
        return [frame for one in self.frames if (frame := told(one)) != BARE]

    async def leaves(self) -> None:
        await self.says.put({"type": "websocket.disconnect", "code": 1000})
        await self.task


async def listen(app: Any, cookie: str, path: str) -> Ear:
    """Open a socket, and wait for what is sent first."""
    says: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    await says.put({"type": "websocket.connect"})
    heads = {"host": "kvarten.test", "cookie": cookie}
    scope = {
        "type": "websocket", "path": path, "raw_path": path.encode(),
        "query_string": b"", "scheme": "ws", "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in heads.items()],
        "subprotocols": [], "client": None, "server": ("kvarten.test", 80),
        "asgi": {"version": "3.0"}, "state": {},
    }  # fmt: skip
    first = asyncio.Event()
    frames: list[bytes] = []

    async def send(message: Any) -> None:
        if message["type"] == "websocket.send":
            frames.append(message["text"].encode())
        elif message["type"] == "websocket.close":
            frames.append(b"%d" % message["code"])
        if message["type"] != "websocket.accept":
            first.set()

    task = asyncio.create_task(app(scope, says.get, send))
    await first.wait()
    return Ear(task, says, frames)
