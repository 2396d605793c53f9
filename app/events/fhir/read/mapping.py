"""Mapping understands how a FHIR source writes: its units, its code tables, its clock.

The standard's own codes are known beforehand, and so are the words of the event kinds. A mapping
file (`format: fhir`) says the rest, and says it first. A code that no table lists is not known; it
is never guessed.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from app.days import STOCKHOLM
from app.events.fhir.read import codes
from app.events.fhir.read.shapes import CodeableConcept, Coding

Table = Mapping[str, str]
HSA_ID = re.compile(r"SE[0-9]{10,12}-[0-9A-Za-z]{1,30}")


@dataclass(frozen=True, slots=True)
class SourceMapping:
    """What a source means. `hide` makes a key of a resource's id that nobody can read it out of.

    `units` goes from the source's own name of a unit to HSA-id, `unit` is where what names no unit
    belongs. `patient_system`: the local system that the source's `Patient/id` are numbers of.
    `centres` are the health centres of the organisation.
    """

    source: str
    hide: Callable[[str], str]
    local_systems: frozenset[str] = frozenset()
    centres: frozenset[str] = frozenset()
    timezone: ZoneInfo = STOCKHOLM
    unit: str | None = None
    patient_system: str | None = None
    units: Table = field(default_factory=dict)
    codes: Mapping[str, Table] = field(default_factory=lambda: codes.STANDARD)

    def unit_called(self, value: str) -> str | None:
        """The HSA-id of a unit by the source's own name for it, or by HSA-id."""
        return self.units.get(value) or (value if HSA_ID.fullmatch(value) else None)

    def means(self, table: str, *concepts: CodeableConcept | Coding | None) -> str | None:
        """What the first known code means, by system and code or by the code alone."""
        known = self.codes[table]
        for coding in _codings(concepts):
            if coding.code is not None:
                found = known.get(f"{coding.system}|{coding.code}") or known.get(coding.code)
                if found:
                    return found
        return None


def coded(*concepts: CodeableConcept | Coding | None) -> bool:
    """Whether any code was given at all."""
    return any(coding.code for coding in _codings(concepts))


def _codings(concepts: Iterable[CodeableConcept | Coding | None]) -> Iterable[Coding]:
    for concept in concepts:
        if isinstance(concept, Coding):
            yield concept
        elif concept is not None:
            yield from concept.coding
