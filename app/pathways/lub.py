"""Lub understands an insats without needs assessment (luB): offered, accepted, executed, followed up.

It is followed up within 30 days (source 004, bilaga 9) of when it began, or of the yes where nobody has
told of that. Each is known by the day it was.
"""

from datetime import datetime

from app.days import DAY, day_bounds, local_date
from app.events.kinds import Category
from app.huddle.verdict import Morning
from app.pathways.tracker import Clock, Step, Tracker, begins, every, stage_of, told_by
from app.people.facts import Noted
from app.people.person import Person

FOLLOW_UP = 30 * DAY
SHOWN = 365 * DAY


def lub(person: Person, morning: Morning) -> Tracker | None:
    """What was offered or decided last. A follow-up from before it began is of something earlier."""
    notes = {one.what: one for one in person.support}
    granted = [one for one in person.bistand if one.lub and one.decided is not None]
    insats = granted[-1] if granted else None
    offered, accepted = notes.get("lub_offered"), notes.get("lub_accepted")
    executed = insats.executed_at if insats is not None else None
    decided = insats.decided_at if insats is not None else None
    begun = executed or decided or _at(accepted)
    followed = notes.get("lub_followed_up")
    if followed is not None and (begun is None or followed.on < local_date(begun)):
        followed = None
    steps = (
        Step("offered", _at(offered)),
        Step("accepted", _at(accepted) or decided),
        Step("executed", executed),
        Step("followed_up", _at(followed)),
    )
    if all(one.at is None for one in steps):
        return None
    reached = stage_of(steps)
    since = reached.at
    if since is None or morning.now - since > SHOWN:
        return None
    clocks: tuple[Clock, ...] = ()
    if begun is not None:
        ends = day_bounds(local_date(begun) + FOLLOW_UP)[1]
        clocks = (Clock("followup", ends, _at(followed)),)
    told = [one for one in (offered, accepted, followed, insats) if one is not None]
    return Tracker(
        "lub", "lub", reached.what, since, followed is None, told_by(*every(told, Category.D6)),
        steps=steps, clocks=clocks,
    )  # fmt: skip


def _at(noted: Noted | None) -> datetime | None:
    return None if noted is None else begins(noted.on)
