"""The clock: the only place in the house that asks the wall what time it is.

`now` may be shifted (KVARTEN_CLOCK, `kvarten clock`) and then runs at real speed; `real_now` never
is. All instants are aware and in UTC, so that real seconds may be added to them; Stockholm is for
what people read and write.
"""

import re
import time
from datetime import UTC, datetime, timedelta

from app.days import STOCKHOLM
from app.errors import Misconfigured

_LOCAL = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?")

_shift = timedelta(0)


def real_now() -> datetime:
    """The wall's time: for tokens, TLS, log lines and how old a process is."""
    return datetime.now(UTC)


def now() -> datetime:
    """The house's time: the wall's, moved by the shift."""
    return real_now() + _shift


def monotonic() -> float:
    """Seconds that only go forward: for durations, never for dates."""
    return time.monotonic()


def shift() -> timedelta:
    """How far the house's time lies from the wall's."""
    return _shift


def set_shift(target_demo_utc: datetime) -> None:
    """Let the house's time be `target_demo_utc` at this moment and run on at real speed."""
    global _shift  # noqa: PLW0603 one clock per process is the point
    if target_demo_utc.tzinfo is None:
        raise ValueError("the clock is set with an aware datetime")
    _shift = target_demo_utc.astimezone(UTC) - real_now()


def shift_by(difference: timedelta) -> None:
    """Let the house's time lie `difference` from the wall's, as another process has it."""
    global _shift  # noqa: PLW0603 one clock per process is the point
    _shift = difference


def unshift() -> None:
    """Let the house's time be the wall's again."""
    shift_by(timedelta(0))


def local(instant: datetime) -> datetime:
    """The same instant as a clock on a Swedish wall shows it."""
    return instant.astimezone(STOCKHOLM)


def parse_local(text: str) -> datetime:
    """Read a time as a person writes it; without an offset it is Swedish local time.

    The hour that spring skips is refused rather than guessed (zoneinfo would move it silently);
    of the hour that autumn repeats, the first is meant.
    """
    written = text.strip()
    try:
        if not _LOCAL.fullmatch(written):
            raise ValueError(written)
        read = datetime.fromisoformat(written)
    except ValueError:
        raise Misconfigured(
            f"Tiden ”{text}” går inte att läsa. Skriv den som 2026-11-24T07:40."
        ) from None
    if read.tzinfo is not None:
        return read.astimezone(UTC)
    instant = read.replace(tzinfo=STOCKHOLM, fold=0).astimezone(UTC)
    if instant.astimezone(STOCKHOLM).replace(tzinfo=None) != read:
        raise Misconfigured(
            f"Tiden {written} finns inte: klockan ställdes fram den natten. Välj en tid före 02:00 "
            "eller från 03:00."
        )
    return instant
