"""Instants understand times as FHIR R4 writes them: an instant, a day, or less than a day."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.events.fhir.read.statement import Unreadable

_DATE_TIME = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})(?P<clock>T.+)?)?)?"
)
_CLOCK = re.compile(
    r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})?"
)
WRITTEN = "Tiden finns inte eller är felskriven; skriv den som 2026-11-20T03:10:00+01:00."
NO_ZONE = "Tiden saknar tidszon; skriv den som 2026-11-20T03:10:00+01:00."
NO_DAY = "Tiden är inte ens en dag; minst dagen behövs."


def instant(text: str, field: str, zone: ZoneInfo, *, ends: bool = False) -> datetime:
    """An instant. A day alone is its beginning by the source's clock, or its end where it `ends`."""
    match = _DATE_TIME.fullmatch(text)
    if not match:
        raise Unreadable(WRITTEN, field, "value")
    if not match["day"]:
        raise Unreadable(NO_DAY, field)
    if match["clock"]:
        return _whole(text, match["clock"][1:], field, zone)
    day = _date(text, field)
    at = datetime.combine(day, time(23, 59, 59) if ends else time(), zone)
    # Two nights a year a time by the clock may be none, or two.
    return at.astimezone(UTC).astimezone(zone)


def day(text: str, field: str, zone: ZoneInfo) -> date | None:
    """A day, by the source's clock; None when less than a day is told."""
    match = _DATE_TIME.fullmatch(text)
    if not match:
        raise Unreadable(WRITTEN, field, "value")
    if match["clock"]:
        return instant(text, field, zone).astimezone(zone).date()
    if not match["day"]:
        _date(f"{match['year']}-{match['month'] or '01'}-01", field)
        return None
    return _date(text, field)


def last_day(text: str, field: str, zone: ZoneInfo) -> date:
    """A day; of a year or a month the last one, since what is told has happened by then."""
    if known := day(text, field, zone):
        return known
    year, month = int(text[:4]), int(text[5:7] or 12)
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _whole(text: str, clock: str, field: str, zone: ZoneInfo) -> datetime:
    match = _CLOCK.fullmatch(clock)
    if match and not match["zone"]:
        raise Unreadable(NO_ZONE, field, "value")
    try:
        if not match:
            raise ValueError(text)
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Unreadable(WRITTEN, field, "value") from None
    _likely(at, field)
    return at.astimezone(zone)


def _date(text: str, field: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise Unreadable(WRITTEN, field, "value") from None
    _likely(found, field)
    return found


def _likely(found: date, field: str) -> None:
    """No clock may be set by it: a century from the edge, every sum and zone still exists."""
    if not 1850 <= found.year <= 2199:
        raise Unreadable("Årtalet är orimligt.", field)
