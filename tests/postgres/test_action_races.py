"""Everybody at the same action at once: its owner, the room, its source, and the register of lists."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import DBAPIError

from app.actions import messages as m
from app.actions import work
from app.errors import Refusal
from app.huddle import asks
from app.huddle.prepare import prepare
from app.people import states, store
from tests.houses import CENTRE, cloud, consent, home_from_ed, registered, tell, viewer
from tests.processes import until
from tests.roles import as_admin
from tests.rooms import EIGHT, MINUTE, ask, board, decide, decision, line, row_of, say, start

PEOPLE = {f"P{n:02}": f"193401{n + 10}T0{n + 10}" for n in range(12)}
STAYING = [name for n, name in enumerate(PEOPLE) if n % 3 == 0]
CANCELLED = [name for n, name in enumerate(PEOPLE) if n % 3 == 1]
MOVING = [name for n, name in enumerate(PEOPLE) if n % 3 == 2]
OTHER = "SE2321000131-DEMOVC02"
LATER = EIGHT + 5 * MINUTE


async def given(house) -> tuple[Any, dict[str, str]]:
    """A started huddle that has given an action about each to home help; the actions' ids."""
    for name, person in PEOPLE.items():
        await tell(
            house,
            registered(person, given_name=name),
            home_from_ed(person, id=f"visit-{name}"),
            consent(person),
        )
    built = await start(house)
    made = {name: decision() for name in PEOPLE}
    for name in PEOPLE:
        await decide(house, built, row_of(built, name), made[name])
    return built, {name: one.id for name, one in made.items()}


async def accept(house, key: str) -> m.ActionView:
    who = await viewer(house, "hemtjanstplanerare")
    return await work.act(house, who, UUID(key), m.Accept(str(uuid4())), LATER, LATER)


async def reopen(house, built, name: str) -> int:
    return await say(house, built.huddle.id, asks.Reopen(row_of(built, name).id), LATER)


async def cancel(house, name: str) -> None:
    taken_back = {**home_from_ed(PEOPLE[name], cancels=f"visit-{name}"), "id": f"back-{name}"}
    await tell(house, taken_back, now=LATER)
    await prepare(house, CENTRE, LATER)


async def move(house, *names: str) -> None:
    """Several at once, as a register sends them."""
    events = [
        cloud("person.listing_changed", PEOPLE[name], LATER - timedelta(minutes=1), vc=OTHER)
        for name in names
    ]
    taken = await tell(house, *events, now=LATER)
    assert {answer.status for answer in taken.answers} == {"new"}
    await prepare(house, CENTRE, LATER)


async def test_whoever_is_first_at_an_action_it_comes_to_one_end_and_nobody_waits_for_ever(
    house,
) -> None:
    built, made = await given(house)
    jobs: list[Any] = [move(house, *MOVING), move(house, *reversed(MOVING))]
    jobs += [cancel(house, name) for name in CANCELLED]
    accepting = {name: asyncio.ensure_future(accept(house, made[name])) for name in PEOPLE}
    reopening = {name: asyncio.ensure_future(reopen(house, built, name)) for name in PEOPLE}
    told = await asyncio.gather(
        *jobs, *accepting.values(), *reopening.values(), return_exceptions=True
    )
    faults = [one for one in told if isinstance(one, BaseException)]
    assert [fault for fault in faults if not isinstance(fault, Refusal)] == []

    states = dict(await ask(house, "SELECT CAST(id AS text), state FROM action"))  # type: ignore[arg-type]
    taken = {name: one.exception() is None for name, one in accepting.items()}
    undone = {name: one.exception() is None for name, one in reopening.items()}
    now = await board(house, built)
    for name in PEOPLE:
        assert not (taken[name] and undone[name]), f"{name}: both taken and undone"
        ends = {"accepted" if taken[name] else "dropped" if undone[name] else "assigned"}
        if name in STAYING:
            assert taken[name] or undone[name], f"{name}: neither"
        if name in CANCELLED and not undone[name]:
            ends = {"withdrawn"}
        assert states[made[name]] in ends, name
        row = next(row for row in now.rows if row.id == row_of(built, name).id)
        assert (row.decision is None) == undone[name], name
    accepted = await ask(
        house, "SELECT body ->> 'action' FROM event WHERE kind = 'action.accepted'"
    )
    assert sorted(row[0] for row in accepted) == sorted(made[n] for n in PEOPLE if taken[n])
    numbers = [number for number, _ in await line(house, built)]
    assert numbers == list(range(1, len(numbers) + 1))


WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


async def somebody_waits(admin_url: str, database_url: str) -> None:
    def waits() -> bool:
        with as_admin(admin_url, database_url) as admin:
            return admin.execute(WAITING).fetchone() != (0,)

    await until(waits, "somebody waits for a lock", 10)


@pytest.mark.parametrize("what", ["taken", "undone"])
async def test_an_action_of_somebody_who_is_being_moved_waits_for_the_move(
    house, admin_url, database_url, monkeypatch, what: str
) -> None:
    """The intake has the person and will want the action; whoever wants both asks in that order."""
    built, made = await given(house)
    name = MOVING[0]
    held, go, real = asyncio.Event(), asyncio.Event(), store.move

    async def paused(*told: Any) -> None:
        held.set()
        await go.wait()
        await real(*told)

    monkeypatch.setattr(store, "move", paused)
    moving = asyncio.create_task(move(house, name))
    await held.wait()
    asked = accept(house, made[name]) if what == "taken" else reopen(house, built, name)
    asking = asyncio.create_task(asked)  # type: ignore[var-annotated,arg-type]
    await somebody_waits(admin_url, database_url)
    go.set()
    told = await asyncio.gather(moving, asking, return_exceptions=True)
    assert [one for one in told if isinstance(one, DBAPIError)] == []
    [(centre, state)] = await ask(
        house, "SELECT centre, state FROM action WHERE CAST(id AS text) = :id", id=made[name]
    )
    # Home help is called to both centres and takes it; the room that regrets has lost the person.
    assert (centre, state) == (OTHER, {"taken": "accepted", "undone": "assigned"}[what])


async def test_an_intake_that_others_wait_for_as_it_waits_for_them_goes_again(
    house, admin_url, database_url
) -> None:
    await tell(house, *map(registered, PEOPLE.values()))
    first, *_, last = sorted(row[0] for row in await ask(house, "SELECT id FROM person"))
    sent = [home_from_ed(person) for person in PEOPLE.values()]
    async with house.database.work() as session:
        await states.lock(session, last)
        taking = asyncio.create_task(tell(house, *sent))
        await somebody_waits(admin_url, database_url)
        await states.lock(session, first)
    assert {answer.status for answer in (await taking).answers} == {"new"}
