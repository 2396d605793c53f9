"""Matter understands what stands in a row: who it is about, why, and what decides who may see it.

It is the server's own; a viewer gets what `render` makes of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from app.access.subject import Subject, in_force, subject_of
from app.events.kinds import Category
from app.huddle.memory import Mark, Standing
from app.huddle.verdict import FactUse, Morning, Reason
from app.people.person import Frailty, Person, Stamp, enrolment_category, runs

CfsState = Literal["known", "missing", "stale", "acute", "hidden"]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom a rule proposes: a party of the huddle. `in_place_of`: the unit it comes instead of."""

    unit: str
    name: str
    role: str
    in_place_of: str | None = None


@dataclass(frozen=True, slots=True)
class Came:
    """That a reason came after the first agenda: when, and if the room had begun, at which number of
    the board and while which row was in hand.
    """

    at: datetime
    number: int | None = None
    behind: str | None = None


@dataclass(frozen=True, slots=True)
class Stood:
    """How often one reason has stood before the room, why it is back, and when it came this time.

    `forced`: so often that the room has to decide.
    """

    mornings: int = 1
    mark: Mark | None = None
    text: str | None = None
    came: Came | None = None
    forced: bool = False


@dataclass(frozen=True, slots=True)
class Past:
    """A reason that the row had when it took its place, and has no longer, or not as it was."""

    reason: Reason
    came: Came | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """One person on the board. `reasons` are the listed ones, the most urgent (decisive) first.

    `stood` goes with the reasons, one for one: it is as secret as they are. `owner_fact` is the
    enrolment that chose between several owners. `puds` is when a person is planned home, by the unit
    that a notice told it to. `blocked`: a spärr holds back something the convenor would else know.
    `past` are reasons it had while the room was at it: where it stands is decided by them too.
    """

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
    stood: tuple[Stood, ...]
    owner_fact: FactUse | None = None
    puds: Mapping[str, datetime] = field(default_factory=dict)
    blocked: bool = False
    past: tuple[Past, ...] = ()

    @property
    def needs(self) -> tuple[Reason, ...]:
        """What the room decides about; they stand before the lines."""
        return tuple(reason for reason in self.reasons if not reason.line)


def matter(
    key: str,
    person: Person,
    whole: Person,
    listed: Sequence[tuple[Reason, Standing]],
    owners: Mapping[str, Sequence[Owner]],
    morning: Morning,
    *,
    allowed: tuple[str, ...] = (),
    blocked: bool = False,
) -> Matter:
    """What the row holds. `person` is as the convenor may know it, `whole` decides who may see.

    `allowed` are those on the list of a person with skyddade personuppgifter.
    """
    reasons = tuple(reason for reason, _ in listed)
    frailty, state = _frailty(person, morning.today)
    owner, chosen_by = _owner(person, reasons[0].role, owners, morning.today)
    return Matter(
        person=key,
        name=person.name,
        initials=_initials(person),
        birth_year=person.birth_date.year if person.birth_date else None,
        age=person.age(morning.today),
        cfs=frailty.score if frailty else None,
        cfs_state=state,
        cfs_fact=_use("CFS", Category.D4, frailty.stamp, bare=True) if frailty else None,
        reasons=reasons,
        owner=owner,
        subject=subject_of(whole, morning.now, allowed),
        stood=tuple(Stood(1, where.mark, _why(where)) for _, where in listed),
        owner_fact=chosen_by,
        puds=_puds(whole),
        blocked=blocked,
    )


def of_another(one: Matter, key: str, person: Person, today: date) -> Matter:
    """The same about whom it has turned out to be about: two numbers were one person's, or not."""
    return replace(
        one, person=key, name=person.name, initials=_initials(person), age=person.age(today),
        birth_year=person.birth_date.year if person.birth_date else None,
    )  # fmt: skip


def counted(one: Matter, mornings: Mapping[tuple[UUID, str, str], int], forced_at: int) -> Matter:
    """With how many mornings each reason has stood, by person, rule and episode, and whether it is to be
    decided for that."""
    key = UUID(one.person)
    times = (mornings.get((key, reason.rule, reason.episode), 1) for reason in one.reasons)
    stood = (
        replace(each, mornings=n, forced=n >= forced_at)
        for n, each in zip(times, one.stood, strict=True)
    )
    return replace(one, stood=tuple(stood))


def _why(where: Standing) -> str | None:
    """Why it is back, and what was said: Återsänd. Hinner inte i tid."""
    if where.mark is None:
        return None
    return ". ".join(part.rstrip(".") for part in (where.why, where.reason) if part) + "."


def _frailty(person: Person, today: date) -> tuple[Frailty | None, CfsState]:
    """The score to show: the newest habitual one, else the newest taken in acute illness.

    Of who has died none is shown, nor missed.
    """
    if person.died is not None:
        return None, "hidden"
    habitual = [score for score in person.frailty if score.context == "habitual"]
    chosen = max(habitual or person.frailty, key=lambda score: score.assessed_on, default=None)
    if chosen is None:
        return None, "missing"
    if not habitual:
        return chosen, "acute"
    old = (today - chosen.assessed_on).days > 365
    return chosen, "stale" if old else "known"


def _use(what: str, category: Category, stamp: Stamp, *, bare: bool = False) -> FactUse:
    return FactUse(
        what, Category.D7 if stamp.sensitive else category, stamp.controller, stamp.source,
        stamp.occurred_at, stamp.recorded_at, stamp.received_at, bare=bare, unit=stamp.unit,
    )  # fmt: skip


def _owner(
    person: Person, role: str, owners: Mapping[str, Sequence[Owner]], today: date
) -> tuple[Owner | None, FactUse | None]:
    """The party with the proposed role, and the enrolment that chose it among several."""
    candidates = owners.get(role, ())
    for owner in candidates if len(candidates) > 1 else ():
        for enrolled in person.enrolments:
            if enrolled.unit in (owner.unit, owner.in_place_of) and runs(enrolled, today):
                category = enrolment_category(enrolled.kind)
                return owner, _use("Inskrivning", category, enrolled.stamp)
    return next(iter(candidates), None), None


def _initials(person: Person) -> str:
    names = [name for name in (person.given_name, person.family_name) if name]
    return "".join(f"{name[0].upper()}." for name in names) or "N.N."


def _puds(person: Person) -> dict[str, datetime]:
    """When each berörd enhet has been told that the person is planned home: the newest word."""
    return {
        unit: case.pud
        for case in person.cases
        if in_force(case) and case.pud is not None
        for unit in case.recipients
    }
