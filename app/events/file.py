"""File understands what `kvarten ingest` is given: CloudEvents a line each, HL7 v2 or rows of a table.

What it is, the source's mapping says; a file of CloudEvents says it by its name as well.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec

from app.errors import Misconfigured
from app.events import aside, hl7, ingest, table, unlisted, wire
from app.events.aside import Letter, Tally
from app.events.mapping import FOLDER, Mapping, load
from app.events.table import take as table_take
from app.events.table.take import Filed
from app.house import House
from app.tables import Source

BATCH = 1000
CLOUDEVENTS = frozenset({".ndjson", ".jsonl", ".json"})
TABLES = frozenset({".csv", ".tsv", ".xlsx", ".xls", ".ods"})
LARGEST_WHOLE = 256 * 1024 * 1024
LONGEST_LINE = 1024 * 1024
"""What no event is near: a line without an end comes as several, and each is rejected."""
BOM = b"\xef\xbb\xbf"


@dataclass(slots=True)
class Count(Tally):
    """What became of a file. `not_used` are messages and rows that say nothing Kvarten reads.

    So are codes that no table of the source has; `unlisted` says which those are, in Swedish.
    """

    filed: Filed | None = None
    unlisted: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Part:
    """A part of a file: CloudEvents with their sources, and what could not be made into any."""

    events: list[tuple[str, bytes]]
    aside: list[Letter]
    done: int


async def take(
    house: House,
    path: Path,
    source: str | None,
    now: datetime,
    *,
    history: bool = False,
    progress: Callable[[int], None] = lambda done: None,
) -> tuple[Count, frozenset[str]]:
    """Take in a file; it is done when committed, and may be given twice. Raises hl7.Unreadable.

    Answers what became of it and the centres it touched. `progress` hears bytes done.
    """
    count, touched = Count(), set[str]()
    known = house.organisation.sources
    if source is not None and source not in known:
        raise Misconfigured(f"Källan {source} finns inte. Kända är {', '.join(sorted(known))}.")
    form = form_of(path, known[source] if source else None)
    if isinstance(form, table.TableMapping):
        count.filed = await table_take.take(
            house, path, known[source or ""], form, now, count, history=history, progress=progress
        )
        return count, count.filed.touched
    if isinstance(form, Mapping):
        parts = _hl7(path, source or "", form)
    else:
        parts = _lines(path, source, known)
    for part in parts:
        sent = [(known[name], raw) for name, raw in part.events]
        taken = await ingest.take(house, sent, now, history=history, door="file")
        touched |= taken.touched
        for answer in taken.answers:
            setattr(count, answer.status, getattr(count, answer.status) + 1)
        if part.aside:
            await aside.keep(house, source or "", part.aside, now)
            for letter in part.aside:
                setattr(count, letter.outcome, getattr(count, letter.outcome) + 1)
                if letter.kind == unlisted.FIELD:
                    count.unlisted.add(letter.reason)
        progress(part.done)
    return count, frozenset(touched)


def form_of(path: Path, source: Source | None) -> Mapping | table.TableMapping | None:
    """How a source's file is to be read: by a mapping, or as CloudEvents a line each."""
    events = path.suffix.lower() in CLOUDEVENTS
    if source is None or source.mapping is None:
        if path.suffix.lower() in TABLES:
            raise Misconfigured(
                f"{path.name} är en tabell. Ange med --source en källa som har en mappning för tabeller."
            )
        return None
    mapped = FOLDER / source.mapping
    if not table.is_table(mapped):
        return load(mapped)
    return None if events else table.load(mapped)


def size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise Misconfigured(f"Filen {path} går inte att läsa: {error.strerror}.") from error


def whole(path: Path) -> bytes:
    """A file that has to be read all at once. Raises hl7.Unreadable."""
    if size(path) > LARGEST_WHOLE:
        raise hl7.Unreadable(f"Filen är större än {LARGEST_WHOLE // 1024 // 1024} MB.", "filen")
    return path.read_bytes()


def lines_of(
    path: Path, source: str | None, known: dict[str, Source]
) -> Iterator[tuple[int, int, str | None, bytes]]:
    """The lines of a file that say anything: number, bytes done, whose, and the line itself."""
    done = 0
    with path.open("rb") as file:
        for number, raw in enumerate(iter(partial(file.readline, LONGEST_LINE), b""), 1):
            done += len(raw)
            line = raw.removeprefix(BOM).strip()
            if not line:
                continue
            name = source or _source_of(line)
            if name and name not in known:
                raise Misconfigured(
                    f"{path.name}: källan {name} finns inte i organisationen. "
                    "Ange den med --source."
                )
            yield number, done, name or None, line


def _lines(path: Path, source: str | None, known: dict[str, Source]) -> Iterator[Part]:
    """CloudEvents, one a line. Each says its source unless the caller does."""
    part = Part([], [], 0)
    for _, done, name, line in lines_of(path, source, known):
        if name is not None:
            part.events.append((name, line))
        else:
            part.aside.append(_nobodys(line))
        part.done = done
        if len(part.events) + len(part.aside) == BATCH:
            yield part
            part = Part([], [], done)
    yield part


def _nobodys(line: bytes) -> Letter:
    """A line that does not say whose it is, to be kept; those after it may be whole."""
    told = wire.read(line)
    place, says = ("source", "Fältet saknas.")
    if isinstance(told, wire.Fault):
        place, says = told.field, told.says
    return Letter("cloudevents", line, "rejected", told.kind, place, says)


class _Source(msgspec.Struct):
    source: str = ""


_SOURCE = msgspec.json.Decoder(_Source)


def _source_of(line: bytes) -> str:
    try:
        return _SOURCE.decode(line).source
    except wire.UNREADABLE:
        return ""


def _hl7(path: Path, source: str, mapping: Mapping) -> Iterator[Part]:
    """HL7 v2 messages, translated by the source's mapping."""
    part = Part([], [], 0)
    for message in hl7.messages(whole(path)):
        part.done += len(message)
        try:
            told = hl7.translate(message, mapping)
        except hl7.Unreadable as error:
            letter = Letter("hl7", message, "rejected", None, error.field, error.reason)
            part.aside.append(letter)
            continue
        if isinstance(told, hl7.NotUsed):
            # What is not used is not kept either: its digest and trigger are.
            letter = Letter("hl7", message, "not_used", told.trigger, None, told.reason)
            part.aside.append(letter)
        else:
            part.aside += unlisted.letters(source, told)
            part.events += [(source, msgspec.json.encode(event)) for event in told]
        if len(part.events) + len(part.aside) >= BATCH:
            yield part
            part = Part([], [], part.done)
    yield part
