"""Assessing understands assessments at any hour: who was asked to come, and how long it took.

By the law of 1 July 2026 the municipality offers a nurse's assessment and the region a doctor's, at any
hour, to those who live in the housing of 12 kap. 1–2 §§ HSL or have its care at home (source 001). Which
group somebody belongs to is told by where they are enrolled, as far as we are told; an assessment by a
doctor has the clock of the rule `lakarbedomning`, and others the time that was asked for, if any.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from app.days import DAY
from app.events.kinds import Category
from app.huddle.phrases.home import doctor_clock
from app.huddle.verdict import Morning
from app.people.facts import Assessment
from app.people.person import Person, Stamp, enrolment_category, runs

RULE = "lakarbedomning"
BACK = 30
"""Days back. What nobody has closed for longer than this is for the record, and what is done for it too."""
Group = Literal["sabo", "lss", "socialpsykiatri", "trygghetsboende", "hemma", "okand"]
HOMES: Mapping[Group, frozenset[str]] = {
    "sabo": frozenset({"sabo", "korttid"}),
    "lss": frozenset({"lss"}),
    "socialpsykiatri": frozenset({"socialpsykiatri"}),
    "trygghetsboende": frozenset({"trygghetsboende"}),
    "hemma": frozenset({"kommunal_hsl", "hemtjanst"}),
}
"""By which enrolment somebody is known to belong to a group of source 001, the nearest first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the rule's numbers at a centre ask for: hours, asked for in office hours and else."""

    office: int
    otherwise: int


@dataclass(frozen=True, slots=True)
class Assessed:
    """One assessment: by a doctor or else by a nurse, and of which group the person is. Instants UTC.

    `due` is when it was to be done, None when nobody said; `done_at` when it was.
    """

    what: Literal["lakarbedomning", "fall", "avvikelse", "larm"]
    doctor: bool
    group: Group
    asked_at: datetime
    due: datetime | None
    done_at: datetime | None
    team: str | None
    facts: tuple[tuple[Category, Stamp], ...]

    def late(self, now: datetime) -> bool:
        return self.due is not None and (self.done_at or now) > self.due


def asked(numbers: Mapping[str, int]) -> Asked:
    """The rule's numbers, by their names in its file."""
    return Asked(numbers["timmar_kontorstid"], numbers["timmar_annars"])


def assessed(person: Person, by: Asked, morning: Morning) -> tuple[Assessed, ...]:
    """A person's assessments that are open, or were done lately. Nobody is asked to come to the dead."""
    if person.died_on is not None:
        return ()
    group, told = _group(person, morning.today)
    since = morning.now - DAY * BACK
    found = []
    for one in person.assessments:
        at = one.asked_at
        if at is None or one.stamp.history or (_done(one) or at) < since:
            continue
        doctor = one.what == RULE
        due = doctor_clock(one, at, morning, by.office, by.otherwise) if doctor else one.by_when
        facts = [(Category.D2, stamp) for stamp in (one.stamp, one.done) if stamp is not None]
        found.append(
            Assessed(one.what, doctor, group, at, due, _done(one), one.team, (*facts, *told))
        )
    return tuple(found)


def _done(one: Assessment) -> datetime | None:
    return one.done.occurred_at if one.done is not None else None


def _group(person: Person, today: date) -> tuple[Group, tuple[tuple[Category, Stamp], ...]]:
    """The group, and the enrolment that tells it."""
    running = [one for one in person.enrolments if runs(one, today)]
    for group, kinds in HOMES.items():
        for one in running:
            if one.kind in kinds:
                return group, ((enrolment_category(one.kind), one.stamp),)
    return "okand", ()
