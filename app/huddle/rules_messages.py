"""Rules messages understand how Regelboken goes over the wire: rules, their numbers, and trials of them.

Days are local dates, instants ISO 8601 in UTC.
"""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from app.huddle.numbers import Kind
from app.huddle.row_messages import Section, Urgency
from app.huddle.sentences import Sentence

TakenUp = Literal["row", "line", "mark", "weekly"]
"""How a rule is: with a row of its own every morning, under another row, or in the week's list."""


class RulePlace(msgspec.Struct, frozen=True):
    """A place whose numbers can be looked at; what the viewer may do there."""

    kind: Kind
    key: str
    name: str
    may_set: bool
    may_try: bool


class NumberView(msgspec.Struct, frozen=True):
    """One number: `value` as it was set last, `file` the rule's own, from `low` to `high`.

    `label` says what it is, with … in its place. `now` is what this morning is judged by, `from_day`
    when `value` begins to hold if it does not yet. `set_at` is whose setting it is, None for the file's.
    `words` say what each value from `low` means, where it is a choice and no quantity.
    """

    name: str
    label: str
    value: int
    now: int
    file: int
    low: int
    high: int
    words: list[str]
    set_at: Kind | None = None
    from_day: date | None = None


class ExampleView(msgspec.Struct, frozen=True):
    """One of the rule's own examples, what it is answered by the place's numbers, and by the file's."""

    case: str
    answer: Literal["ja", "nej", "oklart"]
    urgency: Urgency | None
    file_answer: Literal["ja", "nej", "oklart"]
    file_urgency: Urgency | None


class SettingView(msgspec.Struct, frozen=True):
    """Who set a number to what, when and why. `back` is what taking it back sets; None lets go of it."""

    id: int
    number: str
    label: str
    before: int
    value: int | None
    place: RulePlace
    from_day: date
    by_name: str
    at: datetime
    why: str
    back: int | None


class EstimateView(msgspec.Struct, frozen=True):
    """Seconds that a row of a rule is given at a centre, and what is set there for its urgency.

    `of` is how many of its latest rows taught it; None while they are too few, and the setting stands.
    """

    seconds: int
    setting: int
    of: int | None


class WrittenRule(msgspec.Struct, frozen=True):
    """One rule in words. The seconds that rows take are told as one more, `sekunder`, of no section.

    `estimate` is told to the centre's own staff and who leads it, of rules with a row of their own.
    """

    id: str
    headline: str
    section: Section | None
    urgency: Urgency | None
    taken_up: TakenUp | None
    sentences: list[Sentence]
    numbers: list[NumberView]
    history: list[SettingView]
    examples: list[ExampleView]
    why: str
    source: str
    owner: str
    review: date | None
    version: str
    estimate: EstimateView | None = None


class RulesView(msgspec.Struct, frozen=True):
    """The rules as they hold at one place; `places` are those that the viewer may look at.

    `packs` are the headlines of the packs that the place's centres go by, beside the book.
    """

    at: datetime
    place: RulePlace | None
    places: list[RulePlace]
    rules: list[WrittenRule]
    packs: list[str]


class SetNumber(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A number wanted at a place, None to let go of the place's own; `was` is what was shown."""

    place: str
    rule: str
    name: str
    value: int | None
    was: int
    why: str


class AskTrial(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Try other numbers of a rule on a centre's last 28 days; none of them changed tries it as it is."""

    centre: str
    rule: str
    numbers: dict[str, int] = {}


class MorningView(msgspec.Struct, frozen=True):
    """One morning: persons by the rule before and after, or that it cannot be judged.

    `dropped` of those before are not among those after, `added` the other way. `over` is by how many
    seconds the agenda passes its time. All None to whoever sees means alone.
    """

    day: date
    judged: bool
    before: int | None = None
    after: int | None = None
    dropped: int | None = None
    added: int | None = None
    over_before: int | None = None
    over_after: int | None = None


class DifferenceView(msgspec.Struct, frozen=True):
    """One person who would be told of otherwise, for the centre's own staff."""

    name: str
    age: int | None
    sentence: str
    what: Literal["added", "dropped", "urgency"]
    days: list[date]


class TrialView(msgspec.Struct, frozen=True):
    """What other numbers would have given: persons per morning before and after, of `judged` mornings.

    A mean is None where so few persons stand behind it that they could be known, and so is `differ`,
    how many persons are told of otherwise. `few` says so. `counts_only`: no persons, and no mornings
    one by one. `over_before` and `over_after` are on how many mornings the agenda passes its time;
    `since` the day from which stored history can judge.
    """

    rule: str
    centre: str
    mornings: list[MorningView]
    judged: int
    not_judged: int
    since: date | None
    before: float | None
    after: float | None
    few: bool
    counts_only: bool
    differ: int | None
    persons: list[DifferenceView]
    more: int
    over_before: int
    over_after: int
    examples: list[ExampleView]


class FigureView(msgspec.Struct, frozen=True):
    """Persons per morning by one rule as it is; None where they are too few to be told."""

    rule: str
    mean: float | None


class FiguresView(msgspec.Struct, frozen=True):
    """What each rule gave a centre on the judged mornings of the last 28 days."""

    centre: str
    judged: int
    figures: list[FigureView]


class AskYear(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Try other numbers of a rule on twelve months of every centre of a region or a municipality."""

    id: UUID
    place: str
    rule: str
    numbers: dict[str, int] = {}


class CentreTrialView(msgspec.Struct, frozen=True):
    """One centre's means; None where too few persons stand behind."""

    centre: str
    name: str
    judged: int
    not_judged: int
    before: float | None
    after: float | None


class YearTrialView(msgspec.Struct, frozen=True):
    """How far a trial over a year has come, in centres, and what it came to."""

    id: str
    rule: str
    headline: str
    numbers: dict[str, int]
    place: str
    at: datetime
    done: int
    total: int
    state: Literal["running", "done", "stopped"]
    centres: list[CentreTrialView]


class YearTrialsView(msgspec.Struct, frozen=True):
    """The viewer's own trials, the latest first."""

    trials: list[YearTrialView]
