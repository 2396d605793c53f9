"""Allowed understands who may meet each person with skyddade personuppgifter: named staff, one by one.

A place on the list is given with a reason and by somebody, and ended, never taken away.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

MINE = text("""
SELECT a.person FROM allowed a JOIN person p ON p.id = a.person
WHERE a.employee = :employee AND a.ended_at IS NULL AND p.protected AND p.merged_into IS NULL
ORDER BY a.person
""")
WITHOUT = text("""
SELECT p.id FROM person p
WHERE p.centre = :centre AND p.protected AND p.merged_into IS NULL
    AND coalesce(p.state ->> 'died_on', '') = ''
    AND NOT EXISTS (
        SELECT 1 FROM allowed a WHERE a.person = p.id AND a.ended_at IS NULL
            AND a.employee = ANY(:staff))
ORDER BY p.id LIMIT 1
""")
GIVE = text("""
INSERT INTO allowed (person, employee, reason, given_by, given_at)
VALUES (:person, :employee, :reason, :by, :at)
ON CONFLICT (person, employee) WHERE ended_at IS NULL DO NOTHING
""")
NAMED = text("""
SELECT DISTINCT e.id, e.name FROM allowed a
JOIN person p ON p.id = a.person JOIN account e ON e.id = a.employee
WHERE p.centre = :centre AND p.protected AND p.merged_into IS NULL AND a.ended_at IS NULL
ORDER BY e.name, e.id
""")
END = text("""
UPDATE allowed a SET ended_by = :by, ended_at = :at FROM person p
WHERE p.id = a.person AND p.centre = :centre AND a.employee = :employee AND a.ended_at IS NULL
RETURNING a.person
""")


async def mine(session: AsyncSession, employee: str) -> list[UUID]:
    """Those on whose list an employee stands now, as far as the session's role may see them."""
    return list((await session.execute(MINE, {"employee": employee})).scalars())


async def without(session: AsyncSession, centre: str, staff: Sequence[str]) -> UUID | None:
    """Somebody listed at a centre whom none of its staff may meet; None when there is nobody."""
    values = {"centre": centre, "staff": list(staff)}
    return (await session.execute(WITHOUT, values)).scalars().first()


async def give(
    session: AsyncSession, person: UUID, employee: str, reason: str, by: str, at: datetime
) -> None:
    """Put somebody on a person's list; who stands there already stays as they stood."""
    values = {"person": person, "employee": employee, "reason": reason, "by": by, "at": at}
    await session.execute(GIVE, values)


async def named(session: AsyncSession, centre: str) -> list[tuple[str, str]]:
    """Who stands on some list at a centre, each once: id and name. Not on whose, nor on how many."""
    return [tuple(row) for row in await session.execute(NAMED, {"centre": centre})]


async def end(
    session: AsyncSession, centre: str, employee: str, by: str, at: datetime
) -> list[UUID]:
    """Take somebody off every list at a centre; answers whose. Who is listed elsewhere is left."""
    values = {"centre": centre, "employee": employee, "by": by, "at": at}
    return list((await session.execute(END, values)).scalars())
