"""The shapes of the page Vecka och månad: places, counts without persons, and what was lifted."""

from datetime import date
from typing import Literal

import msgspec

from app.indicators.runchart import Sign

Count = int | Literal["few", "hidden"]


class CountedPlace(msgspec.Struct, frozen=True):
    """A centre, a municipality or all: what the counts may be of."""

    id: str
    name: str


class CountedPlaces(msgspec.Struct, frozen=True):
    """What the viewer may count, the last week that is over, and the month that it is."""

    places: list[CountedPlace]
    week: str
    month: str


class LineView(msgspec.Struct, frozen=True):
    """The counts of one rule, route or centre: raised, decided, carried, lifted, expired.

    "few": one to four persons; "hidden": would tell a number that is few.
    """

    name: str
    cells: list[Count]


class MissingView(msgspec.Struct, frozen=True):
    """How many of the held huddles a party was missing from."""

    name: str
    times: int


class HuddlesView(msgspec.Struct, frozen=True):
    """Huddles of the period until now. `whole`: held with all parties there."""

    planned: int
    held: int
    whole: int
    missing: list[MissingView]


class ChartView(msgspec.Struct, frozen=True):
    """A run chart: the points oldest first, None where nothing could be counted."""

    what: str
    unit: str
    names: list[str]
    values: list[float | None]
    median: float | None
    sign: Sign
    since: int | None
    conclusion: str


class LiftedCount(msgspec.Struct, frozen=True):
    """One lifted row as those hear of it who see no persons: its kind, an age, the parties."""

    kind: str
    age: int | None
    parties: list[str]
    reason: str
    centre_name: str
    on: date


class PeriodView(msgspec.Struct, frozen=True):
    """A week or a month of a place, in counts alone (D9). `after` is None for the one that it is."""

    place: CountedPlace
    key: str
    name: str
    going_on: bool
    before: str
    after: str | None
    huddles: HuddlesView
    total: list[Count]
    rules: list[LineView]
    routes: list[LineView]
    centres: list[LineView]
    charts: list[ChartView]
    lifted: list[LiftedCount]
