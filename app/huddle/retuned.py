"""Retuned understands whose clocks another number moves, and sets them so that the next agenda looks.

A person whom a rule takes up by its new numbers is due when they begin to hold; all others are due
when their clocks say by those numbers.
"""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.days import day_bounds, huddle_end, huddle_start, latest_huddle_day, previous_huddle_day
from app.house import House
from app.huddle.numbers import Numbers, bounds
from app.huddle.rules import Rule, judge
from app.huddle.verdict import Morning, morning_at
from app.organisation import Centre
from app.people.person import OUR_ACTS
from app.people.states import decode

AT_A_TIME = 25
# In the order that the intake takes them: else the two wait for each other.
WITH_A_FACT = text("""
SELECT id, CAST(state AS text), next_due FROM person
WHERE centre = :centre AND EXISTS (
    SELECT FROM json_object_keys(state) AS fact WHERE fact = ANY(:facts))
ORDER BY id FOR NO KEY UPDATE
""")
SET = text("UPDATE person SET next_due = :due WHERE id = :id")


async def wake(
    session: AsyncSession, house: House, centres: Sequence[str], rule: Rule, numbers: Numbers,
    from_day: date, now: datetime,
) -> int:  # fmt: skip
    """Set anew when persons of some centres are due, by numbers that hold from a local day.

    Answers how many were due at another time.
    """
    due = house.folding(now, numbers).next_due
    facts = [name for name in rule.finds.phrase.reads if name not in OUR_ACTS]
    moved = 0
    for centre in centres:
        morning = _first(house, house.organisation.centres[centre], numbers, from_day)
        rows = await session.execute(WITH_A_FACT, {"centre": centre, "facts": facts})
        for n, (key, state, before) in enumerate(rows.all(), 1):
            if n % AT_A_TIME == 0:
                await asyncio.sleep(0)
            person = decode(state)
            wanted = due(person, centre)
            if judge(person, [rule], morning):
                first = day_bounds(from_day)[0]
                wanted = first if wanted is None else min(wanted, first)
            if wanted != before:
                moved += 1
                await session.execute(SET, {"id": key, "due": wanted})
    return moved


def _first(house: House, centre: Centre, numbers: Numbers, from_day: date) -> Morning:
    """The first huddle by the new numbers, as if all before it had been held."""
    calendar = centre.calendar
    day = latest_huddle_day(calendar, from_day)
    before = day if day < from_day else previous_huddle_day(calendar, day)
    told = numbers.told(house.places(centre.unit), bounds(house.rules))
    at = max(huddle_start(calendar, from_day), huddle_end(calendar, before))
    return morning_at(
        at, huddle_end(calendar, before), calendar, numbers=told, roles=centre.roles()
    )
