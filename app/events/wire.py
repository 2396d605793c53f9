"""Wire understands a CloudEvent as it arrives: strict about form, with a Swedish word on each fault.

CloudEvents 1.0 JSON. `time` is when it happened; `data` holds person_id, unit_hsa_id and the
kind's own fields (app/events/kinds). A field that no kind has is dropped, not stored.
"""

import re
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, cast

import msgspec

from app.events.kinds import KINDS
from app.value import Value

Aware = Annotated[datetime, msgspec.Meta(tz=True)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
# Two of them, four bytes a sign, must fit in a row of the index that makes an event unique.
Key = Annotated[str, msgspec.Meta(min_length=1, max_length=250)]


class PersonId(msgspec.Struct, frozen=True):
    system: Text
    value: Text


class Data(msgspec.Struct, frozen=True):
    """What every kind has beside its own fields."""

    recorded_at: Aware | None = None
    person_id: PersonId | None = None
    unit_hsa_id: Text | None = None
    controller_hsa_id: Text | None = None
    correlation_id: Text | None = None
    sensitivity: Literal["D0", "D1", "D2", "D3", "D4", "D5", "D6", "D7"] | None = None
    schema_version: Text | None = None
    revises: Key | None = None
    cancels: Key | None = None


class CloudEvent(msgspec.Struct, frozen=True):
    specversion: Literal["1.0"]
    id: Key
    source: Key
    type: Text
    time: Aware
    data: msgspec.Raw
    subject: str | None = None
    datacontenttype: str | None = None
    dataschema: str | None = None


class Parsed(Value, frozen=True):
    """One CloudEvent that could be read. `body` is None when it cancels another. Instants in UTC:
    to compare two of one zone takes a fortieth of the time."""

    id: str
    source: str
    kind: str
    body: Any
    data: Data
    occurred_at: datetime
    recorded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Fault:
    """One CloudEvent that could not be taken: where, and why in Swedish."""

    field: str
    says: str
    id: str | None = None
    kind: str | None = None


_EVENT = msgspec.json.Decoder(CloudEvent)
_DATA = msgspec.json.Decoder(Data)
_BODY = {kind: msgspec.json.Decoder(body) for kind, body in KINDS.items()}
_DAYS = {
    kind: tuple(f.name for f in fields(body) if "datetime" in str(f.type))
    for kind, body in KINDS.items()
}
"""Which fields of each kind are dates or instants."""
_OPEN = {
    kind: frozenset(f.name for f in fields(body) if "None" in str(f.type))
    for kind, body in KINDS.items()
}
UNTIL_FURTHER = date.max
"""The registers write 9999-12-31 for a day that nobody knows yet: where none may stand, it is none."""
UNITS = {
    kind: tuple(
        f.name
        for f in fields(body)
        if f.name in ("unit", "by_unit", "listed_vc", "vc", "recipients", "units")
    )
    for kind, body in KINDS.items()
}
"""Which fields of each kind name units by HSA-id."""
UNREADABLE = (msgspec.MsgspecError, UnicodeError, RecursionError)
NO_JSON = "Det som skickades är inte giltig JSON."
NO_ZONE = "Tiden saknar tidszon; skriv den som 2026-11-20T03:10:00+01:00."
ODD_YEAR = "Årtalet är orimligt. Utelämna fältet om tiden inte är känd."
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
# `from` is a word of Python's; the field is `from_` in the kind and `from` on the wire.
_FROM = {kind for kind, body in KINDS.items() if any(f.name == "from_" for f in fields(body))}


def read(raw: bytes | msgspec.Raw) -> Parsed | Fault:
    """Read one CloudEvent."""
    try:
        event = _EVENT.decode(raw)
    except UNREADABLE as error:
        return _fault(error, "", raw)
    if event.type not in KINDS:
        return Fault("type", f"Händelsetypen {event.type[:60]!r} finns inte.", event.id)
    try:
        data = _DATA.decode(event.data)
        if data.revises and data.cancels:
            return Fault(
                "data.cancels", "Ange antingen revises eller cancels.", event.id, event.type
            )
        body = None if data.cancels else _body(event.type, event.data)
    except UNREADABLE as error:
        return _fault(error, "data.", raw, event)
    if says := _unlikely(event.time):
        return Fault("time", says, event.id, event.type)
    if says := _unlikely(data.recorded_at):
        return Fault("data.recorded_at", says, event.id, event.type)
    unknown: dict[str, None] = {}
    for name in _DAYS[event.type] if body is not None else ():
        value = getattr(body, name)
        if value == UNTIL_FURTHER and name in _OPEN[event.type]:
            unknown[name] = None
        elif says := _unlikely(value):
            return Fault(_field(f"data.{name}"), says, event.id, event.type)
    if unknown:
        body = replace(cast("Any", body), **unknown)
    if b"u0000" in (text := bytes(raw)) and _NUL.search(text):
        # PostgreSQL has no text with this sign.
        return Fault("data", "Texten innehåller ett nolltecken.", event.id, event.type)
    recorded = data.recorded_at and data.recorded_at.astimezone(UTC)
    occurred = event.time.astimezone(UTC)
    return Parsed(event.id, event.source, event.type, body, data, occurred, recorded)


def is_json(raw: bytes | msgspec.Raw) -> bool:
    """Whether it can be read at all, whatever it says."""
    try:
        msgspec.json.decode(raw, type=msgspec.Raw)
    except UNREADABLE:
        return False
    return True


def _unlikely(value: date | None) -> str | None:
    """What is wrong with a date or an instant that could be read."""
    if value is None:
        return None
    if isinstance(value, datetime):
        if value.tzinfo is None:
            return NO_ZONE
        # No clock may be set by it: a century from the edge, every sum and zone still exists.
        return None if 1900 <= value.year <= 2199 else ODD_YEAR
    return None if 1850 <= value.year <= 2199 else ODD_YEAR


def _field(path: str) -> str:
    """A path of ours as it is on the wire."""
    return re.sub(r"\bfrom_(?!\w)", "from", path)


def _body(kind: str, data: msgspec.Raw) -> Any:
    if kind not in _FROM:
        return _BODY[kind].decode(data)
    values = msgspec.json.decode(data)
    if isinstance(values, dict) and "from" in values:
        values["from_"] = values.pop("from")
    return msgspec.convert(values, KINDS[kind])


_AT = re.compile(r"(?P<says>.*?)(?: - at `\$(?P<path>.*)`)?$", re.DOTALL)
_SAYS: tuple[tuple[str, str], ...] = (
    (r"Object missing required field `(?P<name>[^`]+)`", "Fältet saknas."),
    # Not which value: a reason stands in clear, and the value may be anything.
    (r"Invalid enum value", "Värdet är inte ett av de tillåtna."),
    (r"Invalid RFC3339 encoded datetime", "Tiden finns inte eller är felskriven; skriv "
     "den som 2026-11-20T03:10:00+01:00."),
    (r"Invalid RFC3339 encoded date", "Datumet finns inte eller är felskrivet; skriv 2026-11-20."),
    (r"Expected `datetime` with a timezone component", NO_ZONE),
    (r"Expected `(?P<want>[^`]+)`, got `(?P<got>[^`]+)`",
     "Fel sorts värde: {want} väntades, inte {got}."),
    (r"Expected `str` of length >= 1", "Fältet är tomt."),
    (r"Expected `str` of length <= \d+", "Fältet är för långt."),
)  # fmt: skip
_SORTS = {
    "str": "text", "int": "ett heltal", "float": "ett tal", "bool": "true eller false",
    "array": "en lista", "object": "ett objekt", "null": "inget", "datetime": "en tid",
    "date": "ett datum",
}  # fmt: skip


def _fault(
    error: Exception,
    base: str,
    raw: bytes | msgspec.Raw,
    event: CloudEvent | None = None,
) -> Fault:
    """What msgspec says, as a field and a sentence in Swedish."""
    known = (event.id, event.type) if event else _guess(raw)
    found = _AT.match(str(error))
    says, path = (found["says"], found["path"] or "") if found else (str(error), "")
    # A wrong sort is found at the first sign, before the rest has been looked at.
    whole = path or event is not None or is_json(raw)
    if not isinstance(error, msgspec.ValidationError) or not whole:
        return Fault("", NO_JSON, *known)
    for pattern, swedish in _SAYS:
        if match := re.match(pattern, says):
            words = {name: _words(text) for name, text in match.groupdict().items() if text}
            if "name" in words:
                path = f"{path}.{words['name']}"
            field = _field(base + path.lstrip("."))
            return Fault(field.rstrip("."), swedish.format(**words), *known)
    return Fault((base + path.lstrip(".")).rstrip("."), "Värdet går inte att förstå.", *known)


def _words(text: str) -> str:
    if " | " in text:
        return " eller ".join(_SORTS.get(sort, sort) for sort in text.split(" | "))
    return _SORTS.get(text, text[:60])


def _guess(raw: bytes | msgspec.Raw) -> tuple[str | None, str | None]:
    """The id and type of something that could not be read whole, where they can be."""
    try:
        loose = msgspec.json.decode(raw)
    except UNREADABLE:
        return None, None
    if not isinstance(loose, dict):
        return None, None
    id_, kind = loose.get("id"), loose.get("type")
    known = isinstance(kind, str) and kind in KINDS
    return id_ if isinstance(id_, str) else None, kind if known else None
