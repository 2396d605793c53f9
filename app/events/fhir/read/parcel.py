"""Parcel understands what was sent as resources: a single one, or the entries of a Bundle.

One entry that cannot be read does not hide the others; what holds them together must be whole.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from app.events.fhir.read import resources
from app.events.fhir.read.shapes import Shape
from app.events.fhir.read.statement import Unreadable
from app.events.wire import NO_JSON, UNREADABLE, is_json

BUNDLES = frozenset({"transaction", "batch", "message", "collection", "searchset"})
ASKING = frozenset({"transaction", "batch"})
"""The Bundles whose entries say what is to be done with them."""
T = TypeVar("T")


class Probe(Shape, frozen=True, gc=False):
    resource_type: str


class Request(Shape, frozen=True, gc=False):
    method: str
    url: str


NOTHING = msgspec.Raw()


class EntryShape(Shape, frozen=True, gc=False):
    full_url: str | None = None
    resource: msgspec.Raw = NOTHING
    request: Request | None = None


class BundleShape(Shape, frozen=True, gc=False):
    type: str
    timestamp: str | None = None
    entry: tuple[msgspec.Raw, ...] = ()


@dataclass(frozen=True, slots=True)
class Foreign:
    """A resource of a type that we do not take."""

    type: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One resource as it came, with where it stands; or why it could not be read.

    The fields of `found`, where it is unreadable, are counted from `place` when it is no resource,
    and else from the resource's type, which FHIRPath may begin with.
    """

    place: str
    raw: bytes | msgspec.Raw
    found: resources.Known | Foreign | Unreadable
    full_url: str | None = None

    @property
    def type(self) -> str:
        """The resource's type, empty where not even that could be read."""
        match self.found:
            case Foreign(type=name):
                return name
            case Unreadable(field=field):
                name = field.partition(".")[0]
                return name if name in NAMES else ""
            case _:
                return type(self.found).__name__


@dataclass(frozen=True, slots=True)
class Parcel:
    """What was sent. `bundle` is the Bundle's type, None for a single resource."""

    bundle: str | None
    timestamp: str | None
    entries: tuple[Entry, ...]


_PROBE = msgspec.json.Decoder(Probe)
_BUNDLE = msgspec.json.Decoder(BundleShape)
_ENTRY = msgspec.json.Decoder(EntryShape)
_KNOWN: msgspec.json.Decoder[Any] = msgspec.json.Decoder(resources.Known)
NAMES = frozenset(resources.TYPES + resources.HELP)
_TYPE = re.compile(r"[A-Z][A-Za-z]{1,40}")


def opened(raw: bytes) -> Parcel:
    """The resources of what was sent. Raises Unreadable when it is no resource at all."""
    try:
        kind = _PROBE.decode(raw).resource_type
    except UNREADABLE as error:
        raise unreadable(error, "", raw) from None
    if kind != "Bundle":
        return Parcel(None, None, (Entry(kind if _TYPE.fullmatch(kind) else "", raw, one(raw)),))
    try:
        bundle = _BUNDLE.decode(raw)
    except UNREADABLE as error:
        raise unreadable(error, "Bundle", raw) from None
    if bundle.type not in BUNDLES:
        raise Unreadable(
            f"Bundle av den typen tas inte emot, bara {', '.join(sorted(BUNDLES))}.",
            "Bundle.type", "not-supported",
        )  # fmt: skip
    entries = tuple(_entries(bundle))
    if bundle.type == "message" and not (
        entries and isinstance(entries[0].found, resources.MessageHeader)
    ):
        raise Unreadable(
            "Ett meddelande ska börja med MessageHeader.", "Bundle.entry[0].resource", "invariant"
        )
    return Parcel(bundle.type, bundle.timestamp, entries)


