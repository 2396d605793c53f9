"""Room understands what a command in a live huddle sets going: decide, append, carry out, commit.

Everything a command causes (numbered changes, our own events, actions, the log) is in one
transaction; who has the board open is woken after it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.access import audit
from app.access.policy import Party, hears_name
from app.access.viewer import Viewer
from app.actions import store as actions
from app.actions.action import WHY_NOT
from app.errors import Refused, Unknown
from app.events.kinds import NAME, Event, own
from app.house import House
from app.huddle import asks as m
from app.huddle import board as b
from app.huddle import store
from app.huddle.decide import decide
from app.huddle.evolve import replay
from app.huddle.look import acted
from app.huddle.matter import Matter
from app.huddle.prepare import TIMETABLE
from app.organisation import Centre
from app.people.store import record

OURS = "kvarten"
UNDONE = "Ändrat i avstämningen."


async def act(
    house: House, viewer: Viewer, key: UUID, message: m.Act, now: datetime, real_now: datetime
) -> int:
    """Carry out a command; answers the board's version after it. Sent twice it is done once.

    Raises Refused with the word the room is to read, Unknown when the viewer has no such huddle.
    """
    async with house.database.acting_as(viewer) as session:
        huddle = await store.by_id(session, key)
        if huddle is None:
            raise Unknown("Avstämningen finns inte för dig.")
        await store.lock(session, huddle)
        if done := await store.already(session, huddle, message.id):
            return done
        centre = house.organisation.centres[huddle.centre]
        line = await store.line(session, huddle.id)
        board = replay(store.empty(huddle, centre), [change for _, change in line])
        actor = b.Actor(viewer.leads(huddle.centre), viewer.unit)
        changes = decide(board, command_of(message.command), actor, now)
        if isinstance(changes, b.Refused):
            raise Refused(changes.reason)
        if not changes:
            return board.version
        _check_owners(house, centre, board, changes, now)
        after = replay(board, changes)
        await store.append(session, huddle, after, changes, now, viewer.id, message.id)
        for change in changes:
            await _carry_out(session, house, huddle, board, after, change, viewer, now)
        lines = [acted(huddle.id, board, change, viewer.party, now) for change in changes]
        await audit.write(session, viewer, lines, now, real_now)
        return after.version


async def close_by_timetable(house: House, key: UUID, now: datetime) -> None:
    """Close a huddle that is over: held if it was started, else not held."""
    async with house.database.work() as session:
        huddle = await store.by_id(session, key)
        assert huddle is not None
        await store.lock(session, huddle)
        centre = house.organisation.centres[huddle.centre]
        line = await store.line(session, huddle.id)
        board = replay(store.empty(huddle, centre), [change for _, change in line])
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
    await store.lock(session, huddle)
    centre = house.organisation.centres[huddle.centre]
    line = await store.line(session, huddle.id)
    board = replay(store.empty(huddle, centre), [change for _, change in line])
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
            return b.Decide(message.row, message.decision)
        case m.Reopen():
            return b.Reopen(message.row)
        case _:
            assert_never(message)


def _check_owners(
    house: House, centre: Centre, board: b.Board, changes: Sequence[b.Change], now: datetime
) -> None:
    """An action goes to a party that is called, and that may hear whom it is about."""
    called = {party.unit: party for party in house.parties(centre)}
    for change in changes:
        if not isinstance(change, b.Decided) or change.decision.kind != "action":
            continue
        try:
            UUID(change.decision.id)
        except ValueError:
            raise Refused("Beslutets id ska vara ett UUID.") from None
        owner = called.get(change.decision.owner or "")
        if owner is None:
            raise Refused("Välj en ansvarig som är kallad till avstämningen.")
        if not _may_carry(owner, board, change.row, now):
            name = house.organisation.units[owner.unit].short
            raise Refused(
                f"{name} får inte veta vem det gäller utan samtycke. Inhämta samtycke först, eller "
                "välj en annan ansvarig."
            )


def _may_carry(owner: Party, board: b.Board, key: str, now: datetime) -> bool:
    row = board.row(key)
    return row is not None and hears_name(owner, row.content.subject, now)


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
            events = _decided(house, huddle, row, change.decision, now)
            if change.decision.kind == "action":
                assert viewer is not None
                await actions.add(session, _action(huddle, row, change.decision, viewer, now))
        case b.Reopened():
            row = before.row(change.row)
            assert row is not None
            assert row.decision is not None
            events = _undecided(house, huddle, row, row.decision, now)
            if row.decision.kind == "action":
                key = UUID(row.decision.id)
                taken = await actions.take(session, key)
                if taken is not None and taken.state not in ("assigned", "returned"):
                    raise Refused(WHY_NOT[taken.state])
                owner = row.decision.owner or ""
                await actions.move(session, key, "dropped", owner, UNDONE, now)
        case b.Closed():
            events = _held(house, huddle, after, change, now)
        case b.NotHeld():
            body = own.HuddleNotHeld(huddle.centre, huddle.day, "Ingen startade avstämningen.")
            events = [(None, _event(house, huddle, f"{huddle.id}:not_held", body, now))]
        case _:
            return
    await record(session, events, house.folding(now))


Events = list[tuple[UUID | None, Event]]


def _decided(
    house: House, huddle: store.Huddle, row: b.Row, decision: b.Decision, now: datetime
) -> Events:
    """One decision for each obligation of the row."""
    matter: Matter = row.content
    events: Events = []
    for n, reason in enumerate(matter.reasons):
        body = own.HuddleDecided(
            reason.rule, reason.episode, decision.kind, decision.reason, decision.owner,
            decision.due, decision.until, decision.route,  # type: ignore[arg-type]
            decision.id if decision.kind == "action" else None,
        )  # fmt: skip
        event = _event(house, huddle, f"{huddle.id}:{decision.id}:{n}", body, now)
        events.append((UUID(matter.person), event))
    return events


def _undecided(
    house: House, huddle: store.Huddle, row: b.Row, decision: b.Decision, now: datetime
) -> Events:
    matter: Matter = row.content
    events: Events = []
    for n in range(len(matter.reasons)):
        told = f"{huddle.id}:{decision.id}:{n}"
        undone = _event(house, huddle, f"{told}:undone", None, now, corrects=f"{OURS}/{told}")
        events.append((UUID(matter.person), undone))
    return events


def _held(
    house: House, huddle: store.Huddle, after: b.Board, change: b.Closed, now: datetime
) -> Events:
    """The huddle was held, and each row that it showed has been seen: what it left undecided, also
    what did not fit, is known by that to stand over to the next morning."""
    present = tuple(unit for unit, where in after.presence.items() if where != "absent")
    missing = tuple(unit for unit, where in after.presence.items() if where == "absent")
    assert after.started_at is not None
    body = own.HuddleHeld(huddle.centre, huddle.day, after.started_at, change.at, present, missing)
    events: Events = [(None, _event(house, huddle, f"{huddle.id}:held", body, now))]
    for row in after.rows:
        if row.withdrawn:
            continue
        matter: Matter = row.content
        taken_up = _taken_up(row, after.ends_at)
        for n, reason in enumerate(matter.reasons):
            seen = own.HuddleSeen(reason.rule, reason.episode, taken_up)
            event = _event(house, huddle, f"{huddle.id}:{row.id}:seen:{n}", seen, now)
            events.append((UUID(matter.person), event))
    return events


def _taken_up(row: b.Row, ends_at: datetime) -> bool:
    """Whether the room came to the row: it stood on the agenda while there was time for it."""
    in_time = row.place == "now" and (row.new_at is None or row.new_at < ends_at)
    return in_time or row.decision is not None or row.spent > 0


def _event(
    house: House,
    huddle: store.Huddle,
    id_: str,
    body: object | None,
    now: datetime,
    corrects: str | None = None,
) -> Event:
    """An event of our own: the convening care provider answers for it."""
    return Event(
        ref=f"{OURS}/{id_}",
        source=OURS,
        kind="huddle.decided" if body is None else NAME[type(body)],
        body=body,
        controller=house.organisation.units[huddle.centre].provider,
        unit=huddle.centre,
        occurred_at=now,
        recorded_at=now,
        received_at=now,
        corrects=corrects,
        correction="cancel" if corrects else "new",
    )


def _action(
    huddle: store.Huddle, row: b.Row, decision: b.Decision, viewer: Viewer, now: datetime
) -> actions.Action:
    matter: Matter = row.content
    first = matter.reasons[0]
    assert decision.owner is not None
    assert decision.what is not None
    assert decision.due is not None
    return actions.Action(
        id=UUID(decision.id), person=UUID(matter.person), centre=huddle.centre, huddle=huddle.id,
        row=row.id, rule=first.rule, episode=first.episode, owner=decision.owner,
        role=decision.role, what=decision.what, sentence=first.sentence,
        freshness=first.freshness, urgency=first.urgency.value, facts=first.facts,
        due=decision.due, state="assigned", reason=None, decided_at=now, decided_by=viewer.name,
        moved_at=now,
    )  # fmt: skip
