"""Mina åtgärder: what a unit owns, what it may do with it, once, and what the room hears of it."""

import asyncio
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from app.actions import messages as m
from app.actions import work
from app.errors import Refused, Rejected, Unknown
from app.huddle import asks
from tests.houses import (
    HOME_HELP,
    NEEDS,
    TEAM,
    consent,
    home_from_ed,
    registered,
    tell,
    viewer,
)
from tests.rooms import (
    EIGHT,
    MINUTE,
    board,
    build,
    close,
    decide,
    decision,
    line,
    row_of,
    say,
    start,
    told,
)

SECOND = "19400505T043"
PLANNER, NURSE = "hemtjanstplanerare", "aldre-ssk"
LATER = EIGHT + 5 * MINUTE


async def given(house, **how):
    """An action that the room has just given to home help; answers the huddle and its decision."""
    await tell(house, registered(), home_from_ed(), consent())
    built = await start(house)
    one = decision(**how)
    await decide(house, built, row_of(built, "Gunborg"), one)
    return built, one


async def act(house, one, command, who: str = PLANNER, now=LATER) -> m.ActionView:
    return await work.act(house, await viewer(house, who), UUID(one.id), command, now, now)


async def listed(house, who: str = PLANNER, now=LATER) -> m.ActionsView:
    return await work.list_for(house, await viewer(house, who), now, now)


def accept() -> m.Accept:
    return m.Accept(str(uuid4()))


async def test_an_action_stands_with_its_owner_and_is_awaited_by_the_centre(house) -> None:
    await given(house)
    [mine] = (await listed(house)).mine
    assert mine.title == "Ring: Gunborg Öhrnäs"
    assert (mine.state, mine.late, mine.decided_by) == ("assigned", False, "Karin Vallmo")
    assert mine.may == ["accept", "return", "done", "hand_over"]
    waited = await listed(house, NURSE)
    assert ([one.id for one in waited.waiting], waited.mine) == ([mine.id], [])
    assert waited.waiting[0].may == []
    for who in ("bistandshandlaggare", "kommunal-ssk"):
        other = await listed(house, who)
        assert (other.mine, other.waiting) == ([], [])


async def test_it_is_late_when_its_time_has_passed(house) -> None:
    _, one = await given(house)
    assert [view.late for view in (await listed(house, now=one.due)).mine] == [False]
    assert [view.late for view in (await listed(house, now=one.due + MINUTE)).mine] == [True]
    await act(house, one, m.Done(str(uuid4()), "genomford"), now=one.due + 2 * MINUTE)
    assert [view.late for view in (await listed(house, now=one.due + 3 * MINUTE)).mine] == [False]


MOVES = [
    (accept(), "accepted", None, "action.accepted"),
    (m.Return(str(uuid4()), "fel_ansvarig"), "returned", "Fel ansvarig.", "action.returned"),
    (m.Return(str(uuid4()), "hinner_inte", "  Fullt. "), "returned", "Hinner inte i tid. Fullt.",
     "action.returned"),
    (m.Return(str(uuid4()), "behover_underlag", ""), "returned", "Behöver mer underlag.",
     "action.returned"),
    (m.Done(str(uuid4()), "genomford", person_told=True), "done", "Genomförd", "action.done"),
    (m.Done(str(uuid4()), "ej_nadd"), "done", "Ej nådd", "action.done"),
    (m.HandOver(str(uuid4()), TEAM), "assigned", None, "action.handed_over"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "state", "reason", "kind"), MOVES)
async def test_each_move_is_an_event_and_is_heard_in_the_room(
    house, command, state: str, reason: str | None, kind: str
) -> None:
    built, one = await given(house)
    view = await act(house, one, command)
    assert (view.state, view.reason) == (state, reason)
    [body] = await told(house, kind)
    assert (body["action"], body["by"]) == (one.id, HOME_HELP)
    mark = row_of(await board(house, built), "Gunborg").action
    assert (mark.state, mark.reason) == (state, reason)
    assert type((await line(house, built))[-1][1]).__name__ == "ActionMoved"


async def test_whether_the_person_has_been_told_is_kept(house) -> None:
    _, one = await given(house)
    await act(house, one, m.Done(str(uuid4()), "genomford", person_told=False))
    assert [body["person_told"] for body in await told(house, "action.done")] == [False]


async def test_the_same_command_twice_is_once(house) -> None:
    built, one = await given(house)
    command = accept()
    first = await act(house, one, command)
    again = await act(house, one, command, now=LATER + MINUTE)
    assert (first.state, again.state) == ("accepted", "accepted")
    assert len(await told(house, "action.accepted")) == 1
    kinds = [type(change).__name__ for _, change in await line(house, built)]
    assert kinds.count("ActionMoved") == 1


