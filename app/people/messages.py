"""Messages understands how the page about one person goes over the wire, as one viewer may see it.

What the viewer may not know is not there. Instants are ISO 8601 with offset, in UTC; days are local.
"""

from datetime import date, datetime
from typing import Literal

import msgspec

from app.actions.messages import ActionView
from app.consents.messages import ConsentsView

ClockState = Literal["running", "met", "met_late", "passed"]


class ClockView(msgspec.Struct, frozen=True):
    """Something to be done before `deadline`, and how it stands now."""

    what: str
    deadline: datetime
    state: ClockState
    met_at: datetime | None


class StepView(msgspec.Struct, frozen=True):
    """`at` is None for a stage that has not been reached, or that nobody told of."""

    what: str
    at: datetime | None


class PointView(msgspec.Struct, frozen=True):
    """One thing to see to. `role_text` has it; `by` took it over; `reason` is why it is not needed.

    `not_set`: nobody has told of it yet.
    """

    what: str
    state: Literal["open", "done", "not_needed", "not_set"]
    role_text: str | None
    reason: str | None
    by: str | None
    at: datetime | None


class TrackerView(msgspec.Struct, frozen=True):
    """One pathway as it stands; its stage, steps, clocks and notes are codes of app/pathways.

    `unit_name` and `phone` are of the unit that answers for it, and `by` is who wrote it, where there is
    one. `parties` are those who are with in it, by name.
    """

    kind: Literal[
        "trygg_hemgang", "uppfoljning", "samsa", "sip", "lakarmedverkan", "specialist",
        "arskontroll", "lakemedel", "lub", "aldretelefon", "vardplan",
    ]  # fmt: skip
    key: str
    stage: str
    since: datetime
    open: bool
    steps: list[StepView]
    clocks: list[ClockView]
    points: list[PointView]
    attempts: list[datetime]
    notes: list[str]
    unit_name: str | None
    phone: str | None
    by: str | None
    lead: str | None
    parties: list[str]
    day: int | None
    days: int | None


class CfsActionView(msgspec.Struct, frozen=True):
    what: str
    state: Literal["open", "done", "standing"]
    role_text: str | None


class CfsScoreView(msgspec.Struct, frozen=True):
    score: int
    on: date
    acute: bool


class CfsView(msgspec.Struct, frozen=True):
    """`state` "level": the viewer may know the level and nothing more."""

    state: Literal["known", "stale", "acute", "missing", "not_valid", "level"]
    score: int | None
    on: date | None
    band: Literal["1-4", "5-6", "7-9"] | None
    actions: list[CfsActionView]
    history: list[CfsScoreView]


class NamedContactView(msgspec.Struct, frozen=True):
    """`missing`: none is told of, to this viewer."""

    kind: Literal["fast_vardkontakt", "fast_lakarkontakt", "fast_omsorgskontakt"]
    state: Literal["named", "unnecessary", "missing"]
    name: str | None
    phone: str | None
    informed_at: datetime | None


class LineView(msgspec.Struct, frozen=True):
    """One thing that has happened. `received_at` is when it reached us."""

    at: datetime
    text: str
    source: str
    unit_name: str | None
    received_at: datetime


class ImportantView(msgspec.Struct, frozen=True):
    """The person's own words, when they were written down, and where."""

    text: str
    at: datetime
    unit_name: str | None


class PersonView(msgspec.Struct, frozen=True):
    """`important`: *Viktigt för mig*, None when nothing is told. `consents` is of the centre's own staff alone. `phone` is the centre's own number."""

    now: datetime
    name: str
    birth_year: int | None
    age: int | None
    died_on: date | None
    centre_name: str
    phone: str | None
    important: ImportantView | None
    cfs: CfsView
    trackers: list[TrackerView]
    contacts: list[NamedContactView]
    actions: list[ActionView]
    consents: ConsentsView | None
    timeline: list[LineView]
