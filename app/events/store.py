"""Store understands who an identifier belongs to, and keeps what could not be taken or used."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

KNOWN = text("SELECT hash, person FROM person_identifier WHERE hash = ANY(:hashes)")
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
ASIDE = text("""
INSERT INTO set_aside (source, digest, outcome, kind, field, reason, cipher, first_at, last_at)
SELECT :source, digest, :outcome, kind, field, reason, cipher, :now, :now
FROM unnest(CAST(:digests AS bytea[]), CAST(:kinds AS text[]), CAST(:fields AS text[]),
    CAST(:reasons AS text[]), CAST(:ciphers AS bytea[]))
    AS a (digest, kind, field, reason, cipher)
ON CONFLICT (source, digest) DO UPDATE SET last_at = excluded.last_at, times = set_aside.times + 1
""")


class NewPerson(msgspec.Struct, frozen=True):
    """An identifier seen for the first time. `cipher` is the value, sealed."""

    hash: bytes
    person: UUID
    system: str
    cipher: bytes


class Aside(msgspec.Struct, frozen=True):
    """Something that was sent and did not become an event. `cipher` is its raw text, sealed."""

    digest: bytes
    kind: str | None
    field: str | None
    reason: str
    cipher: bytes | None


async def persons(session: AsyncSession, hashes: Sequence[bytes]) -> dict[bytes, UUID]:
    """The persons behind keyed hashes of identifiers; those not known are left out."""
    rows = await session.execute(KNOWN, {"hashes": list(hashes)})
    return {bytes(row[0]): row[1] for row in rows}


async def add_persons(session: AsyncSession, new: Sequence[NewPerson]) -> None:
    """Make the persons; whoever else is making the same ones at the same time makes them once."""
    # In one order for every writer, so that two of them never wait for each other.
    ordered = sorted(new, key=lambda person: person.person)
    await session.execute(PERSONS, {"ids": [one.person for one in ordered]})
    await session.execute(
        IDENTIFIERS,
        {
            "hashes": [one.hash for one in ordered],
            "ids": [one.person for one in ordered],
            "systems": [one.system for one in ordered],
            "ciphers": [one.cipher for one in ordered],
        },
    )


async def set_aside(
    session: AsyncSession, source: str, outcome: str, found: Sequence[Aside], now: datetime
) -> None:
    """Keep what was rejected or not used; the same thing again is counted, not kept twice."""
    # In one order for every writer, so that two of them never wait for each other.
    once = [one for _, one in sorted({one.digest: one for one in found}.items())]
    if once:
        await session.execute(
            ASIDE,
            {
                "source": source,
                "outcome": outcome,
                "now": now,
                "digests": [one.digest for one in once],
                "kinds": [one.kind for one in once],
                "fields": [one.field for one in once],
                "reasons": [one.reason for one in once],
                "ciphers": [one.cipher for one in once],
            },
        )
