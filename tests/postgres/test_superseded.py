"""What a huddle decides anew takes the place of an action that nobody finished."""

import pytest

from tests.houses import HOME_HELP, TEAM, consent, home_from_ed, registered, tell
from tests.rooms import MONDAY, ask, at, build, close, decide, decision, row_of, start

EIGHT_ON_MONDAY = at(MONDAY, "8.02")
ACTIONS = "SELECT owner, state, reason FROM action ORDER BY decided_at, id"


@pytest.mark.parametrize("kind", ["action", "not_needed", "lift", "defer"])
async def test_an_action_nobody_took_gives_way_to_the_next_decision(house, kind: str) -> None:
    await tell(house, registered(), consent(), home_from_ed())
    friday = await start(house)
    await decide(house, friday, row_of(friday, "Gunborg"), decision(owner=HOME_HELP))
    await close(house, friday)

    monday = await build(house, at(MONDAY, "7.40"))
    row = row_of(monday, "Gunborg")
    assert row.content.stood[0].mark == "ingen_har_tagit_emot"
    await start(house, EIGHT_ON_MONDAY)
    again = decision(kind, EIGHT_ON_MONDAY, **({"owner": TEAM} if kind == "action" else {}))
    await decide(house, monday, row, again, EIGHT_ON_MONDAY)

    replaced = (HOME_HELP, "dropped", "Ersatt av ett nytt beslut i avstämningen.")
    new = [(TEAM, "assigned", None)] if kind == "action" else []
    assert await ask(house, ACTIONS) == [replaced, *new]
