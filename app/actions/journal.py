"""Journal understands what is to be written in the record when licensed staff have ended something.

Kvarten is no record. What was not written at once is an action of the unit whose staff ended it.
"""

from dataclasses import replace
from datetime import datetime, time
from uuid import UUID, uuid5

from app.access.viewer import Viewer
from app.actions.store import Action
from app.days import at_local, day_bounds, local_date

RULE = "journalforing"
"""Stands where a rule's id would: no rule finds it, and nothing but a person ends it."""
BEGINS, ENDS = "Journalför ”", "”"
LICENSED = ("aldre_ssk", "vc_lakare", "vc_rehab", "kommun_hsl", "mobilt_team")
"""Roles of those who keep a record of care (PDL 3:3)."""
CLOSES = time(16)


def key_of(ended: UUID) -> UUID:
    """The id of what is to be written about a decision or an action: the same however often asked."""
    return uuid5(ended, "journal")


def about(action: Action) -> str | None:
    """What is to be written of, where that is what the action is for."""
    return action.what.removeprefix(BEGINS).removesuffix(ENDS) if action.rule == RULE else None


def to_write(ended: Action, viewer: Viewer, now: datetime) -> Action:
    """What the viewer's unit is to write about what has ended, today (PDL 3:9: as soon as may be)."""
    today = local_date(now)
    closes = at_local(today, CLOSES)
    return replace(
        ended, id=key_of(ended.id), rule=RULE, episode=str(ended.id), owner=viewer.unit,
        role=viewer.role, what=f"{BEGINS}{ended.what}{ENDS}", urgency="gra", state="accepted", reason=None,
        due=closes if now < closes else day_bounds(today)[1], decided_at=now,
        decided_by=viewer.name, moved_at=now,
    )  # fmt: skip
