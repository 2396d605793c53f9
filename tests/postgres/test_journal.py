"""Journalfört: what licensed staff end stands in the record, or is theirs to write until it does."""

from uuid import UUID, uuid4

import pytest

from app.actions import messages as m
from app.actions import work
from app.errors import Refused, Rejected
from app.huddle import asks
from tests.houses import TEAM, cloud, consent, home_from_ed, registered, tell, viewer
from tests.rooms import (
    EIGHT,
    FRIDAY,
    MINUTE,
    at,
    board,
    build,
    decide,
    decision,
    row_of,
    say,
    start,
    told,
)

NURSE, TEAM_NURSE, PLANNER = "aldre-ssk", "kommunal-ssk", "hemtjanstplanerare"
LATER = EIGHT + 5 * MINUTE


async def begun(house, one):
    await tell(house, registered(), home_from_ed(), consent())
    built = await start(house)
    await decide(house, built, row_of(built, "Gunborg"), one)
    return built


async def mine(house, who: str = NURSE, now=LATER) -> list[m.ActionView]:
    return (await work.list_for(house, await viewer(house, who), now, now)).mine


async def done(house, key: str, who: str, now=LATER, **how) -> m.ActionView:
    command = m.Done(str(uuid4()), "genomford", **how)
    return await work.act(house, await viewer(house, who), UUID(key), command, now, now)


ENDS = [
    # the end, what was said of the record, what stands in Mina åtgärder
    ("done", None, [], "nobody has said"),
    ("done", True, [], "it is written"),
    ("done", False, ["Journalför ”Åter hem från akuten”: Gunborg Öhrnäs"], "it is to be"),
    ("not_needed", False, ["Journalför ”Åter hem från akuten”: Gunborg Öhrnäs"], "a no is one too"),
]


@pytest.mark.parametrize(("kind", "journaled", "stands", "comment"), ENDS)
async def test_what_the_room_ended_is_the_nurses_to_write_until_it_is_written(
    house, kind: str, journaled: bool | None, stands: list[str], comment: str
) -> None:
    await begun(house, decision(kind, journaled=journaled))
    assert [one.title for one in await mine(house)] == stands, comment
    assert [body.get("journaled") for body in await told(house, "huddle.decided")] == [journaled]
    for one in await mine(house):
        assert (one.state, one.journal) == ("accepted", "Åter hem från akuten")
        assert one.due == at(FRIDAY, "16.00"), "local time"
        assert (await done(house, one.id, NURSE)).state == "done"
    assert {one.state for one in await mine(house)} <= {"done"}


@pytest.mark.parametrize("kind", ["action", "defer", "lift", "drop"])
async def test_what_is_not_ended_is_not_journaled(house, kind: str) -> None:
    with pytest.raises(Refused, match="Journalfört anges om det som är klart"):
        await begun(house, decision(kind, journaled=False))


async def test_a_decision_that_is_taken_back_is_not_to_be_written(house) -> None:
    built = await begun(house, decision("done", journaled=False))
    row = row_of(await board(house, built), "Gunborg")
    await say(house, built.huddle.id, asks.Reopen(row.id))
    assert [one.state for one in await mine(house)] == ["dropped"]


async def test_what_a_nurse_has_done_is_hers_to_write_and_is_not_passed_on(house) -> None:
    one = decision(owner=TEAM)
    await begun(house, one)
    await done(house, one.id, TEAM_NURSE, journaled=False)
    [written] = [each for each in await mine(house, TEAM_NURSE) if each.journal is not None]
    assert written.title == "Journalför ”Ring”: Gunborg Öhrnäs"
    assert written.journal == "Ring"
    who = await viewer(house, TEAM_NURSE)
    for command in (m.Return(str(uuid4()), "hinner_inte"), m.HandOver(str(uuid4()), TEAM)):
        with pytest.raises(Refused, match="klart när det är skrivet"):
            await work.act(house, who, UUID(written.id), command, LATER, LATER)
    await done(house, written.id, TEAM_NURSE)
    assert {each.state for each in await mine(house, TEAM_NURSE)} == {"done"}
    assert [body.get("journaled") for body in await told(house, "action.done")] == [False, None]


async def test_home_help_keeps_no_record_of_care(house) -> None:
    one = decision()
    await begun(house, one)
    with pytest.raises(Rejected, match="legitimerad personal"):
        await done(house, one.id, PLANNER, journaled=True)
    assert (await done(house, one.id, PLANNER)).state == "done"


async def test_a_death_does_not_take_away_what_is_to_be_written(house) -> None:
    await begun(house, decision("done", journaled=False))
    await tell(house, cloud("person.died", at=EIGHT + MINUTE, on=FRIDAY.isoformat()), now=LATER)
    await build(house, LATER)
    assert [one.state for one in await mine(house)] == ["accepted"]
