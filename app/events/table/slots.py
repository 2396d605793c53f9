"""Slots understands what a field of an event can hold: a time, a code of a closed set, a unit."""

from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from functools import cache
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from app.events import wire
from app.events.kinds import KINDS

Sort = Literal["instant", "day", "truth", "number", "choice", "text", "texts"]
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Slot:
    """One field of a kind. `choices` are the values of a closed set, as a mapping writes them.

    `unset` when it may be left out and is then not known; `nullable` when it may be told as nothing.
    """

    name: str
    sort: Sort
    choices: tuple[str, ...]
    required: bool
    unset: bool
    nullable: bool
    names_unit: bool


@cache
def slots(kind: str) -> dict[str, Slot]:
    """The fields of a kind by their names on the wire."""
    body = KINDS[kind]
    hints = get_type_hints(body)
    found = {}
    for field in fields(body):
        hint, name = hints[field.name], field.name.rstrip("_")
        sort, choices = _sort(hint)
        found[name] = Slot(
            name,
            sort,
            choices,
            required=field.default is MISSING,
            unset=field.default is None,
            nullable=NoneType in get_args(hint),
            names_unit=field.name in wire.UNITS[kind],
        )
    return found


def _sort(hint: Any) -> tuple[Sort, tuple[str, ...]]:
    told = [part for part in get_args(hint) if part is not NoneType]
    if NoneType in get_args(hint) and len(told) == 1:
        return _sort(told[0])
    if get_origin(hint) is Literal:
        numbers = all(isinstance(choice, int) for choice in told)
        return ("number" if numbers else "choice"), tuple(map(str, told))
    if get_origin(hint) is tuple:
        return "texts", ()
    simple: dict[Any, Sort] = {
        datetime: "instant", date: "day", bool: "truth", int: "number", str: "text",
    }  # fmt: skip
    return simple[hint], ()
