"""Translate understands what a row means here: the events that its columns tell of.

Only what the mapping names is taken. A code that no table lists is not known: where the event can
say so it does, where it cannot the row is set aside with its reason, and it is never "home".
"""

from datetime import datetime
from typing import Any

import msgspec

from app.events.hl7 import NotUsed, Unreadable
from app.events.table import cells
from app.events.table.cells import Cells
from app.events.table.fields import NO_CODE, fields_of, unit
from app.events.table.mapping import Entry, TableMapping
from app.events.table.person import person

BROKEN = ""
"""The one cell of a line that could not be divided into columns."""
ROW = "rad"
LONGEST_KEY = 150


def translate(raw: bytes, mapping: TableMapping) -> list[dict[str, Any]] | NotUsed:
    """The row, as a JSON object from column to cell, as CloudEvents in the wire form.

    Their ids are the row's own key and are made into stored ones by `settle`. Raises Unreadable.
    """
    try:
        row = msgspec.json.decode(raw, type=dict[str, str | int | float | bool])
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise Unreadable("Raden är inte ett JSON-objekt med celler.", ROW) from None
    if BROKEN in row:
        raise Unreadable("Raden går inte att dela upp i kolumner.", ROW)
    return events_of(row, mapping)


def events_of(row: Cells, mapping: TableMapping) -> list[dict[str, Any]] | NotUsed:
    """The same of a row that has been read."""
    for column, codes in mapping.not_used.items():
        if (told := cells.text(row, column)) in codes:
            return NotUsed(f"{column[:40]} {told[:20]}", "Mappningen säger att raden inte används.")
    key = _key(row, mapping)
    if any(cells.text(row, column) in codes for column, codes in mapping.void.items()):
        return _voided(row, key, mapping)
    telling = [entry for entry in mapping.events if _says(row, entry)]
    if not telling:
        _all_known(row, mapping)
        return NotUsed("rad", "Inget i mappningen gäller raden.")
    times = [cells.instant(row, entry.time, mapping) for entry in telling]
    about = person(row, mapping, times[0].date())
    return [
        _event(row, key, entry, mapping, at, about)
        for entry, at in zip(telling, times, strict=True)
    ]


def _event(
    row: Cells,
    key: str,
    entry: Entry,
    mapping: TableMapping,
    occurred: datetime,
    about: dict[str, str],
) -> dict[str, Any]:
    data: dict[str, Any] = {"person_id": about}
    if entry.recorded and cells.text(row, entry.recorded.column or ""):
        data["recorded_at"] = cells.instant(row, entry.recorded, mapping).isoformat()
    if entry.correlation and (visit := cells.text(row, entry.correlation.column or "")):
        data["correlation_id"] = visit
    if told := unit(row, entry.unit or mapping.unit):
        data["unit_hsa_id"] = told
    data |= fields_of(row, entry, mapping)
    return _cloud(mapping, f"{key}:{entry.name}", entry.kind, occurred, data)


def _voided(row: Cells, key: str, mapping: TableMapping) -> list[dict[str, Any]] | NotUsed:
    """All that the row may have told of is taken back; what it never told is not told of here."""
    at: datetime | None = None
    for entry in mapping.events:
        if at is None and cells.text(row, entry.time.column or ""):
            at = cells.instant(row, entry.time, mapping)
    if at is None:
        raise Unreadable(
            "Raden är makulerad och säger ingen tid.", mapping.events[0].time.column or ROW
        )
    about = person(row, mapping, at.date())
    return [
        _cloud(
            mapping, f"{key}:{entry.name}:void", entry.kind, at,
            {"person_id": about, "cancels": f"{key}:{entry.name}"},
        )
        for entry in mapping.events
    ]  # fmt: skip


def _cloud(
    mapping: TableMapping, id_: str, kind: str, at: datetime, data: dict[str, Any]
) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": id_,
        "source": mapping.source,
        "type": kind,
        "time": at.isoformat(),
        "datacontenttype": "application/json",
        "data": data,
    }


def _key(row: Cells, mapping: TableMapping) -> str:
    """What tells the row from every other, whichever file it stands in."""
    parts = []
    for column in mapping.key:
        told = cells.text(row, column)
        if not told and column in (mapping.key[0], mapping.person.column):
            raise Unreadable("Cellen är tom, och raden känns igen på den.", column)
        # Lengths keep two keys apart whose parts would read the same side by side.
        parts.append(f"{len(told)}.{told}" if len(mapping.key) > 1 else told)
    key = "|".join(parts)
    if len(key) > LONGEST_KEY:
        raise Unreadable(f"Radens nyckel är längre än {LONGEST_KEY} tecken.", mapping.key[0])
    return key


def _says(row: Cells, entry: Entry) -> bool:
    for column, wanted in entry.when.items():
        told = cells.text(row, column)
        match wanted:
            case "given":
                said = bool(told)
            case "empty":
                said = not told
            case _:
                said = told in wanted
        if not said:
            return False
    return True


def _all_known(row: Cells, mapping: TableMapping) -> None:
    """A sort of row that the mapping has never heard of may mean something; it is kept for mending.

    The sort stands in the column whose codes every event asks for.
    """
    first, *others = mapping.events
    for column in first.when:
        asked = [entry.when.get(column) for entry in (first, *others)]
        listed = {code for codes in asked if isinstance(codes, tuple) for code in codes}
        if not all(isinstance(codes, tuple) for codes in asked):
            continue
        told = cells.text(row, column)
        if told not in listed:
            # A number may have been a code with zeros before it.
            cells.code(row, column, dict.fromkeys(listed, ""))
            raise Unreadable(NO_CODE if told else cells.EMPTY, column)
