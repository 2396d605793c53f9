"""An import makes the organisation what the file says, tells the difference, and deletes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy import text

from tests.doors import a_board, audited
from tests.houses import CENTRE, HOME_HELP, NOW, consent, home_from_ed, registered, tell
from tests.small_demo import FILE

if TYPE_CHECKING:
    from app.house import House
    from app.organisation import File
    from app.register.change import Outcome

REST = "SE2321000131-DEMOVC02"


async def let_be(house: House, file: File, **how: Any) -> Outcome:
    from app.register.change import change

    return await change(house.database, file, None, NOW, NOW, **how)


async def followed(house: House) -> House:
    from app.register.follow import Following

    await Following(house).adopt()
    return house


def without(file: File, section: str, key: str, value: str) -> File:
    left = [one for one in getattr(file, section) if getattr(one, key) != value]
    return msgspec.structs.replace(file, **{section: left})


def with_(file: File, section: str, key: str, value: str, **fields: Any) -> File:
    changed = [
        msgspec.structs.replace(one, **fields) if getattr(one, key) == value else one
        for one in getattr(file, section)
    ]
    return msgspec.structs.replace(file, **{section: changed})


def told(outcome: Outcome) -> list[tuple[str, str, str]]:
    return [(one.section, one.act, one.key) for one in outcome.changes]


async def test_the_same_file_again_changes_nothing_and_is_no_new_number(house) -> None:
    outcome = await let_be(house, FILE)
    assert outcome.changes == []
    assert outcome.version == house.organisation.version


async def test_a_dry_run_tells_the_same_as_the_import_and_writes_nothing(house) -> None:
    other = with_(FILE, "units", "hsa_id", CENTRE, phone="031-390 06 99", short="Åsen")
    dry = await let_be(house, other, dry_run=True)
    assert (await let_be(house, FILE)).changes == []
    done = await let_be(house, other)
    assert dry.changes == done.changes
    [change] = done.changes
    assert {(f.name, f.before, f.after) for f in change.fields} == {
        ("phone", "031-390 06 30", "031-390 06 99"), ("short", "Lindåsen", "Åsen"),
    }  # fmt: skip
    assert done.version == dry.version + 1


async def test_what_is_written_reads_back_as_the_file(house) -> None:
    from app import organisation

    async with house.database.work() as session:
        found = await organisation.present(session)
    assert found is not None
    assert organisation.difference(FILE, found) == []


async def test_a_centre_that_is_gone_keeps_its_history_and_has_no_huddle(house) -> None:
    await a_board(house, registered(), home_from_ed(), consent())
    outcome = await let_be(house, without(FILE, "centres", "unit", CENTRE))
    [change] = outcome.changes
    assert (change.act, change.note) == (
        "gone",
        "kallas inte längre till någon avstämning; dess historia finns kvar. "
        "1 listade, 0 öppna åtgärder.",
    )
    found = (await followed(house)).organisation
    assert CENTRE not in found.centres
    assert found.called_to(CENTRE) == ()
    assert found.centre(CENTRE).name == "Lindåsens vårdcentral"
    async with house.database.work() as session:
        for table in ("person", "event", "huddle"):
            left = await session.execute(text(f"SELECT count(*) FROM {table}"))
            assert left.scalar_one() > 0, table


async def test_a_huddle_of_a_centre_that_is_gone_is_closed_like_any_other(house) -> None:
    from app.huddle import store
    from app.huddle.room import close_by_timetable

    huddle = await a_board(house, registered(), home_from_ed())
    await let_be(house, without(FILE, "centres", "unit", CENTRE))
    await close_by_timetable(await followed(house), huddle.id, NOW)
    async with house.database.work() as session:
        assert await store.unclosed(session) == []


async def test_a_unit_that_is_gone_still_has_its_name(house) -> None:
    file = without(FILE, "units", "hsa_id", "SE0000009003-DEMOHT1")
    file = msgspec.structs.replace(file, centres=[
        msgspec.structs.replace(one, parties=[
            party for party in one.parties if party.unit != "SE0000009003-DEMOHT1"
        ])
        for one in file.centres
    ])  # fmt: skip
    outcome = await let_be(house, file)
    assert ("units", "gone", "SE0000009003-DEMOHT1") in told(outcome)
    found = (await followed(house)).organisation
    assert found.names()["SE0000009003-DEMOHT1"] == "Hemtjänst Rönnbäret"
    assert found.called_to("SE0000009003-DEMOHT1") == ()
    assert (await let_be(house, file)).changes == []


async def test_a_source_that_is_gone_is_closed_and_nobody_waits_for_it(house) -> None:
    from app.events.freshness import missing
    from tests.intake import door, post

    async with door(house) as client:
        assert (await post(client, registered())).status_code == 201
        await let_be(house, without(FILE, "sources", "id", "cloudevents"))
        await followed(house)
        assert (await post(client, home_from_ed())).status_code == 401
    assert "cloudevents" not in {one.id for one in missing(_sources(house), NOW)}


def _sources(house: House) -> list[Any]:
    return list(house.organisation.sources.values())


async def test_what_comes_back_is_in_use_again(house) -> None:
    await let_be(house, without(FILE, "centres", "unit", CENTRE))
    outcome = await let_be(house, FILE)
    assert told(outcome) == [("centres", "new", CENTRE)]
    assert CENTRE in (await followed(house)).organisation.centres


async def test_whoever_was_listed_before_the_centre_was_one_comes_to_its_board(house) -> None:
    from app.huddle.prepare import prepare

    await let_be(house, without(FILE, "centres", "unit", CENTRE))
    await tell(await followed(house), registered(), home_from_ed())
    await let_be(house, FILE)
    built = await prepare(await followed(house), CENTRE, NOW)
    assert built is not None
    assert len(built.board.rows) == 1


async def test_another_region_is_refused(house) -> None:
    from app.errors import Refused

    region = msgspec.structs.replace(FILE.region, hsa_id="SE2321000016-DEMO")
    with pytest.raises(Refused, match="delar aldrig databas"):
        await let_be(house, msgspec.structs.replace(FILE, region=region))


async def test_a_change_made_from_an_old_number_is_refused(house) -> None:
    from app.errors import Refused

    number = house.organisation.version
    await let_be(house, with_(FILE, "units", "hsa_id", CENTRE, short="A"), expected=number)
    with pytest.raises(Refused, match="Någon annan"):
        await let_be(house, with_(FILE, "units", "hsa_id", CENTRE, short="B"), expected=number)


async def test_each_entry_that_changed_has_its_line_in_the_log(house) -> None:
    await let_be(house, with_(FILE, "units", "hsa_id", CENTRE, short="Åsen"))
    [line] = await audited(house, "organisation:units:change")
    assert line["viewer"] == "kommandoraden"
    assert line["detail"] == f"{CENTRE}; short: Lindåsen → Åsen"


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
        seat = Seat(nurse, look.audience(house, centre, nurse.party, room=False), leads=True)
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
