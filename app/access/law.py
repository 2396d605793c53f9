"""Law understands on what an installation rests: who answers for what, and which legal bases it uses.

The bases are those of domain facts 1.4. Which of them an installation may rest on is a judgement of
its own lawyers: `KVARTEN_LEGAL_BASES` names them, and without it all are used. Whoever has not joined
sammanhållen vård- och omsorgsdokumentation (it is voluntary, L913) leaves out the three SVOD.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal


class Basis(StrEnum):
    """Legal bases, as they stand in the log."""

    NONE = "NONE"
    OWN_CARE = "OWN_CARE"
    REGION_INTERNAL_OSL25_11 = "REGION_INTERNAL_OSL25_11"
    STATUTORY_NOTICE_L612 = "STATUTORY_NOTICE_L612"
    SVOD_CONSENT = "SVOD_CONSENT"
    SVOD_INCAPACITY = "SVOD_INCAPACITY"
    SVOD_EMERGENCY = "SVOD_EMERGENCY"
    INDIVIDUAL_DISCLOSURE = "INDIVIDUAL_DISCLOSURE"
    AGGREGATE = "AGGREGATE"


ALWAYS = frozenset({Basis.NONE, Basis.OWN_CARE, Basis.AGGREGATE})
"""What no installation can do without: one's own records, and counts without persons."""
OPTIONAL = frozenset(Basis) - ALWAYS


@dataclass(frozen=True, slots=True)
class Controller:
    """Who answers for a datum: a region, a municipality or a private provider; care or not."""

    id: str
    kind: Literal["vardgivare", "omsorgsgivare"]
    authority: Literal["region", "kommun", "privat"]


@dataclass(frozen=True, slots=True)
class Law:
    """Who is who, and what may be rested on. `units` gives the provider of each unit's HSA-id."""

    controllers: Mapping[str, Controller]
    units: Mapping[str, str] = field(default_factory=dict)
    bases: frozenset[Basis] = frozenset(Basis)
