"""A running process follows an import: its calendar, its jobs, its boards and whom it proposes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
import pytest

from tests.changes import followed, let_be, with_, without
from tests.doors import a_board
from tests.houses import CENTRE, HOME_HELP, NOW, home_from_ed, registered
from tests.small_demo import FILE

REST = "SE2321000131-DEMOVC02"


@dataclass
class Ear:
    heard: int = 0

    async def moved(self) -> None:
        self.heard += 1


async def test_a_running_process_follows_another_ones_import_and_says_so_once(house) -> None:
    from app.register.follow import Following

    ear, following = Ear(), Following(house)
    following.tell(ear.moved)
    assert not await following.look()
    await let_be(house, with_(FILE, "centres", "unit", CENTRE, time="07:30", weekdays=["ons"]))
    assert await following.look()
    assert not await following.look()
    assert ear.heard == 1
    calendar = house.organisation.centres[CENTRE].calendar
    assert (calendar.time.isoformat("minutes"), calendar.weekdays) == ("07:30", {2})


async def test_what_the_telling_could_not_do_is_tried_again(house) -> None:
    from app.register.follow import Following

    ear, following = Ear(), Following(house)
    await following.look()

    async def fails() -> None:
        if ear.heard == 0:
            ear.heard = 1
            raise ConnectionError

    following.tell(fails)
    following.tell(ear.moved)
    await let_be(house, with_(FILE, "units", "hsa_id", CENTRE, short="Åsen"))
    with pytest.raises(ConnectionError):
        await following.look()
    assert await following.look()
    assert ear.heard == 2


async def test_the_controllers_follow_too(house) -> None:
    provider = "SE0000009001-DEMO"
    await let_be(house, with_(FILE, "providers", "hsa_id", provider, authority="region"))
    assert (await followed(house)).controllers[provider].authority == "region"


async def test_the_stand_in_is_proposed_for_those_enrolled_with_the_unit_it_replaces(house) -> None:
    from app.organisation import PartyEntry

    entry = next(one for one in FILE.centres if one.unit == CENTRE)
    stand_ins = [
        PartyEntry("SE0000001490-DEMOHT2", "hemtjanst_planerare"),
        PartyEntry("SE0000009002-DEMOHT1", "hemtjanst_planerare", in_place_of=HOME_HELP),
    ]
    parties = [one for one in entry.parties if one.role != "hemtjanst_planerare"] + stand_ins
    await let_be(house, with_(FILE, "centres", "unit", CENTRE, parties=parties))
    centre = (await followed(house)).organisation.centres[CENTRE]
    from app.events.kinds import Event, social
    from app.huddle.matter import _owner
    from app.people.fold import fold

    event = Event("a", "omsorg", "enrolment.started",
                  social.EnrolmentStarted("hemtjanst", HOME_HELP, date(2026, 1, 1)),
                  "x", HOME_HELP, NOW, NOW, NOW)  # fmt: skip
    owner, _ = _owner(fold([event]), "hemtjanst_planerare", house.owners(centre), NOW.date())
    assert owner is not None
    assert owner.unit == "SE0000009002-DEMOHT1"


async def test_an_open_board_is_fetched_anew_with_those_called_now(house) -> None:
    from app.huddle import asks, look
    from app.huddle.rooms import Rooms
    from app.huddle.seat import Seat
    from app.organisation import PartyEntry
    from app.register.follow import Following
    from tests.doors import command
    from tests.houses import viewer

    huddle = await a_board(house, registered(), home_from_ed())
    await command(house, huddle.id, asks.SetPresence(HOME_HELP, "room"))
    rooms, following = Rooms(house), Following(house)
    following.tell(rooms.renew)
    await following.look()

    async def sit() -> tuple[Seat, list[dict[str, Any]]]:
        nurse = await viewer(house)
        centre = house.organisation.centres[CENTRE]
        seat = Seat(nurse, look.audience(centre, nurse.party), leads=True)
        await rooms.join(huddle.id, seat, None)
        frame = seat.queue.get_nowait()
        assert frame is not None
        return seat, msgspec.json.decode(frame)["parties"]

    seat, called = await sit()
    assert HOME_HELP in {party["id"] for party in called}
    entry = next(one for one in FILE.centres if one.unit == CENTRE)
    parties = [one for one in entry.parties if one.unit != HOME_HELP]
    parties += [PartyEntry("SE0000001490-DEMOHT2", "hemtjanst_planerare", HOME_HELP)]
    await let_be(house, with_(FILE, "centres", "unit", CENTRE, parties=parties))
    await following.look()
    assert seat.dropped.is_set()
    rooms.leave(huddle.id, seat)
    _, called = await sit()
    instead = {party["id"]: party["in_place_of"] for party in called}
    assert HOME_HELP not in instead
    assert instead["SE0000001490-DEMOHT2"] == house.organisation.names()[HOME_HELP]


async def test_the_timetable_builds_for_a_centre_that_is_new(house) -> None:
    from app.register.follow import Following
    from app.timetable import Timetable

    await let_be(house, without(FILE, "centres", "unit", REST))
    timetable, following = Timetable(await followed(house)), Following(house)
    await timetable.start()
    try:
        following.tell(timetable.follow_clock)
        await following.look()
        jobs = timetable._scheduler.get_jobs
        assert f"agenda:{REST}" not in {job.id for job in jobs()}
        await let_be(house, FILE)
        await following.look()
        assert f"agenda:{REST}" in {job.id for job in jobs()}
    finally:
        timetable.stop()
