"""Two processes on one database: what one does the other hears, and either may go at any time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app import clock
from app.huddle import asks
from app.huddle.look import audience
from app.huddle.rooms import Rooms
from app.huddle.seat import Seat
from app.timetable import Timetable
from tests.houses import (
    CENTRE,
    HOME_HELP,
    TEAM,
    consent,
    home_from_ed,
    registered,
    tell,
    viewer,
)
from tests.lives import Live, live
from tests.processes import App, Ground, own_ground, until
from tests.rooms import MINUTE, ask, at, decision, say, start

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
WEDNESDAY, FRIDAY = date(2026, 11, 25), date(2026, 11, 27)
PLANNER, NURSE = "hemtjanstplanerare", "aldre-ssk"
NOBODY_YET = "19340304T027"


@pytest.fixture(scope="module")
def ground(admin_url, furnished, tmp_path_factory) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("ground")
    with own_ground(admin_url, furnished, folder, at(TUESDAY, "7.45")) as found:
        yield found


@pytest.fixture(scope="module")
def two(ground) -> Iterator[tuple[App, App]]:
    both = App(ground), App(ground)
    try:
        yield both[0].wait(), both[1].wait()
    finally:
        for one in both:
            one.stop()


async def morning(ground: Ground, apps: tuple[App, ...], day: date, clock: str = "7.45") -> None:
    """It is morning on a day of the test's own, in every process."""
    told = at(day, clock)
    ground.set_clock(told)
    await until(lambda: all(near(app.demo_now(), told) for app in apps), f"it is {told}")
    await until(lambda: ground.ask("SELECT 1 FROM huddle WHERE day = %s", day), "agendas are built")


def near(one: datetime, other: datetime) -> bool:
    return timedelta(0) <= one - other < MINUTE


def somebody(day: date, n: int = 0) -> list[dict[str, Any]]:
    """Somebody of the day's own, home from the emergency in the night."""
    who = f"1936{day:%m%d}T{n + 11:03}"
    night = at(day, "3.10")
    return [
        registered(who, at=night - timedelta(days=9), given_name=f"{day:%A}{n}"),
        consent(who),
        home_from_ed(who, night),
    ]


async def seat(app: App, staff: str, day: date, **asked: Any) -> Any:
    token = await app.sign_in(staff)
    path = f"/api/huddles/{CENTRE}/{day.isoformat()}"
    return live(None, app.port, path=path, token_=token, **asked)  # type: ignore[arg-type]


def line(ground: Ground, day: date) -> list[tuple[int, str]]:
    """The numbers and kinds that are kept of the centre's huddle."""
    return ground.ask(  # type: ignore[return-value]
        "SELECT c.version, c.kind FROM huddle_change c JOIN huddle h ON h.id = c.huddle"
        " WHERE h.centre = %s AND h.day = %s AND h.round = 'daily' ORDER BY c.version",
        CENTRE,
        day,
    )


async def test_who_start_and_close_at_once_at_either_make_one_line(ground, two) -> None:
    """On the first of the days: no row has stood so long that somebody has to decide before the close."""
    await morning(ground, two, MONDAY)
    async with (
        await seat(two[0], NURSE, MONDAY) as here,
        await seat(two[1], NURSE, MONDAY) as there,
    ):
        for each in (here, there):
            await each.next("snapshot")
        both = [(each, n) for n in range(6) for each in (here, there)]
        asked = [each.say(asks.Start()) for each in (here, there)]
        asked += [
            each.say(asks.SetPresence((TEAM, HOME_HELP)[n % 2], ("room", "link", "absent")[n % 3]))
            for each, n in both
        ]
        asked += [each.say(asks.Close()) for each in (here, there)]
        await asyncio.gather(*asked)
        # Each has its answers, and every number that there came to be.
        await until(lambda: line(ground, MONDAY)[-1][1] == "closed", "it is closed")
        kept = line(ground, MONDAY)
        heard = [await each.numbers(kept[-1][0]) for each in (here, there)]
    kinds = [kind for _, kind in kept]
    assert (kinds.count("started"), kinds.count("closed")) == (1, 1)
    assert [version for version, _ in kept] == list(range(1, len(kept) + 1))
    first = kinds.index("started") + 1
    assert heard == [list(range(first, len(kept) + 1))] * 2


async def test_what_is_said_to_one_is_heard_at_the_other(ground, two) -> None:
    one, other = two
    await morning(ground, two, TUESDAY)
    assert await one.tell(*somebody(TUESDAY)) == ["new"] * 3
    async with (
        await seat(one, NURSE, TUESDAY) as nurse,
        await seat(other, PLANNER, TUESDAY) as planner,
    ):
        row = (await standing(nurse, "Tuesday0"))["id"]
        await standing(planner, "Tuesday0")
        assert (await nurse.ask(asks.Start()))["type"] == "done"
        await planner.change("started")
        decided = decision(now=at(TUESDAY, "7.46"))
        assert (await nurse.ask(asks.Decide(row, decided)))["type"] == "done"
        heard = (await planner.change("decided"))["change"]
        assert (heard["row"], heard["decision"]["owner"]) == (row, HOME_HELP)

        assert await other.tell(*somebody(TUESDAY, 1)) == ["new"] * 3
        for each in (nurse, planner):
            added = (await each.change("row_added"))["change"]["row"]
            assert added["content"]["name"].startswith("Tuesday1")
            assert added["new_at"] is not None


async def standing(who: Live, name: str) -> dict[str, Any]:
    """The row of somebody, on the board or as it comes."""
    told = await who.next("snapshot")
    rows = told["board"]["rows"]
    while not any(row["content"]["name"].startswith(name) for row in rows):
        change = (await who.next("change")).get("change", {})
        rows = [change["row"]] if change.get("type") == "row_added" else change.get("rows", [])
    return next(row for row in rows if row["content"]["name"].startswith(name))  # type: ignore[no-any-return]


