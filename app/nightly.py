"""Nightly understands what is put in order before anybody comes: counters, and what is to be let go."""

import random
from datetime import datetime

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.access import keep
from app.days import local_date
from app.events import aside, feeds
from app.house import House
from app.people import frequency
from app.scrutiny import store as scrutiny

log = structlog.get_logger()
SAY = text("""
UPDATE installation SET counters_checked_at = :now, counters_differ = :differ
""")


async def nightly(house: House, now: datetime) -> frequency.Checked | None:
    """Roll the counters, check one centre's against its events, let go what has been kept enough.

    A difference is an alarm: in the log, and a gauge that whoever watches the house can see.
    """
    await _log_let_go(house)
    async with house.database.work() as session:
        await frequency.roll(session, local_date(now))
        await aside.let_go(session, now)
        await feeds.roll_up(session, now)
        await scrutiny.let_go(session)
    if not house.organisation.centres:
        return None
    centre = random.choice(sorted(house.organisation.centres))  # noqa: S311 a sample, no secret
    async with house.database.work() as session:
        found = await frequency.check(session, centre)
        await session.execute(SAY, {"now": now, "differ": found.differ})
    if found.differ:
        log.error("counters.differ", centre=centre, persons=found.persons, differ=found.differ)
    return found


async def _log_let_go(house: House) -> None:
    """A log that has been tampered with refuses; that is for `kvarten log verify`, not for the night."""
    try:
        await keep.let_go(house.database)
    except SQLAlchemyError as error:
        log.error("log.not_let_go", kind=type(error).__name__)
