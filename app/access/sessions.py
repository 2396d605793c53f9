"""Sessions understand who is signed in: a token that is kept hashed, an account, one assignment.

All of it in real time: a demo's clock must not keep a session alive. Whether the account is enabled
and the assignment still holds is asked each time, so that what has ended ends at once.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.entrance import LASTS, Device
from app.access.vault import token_hash
from app.access.viewer import Standing
from app.errors import Forbidden
from app.tables import Session

SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is known when somebody was last seen; finer would cost a write for each request."""
DESK_IDLE = timedelta(hours=1)
NOBODY = (
    "Du har inget uppdrag i Kvarten som gäller nu. Den som leder din verksamhet, eller er "
    "systemförvaltare, kan ge dig ett."
)
HOLDS = "a.disabled_at IS NULL AND g.starts_at <= :now AND (g.ends_at IS NULL OR g.ends_at > :now)"
LASTING = f"""
SELECT a.id, a.name, g.id, g.role, g.scope_kind, g.scope, s.id::text, s.commission, s.seen_at
FROM session s JOIN account a ON a.id = s.account JOIN assignment g ON g.id = s.assignment
WHERE s.ends_at > :now AND s.seen_at + make_interval(secs => s.idle_seconds) > :now AND {HOLDS}
"""  # noqa: S608 our own words
WHO = text(f"{LASTING} AND s.token_hash = :hash")
STANDS = text(f"{LASTING} AND s.id = :id")
STANDINGS = text(f"""
SELECT a.id, a.name, g.id, g.role, g.scope_kind, g.scope, NULL, g.commission
FROM assignment g JOIN account a ON a.id = g.account
WHERE a.id = :account AND {HOLDS}
ORDER BY g.starts_at, g.id
""")  # noqa: S608 our own words
SEEN = text("UPDATE session SET seen_at = :now WHERE token_hash = :hash AND seen_at < :before")
IDLE = text("SELECT idle_seconds FROM session WHERE id = CAST(:id AS uuid)")
ENDS = text("SELECT ends_at FROM session WHERE id = CAST(:id AS uuid)")
BEHIND = text("""
SELECT account, device, idle_seconds, ends_at FROM session
WHERE token_hash = :hash AND ends_at > :now
    AND seen_at + make_interval(secs => idle_seconds) > :now
""")
SIGN_OUT = text("DELETE FROM session WHERE token_hash = :hash")
REVOKE = text("DELETE FROM session WHERE account = :account")
REVOKE_UNDER = text("DELETE FROM session WHERE assignment = :assignment")
OVER = text("""
DELETE FROM session WHERE account = :account
    AND (ends_at <= :now OR seen_at + make_interval(secs => idle_seconds) <= :now)
""")


@dataclass(frozen=True, slots=True)
class Begun:
    """A session as it is begun: its token, which is told once and kept by nobody but the browser."""

    token: str
    standing: Standing


async def begin(
    session: AsyncSession,
    one: Standing,
    real_now: datetime,
    *,
    device: Device = "desk",
    idle: timedelta = DESK_IDLE,
    until: datetime | None = None,
) -> Begun:
    """A new session under an assignment, no longer than `until` (the end of its commission)."""
    await session.execute(OVER, {"account": one.account, "now": real_now})
    token, key = secrets.token_urlsafe(32), uuid4()
    ends = real_now + LASTS
    session.add(
        Session(
            id=key,
            token_hash=token_hash(token),
            account=one.account,
            assignment=one.assignment,
            commission=one.commission,
            device=device,
            created_at=real_now,
            seen_at=real_now,
            idle_seconds=int(idle.total_seconds()),
            ends_at=ends if until is None else min(ends, until),
        )
    )
    await session.flush()
    told = Standing(
        one.account, one.name, one.assignment, one.role, one.scope_kind, one.scope, str(key),
        one.commission,
    )  # fmt: skip
    return Begun(token, told)


async def sign_in(session: AsyncSession, account: str, real_now: datetime) -> str:
    """A new session under the account's first assignment; answers its token. Raises Forbidden."""
    return (await begin(session, (await standings(session, account, real_now))[0], real_now)).token


async def standings(session: AsyncSession, account: str, real_now: datetime) -> Sequence[Standing]:
    """The account's assignments that hold, at least one. Raises Forbidden, with whom to ask."""
    found = await session.execute(STANDINGS, {"account": account, "now": real_now})
    if not (told := [Standing(*row) for row in found]):
        raise Forbidden(NOBODY)
    return told


async def who(
    session: AsyncSession, token: str, real_now: datetime, *, attended: bool = True
) -> Standing | None:
    """Whose session a token is, while it lasts. What a page asks by itself is not `attended`."""
    hashed = token_hash(token)
    found = (await session.execute(WHO, {"hash": hashed, "now": real_now})).first()
    if found is None:
        return None
    *told, seen_at = found
    before = real_now - SEEN_EVERY
    if attended and seen_at < before:
        await session.execute(SEEN, {"hash": hashed, "now": real_now, "before": before})
    return Standing(*told)


async def lasting(session: AsyncSession, key: UUID, real_now: datetime) -> Standing | None:
    """Whose session it is that has this public id, while it lasts."""
    found = (await session.execute(STANDS, {"id": key, "now": real_now})).first()
    return None if found is None else Standing(*found[:-1])


async def switch(
    session: AsyncSession, token: str, assignment: UUID, real_now: datetime
) -> Begun | None:
    """The same sitting under another of one's assignments: a new token, and no longer than before.

    None when there is no such session, or no such assignment to choose: one that rests on a
    vårdmedarbetaruppdrag is begun by signing in with it.
    """
    found = await session.execute(BEHIND, {"hash": token_hash(token), "now": real_now})
    if (row := found.first()) is None:
        return None
    account, device, idle, until = row
    for one in await standings(session, account, real_now):
        if one.assignment == assignment and one.commission is None:
            await sign_out(session, token)
            pause = timedelta(seconds=idle)
            return await begin(session, one, real_now, device=device, idle=pause, until=until)
    return None


async def idle_seconds(session: AsyncSession, key: str | None) -> int:
    """How long the session with this public id may rest; 0 when there is none."""
    return (await session.execute(IDLE, {"id": key})).scalar_one_or_none() or 0


async def proved_at(session: AsyncSession, key: str | None) -> datetime | None:
    """When whoever has the session with this public id proved who they were, at the latest.

    Reckoned from its end, which going on under another assignment leaves where it was; a commission
    that ends before the shift does makes it earlier.
    """
    ends = (await session.execute(ENDS, {"id": key})).scalar_one_or_none()
    return None if ends is None else ends - LASTS


async def sign_out(session: AsyncSession, token: str) -> None:
    """End the session that a token opens; its sockets hear of it."""
    await session.execute(SIGN_OUT, {"hash": token_hash(token)})


async def revoke(session: AsyncSession, account: str) -> int:
    """End every session of an account; answers how many there were."""
    return _count(await session.execute(REVOKE, {"account": account}))


async def revoke_under(session: AsyncSession, assignment: UUID) -> int:
    """End every session under an assignment; answers how many there were."""
    return _count(await session.execute(REVOKE_UNDER, {"assignment": assignment}))


def _count(done: Any) -> int:
    return int(done.rowcount)
