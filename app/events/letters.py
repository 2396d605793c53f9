"""Letters understand what was rejected: who may look at what of it, and how it gets in after all.

A letter is sent again as it came, once what was wrong about us has been mended (a unit that was
missing, a code table), or with the field at fault corrected. What a letter says of a person is
never shown: whoever looks after the feeds sees its shape, its codes and its times.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.errors import Refused, Unknown
from app.events import ingest, raws
from app.events.fhir import taking
from app.events.ingest import Taken
from app.events.table.again import again
from app.house import House

COLUMNS = "id, source, format, kind, field, reason, times, first_at, last_at, state, note"
LIST = text(f"""
SELECT {COLUMNS} FROM set_aside
WHERE outcome = 'rejected' AND (CAST(:source AS text) IS NULL OR source = :source)
    AND (CAST(:state AS text) IS NULL OR state = :state) AND id < :before
ORDER BY id DESC LIMIT :most
""")  # noqa: S608
ONE = text(f"""
SELECT {COLUMNS}, digest, cipher FROM set_aside WHERE id = :id AND outcome = 'rejected'
""")  # noqa: S608
OPEN = text("""
SELECT id FROM set_aside WHERE outcome = 'rejected' AND state = 'open'
    AND (CAST(:source AS text) IS NULL OR source = :source) ORDER BY first_at, id
""")
DECIDE = text("""
UPDATE set_aside SET state = :state, decided_at = :now, decided_by = :by, note = :note
WHERE id = :id AND state = 'open'
""")
SAY = text("UPDATE set_aside SET field = :field, reason = :reason WHERE id = :id")
# Not the row: whoever sends the same again holds persons and waits for it, and would wait for us.
IN_HAND = text("SELECT pg_try_advisory_xact_lock(:family, CAST(:id % 2147483647 AS integer))")
FAMILY = 1817
MOST = 200


class Letter(msgspec.Struct, frozen=True):
    """One rejected thing, without what it says of anybody."""

    id: int
    source: str
    format: str
    kind: str | None
    field: str | None
    reason: str
    times: int
    first_at: datetime
    last_at: datetime
    state: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Sealed:
    letter: Letter
    raw: bytes


@dataclass(frozen=True, slots=True)
class Again:
    """What became of letters sent again: how many went in, how many did not, what to refresh."""

    went_in: int
    still_open: int
    touched: frozenset[str]
    reason: str | None = None


async def listed(
    session: AsyncSession, source: str | None, state: str | None, before: int | None = None
) -> list[Letter]:
    """The rejected, the newest first, at most two hundred at a time."""
    values = {"source": source, "state": state, "before": before or 2**62, "most": MOST}
    rows = await session.execute(LIST, values)
    return [Letter(*row) for row in rows]


async def opened(house: House, session: AsyncSession, id_: int) -> Sealed:
    """One letter with what was sent. Raises Unknown."""
    row = (await session.execute(ONE, {"id": id_})).first()
    if row is None or row[-1] is None:
        raise Unknown("Meddelandet finns inte, eller har gallrats.")
    return Sealed(Letter(*row[:-2]), house.vault.raw(row[-1], bytes(row[-2])))


async def replay(house: House, source: str | None, by: str, now: datetime) -> Again:
    """Send every open letter again, in the order they came; doing it twice is doing it once."""
    async with house.database.work() as session:
        ids: Sequence[int] = (await session.execute(OPEN, {"source": source})).scalars().all()
    went_in, still_open, touched = 0, 0, set[str]()
    for id_ in ids:
        # Somebody else may have come to it first: then it is theirs.
        with suppress(Refused, Unknown):
            told = await send_again(house, id_, by, now)
            went_in += told.went_in
            still_open += told.still_open
            touched |= told.touched
    return Again(went_in, still_open, frozenset(touched))


async def send_again(
    house: House, id_: int, by: str, now: datetime, corrected: tuple[str, str] | None = None
) -> Again:
    """Send one letter again, as it came or with one field corrected (field, its new value).

    Whatever goes in of it goes in by the line that everything takes; what does not, keeps the
    letter open with its new reason.
    """
    async with _in_hand(house, id_) as (session, sealed):
        raw = sealed.raw
        if corrected is not None:
            raw = raws.corrected(sealed.letter.format, raw, *corrected)
        taken = await _taken(house, sealed.letter, raw, now)
        fault = next((a for a in taken.answers if a.status in ("rejected", "refused")), None)
        if fault is not None:
            told = {"id": id_, "field": fault.field, "reason": fault.reason}
            await session.execute(SAY, told)
            return Again(0, 1, taken.touched, fault.reason)
        note = f"rättat fält: {corrected[0]}" if corrected else None
        await _decide(session, id_, "replayed", by, note, now)
    return Again(1, 0, taken.touched)


async def discard(house: House, id_: int, by: str, reason: str, now: datetime) -> None:
    """Put a letter away for good, with a reason. Raises Unknown or Refused."""
    async with _in_hand(house, id_) as (session, _):
        await _decide(session, id_, "discarded", by, reason, now)


@asynccontextmanager
async def _in_hand(house: House, id_: int) -> AsyncIterator[tuple[AsyncSession, Sealed]]:
    """One open letter, and nobody else's until it is decided. Raises Unknown or Refused."""
    async with house.database.work() as session:
        if not (await session.execute(IN_HAND, {"family": FAMILY, "id": id_})).scalar_one():
            raise Refused("Någon annan avgör meddelandet just nu.")
        sealed = await opened(house, session, id_)
        if sealed.letter.state != "open":
            raise Refused("Meddelandet är redan avgjort.")
        yield session, sealed


async def _taken(house: House, letter: Letter, raw: bytes, now: datetime) -> Taken:
    source = house.organisation.sources.get(letter.source)
    if source is None:
        gone = "Källan finns inte längre i organisationen."
        return Taken([ingest.Answer(None, "rejected", "source", gone)], frozenset())
    if letter.format == "fhir":
        return await taking.again(house, source, raw, now)
    if letter.format == "table":
        return await again(house, source, raw, now, letter.last_at)
    told = raws.translated(house, source, letter.format, raw)
    if isinstance(told, ingest.Answer):
        return Taken([told], frozenset())
    return await ingest.take(house, [(source, one) for one in told], now, door="replay", keep=False)


async def _decide(
    session: AsyncSession, id_: int, state: str, by: str, note: str | None, now: datetime
) -> None:
    values = {"id": id_, "state": state, "by": by, "note": note, "now": now}
    await session.execute(DECIDE, values)
