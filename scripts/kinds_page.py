"""Kinds page understands what docs/handelser.md says of the kinds of events.

The words stand in scripts/handelser.yaml, the rest is asked of the code: a kind or a field that is
added there without a word here stops it.
"""

import sys
from dataclasses import MISSING, fields
from datetime import date, datetime
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from app import plain
from app.events import checks, identifiers, wire
from app.events.kinds import KINDS, WITHOUT_PERSON
from app.events.kinds.identity import Number
from app.people import fold

WORDS = Path(__file__).with_name("handelser.yaml")
SORTS = {
    str: "text", int: "heltal", bool: "`true` eller `false`", datetime: "tid", date: "datum",
    Number: "`system` och `value`",
}  # fmt: skip


def page() -> str:
    """The generated part of the page."""
    words: dict[str, Any] = plain.read(WORDS)
    told = {kind for group in words["slag"].values() for kind in group}
    open_ = {kind for kind in KINDS if not kind.startswith(checks.OURS)}
    _same("slag", told, open_)
    lines = ["## Kuvertet", "", *_envelope(wire.CloudEvent, words["kuvert"])]
    lines += ["", "## Gemensamt i `data`", "", *_envelope(wire.Data, words["data"])]
    lines += ["", "## Identiteter", "", *_systems(words["identiteter"])]
    for heading, group in words["slag"].items():
        lines += ["", f"## {heading}"]
        for kind, says in group.items():
            lines += ["", *_kind(kind, says)]
    return "\n".join(lines) + "\n"


def _envelope(shape: Any, words: dict[str, str]) -> list[str]:
    found = {field.name: field.required for field in msgspec.structs.fields(shape)}
    _same(shape.__name__, set(words), set(found))
    return [
        f"- `{name}`{' (krävs)' if found[name] else ''}: {says}" for name, says in words.items()
    ]


def _systems(words: dict[str, str]) -> list[str]:
    _same("identiteter", set(words), set(identifiers.SYSTEMS) | {identifiers.LOCAL_PREFIX})
    return [f"- `{system}`: {says}" for system, says in words.items()]


def _kind(kind: str, says: str) -> list[str]:
    body = KINDS[kind]
    counted = kind in fold.WITHOUT_FACT - WITHOUT_PERSON
    notes = [says, "*Sparas, men ändrar inget i personens läge.*" if counted else ""]
    notes.append("Ingen person." if kind in WITHOUT_PERSON else "")
    hints = get_type_hints(body, include_extras=True)
    listed = []
    for field in fields(body):
        name = field.name.rstrip("_")
        sort = _sort(hints[field.name], unit=field.name in wire.UNITS[kind])
        required = field.default is MISSING
        listed.append(
            f"- `{name}`{' (krävs)' if required else ''}: {sort}{_default(field.default)}"
        )
    return [f"### {kind}", " ".join(filter(None, notes)), *listed]


def _sort(hint: Any, *, unit: bool) -> str:
    if get_origin(hint) is Annotated:
        return _sort(get_args(hint)[0], unit=unit)
    if get_origin(hint) is Literal:
        return _listed([f"`{value}`" for value in get_args(hint)])
    if get_origin(hint) is tuple:
        return "lista av HSA-id" if unit else f"lista av {_sort(get_args(hint)[0], unit=False)}"
    if NoneType in get_args(hint):
        inner = next(one for one in get_args(hint) if one is not NoneType)
        return f"{_sort(inner, unit=unit)}, eller `null`"
    return "enhetens HSA-id" if unit else SORTS[hint]


def _default(value: Any) -> str:
    return "" if value in (MISSING, None, ()) else f"; annars `{str(value).lower()}`"


def _listed(words: list[str]) -> str:
    return " eller ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _same(what: str, told: set[str], found: set[str]) -> None:
    if told != found:
        names = ", ".join(sorted(told ^ found))
        sys.exit(f"scripts/handelser.yaml och koden är inte överens om {what}: {names}")
