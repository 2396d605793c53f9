"""A year of mornings at one centre: nothing breaks, nobody is forgotten, and each day's sum is right.

A dozen mornings here; `make year` plays them all (KVARTEN_YEAR says how many).
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from unittest.mock import patch
from uuid import uuid4

from app.actions import messages as m
from app.actions import store as actions
from app.actions import work
from app.days import next_huddle_day
from app.errors import Refused
from app.huddle import asks, prepare, reconcile, room, touched
from app.huddle.board import undecided
from app.huddle.verdict import FORCED_AT
from tests.houses import CENTRE, NEEDS, TEAM, tell, viewer
from tests.rooms import MINUTE, board, decide, say
from tests.year import EVERYBODY, PERSONS, Year, morning_of

MORNINGS = int(os.environ.get("KVARTEN_YEAR", "12"))
SEED = os.environ.get("KVARTEN_FUZZ_SEED", "1")
NOT_HELD = 0.06
"""On some mornings nobody comes: then all stands over."""


async def test_a_year_of_mornings(house) -> None:
    dice = Random(f"year {SEED}")
    year, day = Year(dice), date(2026, 11, 23)
    calendar = house.organisation.centres[CENTRE].calendar
    begun = morning_of(day, "7.00") - timedelta(days=3)
    await tell(house, *year.begins(begun), now=begun)
    since, missed, slept, seen = begun, 0, 0, Counter[str]()
    for _ in range(MORNINGS):
        early = morning_of(day, "6.45")
        taken = await tell(house, *year.night(since, early), now=early)
        assert {answer.status for answer in taken.answers} <= {"new", "rejected"}, taken.answers
        built = await prepare.prepare(house, CENTRE, early)
        assert built is not None
        again = await prepare.prepare(house, CENTRE, early)
        assert again is not None
        assert again.board == built.board, "the same facts, the same board"
        with patch.object(touched, "ALL", EVERYBODY):
            whole = await prepare.prepare(house, CENTRE, early)
        assert whole is not None
        assert whole.board == built.board, "nobody is missed who was neither touched nor due"
        slept += whole.judged - again.judged
        found = await reconcile.keep(house, CENTRE, early)
        found.check()
        since = morning_of(day, "8.00")
        if dice.random() < NOT_HELD:
            await room.close_by_timetable(house, built.huddle.id, morning_of(day, "12.00"))
            missed += 1
        else:
            await hold(house, year, built, day, since)
            told = await board(house, built)
            seen.update(row.decision.kind for row in told.rows if row.decision is not None)
            for row in told.rows:
                # A person may have come with something new after it was decided: that is another row.
                mornings = max(each.mornings for each in row.content.stood)
                left = undecided(row) and mornings >= FORCED_AT
                assert not left, f"{day}: undecided on morning {mornings}"
                for each in row.content.stood:
                    # What comes back has been decided; of the rest nothing is older than three mornings.
                    assert each.mark or each.mornings <= FORCED_AT + missed, f"{day}: {each}"
            missed = 0
        await owners(house, dice, since + timedelta(hours=2))
        day = next_huddle_day(calendar, day)
    assert slept, "and somebody was not asked for at all"
    assert seen.total() > MORNINGS, "the room had something to decide"
    assert len(seen) >= 6 or MORNINGS < 12, seen
    print(f"{MORNINGS} mornings, {len(PERSONS)} persons, {seen.total()} decisions: {dict(seen)}")  # noqa: T201


async def hold(house, year: Year, built, day: date, now) -> None:
    """The room comes, decides what it must and more, and leaves."""
    await say(house, built.huddle.id, asks.Start(), now)
    calendar = house.organisation.centres[CENTRE].calendar
    at = now
    for row, told in list(year.decisions(await board(house, built), calendar, day, now)):
        at += MINUTE / 4
        try:
            await decide(house, built, row, told, at)
        except Refused:
            # Who has not consented is nobody else's to ring: then it is the centre's own.
            own = replace(told, id=str(uuid4()), owner=CENTRE)
            await decide(house, built, row, own, at)
    await say(house, built.huddle.id, asks.Close(), at + MINUTE)


async def owners(house, dice: Random, now) -> None:
    """What those do who were given something: take it, send it back, do it, or nothing."""
    for who, unit in (
        ("aldre-ssk", CENTRE),
        ("kommunal-ssk", TEAM),
        ("bistandshandlaggare", NEEDS),
    ):
        one = await viewer(house, who)
        async with house.database.acting_as(one) as session:
            mine = await actions.mine(session, unit, now)
        for action in mine:
            if action.state not in ("assigned", "accepted"):
                continue
            id_ = str(uuid4())
            command: m.ActionCommand | None = None
            match dice.randint(0, 4):
                case 0 | 1 if action.state == "assigned":
                    command = m.Accept(id_)
                case 2:
                    command = m.Return(id_, "hinner_inte")
                case 3:
                    command = m.Done(id_, "genomford")
            if command is not None:
                await work.act(house, one, action.id, command, now, now)
