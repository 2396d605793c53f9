"""Who comes back in the same session writes only what is new; whoever else looks writes all of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from app.access.audit import Line
from app.huddle import look
from app.huddle.noted import Noted
from app.huddle.prepare import prepare
from app.huddle.rooms import Rooms
from app.huddle.seat import Seat
from tests.doors import GUNBORG, a_board, audited, person_id
from tests.houses import CENTRE, NOW, cloud, consent, home_from_ed, registered, tell, viewer
from tests.rooms import ask

ALGOT = "19360411T028"
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
async def huddle(house):
    return (await a_board(house, registered(), home_from_ed(), consent())).id


@pytest.fixture
async def nurse(house):
    return replace(await viewer(house), session="s-1")


async def looked(house, act: str = "huddle:person:look") -> int:
    return len(await audited(house, act))


async def test_fetching_again_in_the_same_session_writes_that_it_was_fetched_and_no_person(
    house, huddle, nurse
) -> None:
    rooms = Rooms(house)
    for times in (1, 2, 3):
        await rooms.snapshot(huddle, nurse)
        assert await looked(house) == 1
        assert await looked(house, "huddle:board:look") == times


OTHERS = [
    ("another session", {"session": "s-2"}),
    ("no session that is known", {"session": None}),
    ("somebody else in a session of the same name", {"id": "hemtjanstplanerare"}),
]


@pytest.mark.parametrize(("_who", "changed"), OTHERS, ids=[one[0] for one in OTHERS])
async def test_whoever_is_not_the_same_writes_all(house, huddle, nurse, _who, changed) -> None:
    rooms = Rooms(house)
    await rooms.snapshot(huddle, nurse)
    await rooms.snapshot(huddle, replace(nurse, **changed))
    assert await looked(house) == 2


async def test_without_a_session_nothing_is_left_out(house, huddle, nurse) -> None:
    rooms, nobodys = Rooms(house), replace(nurse, session=None)
    for times in (1, 2, 3):
        await rooms.snapshot(huddle, nobodys)
        assert await looked(house) == times


async def test_the_wall_and_the_desk_are_two_looks(house, huddle, nurse) -> None:
    rooms = Rooms(house)
    for _ in range(2):
        await rooms.snapshot(huddle, nurse)
        rooms.leave(huddle, await rooms.show(huddle, nurse))
    assert [line["detail"] for line in await audited(house, "huddle:person:look")] == [
        "desk", "room",
    ]  # fmt: skip


async def test_another_process_writes_it_again(house, huddle, nurse) -> None:
    for rooms in (Rooms(house), Rooms(house)):
        await rooms.snapshot(huddle, nurse)
    assert await looked(house) == 2


async def test_a_person_of_whom_more_is_given_is_new_and_so_is_a_new_person(
    house, huddle, nurse
) -> None:
    rooms = Rooms(house)
    await rooms.snapshot(huddle, nurse)
    score = {"score": 7, "assessed_on": "2026-11-01", "context": "habitual", "assessor_role": "ssk"}
    await tell(house, cloud("cfs.assessed", GUNBORG, **score), now=LATER)
    await tell(house, registered(ALGOT), home_from_ed(ALGOT), consent(ALGOT), now=LATER)
    await prepare(house, CENTRE, LATER)
    await rooms.snapshot(huddle, nurse)
    told = [(line["person"], line["given"]) for line in await audited(house, "huddle:person:look")]
    gunborg, algot = await person_id(house), await person_id(house, ALGOT)
    assert told[0] == (gunborg, "D1,D2")
    assert sorted(told[1:]) == sorted([(gunborg, "D1,D2,D4"), (algot, "D1,D2")])


async def test_coming_back_with_a_number_writes_only_what_is_new(house, huddle, nurse) -> None:
    rooms = Rooms(house)
    seat = await sit(rooms, house, huddle, nurse, None)
    rooms.leave(huddle, seat)
    await tell(house, registered(ALGOT), home_from_ed(ALGOT), consent(ALGOT), now=LATER)
    await prepare(house, CENTRE, LATER)
    before = (await ask(house, "SELECT version FROM huddle WHERE id = :id", id=huddle))[0][0]
    rooms.leave(huddle, await sit(rooms, house, huddle, nurse, 1))
    rooms.leave(huddle, await sit(rooms, house, huddle, nurse, 1))
    assert before > 1
    told = [line["person"] for line in await audited(house, "huddle:person:look")]
    assert told == [await person_id(house), await person_id(house, ALGOT)]


async def sit(rooms: Rooms, house, huddle, who, after: int | None) -> Seat:
    centre = house.organisation.centres[CENTRE]
    audience = look.audience(centre, who.party)
    seat = Seat(who, audience, leads=True)
    await rooms.join(huddle, seat, after)
    assert not seat.queue.empty()
    return seat


async def test_a_look_that_could_not_be_written_is_not_remembered(
    house, huddle, nurse, monkeypatch
) -> None:
    rooms = Rooms(house)

    async def full(*_: object, **__: object) -> None:
        raise OSError("no room")

    with monkeypatch.context() as patched:
        patched.setattr("app.huddle.rooms.audit.write", full)
        with pytest.raises(OSError, match="no room"):
            await rooms.snapshot(huddle, nurse)
    await rooms.snapshot(huddle, nurse)
    assert await looked(house) == 1


async def test_what_is_remembered_has_a_bound_and_the_oldest_is_forgotten(house, nurse) -> None:
    noted, lines = Noted(room=2), [Line("huddle:person:look", uuid4()) for _ in range(3)]
    for line in lines:
        noted.keep(nurse, [line])
    assert noted.fresh(nurse, lines) == lines[:1]
