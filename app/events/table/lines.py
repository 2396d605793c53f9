"""Lines understand the bytes of a text file: in which letters it is written, and where a line ends.

Senders lie about their letters, or do not know them: what is valid UTF-8 beyond ASCII is never
anything else, so each line is tried as that first. Nothing is read further than is allowed.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from app.events.hl7 import Unreadable

LONGEST = 64 * 1024
NAMES = {";": "semikolon", "\t": "tabb", ",": "komma", "|": "lodstreck"}
BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
TOO_LONG = f"Raden är längre än {LONGEST // 1024} kB."
OTHER = "Raden går inte att läsa med den teckenkodning som mappningen anger."
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
        if len(held) > LONGEST:
            if not skipping:
                yield held[: LONGEST + 1]
            held, skipping = b"", True
    if held and not skipping:
        yield held


def _decoded(number: int, raw: bytes, letters: Letters) -> Line:
    if len(raw) > LONGEST:
        return Line(number, f"rad {number}", TOO_LONG)
    if letters.stated:
        try:
            return Line(number, raw.decode(letters.encoding))
        except UnicodeDecodeError:
            return Line(number, raw.decode("latin-1"), OTHER)
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
        if len(held) > LONGEST:
            raise Unreadable(TOO_LONG, f"rad {number + 1}")
    if held.rstrip("\r"):
        yield _checked(number + 1, held.rstrip("\r"))


def _checked(number: int, text: str) -> Line:
    fault = TOO_LONG if len(text) > LONGEST else OTHER if "\ufffd" in text else None
    return Line(number, text, fault)


def _looks_wide(begin: bytes) -> bool:
    """Whether two bytes make a sign: every other byte of plain letters is nought."""
    return len(begin) == 4 and (begin[1::2] == b"\0\0") != (begin[::2] == b"\0\0")
