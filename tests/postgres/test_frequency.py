"""The counters of who seeks care often follow the person, whatever happens to what was told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.days import local_date
from app.nightly import nightly
from app.people import frequency
from tests.houses import CENTRE, EMERGENCY, NOW, cloud, home_from_ed, registered, tell

WHO = "19340304T027"
DAY = timedelta(days=1)
OTHER_CENTRE = "SE2321000131-DEMOVC02"


def ed(days: int, **more: Any) -> dict[str, Any]:
    return home_from_ed(WHO, NOW - days * DAY, **more)


def vc(days: int, **more: Any) -> dict[str, Any]:
    return cloud("vc.visit", WHO, NOW - days * DAY, unit_hsa_id=CENTRE, **more)


async def rolled(house) -> list[tuple[str, int, int, int]]:
    async with house.database.work() as session:
        await frequency.roll(session, local_date(NOW))
        told = text("SELECT centre, ed_365, vc_30, contacts_365 FROM frequency")
        return [tuple(row) for row in await session.execute(told)]


async def counted(house) -> list[tuple[str, str, int]]:
    async with house.database.work() as session:
        told = text("SELECT CAST(day AS text), kind, n FROM contact_day ORDER BY 1, 2")
        return [tuple(row) for row in await session.execute(told)]


async def agrees(house) -> bool:
    """Whether a naive count from the events comes to the same."""
    async with house.database.work() as session:
        return (await frequency.check(session, CENTRE)).differ == 0


async def test_a_year_and_a_month_are_summed_each_night(house) -> None:
    await tell(house, registered(WHO), ed(1), ed(100), ed(364), vc(2), vc(29), vc(31), history=True)
    assert await rolled(house) == [(CENTRE, 3, 2, 6)]
    assert await agrees(house)


async def test_a_visit_cancelled_is_no_longer_counted(house) -> None:
    await tell(house, registered(WHO), ed(1, id="e1"), ed(10))
    await tell(house, cloud("ed.visit.closed", WHO, cancels="e1"))
    assert [row[1:] for row in await counted(house)] == [("ed", 1)]
    assert await agrees(house)


async def test_a_visit_moved_to_another_day_is_counted_there(house) -> None:
    await tell(house, registered(WHO), ed(1, id="e1"))
    await tell(house, ed(3, revises="e1"))
    assert await counted(house) == [("2026-11-17", "ed", 1)]
    assert await agrees(house)


async def test_the_same_night_twice_and_late_is_counted_once(house) -> None:
    night = [registered(WHO), ed(3), vc(2), ed(1)]
    await tell(house, night[0], night[3])
    await tell(house, *night)
    await tell(house, *reversed(night))
    assert [row[1:] for row in await counted(house)] == [("ed", 1), ("vc", 1), ("ed", 1)]
    assert await agrees(house)


async def test_registered_and_closed_are_one_visit(house) -> None:
    at = NOW - timedelta(hours=9)
    await tell(house, registered(WHO),
               cloud("ed.visit.registered", WHO, at, unit_hsa_id=EMERGENCY, correlation_id="v1"))  # fmt: skip
    await tell(house, home_from_ed(WHO, correlation_id="v1"))
    assert [row[1:] for row in await counted(house)] == [("ed", 1)]


async def test_who_moves_is_counted_at_the_new_centre(house) -> None:
    await tell(house, registered(WHO), ed(1))
    assert [row[0] for row in await rolled(house)] == [CENTRE]
    await tell(house, cloud("person.listing_changed", WHO, vc=OTHER_CENTRE))
    assert [row[0] for row in await rolled(house)] == [OTHER_CENTRE]


async def test_the_night_tells_of_counters_that_are_not_their_events_(house, monkeypatch) -> None:
    await tell(house, registered(WHO), ed(1))
    monkeypatch.setattr("app.nightly.random.choice", lambda _: CENTRE)
    found = await nightly(house, NOW)
    assert (found.persons, found.differ) == (1, 0)
    async with house.database.work() as session:
        await session.execute(text("UPDATE contact_day SET n = 7"))
    found = await nightly(house, NOW)
    assert found.differ == 1
    async with house.database.work() as session:
        told = await session.execute(text("SELECT counters_differ FROM installation"))
        assert told.scalar_one() == 1


@pytest.mark.parametrize("days", [365, 366])
async def test_who_has_sought_nothing_for_a_year_is_let_go(house, days: int) -> None:
    await tell(house, registered(WHO), ed(days), history=True)
    assert await rolled(house) == []
