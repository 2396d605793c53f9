"""How a huddle ends: held, not held or forgotten, and from when the next one looks back."""

import pytest

from app.huddle import asks
from app.huddle.room import close_by_timetable
from tests.houses import (
    CENTRE,
    HOME_HELP,
    NOW,
    TEAM,
    cloud,
    consent,
    home_from_ed,
    registered,
    tell,
)
from tests.rooms import (
    EIGHT,
    FRIDAY,
    MINUTE,
    MONDAY,
    ask,
    at,
    board,
    build,
    close,
    decide,
    decision,
    row_of,
    say,
    stands,
    start,
    told,
)

SECOND = "19400505T043"
OTHER_CENTRE = "SE2321000131-DEMOVC02"
MONDAY_MORNING = at(MONDAY, "6.45")


async def test_a_held_huddle_says_who_was_there_and_what_it_saw(house) -> None:
    await tell(house, registered(), home_from_ed())
    built = await start(house)
    await say(house, built.huddle.id, asks.SetPresence(CENTRE, "room"))
    await say(house, built.huddle.id, asks.SetPresence(TEAM, "link"))
    ended = EIGHT + 9 * MINUTE
    await close(house, built, ended)
    [held] = await told(house, "huddle.held")
    assert held["present"] == [CENTRE, TEAM]
    assert HOME_HELP in held["missing"]
    assert (held["opened_at"], held["closed_at"]) == (
        "2026-11-20T07:02:00Z", "2026-11-20T07:11:00Z",
    )  # fmt: skip
    [seen] = await told(house, "huddle.seen")
    assert (seen["rule"], seen["taken_up"]) == ("akut-ej-inlagd", True)
    assert await ask(house, "SELECT state, closed_at FROM huddle") == [("closed", ended)]


async def test_closing_twice_is_closing_once(house) -> None:
    built = await start(house)
    await close(house, built)
    version = await close(house, built, EIGHT + 12 * MINUTE)
    await close_by_timetable(house, built.huddle.id, EIGHT + 60 * MINUTE)
    assert version == 4
    assert len(await told(house, "huddle.held")) == 1


async def test_the_next_huddle_looks_back_to_when_the_last_was_closed(house) -> None:
    built = await start(house)
    await close(house, built, EIGHT + 7 * MINUTE)
    monday = await build(house, MONDAY_MORNING)
    assert monday.huddle.since == EIGHT + 7 * MINUTE


async def test_one_that_was_not_held_does_not_move_the_look_back(house) -> None:
    thursday = at(FRIDAY, "8.02") - 24 * 60 * MINUTE
    await close(house, await start(house, thursday), thursday + 5 * MINUTE)
    await tell(house, registered(), home_from_ed())
    friday = await build(house)
    await close_by_timetable(house, friday.huddle.id, at(FRIDAY, "12.00"))
    assert (await board(house, friday)).state == "not_held"
    assert len(await told(house, "huddle.not_held")) == 1
    assert await told(house, "huddle.seen") == []
    monday = await build(house, MONDAY_MORNING)
    assert monday.huddle.since == thursday + 5 * MINUTE
    assert stands(monday) == [("Gunborg", None)]


async def test_before_any_huddle_was_held_it_looks_back_to_the_last_huddle_day(house) -> None:
    assert (await build(house, MONDAY_MORNING)).huddle.since == at(FRIDAY, "8.15")


async def test_until_a_huddle_is_held_the_look_back_stays_where_it_began(house) -> None:
    await tell(house, registered(), home_from_ed())
    friday = await build(house)
    monday = await build(house, MONDAY_MORNING)
    assert monday.huddle.since == friday.huddle.since == at(FRIDAY, "8.15") - 24 * 60 * MINUTE
    assert stands(monday) == [("Gunborg", None)]


async def test_after_a_week_without_huddles_nothing_of_it_is_missed(house) -> None:
    await close(house, await start(house))
    await tell(house, registered(), registered(SECOND, given_name="Torvald"))
    for n, person in ((1, "19340304T027"), (5, SECOND)):
        night = at(FRIDAY, "3.00") + n * 24 * 60 * MINUTE
        await tell(house, home_from_ed(person, at=night), now=night + 60 * MINUTE)
        await build(house, night + 4 * 60 * MINUTE) if n == 5 else None
    friday = at(FRIDAY, "6.45") + 7 * 24 * 60 * MINUTE
    built = await build(house, friday)
    assert built.huddle.since == EIGHT + 10 * MINUTE
    assert sorted(stands(built)) == [("Gunborg", None), ("Torvald", None)]


