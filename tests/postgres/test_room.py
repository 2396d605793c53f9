"""A room: what each command leaves behind, once, and from whom it is refused."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest

from app.errors import Refused, Unknown
from app.huddle import asks
from app.huddle.evolve import replay
from tests.houses import (
    CENTRE,
    EMERGENCY,
    HOME_HELP,
    NEEDS,
    TEAM,
    consent,
    home_from_ed,
    registered,
    tell,
)
from tests.rooms import (
    EIGHT,
    FRIDAY,
    MINUTE,
    ask,
    at,
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


def renamed(told_, id_: str):
    return replace(told_, id=id_)


async def furnished(house, *, shares: bool = True) -> None:
    """Two persons home from the emergency department; the first shares with the municipality."""
    await tell(house, registered(), home_from_ed(), *([consent()] if shares else []))
    await tell(house, registered(SECOND, given_name="Torvald"), home_from_ed(SECOND))


async def test_every_command_leaves_its_change_in_the_line(house) -> None:
    await furnished(house)
    built = await build(house)
    key, (first, second) = built.huddle.id, built.board.rows
    for command in (
        asks.SetPresence(HOME_HELP, "room"),
        asks.Start(),
        asks.OpenRow(first.id),
        asks.LeaveRow(first.id),
        asks.OpenRow(second.id),
        asks.Decide(second.id, decision("done")),
        asks.Reopen(second.id),
        asks.Close(),
    ):
        await say(house, key, command)
    numbered = await line(house, built)
    assert [type(change).__name__ for _, change in numbered] == [
        "AgendaBuilt", "PresenceSet", "Started", "PresenceSet", "RowOpened", "RowLeft", "RowOpened", "RowLeft",
        "Decided", "Reopened", "Closed",
    ]  # fmt: skip
    assert [number for number, _ in numbered] == list(range(1, 12))


async def test_the_line_replayed_is_the_board_that_the_table_tells_of(house) -> None:
    await furnished(house)
    built = await start(house)
    await decide(house, built, row_of(built, "Gunborg"), decision())
    await close(house, built)
    shown = await board(house, built)
    [row] = await ask(house, "SELECT state, version, ends_at, closed_at FROM huddle")
    assert row == (shown.state, shown.version, shown.ends_at, shown.closed_at)


async def test_the_same_command_twice_is_once(house) -> None:
    await furnished(house)
    built = await start(house)
    command, id_ = asks.Decide(row_of(built, "Gunborg").id, decision()), str(uuid4())
    first = await say(house, built.huddle.id, command, id_=id_)
    again = await say(house, built.huddle.id, command, EIGHT + MINUTE, id_=id_)
    assert first == again
    assert len(await told(house, "huddle.decided")) == 1
    assert len(await ask(house, "SELECT FROM action")) == 1
    assert len(await ask(house, "SELECT FROM audit WHERE act = 'huddle:decided'")) == 1


async def test_the_same_command_sent_twice_at_once_is_once(house) -> None:
    await furnished(house)
    built = await start(house)
    command, id_ = asks.Decide(row_of(built, "Gunborg").id, decision()), str(uuid4())
    sent = [say(house, built.huddle.id, command, id_=id_) for _ in range(5)]
    assert len(set(await asyncio.gather(*sent))) == 1
    assert len(await told(house, "huddle.decided")) == 1


async def test_many_at_once_get_numbers_without_a_gap(house) -> None:
    await furnished(house)
    built = await start(house)
    key, rows = built.huddle.id, built.board.rows
    units = (HOME_HELP, TEAM, NEEDS)
    commands = [asks.SetPresence(unit, "room") for unit in units]
    commands += [asks.OpenRow(row.id) for row in rows for _ in range(3)]
    commands += [asks.SetPresence(unit, "link") for unit in units]
    versions = await asyncio.gather(*(say(house, key, one) for one in commands))
    numbers = [number for number, _ in await line(house, built)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert max(versions) == len(numbers)
    assert (await board(house, built)).version == len(numbers)


@pytest.mark.parametrize("who", ["hemtjanstplanerare", "bistandshandlaggare", "kommunal-ssk"])
async def test_only_the_convenor_commands(house, who: str) -> None:
    await furnished(house)
    built = await start(house)
    before = await line(house, built)
    row = built.board.rows[0].id
    for command in (asks.Close(), asks.OpenRow(row), asks.SetPresence(HOME_HELP, "room")):
        with pytest.raises(Refused, match="leder avstämningen"):
            await say(house, built.huddle.id, command, who=who)
    assert await line(house, built) == before


async def test_a_chef_has_no_huddle_to_command(house) -> None:
    built = await start(house)
    with pytest.raises(Unknown):
        await say(house, built.huddle.id, asks.Close(), who="chef")


async def test_a_huddle_that_does_not_exist_is_unknown(house) -> None:
    with pytest.raises(Unknown):
        await say(house, uuid4(), asks.Start())


@pytest.mark.parametrize(
    ("told_", "says", "comment"),
    [
        (decision(owner=EMERGENCY), "kallad till avstämningen", "a unit that is not called"),
        (decision(owner="nobody"), "kallad till avstämningen", "no unit at all"),
        (decision(due=EIGHT - MINUTE), "passerat", "a time that has passed"),
        (decision("defer", reason=None), "varför", "deferred without a word"),
    ],
)
async def test_a_decision_that_cannot_be_carried_out_is_refused_and_leaves_nothing(
    house, told_, says: str, comment: str
) -> None:
    await furnished(house)
    built = await start(house)
    before = await line(house, built)
    with pytest.raises(Refused, match=says):
        await decide(house, built, row_of(built, "Gunborg"), told_)
    assert await line(house, built) == before, comment
    assert await told(house, "huddle.decided") == []
    assert await ask(house, "SELECT FROM action") == []


async def test_an_action_goes_to_nobody_who_may_not_hear_the_name(house) -> None:
    await furnished(house, shares=False)
    built = await start(house)
    row = row_of(built, "Gunborg")
    for unit in (HOME_HELP, NEEDS, TEAM):
        with pytest.raises(Refused, match="utan samtycke"):
            await decide(house, built, row, decision(owner=unit))
    await decide(house, built, row, decision(owner=CENTRE))
    assert await ask(house, "SELECT owner FROM action") == [(CENTRE,)]


@pytest.mark.parametrize("id_", ["", "nej", "x" * 200, "a\0b"])
async def test_an_id_that_is_no_uuid_is_refused(house, id_: str) -> None:
    await furnished(house)
    built = await start(house)
    row = built.board.rows[0].id
    with pytest.raises(Refused, match="UUID"):
        await say(house, built.huddle.id, asks.OpenRow(row), id_=id_ or " ")
    for kind in ("action", "done"):
        with pytest.raises(Refused, match="UUID"):
            await decide(house, built, row, renamed(decision(kind), id_))


async def test_a_decisions_id_is_used_for_one_decision(house) -> None:
    await furnished(house)
    built = await start(house)
    first, second = built.board.rows
    once = decision("done")
    await decide(house, built, first, once)
    with pytest.raises(Refused, match="redan använt"):
        await decide(house, built, second, renamed(decision(owner=CENTRE), once.id))
    await say(house, built.huddle.id, asks.Reopen(first.id))
    with pytest.raises(Refused, match="redan använt"):
        await decide(house, built, first, once)
    assert (await board(house, built)).row(first.id).decision is None


async def test_an_id_in_capitals_names_the_same_action(house) -> None:
    await furnished(house)
    built = await start(house)
    shouted = decision()
    await decide(house, built, row_of(built, "Gunborg"), renamed(shouted, shouted.id.upper()))
    [body] = await told(house, "huddle.decided")
    assert body["action"] == shouted.id
    assert row_of(await board(house, built), "Gunborg").decision.id == shouted.id


async def test_a_huddle_is_not_started_before_twenty_to(house) -> None:
    built = await build(house, at(FRIDAY, "7.39"))
    with pytest.raises(Refused, match="20 minuter"):
        await say(house, built.huddle.id, asks.Start(), at(FRIDAY, "7.39"))
    assert await say(house, built.huddle.id, asks.Start(), at(FRIDAY, "7.40")) == 3


async def test_a_red_row_is_not_passed_over_at_the_close(house) -> None:
    await furnished(house)
    await tell(house, home_from_ed(at=EIGHT - 20 * 60 * MINUTE))
    built = await start(house)
    [red] = [row for row in built.board.rows if row.urgency == "rod"]
    with pytest.raises(Refused, match="En röd rad"):
        await close(house, built)
    await decide(house, built, red, decision("done"))
    await close(house, built)
    assert (await board(house, built)).state == "closed"


async def test_the_seconds_per_row_stand_in_the_line(house) -> None:
    await furnished(house)
    built = await start(house)
    first, second = built.board.rows
    await say(house, built.huddle.id, asks.OpenRow(first.id), EIGHT)
    await say(house, built.huddle.id, asks.OpenRow(second.id), EIGHT + MINUTE)
    await decide(house, built, second, decision("done"), EIGHT + 2.5 * MINUTE)
    shown = await board(house, built)
    assert [row.spent for row in shown.rows] == [60, 90]
    assert replay(built.board, [one for _, one in (await line(house, built))[1:]]) == shown
