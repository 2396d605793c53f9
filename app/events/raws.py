"""Raws understand what was sent in each format: its events, one field of it corrected, its shape.

The shape is what may be shown of it: codes, times and units, and of everything else how long it is.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from app.errors import Rejected
from app.events import hl7, mapping
from app.events.ingest import Answer
from app.events.kinds import KINDS
from app.house import House
from app.tables import Source

PRIVATE = re.compile(
    r"(^|[._])(id|ids|value|given|family|name|names|birth|birthdate|born|phone|address|text|note|"
    r"display|div|reason|basis|complaint|assessor|identifier|personnummer|line|city|subject)"
    r"($|[._])",
    re.IGNORECASE,
)
"""Keys whose values are never shown, whatever they look like."""
CODE = re.compile(r"[A-Za-z][A-Za-z_]{0,30}|[0-9]{1,4}")
UNIT = re.compile(r"SE[0-9]{10,12}-[0-9A-Za-z]{1,30}")
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]{5,15}(Z|[+-][0-9]{2}:[0-9]{2})?)?")
STAMP = re.compile(r"20[0-9]{12}(\.[0-9]+)?([+-][0-9]{4})?")
STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
PLACE = re.compile(r"([A-Z][A-Z0-9]{2})-(\d{1,3})(?:\.(\d{1,2}))?")
SHOWN = ("MSH", "EVN", "PV1", "PV2")
MOST = 300


def translated(house: House, source: Source, format_: str, raw: bytes) -> list[bytes] | Answer:
    """What was sent as CloudEvents, or why it still is none."""
    if format_ == "cloudevents":
        return [raw]
    if source.mapping is None:
        return Answer(None, "rejected", "source", "Källan har ingen översättning.")
    try:
        told = hl7.translate(raw, mapping.load(mapping.FOLDER / source.mapping))
    except hl7.Unreadable as error:
        return Answer(None, "rejected", error.field, error.reason)
    return [] if isinstance(told, hl7.NotUsed) else [msgspec.json.encode(one) for one in told]


def corrected(format_: str, raw: bytes, field: str, value: str) -> bytes:
    """The same with one field changed. Raises Rejected when it has no such place."""
    if format_ == "hl7":
        return _hl7_corrected(raw, field, value)
    try:
        whole = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise Rejected(
            "Meddelandet går inte att läsa och kan bara sändas om från källan."
        ) from None
    steps: list[str | int] = [int(at) if at else name for name, at in STEP.findall(field)]
    place = whole
    try:
        for step in steps[:-1]:
            place = place[step]
        if not steps or not (isinstance(place, dict) or isinstance(steps[-1], int)):
            raise KeyError(field)
        before = place[steps[-1]] if isinstance(steps[-1], int) else place.get(steps[-1])
        place[steps[-1]] = _as(before, value)
    except (KeyError, IndexError, TypeError, AttributeError):
        raise Rejected(f"Fältet {field[:80]} finns inte i meddelandet.") from None
    return msgspec.json.encode(whole)


def shape(format_: str, raw: bytes) -> list[tuple[str, str]]:
    """Each field with what may be shown of it, at most three hundred."""
    try:
        fields = _hl7_fields(raw) if format_ == "hl7" else _fields(msgspec.json.decode(raw), "")
        return [next_ for next_, _ in zip(fields, range(MOST), strict=False)]
    except (msgspec.MsgspecError, UnicodeError, RecursionError, hl7.Unreadable):
        return [("", f"oläsligt, {len(raw)} byte")]


def _fields(value: Any, path: str) -> Iterator[tuple[str, str]]:
    match value:
        case dict():
            for key, inner in value.items():
                yield from _fields(inner, f"{path}.{key}" if path else str(key))
        case list():
            for at, inner in enumerate(value):
                yield from _fields(inner, f"{path}[{at}]")
        case _:
            yield path, _shown(path, value)


def _shown(path: str, value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "tomt", True: "ja", False: "nej"}[value]
    text = str(value)
    open_ = UNIT.fullmatch(text) or TIME.fullmatch(text) or STAMP.fullmatch(text) or text in KINDS
    if (open_ or CODE.fullmatch(text)) and not PRIVATE.search(path):
        return text
    return f"dolt, {len(text)} tecken"


def _hl7_fields(raw: bytes) -> Iterator[tuple[str, str]]:
    for line in raw.replace(b"\n", b"\r").split(b"\r"):
        text = line.decode("utf-8", "replace")
        name = text[:3]
        if not name.strip():
            continue
        mark = text[3:4] or "|"
        for at, told in enumerate(text.split(mark)[1:], 2 if name == "MSH" else 1):
            if told:
                path = f"{name}-{at}"
                hidden = name not in SHOWN or path in {"MSH-10", "PV1-19", "PV1-7", "PV1-8"}
                yield path, f"dolt, {len(told)} tecken" if hidden else _shown(path, told)


def _hl7_corrected(raw: bytes, field: str, value: str) -> bytes:
    found = PLACE.fullmatch(field)
    if not found or any(ord(sign) < 32 for sign in value):
        raise Rejected("Ange fältet som i HL7, till exempel PV1-3 eller PID-3.1.")
    name, number, part = found[1], int(found[2]), found[3]
    lines = raw.replace(b"\r\n", b"\r").replace(b"\n", b"\r").split(b"\r")
    mark, component = raw[3:4], raw[4:5]
    for at, line in enumerate(lines):
        if line[:3] != name.encode():
            continue
        fields = line.split(mark)
        place = number - 1 if name == "MSH" else number
        fields += [b""] * (place + 1 - len(fields))
        told = value.encode()
        if part:
            parts = fields[place].split(component)
            parts += [b""] * (int(part) - len(parts))
            parts[int(part) - 1] = told
            told = component.join(parts)
        fields[place] = told
        lines[at] = mark.join(fields)
        return b"\r".join(lines)
    raise Rejected(f"Segmentet {name} finns inte i meddelandet.")


def _as(before: Any, value: str) -> Any:
    """As the field was: a number stays a number, and nothing written is nothing told."""
    if value == "":
        return None
    if isinstance(before, bool) or value in ("true", "false"):
        return value == "true"
    if isinstance(before, int):
        return int(value) if re.fullmatch(r"-?\d{1,9}", value) else value
    return value
