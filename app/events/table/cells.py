"""Cells understand what stands in a cell: a day, an instant, a yes or a no, a code, a number.

A cell is text, or a number or a truth where the file had one: a spreadsheet takes away the zeros
that a number began with, so a code or a personnummer that came as a number is not filled up again.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from app.events.hl7 import Unreadable
from app.events.table.mapping import Codes, Place, TableMapping

Cell = str | int | float | bool
Cells = Mapping[str, Cell]
ZEROS = "Koden står som ett tal och kan ha tappat inledande nollor. Gör om kolumnen till text."
EMPTY = "Cellen är tom."
LONGEST = 500
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ISO = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,6})?)?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_ISO_CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?")
_TRUE = frozenset({"ja", "j", "sant", "true", "1", "x", "yes", "y"})
_FALSE = frozenset({"nej", "n", "falskt", "false", "0", "no"})


def text(cells: Cells, column: str) -> str:
    """What stands in the cell, as text on one line; empty when nothing does."""
    told = cells.get(column, "")
    if isinstance(told, str) and told.isalnum() and len(told) <= LONGEST:
        return told
    if isinstance(told, bool):
        return "true" if told else "false"
    if isinstance(told, float) and told.is_integer() and abs(told) < 1e15:
        told = int(told)
    found = " ".join(str(told).split())
    if len(found) > LONGEST:
        raise Unreadable(f"Cellen är längre än {LONGEST} tecken.", column)
    return found


def is_number(cells: Cells, column: str) -> bool:
    told = cells.get(column)
    return isinstance(told, (int, float)) and not isinstance(told, bool)


def code(cells: Cells, column: str, codes: Codes) -> str | None:
    """What the source's code means; None when no table lists it."""
    told = text(cells, column)
    if (
        told not in codes
        and is_number(cells, column)
        and any(one.lstrip("0") == told for one in codes if one != told)
    ):
        raise Unreadable(ZEROS, column)
    return codes.get(told)


def day(cells: Cells, column: str, mapping: TableMapping) -> date:
    """A day; of an instant its day as the source's clock has it."""
    told = text(cells, column)
    if _ISO.fullmatch(told):
        return instant(cells, Place(column=column), mapping).astimezone(mapping.timezone).date()
    found = _day(told, mapping)
    if found is None:
        raise Unreadable(_no_time("Datumet", cells, column), column)
    return found


def instant(cells: Cells, place: Place, mapping: TableMapping) -> datetime:
    """An instant: in one cell, or its day and its clock in two. Without an offset by the source's."""
    column = place.column or ""
    told = text(cells, column)
    if place.clock is not None:
        clock = _clock(cells, place.clock, mapping)
        return _local(
            datetime.combine(day(cells, column, mapping), clock), mapping.timezone, column
        )
    if _ISO.fullmatch(told):
        return _told(datetime.fromisoformat, told.replace(",", "."), mapping.timezone, column)
    for form in mapping.times:
        try:
            found = datetime.strptime(told, form)  # noqa: DTZ007 given its zone below
        except ValueError:
            continue
        return _local(found, mapping.timezone, column)
    on = _day(told, mapping)
    if on is None:
        raise Unreadable(_no_time("Tiden", cells, column), column)
    if mapping.day_time is None:
        raise Unreadable("Cellen har ett datum men inget klockslag.", column)
    return _local(datetime.combine(on, mapping.day_time), mapping.timezone, column)


def truth(cells: Cells, column: str) -> bool:
    told = text(cells, column).casefold()
    if told in _TRUE or told in _FALSE:
        return told in _TRUE
    raise Unreadable("Cellen är varken ja eller nej.", column)


def number(cells: Cells, column: str, mapping: TableMapping) -> int:
    """A whole number, also when it is written with decimals that are nought."""
    told = text(cells, column)
    if not re.fullmatch(rf"-?[0-9]{{1,9}}({re.escape(mapping.decimal)}0+)?", told):
        raise Unreadable("Cellen är inget heltal.", column)
    return int(told.partition(mapping.decimal)[0])


def _day(told: str, mapping: TableMapping) -> date | None:
    try:
        if _ISO_DAY.fullmatch(told):
            return date.fromisoformat(told)
    except ValueError:
        return None
    for form in mapping.dates:
        try:
            return datetime.strptime(told, form).date()  # noqa: DTZ007 a day has no zone
        except ValueError:
            continue
    return None


def _clock(cells: Cells, column: str, mapping: TableMapping) -> time:
    told = text(cells, column)
    if not told and mapping.day_time is not None:
        return mapping.day_time
    if not told:
        raise Unreadable(EMPTY, column)
    if is_number(cells, column):
        raise Unreadable("Klockslaget står som ett tal. Gör om kolumnen till text.", column)
    try:
        if _ISO_CLOCK.fullmatch(told):
            return time.fromisoformat(told)
    except ValueError:
        raise Unreadable("Klockslaget finns inte.", column) from None
    for form in mapping.clocks:
        try:
            return datetime.strptime(told, form).time()  # noqa: DTZ007 a clock has no zone
        except ValueError:
            continue
    raise Unreadable("Klockslaget går inte att läsa.", column)


def _told(read: Any, told: str, zone: ZoneInfo, column: str) -> datetime:
    try:
        found: datetime = read(told)
    except ValueError:
        raise Unreadable("Tiden finns inte eller är felskriven.", column) from None
    return _local(found, zone, column)


def _local(found: datetime, zone: ZoneInfo, column: str) -> datetime:
    """With the source's zone when it has none. What would have to be guessed is refused."""
    if not 1850 <= found.year <= 2199:
        raise Unreadable("Tiden har ett orimligt årtal.", column)
    if found.tzinfo is not None:
        return found
    # Of the hour that autumn repeats the first is meant; the one spring skips is not guessed.
    at = found.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    if at.replace(tzinfo=None) != found:
        raise Unreadable("Tiden finns inte: klockan ställdes fram den natten.", column)
    return at


def _no_time(what: str, cells: Cells, column: str) -> str:
    if not text(cells, column):
        return EMPTY
    if is_number(cells, column):
        return f"{what} står som ett tal. Gör om kolumnen till datum eller text."
    return f"{what} finns inte eller är skrivet på ett sätt som mappningen inte nämner."
