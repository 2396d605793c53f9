"""The timetable: each agenda once, on its own days, whoever was away; and the end of every huddle."""

import asyncio
from datetime import date, timedelta

import pytest

from app import clock, timetable
from app.database import Database
from app.days import STOCKHOLM, next_huddle_day
from app.huddle import asks
from app.opening import furnish
from app.timetable import Timetable
from tests.houses import CENTRE, home_from_ed, registered, tell
from tests.rooms import EIGHT, FRIDAY, MINUTE, MONDAY, ask, at, board, build, say, stands, start

TUESDAY = MONDAY + timedelta(days=1)
THREE_DAYS = "SE2321000131-DEMOVC15"
"""Holds its huddle on Mondays, Wednesdays and Fridays."""
STATES = "SELECT state, closed_at FROM huddle WHERE centre = :centre ORDER BY day"


def set_clock(day: date, told: str) -> None:
    clock.set_shift(at(day, told))


async def built(house) -> set[str]:
    return {row[0] for row in await ask(house, "SELECT centre FROM huddle")}


async def test_two_processes_build_each_agenda_once(house, database_url, vault) -> None:
    set_clock(FRIDAY, "7.00")
    other = Database(database_url, vault)
    try:
        both = (Timetable(house), Timetable(await furnish(other, vault, demo=True)))
        centres = list(house.organisation.centres)
        told = await asyncio.gather(*(one.build(key) for key in centres for one in both))
        pairs = list(zip(told[::2], told[1::2], strict=True))
        assert all(sorted(pair) == [False, True] for pair in pairs)
    finally:
        await other.close()
    numbers = await ask(house, "SELECT DISTINCT version FROM huddle")
    assert numbers == [(1,)]
    jobs = await ask(
        house, "SELECT count(*), count(done_at) FROM job_run WHERE job LIKE 'agenda:%'"
    )
    assert jobs == [(len(centres), len(centres))]


async def test_an_agenda_is_built_from_a_quarter_to_seven_and_what_was_missed_at_start(
    house,
) -> None:
    set_clock(FRIDAY, "6.44")
    assert not await Timetable(house).build(CENTRE)
    assert await built(house) == set()
    set_clock(FRIDAY, "7.58")
    await Timetable(house).catch_up()
    assert await built(house) == set(house.organisation.centres)


async def test_each_centre_has_its_own_days(house) -> None:
    set_clock(TUESDAY, "7.40")
    await Timetable(house).catch_up()
    found = await built(house)
    assert THREE_DAYS not in found
    assert CENTRE in found


@pytest.mark.parametrize("day", ["2026-11-22", "2026-12-24", "2027-03-26", "2027-06-25"])
async def test_nothing_is_built_on_a_closed_day(house, day: str) -> None:
    set_clock(date.fromisoformat(day), "7.40")
    await Timetable(house).catch_up()
    assert await built(house) == set()


@pytest.mark.parametrize(("minutes", "again"), [(4, False), (6, True)])
async def test_a_claim_of_a_process_that_died_is_taken_over_after_five_minutes(
    house, minutes: int, again: bool
) -> None:
    set_clock(FRIDAY, "6.50")
    table = Timetable(house)
    assert await table.build(CENTRE)
    async with house.database.work() as session:
        await session.execute(
            timetable.text("UPDATE job_run SET done_at = NULL, claimed_at = :at"),
            {"at": clock.now() - minutes * MINUTE},
        )
    assert await table.build(CENTRE) is again


async def test_a_centre_at_fault_keeps_nobody_else_waiting(house, monkeypatch) -> None:
    prepare = timetable.prepare

    async def broken(house_, key, now):
        if key == CENTRE:
            raise ValueError("a person that nobody can read")
        return await prepare(house_, key, now)

    monkeypatch.setattr(timetable, "prepare", broken)
    set_clock(FRIDAY, "7.00")
    await Timetable(house).sweep()
    assert await built(house) == set(house.organisation.centres) - {CENTRE}
    monkeypatch.undo()
    set_clock(FRIDAY, "7.06")
    await Timetable(house).sweep()
    assert CENTRE in await built(house), "tried again"


