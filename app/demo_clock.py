"""The demo's clock lies in the database, so that every process of a demo has the same time.

A second start goes on from where the clock was; `kvarten clock` moves it for all of them.
"""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.database import Database

log = structlog.get_logger()
EVERY = 0.25
"""Seconds between two looks at whether somebody has moved the clock."""
KEEP_EVERY = 4
"""Looks between two notes of where it is."""
SAME = timedelta(milliseconds=500)
STILL = timedelta(seconds=10)
"""A demo that has not kept its clock for this long is stopped, and its clock stands still."""
GET = text("SELECT clock_at, clock_set FROM installation")
SET = text("UPDATE installation SET clock_at = :at, clock_set = :real")
KEEP = text("""
UPDATE installation SET clock_at = :at, clock_set = :real
WHERE abs(extract(epoch FROM (clock_at - clock_set)) - :shift) < 0.5
""")


class DemoClock:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def resume(self) -> bool:
        """Go on from where the clock was; False when it has never been set."""
        at, real = await self._told()
        if at is None or real is None:
            return False
        await self.set(at)
        return True

    async def adopt(self) -> bool:
        """Take the time of the running demo, or of one that is stopped; False when none was set."""
        at, real = await self._told()
        if at is None or real is None:
            return False
        if clock.real_now() - real > STILL:
            await self.set(at)
        else:
            clock.shift_by(at - real)
        return True

    async def set(self, at: datetime) -> None:
        """Let it be `at` now, in every process of the demo."""
        clock.set_shift(at)
        async with self._database.work() as session:
            await session.execute(SET, {"at": at, "real": clock.real_now()})

    async def follow(self, moved: Callable[[], Awaitable[None]]) -> None:
        """Keep where the clock is; when somebody has moved it, follow and say so until it is heard."""
        behind = False
        for look in itertools.count(1):
            await asyncio.sleep(EVERY)
            try:
                at, real = await self._told()
                if at is not None and real is not None and abs(at - real - clock.shift()) > SAME:
                    clock.shift_by(at - real)
                    behind = True
                if behind:
                    await moved()
                    behind = False
                if look % KEEP_EVERY == 0:
                    await self.keep()
            except (SQLAlchemyError, OSError) as error:
                log.warning("clock.away", kind=type(error).__name__)

    async def keep(self) -> None:
        """Write down where the clock is, unless somebody has moved it meanwhile."""
        values = {
            "at": clock.now(),
            "real": clock.real_now(),
            "shift": clock.shift().total_seconds(),
        }
        async with self._database.work() as session:
            await session.execute(KEEP, values)

    async def _told(self) -> tuple[datetime | None, datetime | None]:
        async with self._database.work() as session:
            row = (await session.execute(GET)).first()
        return (row[0], row[1]) if row else (None, None)
