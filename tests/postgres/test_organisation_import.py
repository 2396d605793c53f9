"""An import makes the organisation what the file says, tells the difference, and deletes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy import text

from tests.changes import followed, let_be, told, with_, without
from tests.doors import a_board, audited
from tests.houses import CENTRE, NOW, consent, home_from_ed, registered, tell
from tests.small_demo import FILE

if TYPE_CHECKING:
    from app.house import House


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
