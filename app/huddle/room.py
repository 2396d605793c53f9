"""Room understands what a command in a live huddle sets going: decide, append, carry out, commit.

Everything a command causes (numbered changes, our own events, actions, the log) is in one
transaction; who has the board open is woken after it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.access import audit
from app.access.party import Party
from app.access.policy import hears_name
from app.access.subject import subject_of
from app.access.viewer import Viewer
from app.actions import journal
from app.actions import store as actions
from app.actions.action import WHY_NOT
from app.errors import Refused, Unknown
from app.house import House
from app.huddle import asks as m
from app.huddle import board as b
from app.huddle import minutes, store
from app.huddle.decide import decide
from app.huddle.evolve import replay
from app.huddle.look import acted, resighted, seeing_of, wall
from app.huddle.matter import Matter
from app.huddle.prepare import TIMETABLE
from app.huddle.present import kept_from
from app.organisation import Centre
from app.people.states import load, lock, visible
from app.people.store import record

UNDONE = "Ändrat i avstämningen."
USED = "Beslutets id är redan använt. Försök igen."
MOVED = "Personen är inte längre listad på vårdcentralen."


async def act(
    house: House, viewer: Viewer, key: UUID, message: m.Act, now: datetime, real_now: datetime
) -> int:
    """Carry out a command; answers the board's version after it. Sent twice it is done once.

    Raises Refused with the word the room is to read, Unknown when the viewer has no such huddle.
    """
    _uuid(message.id, "Kommandots")
    async with house.database.acting_as(viewer) as session:
        huddle = await store.by_id(session, key)
        if huddle is None:
            raise Unknown("Avstämningen finns inte för dig.")
        await store.lock(session, huddle.id)
        if done := await store.already(session, huddle, message.id):
            return done
        centre = house.organisation.centres[huddle.centre]
        board = await store.board(session, huddle, centre)
        actor = b.Actor(viewer.leads(huddle.centre), viewer.unit)
        changes = decide(board, command_of(message.command), actor, now)
        if isinstance(changes, b.Refused):
            raise Refused(changes.reason)
        if not changes:
            return board.version
        after = await carry(session, house, viewer, huddle, board, changes, now, message.id)
        lines = [acted(house, huddle.id, board, change, viewer.party, now) for change in changes]
        await audit.write(session, viewer, lines, now, real_now)
        return after.version


async def carry(
    session: AsyncSession, house: House, viewer: Viewer, huddle: store.Huddle, board: b.Board,
    changes: Sequence[b.Change], now: datetime, command: str | None = None,
) -> b.Board:  # fmt: skip
    """Write what has been decided on a board that is locked, with all that it causes; the board after.

    Raises Refused. The log is the caller's: whoever asked is named in it.
    """
    centre = house.organisation.centres[huddle.centre]
    _check_owners(house, centre, board, changes, now)
    await _check_present(session, house, centre, board, changes, now)
    after = replay(board, changes)
    await store.append(session, huddle, after, changes, now, viewer.id, command)
    for change in changes:
        await _carry_out(session, house, huddle, board, after, change, viewer, now)
    return after


async def close_by_timetable(house: House, key: UUID, now: datetime) -> None:
    """Close a huddle that is over: held if it was started, else not held."""
    async with house.database.work() as session:
        huddle = await store.by_id(session, key)
        assert huddle is not None
        await store.lock(session, huddle.id)
        board = await store.board(session, huddle, house.organisation.centre(huddle.centre))
        changes = decide(board, b.Close(by_timetable=True), b.Actor(leads=True), now)
        if isinstance(changes, b.Refused) or not changes:
            return
        after = replay(board, changes)
        await store.append(session, huddle, after, changes, now, TIMETABLE)
        for change in changes:
            await _carry_out(session, house, huddle, board, after, change, None, now)


async def action_moved(
    session: AsyncSession, house: House, action: actions.Action, mark: b.ActionMark, by: str,
    now: datetime,
) -> None:  # fmt: skip
    """Tell the room that an action decided in it has come further."""
    huddle = await store.by_id(session, action.huddle)
    if huddle is None:
        return
    await store.lock(session, huddle.id)
    board = await store.board(session, huddle, house.organisation.centre(huddle.centre))
    row = board.row(action.row)
    if row is None or row.decision is None or row.decision.id != str(action.id):
        return
    changes: list[b.Change] = [b.ActionMoved(action.row, mark)]
    await store.append(session, huddle, replay(board, changes), changes, now, by)


def command_of(message: m.CommandMessage) -> b.Command:
    match message:
        case m.Start():
            return b.Start()
        case m.Close():
            return b.Close()
        case m.SetPresence():
            return b.SetPresence(message.party, message.presence)
        case m.OpenRow():
            return b.OpenRow(message.row)
        case m.LeaveRow():
            return b.LeaveRow(message.row)
        case m.Decide():
            # As the database writes it: the action's events name it by this id.
            id_ = str(_uuid(message.decision.id, "Beslutets"))
            return b.Decide(message.row, replace(message.decision, id=id_))
        case m.Reopen():
            return b.Reopen(message.row)
        case m.Reveal():
            return b.Reveal(message.row)
        case _:
            assert_never(message)


def _uuid(text: str, whose: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(f"{whose} id ska vara ett UUID.") from None


def _check_owners(
    house: House, centre: Centre, board: b.Board, changes: Sequence[b.Change], now: datetime
) -> None:
    """An action goes to a party that is called, and that may hear whom it is about."""
    called = {party.unit: party for party in house.parties(centre)}
    for change in changes:
        if not isinstance(change, b.Decided) or change.decision.kind != "action":
            continue
        owner = called.get(change.decision.owner or "")
        if owner is None:
            raise Refused("Välj en ansvarig som är kallad till avstämningen.")
        if not _may_carry(house, owner, board, change.row, now):
            name = house.organisation.units[owner.unit].short
            raise Refused(
                f"{name} får inte veta vem det gäller utan samtycke. Inhämta samtycke först, eller "
                "välj en annan ansvarig."
            )


async def _check_present(
    session: AsyncSession, house: House, centre: Centre, board: b.Board,
    changes: Sequence[b.Change], now: datetime,
) -> None:  # fmt: skip
    """A whole name is for the wall when everybody present may see its row."""
    for change in changes:
        if not isinstance(change, b.RowRevealed):
            continue
        if names := await hindered(session, house, centre, board, change.row, now):
            raise Refused(not_for(names))


async def hindered(
    session: AsyncSession, house: House, centre: Centre, board: b.Board, key: str, now: datetime
) -> list[str]:
    """The names of those present who may not see a row, as they and its person are now."""
    row = board.row(key)
    assert row is not None
    person = UUID(row.content.person)
    subjects = {
        str(each): subject_of(one, now)
        for each, one in (await load(session, [person])).items()
        if one.listed_vc == centre.unit
    }
    here = next(one for one in resighted(board, subjects).rows if one.id == key)
    seeing = seeing_of(house, centre, now)
    kept = kept_from(here, wall(house, centre, board).parties, seeing)
    return [house.organisation.units[party.unit].short for party in kept]


def not_for(names: Sequence[str]) -> str:
    """Why a whole name is not shown on the wall."""
    listed = " och ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    return f"{listed} får inte se raden. Visa den på den egna skärmen i stället."


def _may_carry(house: House, owner: Party, board: b.Board, key: str, now: datetime) -> bool:
    row = board.row(key)
    return row is not None and hears_name(owner, row.content.subject, house.law, now)


async def _carry_out(
    session: AsyncSession,
    house: House,
    huddle: store.Huddle,
    before: b.Board,
    after: b.Board,
    change: b.Change,
    viewer: Viewer | None,
    now: datetime,
) -> None:
    """What a change means outside the board: events, actions, the huddle's own end."""
    match change:
        case b.Decided():
            row = before.row(change.row)
            assert row is not None
            events = minutes.decided(house, huddle, row, change.decision, now)
            matter: Matter = row.content
            await lock(session, UUID(matter.person))
            about = [(reason.rule, reason.episode) for reason in matter.needs]
            await actions.supersede(session, UUID(matter.person), about, now)
            if change.decision.kind == "action":
                assert viewer is not None
                action = minutes.action(huddle, row, change.decision, viewer, now)
                if not await actions.add(session, action):
                    raise Refused(USED)
            elif change.decision.journaled is False and viewer is not None:
                ended = minutes.action(huddle, row, change.decision, viewer, now)
                await actions.add(session, journal.to_write(ended, viewer, now))
        case b.Reopened():
            row = before.row(change.row)
            assert row is not None
            assert row.decision is not None
            events = minutes.undecided(house, huddle, row, row.decision, now)
            if row.decision.kind == "action":
                await lock(session, UUID(row.content.person))
                key = UUID(row.decision.id)
                taken = await actions.take(session, key)
                if taken is not None and taken.state not in ("assigned", "returned"):
                    raise Refused(WHY_NOT[taken.state])
                owner = row.decision.owner or ""
                await actions.move(session, key, "dropped", owner, UNDONE, now)
            elif row.decision.journaled is False:
                key = journal.key_of(UUID(row.decision.id))
                if (taken := await actions.take(session, key)) is not None:
                    await actions.move(session, key, "dropped", taken.owner, UNDONE, now)
        case b.Closed() | b.NotHeld() if huddle.round == "weekly":
            return
        case b.Closed():
            events = minutes.held(house, huddle, after, change, now)
        case b.NotHeld():
            events = minutes.not_held(house, huddle, now)
        case _:
            return
    here = await visible(session, [person for person, _ in events if person is not None])
    kept = [(person, event) for person, event in events if person is None or person in here]
    if len(kept) < len(events) and not isinstance(change, b.Closed):
        raise Refused(MOVED)
    recorded = await record(session, kept, house.folding(now))
    if isinstance(change, b.Decided) and len(recorded.new) < len(kept):
        raise Refused(USED)
