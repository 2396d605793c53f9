"""Raws understand what was sent in each format: its events, one field of it corrected, its shape.

The shape is what may be shown of it: codes, times and units, and of everything else how long it is.
"""

import re
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from app.errors import Rejected
from app.events import hl7, mapping, wire
from app.events.identifiers import SYSTEMS
from app.events.ingest import Answer
from app.events.kinds import KINDS
from app.house import House
from app.tables import Source

KEY = re.compile(r"[A-Za-zÅÄÖåäö_][A-Za-zÅÄÖåäö_ ./-]{0,40}")
UNIT = re.compile(r"SE[0-9]{10,12}-[0-9A-Za-z]{1,30}")
UNITS = {name for names in wire.UNITS.values() for name in names}
UNITS |= {"unit_hsa_id", "controller_hsa_id", "centre"}
TIMES = re.compile(r".*_(at|on)|time|start|end|from|to|next_followup_on|issued|date")
# An older day is more likely somebody's birthday than of use to whoever mends a feed.
TIME = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}(T[0-9:.]{5,15}(Z|[+-][0-9]{2}:[0-9]{2})?)?")
# Fewer digits than a day has; and a time is one that the clock can show.
HL7_CODE = re.compile(r"(?!(?:.*[0-9]){5})[A-Z0-9][A-Z0-9 _./-]{0,15}|8859/[0-9]{1,2}")
HL7_TIME = re.compile(
    r"20[0-9]{2}(0[1-9]|1[0-2])([0-2][0-9]|3[01])(([01][0-9]|2[0-3])([0-5][0-9]){0,2})?"
    r"(\.[0-9]{1,4})?([+-][0-9]{4})?"
)
HL7_TIMES = {("MSH", 7), ("EVN", 2), ("EVN", 3), ("EVN", 6), ("PV1", 44), ("PV1", 45), ("PV2", 8)}
HL7_SHOWN = {
    "MSH": {3, 4, 5, 6, 9, 11, 12, 18},
    "EVN": {1, 4},
    "PV1": {2, 3, 4, 6, 10, 14, 15, 16, 18, 36, 37, 39, 42},
}
"""The fields that hold codes of a visit, and nothing of anybody."""
STEP = re.compile(r"([^.\[\]]+)|\[([0-9]{1,6})\]")
SEGMENT = re.compile(r"[A-Z][A-Z0-9]{2}")
PLACE = re.compile(r"([A-Z][A-Z0-9]{2})-([1-9][0-9]{0,2})(?:\.([1-9][0-9]?))?")
MOST = 300


def _words(hint: Any) -> Iterator[str]:
    """The closed sets of words within a type."""
    if get_origin(hint) is Literal:
        yield from (str(word) for word in get_args(hint))
    for inner in get_args(hint):
        yield from _words(inner)


WORDS = {
    w for body in KINDS.values() for hint in get_type_hints(body).values() for w in _words(hint)
}
WORDS |= {*KINDS, *SYSTEMS, "1.0", "application/json", *(f"D{n}" for n in range(8))}
WORDS |= {
    "Bundle", "Patient", "Encounter", "EpisodeOfCare", "Observation", "CarePlan", "Consent",
    "Flag", "Task", "Communication", "planned", "arrived", "triaged", "in-progress", "onleave",
    "finished", "cancelled", "entered-in-error", "active", "inactive", "completed",
    "requested", "accepted", "rejected", "final", "amended", "corrected", "registered",
    "preliminary", "draft", "on-hold", "revoked", "proposed", "official", "usual",
    "transaction", "batch", "message", "collection", "AMB", "EMER", "IMP", "ACUTE", "NONAC",
    "OBSENC", "PRENC", "VR", "HH", "SS", "FLD", "763264000",
}  # fmt: skip
"""Our words and the resources'. Any other may be somebody's name, whatever field it stands in."""


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
    if format_ == "fhir":
        # FHIRPath begins with the type of what it is counted from.
        field = re.sub(r"^[A-Z][A-Za-z]+\.", "", field)
    steps: list[str | int] = [int(at) if at else name for name, at in STEP.findall(field)]
    if format_ == "table":
        # Its fields are columns, whatever signs their names are written with.
        steps = [field] if isinstance(whole, dict) and field in whole else []
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
        fields = _hl7_fields(raw) if format_ == "hl7" else _fields(msgspec.json.decode(raw))
        return [next_ for next_, _ in zip(fields, range(MOST), strict=False)]
    except (msgspec.MsgspecError, UnicodeError, RecursionError, hl7.Unreadable):
        return [("", f"oläsligt, {len(raw)} byte")]


