"""Wall understands the device in the room: lit by whoever convenes, for one huddle, and dark by itself.

It asks for a code, the convenor tells the code at her own desk, and from then it shows that huddle for
as long as her session lasts, the huddle is not over, and it is heard of. All of it is real time.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import text

from app.access import attempts, audit, sessions
from app.access.attempts import Patience
from app.access.vault import token_hash
from app.access.viewer import Viewer, viewer_of
from app.days import local_date
from app.errors import (
    FieldError,
    NotSignedIn,
    Refused,
    Rejected,
    TooOften,
    Unavailable,
    Unknown,
)
from app.house import House
from app.huddle import store
from app.huddle.room import hindered, not_for

CODE_LASTS = timedelta(minutes=5)
SILENT = timedelta(minutes=5)
"""How long a wall may be unheard of; it beats every 20 s."""
MOST = 500
"""Walls that wait at once: a code that is guessed is one of so many in a million."""
PATIENCE = Patience(free=5, forgets=timedelta(hours=1))
DARK = "Väggen är släckt."
WRONG = "Koden stämmer inte, eller gäller inte längre. Läs av väggen och försök igen."
TOO_MANY = "För många koder har varit fel. Vänta en stund och försök igen."
BUSY = "För många väggar väntar på att kopplas. Försök igen om några minuter."
OTHER_DAY = "Väggen visar bara dagens avstämning."
OVER = "Avstämningen är avslutad. Väggen kan kopplas till nästa."
SHOWN = ("prepared", "running")
State = Literal["dark", "waiting", "showing"]

# Two who ask at once take no turns about what is over: either lets it go.
LET_GO = text("""
DELETE FROM wall WHERE id IN (
    SELECT id FROM wall WHERE token_hash = :before OR code_until <= :now OR heard_at <= :silent
    FOR UPDATE SKIP LOCKED)
""")
WAITING = text("SELECT count(*) FROM wall WHERE code_hash IS NOT NULL")
ASK = text("""
INSERT INTO wall (id, token_hash, code_hash, code_until, heard_at)
VALUES (:id, :token, :code, :until, :now) ON CONFLICT (code_hash) DO NOTHING RETURNING id
""")
PAIR = text("""
UPDATE wall SET code_hash = NULL, code_until = NULL, huddle = :huddle, paired_at = :now,
    heard_at = :now, session = CAST(:session AS uuid)
WHERE code_hash = :code AND code_until > :now
    AND EXISTS (SELECT FROM session WHERE id = CAST(:session AS uuid)) RETURNING id
""")
FOUND = text("""
SELECT id, session, huddle, code_until > :now FROM wall
WHERE token_hash = :token AND heard_at > :silent
""")
OF_HUDDLE = text("""
SELECT id, session, paired_at, heard_at FROM wall
WHERE huddle = :huddle AND heard_at > :silent ORDER BY paired_at, id
""")
HEARD = text("UPDATE wall SET heard_at = :now WHERE id = :id")
UNPAIR = text("DELETE FROM wall WHERE id = :id AND huddle = :huddle RETURNING id")


@dataclass(frozen=True, slots=True)
class Asked:
    """A device that waits: its token, told to it alone, and the six digits that it shows."""

    token: str
    code: str


@dataclass(frozen=True, slots=True)
class Lit:
    """A wall that shows: its public id, who lit it, and what it shows."""

    id: UUID
    viewer: Viewer
    huddle: store.Huddle


@dataclass(frozen=True, slots=True)
class Paired:
    """A wall as its convenor sees it; its times are the house's."""

    id: UUID
    paired_at: datetime
    heard_at: datetime


async def ask_for_code(house: House, before: str, real_now: datetime) -> Asked:
    """A new device that waits for five minutes; what the same one was `before` is let go.

    Raises Unavailable when too many wait.
    """
    token = secrets.token_urlsafe(32)
    values = {"before": token_hash(before), "now": real_now, "silent": real_now - SILENT}
    async with house.database.work() as session:
        await session.execute(LET_GO, values)
        if (await session.execute(WAITING)).scalar_one() >= MOST:
            raise Unavailable(BUSY)
        while True:
            code = f"{secrets.randbelow(1_000_000):06}"
            made = {
                "id": uuid4(), "token": token_hash(token), "code": _hash(house, code),
                "until": real_now + CODE_LASTS, "now": real_now,
            }  # fmt: skip
            if (await session.execute(ASK, made)).first() is not None:
                return Asked(token, code)


async def state(house: House, token: str, now: datetime, real_now: datetime) -> State:
    """What a device is to do: ask for a code, wait for it to be told, or show."""
    try:
        await lit(house, token, now, real_now)
    except NotSignedIn:
        found = await _found(house, token, real_now)
        return "waiting" if found is not None and found[3] else "dark"
    return "showing"


