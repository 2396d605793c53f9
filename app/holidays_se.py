"""Holidays understands which days Sweden is closed: the law's holidays and the eves kept as such."""

from collections.abc import Iterable
from datetime import date, timedelta

import holidays

EVE_IS_CLOSED = ("Påskdagen", "Pingstdagen")
"""Their eves are ordinary Saturdays in the library; they matter where a huddle is held on Saturdays."""


def closed_days(years: Iterable[int]) -> frozenset[date]:
    """Public holidays (lag 1989:253) but for ordinary Sundays, and the eves that are closed too."""
    found = holidays.country_holidays(
        "SE",
        years=list(years),
        categories=(holidays.PUBLIC, holidays.DE_FACTO),
        include_sundays=False,
        expand=False,
        language="sv",
    )
    eves = {day - timedelta(days=1) for day, name in found.items() if name in EVE_IS_CLOSED}
    return frozenset(found) | eves
