"""Entries understand what a mapping says that a row tells: which events, when, and from which columns.

What a kind can hold is known, so a field it lacks, a code that means nothing and a field left out
that must be told are said when the mapping is read, and not row by row.
"""

import re
from collections.abc import Mapping
from typing import Any

from app.events.kinds import KINDS, WITHOUT_PERSON
from app.events.table.mapping import Codes, Entry, Given, Place
from app.events.table.slots import Slot, slots
from app.events.table.strictly import known, text, texts

OURS = ("huddle.", "action.")
"""What only we tell ourselves."""
Tables = Mapping[str, Codes]
KEYS = ("kind", "name", "when", "time", "recorded", "correlation", "unit", "fields")
ENVELOPE = {
    "time": ("column", "clock"), "recorded": ("column", "clock"), "correlation": ("column",),
}  # fmt: skip
GIVEN: tuple[Given, ...] = ("given", "empty")
TRUTHS = ("true", "false")
_HSA_ID = re.compile(r"SE[0-9]{10,12}-[0-9A-Za-z]{1,30}")
_NAME = re.compile(r"[a-z0-9_.-]{1,40}")


def read(value: Any, tables: Tables, person: str) -> tuple[Entry, ...]:
    """The events a row may tell of. `person` is the column of the person's number."""
    if not isinstance(value, list) or not value:
        raise ValueError("events: ska vara en lista med minst en händelse.")
    found: list[Entry] = []
    for number, told in enumerate(value, 1):
        where = f"events, nummer {number}: "
        try:
            entry = _entry(told, tables)
        except ValueError as error:
            raise ValueError(f"{where}{error}") from error
        if entry.name in {other.name for other in found}:
            raise ValueError(
                f"{where}namnet ”{entry.name}” finns redan; ge händelsen ett eget name."
            )
        if entry.correlation is not None and entry.correlation.column == person:
            # It is stored as it is, and a person's number never is.
            raise ValueError(f"{where}correlation kan inte vara personens nummer.")
        found.append(entry)
    return tuple(found)


def codes(value: Any, where: str) -> Codes:
    """A table of what codes mean. The empty code is what an empty cell means."""
    if not isinstance(value, dict) or not value:
        raise ValueError(f"{where}ska vara koder med värden.")
    found = {}
    for code, meaning in value.items():
        if not isinstance(meaning, str) or not meaning.strip():
            raise ValueError(f"{where}koden ”{code}” saknar betydelse.")
        found[str(code).strip()] = meaning.strip()
    if found.get("") == "home":
        raise ValueError(f"{where}en tom cell kan inte betyda home; det som inte sägs är okänt.")
    return found


def unit_place(value: Any, where: str, tables: Tables) -> Place:
    """Where the unit stands: its HSA-id, or a column whose codes mean HSA-ids."""
    if isinstance(value, str) and _HSA_ID.fullmatch(value.strip()):
        return Place(value=value.strip())
    place = _place(value, where, tables, ("column", "value", "codes", "otherwise"))
    for told in (*(place.codes or {}).values(), place.otherwise, place.value):
        if told is not None and not _HSA_ID.fullmatch(told):
            raise ValueError(f"{where}: ”{told}” ska vara ett HSA-id.")
    return place


def _entry(told: Any, tables: Tables) -> Entry:
    if not isinstance(told, dict):
        raise ValueError("ska vara nycklar med värden.")
    known(told, KEYS, "")
    for key in ("kind", "time"):
        if key not in told:
            raise ValueError(f"nyckeln ”{key}” saknas.")
    kind = text(told["kind"])
    known({kind: ""}, [one for one in KINDS if not one.startswith(OURS)], "kind: ")
    if kind in WITHOUT_PERSON:
        raise ValueError(f"kind: {kind} gäller ingen person, och en rad gör det.")
    name = text(told.get("name", kind))
    if not _NAME.fullmatch(name):
        raise ValueError("name: ska vara små bokstäver, siffror, punkt, - och _.")
    place = {
        key: _place(told[key], key, tables, allowed)
        for key, allowed in ENVELOPE.items()
        if key in told
    }
    unit = told.get("unit")
    return Entry(
        kind,
        name,
        _when(told.get("when", {})),
        place["time"],
        place.get("recorded"),
        place.get("correlation"),
        unit_place(unit, "unit", tables) if unit is not None else None,
        _fields(told.get("fields", {}), kind, tables),
    )


def _when(value: Any) -> dict[str, tuple[str, ...] | Given]:
    if not isinstance(value, dict):
        raise ValueError("when: ska vara kolumner med koder, given eller empty.")
    found: dict[str, tuple[str, ...] | Given] = {}
    for column, told in value.items():
        word: Given | None = next((one for one in GIVEN if one == told), None)
        found[str(column)] = word or texts(told)
    return found


def _fields(value: Any, kind: str, tables: Tables) -> dict[str, Place]:
    if not isinstance(value, dict):
        raise ValueError("fields: ska vara fält med kolumner.")
    slots_ = slots(kind)
    known(value, slots_, "fields: ")
    for slot in slots_.values():
        if slot.required and not slot.nullable and slot.name not in value:
            raise ValueError(f"fields: {kind} kräver fältet ”{slot.name}”.")
    found = {}
    for name, told in value.items():
        where = f"fields.{name}"
        place = _place(told, where, tables, ("column", "value", "codes", "clock", "split"))
        _fits(place, slots_[name], where)
        found[name] = place
    return found


def _fits(place: Place, slot: Slot, where: str) -> None:
    """Refuse a meaning that the field cannot hold."""
    allowed = TRUTHS if slot.sort == "truth" else slot.choices
    for meaning in (*(place.codes or {}).values(), *([place.value] if place.value else ())):
        if allowed and meaning not in allowed:
            raise ValueError(f"{where}: ”{meaning}” ska vara något av {', '.join(allowed)}.")
        if slot.names_unit and not _HSA_ID.fullmatch(meaning):
            raise ValueError(f"{where}: ”{meaning}” ska vara ett HSA-id.")
    if slot.sort == "choice" and place.column and place.codes is None:
        raise ValueError(f"{where}: säg vad kolumnens koder betyder, med codes.")
    if place.clock is not None and slot.sort != "instant":
        raise ValueError(f"{where}: clock är bara för tider.")
    if place.split is not None and slot.sort != "texts":
        raise ValueError(f"{where}: split är bara för fält med flera värden.")


def _place(value: Any, where: str, tables: Tables, allowed: tuple[str, ...]) -> Place:
    """A column by its name, or keys that say more."""
    if isinstance(value, str):
        return Place(column=text(value))
    if not isinstance(value, dict):
        raise ValueError(f"{where}: ska vara en kolumn.")
    known(value, allowed, f"{where}: ")
    if ("column" in value) == ("value" in value):
        raise ValueError(
            f"{where}: ange {' eller '.join(one for one in ('column', 'value') if one in allowed)}."
        )
    told = {
        key: text(value[key]) for key in ("column", "value", "clock", "otherwise") if key in value
    }
    if "split" in value and (not isinstance(value["split"], str) or not value["split"]):
        raise ValueError(f"{where}: split ska vara det som står mellan värdena.")
    return Place(codes=_codes(value.get("codes"), where, tables), split=value.get("split"), **told)


def _codes(value: Any, where: str, tables: Tables) -> Codes | None:
    if value is None:
        return None
    if isinstance(value, str):
        known({value: ""}, tables, f"{where}: codes: ")
        return tables[value]
    return codes(value, f"{where}: codes: ")
