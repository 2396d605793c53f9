"""Filling in understands what staff tell of something that is known already but for how it ended.

A visit to an emergency department or a discharge came without its outcome, and the room found out. What
is told belongs to that visit and happened when it did; of what the teller may not know nothing is said.
"""

from datetime import datetime
from typing import NamedTuple

from app.access.known import known
from app.access.viewer import Viewer
from app.errors import Unknown
from app.house import House
from app.people.person import Person

NOTHING = "Det finns inget på tavlan att fylla i för personen. Uppgiften kan ha kommit under tiden."
WHEN = {"ed.visit.closed": "closed_at", "inpatient.discharged": "discharged_at"}
"""The kinds that are filled in so, and the field that says when it ended."""
FILLED = tuple(WHEN)


class Filling(NamedTuple):
    """When what is told of ended (UTC), and the key it is known by."""

    at: datetime
    about: str | None


def filling(house: House, viewer: Viewer, person: Person, kind: str, now: datetime) -> Filling:
    """The latest matter of the kind that lacks its outcome. Raises Unknown when there is none."""
    seen = known(person, viewer.party, house.law, now).person
    if kind == "ed.visit.closed":
        for visit in reversed(seen.ed_visits):
            if visit.closed is not None and visit.outcome in {None, "unknown"}:
                at = visit.closed_at or visit.closed.occurred_at
                return Filling(at, visit.key)
    for stay in reversed(seen.stays if kind == "inpatient.discharged" else ()):
        if stay.discharged_at is not None and stay.disposition in {None, "unknown"}:
            return Filling(stay.discharged_at, stay.key)
    raise Unknown(NOTHING)
