"""Line understands äldretelefonen: who has turned to it, and the clock of the first answer.

The answer is due at the end of the next working day (source 004, bilaga 9), when the office closes.
"""

from app.days import at_local, local_date, next_working_day
from app.events.kinds import Category
from app.huddle.verdict import Morning
from app.pathways.homecoming import SHOWN
from app.pathways.tracker import Clock, Step, Tracker, told_by
from app.people.person import Person


def contacts_waiting(person: Person, morning: Morning) -> tuple[Tracker, ...]:
    """Every contact that is not answered, and those answered in the last weeks; the newest first."""
    found = []
    for one in reversed(person.lines):
        at = one.opened_at
        if one.line != "aldretelefon" or at is None:
            continue
        answered = one.answered.occurred_at if one.answered is not None else None
        if answered is not None and morning.now - answered > SHOWN:
            continue
        day = next_working_day(morning.calendar, local_date(at))
        clock = Clock("answer", at_local(day, morning.owner_hours[1]), answered)
        found.append(
            Tracker(
                "aldretelefon", one.key, "answered" if answered else "waiting", answered or at,
                answered is None, told_by((one, Category.D2)),
                steps=(Step("opened", at), Step("answered", answered)), clocks=(clock,),
            )
        )  # fmt: skip
    return tuple(found)
