"""Claims understand that of several processes one does a job that is done again and again.

Whoever takes a claim says every now and then that it is still at work; a claim not renewed belongs
to a process that is gone, and is free for the next.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.database import Database

SLOT = datetime(1970, 1, 1, tzinfo=UTC)
RENEWED = 15.0
GONE = timedelta(seconds=60)
TAKE = text("""
INSERT INTO job_run (job, slot, claimed_at) VALUES (:job, :slot, :now)
ON CONFLICT (job, slot) DO UPDATE SET claimed_at = excluded.claimed_at
    WHERE job_run.claimed_at <= :free
RETURNING job
""")
SET = text("UPDATE job_run SET claimed_at = :at WHERE job = :job AND slot = :slot")


@asynccontextmanager
async def alone(database: Database, job: str) -> AsyncIterator[bool]:
    """Whether this process is to do the job now; nobody else does while this is entered."""
    now = clock.real_now()
    async with database.work() as session:
        values = {"job": job, "slot": SLOT, "now": now, "free": now - GONE}
        taken = (await session.execute(TAKE, values)).first() is not None
    if not taken:
        yield False
        return
    renewing = asyncio.create_task(_renew(database, job))
    try:
        yield True
    finally:
        renewing.cancel()
        await asyncio.gather(renewing, return_exceptions=True)
        with suppress(SQLAlchemyError, OSError):
            await _set(database, job, SLOT)


async def _renew(database: Database, job: str) -> None:
    while True:
        await asyncio.sleep(RENEWED)
        with suppress(SQLAlchemyError, OSError):
            await _set(database, job, clock.real_now())


async def _set(database: Database, job: str, at: datetime) -> None:
    async with database.work() as session:
        await session.execute(SET, {"job": job, "slot": SLOT, "at": at})
