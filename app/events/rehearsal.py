"""Rehearsal understands what a file would become: row by row, without anything being stored.

It goes the whole way that the file would go, to the sentence before it is written down: what is new
and what is known is asked of the database, and what is wrong is told as it would be told.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import msgspec
from sqlalchemy import text

from app.errors import Misconfigured
from app.events import hl7, scope, table, unlisted, wire
from app.events.file import form_of, lines_of, whole
from app.events.hl7 import NotUsed, Unreadable
from app.events.mapping import Mapping
from app.events.reading import Refused, Told, read
from app.events.table.file import TableFile
from app.events.table.settle import Settler
from app.events.table.take import VOID, batches
from app.events.table.translate import ROW
from app.house import House
from app.tables import Source

Status = Literal["new", "known", "rejected", "refused", "not_used"]
AT_ONCE = 500
KNOWN = text("""
SELECT source || '/' || source_event_id FROM event
WHERE (source, source_event_id) IN (
    SELECT split_part(ref, '/', 1), substr(ref, strpos(ref, '/') + 1)
    FROM unnest(CAST(:refs AS text[])) AS r (ref))
""")


@dataclass(frozen=True, slots=True)
class Part:
    """One event that a row would become, or why the row becomes none."""

    status: Status
    kind: str | None = None
    field: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A row or a message: its number, how far into the file it reaches, and what it would become."""

    number: int
    done: int
    parts: Sequence[Part]


Meaning = list[tuple[Source, bytes] | NotUsed] | NotUsed | Unreadable
Piece = tuple[int, int, Meaning]


async def rehearse(
    house: House,
    path: Path,
    source: str | None,
    now: datetime,
    *,
    history: bool = False,
    written: Callable[[str], None] = lambda how: None,
) -> AsyncIterator[Rehearsed]:
    """What each row or message of the file would become. Raises hl7.Unreadable.

    `written` hears, at the end of a table, in which letters and with which separator it is.
    """
    known = house.organisation.sources
    if source is not None and source not in known:
        raise Misconfigured(f"Källan {source} finns inte. Kända är {', '.join(sorted(known))}.")
    form = form_of(path, known[source] if source else None)
    if isinstance(form, table.TableMapping):
        pieces = _rows(house, TableFile(path, form), known[source or ""], form, now, written)
    else:
        pieces = _pieces(
            _messages(path, known[source or ""], form) if form else _lines(house, path, source)
        )
    earlier: set[str] = set()
    async for some in pieces:
        told = [(piece, _parts(house, piece[2], now, history)) for piece in some]
        refs = [one.event.ref for _, parts in told for one in parts if isinstance(one, Told)]
        stored = await _stored(house, refs) | earlier
        for (number, done, _), parts in told:
            yield Rehearsed(number, done, [_part(one, stored) for one in parts])
        earlier.update(refs)


def _parts(
    house: House, meaning: Meaning, now: datetime, history: bool
) -> list[Told | wire.Fault | Refused | NotUsed | Unreadable]:
    if isinstance(meaning, (NotUsed, Unreadable)):
        return [meaning]
    return [
        one if isinstance(one, NotUsed) else read(house, scope.of(one[0]), one[1], now, history)
        for one in meaning
    ]


def _part(one: Told | wire.Fault | Refused | NotUsed | Unreadable, stored: set[str]) -> Part:
    match one:
        case Told():
            status: Status = "known" if one.event.ref in stored else "new"
            stored.add(one.event.ref)
            return Part(status, one.event.kind)
        case wire.Fault():
            return Part("rejected", one.kind, one.field, one.says)
        case Refused():
            return Part("refused", one.kind, one.field, one.says)
        case NotUsed():
            return Part("not_used", None, None, one.reason)
        case Unreadable():
            return Part("rejected", None, one.field, one.reason)


async def _stored(house: House, refs: Sequence[str]) -> set[str]:
    async with house.database.work() as session:
        return set((await session.execute(KNOWN, {"refs": list(refs)})).scalars())


async def _rows(
    house: House,
    file: TableFile,
    source: Source,
    mapping: table.TableMapping,
    now: datetime,
    written: Callable[[str], None],
) -> AsyncIterator[list[Piece]]:
    settler = Settler(house, source, now)
    async for some in batches(file, mapping):
        telling = [told for _, told in some if isinstance(told, list)]
        settled = iter(await settler.rows(telling))
        yield [
            (
                row.number,
                row.done,
                _settled(source, next(settled)) if isinstance(told, list) else told,
            )
            for row, told in some
        ]
    written(file.written)


def _settled(source: Source, answer: list[dict[str, Any]] | str) -> Meaning:
    if isinstance(answer, str):
        return Unreadable(answer, ROW)
    if not answer:
        return NotUsed("makulerad", VOID)
    return [(source, msgspec.json.encode(event)) for event in answer]


async def _pieces(found: Iterator[Piece]) -> AsyncIterator[list[Piece]]:
    some: list[Piece] = []
    for piece in found:
        some.append(piece)
        if len(some) == AT_ONCE:
            yield some
            some = []
    yield some


def _messages(path: Path, source: Source, mapping: Mapping) -> Iterator[Piece]:
    done = 0
    for number, message in enumerate(hl7.messages(whole(path)), 1):
        done += len(message)
        try:
            told = hl7.translate(message, mapping)
        except Unreadable as error:
            yield number, done, error
            continue
        if isinstance(told, NotUsed):
            yield number, done, told
        else:
            codes = unlisted.letters(source.id, told)
            yield (
                number,
                done,
                [
                    *((source, msgspec.json.encode(event)) for event in told),
                    *(NotUsed(unlisted.FIELD, letter.reason) for letter in codes),
                ],
            )


def _lines(house: House, path: Path, source: str | None) -> Iterator[Piece]:
    known = house.organisation.sources
    for number, done, name, line in lines_of(path, source, known):
        if name is None:
            told = wire.read(line)
            fault = told if isinstance(told, wire.Fault) else wire.Fault("source", "Fältet saknas.")
            yield number, done, Unreadable(fault.says, fault.field)
        else:
            yield number, done, [(known[name], line)]
