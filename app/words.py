"""Words understands how times, days and numbers are written in Swedish, as the board shows them, and what
is to be called the same wherever it is told.
"""

from datetime import date, datetime

from app.days import STOCKHOLM, local_date

WEEKDAYS = ("mån", "tis", "ons", "tor", "fre", "lör", "sön")
MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
NUMBERS = (
    "inga", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv",
)  # fmt: skip
PARTIES = {
    "tandvard": "tandvård",
    "syn_horsel": "syn- och hörselvård",
    "anhorig": "anhörig",
}
"""Who has a point or is with in a SIP, and comes to no huddle (source 004): the code, and the word."""
SEEN = {
    "fall": "fall", "worsened": "försämrad", "not_eating": "äter inte",
    "refused": "tackar nej till hjälp", "no_access": "öppnar inte", "alarm": "har larmat",
}  # fmt: skip
"""What home help may have seen."""
NEAR = 6
"""Within this many days back a weekday alone says which day it was."""
FAR = 300
"""Further away than this a day without its year would be read as another."""


def clock(instant: datetime) -> str:
    """In running text, after "kl.": 3.10."""
    local = instant.astimezone(STOCKHOLM)
    return f"{local.hour}.{local.minute:02}"


def clock_table(instant: datetime) -> str:
    """For events and tables: 03.10."""
    local = instant.astimezone(STOCKHOLM)
    return f"{local.hour:02}.{local.minute:02}"


def day(on: date, today: date | None = None) -> str:
    """mån 23 nov; 2026-11-23 when it is far from today."""
    if today is not None and abs((on - today).days) > FAR:
        return on.isoformat()
    return f"{WEEKDAYS[on.weekday()]} {on.day} {MONTHS[on.month - 1]}"


def stamp(instant: datetime, today: date) -> str:
    """The age of a fact: 03.22 today, sön 17.20 this week, fre 20 nov 15.10 before that."""
    on = local_date(instant)
    if on == today:
        return clock_table(instant)
    return f"{_weekday_or_day(on, today)} {clock_table(instant)}"


def moment(instant: datetime, today: date) -> str:
    """When something happened, in a sentence: kl. 3.10, sön kl. 17.20, fre 20 nov kl. 15.10."""
    on = local_date(instant)
    at = f"kl. {clock(instant)}"
    return at if on == today else f"{_weekday_or_day(on, today)} {at}"


def ahead(instant: datetime, today: date) -> str:
    """When something is to happen: i dag kl. 17.00, tis 24 nov kl. 13.00. Midnight is no time."""
    on = local_date(instant)
    which = "i dag" if on == today else day(on, today)
    midnight = clock_table(instant) == "00.00"
    return which if midnight else f"{which} kl. {clock(instant)}"


def ordinal(number: int) -> str:
    """1:a, 2:a, 3:e, 11:e, 21:a."""
    ending = "a" if number % 10 in {1, 2} and number % 100 not in {11, 12} else "e"
    return f"{number}:{ending}"


def number(count: int) -> str:
    """Small numbers in words, for things of neuter gender: två försök."""
    return NUMBERS[count] if 0 <= count < len(NUMBERS) else str(count)


def decimal(number: float) -> str:
    """With a comma, and one place: 2,3."""
    return f"{number:.1f}".replace(".", ",")


def listed(words: list[str]) -> str:
    """akuten, SAMSA och vårdcentralen."""
    return " och ".join([*([", ".join(words[:-1])] if words[:-1] else []), *words[-1:]])


def _weekday_or_day(on: date, today: date) -> str:
    return WEEKDAYS[on.weekday()] if 0 <= (today - on).days <= NEAR else day(on, today)
