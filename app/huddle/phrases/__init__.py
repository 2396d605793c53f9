"""Phrases understands every sentence that a rule may be written with: one small function for each.

`FINDERS` answer to *när* and find the episodes, `CONDITIONS` to *om*, *klar*, *röd när* and *roll
när*, and `SLOTS` fill the sentence that is shown.
"""

from app.huddle.phrases import (
    alarms,
    discharge,
    frequent,
    groups,
    home,
    marks,
    papers,
    planning,
    registers,
)
from app.huddle.phrases.conditions import CONDITIONS
from app.huddle.phrases.endings import ENDINGS
from app.huddle.phrases.finders import FINDERS
from app.huddle.phrases.slots import SLOTS

CONDITIONS = {**CONDITIONS, **ENDINGS}

__all__ = [
    "CONDITIONS", "FINDERS", "SLOTS", "alarms", "discharge", "frequent", "groups", "home",
    "marks", "papers", "planning", "registers",
]  # fmt: skip
