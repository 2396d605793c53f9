"""Look understands what of an action one viewer may see, and the line that says so in the log."""

from datetime import datetime, timedelta
from uuid import UUID

from app.access import audit
from app.access.law import Basis
from app.access.mask import mask
from app.access.policy import Level, Sight, hears_name, name_basis, sight
from app.access.subject import Subject, subject_of
from app.access.viewer import Viewer
from app.actions import journal, store
from app.actions import messages as m
from app.actions.action import may
from app.days import is_huddle_day, local_date
from app.events.kinds import Category
from app.house import House
from app.huddle.render import datum, neutral_text
from app.people.person import Person


def view(
    house: House, viewer: Viewer, action: store.Action, person: Person | None, now: datetime
) -> m.ActionView | None:
    """The action as the viewer may see it: whole, as a neutral line, or not at all.

    `person` is None when PostgreSQL does not show the person, who is listed elsewhere by now.
    """
    if person is None:
        return None
    subject = subject_of(person, now)
    if not hears_name(viewer.party, subject, house.law, now):
        return None
    whole = all(one.level is Level.FULL for one in _sights(house, viewer, action, subject, now))
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
        what=action.what if whole else None,
        journal=journal.about(action) if whole else None,
    )


def _sights(
    house: House, viewer: Viewer, action: store.Action, subject: Subject, now: datetime
) -> list[Sight]:
    party, law = viewer.party, house.law
    return [sight(party, subject, datum(fact, party), law, now) for fact in action.facts]


def looked(
    house: House,
    viewer: Viewer,
    action: store.Action,
    person: Person,
    shown: m.ActionView,
    now: datetime,
) -> audit.Line:
    subject = subject_of(person, now)
    given, bases = (
        {Category.D1, Category.D8},
        {name_basis(viewer.party, subject, house.law, now).value},
    )
    facts = {fact.category for fact in action.facts}
    controllers = {fact.controller for fact in action.facts}
    if not shown.neutral:
        given |= facts
        bases |= {one.basis.value for one in _sights(house, viewer, action, subject, now)}
    return audit.Line(
        "action:person:look", action.person, action.huddle,
        basis=",".join(sorted(bases)), given=mask(given),
        refused=mask(facts) if shown.neutral else 0,
        controllers=None if shown.neutral else ",".join(sorted(controllers)) or None,
    )  # fmt: skip


def acted(
    house: House,
    viewer: Viewer,
    key: UUID,
    action: store.Action | None,
    person: Person | None,
    move: str,
    now: datetime,
    *,
    allowed: bool,
) -> audit.Line:
    """The line of a move, or of one that was refused because the action is not the viewer's."""
    basis = Basis.NONE
    if person is not None:
        basis = name_basis(viewer.party, subject_of(person, now), house.law, now)
    return audit.Line(
        f"action:{move}",
        action.person if action else None,
        action.huddle if action else None,
        decision="allow" if allowed else "deny",
        basis=basis.value,
        detail=str(key),
    )


def _mornings(house: House, action: store.Action, now: datetime) -> int:
    """How many huddle mornings the action has been carried, the one that decided it included."""
    calendar = house.organisation.centre(action.centre).calendar
    day, today = local_date(action.decided_at), local_date(now)
    days = (day + timedelta(days=n) for n in range((today - day).days + 1))
    return sum(is_huddle_day(calendar, one) for one in days)
