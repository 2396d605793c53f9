"""Runchart understands when a series of numbers has changed, and says so in words.

The two rules of the run chart that need no assumption of the numbers (Perla, Provost and Murray, BMJ
Quality & Safety 2011;20:46–51): six or more in a row on one side of the median are a shift, five or
more in a row that rise or fall are a trend. Those on the median are passed over, and of equal ones
after each other the first counts. With fewer than ten nothing is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Literal

FEWEST, SHIFT, TREND = 10, 6, 5
Sign = Literal["few", "none", "above", "below", "rising", "falling"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a series shows. `since` is the place of the first of the latest run that is a sign.

    `median` is None when nothing is known. Of several signs the one that began last is told, since
    it is what holds now.
    """

    sign: Sign
    median: float | None
    since: int | None = None
    known: int = 0


def read(values: Sequence[float | None]) -> Reading:
    """The reading of a series, oldest first; None where there was nothing to count."""
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    if not known:
        return Reading("few", None)
    middle = median(value for _, value in known)
    if len(known) < FEWEST:
        return Reading("few", middle, known=len(known))
    signs = [*_shifts(known, middle), *_trends(known)]
    if not signs:
        return Reading("none", middle, known=len(known))
    since, sign = max(signs)
    return Reading(sign, middle, since, len(known))


def conclusion(reading: Reading, names: Sequence[str], what: str) -> str:
    """What a reading says, in Swedish. `names` of the points, `what` the series is of."""
    match reading.sign:
        case "few":
            return f"För kort serie för en slutsats: {reading.known} av {FEWEST} punkter."
        case "none":
            return f"{what}: ingen förändring utöver slumpen."
        case "above" | "below" as side:
            where = "över" if side == "above" else "under"
            return f"{what}: ligger {where} medianen sedan {_since(reading, names)}."
        case "rising" | "falling" as way:
            goes = "stiger" if way == "rising" else "sjunker"
            return f"{what}: {goes} sedan {_since(reading, names)}."


def _since(reading: Reading, names: Sequence[str]) -> str:
    assert reading.since is not None
    return names[reading.since]


def _shifts(known: Sequence[tuple[int, float]], middle: float) -> list[tuple[int, Sign]]:
    off = [(place, value > middle) for place, value in known if value != middle]
    runs = _runs(off)
    return [(run[0][0], "above" if run[0][1] else "below") for run in runs if len(run) >= SHIFT]


def _trends(known: Sequence[tuple[int, float]]) -> list[tuple[int, Sign]]:
    distinct = [one for n, one in enumerate(known) if n == 0 or one[1] != known[n - 1][1]]
    steps = [(one[0], other[1] > one[1]) for one, other in pairwise(distinct)]
    found: list[tuple[int, Sign]] = []
    for run in _runs(steps):
        # A run of four steps has five points.
        if len(run) >= TREND - 1:
            found.append((run[0][0], "rising" if run[0][1] else "falling"))
    return found


def _runs(sided: Sequence[tuple[int, bool]]) -> list[list[tuple[int, bool]]]:
    """Neighbours of the same side, together."""
    runs: list[list[tuple[int, bool]]] = []
    for one in sided:
        if runs and runs[-1][-1][1] == one[1]:
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs
