"""Fields understand what a row says in each field of an event, and what it does not say.

A code that no table lists is not known: where the field can say so it does, where it may be left out
it is, and where it can be neither the row is set aside.
"""

from typing import Any

from app.events.hl7 import Unreadable
from app.events.table import cells
from app.events.table.cells import Cells
from app.events.table.mapping import Entry, Place, TableMapping
from app.events.table.slots import UNKNOWN, Slot, slots

NO_CODE = "Koden finns inte i källans kodtabell."


class _Left(Exception):
    """The field is not told, and is left out."""


def fields_of(row: Cells, entry: Entry, mapping: TableMapping) -> dict[str, Any]:
    """The event's own fields by their names on the wire. Raises Unreadable."""
    told: dict[str, Any] = {}
    for name, slot in slots(entry.kind).items():
        if name in entry.fields:
            try:
                told[name] = _field(row, entry.fields[name], slot, mapping)
            except _Left:
                if slot.required:
                    told[name] = None
        elif slot.required:
            told[name] = None
    return told


def unit(row: Cells, place: Place | None) -> str | None:
    """The unit's HSA-id; one that no table lists is not known."""
    if place is None:
        return None
    if place.value is not None:
        return place.value
    told = cells.text(row, place.column or "")
    meaning = cells.code(row, place.column or "", place.codes or {})
    return meaning or (told if told.startswith("SE") else place.otherwise)


def _field(row: Cells, place: Place, slot: Slot, mapping: TableMapping) -> Any:
    if place.value is not None:
        return _constant(place.value, slot)
    column = place.column or ""
    if place.codes is not None and slot.sort != "texts":
        meaning = _meaning(row, place, slot)
        return _constant(meaning, slot)
    if not cells.text(row, column):
        return _untold(slot, column, cells.EMPTY)
    match slot.sort:
        case "instant":
            return cells.instant(row, place, mapping).isoformat()
        case "day":
            return cells.day(row, column, mapping).isoformat()
        case "truth":
            return cells.truth(row, column)
        case "number":
            return cells.number(row, column, mapping)
        case "texts":
            return _several(row, place)
        case "choice" | "text":
            return cells.text(row, column)


def _meaning(row: Cells, place: Place, slot: Slot) -> str:
    column = place.column or ""
    if (meaning := cells.code(row, column, place.codes or {})) is not None:
        return meaning
    if slot.names_unit and (told := cells.text(row, column)).startswith("SE"):
        return told
    says = NO_CODE if cells.text(row, column) else cells.EMPTY
    told_unknown: str = _untold(slot, column, says)
    return told_unknown


def _untold(slot: Slot, column: str, says: str) -> str:
    """What is not known, said where it can be said; else the row cannot be used."""
    if UNKNOWN in slot.choices:
        return UNKNOWN
    if slot.unset or slot.nullable or (not slot.required and says == cells.EMPTY):
        raise _Left
    raise Unreadable(says, column)


def _constant(value: str, slot: Slot) -> Any:
    match slot.sort:
        case "truth":
            return value == "true"
        case "number":
            return int(value)
        case "texts":
            return [value]
        case _:
            return value


def _several(row: Cells, place: Place) -> list[str]:
    column = place.column or ""
    told = cells.text(row, column)
    found = []
    for part in told.split(place.split) if place.split else [told]:
        if one := part.strip():
            meaning = (place.codes or {}).get(one, one if place.codes is None else None)
            if meaning is None and not one.startswith("SE"):
                raise Unreadable(NO_CODE, column)
            found.append(meaning or one)
    return found