async def test_what_came_in_while_nobody_was_awake_stands_there_after_the_start(house) -> None:
    set_clock(FRIDAY, "7.40")
    await tell(house, registered())
    await Timetable(house).catch_up()
    await tell(house, home_from_ed(), now=at(FRIDAY, "7.41"))
    set_clock(FRIDAY, "7.45")
    await Timetable(house).catch_up()
    [row] = (await build(house, at(FRIDAY, "7.46"))).board.rows
    assert row.new_at is not None
    assert at(FRIDAY, "7.45") <= row.new_at < at(FRIDAY, "7.46")


ENDS = [
    # started, looked at, state, ended, comment
    ("8.02", "9.16", "running", None, "an hour after it was to end"),
    ("8.02", "9.18", "closed", "9.17", "forgotten"),
    ("7.40", "9.14", "running", None, "begun early: still an hour after the planned end"),
    ("7.40", "9.16", "closed", "9.15", "and no sooner"),
    (None, "11.59", "prepared", None, "somebody may still come"),
    (None, "12.01", "not_held", "12.00", "nobody came"),
]


@pytest.mark.parametrize(("begun", "looked", "state", "ended", "comment"), ENDS)
async def test_a_huddle_ends_when_nobody_is_coming(
    house, begun: str | None, looked: str, state: str, ended: str | None, comment: str
) -> None:
    await (start(house, at(FRIDAY, begun)) if begun else build(house, at(FRIDAY, "6.45")))
    set_clock(FRIDAY, looked)
    await Timetable(house).sweep()
    [found] = await ask(house, STATES, centre=CENTRE)
    assert found == (state, at(FRIDAY, ended) if ended else None), comment


async def test_one_that_was_forgotten_ends_when_it_was_over_though_seen_to_days_later(
    house,
) -> None:
    """What came in meanwhile is the next huddle's, also when nobody was awake to close the last."""
    await tell(house, registered())
    await start(house)
    await tell(house, home_from_ed(at=at(FRIDAY, "20.00")), now=at(FRIDAY, "21.00"))
    set_clock(MONDAY, "6.50")
    await Timetable(house).catch_up()
    friday, monday = await ask(house, STATES, centre=CENTRE)
    assert friday == ("closed", at(FRIDAY, "9.17"))
    assert monday[0] == "prepared"
    after = await build(house, at(MONDAY, "7.00"))
    assert after.huddle.since == at(FRIDAY, "9.17")
    assert stands(after) == [("Gunborg", None)]


async def test_closing_by_timetable_leaves_the_row_in_hand(house) -> None:
    await tell(house, registered(), home_from_ed())
    begun = await start(house)
    await say(house, begun.huddle.id, asks.OpenRow(begun.board.rows[0].id), EIGHT)
    set_clock(FRIDAY, "9.18")
    await Timetable(house).sweep()
    shown = await board(house, begun)
    assert (shown.current, shown.rows[0].spent) == (None, 75 * 60)


@pytest.mark.parametrize(
    ("day", "told"), [(FRIDAY, "7.40"), (date(2026, 11, 22), "23.55"), (date(2027, 7, 1), "7.40")]
)
async def test_the_jobs_stand_by_the_houses_clock(house, day: date, told: str) -> None:
    set_clock(day, told)
    table = Timetable(house)
    try:
        await table.start()
        jobs = {job.id: job.next_run_time for job in table._scheduler.get_jobs()}
        assert clock.real_now() < jobs.pop("sweep") < clock.real_now() + timedelta(seconds=31)
        for name, when in jobs.items():
            calendar = house.organisation.centres[name.removeprefix("agenda:")].calendar
            fires = (when.astimezone(clock.UTC) + clock.shift()).astimezone(STOCKHOLM)
            early = clock.local(at(day, "8.00")).replace(
                hour=calendar.time.hour, minute=calendar.time.minute
            ) - timedelta(minutes=75)  # fmt: skip
            assert (fires.hour, fires.minute) == (early.hour, early.minute)
            assert fires.weekday() in calendar.weekdays
            assert fires.date() <= next_huddle_day(calendar, day)
    finally:
        table.stop()
