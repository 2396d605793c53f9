"""Text understands the rows of a CSV file: its separator, and where one row ends and the next begins.

One broken row does not stop the others: a line that cannot be divided is told of by its number, and
the next line is a row again.
"""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.events.table.lines import LONGEST, Line

MOST_LINES = 20
"""Lines that one row may stretch over inside quotation marks."""
MOST_COLUMNS = 500
SEPARATORS = ";\t,|"
QUOTES = "Raden har citattecken som inte hör ihop."


@dataclass(frozen=True, slots=True)
class Cut:
    """A row divided into cells, or the line that could not be and why."""

    number: int
    cells: tuple[str, ...]
    text: str = ""
    fault: str | None = None


def rows(found: Iterable[Line], separator: str) -> Iterator[Cut]:
    """The lines divided into cells. A cell in quotation marks may stretch over several lines."""
    whole = re.compile(_WHOLE.format(s=re.escape(separator)))
    unended = re.compile(_OPEN.format(s=re.escape(separator)))
    source, again = iter(found), deque[Line]()
    held: list[Line] = []
    while True:
        line = again.popleft() if again else next(source, None)
        if line is not None:
            held.append(line)
        if not held:
            return
        text = "\n".join(one.text for one in held)
        if held[0].fault is None and line is not None:
            if whole.fullmatch(text):
                yield _divided(held[0].number, text, separator)
                held = []
                continue
            if _may_go_on(held, text) and unended.fullmatch(text):
                continue
        # What an unended quotation mark swallowed is rows of its own.
        yield Cut(held[0].number, (), held[0].text, held[0].fault or QUOTES)
        again.extendleft(reversed(held[1:]))
        held = []


def sniffed(header: str, columns: Iterable[str]) -> str:
    """The separator under which the header names most of the columns."""
    wanted = {name_of(column) for column in columns}

    def names(separator: str) -> int:
        return len(wanted & {name_of(cell) for cell in _cells(header, separator)})

    return max(SEPARATORS, key=lambda separator: (names(separator), header.count(separator)))


def name_of(column: str) -> str:
    """A column's name, however it is spaced and whether or not it begins with a capital."""
    return " ".join(column.split()).casefold()


_WHOLE = r'(?:[^"{s}][^{s}]*|"(?:[^"]|"")*"|)(?:{s}(?:[^"{s}][^{s}]*|"(?:[^"]|"")*"|))*+'
_OPEN = r'(?:(?:[^"{s}][^{s}]*|"(?:[^"]|"")*"|){s})*+"(?:[^"]|"")*+'


def _may_go_on(held: list[Line], text: str) -> bool:
    faultless = not any(line.fault for line in held)
    return faultless and len(held) < MOST_LINES and len(text) < LONGEST


def _divided(number: int, text: str, separator: str) -> Cut:
    cells = _cells(text, separator)
    if len(cells) > MOST_COLUMNS:
        return Cut(number, (), text, f"Raden har fler än {MOST_COLUMNS} kolumner.")
    if "\0" in text:
        return Cut(number, (), text.replace("\0", " "), "Raden innehåller ett nolltecken.")
    return Cut(number, tuple(cells), text)


def _cells(text: str, separator: str) -> list[str]:
    try:
        return [cell for row in csv.reader([text], delimiter=separator) for cell in row]
    except csv.Error:
        return []
