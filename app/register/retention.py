"""Retention understands how long events are kept, in months: read, followed, and changed.

What happened longer ago than that is not taken in. Kvarten is no record, so the ten years of
patientdatalagen 3:17 bind the systems it stands beside; they are the most that there is reason for
here. The least is two years: the counters look twelve months back, and an indicator compares a
month with the same one a year before.
"""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access import audit
from app.access.viewer import Viewer
from app.database import Database
from app.errors import FieldError, Refused, Rejected

LEAST, MOST = 24, 120
OUTSIDE = f"Gallringsgränsen är ett helt antal månader, från {LEAST} till {MOST}."
OVERTAKEN = "Någon annan har ändrat gallringsgränsen. Se vad som gäller nu, och gör om ändringen."
# A year is 365 days to the driver, and a month beyond the whole years 30.
KEPT = text("SELECT make_interval(months => retention_months) FROM installation")
MONTHS = text("SELECT retention_months FROM installation")
TURN = text("SELECT retention_months FROM installation FOR UPDATE")
LET_BE = text("UPDATE installation SET retention_months = :months")


async def kept(session: AsyncSession) -> timedelta:
    """How old an event may be when it comes."""
    return (await session.execute(KEPT)).scalar_one()  # type: ignore[no-any-return]


async def months(session: AsyncSession) -> int:
    """The same in whole months, as it was chosen."""
    return int((await session.execute(MONTHS)).scalar_one())


async def change(
    database: Database, wanted: int, was: int, by: Viewer, now: datetime, real_now: datetime
) -> None:
    """Let events be kept for so many months; `was` is what the change was made from.

    Both times are UTC, the house's and the wall's. Raises Rejected outside the bounds, and Refused
    when somebody else has changed it since.
    """
    if not LEAST <= wanted <= MOST:
        raise Rejected(OUTSIDE, fields=(FieldError("months", OUTSIDE),))
    async with database.work(by.id) as session:
        before = int((await session.execute(TURN)).scalar_one())
        if before != was:
            raise Refused(OVERTAKEN)
        if wanted == before:
            return
        await session.execute(LET_BE, {"months": wanted})
        line = audit.Line("installation:retention:change", detail=f"{before} → {wanted} månader")
        await audit.write(session, by, [line], now, real_now, purpose=audit.ADMINISTRATION)