def one(raw: bytes | msgspec.Raw) -> resources.Known | Foreign | Unreadable:
    """A resource, or what is wrong with it; the field is counted from the resource's type."""
    try:
        found: resources.Known = _KNOWN.decode(raw)
    except UNREADABLE as error:
        try:
            kind = _PROBE.decode(raw).resource_type
        except UNREADABLE:
            return unreadable(error, "", raw)
        if kind in NAMES:
            return unreadable(error, kind, raw)
        return Foreign(kind if _TYPE.fullmatch(kind) else "okänd")
    kind = type(found).__name__
    if found.implicit_rules is not None:
        return Unreadable(
            "Resursen följer regler (implicitRules) som inte är kända här.",
            f"{kind}.implicitRules", "not-supported",
        )  # fmt: skip
    if found.modifier_extension:
        return Unreadable(
            "Resursen har en modifierExtension som inte är känd här.",
            f"{kind}.modifierExtension", "extension",
        )  # fmt: skip
    return found


def _entries(bundle: BundleShape) -> Iterator[Entry]:
    for number, raw in enumerate(bundle.entry):
        place = f"Bundle.entry[{number}]"
        try:
            shape = _ENTRY.decode(raw)
        except UNREADABLE as error:
            yield Entry(place, raw, unreadable(error, "", raw))
            continue
        wrong = _asked(shape, bundle.type)
        if wrong:
            yield Entry(place, raw, wrong, shape.full_url)
        else:
            yield Entry(f"{place}.resource", raw, one(shape.resource), shape.full_url)


def _asked(shape: EntryShape, bundle: str) -> Unreadable | None:
    """What is wrong with what an entry asks for."""
    request = shape.request
    if request is None and bundle in ASKING:
        return Unreadable("Posten säger inte vad som ska göras.", "request", "required")
    if request is not None and request.method not in {"POST", "PUT"}:
        return Unreadable(
            "Bara POST och PUT tas emot. Det som tas tillbaka skickas med status entered-in-error.",
            "request.method", "not-supported",
        )  # fmt: skip
    if not bytes(shape.resource):
        return Unreadable("Posten har ingen resurs.", "resource", "required")
    return None


_AT = re.compile(r"(?P<says>.*?)(?: - at `\$(?P<path>.*)`)?", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(?P<name>[^`]+)`")
_SORT = re.compile(r"Expected `(?P<want>[^`]+)`, got `(?P<got>[^`]+)`")
_LONG = re.compile(r"Expected `array` of length <= ")
_SORTS = {
    "str": "text", "int": "ett heltal", "float": "ett tal", "bool": "true eller false",
    "array": "en lista", "object": "ett objekt",
}  # fmt: skip


def unreadable(error: Exception, place: str, raw: bytes | msgspec.Raw) -> Unreadable:
    """What msgspec says, as FHIRPath and a sentence in Swedish; no value is repeated."""
    # A wrong sort is found at the first sign, before the rest has been looked at.
    if not isinstance(error, msgspec.ValidationError) or not is_json(raw):
        return Unreadable(NO_JSON, "", "structure")
    match = _AT.fullmatch(str(error))
    says, path = (match["says"], match["path"] or "") if match else (str(error), "")
    path = path.replace("[...]", "").lstrip(".")
    if missing := _MISSING.match(says):
        where = ".".join(part for part in (place, path, missing["name"]) if part)
        return Unreadable("Elementet saknas.", where, "required")
    where = ".".join(part for part in (place, path) if part)
    if _LONG.match(says):
        return Unreadable("Listan är för lång.", where, "too-long")
    if sort := _SORT.match(says):
        want = " eller ".join(
            _SORTS.get(one, one) for one in sort["want"].split(" | ") if one != "null"
        )
        got = _SORTS.get(sort["got"], "inget" if sort["got"] == "null" else sort["got"])
        return Unreadable(f"Fel sorts värde: {want} väntades, inte {got}.", where, "structure")
    return Unreadable("Värdet går inte att förstå.", where, "value")
