"""Mail understands how a test looks at letters: those there are, and what was decided of each."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import text

from tests.houses import tell
from tests.roles import as_admin, everything

if TYPE_CHECKING:
    from app.events.letters import Letter
    from app.house import House

DECIDED = text("SELECT state, decided_by, decided_at, note FROM set_aside WHERE id = :id")


async def listed(
    house: House, source: str | None = None, state: str | None = "open", before: int | None = None
) -> list[Letter]:
    from app.events import letters

    async with house.database.work() as session:
        return await letters.listed(session, source, state, before)


async def decided(house: House, id_: int) -> tuple[Any, ...]:
    async with house.database.work() as session:
        return tuple((await session.execute(DECIDED, {"id": id_})).one())


async def rejected(house: House, *events: dict[str, Any]) -> list[int]:
    """The letters that some bad events became, in their order."""
    taken = await tell(house, *events)
    assert {one.status for one in taken.answers} == {"rejected"}
    async with house.database.work() as session:
        rows = await session.execute(text("SELECT digest, id FROM set_aside"))
        ids = {bytes(digest): id_ for digest, id_ in rows}
    return [ids[hashlib.sha256(msgspec.json.encode(one)).digest()] for one in events]


def lies(house: House, admin_url: str) -> str:
    with as_admin(admin_url, house.database.url) as admin:
        return everything(admin)
