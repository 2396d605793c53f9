"""Number store understands how the settings of the rules' numbers are kept: added to, never changed."""

from datetime import date, datetime

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.viewer import Viewer
from app.huddle.numbers import Numbers, Place, Setting

VERSION = text("SELECT coalesce(max(id), 0) FROM rule_number")
ALL = text("""
SELECT id, kind, place, rule, name, value, before, from_day, by, by_name, at, why
FROM rule_number ORDER BY id
""")
TURN = text("SELECT pg_advisory_xact_lock(hashtext('rule_number'))")
ADD = text("""
INSERT INTO rule_number (kind, place, rule, name, value, before, from_day, by, by_name, at, why)
VALUES (:kind, :place, :rule, :name, :value, :before, :from_day, :by, :by_name, :at, :why)
""")


async def version(session: AsyncSession) -> int:
    """The number of the last setting; 0 before the first."""
    return int((await session.execute(VERSION)).scalar_one())


async def load(session: AsyncSession) -> Numbers:
    rows = (await session.execute(ALL)).all()
    return Numbers(tuple(Setting(row[0], Place(row[1], row[2]), *row[3:]) for row in rows))


async def turn(session: AsyncSession) -> None:
    """Whoever sets numbers takes turns from here to the end of the transaction."""
    await session.execute(TURN)


async def add(
    session: AsyncSession, place: Place, rule: str, name: str, value: int | None, before: int,
    from_day: date, by: Viewer, at: datetime, why: str,
) -> None:  # fmt: skip
    """Put down one setting; `value` None lets go of the place's own."""
    await session.execute(
        ADD,
        {
            "kind": place.kind, "place": place.key, "rule": rule, "name": name, "value": value,
            "before": before, "from_day": from_day, "by": by.id, "by_name": by.name, "at": at,
            "why": why,
        },
    )  # fmt: skip
