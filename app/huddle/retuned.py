"""Retuned understands whose clocks another number or another pack of rules moves, and sets them so that
the next agenda looks.

A person whom a rule takes up by its new numbers, or a pack by its rules, is due when they begin to hold;
all others are due when their clocks say by those. Instants are UTC, days local.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.days import (
    day_bounds,
    huddle_end,
    huddle_start,
    latest_huddle_day,
    local_date,
    previous_huddle_day,
)
from app.house import House
from app.huddle.numbers import Numbers
from app.huddle.rule import Rule
from app.huddle.rules import judge
from app.huddle.verdict import Morning, morning_at
from app.organisation import Centre
from app.people.person import OUR_ACTS, Person
from app.people.states import decode

AT_A_TIME = 25
# In the order that the intake takes them: else the two wait for each other.
WITH_A_FACT = text("""
SELECT id, CAST(state AS text), next_due FROM person
WHERE centre = :centre AND EXISTS (
    SELECT FROM json_object_keys(state) AS fact WHERE fact = ANY(:facts))
ORDER BY id FOR NO KEY UPDATE
""")
WHOLE = text("""
SELECT id, CAST(state AS text), next_due FROM person
WHERE centre = :centre ORDER BY id FOR NO KEY UPDATE
""")
JUDGE_AGAIN = text("""
UPDATE huddle SET judged_at = NULL, wakes_at = :now
WHERE centre = ANY(:centres) AND state IN ('prepared', 'running')
""")
# Counted anew with the agenda; what the new pack has no rule for is counted by nobody.
COUNT_AGAIN = text("""
UPDATE met_need SET n = 0 FROM huddle h
WHERE h.id = met_need.huddle AND h.centre = ANY(:centres) AND h.state IN ('prepared', 'running')
""")
SET = text("UPDATE person SET next_due = :due WHERE id = :id")


async def wake(
    session: AsyncSession, house: House, centres: Sequence[str], rule: str, numbers: Numbers,
    from_day: date, now: datetime,
) -> int:  # fmt: skip
    """Set anew when persons of some centres are due, by numbers of a rule that hold from a local day.

    Answers how many were due at another time. A centre whose pack has not the rule is left alone.
    """
    due = house.folding(now, numbers).next_due
    moved = 0
    for centre in centres:
        held = house.rule_of(centre, rule)
        if held is None:
            continue
        facts = [name for name in held.finds.phrase.reads if name not in OUR_ACTS]
        rows = await session.execute(WITH_A_FACT, {"centre": centre, "facts": facts})
        clocks = _Clocks(
            [held], _first(house, house.organisation.centres[centre], numbers, from_day),
            day_bounds(from_day)[0], centre, due,
        )  # fmt: skip
        moved += await _set(session, rows.all(), clocks)
    return moved


async def repacked(
    session: AsyncSession, house: House, centres: Sequence[str], numbers: Numbers, now: datetime
) -> int:
    """Set anew when all who are listed at some centres are due, since each goes by another pack.

    `house` stands on the organisation with the new packs. They hold at once: an agenda of today that
    is built and not over is judged again, whole, by the first who looks at it; one that is over stays
    as it was. Answers how many were due at another time.
    """
    due = house.folding(now, numbers).next_due
    moved = 0
    for centre in centres:
        rows = await session.execute(WHOLE, {"centre": centre})
        clocks = _Clocks(
            house.rules_of(centre),
            _now(house, house.organisation.centres[centre], numbers, now), now,
            centre, due,
        )  # fmt: skip
        moved += await _set(session, rows.all(), clocks)
    await judge_again(session, centres, now)
    return moved


async def judge_again(session: AsyncSession, centres: Sequence[str], now: datetime) -> None:
    """Let the agendas of some centres that are built and not over be judged again, whole."""
    values = {"centres": list(centres), "now": now}
    for judged in (JUDGE_AGAIN, COUNT_AGAIN):
        await session.execute(judged, values)


@dataclass(frozen=True, slots=True)
class _Clocks:
    """By what rules and on which morning somebody is taken up, from when, and when else they are due."""

    rules: Sequence[Rule]
    morning: Morning
    first: datetime
    centre: str
    due: Callable[[Person, str | None], datetime | None]

    def of(self, person: Person) -> datetime | None:
        wanted = self.due(person, self.centre)
        if not judge(person, self.rules, self.morning):
            return wanted
        return self.first if wanted is None else min(wanted, self.first)


async def _set(session: AsyncSession, rows: Sequence[Any], clocks: _Clocks) -> int:
    moved = 0
    for n, (key, state, before) in enumerate(rows, 1):
        if n % AT_A_TIME == 0:
            await asyncio.sleep(0)
        wanted = clocks.of(decode(state))
        if wanted != before:
            moved += 1
            await session.execute(SET, {"id": key, "due": wanted})
    return moved


def _first(house: House, centre: Centre, numbers: Numbers, from_day: date) -> Morning:
    """The first huddle by the new numbers, as if all before it had been held."""
    calendar = centre.calendar
    day = latest_huddle_day(calendar, from_day)
    before = day if day < from_day else previous_huddle_day(calendar, day)
    at = max(huddle_start(calendar, from_day), huddle_end(calendar, before))
    return _morning(house, centre, numbers, at, before)


def _now(house: House, centre: Centre, numbers: Numbers, now: datetime) -> Morning:
    """This instant, looking back over a huddle: what today's has taken up it may take up still."""
    day = latest_huddle_day(centre.calendar, local_date(now))
    return _morning(house, centre, numbers, now, previous_huddle_day(centre.calendar, day))


def _morning(house: House, centre: Centre, numbers: Numbers, at: datetime, before: date) -> Morning:
    told = house.numbers_of(centre.unit, numbers=numbers)
    calendar = centre.calendar
    return morning_at(
        at, huddle_end(calendar, before), calendar, numbers=told, roles=centre.roles()
    )
