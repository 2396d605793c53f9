"""Verify understands whether the log is as it was sealed: each line, each block, and the chain.

It reads in one transaction, so that what is written meanwhile is neither here nor there, and hashes
the lines itself, from what PostgreSQL says they are, a batch of blocks at a time.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from app.access.chain import FORM, NONE, Block
from app.access.seal import LEAST_ID, LINES

AT_ONCE = 100_000
"""Lines that one question asks for, about."""
BLOCKS = "SELECT * FROM audit_block ORDER BY id"
# The least that the law lets anybody choose; what was chosen may have been changed since.
LET_GO = "SELECT g.block, g.at >= b.sealed_at + interval '5 years' AND g.at <= now()"
LET_GO += " FROM audit_let_go g LEFT JOIN audit_block b ON b.id = g.block"
LOOSE = "SELECT count(*) FROM audit_reason r WHERE NOT EXISTS"
LOOSE += " (SELECT FROM audit a WHERE a.log_id = r.log_id AND a.explained)"
UNSEALED = "SELECT count(*), min(real_at) FROM audit WHERE id > %s"


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not agree, in Swedish, and in which block; 0 when it is in none."""

    block: int
    says: str


@dataclass(slots=True)
class Verdict:
    """What was found. `oldest` is when the oldest line that is not sealed was written, UTC."""

    blocks: int = 0
    lines: int = 0
    let_go: int = 0
    unsealed: int = 0
    oldest: datetime | None = None
    sealed_at: datetime | None = None
    faults: list[Fault] = field(default_factory=list)


Step = Callable[[int], None]


def verify(url: str, heads: Mapping[int, bytes], step: Step = lambda _: None) -> Verdict:
    """Read the whole log; `heads` are the hashes that were sent out of the house, by block.

    `url` is a role's that reads the log. `step` hears how many lines have been read.
    """
    found = Verdict()
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        # However the server likes its dates: they are read here too.
        connection.execute("SET LOCAL datestyle = 'ISO'")
        gone: dict[int, bool] = dict(connection.execute(LET_GO).fetchall())
        with connection.cursor("blocks", row_factory=class_row(Block)) as blocks:
            blocks.execute(BLOCKS)
            last: Block | None = None
            for batch in _batches(blocks):
                found.faults += _chain(last, batch)
                _contents(connection, last, batch, gone, found, step)
                last = batch[-1]
        found.faults += _heads(connection, heads)
        [loose] = connection.execute(LOOSE).fetchone() or (0,)
        if loose:
            found.faults.append(Fault(0, f"{loose} skäl hör inte till någon rad."))
        highest = last.last_id if last else LEAST_ID
        count = connection.execute(UNSEALED, (highest,)).fetchone()
        assert count is not None
        found.unsealed, found.oldest = count
        found.sealed_at = last.sealed_at if last else None
    found.faults.sort(key=lambda one: one.block)
    return found


def _batches(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    batch: list[Block] = []
    lines = 0
    for block in blocks:
        batch.append(block)
        lines += block.lines
        if lines >= AT_ONCE or len(batch) >= AT_ONCE:
            yield batch
            batch, lines = [], 0
    if batch:
        yield batch


def _chain(last: Block | None, batch: Sequence[Block]) -> Iterator[Fault]:
    """What the heads say of themselves and of each other; `last` is the one before them."""
    for block in batch:
        if block.form != FORM:
            yield Fault(block.id, f"Formen {block.form} är okänd för den här versionen.")
        elif block.hash != block.hashed():
            yield Fault(block.id, "Blockets huvud är ändrat.")
    number, told = (last.id, last.hash) if last else (0, NONE)
    for block in batch:
        if block.id != number + 1:
            gap = f"{number + 1}" if block.id == number + 2 else f"{number + 1}–{block.id - 1}"
            yield Fault(number + 1, f"Block {gap} saknas.")
        elif block.before != told:
            yield Fault(block.id, "Kedjan är bruten mellan blocket och det före.")
        number, told = block.id, block.hash


def _contents(
    connection: psycopg.Connection[Any],
    last: Block | None,
    batch: Sequence[Block],
    gone: Mapping[int, bool],
    found: Verdict,
    step: Step,
) -> None:
    """Hash the lines of the blocks; every id belongs to one of them."""
    after = last.last_id if last else LEAST_ID
    limits = {"after": after, "to": batch[-1].last_id, "most": None}
    told = {name: sql.Literal(value) for name, value in limits.items()}
    waiting = iter(batch)
    block, content, count, seen = next(waiting), sha256(), 0, 0
    # A generator of lines would cost a third more for each of them.
    with connection.cursor() as cursor, cursor.copy(LINES.format(**told)) as copy:
        for line in copy:
            number = int(bytes(line[:20]).split(b"\t", 1)[0])
            while number > block.last_id:
                found.faults += _content(block, content.digest(), count, gone)
                block, content, count = next(waiting), sha256(), 0
            content.update(line)
            count += 1
            seen += 1
    found.faults += _content(block, content.digest(), count, gone)
    for block in waiting:
        found.faults += _content(block, sha256().digest(), 0, gone)
    found.blocks += len(batch)
    found.let_go += sum(one.id in gone for one in batch)
    found.lines += seen
    step(found.lines)


def _content(block: Block, content: bytes, count: int, gone: Mapping[int, bool]) -> Iterator[Fault]:
    if block.id in gone:
        if not gone[block.id]:
            yield Fault(block.id, "Blocket är gallrat innan fem år hade gått.")
        if count:
            yield Fault(block.id, f"Blocket är gallrat, men {_rows(count)} ligger kvar.")
    elif count < block.lines:
        yield Fault(block.id, f"{_rows(block.lines - count)} har tagits bort.")
    elif count > block.lines:
        yield Fault(block.id, f"{_rows(count - block.lines)} har lagts till.")
    elif content != block.content:
        yield Fault(block.id, "Minst en rad är ändrad.")


def _rows(count: int) -> str:
    return "1 rad" if count == 1 else f"{count} rader"


def _heads(connection: psycopg.Connection[Any], heads: Mapping[int, bytes]) -> Iterator[Fault]:
    """What was sent out of the house against what is here."""
    rows = connection.execute(
        "SELECT id, hash FROM audit_block WHERE id = ANY(%s)", (list(heads),)
    ).fetchall()
    here = {number: bytes(told) for number, told in rows}
    for number, told in heads.items():
        if number not in here:
            yield Fault(number, "Blocket finns i det som har skickats ut, men inte här.")
        elif here[number] != told:
            yield Fault(number, "Blocket är ett annat än det som har skickats ut.")
