"""Nightly understands what is put in order before anybody comes: counters, and what is to be let go."""

import random
from datetime import datetime

import structlog
from sqlalchemy import text

from app.days import local_date
from app.events import aside, feeds
from app.house import House
from app.people import frequency

log = structlog.get_logger()
SAY = text("""
UPDATE installation SET counters_checked_at = :now, counters_differ = :differ
""")


async def nightly(house: House, now: datetime) -> frequency.Checked | None:
    """Roll the counters, check one centre's against its events, let go what has been kept enough.

    A difference is an alarm: in the log, and a gauge that whoever watches the house can see.
    """
    async with house.database.work() as session:
        await frequency.roll(session, local_date(now))
        await aside.let_go(session, now)
        await feeds.roll_up(session, now)
    if not house.organisation.centres:
        return None
    centre = random.choice(sorted(house.organisation.centres))  # noqa: S311 a sample, no secret
    async with house.database.work() as session:
        found = await frequency.check(session, centre)
        await session.execute(SAY, {"now": now, "differ": found.differ})
    if found.differ:
        log.error("counters.differ", centre=centre, persons=found.persons, differ=found.differ)
    return found
