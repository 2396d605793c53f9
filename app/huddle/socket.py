"""Socket understands how an open board is served: written to, until one of its ends lets go."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Any

from fastapi import WebSocket, WebSocketDisconnect
from sqlalchemy.exc import SQLAlchemyError

from app.access.endings import Endings
from app.errors import NotSignedIn, close_code
from app.huddle.seat import COME_BACK, Seat

SILENT = 60.0
"""Seconds without a word from the client before its socket is closed; it beats every 20."""
CLOSING = 2.0
"""Seconds a client that does not read is given to hear that it is dropped."""
AGAIN = timedelta(seconds=60)
"""How often what a socket stands on is asked for anew."""
AWAY_FOR = 1.0
"""Seconds until that is asked for again when the database did not answer."""


async def serve(
    socket: WebSocket, seat: Seat, leave: Callable[[], None], *ends: Coroutine[Any, Any, None]
) -> None:
    """Write what comes to the seat until the seat is dropped, or one of the ends is over.

    Then the seat is left at once, whatever its tasks still have in hand.
    """
    works = (_write(socket, seat), _until_dropped(socket, seat), *ends)
    tasks = {asyncio.create_task(one) for one in works}
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        leave()
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError, WebSocketDisconnect, RuntimeError):
                await task


async def heard(socket: WebSocket) -> str | None:
    """The next message; None when the other end is gone or has been silent for too long."""
    try:
        received = await asyncio.wait_for(socket.receive(), SILENT)
    except TimeoutError:
        await close(socket, COME_BACK)
        return None
    return None if received["type"] == "websocket.disconnect" else received.get("text") or ""


async def while_lasting(
    socket: WebSocket, endings: Endings, key: str, ask: Callable[[], Awaitable[object]]
) -> None:
    """What has ended takes its socket along: when it is told so, else at the next look.

    `key` is the public id that the end is told by; `ask` raises NotSignedIn when it has come.
    """
    with endings.of(key) as ended:
        # It may have ended while the board was being opened, before anybody listened here.
        ended.set()
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), AGAIN.total_seconds())
            ended.clear()
            try:
                await ask()
            except NotSignedIn as refusal:
                await close(socket, close_code(refusal))
                return
            except (SQLAlchemyError, OSError):
                # The database is away: what was told is asked again when it is back.
                await asyncio.sleep(AWAY_FOR)
                ended.set()


async def close(socket: WebSocket, code: int) -> None:
    with contextlib.suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
        await asyncio.wait_for(socket.close(code), CLOSING)


async def _write(socket: WebSocket, seat: Seat) -> None:
    while (frame := await seat.queue.get()) is not None:
        await socket.send_text(frame.decode())
    await close(socket, seat.why)


async def _until_dropped(socket: WebSocket, seat: Seat) -> None:
    """Who has stopped reading is not waited for: the writer may be stuck in the middle of a frame."""
    await seat.dropped.wait()
    await close(socket, seat.why)
