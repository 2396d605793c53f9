"""Verdict understands what a rule answers about a person, with the facts it stood on, and when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Literal

from app.days import Calendar, huddle_end, is_huddle_day, local_date, next_huddle_day
from app.events.kinds import Category
from app.events.kinds.own import Route
from app.huddle.estimates import bounded

Role = Literal[
    "aldre_ssk", "vc_lakare", "kommun_hsl", "hemtjanst_planerare", "bistandshandlaggare"
]  # fmt: skip
Round = Literal["daily", "weekly"]
Way = Literal["row", "line", "mark"]
"""How a rule takes up a person in a round: by a row of its own, as a line under another's row, or as a
mark on what stands there by other rules."""
WEEKDAYS_AT_EIGHT = Calendar(time(8), frozenset(range(5)), frozenset())
SECONDS = {"rod": 90, "gul": 60, "gra": 20}
FORCED_AT = 3
"""On this morning the room does it today, hands it over, lifts it or drops it: no list is carried on."""
HOURS = 8, 16
"""Between these hours of a working day, local time, whoever owns an action works (domain, rules); all else
is jourtid (domain, calendar)."""


class Answer(StrEnum):
    JA = "ja"
    NEJ = "nej"
    OKLART = "oklart"


class Urgency(StrEnum):
    """In order: red before yellow before grey."""

    ROD = "rod"
    GUL = "gul"
    GRA = "gra"


class Section(StrEnum):
    """In the order that decides on a tie between two reasons for the same person."""

    IDAG = "idag"
    SEDAN_SIST = "sedan_sist"
    KOMMANDE = "kommande"


URGENCIES = tuple(Urgency)
SECTIONS = tuple(Section)


def yes_if(told: bool | None) -> Answer:
    """A fact that is missing answers oklart, never nej."""
    if told is None:
        return Answer.OKLART
    return Answer.JA if told else Answer.NEJ


def and_(one: Answer, other: Answer) -> Answer:
    if Answer.NEJ in {one, other}:
        return Answer.NEJ
    return Answer.OKLART if Answer.OKLART in {one, other} else Answer.JA


def or_(one: Answer, other: Answer) -> Answer:
    if Answer.JA in {one, other}:
        return Answer.JA
    return Answer.OKLART if Answer.OKLART in {one, other} else Answer.NEJ


def not_(one: Answer) -> Answer:
    return {Answer.JA: Answer.NEJ, Answer.NEJ: Answer.JA, Answer.OKLART: Answer.OKLART}[one]


@dataclass(frozen=True, slots=True)
class FactUse:
    """A fact that a verdict used, so that whoever may not see it does not see the verdict either.

    `notice`: known by a notice to those concerned, though it is another provider's. `bare`: a CFS
    level and no more. `unit`: whose record it stands in, None when nobody said.
    """

    what: str
    category: Category
    controller: str
    source: str
    occurred_at: datetime
    recorded_at: datetime
    received_at: datetime
    notice: bool = False
    bare: bool = False
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A condition as it was asked, its numbers filled in, and what it answered."""

    text: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Morning:
    """What a judgement depends on beside the person.

    `since` is when the last held huddle closed, `ends` the planned end of this huddle and
    `next_ends` of the next one, beyond any closed days. `numbers` are the centre's own settings
    (rule, setting, value; under the name "sekunder" what holds of every row), `silent` the kinds
    of event that are not to be trusted to have come. By HSA-id `units` are names and `phones`
    numbers; `roles` are those of the units that are called to the huddle. `learned` are the seconds
    that the centre's own huddles have taken for a row, by rule.
    """

    now: datetime
    since: datetime
    today: date
    ends: datetime
    next_ends: datetime
    numbers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    silent: frozenset[str] = frozenset()
    calendar: Calendar = WEEKDAYS_AT_EIGHT
    phones: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    learned: Mapping[str, int] = field(default_factory=dict)

    def seconds(self, urgency: Urgency) -> int:
        return self._of_every_row(urgency, SECONDS[urgency])

    @property
    def forced_at(self) -> int:
        """The morning on which a row is not carried on any more."""
        return self._of_every_row("morgnar", FORCED_AT)

    @property
    def owner_hours(self) -> tuple[time, time]:
        """Between which local times the owner of an action works, on a huddle day."""
        opens = self._of_every_row("oppnar", HOURS[0])
        closes = self._of_every_row("stanger", HOURS[1])
        return time(opens), time(closes)

    def _of_every_row(self, name: str, usual: int) -> int:
        return self.numbers.get("sekunder", {}).get(name, usual)

    def estimate(self, rule: str, urgency: Urgency) -> int | None:
        """What the centre's own huddles say of a row of the rule; None before they say enough."""
        told = self.learned.get(rule)
        return None if told is None else bounded(told, self.seconds(urgency))


def morning_at(
    now: datetime,
    since: datetime,
    calendar: Calendar = WEEKDAYS_AT_EIGHT,
    *,
    numbers: Mapping[str, Mapping[str, int]] | None = None,
    units: Mapping[str, str] | None = None,
    silent: frozenset[str] = frozenset(),
    phones: Mapping[str, str] | None = None,
    roles: Mapping[str, str] | None = None,
) -> Morning:
    """The morning of the huddle of this local day, or of the next huddle day when it is closed."""
    today = local_date(now)
    this = today if is_huddle_day(calendar, today) else next_huddle_day(calendar, today)
    following = next_huddle_day(calendar, this)
    return Morning(
        now, since, today, huddle_end(calendar, this), huddle_end(calendar, following),
        numbers or {}, units or {}, silent, calendar=calendar, phones=phones or {},
        roles=roles or {},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule's reason to take up one episode of one person. Only `ja` and `oklart` are reasons.

    `deadline` is the clock that runs, kept when it has run out; `since` and `new_at` are when the
    episode became known to us, `at` when it was over as far as the rule is concerned. `steps` are
    the conditions asked, in order. A `line` is only told under another reason: it places no row, and
    is not what the room decides about. Where `what` is empty nothing is proposed. `learned` is the
    estimate of the centre's own huddles, made of other persons' rows: for its own staff alone
    (docs/decisions/0033).
    """

    rule: str
    version: str
    headline: str
    episode: str
    answer: Answer
    urgency: Urgency
    section: Section
    sentence: str
    freshness: str
    what: str
    role: Role
    due: datetime | None
    seconds: int
    deadline: datetime | None
    since: datetime
    new_at: datetime
    route: Route
    facts: tuple[FactUse, ...]
    unsure: str | None
    steps: tuple[Step, ...] = ()
    line: bool = False
    at: datetime | None = None
    learned: int | None = None


def weigh(reason: Reason) -> tuple[int, bool, int]:
    """How a reason stands against another of the same person's: the least is the row's own.

    On a tie of urgency one that is sure goes before one that is unclear, and then by section.
    """
    urgency, section = URGENCIES.index(reason.urgency), SECTIONS.index(reason.section)
    return urgency, reason.answer is Answer.OKLART, section
