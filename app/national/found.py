"""Found understands what a run of the national benchmark came to, figure by figure."""

from dataclasses import dataclass, field
from datetime import date

from app.national.country import CENTRES, EACH, PERSONS
from app.national.limit import Asked
from app.national.mornings import Took

LIVES = 500
"""So many lives are told at each centre of the first region."""
OCTETS = 6_500
"""A person with a year behind them, indexes and all, at most (measured)."""
SPARE = 4_000_000_000
"""Octets for the log of what is under way, and for indexes while they are made."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a nation, and how many lives it is made of."""

    centres: int
    each: int = EACH
    lives: int = LIVES
    spare: int = SPARE

    @property
    def persons(self) -> int:
        return self.centres * self.each

    @property
    def octets(self) -> int:
        """What it takes on the disk."""
        return self.spare + self.persons * OCTETS


def of_scale(scale: float) -> Size:
    """The nation, or a part of it: as many persons at each centre, and fewer centres."""
    return Size(max(1, round(CENTRES * scale)))


@dataclass(frozen=True, slots=True)
class Work:
    """A morning's work, and the CPU seconds that PostgreSQL used meanwhile."""

    took: Took
    postgres: float

    @property
    def cpu(self) -> float:
        """CPU seconds, all told."""
        return self.took.cpu + self.postgres


@dataclass(frozen=True, slots=True)
class Morning:
    """One morning: how many persons there were, what the night brought, and what the work took."""

    name: str
    day: date
    persons: int
    changed: int
    events: int
    built: Work
    reconciled: Work


@dataclass(slots=True)
class Found:
    """What a run came to. Sizes in octets, times in seconds. `contacts` are a person's in a year.

    `octets` is the database when all have come into it, `afterwards` when the mornings have passed.
    """

    size: Size
    lives: int = 0
    contacts: float = 0.0
    told: float = 0.0
    settled: float = 0.0
    filled: float = 0.0
    refolded: int = 0
    differing: int = 0
    octets: int = 0
    afterwards: int = 0
    tables: list[tuple[str, int, int]] = field(default_factory=list)
    mornings: list[Morning] = field(default_factory=list)
    limits: dict[str, list[Asked]] = field(default_factory=dict)
    postgres: str = ""

    @property
    def scale(self) -> float:
        """The part of the country that was measured."""
        return self.size.persons / PERSONS
