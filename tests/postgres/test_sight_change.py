"""Sight changes at once: with a consent, a notice, a listing or a protection, whatever became of
the row, and also on the board of a day gone by."""

import asyncio
import contextlib
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from app import clock
from app.huddle.look import audience
from app.huddle.prepare import refresh
from app.huddle.rooms import Rooms, Seat
from tests.doors import DAY, a_board, decide, get, notice
from tests.houses import (
    CENTRE,
    HOME_HELP,
    NOW,
    cloud,
    consent,
    home_from_ed,
    registered,
    tell,
    viewer,
)
from tests.walls import EVERYBODY, come, rows_on_the_wall

BOARD = f"/api/huddles/{CENTRE}/{DAY}"
BOARD = f"/api/huddles/{CENTRE}/{DAY}"
LIFTED = f"/api/lifted/{CENTRE}"
ENDED = cloud("consent.ended", purpose="utlamnande")
MOVED = cloud("person.listing_changed", vc="SE2321000131-DEMOVC09")
PROTECTED = cloud("person.protected_changed", flag="skyddad_folkbokforing", source="befolkning")
LEAVES = [
    (ENDED, "hemtjanstplanerare", "a consent is taken back"),
    (MOVED, "aldre-ssk", "the person is listed at another centre"),
    (PROTECTED, "aldre-ssk", "the person gets skyddade personuppgifter"),
]
LATER = NOW + timedelta(days=3)


async def names(house, staff: str) -> list[str]:
    answer = await get(house, staff, BOARD)
    return [row["content"]["name"] for row in answer.json()["board"]["rows"]]


@pytest.mark.parametrize("kind", ["done", "lift", None])
@pytest.mark.parametrize(("event", "staff", "why"), LEAVES, ids=[leave[2] for leave in LEAVES])
async def test_a_row_leaves_those_who_may_no_longer_see_it(house, kind, event, staff, why) -> None:
    huddle = await a_board(house, registered(), consent(), home_from_ed())
    if kind is not None:
        await decide(house, huddle.id, kind)
    assert await names(house, staff) == ["Gunborg Öhrnäs"]
    taken = await tell(house, {**event, "id": f"{event['id']}-{kind}"})
    await refresh(house, taken.touched, NOW)
    assert await names(house, staff) == [], why
    await come(house, huddle.id, *EVERYBODY)
    assert await rows_on_the_wall(house) == []


async def test_a_board_of_a_day_gone_by_follows_the_person_as_well(house) -> None:
    """Nothing is built anew for it, so the page itself must ask."""
    huddle = await a_board(house, registered(), consent(), home_from_ed())
    await decide(house, huddle.id, "done")
    clock.set_shift(LATER)
    assert await names(house, "hemtjanstplanerare") == ["Gunborg Öhrnäs"]
    await tell(house, cloud("consent.ended", at=LATER, purpose="utlamnande"), now=LATER)
    assert await names(house, "hemtjanstplanerare") == []
    assert await names(house, "aldre-ssk") == ["Gunborg Öhrnäs"]


async def test_a_consent_runs_out_by_the_clock_alone(house) -> None:
    until = NOW + timedelta(days=2)
    await a_board(house, registered(), consent(end=until.isoformat()), home_from_ed())
    assert await names(house, "hemtjanstplanerare") == ["Gunborg Öhrnäs"]
    clock.set_shift(LATER)
    assert await names(house, "hemtjanstplanerare") == []


@contextlib.asynccontextmanager
async def open_boards(house, huddle, *staff: str):
    """Boards held open, and the frames that each has got beside the first snapshot."""
    rooms, stop = Rooms(house), asyncio.Event()
    place = house.organisation.centres[CENTRE]
    seats = {}
    for one in staff:
        who = await viewer(house, one)
        seats[one] = Seat(who, audience(place, who.party), who.leads(CENTRE))
        await rooms.join(huddle.id, seats[one], None)
        seats[one].queue.get_nowait()
    listening = asyncio.create_task(rooms.listen(stop))
    try:
        yield seats
    finally:
        stop.set()
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening


async def frames(seat: Seat, upto: int) -> list[dict]:
    """The frames to a seat until it has heard a number."""
    heard = []
    while not heard or _number(heard[-1]) < upto:
        frame = await asyncio.wait_for(seat.queue.get(), 20)
        heard.append(msgspec.json.decode(frame))
    return heard


def _number(frame: dict) -> int:
    return frame["v"] if "v" in frame else frame["board"]["version"]


async def test_open_boards_hear_of_a_consent_and_nobody_else_does(house) -> None:
    huddle = await a_board(house, registered(), home_from_ed(), notice())
    await decide(house, huddle.id, "done")
    staff = ("aldre-ssk", "kommunal-ssk", "hemtjanstplanerare")
    async with open_boards(house, huddle, *staff) as seats:
        taken = await tell(house, consent(units=[HOME_HELP]))
        await refresh(house, taken.touched, NOW)
        last = (await get(house, "aldre-ssk", BOARD)).json()["board"]["version"]
        heard = {one: await frames(seats[one], last) for one in staff}
    [snapshot] = heard["hemtjanstplanerare"]
    assert snapshot["type"] == "snapshot"
    assert snapshot["board"]["rows"][0]["content"]["reasons"]
    assert all(set(frame) == {"type", "v"} for frame in heard["kommunal-ssk"])
    assert {frame["type"] for frame in heard["aldre-ssk"]} == {"change"}


async def lifted(house: Any) -> int:
    """How many the board says were lifted to the week."""
    count: int = (await get(house, "aldre-ssk", BOARD)).json()["lifted"]
    return count


async def test_what_was_lifted_is_shown_as_sight_is_now(house) -> None:
    huddle = await a_board(house, registered(), home_from_ed())
    await decide(house, huddle.id, "lift", reason="Tredje gången")
    [row] = (await get(house, "aldre-ssk", LIFTED)).json()["rows"]
    assert (row["name"], row["decision"]) == ("Gunborg Öhrnäs", "lift")
    assert row["reason"] == "Tredje gången"
    assert await lifted(house) == 1
    for event in (MOVED, PROTECTED):
        told = {**event, "id": f"{event['id']}-lifted"}
        await tell(house, told)
        answer = await get(house, "aldre-ssk", LIFTED)
        assert answer.json()["rows"] == []
        assert "Gunborg" not in answer.text
        assert await lifted(house) == 0, "a count that the list does not bear out tells of somebody"
        await tell(house, cloud("person.listing_changed", vc=CENTRE))
