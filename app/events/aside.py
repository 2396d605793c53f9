"""Aside understands what was sent and became no event: the rejected, kept sealed for whoever is to
correct it, and the not used, of which only the digest and the trigger are kept.

The same thing again is counted, not kept twice. What is kept is let go ninety days after it came.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access import data_keys
from app.access.vault import Vault
from app.asking import ask
from app.house import House

KEPT_FOR = timedelta(days=90)
Format = Literal["cloudevents", "hl7", "fhir", "table"]
Outcome = Literal["rejected", "not_used"]
ASIDE = text("""
INSERT INTO set_aside (source, digest, outcome, format, kind, field, reason, cipher, centre,
    first_at, last_at)
SELECT source, digest, outcome, format, kind, field, reason, cipher, centre, :now, :now
FROM unnest(CAST(:sources AS text[]), CAST(:digests AS bytea[]), CAST(:outcomes AS text[]),
    CAST(:formats AS text[]), CAST(:kinds AS text[]), CAST(:fields AS text[]),
    CAST(:reasons AS text[]), CAST(:ciphers AS bytea[]), CAST(:centres AS text[]))
    AS a (source, digest, outcome, format, kind, field, reason, cipher, centre)
ON CONFLICT (source, digest) DO UPDATE SET last_at = excluded.last_at, times = set_aside.times + 1,
    outcome = excluded.outcome, kind = excluded.kind, field = excluded.field,
    reason = excluded.reason, centre = coalesce(excluded.centre, set_aside.centre),
    cipher = CASE excluded.outcome WHEN 'rejected'
        THEN coalesce(set_aside.cipher, excluded.cipher) END,
    state = CASE set_aside.state WHEN 'replayed' THEN 'open' ELSE set_aside.state END
""")
LET_GO = text("DELETE FROM set_aside WHERE last_at < :before")
COUNT = text("""
INSERT INTO intake (source, door, at, new, known, rejected, not_used, refused, dropped)
VALUES (:source, :door, :at, :new, :known, :rejected, :not_used, :refused, :dropped)
""")


@dataclass(frozen=True, slots=True)
class Letter:
    """Something that was sent and became no event, as it came; `centre` where whose it is is known."""

    format: Format
    raw: bytes
    outcome: Outcome
    kind: str | None
    field: str | None
    reason: str
    centre: str | None = None


@dataclass(slots=True)
class Tally:
    """How many of each became of what a source sent. `dropped` are fields, not events."""

    new: int = 0
    known: int = 0
    rejected: int = 0
    not_used: int = 0
    refused: int = 0
    dropped: int = 0

    @property
    def events(self) -> int:
        return self.new + self.known + self.rejected + self.not_used + self.refused


async def keep(
    house: House, source: str, letters: Sequence[Letter], now: datetime, door: str = "file"
) -> None:
    """Keep what a door could not translate; kept when this returns."""
    if not letters:
        return
    tally = Tally(
        rejected=sum(letter.outcome == "rejected" for letter in letters),
        not_used=sum(letter.outcome == "not_used" for letter in letters),
    )
    found = [(source, letter) for letter in letters]
    for again in (True, False):
        try:
            async with house.database.work() as session:
                await put(session, house.vault, found, now)
                if source in house.organisation.sources:
                    await count(session, {source: tally}, door, now)
        except IntegrityError as error:
            # The key was changed for another while we sealed with it.
            if not again or not data_keys.gone(error):
                raise
            house.vault.refresh()
        else:
            return


async def put(
    session: AsyncSession, vault: Vault, found: Sequence[tuple[str, Letter]], now: datetime
) -> None:
    """The same within a transaction, each letter with its source."""
    once: dict[tuple[str, bytes], tuple[Letter, bytes | None]] = {}
    for source, letter in found:
        digest = hashlib.sha256(letter.raw).digest()
        sealed = None
        if letter.outcome == "rejected":
            sealed = vault.seal(letter.raw, digest)
        once[source, digest] = letter, sealed
    if not once:
        return
    # In one order for every writer, so that two of them never wait for each other.
    ordered = sorted(once.items(), key=lambda one: one[0])
    await session.execute(
        ASIDE,
        {
            "now": now,
            "sources": [source for (source, _), _ in ordered],
            "digests": [digest for (_, digest), _ in ordered],
            "outcomes": [letter.outcome for _, (letter, _) in ordered],
            "formats": [letter.format for _, (letter, _) in ordered],
            "kinds": [letter.kind for _, (letter, _) in ordered],
            "fields": [letter.field for _, (letter, _) in ordered],
            "reasons": [letter.reason for _, (letter, _) in ordered],
            "ciphers": [sealed for _, (_, sealed) in ordered],
            "centres": [letter.centre for _, (letter, _) in ordered],
        },
    )


async def count(session: AsyncSession, tallies: dict[str, Tally], door: str, now: datetime) -> None:
    """Count what each source sent. A row of its own each time: nobody waits for a shared one."""
    for source, tally in sorted(tallies.items()):
        if tally.events:
            told = {name: getattr(tally, name) for name in Tally.__slots__}
            await ask(session, COUNT, {"source": source, "door": door, "at": now, **told})


async def let_go(session: AsyncSession, now: datetime) -> int:
    """Let go what has been kept for ninety days; answers how many."""
    gone = await session.execute(LET_GO, {"before": now - KEPT_FOR})
    return int(gone.rowcount)  # type: ignore[attr-defined]
