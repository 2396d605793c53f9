"""The shapes of Loggranskning: what a week drew, one item opened, its judgement, the year, the bounds."""

from datetime import date, datetime, time
from typing import Literal
from uuid import UUID

import msgspec

Verdict = Literal["ok", "follow_up", "breach"]


class RuleView(msgspec.Struct, frozen=True):
    """A sign in words: what it looks at, and why."""

    sign: str
    title: str
    looks_at: str
    why: str


class ItemView(msgspec.Struct, frozen=True):
    """One that was picked out: who, from where, what, when (UTC). Whom it is about is not told here.

    Without `signs` it was drawn at random. `own`: the reader's own looks, which somebody else judges.
    """

    id: UUID
    signs: list[str]
    who: str
    role_text: str
    unit_name: str
    what: str
    basis: str
    at: datetime
    last_at: datetime
    own: bool
    judgement: UUID | None = None
    verdict: Verdict | None = None
    judged_by: str | None = None
    judged_at: datetime | None = None


class WeekView(msgspec.Struct, frozen=True):
    """A week that was drawn. `lines` is how many accesses there were; `overdue`: longer than it may take."""

    monday: date
    drawn_at: datetime
    lines: int
    sample: int
    overdue: bool
    items: list[ItemView]


class ScrutinyView(msgspec.Struct, frozen=True):
    """`week` is the latest one drawn, `older` those before it in which something is unfinished."""

    now: datetime
    controller: str
    week: WeekView | None
    older: list[WeekView]
    overdue_days: int
    rules: list[RuleView]
    years: list[int]


class WhoView(msgspec.Struct, frozen=True):
    """Whom it is about. Without a name: protected, or the employee was not shown it either."""

    name: str | None
    born: int | None
    protected: bool
    listed_at: str | None


class LineView(msgspec.Struct, frozen=True):
    at: datetime
    what: str
    kinds: str
    basis: str
    allowed: bool
    in_huddle: bool


class JudgementView(msgspec.Struct, frozen=True):
    verdict: Verdict
    judge: str
    at: datetime
    note: str | None


class OpenedView(msgspec.Struct, frozen=True):
    """One item opened. `persons` is how many it is about; `reasons` what was written at a nödöppning.

    `acted`: whether the employee did something with the person that week. `others` and `these` are
    minutes of the local day, of the same employee's other accesses that week and of these;
    `opens` and `closes` the hours that are usual.
    """

    item: ItemView
    purpose: str
    person: WhoView | None
    persons: int
    lines: list[LineView]
    reasons: list[str]
    acted: bool | None
    others: list[int]
    these: list[int]
    opens: time
    closes: time
    said: list[JudgementView]


class Judge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A judgement. `id` is made by the page; `follows` names the one that counted until now."""

    id: UUID
    verdict: Verdict
    note: str | None = None
    follows: UUID | None = None


class SignCount(msgspec.Struct, frozen=True):
    """How many items bore a sign; None when they are fewer than five and would tell of a person."""

    sign: str
    title: str
    items: int | None
    breaches: int | None


class YearView(msgspec.Struct, frozen=True):
    """A year by ISO weeks. `days` is the median from the draw to the first judgement."""

    year: int
    controller: str
    weeks: int
    lines: int
    items: int
    at_random: int
    judged: int
    ok: int
    follow_up: int
    breach: int
    unjudged: int
    late: int
    days: float | None
    signs: list[SignCount]


class BoundsView(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the controller reviews its log; also how it is changed. Local times."""

    sample: int
    opens: time
    closes: time
    weekends: bool
    looks: int
    persons: int
    denials: int
    overdue_days: int
