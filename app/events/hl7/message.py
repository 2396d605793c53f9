"""Message understands one HL7 v2 message: its marks, its segments, its fields and its times.

The structure is read by python-hl7. Its escapes are not: it writes what it cannot resolve to the
log, where a name does not belong, and lets `\\.sp999999999\\` fill the memory.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import hl7

from app.errors import FieldError, Rejected

DEFAULT_MARKS = "|^~\\&"
_NAME = re.compile(r"[A-Z][A-Z0-9]{2}")
_TIME = re.compile(
    r"(?P<day>[0-9]{8})(?P<clock>[0-9]{2}(?:[0-9]{2}){0,2})?(?:\.(?P<part>[0-9]{1,6}))?"
    r"(?P<sign>[+-])?(?(sign)(?P<hours>[0-9]{2})(?P<minutes>[0-5][0-9]))"
)
_WIDEST = timedelta(hours=14)


class Unreadable(Rejected):
    """A message that cannot be understood: `reason` in Swedish, `field` as HL7 names it."""

    def __init__(self, reason: str, field: str) -> None:
        super().__init__(reason, fields=(FieldError(field, reason),))
        self.reason = reason
        self.field = field


class Unsupported(Unreadable):
    """A message that is well formed and nothing for us: a version or a purpose we do not take."""


@dataclass(frozen=True, slots=True)
class When:
    """An instant as the message tells it; `whole` when it has an hour and not only a day."""

    at: datetime
    whole: bool


class Message:
    """The segments we use of one message, with access by segment, field and component."""

    def __init__(self, text: str, used: Sequence[str]) -> None:
        """Read the header, and of the rest the segments in `used`."""
        lines = text.split("\r")
        marks = _marks(lines[0])
        self._escape = _escapes(marks)
        self._means = dict(zip("FSRET", marks, strict=True))
        for number, line in enumerate(lines, 1):
            if not (_NAME.match(line) and line[3:4] in {"", marks[0]}):
                raise Unreadable("Raden börjar inte med ett segmentnamn.", f"rad {number}")
        kept = [line for line in lines if line[:3] in {"MSH", *used}]
        try:
            parsed = hl7.parse("\r".join(kept))
        except (hl7.HL7Exception, AssertionError, LookupError, ValueError) as error:
            raise Unreadable("Meddelandet går inte att dela upp i fält.", "MSH") from error
        # Of a segment that comes twice the first is meant: the next is about somebody else.
        self._segments = {str(segment[0]): segment for segment in reversed(parsed)}

    def has(self, segment: str) -> bool:
        """Whether the segment is there at all."""
        return segment in self._segments

    def text(self, segment: str, field: int, component: int = 1, part: int = 1) -> str:
        """The text at a place, in its first repetition; empty where there is none."""
        return self.clean(_at(_at(_at(self._field(segment, field), 1), component), part))

    def emptied(self, segment: str, field: int) -> bool:
        """Whether the sender says that there is no longer anything there."""
        return bool(_at(_at(_at(self._field(segment, field), 1), 1), 1) == '""')

    def repetitions(self, segment: str, field: int) -> list["Parts"]:
        """The repetitions of a field."""
        return [Parts(self, repetition) for repetition in self._field(segment, field)]

    def _field(self, segment: str, field: int) -> Any:
        found = self._segments.get(segment, ())
        return found[field] if field < len(found) else ()

    def clean(self, text: str) -> str:
        """Escapes resolved, on one line, without signs that cannot be seen. `""` means emptied."""
        if text == '""':
            return ""
        if self._means["E"] in text:
            text = self._escape.sub(self._resolve, text)
        if not text.isprintable():
            text = "".join(sign if sign.isprintable() else " " for sign in text)
        return " ".join(text.split())

    def _resolve(self, match: re.Match[str]) -> str:
        if match["hex"]:
            octets = bytes.fromhex("".join(re.findall(r"[0-9A-Fa-f]{2}", match["hex"])))
            try:
                return octets.decode("utf-8")
            except UnicodeDecodeError:
                return octets.decode("latin-1")
        return self._means.get(match["code"], " " if match["code"].startswith(".") else "")


def groups(text: str, first: str) -> list[str]:
    """The message once for each repetition of a group, with what stands before the first of them."""
    lines = text.split("\r")
    starts = [at for at, line in enumerate(lines) if line[:3] == first]
    ends = [*starts, len(lines)][1:]
    before = lines[: starts[0]] if starts else lines
    return [
        "\r".join([*before, *lines[begin:end]]) for begin, end in zip(starts, ends, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Parts:
    """One repetition of a field: its components and their parts."""

    message: Message
    repetition: Any

    def text(self, component: int, part: int = 1) -> str:
        return self.message.clean(_at(_at(self.repetition, component), part))


def read_time(text: str, field: str, zone: ZoneInfo) -> When | None:
    """A time as HL7 writes it: with an offset as told, without one by the source's clock."""
    if not text:
        return None
    match = _TIME.fullmatch(text)
    try:
        if not match:
            raise ValueError(text)
        clock = (match["clock"] or "").ljust(6, "0")
        hour, minute, second = (int(clock[at : at + 2]) for at in (0, 2, 4))
        part = int((match["part"] or "").ljust(6, "0"))
        local = datetime.combine(_day(match["day"]), time(hour, minute, second, part))
    except ValueError:
        raise Unreadable("Tiden finns inte eller är felskriven.", field) from None
    if not 1900 <= local.year <= 2199:
        raise Unreadable("Tiden har ett orimligt årtal.", field)
    whole = match["clock"] is not None
    if match["sign"]:
        offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"]))
        if offset > _WIDEST:
            raise Unreadable("Tidens avstånd till UTC finns inte.", field)
        told = timezone(-offset if match["sign"] == "-" else offset)
        return When(local.replace(tzinfo=told).astimezone(zone), whole)
    # Of the hour that autumn repeats the first is meant; the one spring skips is not guessed.
    at = local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    if at.replace(tzinfo=None) != local:
        raise Unreadable("Tiden finns inte: klockan ställdes fram den natten.", field)
    return When(at, whole)


