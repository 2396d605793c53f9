"""Take understands how a file of rows goes in: some hundred rows at a time, each answered for.

Rows are read and translated in a thread, so that whoever is served meanwhile is not kept waiting.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Generator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from app.events import aside, feeds, ingest
from app.events.aside import Letter, Tally
from app.events.hl7 import NotUsed, Unreadable
from app.events.table.file import Meaning, Row, TableFile, meaning
from app.events.table.mapping import TableMapping
from app.events.table.settle import Settler
from app.events.table.translate import ROW
from app.house import House
from app.tables import Source

BATCH = 500
VOID = "Raden är makulerad, och har aldrig berättat något."

Read = list[tuple[Row, Meaning]]


@dataclass(slots=True)
class Filed:
    """What became of a file's rows: each used, rejected or not used; and how it was written."""

    rows: int = 0
    used: int = 0
    rejected: int = 0
    not_used: int = 0
    written: str = ""
    touched: frozenset[str] = frozenset()


async def take(
    house: House,
    path: Path,
    source: Source,
    mapping: TableMapping,
    now: datetime,
    tally: Tally,
    *,
    history: bool = False,
    door: str = "file",
    progress: Callable[[int], None] = lambda done: None,
) -> Filed:
    """Take in a file of rows, and count its events in `tally`. Raises Unreadable.

    What was read before the fault is stored, and is known when the file is given again.
    """
    file = TableFile(path, mapping)
    settler = Settler(house, source, now)
    filed = Filed()
    async for read in batches(file, mapping):
        letters, events = await _sorted(read, settler, filed)
        taken = await ingest.take(
            house, [(source, msgspec.json.encode(one)) for one in events], now, history=history,
            door=door,
        )  # fmt: skip
        await aside.keep(house, source.id, letters, now, door=door)
        for answer in taken.answers:
            setattr(tally, answer.status, getattr(tally, answer.status) + 1)
        for letter in letters:
            setattr(tally, letter.outcome, getattr(tally, letter.outcome) + 1)
        filed.touched |= taken.touched
        progress(read[-1][0].done)
    filed.written = file.written
    if not history:
        # A file without rows says that nothing has happened, and that somebody is there to say so.
        async with house.database.work() as session:
            await feeds.heard(session, source.id, now)
    return filed


async def batches(file: TableFile, mapping: TableMapping) -> AsyncIterator[Read]:
    """The rows of a file with what each means, some hundred at a time."""
    rows = file.rows()
    try:
        while read := await asyncio.to_thread(_read, rows, mapping):
            yield read
    finally:
        rows.close()


def _read(rows: Generator[Row], mapping: TableMapping) -> Read:
    return [(row, meaning(row, mapping)) for row in islice(rows, BATCH)]


async def _sorted(
    read: Read, settler: Settler, filed: Filed
) -> tuple[list[Letter], list[dict[str, Any]]]:
    """What is to be told, and what is put aside."""
    telling = [(row, told) for row, told in read if isinstance(told, list)]
    answers = await settler.rows([told for _, told in telling])
    letters = [_letter(row, told) for row, told in read if isinstance(told, (NotUsed, Unreadable))]
    events: list[dict[str, Any]] = []
    for (row, _), answer in zip(telling, answers, strict=True):
        if isinstance(answer, str):
            letters.append(_letter(row, Unreadable(answer, ROW)))
        elif answer:
            events += answer
        else:
            letters.append(_letter(row, NotUsed("makulerad", VOID)))
    _count(filed, read, letters)
    return letters, events


def _count(filed: Filed, read: Read, letters: Sequence[Letter]) -> None:
    rejected = sum(letter.outcome == "rejected" for letter in letters)
    filed.rows += len(read)
    filed.rejected += rejected
    filed.not_used += len(letters) - rejected
    filed.used += len(read) - len(letters)


def _letter(row: Row, told: NotUsed | Unreadable) -> Letter:
    if isinstance(told, NotUsed):
        return Letter("table", row.raw, "not_used", told.trigger, None, told.reason)
    return Letter("table", row.raw, "rejected", None, told.field, told.reason)
