"""Contacts understands who is there for a person by name: fast vårdkontakt, läkar- and omsorgskontakt.

Whoever has one is told the name and how to reach it (the law of 1 July 2026, sources 000 and 001).
"""

from datetime import datetime
from typing import Literal

from app.events.kinds import Category
from app.pathways.tracker import Told, told_by
from app.people.person import Person
from app.value import Value

KINDS = ("fast_vardkontakt", "fast_lakarkontakt", "fast_omsorgskontakt")


class NamedContact(Value, frozen=True):
    """`missing`: nobody has been named. `informed_at` is when the person was told who it is."""

    kind: str
    state: Literal["named", "unnecessary", "missing"]
    name: str | None = None
    phone: str | None = None
    informed_at: datetime | None = None
    told: tuple[Told, ...] = ()


def contacts(person: Person) -> tuple[NamedContact, ...]:
    """Each of the three kinds, in their order, told of or not."""
    known = {one.kind: one for one in person.appointed}
    found = []
    for kind in KINDS:
        one = known.get(kind)  # type: ignore[call-overload]
        if one is None:
            found.append(NamedContact(kind, "missing"))
        else:
            state: Literal["named", "unnecessary"] = "unnecessary" if one.unnecessary else "named"
            told = told_by((one, Category.D1))
            found.append(NamedContact(kind, state, one.name, one.phone, one.informed_at, told))
    return tuple(found)
