"""Shape understands whether a document has the form of an organisation, and says all that has not."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any

import msgspec

from app.organisation.entries import SECTIONS, File, Named, PartyEntry
from app.organisation.places import Fault, Path

EXPECTED = {
    str: "text",
    int: "ett heltal",
    date: "ett datum som 2026-12-24",
    list: "en lista",
}


def nearest(value: str, known: Iterable[str]) -> str:
    """Menade du …? — or all there are, when nothing is near and they are few."""
    listed = list(dict.fromkeys(known))
    near = get_close_matches(value, listed, n=1, cutoff=0.75)
    if near:
        return f"Menades {near[0]}?"
    return f"Kända är {', '.join(listed)}." if 0 < len(listed) <= 12 else ""


def shaped(raw: Any) -> tuple[File | None, list[Fault]]:
    """The document as entries; None with what is wrong when not every entry could be read."""
    if not isinstance(raw, Mapping):
        return None, [Fault((), f"Filen ska ha avsnitten region, {', '.join(SECTIONS)}.")]
    known = ["region", *SECTIONS]
    faults = [
        Fault((key,), f"Avsnittet finns inte. {nearest(key, known)}".strip())
        for key in raw
        if key not in known
    ]
    faults += [Fault((key,), f"Avsnittet {key} saknas.") for key in known if key not in raw]
    if "region" in raw:
        faults += _entry(raw["region"], Named, ("region",))
    for section, struct in SECTIONS.items():
        entries = raw.get(section, [])
        if not isinstance(entries, list):
            faults.append(Fault((section,), "Avsnittet ska vara en lista."))
            continue
        for at, entry in enumerate(entries):
            faults += _entry(entry, struct, (section, at))
    return (None, faults) if faults else (msgspec.convert(raw, File, strict=False), [])


def _entry(raw: Any, struct: type[msgspec.Struct], path: Path) -> Iterator[Fault]:
    if not isinstance(raw, Mapping):
        yield Fault(path, "Posten ska vara nycklar med värden.")
        return
    fields = {field.name: field for field in msgspec.structs.fields(struct)}
    for key in raw:
        if key not in fields:
            yield Fault((*path, key), f"Nyckeln finns inte. {nearest(str(key), fields)}".strip())
    for name, field in fields.items():
        if name in raw:
            yield from _value(raw[name], field.type, (*path, name))
        elif field.required:
            yield Fault((*path, name), f"{name} saknas.")


def _value(raw: Any, type_: Any, path: Path) -> Iterator[Fault]:
    if type_ == list[PartyEntry] and isinstance(raw, list):
        for at, party in enumerate(raw):
            yield from _entry(party, PartyEntry, (*path, at))
        return
    try:
        found = msgspec.convert(raw, type_, strict=False)
    except msgspec.ValidationError:
        yield Fault(path, f"Värdet går inte att förstå; skriv {_expected(type_)}.")
        return
    if any("\0" in one for one in (found if isinstance(found, list) else [found])
           if isinstance(one, str)):  # fmt: skip
        yield Fault(path, "Texten innehåller ett tecken som inte går att spara.")
    if found == "":
        yield Fault(path, f"{path[-1]} är tomt.")


def _expected(type_: Any) -> str:
    for sort, words in EXPECTED.items():
        if type_ in {sort, sort | None}:
            return words
    return "en lista med datum som 2026-12-24" if type_ == list[date] else EXPECTED[list]
