"""Tracker understands one pathway as it stands: its stage and since when, its clocks, its points, and
every event that it stands on, so that whoever may not know one of them gets none of it.

Words are codes; what they are in Swedish the page knows. Instants are aware UTC. A day that was told
without a time is the instant at which that local day begins.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

from app.days import day_bounds
from app.events.kinds import Category
from app.huddle.verdict import Morning
from app.people.stamp import Stamp, stamps_of
from app.value import Value

Kind = Literal[
    "trygg_hemgang", "uppfoljning", "samsa", "sip", "lakarmedverkan", "specialist", "arskontroll",
    "lakemedel", "lub", "aldretelefon", "vardplan",
]  # fmt: skip
PointState = Literal["open", "done", "not_needed", "not_set"]
ClockState = Literal["running", "met", "met_late", "passed"]


class Told(Value, frozen=True):
    """One event that a tracker stands on, as the policy asks for it."""

    category: Category
    stamp: Stamp


class Clock(Value, frozen=True):
    """Something that is to be done before `deadline`. `met_at` is when it was; None is not known of."""

    what: str
    deadline: datetime
    met_at: datetime | None = None

    def state(self, now: datetime) -> ClockState:
        """What was done at the very deadline was done in time."""
        if self.met_at is not None:
            return "met" if self.met_at <= self.deadline else "met_late"
        return "running" if now < self.deadline else "passed"


class Step(Value, frozen=True):
    """One stage of the way. `at` is when it was reached; None is one that nobody has told of."""

    what: str
    at: datetime | None = None


class Point(Value, frozen=True):
    """One thing to see to. `role` has it, `by` is who took it over, `reason` why it is not needed.

    `not_set`: nobody has told of it yet, neither that it is open nor that it is done.
    """

    what: str
    state: PointState
    role: str | None = None
    reason: str | None = None
    by: str | None = None
    at: datetime | None = None


class Tracker(Value, frozen=True):
    """One pathway of a person's. `key` keeps two of a kind apart; `since` is when the stage began.

    `day` of `days` is for what is counted so. `attempts` are calls that did not get through, kept
    apart from when somebody did (a step). `notes` are codes of what is to be said beside it. `unit`
    answers for it, and `by` is who wrote it, where one did. `parties` are with in it: units by HSA-id,
    roles, and parties by their code (app/words.py).
    """

    kind: Kind
    key: str
    stage: str
    since: datetime
    open: bool
    told: tuple[Told, ...]
    steps: tuple[Step, ...] = ()
    clocks: tuple[Clock, ...] = ()
    points: tuple[Point, ...] = ()
    attempts: tuple[datetime, ...] = ()
    notes: tuple[str, ...] = ()
    unit: str | None = None
    by: str | None = None
    lead: str | None = None
    parties: tuple[str, ...] = ()
    day: int | None = None
    days: int | None = None


def told_by(*facts: tuple[object, Category] | None) -> tuple[Told, ...]:
    """Every event that some facts stand on, each once; a fact that is None stands on nothing."""
    found = {
        (stamp.ref, category): Told(category, stamp)
        for one in facts
        if one is not None and one[0] is not None
        for fact, category in (one,)
        for stamp in (stamps_of(fact) if not isinstance(fact, Stamp) else (fact,))
    }
    return tuple(found.values())


def every(facts: Iterable[object], category: Category) -> tuple[tuple[object, Category], ...]:
    return tuple((fact, category) for fact in facts)


def begins(day: date) -> datetime:
    """The instant at which a local day begins."""
    return day_bounds(day)[0]


def number(morning: Morning, rule: str, name: str, ships: int) -> int:
    """A rule's number as the centre has it; `ships` is what the rule ships with."""
    return morning.numbers.get(rule, {}).get(name, ships)


def stage_of(steps: Iterable[Step]) -> Step:
    """The last step that has been reached: a later one may be told of without those before it."""
    return [one for one in steps if one.at is not None][-1]
