"""Party understands who looks and what is asked for: a role at a unit, and one thing known."""

from dataclasses import dataclass
from typing import Literal

from app.access.law import Controller
from app.events.kinds import Category
from app.people.person import Stamp

Role = Literal[
    "aldre_ssk", "vc_lakare", "vc_rehab", "kommun_hsl", "hemtjanst_planerare",
    "bistandshandlaggare", "sjukhus_koordinator", "mobilt_team", "chef", "processledare",
    "logg_granskare", "mas", "mar", "systemadmin",
]  # fmt: skip
CENTRE = frozenset({"aldre_ssk", "vc_lakare", "vc_rehab"})
HOSPITAL = frozenset({"sjukhus_koordinator", "mobilt_team"})
CARE = CENTRE | HOSPITAL | {"kommun_hsl"}
"""Roles of a vårdgivare. Those of an omsorgsgivare never get what L913 3:3 and 3:5-6 open."""
SOCIAL = frozenset({"hemtjanst_planerare", "bistandshandlaggare"})
COUNTS = CARE | SOCIAL | {"chef", "processledare", "mas", "mar"}
"""Who sees counts without persons."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who looks: a role at a unit of a provider. `employee` only where one person looks alone.

    A board is shared, so what is one employee's own (a personal consent, a nödöppning, a place on
    the list of a protected person) is never asked for there.
    """

    role: Role
    unit: str
    provider: Controller
    employee: str | None = None


@dataclass(frozen=True, slots=True)
class Datum:
    """One thing known. `unit` is whose record it stands in, None when nobody said.

    `notice`: name and PUD as L612 2:1 makes them known to berörd enhet. `practical`: marked as of
    practical consequence. `bare`: the level of a CFS and nothing else.
    """

    category: Category
    controller: str
    notice: bool = False
    practical: bool = False
    bare: bool = False
    unit: str | None = None


def datum_of(stamp: Stamp, category: Category, *, notice: bool = False) -> Datum:
    """The datum behind a fact; what its source marks as extra sensitive is D7 whatever it is."""
    sensitive = Category.D7 if stamp.sensitive else category
    return Datum(sensitive, stamp.controller, notice, unit=stamp.unit)
