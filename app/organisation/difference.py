"""Difference understands what another organisation would change: new, changed field by field, gone.

Nothing is ever deleted: what is gone is taken out of use and keeps its history.
"""

from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from app.organisation.entries import KEY, SECTIONS, WORD, CentreEntry, File, PartyEntry

Act = Literal["new", "changed", "gone"]
GONE = {
    "municipalities": "tas ur bruk.",
    "providers": "tas ur bruk; dess uppgifter finns kvar.",
    "units": "tas ur bruk och kallas inte; det som har hänt där finns kvar.",
    "centres": "kallas inte längre till någon avstämning; dess historia finns kvar.",
    "sources": "stängs; inget mer tas emot, och det som har kommit finns kvar.",
}


class Field(msgspec.Struct, frozen=True):
    """One field as it was and as it would be, as text; None where it is not told."""

    name: str
    before: str | None
    after: str | None


class Change(msgspec.Struct, frozen=True):
    """What would become of one entry. `note` says what follows from it."""

    section: str
    key: str
    name: str
    act: Act
    fields: list[Field] = []
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a section: what it is called, and what it says, field by field."""

    name: str
    says: dict[str, str]


def difference(before: File | None, after: File) -> list[Change]:
    """What `after` changes in `before`, section by section."""
    found = []
    for section in ("region", *SECTIONS):
        old = _entries(before, section) if before else {}
        new = _entries(after, section)
        for key, entry in new.items():
            if key not in old:
                found.append(Change(section, key, entry.name, "new", _fields({}, entry.says)))
            elif fields := _fields(old[key].says, entry.says):
                found.append(Change(section, key, entry.name, "changed", fields))
        found += [
            Change(section, key, entry.name, "gone", note=GONE[section])
            for key, entry in old.items()
            if key not in new and section in GONE
        ]
    return found


def in_words(change: Change) -> str:
    """One change as lines for whoever reads it in a terminal."""
    which = f"{WORD[change.section]} {change.name} ({change.key})"
    match change.act:
        case "new":
            return f"+ {which}"
        case "gone":
            return f"- {which} {change.note or ''}".rstrip()
        case "changed":
            lines = [f"    {f.name}: {f.before or '–'} → {f.after or '–'}" for f in change.fields]
            note = [f"    {change.note}"] if change.note else []
            return "\n".join([f"~ {which}", *lines, *note])


def _entries(file: File, section: str) -> dict[str, Entry]:
    listed = [file.region] if section == "region" else getattr(file, section)
    units = {unit.hsa_id: unit.name for unit in file.units}
    found = {}
    for entry in listed:
        key = getattr(entry, KEY[section])
        name = getattr(entry, "name", None) or units.get(key, key)
        # What stands at its default is said too: a change from it is told as from what to what.
        said = msgspec.to_builtins(entry).items()
        says = {field: _text(value) for field, value in said if value not in (None, [])}
        if isinstance(entry, CentreEntry):
            says["parties"] = ", ".join(_party(party) for party in entry.parties)
        found[key] = Entry(name, says)
    return found


def _fields(before: dict[str, str], after: dict[str, str]) -> list[Field]:
    return [
        Field(name, before.get(name), after.get(name))
        for name in dict.fromkeys([*after, *before])
        if before.get(name) != after.get(name)
    ]


def _party(party: PartyEntry) -> str:
    instead = f" i stället för {party.in_place_of}" if party.in_place_of else ""
    return f"{party.unit} {party.role}{instead}"


def _text(value: Any) -> str:
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)
