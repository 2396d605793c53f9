"""What the room decides on a Friday, and what stands before it on Monday because of that."""

from uuid import UUID, uuid4

import pytest

from app.actions import messages as m
from app.actions import work
from app.errors import Refused
from app.huddle import asks
from tests.houses import HOME_HELP, consent, home_from_ed, registered, tell, viewer
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

PERSONS = {
    name: f"193401{day:02}T0{day:02}"
    for day, name in enumerate(
        ("Undecided", "Done", "Needless", "Lifted", "Dropped", "Deferred", "Given", "Late", "Taken",
         "Returned", "Finished", "Regretted"),
        start=10,
    )
}  # fmt: skip
TUESDAY = at(MONDAY, "10.00") + 24 * 60 * MINUTE


async def home_in_the_night(house, *names: str) -> None:
    events = [
        event
        for name in names
        for event in (
            registered(PERSONS[name], given_name=name), consent(PERSONS[name]),
            home_from_ed(PERSONS[name]),
        )
    ]  # fmt: skip
    await tell(house, *events)


async def act(house, told_, command: m.ActionCommand, now=EIGHT + 5 * MINUTE) -> m.ActionView:
    planner = await viewer(house, "hemtjanstplanerare")
    return await work.act(house, planner, UUID(told_.id), command, now, now)


async def test_what_each_decision_makes_of_the_next_mornings(house) -> None:
    await home_in_the_night(house, *PERSONS)
    built = await start(house)
    due_tuesday = {"due": TUESDAY}
    given = {
        "Done": decision("done"),
        "Needless": decision("not_needed"),
        "Lifted": decision("lift"),
        "Dropped": decision("drop"),
        "Deferred": decision("defer", until=TUESDAY.date()),
        "Given": decision(**due_tuesday),
        "Late": decision(),
        "Taken": decision(**due_tuesday),
        "Returned": decision(**due_tuesday),
        "Finished": decision(),
        "Regretted": decision("drop"),
    }
    for name, one in given.items():
        await decide(house, built, row_of(built, name), one)
    await say(house, built.huddle.id, asks.Reopen(row_of(built, "Regretted").id))
    for name in ("Late", "Taken"):
        await act(house, given[name], m.Accept(str(uuid4())))
    await act(house, given["Returned"], m.Return(str(uuid4()), "hinner_inte", "Fullt i dag"))
    await act(house, given["Finished"], m.Done(str(uuid4()), "genomford"))
    await close(house, built)

    monday = await build(house, at(MONDAY, "7.40"))
    assert sorted(stands(monday)) == [
        ("Given", "ingen_har_tagit_emot"),
        ("Late", "forsenad"),
        ("Regretted", None),
        ("Returned", "atersand"),
        ("Undecided", None),
    ]  # fmt: skip
    assert (
        row_of(monday, "Returned").content.stood[0].text
        == "Återsänd. Hinner inte i tid. Fullt i dag."
    )
    assert [row.content.stood[0].mornings for row in monday.board.rows] == [2] * 5

    tuesday = await build(house, TUESDAY - 140 * MINUTE)
    assert dict(stands(tuesday))["Deferred"] == "aterkommer"
    assert "Taken" not in dict(stands(tuesday)), "accepted, and not due until ten"
    ends = dict(
        await ask(
            house,
            "SELECT p.state ->> 'given_name', o.ended FROM obligation o JOIN person p ON p.id = person",
        )
    )
    assert ends == {
        "Done": "solved", "Needless": "no_longer_relevant", "Lifted": None,
        "Dropped": "no_longer_relevant", "Deferred": None, "Given": None, "Late": None,
        "Taken": None, "Returned": None, "Finished": "solved", "Regretted": None, "Undecided": None,
    }  # fmt: skip


async def test_a_decision_is_told_for_each_obligation_of_its_row(house) -> None:
    await home_in_the_night(house, "Given")
    await tell(house, home_from_ed(PERSONS["Given"], at=EIGHT - 30 * 60 * MINUTE))
    built = await start(house)
    [row] = built.board.rows
    assert len(row.content.needs) == 2
    one = decision("action", route="vc", role="hemtjanst_planerare")
    await decide(house, built, row, one)
    bodies = await told(house, "huddle.decided")
    assert {body["episode"] for body in bodies} == {reason.episode for reason in row.content.needs}
    for body in bodies:
        kept = {name: body[name] for name in ("rule", "decision", "owner", "route", "action")}
        assert kept == {
            "rule": "akut-ej-inlagd", "decision": "action", "owner": HOME_HELP, "route": "vc",
            "action": one.id,
        }  # fmt: skip
    assert len(await ask(house, "SELECT FROM action")) == 1, "one thing to do"


async def test_regretting_undoes_all_that_the_decision_made(house) -> None:
    await home_in_the_night(house, "Given")
    built = await start(house)
    row = row_of(built, "Given")
    one = decision()
    await decide(house, built, row, one)
    await say(house, built.huddle.id, asks.Reopen(row.id))
    assert await ask(house, "SELECT state, reason FROM action") == [
        ("dropped", "Ändrat i avstämningen.")
    ]
    [person] = await ask(house, "SELECT state -> 'decisions' FROM person")
    assert person in [([],), (None,)]
    with pytest.raises(Refused, match="avförd"):
        await act(house, one, m.Accept(str(uuid4())))
    await decide(house, built, row, decision("done"))
    await close(house, built)
    assert stands(await build(house, at(MONDAY, "7.40"))) == []


async def test_what_somebody_has_accepted_is_not_regretted(house) -> None:
    await home_in_the_night(house, "Given")
    built = await start(house)
    one = decision()
    await decide(house, built, row_of(built, "Given"), one)
    await act(house, one, m.Accept(str(uuid4())))
    with pytest.raises(Refused, match="redan mottagen"):
        await say(house, built.huddle.id, asks.Reopen(row_of(built, "Given").id))
    assert row_of(await board(house, built), "Given").action.state == "accepted"


async def test_what_comes_back_while_the_room_is_at_it_is_a_new_row(house) -> None:
    await home_in_the_night(house, "Returned")
    built = await start(house)
    one = decision()
    await decide(house, built, row_of(built, "Returned"), one)
    await act(house, one, m.Return(str(uuid4()), "fel_ansvarig"))
    again = await build(house, EIGHT + 6 * MINUTE)
    first, second = again.board.rows
    assert (first.decision.id, first.action.state) == (one.id, "returned")
    assert (second.decision, second.content.stood[0].mark) == (None, "atersand")
    assert second.new_at == EIGHT + 6 * MINUTE


async def test_a_decision_brings_nobody_back_the_same_day(house) -> None:
    await home_in_the_night(house, "Given", "Deferred", "Done")
    built = await start(house)
    for name, kind in (("Given", "action"), ("Deferred", "defer"), ("Done", "done")):
        await decide(house, built, row_of(built, name), decision(kind))
    again = await build(house, EIGHT + 8 * MINUTE)
    assert len(again.board.rows) == 3
    assert again.huddle.day == FRIDAY
