"""Store understands who an identifier belongs to."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.asking import array, ask

KNOWN = text("""
SELECT hash, coalesce(origin, person), person FROM person_identifier
WHERE hash = ANY(CAST(:hashes AS bytea[]))
""")
PERSONS = text("""
INSERT INTO person (id, state) SELECT unnest(CAST(:ids AS uuid[])), '{}'
ON CONFLICT DO NOTHING
""")
IDENTIFIERS = text("""
INSERT INTO person_identifier (hash, person, system, cipher)
SELECT * FROM unnest(CAST(:hashes AS bytea[]), CAST(:ids AS uuid[]), CAST(:systems AS text[]),
    CAST(:ciphers AS bytea[]))
ON CONFLICT DO NOTHING
""")


CENTRES = text("""
SELECT i.hash, p.centre FROM person_identifier i JOIN person p ON p.id = i.person
WHERE i.hash = ANY(:hashes) AND p.centre IS NOT NULL
""")


class NewPerson(msgspec.Struct, frozen=True):
    """An identifier seen for the first time. `cipher` is the value, sealed."""

    hash: bytes
    person: UUID
    system: str
    cipher: bytes


async def persons(session: AsyncSession, hashes: Sequence[bytes]) -> dict[bytes, UUID]:
    """The persons behind keyed hashes of identifiers, as they are by now; those not known are left
    out."""
    rows = await ask(session, KNOWN, {"hashes": array(hashes)})
    return {row[0]: row[2] for row in rows}


async def first_of(
    session: AsyncSession, hashes: Sequence[bytes]
) -> tuple[dict[bytes, UUID], frozenset[UUID]]:
    """The persons whom the identifiers were first of, merged or not, and who those are by now."""
    rows = await ask(session, KNOWN, {"hashes": array(hashes)})
    return {row[0]: row[1] for row in rows}, frozenset(row[2] for row in rows)


async def centres(session: AsyncSession, hashes: Sequence[bytes]) -> dict[bytes, str]:
    """Where the persons behind keyed hashes of identifiers are listed; those nowhere are left out."""
    rows = await session.execute(CENTRES, {"hashes": list(hashes)})
    return {bytes(row[0]): row[1] for row in rows}


async def add_persons(session: AsyncSession, new: Sequence[NewPerson]) -> None:
    """Make the persons; whoever else is making the same ones at the same time makes them once."""
    # In one order for every writer, so that two of them never wait for each other.
    ordered = sorted(new, key=lambda person: person.person)
    identifiers = {
        "hashes": [each.hash for each in ordered],
        "ids": [each.person for each in ordered],
        "systems": [each.system for each in ordered],
        "ciphers": [each.cipher for each in ordered],
    }
    await ask(session, PERSONS, {"ids": identifiers["ids"]})
    await ask(session, IDENTIFIERS, identifiers)
