"""Answer understands what the sender of a message is told: AA, AE or AR, in its own marks and letters.

It is written even to what could not be read, with as much of the header as there is. What stands in
it is never of a person: a field, a code, and a sentence on what is wrong.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.events.hl7.frame import declared, letters
from app.events.hl7.message import DEFAULT_MARKS

Code = Literal["AA", "AE", "AR"]
_HEADER = 4096
_BEFORE = b"\x0b\r\n \xef\xbb\xbf"
_PLACE = re.compile(r"([A-Z][A-Z0-9]{2})(?:-([0-9]{1,2}))?")
_LONGEST_CONTROL = 199
_MISSING, _WRONG, _KEY, _PURPOSE, _VERSION, _INTERNAL = "101", "102", "204", "202", "203", "207"
_CODES = {"MSH-11": _PURPOSE, "MSH-12": _VERSION, "PID-3": _KEY}
_FIELDS = {"data.person_id": "PID-3"}
"""Where a message has what the way in names as a field of an event."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a message. `field` as HL7 or the way in names it."""

    code: Code
    reason: str = ""
    field: str = ""


def answer(message: bytes, verdict: Verdict, at: datetime) -> bytes:
    """The acknowledgement, with CR after each segment."""
    header = _line(message)
    name = letters(header, "latin-1")
    line = header.decode(name)
    if not line.startswith("MSH") or len(line) < 8:
        line = f"MSH{DEFAULT_MARKS}"
    fields = line.split(line[3])
    marks = fields[1] if 1 <= len(fields[1]) <= 5 else DEFAULT_MARKS[1:]
    told = _Header(line[3], marks, [*fields, *[""] * 20], declared(header))
    segments = [told.msh(at), told.msa(verdict)]
    if verdict.code != "AA":
        segments.append(told.err(verdict))
    text = "".join(f"{segment}\r" for segment in segments)
    return text.encode(told.letters or name, "replace")


def wants_none(message: bytes) -> bool:
    """Whether the sender has said, in both places it can, that it wants no answer."""
    line = _line(message)
    fields = line.split(line[3:4]) if len(line) > 3 else []
    return len(fields) > 15 and fields[14] == fields[15] == b"NE"


@dataclass(frozen=True, slots=True)
class _Header:
    mark: str
    marks: str
    fields: list[str]
    letters: str | None
    """Python's name for the letters that the sender reads, as it says itself."""

    def at(self, field: int) -> str:
        """A field of the message's MSH, as it is written."""
        return self.fields[field - 1]

    @property
    def component(self) -> str:
        return self.marks[0]

    @property
    def repetition(self) -> str:
        return self.marks[1:2] or "~"

    @property
    def modern(self) -> bool:
        """Whether ERR has its places in its second field, as from version 2.5."""
        return bool(re.match(r"2\.[5-9]", self.at(12)))

    def msh(self, at: datetime) -> str:
        trigger = self.at(9).split(self.component)[1:2]
        kind = ["ACK", *trigger]
        if trigger and (self.modern or self.at(12).startswith(("2.3.1", "2.4"))):
            kind.append("ACK")
        fields = [
            "MSH", self.marks, self.at(5), self.at(6), self.at(3), self.at(4),
            f"{at:%Y%m%d%H%M%S%z}", "", self.component.join(kind),
            f"K{self.at(10)}"[:_LONGEST_CONTROL], self.at(11), self.at(12) or "2.5",
            *[""] * 5, self.at(18),
        ]  # fmt: skip
        return self.mark.join(fields).rstrip(self.mark)

    def msa(self, verdict: Verdict) -> str:
        fields = ["MSA", verdict.code, self.at(10)[:_LONGEST_CONTROL], self._safe(verdict.reason)]
        return self.mark.join(fields).rstrip(self.mark)

    def err(self, verdict: Verdict) -> str:
        field = _FIELDS.get(verdict.field, verdict.field)
        place = _PLACE.fullmatch(field)
        parts = [place[1], "1", place[2] or ""] if place else []
        code = _CODES.get(field, _MISSING if "saknas" in verdict.reason else _WRONG)
        if not field:
            code = _INTERNAL
        if not self.modern:
            where = [*parts, *[""] * (3 - len(parts)), code]
            return f"ERR{self.mark}{self.component.join(where)}"
        where_ = self.component.join(parts).rstrip(self.component)
        coded = self.component.join([code, "", "HL70357"])
        fields = ["ERR", "", where_, coded, "E", "", "", "", self._safe(verdict.reason)]
        return self.mark.join(fields)

    def _safe(self, text: str) -> str:
        """The sentence in letters that the sender reads, and without its marks.

        Where those letters are not told, or lack å, ä and ö, these stand without rings and dots.
        """
        if not self.letters or "ASCII" in self.at(18).upper():
            text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
        marks = dict(zip([self.mark, *self.marks], "FSRET", strict=False))
        escape = self.marks[2:3]
        return "".join(
            f"{escape}{marks[sign]}{escape}" if sign in marks and escape
            else " " if sign in marks else sign
            for sign in text
        )  # fmt: skip


def _line(message: bytes) -> bytes:
    """The first segment, as far as it is looked at, without what frames a message."""
    line = re.split(rb"[\r\n]", message[:_HEADER].lstrip(_BEFORE), maxsplit=1)[0]
    return line.translate(None, b"\x0b\x1c")
