"""Accounts understand who may sign in, and under which assignments, as the database keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.messages import (
    AccountsView,
    AccountView,
    AssignmentView,
    PlaceChoice,
    RoleChoice,
)
from app.access.roles import SCOPES
from app.access.viewer import ROLE_TEXT
from app.organisation import Organisation

# Two who change the same account take turns.
FOUND = text("SELECT id, disabled_at FROM account WHERE id = :account FOR UPDATE")
ADD = text("""
INSERT INTO account (id, name, login, hsa_id, created_at) VALUES (:id, :name, :login, :hsa_id, :now)
ON CONFLICT DO NOTHING RETURNING id
""")
ASSIGN = text("""
INSERT INTO assignment (id, account, role, scope_kind, scope, reason, decider, decided_at,
    review_on, starts_at, ends_at, commission)
VALUES (:id, :account, :role, :kind, :scope, :reason, :decider, :now, :review_on, :now, :ends_at,
    :commission)
""")
HELD = text("""
SELECT EXISTS (SELECT FROM assignment WHERE account = :account AND role = :role AND scope = :scope
    AND commission IS NULL AND (ends_at IS NULL OR ends_at > :now))
""")
END = text("""
UPDATE assignment SET ends_at = greatest(:now, starts_at)
WHERE id = :id AND (ends_at IS NULL OR ends_at > :now) RETURNING account
""")
REVIEW = text("""
UPDATE assignment SET review_on = :review_on
WHERE id = :id AND (ends_at IS NULL OR ends_at > :now) RETURNING account
""")
WHOSE = text("SELECT account FROM assignment WHERE id = :id")
DISABLE = text("UPDATE account SET disabled_at = :now WHERE id = :account AND disabled_at IS NULL")
ENABLE = text("UPDATE account SET disabled_at = NULL WHERE id = :account")
WAY = """CASE WHEN a.issuer IS NOT NULL THEN 'issuer'
    WHEN d.account IS NOT NULL AND c.account IS NULL THEN 'demo' ELSE 'local' END"""
ACCOUNTS = text(f"""
SELECT a.id, a.name, a.login, a.hsa_id,
    {WAY},
    a.disabled_at IS NOT NULL, c.account IS NOT NULL,
    (SELECT count(*) FROM passkey p WHERE p.account = a.id), i.expires_at,
    (SELECT count(*) FROM session s WHERE s.account = a.id AND s.ends_at > :now
        AND s.seen_at + make_interval(secs => s.idle_seconds) > :now),
    (SELECT max(seen_at) FROM session s WHERE s.account = a.id)
FROM account a
LEFT JOIN demo_person d ON d.account = a.id LEFT JOIN credential c ON c.account = a.id
LEFT JOIN invitation i ON i.account = a.id AND i.expires_at > :now
ORDER BY a.disabled_at IS NOT NULL, a.name, a.id
""")  # noqa: S608 our own words
OWN = text(f"""
SELECT a.name, a.login, {WAY}, c.account IS NOT NULL FROM account a
LEFT JOIN demo_person d ON d.account = a.id LEFT JOIN credential c ON c.account = a.id
WHERE a.id = :account
""")  # noqa: S608 our own words
ASSIGNMENTS = text("""
SELECT account, id, role, scope, reason, decider, decided_at, review_on, starts_at, ends_at,
    starts_at <= :now AND (ends_at IS NULL OR ends_at > :now)
FROM assignment ORDER BY ends_at DESC NULLS FIRST, starts_at DESC, id
""")


@dataclass(frozen=True, slots=True)
class Own:
    name: str
    login: str | None
    way: Literal["demo", "local", "issuer"]
    has_password: bool


async def view(
    session: AsyncSession, known: Organisation, now: datetime, today: date
) -> AccountsView:
    """Everybody, with what they have and had, at `now` (real time) on the day `today`."""
    assignments: dict[str, list[AssignmentView]] = {}
    for account, *told in await session.execute(ASSIGNMENTS, {"now": now}):
        assignments.setdefault(account, []).append(_assignment(known, told, today))
    rows: Sequence[Any] = (await session.execute(ACCOUNTS, {"now": now})).all()
    accounts = [AccountView(*[*row, assignments.get(row[0], [])]) for row in rows]
    due = sum(one.overdue for each in accounts if not each.disabled for one in each.assignments)
    return AccountsView(accounts, due, ROLES, _places(known))


ROLES = [RoleChoice(role, ROLE_TEXT[role], list(kinds)) for role, kinds in SCOPES.items()]


def _assignment(known: Organisation, told: Sequence[Any], today: date) -> AssignmentView:
    key, role, scope, reason, decider, decided_at, review_on, starts_at, ends_at, holds = told
    return AssignmentView(
        str(key), role, ROLE_TEXT[role], scope, known.place(scope), reason, decider, decided_at,
        review_on, holds and review_on <= today, starts_at, ends_at, holds,
    )  # fmt: skip


def _places(known: Organisation) -> list[PlaceChoice]:
    units = [
        PlaceChoice(one.hsa_id, one.name, "unit") for one in known.units.values() if one.in_use
    ]
    centres = [PlaceChoice(one.unit, one.name, "centre") for one in known.centres.values()]
    providers = [
        PlaceChoice(one.hsa_id, one.name, "provider")
        for one in known.providers.values()
        if one.in_use
    ]
    region = known.region
    whole = [] if region is None else [PlaceChoice(region.hsa_id, region.name, "region")]
    return sorted([*centres, *units, *providers, *whole], key=lambda one: one.name)


async def found(session: AsyncSession, account: str) -> tuple[str, datetime | None] | None:
    """The account, held until the transaction ends: its id, and since when it is disabled."""
    # No id holds a NUL, and PostgreSQL takes none.
    row = (await session.execute(FOUND, {"account": account.replace("\0", " ")})).first()
    return None if row is None else (row[0], row[1])


async def own(session: AsyncSession, account: str) -> Own:
    """The account as its owner needs to know it; it is there."""
    row: Any = (await session.execute(OWN, {"account": account})).one()
    return Own(*row)


async def whose(session: AsyncSession, assignment: UUID) -> str | None:
    """The account that an assignment is for."""
    told: str | None = (await session.execute(WHOSE, {"id": assignment})).scalar_one_or_none()
    return told
