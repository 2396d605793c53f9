"""Estimates understands how long a row takes at one centre, learnt from that centre's own huddles.

Before there is enough to learn from it is the setting; after that the median of the last rows of the
same rule, never far from the setting, so that one long morning does not empty the next.
"""

from collections.abc import Sequence
from statistics import median

ENOUGH = 20
"""So many of the latest rows of a rule that were decided; before that the setting stands."""
LEAST, MOST = 0.5, 2.0
"""How far from the setting the huddles may bring an estimate, as shares of it."""


def learned(seconds: Sequence[int]) -> int | None:
    """The median of the latest rows of one rule, newest first; None when they are too few."""
    latest = seconds[:ENOUGH]
    return round(median(latest)) if len(latest) == ENOUGH else None


def bounded(learnt: int, setting: int) -> int:
    """What was learnt, no further from the setting than it may be. Seconds."""
    return round(min(max(learnt, LEAST * setting), MOST * setting))