async def test_a_visit_told_a_day_late_is_listed_once(house) -> None:
    """The source delivers once a day: what happened before the last huddle came after it."""
    await tell(house, registered())
    await close(house, await start(house))
    saturday = at(FRIDAY, "5.00") + 24 * 60 * MINUTE
    await tell(house, home_from_ed(at=at(FRIDAY, "6.00")), now=saturday)
    monday = await start(house, at(MONDAY, "8.00"))
    assert stands(monday) == [("Gunborg", None)]
    assert "kom hit" in monday.board.rows[0].content.reasons[0].freshness
    await decide(house, monday, monday.board.rows[0], decision("done"), at(MONDAY, "8.01"))
    await close(house, monday, at(MONDAY, "8.05"))
    assert stands(await build(house, at(MONDAY, "6.45") + 24 * 60 * MINUTE)) == []


@pytest.mark.parametrize("reached_the_board", [False, True])
async def test_what_comes_in_as_the_huddle_is_closed_is_not_missed(
    house, reached_the_board: bool
) -> None:
    """Acknowledged a second before the end, it may be stored after it."""
    await tell(house, registered())
    built = await start(house)
    moment = EIGHT + 10 * MINUTE
    if reached_the_board:
        await tell(house, home_from_ed(), now=moment - MINUTE)
        built = await build(house, moment)
        await decide(house, built, built.board.rows[0], decision("done"), moment)
        await close(house, built, moment)
    else:
        await close(house, built, moment)
        await tell(house, home_from_ed(), now=moment - MINUTE)
        await build(house, moment + MINUTE)
    monday = await build(house, MONDAY_MORNING)
    assert [name for name, _ in stands(monday)] == ([] if reached_the_board else ["Gunborg"])


async def test_what_did_not_fit_stands_over_to_the_next_morning(house) -> None:
    many = [f"193401{n + 10}T0{n + 10}" for n in range(16)]
    for person in many:
        await tell(house, registered(person), home_from_ed(person))
    built = await start(house)
    places = [row.place for row in built.board.rows]
    assert (places.count("now"), places.count("later")) == (13, 3)
    for row in built.board.rows[:13]:
        await decide(house, built, row, decision("done"))
    await close(house, built)
    monday = await build(house, MONDAY_MORNING)
    assert {row.content.person for row in monday.board.rows} == {
        row.content.person for row in built.board.rows[13:]
    }


async def test_a_row_that_came_after_everyone_left_has_not_been_taken_up(house) -> None:
    """A started huddle is forgotten; who is admitted meanwhile still stands on Monday."""
    await tell(house, registered())
    built = await start(house)
    late = at(FRIDAY, "8.40")
    await tell(house, cloud("inpatient.admitted", at=late - MINUTE, ward="31"), now=late)
    await build(house, late)
    await close_by_timetable(house, built.huddle.id, at(FRIDAY, "9.17"))
    [seen] = await told(house, "huddle.seen")
    assert (seen["rule"], seen["taken_up"]) == ("inskriven", False)
    assert stands(await build(house, MONDAY_MORNING)) == [("Gunborg", None)]


async def test_an_admission_that_the_room_has_seen_is_told_once(house) -> None:
    admitted = cloud("inpatient.admitted", at=NOW - 60 * MINUTE, ward="31")
    await tell(house, registered(), admitted)
    built = await start(house)
    assert stands(built) == [("Gunborg", None)]
    await close(house, built)
    assert stands(await build(house, MONDAY_MORNING)) == []


async def test_a_person_who_moves_to_another_centre_does_not_keep_the_huddle_open(house) -> None:
    await tell(house, registered(), home_from_ed(), consent())
    await tell(house, registered(SECOND, given_name="Torvald"), home_from_ed(SECOND))
    built = await start(house)
    await decide(house, built, row_of(built, "Gunborg"), decision())
    for person in ("19340304T027", SECOND):
        moved = cloud("person.listing_changed", person, at=EIGHT, vc=OTHER_CENTRE)
        await tell(house, moved, now=EIGHT)
    after = await build(house, EIGHT + MINUTE)
    assert row_of(after, "Torvald").withdrawn
    await close(house, built)
    assert (await board(house, built)).state == "closed"
    assert await told(house, "huddle.seen") == []


async def test_the_timetable_closes_what_was_started_with_red_rows_left(house) -> None:
    await tell(house, registered(), home_from_ed(), home_from_ed(at=NOW - 40 * 60 * MINUTE))
    built = await start(house)
    assert built.board.rows[0].urgency == "rod"
    await close_by_timetable(house, built.huddle.id, at(FRIDAY, "9.17"))
    assert (await board(house, built)).state == "closed"
    assert stands(await build(house, MONDAY_MORNING)) == [("Gunborg", None)]
