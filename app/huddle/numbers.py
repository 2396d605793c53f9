"""Numbers understands whose setting of a rule's number holds: the nearest place's, else the file's.

A setting is one line of an append-only history. It is never changed; a later one of the same number
and place stands instead, and one without a value lets go of it, so that what lies further away holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from app.huddle.rule import Number, Rule
from app.huddle.verdict import FORCED_AT, HOURS, SECONDS

Kind = Literal["centre", "municipality", "region"]
Key = tuple[str, str]
"""A rule's id and the name of one of its numbers."""
Told = Mapping[str, Mapping[str, int]]
"""Values by rule and number, as `Morning.numbers` has them."""
SEKUNDER = "sekunder"
"""Stands where a rule's id would, for what holds of every row: the seconds that it takes, by urgency, from
which morning on it is decided, and when its owner works."""
ESTIMATES = tuple(
    Number(urgency, SECONDS[urgency], low, high)
    for urgency, low, high in (("rod", 30, 300), ("gul", 20, 240), ("gra", 5, 120))
)
"""Seconds. What a row is given before a centre's own huddles have taught better (domain, rules)."""
OF_HOURS = {
    "oppnar": Number("oppnar", HOURS[0], 6, 10),
    "stanger": Number("stanger", HOURS[1], 14, 20),
}
"""Whole hours of a working day, local time."""
OF_EVERY_ROW = (*ESTIMATES, Number("morgnar", FORCED_AT, 2, 5), *OF_HOURS.values())


@dataclass(frozen=True, slots=True)
class Place:
    """Where a number is set: a centre (HSA-id), a municipality (code) or the region (HSA-id)."""

    kind: Kind
    key: str


@dataclass(frozen=True, slots=True)
class Setting:
    """One line: from which local day a place has this value, None when it has none of its own.

    `before` is what held there until then, `by` the one who set it, `at` UTC.
    """

    id: int
    place: Place
    rule: str
    name: str
    value: int | None
    before: int
    from_day: date
    by: str
    by_name: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Held:
    """The value that holds at a place, and the setting that gives it; None when it is the file's."""

    value: int
    setting: Setting | None = None


def bounds(rules: Sequence[Rule]) -> dict[Key, Number]:
    """Every number that may be set, with the bounds of its rule file."""
    found = {(rule.id, number.name): number for rule in rules for number in rule.numbers}
    return found | {(SEKUNDER, number.name): number for number in OF_EVERY_ROW}


@dataclass(frozen=True, slots=True)
class Numbers:
    """All settings, the oldest first."""

    settings: tuple[Setting, ...] = ()

    @property
    def version(self) -> int:
        return self.settings[-1].id if self.settings else 0

    def held(
        self, places: Sequence[Place], known: Mapping[Key, Number], on: date | None = None
    ) -> dict[Key, Held]:
        """What holds for the first of the places, the nearest first, by rule and number.

        `on` a local day, or what has been set last when it is None. A value that its rule file no
        longer allows is held to the bound that it passed.
        """
        found = {key: Held(number.value) for key, number in known.items()}
        return found | self._set(places, known, on)

    def told(
        self, places: Sequence[Place], known: Mapping[Key, Number], on: date | None = None
    ) -> dict[str, dict[str, int]]:
        """The values that are not the file's own, as a morning is told them."""
        found: dict[str, dict[str, int]] = {}
        for (rule, name), held in self._set(places, known, on).items():
            found.setdefault(rule, {})[name] = held.value
        return found

    def history(self, places: Sequence[Place], rule: str) -> list[Setting]:
        """Who changed what of a rule at any of the places, the latest first."""
        found = [one for one in self.settings if one.rule == rule and one.place in places]
        return found[::-1]

    def _set(
        self, places: Sequence[Place], known: Mapping[Key, Number], on: date | None
    ) -> dict[Key, Held]:
        """What holds of those numbers that any of the places has set."""
        found: dict[Key, Held] = {}
        for place in reversed(places):
            for key, setting in self._own(place, on).items():
                if key in known and setting.value is not None:
                    within = max(known[key].low, min(known[key].high, setting.value))
                    found[key] = Held(within, setting)
        return found

    def _own(self, place: Place, on: date | None) -> dict[Key, Setting]:
        """The latest setting of each number at one place."""
        return {
            (one.rule, one.name): one
            for one in self.settings
            if one.place == place and (on is None or one.from_day <= on)
        }


def outside(number: Number, value: int) -> str | None:
    """What is wrong with a value, in Swedish; None when it is within the number's bounds."""
    if number.low <= value <= number.high:
        return None
    return f"Talet är ett helt tal från {number.low} till {number.high}."


def also(told: Told, rule: str, changed: Mapping[str, int]) -> dict[str, Mapping[str, int]]:
    """The same numbers with some of one rule's changed."""
    return {**told, rule: {**told.get(rule, {}), **changed}}
