"""Minutes understands what a huddle leaves behind: events of our own, and actions.

A decision is one event for each obligation of its row; what is regretted is cancelled; a huddle
that was held has seen its rows.
"""

from datetime import datetime
from uuid import UUID

from app.access.subject import OURS
from app.access.viewer import Viewer
from app.actions import store as actions
from app.events.kinds import NAME, Event, own
from app.house import House
from app.huddle import board as b
from app.huddle import store
from app.huddle.matter import Matter

Events = list[tuple[UUID | None, Event]]


def decided(
    house: House, huddle: store.Huddle, row: b.Row, decision: b.Decision, now: datetime
) -> Events:
    """One decision for each obligation of the row."""
    matter: Matter = row.content
    events: Events = []
    for n, reason in enumerate(matter.needs):
        body = own.HuddleDecided(
            reason.rule, reason.episode, decision.kind, decision.reason, decision.owner,
            decision.due, decision.until, decision.route,  # type: ignore[arg-type]
            decision.id if decision.kind == "action" else None, journaled=decision.journaled,
        )  # fmt: skip
        event = ours(house, huddle.centre, f"{huddle.id}:{decision.id}:{n}", body, now)
        events.append((UUID(matter.person), event))
    return events


def undecided(
    house: House, huddle: store.Huddle, row: b.Row, decision: b.Decision, now: datetime
) -> Events:
    matter: Matter = row.content
    events: Events = []
    for n in range(len(matter.needs)):
        told = f"{huddle.id}:{decision.id}:{n}"
        undone = ours(house, huddle.centre, f"{told}:undone", None, now, corrects=f"{OURS}/{told}")
        events.append((UUID(matter.person), undone))
    return events


def not_held(house: House, huddle: store.Huddle, now: datetime) -> Events:
    body = own.HuddleNotHeld(huddle.centre, huddle.day, "Ingen startade avstämningen.")
    return [(None, ours(house, huddle.centre, f"{huddle.id}:not_held", body, now))]


def held(
    house: House, huddle: store.Huddle, after: b.Board, change: b.Closed, now: datetime
) -> Events:
    """The huddle was held, and each row that it showed has been seen: what it left undecided, also
    what did not fit, is known by that to stand over to the next morning."""
    present = tuple(unit for unit, where in after.presence.items() if where != "absent")
    missing = tuple(unit for unit, where in after.presence.items() if where == "absent")
    assert after.started_at is not None
    body = own.HuddleHeld(huddle.centre, huddle.day, after.started_at, change.at, present, missing)
    events: Events = [(None, ours(house, huddle.centre, f"{huddle.id}:held", body, now))]
    for row in after.rows:
        if row.withdrawn:
            continue
        matter: Matter = row.content
        taken_up = _taken_up(row, after.ends_at)
        for n, reason in enumerate(matter.needs):
            seen = own.HuddleSeen(reason.rule, reason.episode, taken_up)
            event = ours(house, huddle.centre, f"{huddle.id}:{row.id}:seen:{n}", seen, now)
            events.append((UUID(matter.person), event))
    return events


def _taken_up(row: b.Row, ends_at: datetime) -> bool:
    """Whether the room came to the row: it stood on the agenda while there was time for it."""
    in_time = row.place == "now" and (row.new_at is None or row.new_at < ends_at)
    return in_time or row.decision is not None or row.spent > 0


def ours(
    house: House, unit: str, id_: str, body: object | None, now: datetime,
    corrects: str | None = None,
) -> Event:  # fmt: skip
    """An event of our own: the care provider of the unit answers for it.

    `corrects`: the ref of the decision that it takes back, where there is no body.
    """
    return Event(
        ref=f"{OURS}/{id_}",
        source=OURS,
        kind="huddle.decided" if body is None else NAME[type(body)],
        body=body,
        controller=house.organisation.units[unit].provider,
        unit=unit,
        occurred_at=now,
        recorded_at=now,
        received_at=now,
        corrects=corrects,
        correction="cancel" if corrects else "new",
    )


def action(
    huddle: store.Huddle, row: b.Row, decision: b.Decision, viewer: Viewer, now: datetime
) -> actions.Action:
    matter: Matter = row.content
    first = matter.reasons[0]
    return actions.Action(
        id=UUID(decision.id), person=UUID(matter.person), centre=huddle.centre, huddle=huddle.id,
        row=row.id, rule=first.rule, episode=first.episode, owner=decision.owner or huddle.centre,
        role=decision.role, what=decision.what or first.headline, sentence=first.sentence,
        freshness=first.freshness, urgency=first.urgency.value, facts=first.facts,
        due=decision.due or now, state="assigned", reason=None, decided_at=now,
        decided_by=viewer.name, moved_at=now,
    )  # fmt: skip