async def test_a_nurse_whose_process_is_killed_goes_on_at_the_other_and_loses_no_number(
    ground, two
) -> None:
    _, other = two
    await morning(ground, two, WEDNESDAY)
    await other.tell(*somebody(WEDNESDAY))
    async with await seat(other, PLANNER, WEDNESDAY) as planner:
        row = (await standing(planner, "Wednesday0"))["id"]
        with ground.app() as hers:
            token = await hers.sign_in(NURSE)
            path = f"/api/huddles/{CENTRE}/{WEDNESDAY.isoformat()}"
            async with live(None, hers.port, path=path, token_=token) as nurse:  # type: ignore[arg-type]
                before = (await nurse.next("snapshot"))["board"]["version"]
                assert (await nurse.ask(asks.Start()))["type"] == "done"
                assert (await nurse.ask(asks.OpenRow(row)))["type"] == "done"
                last = (await nurse.change("row_opened"))["v"]
                # Sent, and killed before anybody can know whether it was carried out.
                command = asks.Decide(row, decision(now=at(WEDNESDAY, "7.46")))
                id_ = await nurse.say(command)
                hers.kill()
                assert await nurse.closed() == 1006
        await other.tell(*somebody(WEDNESDAY, 1))
        async with live(None, other.port, path=path, token_=token, after=last) as nurse:  # type: ignore[arg-type]
            await nurse.say(command, id_)
            assert (await nurse.next("done"))["id"] == id_
            [(newest, _)] = line(ground, WEDNESDAY)[-1:]
            again = numbers(nurse) + await nurse.numbers(newest) if newest > last else []
        assert again == list(range(last + 1, newest + 1))
    kinds = [kind for _, kind in line(ground, WEDNESDAY)]
    assert kinds.count("decided") == 1
    assert before < last
    assert [version for version, _ in line(ground, WEDNESDAY)] == list(range(1, newest + 1))


def numbers(who: Live) -> list[int]:
    """The numbers that a client has heard so far."""
    told = [json.loads(frame) for frame in who.raw]
    return [each["v"] for each in told if each["type"] == "change"]


async def test_the_clock_is_moved_for_both_and_each_agenda_is_built_once(ground, two) -> None:
    """Both fire at a quarter to seven; a claim decides which of them builds."""
    third = ground.kvarten("clock", f"{FRIDAY}T06:44:57")
    said = await asyncio.to_thread(third.communicate, timeout=30)
    assert "06.44" in said[0]
    told = at(FRIDAY, "6.44")
    await until(
        lambda: all(
            near(app.demo_now(), told) or near(app.demo_now(), told + MINUTE) for app in two
        ),
        "both follow",
    )
    called = "SELECT 1 FROM party WHERE party.centre = centre.unit"
    [(centres,)] = ground.ask(
        f"SELECT count(*) FROM centre WHERE at = '08:00' AND EXISTS ({called})"
    )
    assert centres
    done = "SELECT job, count(*), count(done_at) FROM job_run WHERE job LIKE 'agenda:%%' AND slot = %s GROUP BY 1"
    slot = at(FRIDAY, "6.45")
    await until(lambda: len(ground.ask(done, slot)) >= centres, "a quarter to seven", 20)
    await until(lambda: all(row[2] == 1 for row in ground.ask(done, slot)), "all are done")
    assert {row[1:] for row in ground.ask(done, slot)} == {(1, 1)}
    built = ground.ask(
        "SELECT h.centre, count(*) FROM huddle h JOIN huddle_change c ON c.huddle = h.id"
        " WHERE h.day = %s AND c.kind = 'agenda_built' GROUP BY 1",
        FRIDAY,
    )
    assert {count for _, count in built} <= {1}
    assert abs(two[0].demo_now() - two[1].demo_now()) < timedelta(seconds=2)


async def test_what_another_process_does_while_one_catches_up_is_heard_once(
    house, monkeypatch
) -> None:
    await tell(house, registered(), home_from_ed())
    built = await start(house)
    rooms, nurse = Rooms(house), await viewer(house)
    real = rooms._line

    async def late(*told: Any) -> Any:
        await say(house, built.huddle.id, asks.SetPresence(TEAM, "room"))
        return await real(*told)

    monkeypatch.setattr(rooms, "_line", late)
    kind = audience(house.organisation.centres[CENTRE], nurse.party)
    coming = Seat(nurse, kind, leads=True)
    await rooms.join(built.huddle.id, coming, 2)
    await rooms._wake(built.huddle.id)
    heard = [json.loads(coming.queue.get_nowait() or b"")["v"] for _ in range(2)]
    assert heard == [3, 4]
    assert coming.queue.empty()


async def test_what_a_process_took_in_and_was_killed_over_another_puts_on_the_board(house) -> None:
    """Without a restart: it looks, now and then, for what came in and was told to no board."""
    await tell(house, registered())
    table = Timetable(house)
    assert await table.build(CENTRE)
    await tell(house, home_from_ed(), now=clock.now())
    rows = "SELECT kind FROM huddle_change WHERE centre = :centre ORDER BY version DESC LIMIT 1"
    assert await ask(house, rows, centre=CENTRE) == [("agenda_built",)]
    await table.sweep()
    assert await ask(house, rows, centre=CENTRE) == [("row_added",)]
    claimed = await ask(house, "SELECT claimed_at FROM job_run WHERE job = 'overlooked'")
    await table.sweep()
    assert await ask(house, "SELECT claimed_at FROM job_run WHERE job = 'overlooked'") == claimed
