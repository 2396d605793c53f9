"""Homecoming understands a safe way home: the checklist from a planned day, and the call after it.

Trygg hemgång opens when a planned discharge (PUD) is known, with the usual points (app/pathways/checklist.py),
and closes by itself when every point is done or not needed. The call is within 72 hours that have passed (source 004); an attempt
is not a call that got through.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.days import DAY
from app.events.kinds import Category
from app.huddle import memory
from app.huddle.phrases.conditions import habitual
from app.huddle.verdict import Morning
from app.pathways.checklist import last_told, lined_up
from app.pathways.tracker import Clock, Point, Step, Tracker, every, number, told_by
from app.people.facts import ChecklistPoint
from app.people.person import ActionState, Attempt, Contact, MobileCall, Person, SamsaCase, Stay

SHOWN = 30 * DAY
"""So long after somebody came home, what had no end of its own is still told of."""
RULE = "hemgang-72"


def safe_homecoming(person: Person, morning: Morning) -> Tracker | None:
    """The checklist of the latest planning that has a day; what was ticked before it began is not its."""
    planned = [case for case in person.cases if case.pud is not None]
    if not planned:
        return None
    case = planned[-1]
    began = case.stamp.occurred_at
    told = [p for p in person.checklist if p.stamp.occurred_at >= began]
    relative = next((n for n in person.support if n.what == "relative_informed"), None)
    informed = relative if relative and relative.stamp.occurred_at >= began else None
    points = lined_up(told, informed)
    set_at = (case.pud_set or case.stamp).occurred_at
    last = last_told(told, set_at)
    stage, since = _stage(points, told, last, set_at)
    if stage != "closed" and case.ended_at is not None and not _home(person, case):
        stage, since = "broken_off", case.ended_at
    ended = case.ended_at or since
    # What is open is told of until somebody closes it, or a new planning takes its place.
    if stage != "open" and morning.now - max(ended, last) > SHOWN:
        return None
    return Tracker(
        "trygg_hemgang", case.key, stage, since, stage in ("none_set", "open", "some_set"),
        told_by(
            (case, Category.D2), *every(told, Category.D2),
            (informed, Category.D6) if informed is not None else None,
        ),
        steps=(Step("pud", case.pud), Step("home", _home(person, case))),
        points=points,
    )  # fmt: skip


def _stage(
    points: Sequence[Point], told: Sequence[ChecklistPoint], last: datetime, set_at: datetime
) -> tuple[str, datetime]:
    """`some_set`: what was set is done or not needed, and some usual point nobody has set."""
    if not told:
        return "none_set", set_at
    if any(one.state == "open" for one in points):
        return "open", set_at
    return ("some_set" if any(one.state == "not_set" for one in points) else "closed"), last


def call_within_72_hours(person: Person, morning: Morning) -> Tracker | None:
    """The call after the latest discharge to an own home, of those whom the rule asks it for."""
    home = [one for one in person.stays if one.left and one.discharged_at]
    stay = home[-1] if home and home[-1].disposition == "home" else None
    if stay is None or stay.discharged_at is None or not _is_called(person, morning):
        return None
    at = stay.discharged_at
    if morning.now - at > SHOWN:
        return None
    clock = at + timedelta(hours=number(morning, RULE, "timmar", 72))
    contacts = [one for one in person.contacts if one.reached and one.stamp.occurred_at > at]
    visits = [one for one in person.mobile if one.stamp.occurred_at > at]
    # The call was the room's own action: who was to make it has said that it is made.
    made = memory.carried_out(person, RULE, stay.left.ref) if stay.left else ()
    found: list[Contact | MobileCall | ActionState] = [*contacts, *visits, *made]
    met = min(found, key=_when, default=None)
    again = next((one for one in person.stays if one.admitted_at and one.admitted_at >= at), None)
    reached = met.stamp.occurred_at if met else None
    # A call that nobody answered is an attempt too, as the row's own words count it (slot `försök`).
    own = memory.tried(person, RULE, stay.left.ref) if stay.left else ()
    unanswered: list[Attempt | Contact] = [
        *person.attempts, *(one for one in person.contacts if one.reached is False),
        *map(Attempt, own),
    ]  # fmt: skip
    tried = [
        one
        for one in sorted(unanswered, key=_when)
        if at < one.stamp.occurred_at and (reached is None or one.stamp.occurred_at < reached)
    ]
    stage, since = _called(at, reached, again, tried)
    facts = [stay, *tried, *(one for one in (met, again) if one is not None)]
    return Tracker(
        "uppfoljning", stay.key, stage, since, stage in ("waiting", "attempted"),
        told_by(*every(facts, Category.D2)),
        steps=(Step("home", at), Step("reached", reached)),
        clocks=(Clock("call", clock, reached),) if again is None or reached else (),
        attempts=tuple(one.stamp.occurred_at for one in tried),
        unit=(stay.left or stay.stamp).unit,
    )  # fmt: skip


def _called(
    at: datetime, reached: datetime | None, again: Stay | None, tried: Sequence[Attempt | Contact]
) -> tuple[str, datetime]:
    if reached is not None:
        return "reached", reached
    if again is not None and again.admitted_at is not None:
        return "readmitted", again.admitted_at
    return ("attempted" if tried else "waiting"), at


def _when(contact: Attempt | Contact | MobileCall | ActionState) -> datetime:
    return contact.stamp.occurred_at


def _is_called(person: Person, morning: Morning) -> bool:
    """Whom the rule asks the call for; of an age that is not known it is asked."""
    age, score = person.age(morning.today), habitual(person)
    old, frail = number(morning, RULE, "alder_utan_cfs", 75), number(morning, RULE, "cfs", 5)
    if age is None or age >= old:
        return True
    target = number(morning, RULE, "alder", 65)
    return age >= target and score is not None and score.score >= frail


def _home(person: Person, case: SamsaCase) -> datetime | None:
    """When the person went home by this planning: the fold ends it by the discharge it was for."""
    left = {one.discharged_at for one in person.stays if one.left is not None}
    return case.ended_at if case.ended_at in left else None
