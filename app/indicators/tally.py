"""Tally understands the counts of a period: what was raised, decided, carried, lifted, and ran out.

What is counted is obligations: a person by one rule and one episode. A number of persons below five
is not told, nor one from which it could be worked out.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from app.access.few import few
from app.events.kinds.own import DecisionKind, Route

Column = Literal["raised", "decided", "carried", "lifted", "expired"]
COLUMNS: tuple[Column, ...] = ("raised", "decided", "carried", "lifted", "expired")
Cell = int | Literal["few", "hidden"]
"""A number; `few`: one to four; `hidden`: would tell one that is few."""
Key = tuple[UUID, str, str]
"""Person, rule and episode."""


@dataclass(frozen=True, slots=True)
class Obliged:
    """What became of one obligation in a period.

    `raised`: first on an agenda; `decided`: the last decision that stands, None without one;
    `carried`: stood before a room that left it undecided; `expired`: left the agenda by age alone.
    """

    centre: str
    person: UUID
    rule: str
    route: Route | None = None
    raised: bool = False
    decided: DecisionKind | None = None
    carried: bool = False
    expired: bool = False

    def counts(self, column: Column) -> bool:
        match column:
            case "raised":
                return self.raised
            case "decided":
                return self.decided is not None
            case "carried":
                return self.carried
            case "lifted":
                return self.decided == "lift"
            case "expired":
                return self.expired


@dataclass(frozen=True, slots=True)
class Line:
    """The counts of one group; in `cells` a count stands for every column, in their order."""

    of: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Huddles:
    """How many huddles were planned until now, held, not held, and who was missing, by unit."""

    planned: int = 0
    held: int = 0
    whole: int = 0
    missing: Mapping[str, int] = field(default_factory=dict)


def lines(
    obliged: Sequence[Obliged], group: Callable[[Obliged], str], order: Iterable[str]
) -> tuple[list[Line], tuple[Cell, ...]]:
    """A line for each group that has any, in order, and the sum of all of them."""
    groups: dict[str, list[Obliged]] = {}
    for one in obliged:
        groups.setdefault(group(one), []).append(one)
    shown = [of for of in order if of in groups]
    columns = [_column([groups[of] for of in shown], column) for column in COLUMNS]
    total = tuple(
        _cell([one for of in shown for one in groups[of] if one.counts(c)]) for c in COLUMNS
    )
    return [Line(of, tuple(c[n] for c in columns)) for n, of in enumerate(shown)], total


def _column(groups: Sequence[Sequence[Obliged]], column: Column) -> list[Cell]:
    """One column; where the sum would tell the only one that is few, the next smallest goes too."""
    counted = [[one for one in group if one.counts(column)] for group in groups]
    cells = [_cell(group) for group in counted]
    hidden = [n for n, cell in enumerate(cells) if cell == "few"]
    told = [n for n, cell in enumerate(cells) if isinstance(cell, int) and cell > 0]
    if few(len({one.person for n in hidden for one in counted[n]})) and told:
        cells[min(told, key=lambda n: len(counted[n]))] = "hidden"
    return cells


def _cell(counted: Sequence[Obliged]) -> Cell:
    persons = len({one.person for one in counted})
    return "few" if few(persons) else len(counted)
