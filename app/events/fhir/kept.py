"""Kept understands what is put aside of what was sent: the rejected whole, of the rest the trigger.

A rejected entry is kept with the entries that it refers to, so that it can be read again alone.
"""

import re
from collections.abc import Sequence

import msgspec

from app.events.aside import Letter
from app.events.fhir.read import Entry, Parcel
from app.events.fhir.read.parcel import ASKING
from app.events.fhir.read.references import name_of, names_of
from app.events.fhir.read.resources import HELP
from app.events.fhir.result import Result

_REFERENCE = re.compile(rb'"reference"\s*:\s*"([^"\\]{1,300})"')
BESIDE = frozenset({*HELP, "Patient"})
"""What is sent along with what it is about, and is not missed where it says nothing itself."""
LARGEST = 256 * 1024
"""Of what an entry refers to no more than this is kept with it."""
FURTHEST = 3
"""From a visit to its place, from the place to its unit, from the unit to the unit above it."""


def whole(results: Sequence[Result], raw: bytes) -> list[Letter]:
    """A transaction that was refused, as it came. What lies outside the request is not kept."""
    first = next(one for one in results if one.failed)
    if any(one.status == "refused" for one in results):
        return []
    return [Letter("fhir", raw, "rejected", "Bundle", first.expression, first.reason or "")]


def each(parcel: Parcel, results: Sequence[Result]) -> list[Letter]:
    """The entries that became nothing, each for itself."""
    letters = []
    names: dict[str, Entry] | None = None
    for one in results:
        match one.status:
            case "rejected":
                if names is None:
                    names = _names(parcel)
                letters.append(_rejected(one, parcel, names))
            case "unsupported" | "not_used" if one.entry.type not in BESIDE and one.reason:
                raw, reason = bytes(one.entry.raw), one.reason
                letters.append(Letter("fhir", raw, "not_used", one.entry.type, None, reason))
            case _:
                pass
    return letters


def _rejected(one: Result, parcel: Parcel, names: dict[str, Entry]) -> Letter:
    if parcel.bundle is None:
        raw, field = bytes(one.entry.raw), one.expression
    else:
        entries = _with_neighbours(one.entry, names)
        bundle = {
            "resourceType": "Bundle",
            "type": "batch" if parcel.bundle in ASKING else "collection",
            "entry": [msgspec.Raw(bytes(entry.raw)) for entry in entries],
        }
        if parcel.timestamp is not None:
            bundle["timestamp"] = parcel.timestamp
        raw = msgspec.json.encode(bundle)
        field = re.sub(r"^Bundle\.entry\[\d+\]", "Bundle.entry[0]", one.expression)
    return Letter("fhir", raw, "rejected", one.entry.type or None, field, one.reason or "")


def _with_neighbours(entry: Entry, names: dict[str, Entry]) -> list[Entry]:
    """The entry first, and then those that it refers to, and those that they refer to."""
    found, edge, seen, left = [entry], [entry], {id(entry)}, LARGEST
    for _ in range(FURTHEST):
        told = [name.decode("utf-8", "replace") for one in edge
                for name in _REFERENCE.findall(bytes(one.raw))]  # fmt: skip
        edge = []
        for name in told:
            other = names.get(name) or names.get(name_of(name) or "")
            if other is not None and id(other) not in seen:
                seen.add(id(other))
                left -= len(bytes(other.raw))
                if left > 0:
                    found.append(other)
                    edge.append(other)
    return found


def _names(parcel: Parcel) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for entry in parcel.entries:
        for name in names_of(entry):
            found.setdefault(name, entry)
    return found
