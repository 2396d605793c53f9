"""The demo's clock: one time for every process, kept where it was, moved for all of them at once."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app import clock, demo_clock, opening
from app.demo import setup
from app.demo_clock import DemoClock
from app.opening import Place
from app.timetable import Timetable
from tests.houses import CENTRE, NOW, viewer
from tests.rooms import FRIDAY, MONDAY, ask, at

SECOND = timedelta(seconds=1)
SUNDAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _soon(monkeypatch) -> None:
    monkeypatch.setattr(demo_clock, "EVERY", 0.02)


async def written(house, at_: datetime, real: datetime) -> None:
    """As another process writes it."""
    async with house.database.work() as session:
        values = {"at": at_, "real": real}
        await session.execute(
            text("UPDATE installation SET clock_at = :at, clock_set = :real"), values
        )


@asynccontextmanager
async def following(house, moved: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    task = asyncio.create_task(DemoClock(house.database).follow(moved))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def near(one: datetime, other: datetime) -> bool:
    return abs(one - other) < 20 * SECOND


async def test_a_second_start_goes_on_from_where_the_clock_was(house) -> None:
    stopped = clock.real_now() - timedelta(days=3)
    await written(house, at(FRIDAY, "8.20"), stopped)
    assert await DemoClock(house.database).resume()
    assert near(clock.now(), at(FRIDAY, "8.20"))


async def test_another_process_of_a_running_demo_has_its_time(house) -> None:
    await written(house, at(FRIDAY, "8.20"), clock.real_now() - 7 * SECOND)
    assert await DemoClock(house.database).adopt()
    assert near(clock.now(), at(FRIDAY, "8.20") + 7 * SECOND)
    assert clock.now() >= at(FRIDAY, "8.20") + 7 * SECOND


async def test_a_stopped_demo_s_time_stands_still_for_who_works_meanwhile(
    house, database_url, vault
) -> None:
    """`kvarten ingest` between two mornings: what it takes in is not ahead of the next start."""
    await written(house, at(FRIDAY, "8.20"), clock.real_now() - timedelta(days=3))
    async with opening.house(Place(database_url, vault)):
        assert near(clock.now(), at(FRIDAY, "8.20"))
        await asyncio.sleep(0.1)
        worked = clock.now()
    clock.unshift()
    assert await DemoClock(house.database).resume()
    assert worked <= clock.now() < at(FRIDAY, "8.20") + 10 * SECOND


async def test_a_clock_that_was_never_set_is_nothing_to_go_on_from(house) -> None:
    for answer in (
        await DemoClock(house.database).resume(),
        await DemoClock(house.database).adopt(),
    ):
        assert answer is False
    assert near(clock.now(), NOW)


async def test_a_running_demo_follows_when_somebody_moves_its_clock(house) -> None:
    heard = asyncio.Event()

    async def moved() -> None:
        heard.set()

    await DemoClock(house.database).set(NOW)
    async with following(house, moved):
        await asyncio.sleep(0.1)
        assert not heard.is_set(), "keeping the time is no move"
        await written(house, at(MONDAY, "7.40"), clock.real_now())
        await asyncio.wait_for(heard.wait(), 5)
        assert near(clock.now(), at(MONDAY, "7.40"))


async def test_where_the_clock_is_is_kept_while_it_runs(house) -> None:
    await DemoClock(house.database).set(NOW)
    [(first,)] = await ask(house, "SELECT clock_at FROM installation")
    later = first
    async with following(house, Timetable(house).sweep):
        for _ in range(250):
            [(later,)] = await ask(house, "SELECT clock_at FROM installation")
            if later > first:
                break
            await asyncio.sleep(0.02)
    assert later > first


async def test_who_lags_behind_does_not_put_the_clock_back(house) -> None:
    await DemoClock(house.database).set(NOW)
    await written(house, at(MONDAY, "7.40"), clock.real_now())
    await DemoClock(house.database).keep()
    [(told,)] = await ask(house, "SELECT clock_at FROM installation")
    assert near(told, at(MONDAY, "7.40"))


async def test_a_move_that_nobody_could_hear_is_told_again(house) -> None:
    tries: list[int] = []
    heard = asyncio.Event()

    async def moved() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise OperationalError("SELECT 1", {}, Exception("away"))
        heard.set()

    await DemoClock(house.database).set(NOW)
    async with following(house, moved):
        await written(house, at(MONDAY, "7.40"), clock.real_now())
        await asyncio.wait_for(heard.wait(), 5)
    assert len(tries) == 2


async def test_over_midnight_on_a_sunday_the_timetable_follows_to_mondays_agenda(house) -> None:
    table = Timetable(house)
    clock.set_shift(at(SUNDAY, "23.55"))
    await table.catch_up()
    assert await ask(house, "SELECT FROM huddle") == []
    await DemoClock(house.database).set(at(SUNDAY, "23.55"))
    heard = asyncio.Event()

    async def moved() -> None:
        await table.catch_up()
        heard.set()

    async with following(house, moved):
        await written(house, at(MONDAY, "6.46"), clock.real_now())
        await asyncio.wait_for(heard.wait(), 20)
    assert await ask(house, "SELECT day FROM huddle WHERE centre = :c", c=CENTRE) == [(MONDAY,)]


@pytest.mark.parametrize("told", ["2026-11-21T12:00", "2026-12-24T07:40", "2027-06-25T00:05"])
async def test_a_day_without_huddles_shows_none_and_nothing_breaks(house, told: str) -> None:
    from app.access.api import _session

    clock.set_shift(clock.parse_local(told))
    await Timetable(house).catch_up()
    for staff in ("aldre-ssk", "hemtjanstplanerare", "chef"):
        view = await _session(house, await viewer(house, staff))
        assert view.huddles == []
        assert near(view.now, clock.parse_local(told))


MORNINGS = [
    ("2026-11-20T07:39", "2026-11-20", "a Friday"),
    ("2026-11-20T23:55", "2026-11-20", "its night"),
    ("2026-11-22T10:00", "2026-11-20", "a Sunday: Friday's"),
    ("2026-11-23T00:05", "2026-11-23", "five past midnight on a Monday is Monday"),
    ("2026-10-25T02:30", "2026-10-23", "in the hour that comes twice"),
    (
        "2027-03-28T03:00",
        "2027-03-25",
        "the night the clocks go forward is Easter: Maundy Thursday",
    ),
    ("2026-06-19T12:00", "2026-06-18", "midsommarafton"),
    ("2026-12-24T12:00", "2026-12-23", "julafton"),
    ("2026-12-27T12:00", "2026-12-23", "the Sunday after Christmas"),
    ("2027-01-01T12:00", "2026-12-30", "new year's day: not its eve, either"),
    (
        "2026-05-15T12:00",
        "2026-05-15",
        "a squeeze day is a huddle day unless a centre says otherwise",
    ),
]


@pytest.mark.parametrize(("real", "morning", "comment"), MORNINGS)
def test_the_demo_starts_on_the_latest_huddle_day(real: str, morning: str, comment: str) -> None:
    found = setup.morning(clock.parse_local(real))
    assert found == date.fromisoformat(morning), comment
    assert clock.local(setup.starts_at(found)).strftime("%H.%M") == "07.40"
