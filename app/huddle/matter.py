"""Matter understands what stands in a row: who it is about, why, and what decides who may see it.

It is the server's own; a viewer gets what `render` makes of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from app.access.policy import Subject, subject_of
from app.events.kinds import Category
from app.huddle.memory import Mark
from app.huddle.verdict import FactUse, Morning, Reason
from app.people.person import Frailty, Person

CfsState = Literal["known", "missing", "stale", "acute"]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom a rule proposes: a party of the huddle."""

    unit: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Matter:
    """One person on the board. `reasons` are the listed ones, the most urgent (decisive) first."""

    person: str
    name: str
    initials: str
    birth_year: int | None
    age: int | None
    cfs: int | None
    cfs_state: CfsState
    cfs_fact: FactUse | None
    reasons: tuple[Reason, ...]
    owner: Owner | None
    subject: Subject
    mornings: int = 0
    mark: Mark | None = None
    mark_text: str | None = None
    pud: datetime | None = None


def matter(
    key: str,
    person: Person,
    whole: Person,
    reasons: Sequence[Reason],
    owners: Mapping[str, Sequence[Owner]],
    morning: Morning,
) -> Matter:
    """What the row holds. `person` is as the convenor may know it, `whole` decides who may see."""
    frailty, state = _frailty(person, morning.today)
    return Matter(
        person=key,
        name=person.name,
        initials=_initials(person),
        birth_year=person.birth_date.year if person.birth_date else None,
        age=person.age(morning.today),
        cfs=frailty.score if frailty else None,
        cfs_state=state,
        cfs_fact=_use(frailty) if frailty else None,
        reasons=tuple(reasons),
        owner=_owner(person, reasons[0].role, owners),
        subject=subject_of(whole, morning.now),
        pud=_pud(whole),
    )


def _frailty(person: Person, today: date) -> tuple[Frailty | None, CfsState]:
    """The score to show: the newest habitual one, else the newest taken in acute illness."""
    habitual = [score for score in person.frailty if score.context == "habitual"]
    chosen = max(habitual or person.frailty, key=lambda score: score.assessed_on, default=None)
    if chosen is None:
        return None, "missing"
    if not habitual:
        return chosen, "acute"
    old = (today - chosen.assessed_on).days > 365
    return chosen, "stale" if old else "known"


def _use(frailty: Frailty) -> FactUse:
    stamp = frailty.stamp
    return FactUse(
        "CFS", Category.D7 if stamp.sensitive else Category.D4, stamp.controller, stamp.source,
        stamp.occurred_at, stamp.recorded_at, stamp.received_at,
    )  # fmt: skip


def _owner(person: Person, role: str, owners: Mapping[str, Sequence[Owner]]) -> Owner | None:
    """The party with the proposed role; the one the person is enrolled with goes first."""
    candidates = owners.get(role, ())
    enrolled = {enrolment.unit for enrolment in person.enrolments}
    mine = [owner for owner in candidates if owner.unit in enrolled]
    return next(iter(mine or candidates), None)


def _initials(person: Person) -> str:
    names = [name for name in (person.given_name, person.family_name) if name]
    return "".join(f"{name[0].upper()}." for name in names) or "N.N."


def _pud(person: Person) -> datetime | None:
    open_ = [case.pud for case in person.cases if case.ended_at is None and case.noticed]
    return next((pud for pud in reversed(open_) if pud is not None), None)
