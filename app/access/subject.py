"""Subject understands what about a person decides who may see, and nothing else about the person."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from app.days import local_date
from app.people.facts import Capacity, Emergency
from app.people.person import Consent, Person, SamsaCase, runs

OURS = "kvarten"
"""The source of Kvarten's own events."""
EMERGENCY_LASTS = timedelta(hours=24)
"""How long a nödöppning stands (domain facts 1.4, step 9)."""
TREATED = timedelta(days=1)
"""How long a visit at an emergency department or by a mobile team makes a current patient."""


@dataclass(frozen=True, slots=True)
class Sparr:
    """A block on the data of a unit: towards other units of its provider too, or other providers."""

    unit: str
    controller: str
    scope: Literal["inner", "outer"]


@dataclass(frozen=True, slots=True)
class Subject:
    """What about a person decides who may see, at one instant.

    `concerned`: berörd enhet by a notice in force. `enrolled_at` units and `served_by` providers that
    have the person now, by enrolment, insats, assessment or relation; `treated_by` providers at which
    the person is a patient now. `informed`, `objected`: of sammanhållen dokumentation (L913 2:2-3).
    `incapable`: assessed as lastingly unable to take a stand. `emergencies`: whose nödöppning stands.
    `protected`: skyddade personuppgifter; `allowed` are the employees on that person's own list.
    """

    listed_at: str | None = None
    consents: tuple[Consent, ...] = ()
    concerned: tuple[str, ...] = ()
    enrolled_at: tuple[str, ...] = ()
    protected: bool = False
    served_by: tuple[str, ...] = ()
    treated_by: tuple[str, ...] = ()
    blocks: tuple[Sparr, ...] = ()
    informed: bool = False
    objected: bool = False
    incapable: bool = False
    emergencies: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()


UNSEEN = Subject(protected=True)
"""Whoever is not told of."""


def subject_of(person: Person, now: datetime, allowed: tuple[str, ...] = ()) -> Subject:
    """What about this person decides who may see at `now`."""
    today = local_date(now)
    concerned = {unit for case in person.cases if in_force(case) for unit in case.recipients}
    enrolled = {one for one in person.enrolments if runs(one, today)}
    related = {one.unit for one in person.relations}
    # Whoever has asked for an insats is assessed for it, and whoever was granted one receives it.
    insatser = {one.stamp.controller for one in person.bistand}
    svod = person.svod
    return Subject(
        listed_at=person.listed_vc,
        consents=person.consents,
        concerned=tuple(sorted(concerned)),
        enrolled_at=tuple(sorted({one.unit for one in enrolled} | related)),
        protected=person.protected != "none",
        served_by=tuple(sorted({one.stamp.controller for one in enrolled} | insatser)),
        treated_by=_treated(person, now),
        blocks=tuple(Sparr(one.unit, one.stamp.controller, one.scope) for one in person.blocks),
        informed=svod is not None and svod.informed_on is not None and svod.informed_on <= today,
        objected=svod is not None and svod.objected_on is not None,
        incapable=_stands(person.capacity, now),
        emergencies=tuple(sorted({one.user for one in person.emergencies if _open(one, now)})),
        allowed=allowed,
    )


def in_force(case: SamsaCase) -> bool:
    """Whether a notice makes its recipients berörd enhet: sent, and the stay not over."""
    return case.noticed and case.ended_at is None


def _treated(person: Person, now: datetime) -> tuple[str, ...]:
    """The providers that have the person as a patient at `now`: in a ward, or just seen."""
    stays = {one.stamp.controller for one in person.stays if one.left is None}
    visits = {one.stamp.controller for one in person.ed_visits if _recent(one.closed_at, now)}
    teams = {one.stamp.controller for one in person.mobile if _recent(one.stamp.occurred_at, now)}
    return tuple(sorted(stays | visits | teams))


def _recent(at: datetime | None, now: datetime) -> bool:
    """A visit that has not ended goes on."""
    return at is None or now - at < TREATED


def _stands(capacity: Capacity | None, now: datetime) -> bool:
    """Whether an assessment of lasting incapacity is in force on this local day."""
    if capacity is None:
        return False
    today = local_date(now)
    begun = capacity.from_ is None or capacity.from_ <= today
    return begun and (capacity.to is None or today <= capacity.to)


def _open(emergency: Emergency, now: datetime) -> bool:
    """Only what was opened here: no other system opens anything in Kvarten."""
    at = emergency.stamp.occurred_at
    return emergency.stamp.source == OURS and at <= now < at + EMERGENCY_LASTS
