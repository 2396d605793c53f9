"""Merging understands how a test tells that two identities are one, and where everything lies then."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import text

from tests.houses import DEMO, NOW, cloud

if TYPE_CHECKING:
    from app.house import House
    from app.people.person import Person

TABLES = ("person_identifier", "event", "obligation", "action")


def merged(who: str, into: str, at: datetime | None = None, **data: Any) -> dict[str, Any]:
    """`who` ends, and is `into` from now on."""
    told = {"into_system": DEMO, "into_value": into}
    return cloud("person.merged", who, at or NOW - timedelta(hours=1), **{**told, **data})


def parted(who: str, merge: dict[str, Any], **data: Any) -> dict[str, Any]:
    """The merge is taken back."""
    return cloud("person.merged", who, NOW - timedelta(minutes=30), cancels=merge["id"], **data)


def key(house: House, who: str) -> UUID:
    return house.vault.person(house.vault.hash(DEMO, who))


async def row(house: House, who: str) -> tuple[Person, str | None, UUID | None]:
    """A person's state, centre, and who it has been merged into."""
    from app.people.states import decode

    query = text("SELECT CAST(state AS text), centre, merged_into FROM person WHERE id = :id")
    async with house.database.work() as session:
        state, centre, into = (await session.execute(query, {"id": key(house, who)})).one()
    return decode(state), centre, into


async def lies_with(house: House, table: str, *, names: tuple[str, ...]) -> dict[str, int]:
    """How many rows of a table lie with each of some persons."""
    query = text(f"SELECT person, count(*) FROM {table} GROUP BY person")
    async with house.database.work() as session:
        found = {row[0]: row[1] for row in await session.execute(query)}
    return {who: found[key(house, who)] for who in names if key(house, who) in found}
