"""Strictly understands a value of a mapping file as what it must be, or says what it should have been."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any


def known(told: dict[str, Any], keys: Iterable[str], where: str) -> None:
    """Refuse a key that is not one of them, and name the nearest that is."""
    keys = tuple(keys)
    for key in told:
        if key not in keys:
            near = get_close_matches(str(key), keys, 1)
            hint = f"Menades {near[0]}?" if near else f"Kända är {', '.join(keys)}."
            raise ValueError(f"{where}okänd nyckel ”{key}”. {hint}")


def text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("ska vara en text.")
    return value.strip()


def texts(value: Any) -> tuple[str, ...]:
    """One text or a list of them."""
    told = value if isinstance(value, list) else [value]
    if not told:
        raise ValueError("ska inte vara tom.")
    return tuple(text(one) for one in told)


def at(key: str, reader: Callable[[Any], Any], value: Any) -> Any:
    try:
        return reader(value)
    except ValueError as error:
        raise ValueError(f"{key}: {error}") from error
