"""Text understands a CSV file: its letters, its separator, and where one row ends and the next begins.

One broken row does not stop the others: a line that cannot be divided is told of by its number, and
the next line is a row again. Nothing is read further than is allowed, so memory stays small.
"""

import codecs
import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from app.events.hl7 import Unreadable

LONGEST_LINE = 64 * 1024
MOST_LINES = 20
"""Lines that one row may stretch over inside quotation marks."""
MOST_COLUMNS = 500
SEPARATORS = ";\t,|"
NAMES = {";": "semikolon", "\t": "tabb", ",": "komma", "|": "lodstreck"}
BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
TOO_LONG = f"Raden är längre än {LONGEST_LINE // 1024} kB."
QUOTES = "Raden har citattecken som inte hör ihop."
LETTERS = "Raden går inte att läsa med den teckenkodning som mappningen anger."
AT_ONCE = 64 * 1024


@dataclass(slots=True)
class Letters:
    """What the file turned out to be written in."""

    encoding: str = ""
    stated: bool = False
    separator: str = ""
    wide: int = 0
    """Lines with a letter beyond ASCII that are UTF-8, and those that are not."""
    narrow: int = 0

    def __str__(self) -> str:
        found = self.encoding or ("cp1252" if self.narrow and not self.wide else "utf-8")
        if self.narrow and self.wide:
            found = f"utf-8, men cp1252 på {self.narrow} rader"
        return f"{found}, {NAMES.get(self.separator, 'okänd avgränsare')}"


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands in the file, or why it cannot be read."""

    number: int
    text: str
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """A row divided into cells, or the line that could not be and why."""

    number: int
    cells: tuple[str, ...]
    text: str = ""
    fault: str | None = None


def lines(file: BinaryIO, letters: Letters, encoding: str | None) -> Iterator[Line]:
    """The lines of a file, in the letters that were stated or those it is found to have."""
    begin = file.read(4)
    file.seek(0)
    for mark, name in BOMS:
        # What the file says of itself goes before what somebody once said of the source's files.
        if begin.startswith(mark):
            file.read(len(mark))
            letters.encoding = name
            break
    else:
        letters.encoding, letters.stated = encoding or "", encoding is not None
        if encoding is None and _looks_wide(begin):
            letters.encoding = "utf-16-le" if begin[1:2] == b"\0" else "utf-16-be"
        elif encoding == "utf-16":
            letters.encoding = "utf-16-le"
    if letters.encoding.startswith("utf-16"):
        yield from _wide(file, letters.encoding)
    else:
        for number, raw in enumerate(_physical(file), 1):
            yield _decoded(number, raw, letters)


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
    return faultless and len(held) < MOST_LINES and len(text) < LONGEST_LINE


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


def _physical(file: BinaryIO) -> Iterator[bytes]:
    """Lines ended by CR, LF or both; one that is too long is cut where it became so."""
    held, after_cr, skipping = b"", False, False
    while part := file.read(AT_ONCE):
        if after_cr and part.startswith(b"\n"):
            part = part[1:]
        after_cr = part.endswith(b"\r")
        pieces = (held + part).replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        *done, held = pieces
        for piece in done:
            if not skipping:
                yield piece
            skipping = False
        if len(held) > LONGEST_LINE:
            if not skipping:
                yield held[: LONGEST_LINE + 1]
            held, skipping = b"", True
    if held and not skipping:
        yield held


def _decoded(number: int, raw: bytes, letters: Letters) -> Line:
    if len(raw) > LONGEST_LINE:
        return Line(number, f"rad {number}", TOO_LONG)
    if letters.stated:
        try:
            return Line(number, raw.decode(letters.encoding))
        except UnicodeDecodeError:
            return Line(number, raw.decode("latin-1"), LETTERS)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        letters.narrow += 1
        try:
            return Line(number, raw.decode("cp1252"))
        except UnicodeDecodeError:
            return Line(number, raw.decode("latin-1"))
    letters.wide += not text.isascii()
    return Line(number, text)


def _wide(file: BinaryIO, encoding: str) -> Iterator[Line]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    held, number = "", 0
    while part := file.read(AT_ONCE):
        held += decoder.decode(part)
        # A CR at the end may be half of a line's end.
        ready, rest = (held[:-1], held[-1:]) if held.endswith("\r") else (held, "")
        *done, held = re.split(r"\r\n|\r|\n", ready)
        held += rest
        for text in done:
            number += 1
            yield _checked(number, text)
        if len(held) > LONGEST_LINE:
            raise Unreadable(TOO_LONG, f"rad {number + 1}")
    if held.rstrip("\r"):
        yield _checked(number + 1, held.rstrip("\r"))


def _checked(number: int, text: str) -> Line:
    fault = TOO_LONG if len(text) > LONGEST_LINE else LETTERS if "\ufffd" in text else None
    return Line(number, text, fault)


def _looks_wide(begin: bytes) -> bool:
    """Whether two bytes make a sign: every other byte of plain letters is nought."""
    return len(begin) == 4 and (begin[1::2] == b"\0\0") != (begin[::2] == b"\0\0")
