"""File understands a file of rows, CSV or Excel: where its header is, and each row as its cells."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from app.errors import Misconfigured
from app.events.hl7 import NotUsed, Unreadable
from app.events.table import lines, sheet, text
from app.events.table.cells import Cell
from app.events.table.mapping import TableMapping
from app.events.table.translate import BROKEN, ROW, translate

LARGEST = 1024 * 1024 * 1024
HEADER = "rubriken"
MANY_CELLS = "Raden har {} celler och rubriken {}."
TOO_LARGE = f"Filen är större än {LARGEST // 1024 // 1024} MB. Dela upp den."


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file, its cells as JSON, how far it reaches, or what is wrong."""

    number: int
    raw: bytes
    done: int
    fault: str | None = None


Meaning = list[dict[str, Any]] | NotUsed | Unreadable


def meaning(row: Row, mapping: TableMapping) -> Meaning:
    """What a row tells, or why it tells nothing."""
    if row.fault is not None:
        return Unreadable(row.fault, ROW)
    try:
        return translate(row.raw, mapping)
    except Unreadable as error:
        return error


class TableFile:
    """A file that has been opened and whose header fits the mapping. Raises Unreadable."""

    def __init__(self, path: Path, mapping: TableMapping) -> None:
        self._path = path
        self._mapping = mapping
        self._wanted = frozenset(mapping.columns)
        self.written = ""
        """What the file turned out to be, in Swedish: its letters and its separator, or its sheet."""
        try:
            if path.stat().st_size > LARGEST:
                raise Unreadable(TOO_LARGE, "filen")
            with path.open("rb") as file:
                self._excel = file.read(4) in {b"PK\x03\x04", b"\xd0\xcf\x11\xe0"}
        except OSError as error:
            raise Misconfigured(f"Filen {path} går inte att läsa: {error.strerror}.") from error

    def rows(self) -> Generator[Row]:
        """The rows after the header, in order; empty ones are passed over."""
        return self._sheet() if self._excel else self._text()

    def _sheet(self) -> Generator[Row]:
        found = sheet.rows(self._path, self._mapping.sheet)
        first = next(islice(found, self._mapping.header - 1, None), None)
        header = self._header(first or ())
        self.written = "Excel"
        size = self._path.stat().st_size
        for number, values in enumerate(found, self._mapping.header + 1):
            if all(value in (None, "") for value in values):
                continue
            outside = any(value not in (None, "") for value in values[len(header) :])
            raw = _json(self._cells(header, values))
            fault = MANY_CELLS.format(len(values), len(header)) if outside else None
            if len(raw) > lines.LONGEST:
                raw, fault = _json({BROKEN: f"rad {number}"}), lines.TOO_LONG
            yield Row(number, raw, size, fault)

    def _text(self) -> Generator[Row]:
        letters = lines.Letters()
        with self._path.open("rb") as file:
            found = lines.lines(file, letters, self._mapping.encoding)
            first = next(islice(found, self._mapping.header - 1, None), None)
            if first is None or first.fault:
                raise Unreadable(first.fault or "" if first else "Filen är tom.", HEADER)
            separator = self._mapping.separator or text.sniffed(first.text, self._mapping.columns)
            letters.separator = separator
            cut = next(text.rows([first], separator))
            header = self._header(cut.cells)
            for row in text.rows(found, separator):
                self.written = str(letters)
                if row.fault is not None:
                    yield Row(row.number, _json({BROKEN: row.text}), file.tell(), row.fault)
                elif any(row.cells):
                    yield self._cut(row, header, file.tell())
            self.written = str(letters)

    def _cut(self, row: text.Cut, header: tuple[str, ...], done: int) -> Row:
        short, spare = len(row.cells) < len(header), row.cells[len(header) :]
        if short or any(spare):
            # One separator too many or too few moves every value after it to another column.
            fault = MANY_CELLS.format(len(row.cells), len(header))
            return Row(row.number, _json({BROKEN: row.text}), done, fault)
        return Row(row.number, _json(self._cells(header, row.cells)), done)

    def _cells(self, header: Sequence[str], values: Sequence[Cell | None]) -> dict[str, Cell]:
        """The cells that say anything, and the empty ones that the mapping asks for."""
        told = dict(zip(header, [*values, *[None] * len(header)], strict=False))
        return {
            name: "" if value is None else value
            for name, value in told.items()
            if name and (name in self._wanted or value not in (None, ""))
        }

    def _header(self, told: tuple[Cell | None, ...]) -> tuple[str, ...]:
        """The names of the columns as the mapping writes them; others as they stand."""
        wanted = {text.name_of(column): column for column in self._mapping.columns}
        names = ["" if one is None else str(one) for one in told]
        while names and not names[-1].strip():
            names.pop()
        seen = [text.name_of(name) for name in names]
        for name, column in wanted.items():
            if name not in seen:
                # What the first row says instead may be a person, if the header is missing.
                raise Unreadable(f"Kolumnen ”{column}” saknas i filens rubrik.", HEADER)
            if seen.count(name) > 1:
                raise Unreadable(f"Kolumnen ”{column}” står två gånger i filens rubrik.", HEADER)
        return tuple(wanted.get(key, name.strip()) for key, name in zip(seen, names, strict=True))


def _json(cells: dict[str, Cell]) -> bytes:
    return msgspec.json.encode(cells)
