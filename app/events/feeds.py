"""Feeds understand when a source was last heard of, and of how fresh a matter."""

from datetime import datetime

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

HEARD = text("""
UPDATE source SET last_heard = greatest(last_heard, :at),
    last_event = greatest(last_event, CAST(:event AS timestamptz)) WHERE id = :id
""")


async def heard(
    session: AsyncSession, source: str, at: datetime, event: datetime | None = None
) -> None:
    """A source has been heard of; `event` is when the newest of what it told happened."""
    await session.execute(HEARD, {"id": source, "at": at, "event": event})