async def test_the_same_command_sent_five_times_at_once_is_once(house) -> None:
    _, one = await given(house)
    command = accept()
    views = await asyncio.gather(*(act(house, one, command) for _ in range(5)))
    assert {view.state for view in views} == {"accepted"}
    assert len(await told(house, "action.accepted")) == 1


async def test_of_two_who_accept_at_once_one_does_and_the_other_hears_it(house) -> None:
    _, one = await given(house)
    both = await asyncio.gather(
        act(house, one, accept()), act(house, one, accept()), return_exceptions=True
    )
    [refused] = [answer for answer in both if isinstance(answer, BaseException)]
    assert isinstance(refused, Refused)
    assert "redan mottagen" in refused.detail
    assert len(await told(house, "action.accepted")) == 1


@pytest.mark.parametrize("id_", ["", "x", "1234"])
async def test_an_id_that_is_no_uuid_is_rejected(house, id_: str) -> None:
    _, one = await given(house)
    with pytest.raises(Rejected, match="UUID"):
        await act(house, one, m.Accept(id_))


async def test_another_unit_does_not_move_it_and_an_unknown_one_is_unknown(house) -> None:
    _, one = await given(house)
    for who in ("bistandshandlaggare", "kommunal-ssk", "chef"):
        with pytest.raises(Unknown):
            await act(house, one, accept(), who)
    with pytest.raises(Refused, match="annan enhet"):
        await act(house, one, accept(), NURSE)
    with pytest.raises(Unknown):
        await act(house, replace(one, id=str(uuid4())), accept())
    assert [view.state for view in (await listed(house)).mine] == ["assigned"]


@pytest.mark.parametrize(
    ("to", "says"),
    [(HOME_HELP, "redan hos"), ("SE0000001490-DEMOHT2", "kallad"), ("nobody", "kallad")],
)
async def test_it_is_handed_over_only_to_another_that_is_called(house, to: str, says: str) -> None:
    _, one = await given(house)
    with pytest.raises(Refused, match=says):
        await act(house, one, m.HandOver(str(uuid4()), to))


async def test_what_is_handed_over_is_the_others_to_accept(house) -> None:
    _, one = await given(house)
    await act(house, one, accept())
    await act(house, one, m.HandOver(str(uuid4()), NEEDS))
    assert (await listed(house)).mine == []
    [theirs] = (await listed(house, "bistandshandlaggare")).mine
    assert (theirs.state, theirs.owner) == ("assigned", NEEDS)
    await act(house, one, accept(), "bistandshandlaggare")


async def test_what_comes_back_is_the_centres_to_hand_on_or_close(house) -> None:
    _, one = await given(house)
    await act(house, one, m.Return(str(uuid4()), "fel_ansvarig"))
    [waited] = (await listed(house, NURSE)).waiting
    assert waited.may == ["hand_over", "done"]
    await act(house, one, m.HandOver(str(uuid4()), TEAM), NURSE)
    [theirs] = (await listed(house, "kommunal-ssk")).mine
    assert theirs.state == "assigned"


async def test_a_comment_that_no_database_could_hold_is_rejected(house) -> None:
    _, one = await given(house)
    with pytest.raises((Rejected, Refused), match="inte går att spara"):
        await act(house, one, m.Return(str(uuid4()), "hinner_inte", "a\0b"))
    assert [view.state for view in (await listed(house)).mine] == ["assigned"]


async def test_accepting_and_leading_at_once_never_wait_for_each_other(house) -> None:
    """The room decides, regrets and closes while others take their actions: no deadlock."""
    people = {f"P{n}": f"193401{n + 10}T0{n + 10}" for n in range(6)}
    for name, person in people.items():
        await tell(
            house, registered(person, given_name=name), home_from_ed(person), consent(person)
        )
    built = await start(house)
    made = {name: decision() for name in people}
    for name in ("P0", "P1", "P2"):
        await decide(house, built, row_of(built, name), made[name])
    work_ = [act(house, made[name], accept()) for name in ("P0", "P1", "P2")]
    work_ += [decide(house, built, row_of(built, name), made[name]) for name in ("P3", "P4", "P5")]
    work_ += [say(house, built.huddle.id, asks.Reopen(row_of(built, "P0").id)), build(house, LATER)]
    answers = await asyncio.gather(*work_, close(house, built), return_exceptions=True)
    faults = [one for one in answers if isinstance(one, Exception) and not isinstance(one, Refused)]
    assert faults == []
    numbers = [number for number, _ in await line(house, built)]
    assert numbers == list(range(1, len(numbers) + 1))