def _fields(value: Any, path: str = "", key: str = "") -> Iterator[tuple[str, str]]:
    match value:
        case dict():
            for told, inner in value.items():
                name = told if KEY.fullmatch(told) else "okänt fält"
                yield from _fields(inner, f"{path}.{name}" if path else name, name)
        case list():
            for at, inner in enumerate(value):
                yield from _fields(inner, f"{path}[{at}]", key)
        case _:
            yield path, _shown(key, value)


def _shown(key: str, value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "tomt", True: "ja", False: "nej"}[value]
    text = str(value)
    if (
        text in WORDS
        or (isinstance(value, int) and 0 <= value < 1000)
        or (key in UNITS and UNIT.fullmatch(text))
        or (TIMES.fullmatch(key) and TIME.fullmatch(text))
    ):
        return text
    return f"dolt, {len(text)} tecken"


def _hl7_fields(raw: bytes) -> Iterator[tuple[str, str]]:
    lines = raw.decode("utf-8", "replace").replace("\n", "\r").split("\r")
    mark, component = lines[0][3:4] or "|", lines[0][4:5] or "^"
    for line in filter(str.strip, lines):
        name = line[:3]
        if not SEGMENT.fullmatch(name) or line[3:4] not in {"", mark}:
            yield "", f"oläslig rad, {len(line)} tecken"
            continue
        for at, told in enumerate(line.split(mark)[1:], 2 if name == "MSH" else 1):
            parts = told.split(component) if at in HL7_SHOWN.get(name, ()) else [told]
            pattern = HL7_TIME if (name, at) in HL7_TIMES else HL7_CODE
            open_ = at in HL7_SHOWN.get(name, ()) or pattern is HL7_TIME
            for part, text in enumerate(parts, 1):
                if text:
                    place = f"{name}-{at}.{part}" if len(parts) > 1 else f"{name}-{at}"
                    shown = open_ and pattern.fullmatch(text)
                    yield place, text if shown else f"dolt, {len(text)} tecken"


def _hl7_corrected(raw: bytes, field: str, value: str) -> bytes:
    found = PLACE.fullmatch(field)
    if not found or field.startswith("MSH-1."):
        raise Rejected("Ange fältet som i HL7, till exempel PV1-3 eller PID-3.1.")
    name, number, part = found[1], int(found[2]), found[3]
    lines = raw.replace(b"\r\n", b"\r").replace(b"\n", b"\r").split(b"\r")
    mark, component = raw[3:4], raw[4:5]
    told = _written(raw, value)
    if not component or mark in told or (part and component in told):
        raise Rejected("Värdet får inte innehålla tecknet som skiljer fälten åt.")
    for at, line in enumerate(lines):
        if line[:3] != name.encode():
            continue
        fields = line.split(mark)
        place = number - 1 if name == "MSH" else number
        if place == 0:
            break
        fields += [b""] * (place + 1 - len(fields))
        if part:
            parts = fields[place].split(component)
            parts += [b""] * (int(part) - len(parts))
            parts[int(part) - 1] = told
            told = component.join(parts)
        fields[place] = told
        lines[at] = mark.join(fields)
        return b"\r".join(lines)
    raise Rejected(f"Segmentet {name} finns inte i meddelandet.")


def _written(raw: bytes, value: str) -> bytes:
    """The value in the letters that the message is written in."""
    if any(ord(sign) < 32 for sign in value):
        raise Rejected("Värdet ska stå på en rad.")
    try:
        raw.decode()
        return value.encode()
    except UnicodeDecodeError:
        return value.encode("latin-1", "replace")


def _as(before: Any, value: str) -> Any:
    """As the field was: a number stays a number, and nothing written is nothing told."""
    if value == "":
        return None
    if isinstance(before, bool) or value in ("true", "false"):
        return value == "true"
    if isinstance(before, int):
        return int(value) if re.fullmatch(r"-?\d{1,9}", value) else value
    return value