async def lit(house: House, token: str, now: datetime, real_now: datetime) -> Lit:
    """What a device shows now. Raises NotSignedIn when it is dark."""
    found = await _found(house, token, real_now)
    key, behind, huddle, _ = found or (None, None, None, None)
    if key is None or behind is None or huddle is None:
        raise NotSignedIn(DARK)
    async with house.database.work() as session:
        one = await sessions.lasting(session, behind, real_now)
        shown = await store.by_id(session, huddle)
    if one is None or shown is None or not _may_show(shown, now):
        raise NotSignedIn(DARK)
    viewer = viewer_of(house, one)
    if shown.centre not in house.organisation.centres or not viewer.leads(shown.centre):
        raise NotSignedIn(DARK)
    return Lit(key, viewer, shown)


async def heard(house: House, key: UUID, real_now: datetime) -> None:
    """The wall has beaten."""
    async with house.database.work() as session:
        await session.execute(HEARD, {"id": key, "now": real_now})


async def pair(
    house: House, viewer: Viewer, huddle: store.Huddle, code: str, now: datetime, real_now: datetime
) -> None:
    """Light the wall that shows the code. Raises Refused, TooOften, or Rejected whatever was wrong
    with the code.
    """
    if huddle.day != local_date(now):
        raise Refused(OTHER_DAY)
    if not _may_show(huddle, now):
        raise Refused(OVER)
    # Of the account and not the session: who signs in anew gets no more tries.
    under = {house.vault.hash("wall", viewer.id): PATIENCE}
    async with house.database.work() as session:
        may = await attempts.begin(session, under, real_now)
    if not may:
        raise TooOften(TOO_MANY, after=30)
    values = {
        "code": _hash(house, "".join(code.split())), "huddle": huddle.id,
        "session": viewer.session, "now": real_now,
    }  # fmt: skip
    async with house.database.work() as session:
        key = (await session.execute(PAIR, values)).scalar_one_or_none()
        if key is None:
            raise Rejected(WRONG, fields=(FieldError("code", WRONG),))
        await attempts.forgive(session, under)
        line = audit.Line("huddle:wall_paired", huddle=huddle.id, detail=str(key))
        await audit.write(session, viewer, [line], now, real_now)


async def unpair(
    house: House, viewer: Viewer, huddle: store.Huddle, key: UUID, now: datetime, real_now: datetime
) -> None:
    """Put out one of the huddle's walls. Doing it twice is doing it once."""
    async with house.database.work() as session:
        gone = await session.execute(UNPAIR, {"id": key, "huddle": huddle.id})
        if gone.first() is not None:
            line = audit.Line("huddle:wall_unpaired", huddle=huddle.id, detail=str(key))
            await audit.write(session, viewer, [line], now, real_now)


async def paired(
    house: House, huddle: store.Huddle, now: datetime, real_now: datetime
) -> list[Paired]:
    """The walls that show the huddle, in the order they were paired."""
    if not _may_show(huddle, now):
        return []
    values = {"huddle": huddle.id, "silent": real_now - SILENT}
    async with house.database.work() as session:
        rows = (await session.execute(OF_HUDDLE, values)).all()
        return [
            Paired(key, now - (real_now - at), now - (real_now - heard_at))
            for key, behind, at, heard_at in rows
            if await sessions.lasting(session, behind, real_now) is not None
        ]


async def why_not(
    house: House, viewer: Viewer, huddle: store.Huddle, row: str, now: datetime
) -> str | None:
    """Why a row's whole name may not be shown on the wall; None when it may. Raises Unknown."""
    centre = house.organisation.centres[huddle.centre]
    async with house.database.acting_as(viewer) as session:
        board = await store.board(session, huddle, centre)
        if board.row(row) is None:
            raise Unknown("Raden finns inte på tavlan.")
        names = await hindered(session, house, centre, board, row, now)
    return not_for(names) if names else None


def _may_show(huddle: store.Huddle, now: datetime) -> bool:
    return huddle.day == local_date(now) and huddle.state in SHOWN


def _hash(house: House, code: str) -> bytes:
    return house.vault.hash("wall code", code)


async def _found(
    house: House, token: str, real_now: datetime
) -> tuple[UUID, UUID | None, UUID | None, bool | None] | None:
    """The device's row: its id, the session it stands on, what it shows, whether its code holds."""
    if not token:
        return None
    values = {"token": token_hash(token), "now": real_now, "silent": real_now - SILENT}
    async with house.database.work() as session:
        row = (await session.execute(FOUND, values)).first()
    return None if row is None else (row[0], row[1], row[2], row[3])
