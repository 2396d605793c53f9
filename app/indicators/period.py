"""Period understands ISO weeks and months: their names, their days, and those that came before."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from app.days import day_bounds

Kind = Literal["vecka", "manad"]
WEEK = re.compile(r"([0-9]{4})-v([0-9]{1,2})")
MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
YEARS = range(2000, 2200)
"""Charts reach over many periods before one, and a calendar ends: nobody has held a huddle out there."""
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september",
    "oktober", "november", "december",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """A week or a month. `first` and `last` are its days, both within."""

    kind: Kind
    first: date
    last: date

    @property
    def key(self) -> str:
        """2026-v48 (ISO year and week) or 2026-11; `read` takes it back."""
        if self.kind == "manad":
            return f"{self.first:%Y-%m}"
        year, week, _ = self.first.isocalendar()
        return f"{year}-v{week:02}"

    @property
    def short(self) -> str:
        """v. 48 or nov."""
        if self.kind == "manad":
            return MONTHS[self.first.month - 1][:3]
        return f"v. {self.first.isocalendar().week}"

    @property
    def name(self) -> str:
        """v. 48, 23–29 november 2026; november 2026."""
        year, month = self.last.year, MONTHS[self.last.month - 1]
        if self.kind == "manad":
            return f"{month} {year}"
        begins = f"{self.first.day}"
        if self.first.month != self.last.month:
            begins += f" {MONTHS[self.first.month - 1]} "
            return f"{self.short}, {begins}– {self.last.day} {month} {year}"
        return f"{self.short}, {begins}–{self.last.day} {month} {year}"

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """From its first midnight to the one after its last day, local time, as UTC."""
        return day_bounds(self.first)[0], day_bounds(self.last)[1]

    def before(self) -> "Period":
        return around(self.kind, self.first - timedelta(days=1))

    def after(self) -> "Period":
        return around(self.kind, self.last + timedelta(days=1))


def around(kind: Kind, day: date) -> Period:
    """The week or month that a day is in."""
    if kind == "vecka":
        monday = day - timedelta(days=day.weekday())
        return Period(kind, monday, monday + timedelta(days=6))
    first = day.replace(day=1)
    return Period(kind, first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def read(key: str) -> Period:
    """The period of a key. Raises ValueError with the reason in Swedish."""
    if re.match("[0-9]{4}-", key) and int(key[:4]) not in YEARS:
        raise ValueError(f"Året {key[:4]} finns inte här. Skriv en vecka som 2026-v48.")
    if found := WEEK.fullmatch(key):
        try:
            return around("vecka", date.fromisocalendar(int(found[1]), int(found[2]), 1))
        except ValueError:
            raise ValueError(f"Året {found[1]} har ingen vecka {found[2]}.") from None
    if found := MONTH.fullmatch(key):
        try:
            return around("manad", date(int(found[1]), int(found[2]), 1))
        except ValueError:
            raise ValueError(f"Månaden {key} finns inte.") from None
    raise ValueError("Skriv en vecka som 2026-v48 eller en månad som 2026-11.")


def series(until: Period, count: int) -> list[Period]:
    """So many periods up to and with one, the oldest first."""
    found = [until]
    while len(found) < count:
        found.append(found[-1].before())
    return found[::-1]
