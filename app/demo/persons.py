"""Persons understands those one may sign in as in the demo: an account and one assignment each."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.scopes import scope_kind
from app.organisation import Organisation

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
"""The invented persons have been at work since before the demo was made."""
REVIEWED = timedelta(days=365)
ACCOUNT = text("""
INSERT INTO account (id, name, created_at) VALUES (:id, :name, :now)
ON CONFLICT (id) DO UPDATE SET name = excluded.name
""")
PERSON = text("""
INSERT INTO demo_person (account, comes_to, place) VALUES (:id, :comes_to, :place)
ON CONFLICT (account) DO UPDATE SET comes_to = excluded.comes_to, place = excluded.place
""")
OTHERS = text("""
UPDATE assignment SET ends_at = :now
WHERE account = :id AND id <> :assignment AND ends_at IS NULL
""")
ASSIGNMENT = text("""
INSERT INTO assignment (id, account, role, scope_kind, scope, reason, decider, decided_at,
    review_on, starts_at)
VALUES (:assignment, :id, :role, :kind, :unit, 'Demo', 'Demon', :began, :review_on, :began)
ON CONFLICT (id) DO NOTHING
""")
SETTLED = text("""
SELECT a.id, a.name, g.role, g.scope
FROM demo_person p JOIN account a ON a.id = p.account JOIN assignment g ON g.account = a.id
WHERE g.ends_at IS NULL ORDER BY p.place
""")


async def settle(
    session: AsyncSession, known: Organisation, person: Mapping[str, Any], place: int, now: datetime
) -> None:
    """One of persons.yaml may sign in, under its one assignment; twice is as once."""
    await employ(session, known, person, now)
    await session.execute(PERSON, {**person, "place": place})


async def employ(
    session: AsyncSession, known: Organisation, person: Mapping[str, Any], now: datetime
) -> None:
    """Somebody has an account and one assignment, whether or not one may be them in the demo."""
    kind = scope_kind(known, person["role"], person["unit"])
    assert kind is not None, f"{person['id']}: {person['role']} for {person['unit']}"
    said = "|".join((person["id"], person["role"], person["unit"]))
    values = {
        **person, "kind": kind, "now": now, "began": BEGAN,
        "assignment": uuid5(NAMESPACE_URL, f"kvarten:demo:{said}"),
        "review_on": (now + REVIEWED).date(),
    }  # fmt: skip
    for statement in (ACCOUNT, ASSIGNMENT, OTHERS):
        await session.execute(statement, values)


async def settled(session: AsyncSession) -> Sequence[tuple[str, str, str, str]]:
    """Id, name, role and scope of each, in the order of the login page."""
    return [tuple(row) for row in await session.execute(SETTLED)]
