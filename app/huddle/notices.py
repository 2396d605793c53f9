"""Notices understand what PostgreSQL tells this process, and that the database may be away meanwhile."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping

import psycopg
import structlog

log = structlog.get_logger()
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 2.0
Hear = Callable[[str], Awaitable[None]]


async def follow(
    url: Callable[[], str],
    hear: Mapping[str, Hear],
    back: Callable[[], Awaitable[None]],
    away: Callable[[], None],
    stop: asyncio.Event,
) -> None:
    """Give each notice to who hears its channel, until told to stop.

    `url` is asked before each connection. `back` is told when there is one: what was said before that
    was not heard. `away` is told when it is lost.
    """
    pause = FIRST_PAUSE
    while not stop.is_set():
        try:
            async with await psycopg.AsyncConnection.connect(
                url(), autocommit=True, connect_timeout=3
            ) as connection:
                for channel in hear:
                    await connection.execute(f"LISTEN {channel}")
                await back()
                pause = FIRST_PAUSE
                await _listen(connection, hear, stop)
        except Exception as error:
            # Whatever it was: a board that nobody wakes would look alive and be dead.
            log.warning("database.away", kind=type(error).__name__)
            away()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)
            pause = min(pause * 2, LONGEST_PAUSE)


async def _listen(
    connection: psycopg.AsyncConnection[object], hear: Mapping[str, Hear], stop: asyncio.Event
) -> None:
    while not stop.is_set():
        async for notice in connection.notifies(timeout=1.0, stop_after=1):
            await hear[notice.channel](notice.payload)
        if connection.closed or connection.broken:
            raise psycopg.OperationalError("connection lost")
        await asyncio.sleep(0)
