"""Seal understands how lines of the log are put under lock: block by block, each hashed with the one
before, without the writers knowing of it.

Ids are given when a line is inserted, but transactions are committed in another order: a line may
come into sight after one with a higher id. What is sealed must never get a line in between, so the
sealer first notes the highest id there is, then who is writing to the log at that moment, and waits
until each of those has ended. Whoever was given a lower id has held the table's lock since before
the id was given, and is one of them; whoever comes later is given a higher one. So a block is a
range of ids, and what turns up in it later was put there by hand (docs/decisions/0022).
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from psycopg import sql
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.chain import FORM, NONE, Block, columns_sql
from app.database import Database

MOST = 50_000
"""Lines in a block."""
PATIENCE = 20.0
"""Seconds to wait for those who are writing; who takes longer is waited for again the next minute."""
PAUSE = 0.05
TURN = text("SELECT pg_try_advisory_xact_lock(hashtext('kvarten.audit_block'))")
LAST = text("SELECT id, last_id, hash FROM audit_block ORDER BY id DESC LIMIT 1")
HIGHEST = text("SELECT max(id) FROM audit")
# An INSERT takes this lock before it asks for an id and keeps it until its transaction ends.
WRITING = text("""
SELECT virtualtransaction FROM pg_locks
WHERE relation = CAST('audit' AS regclass) AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
""")
# The CASE: a line without a reason, as nearly all are, is not looked for among the reasons.
LINES = sql.SQL(f"""
COPY (SELECT {columns_sql()} FROM audit a
    LEFT JOIN audit_reason r ON r.log_id = CASE WHEN a.explained THEN a.log_id END
    WHERE a.id > {{after}} AND a.id <= {{to}} ORDER BY a.id LIMIT {{most}}) TO STDOUT
""")  # noqa: S608 the columns are ours
ADD = text("""
INSERT INTO audit_block (id, form, sealed_at, lines, first_id, last_id, content, before, hash)
VALUES (:id, :form, :sealed_at, :lines, :first_id, :last_id, :content, :before, :hash)
""")
LEAST_ID = -(2**63)


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a round came to. `waited_in_vain`: somebody has been writing for longer than we wait."""

    blocks: int = 0
    lines: int = 0
    waited_in_vain: bool = False


async def seal(database: Database, real_now: datetime) -> Sealed:
    """Seal every line whose place is settled; `real_now` is the wall's time, UTC.

    In several processes at once one does it and the others let it be.
    """
    blocks = lines = 0
    while True:
        async with database.work() as session:
            if not (await session.execute(TURN)).scalar_one():
                return Sealed(blocks, lines)
            last = (await session.execute(LAST)).first()
            before = last.last_id if last else LEAST_ID
            highest = (await session.execute(HIGHEST)).scalar_one()
            if highest is None or highest <= before:
                return Sealed(blocks, lines)
            if not await _settled(session):
                return Sealed(blocks, lines, waited_in_vain=True)
            made = await _block(session, last, before, highest, real_now)
            if made is None:
                return Sealed(blocks, lines)
            values = {name: getattr(made, name) for name in Block.__slots__}
            await session.execute(ADD, values)
            blocks, lines = blocks + 1, lines + made.lines
            # What has come meanwhile can wait: on a busy morning there would be no end to it.
            if made.lines < MOST:
                return Sealed(blocks, lines)


async def _settled(session: AsyncSession) -> bool:
    """Whether all who were writing when we asked have ended within our patience."""
    writing = set((await session.execute(WRITING)).scalars())
    left = PATIENCE
    while writing:
        if left <= 0:
            return False
        await asyncio.sleep(PAUSE)
        left -= PAUSE
        writing &= set((await session.execute(WRITING)).scalars())
    return True


async def _block(
    session: AsyncSession, last: Any, after: int, to: int, sealed_at: datetime
) -> Block | None:
    content, count, first, end = sha256(), 0, b"", b""
    async for line in _lines(session, after, to):
        content.update(line)
        count += 1
        first, end = first or line, line
    if not count:
        return None
    made = Block(
        id=last.id + 1 if last else 1, form=FORM, sealed_at=sealed_at, lines=count,
        first_id=_id(first), last_id=_id(end), content=content.digest(),
        before=last.hash if last else NONE, hash=b"",
    )  # fmt: skip
    return replace(made, hash=made.hashed())


async def _lines(session: AsyncSession, after: int, to: int) -> AsyncIterator[bytes]:
    raw = await (await session.connection()).get_raw_connection()
    connection: Any = raw.driver_connection
    told = {name: sql.Literal(n) for name, n in (("after", after), ("to", to), ("most", MOST))}
    async with connection.cursor() as cursor, cursor.copy(LINES.format(**told)) as copy:
        async for line in copy:
            yield bytes(line)


def _id(line: bytes) -> int:
    return int(line[: line.index(b"\t")])
