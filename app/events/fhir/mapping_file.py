"""Mapping file understands what a FHIR source has written of itself, or says what is wrong with it."""

from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.errors import Misconfigured
from app.events.fhir.read import SourceMapping, codes
from app.events.fhir.read.mapping import HSA_ID
from app.events.mapping import strict


def load(path: Path, **known: Any) -> SourceMapping:
    """Read a mapping file, or say what is wrong with it. `known` is what the house says itself."""
    told = dict(strict(path))
    if told.pop("format", None) != "fhir":
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
