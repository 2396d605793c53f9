"""Comings understands that somebody signed in, went on, signed out or was turned away, as the log has it.

Each line is written in the transaction of what it tells. What was typed is never kept: an attempt
under a name that somebody has stands under that account's id, any other under nobody's.
"""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.access import audit, sessions
from app.access.entrance import Device
from app.access.viewer import Standing, Viewer, nobody, viewer_of
from app.errors import Forbidden
from app.house import House

SIGNED_IN, WENT_ON, SIGNED_OUT = "session:sign_in", "session:switch", "session:sign_out"
LEFT_THERE = "hos inloggningstjänsten"
NO_ASSIGNMENT = "inget uppdrag"
WRONG, WAITS = "fel uppgifter", "måste vänta"
BY_PASSWORD, BY_PASSKEY, IN_DEMO = "lösenord", "passnyckel", "demo"


async def begin(
    session: AsyncSession,
    house: House,
    one: Standing,
    now: datetime,
    real_now: datetime,
    *,
    how: str,
    device: Device = "desk",
    until: datetime | None = None,
) -> sessions.Begun:
    """A new session under an assignment; `how` somebody proved who they are. Both times are UTC."""
    idle = house.entrance.idle(device)
    begun = await sessions.begin(session, one, real_now, device=device, idle=idle, until=until)
    await _write(session, viewer_of(house, begun.standing), SIGNED_IN, how, now, real_now)
    return begun


async def go_on(
    session: AsyncSession, house: House, token: str, to: UUID, now: datetime, real_now: datetime
) -> sessions.Begun | None:
    """The same sitting under another assignment; None when there is none such to choose."""
    begun = await sessions.switch(session, token, to, real_now)
    if begun is not None:
        await _write(session, viewer_of(house, begun.standing), WENT_ON, None, now, real_now)
    return begun


async def leave(
    session: AsyncSession, house: House, token: str, now: datetime, real_now: datetime
) -> None:
    """Sign out. A session that has ended already is told of no more."""
    one = await sessions.who(session, token, real_now, attended=False)
    await sessions.sign_out(session, token)
    if one is not None:
        await _write(session, viewer_of(house, one), SIGNED_OUT, None, now, real_now)


async def left_there(
    session: AsyncSession, house: House, one: Standing, now: datetime, real_now: datetime
) -> None:
    """The login service said that somebody signed out there."""
    await _write(session, viewer_of(house, one), SIGNED_OUT, LEFT_THERE, now, real_now)


async def refused(
    session: AsyncSession,
    house: House,
    account: str | None,
    why: str,
    now: datetime,
    real_now: datetime,
) -> None:
    """An attempt that led nowhere; `account` is whose name was said, where anybody has it.

    Nobody's name costs as much work as somebody's: the answer must not take longer for one of them.
    """
    try:
        [first, *_] = await sessions.standings(session, account or "", real_now)
        who = viewer_of(house, first)
    except Forbidden:
        who = nobody(house, account)
    await _write(session, who, SIGNED_IN, why, now, real_now, "deny")


async def _write(
    session: AsyncSession,
    who: Viewer,
    act: str,
    detail: str | None,
    now: datetime,
    real_now: datetime,
    decision: Literal["allow", "deny"] = "allow",
) -> None:
    line = audit.Line(act, decision=decision, detail=detail)
    await audit.write(session, who, [line], now, real_now, purpose=audit.ADMINISTRATION)
