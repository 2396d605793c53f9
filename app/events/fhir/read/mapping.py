"""Mapping understands how a FHIR source writes: its units, its code tables, its clock.

The standard's own codes are known beforehand, and so are the words of the event kinds. A mapping
file (`format: fhir`) says the rest, and says it first. A code that no table lists is not known; it
is never guessed.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from app import plain
from app.days import STOCKHOLM
from app.errors import Misconfigured
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


def load(path: Path, **known: Any) -> SourceMapping:
    """Read a mapping file, or say what is wrong with it. `known` is what the house says itself."""
    try:
        told = plain.read(path)
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        raise Misconfigured(f"Mappningen {path.name} går inte att läsa som YAML.") from error
    if not isinstance(told, dict) or told.pop("format", None) != "fhir":
        raise Misconfigured(f"Mappningen {path.name} ska ha nyckeln format med värdet fhir.")
    values: dict[str, Any] = {}
    tables = dict(codes.STANDARD)
    for key, value in told.items():
        if key not in _KEYS:
            near = get_close_matches(str(key), _KEYS, 1)
            hint = f"Menades {near[0]}?" if near else f"Kända är {', '.join(_KEYS)}."
            raise Misconfigured(f"{path.name}: okänd nyckel ”{key}”. {hint}")
        try:
            if key in tables:
                tables[key] = tables[key] | _table(value, codes.MEANINGS[key])
            else:
                values[key] = _value(key, value)
        except (ValueError, LookupError, OSError) as error:
            raise Misconfigured(f"{path.name}: {key}: {error}") from error
    return SourceMapping(**{"codes": tables, **values, **known})


def _value(key: str, value: Any) -> Any:
    if key == "units":
        return _table(value, None)
    if not isinstance(value, str) or not value.strip():
        raise ValueError("ska vara en text.")
    if key == "timezone":
        return ZoneInfo(value.strip())
    if key == "unit" and not HSA_ID.fullmatch(value.strip()):
        raise ValueError("ska vara ett HSA-id.")
    return value.strip()


def _table(value: Any, allowed: frozenset[str] | None) -> dict[str, str]:
    if not isinstance(value, dict):
        raise ValueError("ska vara koder med värden.")
    for code, meaning in value.items():
        if allowed is None:
            if not isinstance(meaning, str) or not HSA_ID.fullmatch(meaning):
                raise ValueError(f"”{code}” ska ge ett HSA-id.")
        elif meaning not in allowed:
            raise ValueError(f"koden ”{code}” ska ge något av {', '.join(sorted(allowed))}.")
    return dict(value)


_KEYS = ("source", "timezone", "unit", "patient_system", "units", *codes.STANDARD)
