"""Work understands how an action is moved: taken, checked, recorded, told to the room, logged."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.access import audit
from app.access.policy import hears_name
from app.access.subject import Subject, subject_of
from app.access.viewer import Viewer
from app.actions import journal, look, store
from app.actions import messages as m
from app.actions.action import Move, move
from app.errors import Refused, Rejected, Unknown
from app.events.kinds import own
from app.house import House
from app.huddle import board as b
from app.huddle import minutes, room
from app.huddle import store as huddles
from app.huddle.look import choices
from app.people.person import Person
from app.people.states import load, lock
from app.people.store import record

KEPT = timedelta(days=7)
"""How long what is closed stands in the list."""
RETURNED = {
    "fel_ansvarig": "Fel ansvarig",
    "hinner_inte": "Hinner inte i tid",
    "behover_underlag": "Behöver mer underlag",
}
OUTCOMES = {
    "genomford": "Genomförd",
    "planerad": "Planerad",
    "ej_nadd": "Ej nådd",
    "ej_aktuell": "Inte längre aktuell",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A command as the action understands it."""

    move: Move
    body: own.ActionAccepted | own.ActionReturned | own.ActionDone | own.ActionHandedOver
    reason: str | None = None
    owner: str | None = None


async def list_for(
    house: House, viewer: Viewer, now: datetime, real_now: datetime
) -> m.ActionsView:
    """What the viewer's unit owns, and what it waits for others with."""
    async with house.database.acting_as(viewer) as session:
        mine = await store.mine(session, viewer.unit, now - KEPT)
        waiting = []
        if house.organisation.is_centre(viewer.unit):
            waiting = await store.waiting(session, viewer.unit, viewer.unit, now - KEPT)
        persons = await load(session, list({action.person for action in [*mine, *waiting]}))
        shown = [look.view(house, viewer, one, persons.get(one.person), now) for one in mine]
        others = [look.view(house, viewer, one, persons.get(one.person), now) for one in waiting]
        lines = [
            look.looked(house, viewer, action, persons[action.person], view, now)
            for action, view in zip([*mine, *waiting], [*shown, *others], strict=True)
            if view is not None
        ]
        await audit.write(session, viewer, lines, now, real_now)
    return m.ActionsView(
        now=now,
        unit_name=house.organisation.units[viewer.unit].name,
        mine=[view for view in shown if view is not None],
        waiting=[view for view in others if view is not None],
        units=_units(house, viewer),
    )


async def act(
    house: House,
    viewer: Viewer,
    key: UUID,
    command: m.ActionCommand,
    now: datetime,
    real_now: datetime,
) -> m.ActionView:
    """Move an action. The command's id makes sending it twice the same as once.

    An action that the viewer may not see is as unknown as one that is not there, and the log says
    that it was asked for.
    """
    asked = _asked(key, viewer, command)
    async with house.database.acting_as(viewer) as session:
        # The huddle, the person, then the action: the order in which the room locks them.
        if whose := await store.whose(session, key):
            await huddles.lock(session, whose[0])
            await lock(session, whose[1])
        action = await store.take(session, key)
        persons = await load(session, [action.person] if action else [])
        person = persons.get(action.person) if action else None
        again = await store.told(session, command.id) == (str(key), viewer.unit)
        view = None
        if action and person and _ours(house, viewer, action, person, now, again=again):
            if not again:
                action = await _move(session, house, viewer, action, person, asked, command.id, now)
            view = look.view(house, viewer, action, person, now)
        if view is None or not again:
            line = look.acted(
                house, viewer, key, action, person, asked.move, now, allowed=view is not None
            )
            await audit.write(session, viewer, [line], now, real_now)
    if view is None:
        raise Unknown("Åtgärden finns inte för dig.")
    return view


def _ours(
    house: House,
    viewer: Viewer,
    action: store.Action,
    person: Person,
    now: datetime,
    *,
    again: bool,
) -> bool:
    """Whether the action is the viewer's unit's to know of; it has been when the move is resent."""
    hears = hears_name(viewer.party, subject_of(person, now), house.law, now)
    return hears and (again or viewer.unit in (action.owner, action.centre))


async def _move(
    session: AsyncSession,
    house: House,
    viewer: Viewer,
    action: store.Action,
    person: Person,
    asked: Asked,
    id_: str,
    now: datetime,
) -> store.Action:
    event = minutes.ours(house, action.centre, f"action:{id_}", asked.body, now)
    recorded = await record(session, [(action.person, event)], house.folding(now))
    if not recorded.new:
        raise Rejected("Kommandots id är redan använt till något annat.")
    if action.rule == journal.RULE and asked.move != "done":
        raise Refused("Det som ska journalföras är klart när det är skrivet.")
    owner, centre = viewer.unit == action.owner, viewer.unit == action.centre
    after = move(action.state, asked.move, owner=owner, centre=centre)
    if after not in ("assigned", "accepted", "returned", "done"):
        raise Refused(after)
    if asked.owner is not None:
        _check_new_owner(house, action, asked.owner, subject_of(person, now), now)
    new_owner = asked.owner or action.owner
    await store.move(session, action.id, after, new_owner, asked.reason, now)  # type: ignore[arg-type]
    if isinstance(asked.body, own.ActionDone) and asked.body.journaled is False:
        await store.add(session, journal.to_write(action, viewer, now))
    mark = b.ActionMark(after, asked.reason)  # type: ignore[arg-type]
    await room.action_moved(session, house, action, mark, viewer.id, now)
    return replace(action, state=after, owner=new_owner, reason=asked.reason, moved_at=now)  # type: ignore[arg-type]


def _check_new_owner(
    house: House, action: store.Action, unit: str, subject: Subject, now: datetime
) -> None:
    called = {
        party.unit: party for party in house.parties(house.organisation.centre(action.centre))
    }
    if unit not in called:
        raise Refused("Välj en enhet som är kallad till vårdcentralens avstämning.")
    if unit == action.owner:
        raise Refused("Åtgärden ligger redan hos den enheten.")
    if not hears_name(called[unit], subject, house.law, now):
        raise Refused("Den enheten får inte veta vem det gäller utan samtycke.")


def _asked(key: UUID, viewer: Viewer, command: m.ActionCommand) -> Asked:
    action, by = str(key), viewer.unit
    try:
        UUID(command.id)
    except ValueError:
        raise Rejected("Kommandots id ska vara ett UUID.") from None
    match command:
        case m.Accept():
            return Asked("accept", own.ActionAccepted(action, by))
        case m.Return():
            if "\0" in (command.comment or ""):
                raise Rejected("Texten innehåller ett tecken som inte går att spara.")
            told = [RETURNED[command.code], (command.comment or "").strip()[:300]]
            reason = ". ".join(part.rstrip(".") for part in told if part) + "."
            return Asked("return", own.ActionReturned(action, by, reason), reason)
        case m.Done():
            if command.journaled is not None and viewer.role not in journal.LICENSED:
                raise Rejected("Journalfört anges av legitimerad personal.")
            body = own.ActionDone(
                action, by, command.outcome, command.person_told, command.journaled
            )
            return Asked("done", body, OUTCOMES[command.outcome])
        case m.HandOver():
            moved = own.ActionHandedOver(action, by, command.to)
            return Asked("hand_over", moved, owner=command.to)
        case _:
            assert_never(command)


def _units(house: House, viewer: Viewer) -> list[m.UnitChoice]:
    found = {
        choice.id: choice
        for centre in viewer.centres
        for choice in choices(house, house.organisation.centres[centre])
    }
    return [choice for choice in found.values() if choice.id != viewer.unit]
