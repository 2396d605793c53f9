"""Where a person is listed decides whose board it is; a changed listing takes everything open along."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import text

from app.huddle import asks
from app.huddle.prepare import prepare, refresh
from tests.doors import a_board, command, decide, row_ids
from tests.houses import CENTRE, NEEDS, NOW, cloud, consent, home_from_ed, registered, tell
from tests.intake import stored, told_of

OTHER = "SE2321000131-DEMOVC02"
WHO = "19340304T027"


async def where(house, table: str, condition: str = "true") -> list[str | None]:
    """The centres that a table's rows lie with."""
    async with house.database.work() as session:
        found = text(f"SELECT DISTINCT centre FROM {table} WHERE {condition}")
        return list((await session.execute(found)).scalars())


def moved(to: str | None = OTHER, **data: Any) -> dict[str, Any]:
    at = data.pop("at", NOW - timedelta(minutes=1))
    return cloud("person.listing_changed", at=at, vc=to, **data)


async def standing(house, centre: str) -> int:
    built = await prepare(house, centre, NOW)
    assert built is not None
    return len([row for row in built.board.rows if not row.withdrawn])


async def test_a_changed_listing_moves_person_events_open_obligations_and_actions(house) -> None:
    huddle = await a_board(house, registered(), home_from_ed(), consent())
    await decide(house, huddle.id, "action", NEEDS)
    taken = await tell(house, moved())
    assert taken.touched == {CENTRE, OTHER}
    assert (await stored(house, WHO))[1] == OTHER
    assert await where(house, "event", "person IS NOT NULL") == [OTHER]
    assert await where(house, "obligation") == [OTHER]
    assert await where(house, "action") == [OTHER]


async def test_what_has_ended_stays_where_it_was_carried(house) -> None:
    huddle = await a_board(house, registered(), home_from_ed(), consent())
    await decide(house, huddle.id, "action", NEEDS)
    async with house.database.work() as session:
        await session.execute(text("UPDATE action SET state = 'done'"))
        await session.execute(text("UPDATE obligation SET ended = 'solved', ended_at = now()"))
    await tell(house, moved())
    assert await where(house, "action") == await where(house, "obligation") == [CENTRE]


async def test_the_row_leaves_the_one_board_and_stands_on_the_other(house) -> None:
    await tell(house, registered(), home_from_ed())
    assert (await standing(house, CENTRE), await standing(house, OTHER)) == (1, 0)
    taken = await tell(house, moved())
    await refresh(house, taken.touched, NOW)
    assert (await standing(house, CENTRE), await standing(house, OTHER)) == (0, 1)


async def test_a_late_listing_does_not_take_the_person_back(house) -> None:
    await tell(house, registered(), moved())
    late = cloud("person.listing_changed", at=NOW - timedelta(days=2), vc=CENTRE)
    await tell(house, late)
    assert (await stored(house, WHO))[1] == OTHER
    assert await where(house, "event") == [OTHER]


async def test_a_cancelled_listing_moves_the_person_back(house) -> None:
    await tell(house, registered(), home_from_ed(), moved(id="m1"))
    await tell(house, cloud("person.listing_changed", cancels="m1"))
    assert (await stored(house, WHO))[1] == CENTRE
    assert await where(house, "event") == [CENTRE]


async def test_what_came_before_the_person_was_listed_goes_where_the_person_is(house) -> None:
    await tell(house, home_from_ed())
    assert (await stored(house, WHO))[1] is None
    assert await where(house, "event") == [None]
    taken = await tell(house, registered())
    assert taken.touched == {CENTRE}
    assert await where(house, "event") == [CENTRE]
    assert await standing(house, CENTRE) == 1


async def test_a_decision_undone_loses_nothing_that_came_before_the_listing(house) -> None:
    """Undoing folds anew, as the viewer: what the web cannot see would be gone for good."""
    await tell(house, home_from_ed())
    huddle = await a_board(house, registered())
    await decide(house, huddle.id, "drop")
    before, _ = await stored(house, WHO)
    [row] = await row_ids(house, huddle.id)
    await command(house, huddle.id, asks.Reopen(row))
    after, _ = await stored(house, WHO)
    assert len(before.decisions) == 1
    assert after.decisions == ()
    assert after.ed_visits == before.ed_visits
    assert len(after.ed_visits) == 1


async def test_a_unit_that_is_no_centre_lists_nobody(house) -> None:
    """Known to the organisation, but it holds no huddle: the person stands on no board."""
    await tell(house, registered(), home_from_ed())
    taken = await tell(house, moved(NEEDS))
    assert taken.touched == {CENTRE}
    person, centre = await stored(house, WHO)
    assert (person.listed_vc, centre) == (NEEDS, None)
    assert {row["centre"] for row in await told_of(house, WHO)} == {None}


async def test_whoever_leaves_for_nowhere_leaves_the_board_and_keeps_what_is_open(house) -> None:
    huddle = await a_board(house, registered(), home_from_ed(), consent())
    await decide(house, huddle.id, "action", NEEDS)
    taken = await tell(house, moved(None))
    assert taken.touched == {CENTRE}
    assert (await stored(house, WHO))[1] is None
    assert await where(house, "event", "person IS NOT NULL") == [None]
    assert await where(house, "obligation") == await where(house, "action") == [CENTRE]
    await tell(house, moved(OTHER, at=NOW))
    assert await where(house, "obligation") == await where(house, "action") == [OTHER]
