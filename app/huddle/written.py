"""Written understands a value as it stands in a rule's file, where everything is text.

What is not as it should be is ValueError, in Swedish, with the key it stands under: it is for whoever
writes rules, and no English word of the machine's gets through.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, TypeVar

from app.days import at_local

T = TypeVar("T")
DIGITS = 6
"""No number of a rule is longer: whatever is, is a slip."""


def keys(told: Any, must: Iterable[str], may: Iterable[str], where: str) -> dict[str, Any]:
    """What is told, when it has every key that it must and none that is not known."""
    found = mapping(told, where)
    known = (*must, *may)
    for key in found:
        if key not in known:
            near = get_close_matches(str(key), known, n=1)
            hint = f" Menade du ”{near[0]}”?" if near else ""
            raise ValueError(f"{where}: okänd nyckel ”{key}”.{hint}")
    if missing := [key for key in must if key not in found]:
        raise ValueError(f"{where}: ”{missing[0]}” saknas")
    return found


def mapping(told: Any, where: str) -> dict[str, Any]:
    if not isinstance(told, dict):
        raise ValueError(f"{where} ska ha nycklar men är {shown(told)}")
    return told


def listed(told: Any, where: str) -> list[Any]:
    if not isinstance(told, list):
        raise ValueError(f"{where} ska vara en lista men är {shown(told)}")
    return told


def text(told: Any, where: str) -> str:
    """A text with something in it."""
    if not isinstance(told, str) or not told.strip():
        raise ValueError(f"{where} ska vara en text men är {shown(told)}")
    return told


def texts(told: Any, where: str) -> list[str]:
    return [text(one, where) for one in listed(told, where)]


def whole(told: Any, where: str) -> int:
    """A whole number, as a centre may be asked for it."""
    if not isinstance(told, str) or not told.isascii() or not told.removeprefix("-").isdigit():
        raise ValueError(f"{where} ska vara ett heltal men är {shown(told)}")
    if len(told) > DIGITS:
        raise ValueError(f"{where}: {told[:DIGITS]}… är för långt för att vara ett tal i en regel")
    return int(told)


def day(told: Any, where: str) -> date:
    try:
        return date.fromisoformat(text(told, where))
    except ValueError:
        raise ValueError(f"{where} ska vara en dag som 2027-03-01 men är {shown(told)}") from None


def moment(told: Any, where: str) -> datetime:
    """A local minute: 2026-11-24 07.40."""
    try:
        local = datetime.strptime(text(told, where), "%Y-%m-%d %H.%M")  # noqa: DTZ007
    except ValueError:
        raise ValueError(
            f"{where} ska vara en tid som 2026-11-24 07.40 men är {shown(told)}"
        ) from None
    return at_local(local.date(), local.time())


def one_of(known: Mapping[str, T], told: Any, where: str) -> T:
    if not isinstance(told, str) or told not in known:
        raise ValueError(f"{where}: {shown(told)} är inte något av {', '.join(known)}")
    return known[told]


def shown(told: Any) -> str:
    """What stands there, short enough to read."""
    if told in ("", None):
        return "tomt"
    if isinstance(told, list | dict):
        return "en lista" if isinstance(told, list) else "nycklar"
    return f"”{told}”" if len(str(told)) <= 80 else f"”{str(told)[:80]}…”"
