"""Work understands how an action is moved: taken, checked, recorded, told to the room, logged."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.access import audit
from app.access.policy import (
    Datum,
    Level,
    Subject,
    hears_name,
    sight,
    subject_of,
)
from app.access.viewer import Viewer
from app.actions import messages as m
from app.actions import store
from app.actions.action import Move, may, move
from app.days import is_huddle_day, local_date
from app.errors import Refused, Rejected, Unknown
from app.events.kinds import NAME, Event, own
from app.house import House
from app.huddle import board as b
from app.huddle import room
from app.huddle.look import choices
from app.huddle.render import neutral_text
from app.people.person import Person
from app.people.store import load, record

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
        shown = [_view(house, viewer, one, persons[one.person], now) for one in mine]
        others = [_view(house, viewer, one, persons[one.person], now) for one in waiting]
        lines = [
            _look(action, view)
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
    """Move an action. The command's id makes sending it twice the same as once."""
    asked = _asked(key, viewer, command)
    async with house.database.acting_as(viewer) as session:
        action = await store.take(session, key)
        if action is None:
            raise Unknown("Åtgärden finns inte för dig.")
        person = (await load(session, [action.person]))[action.person]
        subject = subject_of(person, now)
        if not hears_name(viewer.party, subject, now):
            raise Unknown("Åtgärden finns inte för dig.")
        event = _event(house, action, command.id, asked, now)
        recorded = await record(session, [(action.person, event)], house.folding(now))
        if recorded.new:
            action = await _move(session, house, viewer, action, asked, subject, now)
            line = audit.Line(f"action:{asked.move}", action.person, action.huddle)
            await audit.write(session, viewer, [line], now, real_now)
        view = _view(house, viewer, action, person, now)
    if view is None:
        raise Unknown("Åtgärden finns inte för dig.")
    return view


async def _move(
    session: AsyncSession,
    house: House,
    viewer: Viewer,
    action: store.Action,
    asked: Asked,
    subject: Subject,
    now: datetime,
) -> store.Action:
    owner, centre = viewer.unit == action.owner, viewer.unit == action.centre
    after = move(action.state, asked.move, owner=owner, centre=centre)
    if after not in ("assigned", "accepted", "returned", "done"):
        raise Refused(after)
    if asked.owner is not None:
        _check_new_owner(house, action, asked.owner, subject, now)
    new_owner = asked.owner or action.owner
    await store.move(session, action.id, after, new_owner, asked.reason, now)  # type: ignore[arg-type]
    mark = b.ActionMark(after, asked.reason)  # type: ignore[arg-type]
    await room.action_moved(session, house, action, mark, viewer.id, now)
    return replace(action, state=after, owner=new_owner, reason=asked.reason, moved_at=now)  # type: ignore[arg-type]


def _check_new_owner(
    house: House, action: store.Action, unit: str, subject: Subject, now: datetime
) -> None:
    called = {
        party.unit: party for party in house.parties(house.organisation.centres[action.centre])
    }
    if unit not in called:
        raise Refused("Välj en enhet som är kallad till vårdcentralens avstämning.")
    if unit == action.owner:
        raise Refused("Åtgärden ligger redan hos den enheten.")
    if not hears_name(called[unit], subject, now):
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
            told = [RETURNED[command.code], (command.comment or "").strip()[:300]]
            reason = ". ".join(part.rstrip(".") for part in told if part) + "."
            return Asked("return", own.ActionReturned(action, by, reason), reason)
        case m.Done():
            body = own.ActionDone(action, by, command.outcome)
            return Asked("done", body, OUTCOMES[command.outcome])
        case m.HandOver():
            moved = own.ActionHandedOver(action, by, command.to)
            return Asked("hand_over", moved, owner=command.to)
        case _:
            assert_never(command)


def _event(house: House, action: store.Action, id_: str, asked: Asked, now: datetime) -> Event:
    return Event(
        ref=f"{room.OURS}/action:{id_}",
        source=room.OURS,
        kind=NAME[type(asked.body)],
        body=asked.body,
        controller=house.organisation.units[action.centre].provider,
        unit=action.centre,
        occurred_at=now,
        recorded_at=now,
        received_at=now,
    )


def _view(
    house: House, viewer: Viewer, action: store.Action, person: Person, now: datetime
) -> m.ActionView | None:
    """The action as the viewer may see it: whole, as a neutral line, or not at all."""
    subject = subject_of(person, now)
    if not hears_name(viewer.party, subject, now):
        return None
    whole = all(
        sight(
            viewer.party, subject, Datum(fact.category, fact.controller), house.controllers, now
        ).level
        is Level.FULL
        for fact in action.facts
    )
    owner, centre = viewer.unit == action.owner, viewer.unit == action.centre
    name = person.name
    ended = action.state in ("done", "dropped", "withdrawn")
    return m.ActionView(
        id=str(action.id),
        title=f"{action.what}: {name}" if whole else neutral_text(name),
        neutral=not whole,
        sentence=action.sentence if whole else None,
        freshness=action.freshness if whole else None,
        urgency=action.urgency if whole else None,  # type: ignore[arg-type]
        due=action.due,
        late=action.due < now and not ended,
        state=action.state,
        owner=action.owner,
        owner_name=house.organisation.units[action.owner].short,
        centre_name=house.organisation.units[action.centre].name,
        decided_at=action.decided_at,
        decided_by=action.decided_by,
        mornings=_mornings(house, action, now),
        reason=action.reason,
        note=action.reason if action.state == "withdrawn" else None,
        moved_at=action.moved_at if action.state != "assigned" else None,
        may=list(may(action.state, owner=owner, centre=centre)),
    )


def _mornings(house: House, action: store.Action, now: datetime) -> int:
    """How many huddle mornings the action has been carried, the one that decided it included."""
    calendar = house.organisation.centres[action.centre].calendar
    day, today = local_date(action.decided_at), local_date(now)
    days = (day + timedelta(days=n) for n in range((today - day).days + 1))
    return sum(is_huddle_day(calendar, one) for one in days)


def _units(house: House, viewer: Viewer) -> list[m.UnitChoice]:
    found = {
        choice.id: choice
        for centre in viewer.centres
        for choice in choices(house, house.organisation.centres[centre])
    }
    return [choice for choice in found.values() if choice.id != viewer.unit]


def _look(action: store.Action, view: m.ActionView) -> audit.Line:
    given = (
        "D1,D8"
        if view.neutral
        else ",".join(sorted({"D1", "D8", *(fact.category for fact in action.facts)}))
    )
    return audit.Line("action:person:look", action.person, action.huddle, given=given)
