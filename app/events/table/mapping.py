"""Mapping understands how one source writes its tables: which column is what, and what a row tells."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from typing import Literal
from zoneinfo import ZoneInfo

Codes = dict[str, str]
Given = Literal["given", "empty"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: a column, with the clock in another when the two are apart, or a constant.

    `codes` is what the source's codes mean, `split` what stands between several values of a cell.
    """

    column: str | None = None
    value: str | None = None
    codes: Codes | None = None
    clock: str | None = None
    split: str | None = None
    otherwise: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(name for name in (self.column, self.clock) if name)


@dataclass(frozen=True, slots=True)
class Who:
    """Where the person's number stands, and which systems it may be of, tried in that order.

    `local_systems` are those of them that the source declares by itself.

    A number of ten digits is refused unless `century` names the column that has the rest, or
    `by_sign` says that the source writes + from the year a person turns a hundred.
    """

    column: str
    systems: tuple[str, ...]
    local_systems: frozenset[str]
    century: str | None
    by_sign: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One event that a row tells of when the columns in `when` say so. `name` is its part of the id."""

    kind: str
    name: str
    when: dict[str, tuple[str, ...] | Given]
    time: Place
    recorded: Place | None
    correlation: Place | None
    unit: Place | None
    fields: dict[str, Place]


@dataclass(frozen=True, slots=True)
class TableMapping:
    """What a source has told of its tables."""

    source: str
    timezone: ZoneInfo
    encoding: str | None
    separator: str | None
    sheet: str | None
    header: int
    decimal: str
    dates: tuple[str, ...]
    times: tuple[str, ...]
    clocks: tuple[str, ...]
    day_time: time | None
    key: tuple[str, ...]
    person: Who
    unit: Place | None
    not_used: dict[str, tuple[str, ...]]
    void: dict[str, tuple[str, ...]]
    events: tuple[Entry, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the mapping names, once, in the order they are named."""
        return tuple(dict.fromkeys(self._named()))

    def _named(self) -> Iterable[str]:
        yield from self.key
        yield self.person.column
        if self.person.century:
            yield self.person.century
        yield from self.not_used
        yield from self.void
        for entry in self.events:
            yield from entry.when
            places = (entry.time, entry.recorded, entry.correlation, entry.unit)
            for place in (*places, self.unit, *entry.fields.values()):
                yield from place.columns if place else ()