def read_date(text: str, field: str) -> date | None:
    """A date as HL7 writes it, with or without a time; a year or a month alone is not known."""
    if not text or re.fullmatch(r"[0-9]{4}([0-9]{2})?", text):
        return None
    try:
        if not re.fullmatch(r"[0-9]{8}([0-9]{2,6}(\.[0-9]+)?)?([+-][0-9]{4})?", text):
            raise ValueError(text)
        return _day(text)
    except ValueError:
        raise Unreadable("Datumet finns inte eller är felskrivet.", field) from None


def _day(digits: str) -> date:
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))


def _at(whole: Any, place: int) -> Any:
    """What stands at a place, from 1; a leaf is its own first part, and nothing is empty."""
    if isinstance(whole, str):
        return whole if place == 1 else ""
    return whole[place - 1] if place <= len(whole) else ""


def _marks(header: str) -> str:
    """The five marks in the order field, component, repetition, escape, part."""
    if header[:3] != "MSH" or len(header) < 5:
        raise Unreadable("Meddelandet börjar inte med ett MSH-segment.", "MSH")
    field = header[3]
    declared = header[3:].split(field, 2)[1]
    marks = field + declared[:4] + DEFAULT_MARKS[1 + len(declared[:4]) :]
    if len(set(marks)) < 5 or any(map(_no_mark, marks)):
        raise Unreadable("Skiljetecknen i MSH-1 och MSH-2 går inte att skilja åt.", "MSH-2")
    return marks


def _no_mark(sign: str) -> bool:
    return sign.isalnum() or sign.isspace() or not sign.isprintable()


def _escapes(marks: str) -> re.Pattern[str]:
    """The escape sequences of the standard; what only looks like one is left as it is written."""
    mark = re.escape(marks[3])
    return re.compile(
        f"(?P<hex>(?:{mark}X(?:[0-9A-Fa-f]{{2}})+{mark})+)|"
        rf"{mark}(?P<code>[FSTREHN]|\.[a-z]{{2}}[+-]?[0-9]*|[CM][0-9A-Fa-f]+|Z[A-Za-z0-9]*){mark}"
    )
