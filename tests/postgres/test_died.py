"""Somebody has died: those concerned are told once, what is open closes, and nothing is proposed."""

from app.actions import work
from tests.houses import NOW, cloud, consent, home_from_ed, registered, tell, viewer
from tests.rooms import (
    EIGHT,
    FRIDAY,
    MINUTE,
    MONDAY,
    at,
    board,
    build,
    close,
    decide,
    decision,
    stands,
    start,
)

DIED = cloud("person.died", at=EIGHT + MINUTE, on=FRIDAY.isoformat())
LATER = EIGHT + 3 * MINUTE


async def test_a_death_closes_what_is_open_and_tells_the_owner(house) -> None:
    await tell(house, registered(), consent(), home_from_ed())
    built = await start(house)
    one = decision()
    await decide(house, built, built.board.rows[0], one)
    await tell(house, DIED, now=LATER)
    await build(house, LATER)

    planner = await viewer(house, "hemtjanstplanerare")
    [action] = (await work.list_for(house, planner, LATER, LATER)).mine
    assert (action.state, action.note, action.may) == ("withdrawn", "Personen har avlidit.", [])
    first, death = (await board(house, built)).rows
    assert (first.decision, first.action.state) == (one, "withdrawn"), "the minutes stand"
    assert [reason.rule for reason in death.content.reasons] == ["avliden"]
    assert (death.content.reasons[0].what, death.content.cfs_state) == ("", "hidden")


async def test_a_death_is_told_in_one_huddle_and_never_again(house) -> None:
    died = cloud("person.died", at=NOW - 60 * MINUTE, on=FRIDAY.isoformat())
    await tell(house, registered(), home_from_ed(), died)
    built = await start(house)
    [row] = built.board.rows
    assert [reason.rule for reason in row.content.reasons] == ["avliden"]
    await close(house, built)
    assert stands(await build(house, at(MONDAY, "7.40"))) == []
