"""News understands what a row of a listing says that was not known, and how it is told as events."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from app.events.scope import Scope
from app.people.person import Person
from app.register.listed import Listed

SHOWN = 200
"""More than these are counted, not told one by one."""


class RowFault(msgspec.Struct, frozen=True):
    """A row that was not taken: its line in the file, the field, and why."""

    row: int
    field: str
    reason: str


class ListingAnswer(msgspec.Struct, frozen=True):
    """What a file came to, or would. `absent` are those who leave, by initials and year of birth."""

    rows: int
    new: int
    changed: int
    moved: int
    same: int
    left: int
    rejected: list[RowFault]
    absent: list[str]
    written: bool


def in_words(answer: ListingAnswer) -> list[str]:
    """The answer as lines for whoever reads it in a terminal."""
    lines = [f"rad {one.row}: {one.field}: {one.reason}" for one in answer.rejected]
    lines += [f"lämnar: {one}" for one in answer.absent]
    if answer.left > len(answer.absent):
        lines.append(f"… och {answer.left - len(answer.absent)} till lämnar.")
    sums = (
        f"{answer.rows} rader: {answer.new} nya, {answer.changed} ändrade, {answer.moved} flyttade, "
        f"{answer.same} oförändrade, {len(answer.rejected)} avvisade; {answer.left} lämnar."
    )
    return [*lines, sums, *([] if answer.written else ["Ingenting är skrivet."])]


def news(one: Listed, state: Person, asked: Scope) -> dict[str, dict[str, Any]]:
    """By kind, what the row says that the person as known does not."""
    said = {
        "given_name": one.given_name, "family_name": one.family_name,
        "birth_date": one.birth_date, "municipality_code": one.municipality_code,
    }  # fmt: skip
    said = {name: value for name, value in said.items() if value is not None}
    listed = one.centre if one.stays else None
    if state.given_name is None:
        if not one.stays:
            return {}
        whole = {**said, "listed_vc": listed, "protected": one.protected}
        told = {k: v for k, v in whole.items() if v is not None}
        return {"person.registered": {"birth_date": None, **told}}
    found: dict[str, dict[str, Any]] = {}
    never = {name for name, _ in asked.droppable.get("person.updated", ())}
    known = {
        "given_name": state.given_name, "family_name": state.family_name,
        "birth_date": state.birth_date and state.birth_date.isoformat(),
        "municipality_code": state.municipality_code,
    }  # fmt: skip
    other = {k: v for k, v in said.items() if v != known[k] and k not in never}
    if other:
        found["person.updated"] = other
    leaves = not one.stays and state.listed_vc == one.centre
    if leaves or (one.stays and state.listed_vc != one.centre):
        found["person.listing_changed"] = {"vc": listed}
    if one.protected is not None and one.protected != state.protected:
        found["person.protected_changed"] = {"flag": one.protected}
    return found


def event_of(
    source: str, kind: str, number: tuple[str, str], hashed: bytes, state: Person,
    data: Mapping[str, Any], now: datetime,
) -> dict[str, Any]:  # fmt: skip
    """The event. Its id says what it changes in what, so that the same change is told once."""
    what = msgspec.json.encode([kind, hashed.hex(), data, state.last], order="sorted")
    system, value = number
    return {
        "specversion": "1.0",
        "id": f"listning:{hashlib.sha256(what).hexdigest()[:40]}",
        "source": source,
        "type": kind,
        "time": now.isoformat(),
        "data": {"person_id": {"system": system, "value": value}, **data},
    }


def hinted(state: Person) -> str:
    """Enough to know who it is for whoever has the list, and no more."""
    if state.protected != "none":
        return "Skyddade personuppgifter"
    names = [name for name in (state.given_name, state.family_name) if name]
    year = f" {state.birth_date.year}" if state.birth_date else ""
    return ("".join(f"{name[0].upper()}." for name in names) or "N.N.") + year
