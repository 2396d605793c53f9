"""Trials understands how a test has four weeks behind it: visits that came night by night, as they do."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from app.days import DAY
from tests.doors import signed_in
from tests.houses import CENTRE, NOW, home_from_ed, registered, tell
from tests.rooms import at

if TYPE_CHECKING:
    import httpx

    from app.house import House

TODAY = date(2026, 11, 20)
RULE = "akut-ej-inlagd"
BEGAN = NOW - timedelta(days=40)
"""When the first of all came: history that can be judged begins here."""


def nights(*back: int) -> list[datetime]:
    """At 3.10 on the nights to some days back from today; all of them are huddle days' nights."""
    return [at(TODAY - DAY * n, "3.10") for n in back]


def born(age: int, number: int) -> str:
    """Somebody of an age on the day of the test."""
    return f"{2026 - age}0304T{number:03}"


async def begin(house: House) -> None:
    """Something has come by itself, of somebody who is nobody's matter here."""
    first = born(80, 900)
    await tell(house, registered(first, at=BEGAN), now=BEGAN)
    await tell(house, home_from_ed(first, BEGAN, outcome="admitted"), now=BEGAN)


async def visit(house: House, person: str, *times: datetime, **told: Any) -> None:
    """A person of the centre who came home from the emergency department so many times."""
    registration = {"given_name": told.pop("given_name", "Gunborg")}
    await tell(house, registered(person, at=BEGAN, **registration), now=BEGAN)
    for when in times:
        await tell(house, home_from_ed(person, when - timedelta(hours=2), **told), now=when)


async def tried(
    house: House, staff: str, numbers: dict[str, int] | None = None, rule: str = RULE,
    centre: str = CENTRE,
) -> httpx.Response:  # fmt: skip
    told = {"centre": centre, "rule": rule, "numbers": numbers or {}}
    async with signed_in(house, staff) as client:
        return await client.post("/api/rules/trial", json=told)


async def view(
    house: House, staff: str = "aldre-ssk", numbers: dict[str, int] | None = None, **other: str
) -> dict[str, Any]:
    answer = await tried(house, staff, numbers, **other)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())
