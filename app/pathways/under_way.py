"""Under way understands everything that goes on about a person, in the order of the page."""

from collections.abc import Callable

from app.huddle.verdict import Morning
from app.pathways.after_hospital import physician_care, specialist_days
from app.pathways.checks import medicines, yearly_check
from app.pathways.homecoming import call_within_72_hours, safe_homecoming
from app.pathways.line import contacts_waiting
from app.pathways.lub import lub
from app.pathways.medical_plan import medical_plan
from app.pathways.planning import planning
from app.pathways.sip import sip
from app.pathways.tracker import Tracker
from app.people.person import Person

ONE_EACH: tuple[Callable[[Person, Morning], Tracker | None], ...] = (
    planning, safe_homecoming, medical_plan, call_within_72_hours, physician_care, specialist_days,
    sip, lub, medicines, yearly_check,
)  # fmt: skip


def under_way(person: Person, morning: Morning) -> tuple[Tracker, ...]:
    """Every tracker, those that go on first. Of whoever has died nothing goes on."""
    if person.died is not None:
        return ()
    found = [one for tell in ONE_EACH if (one := tell(person, morning)) is not None]
    found += contacts_waiting(person, morning)
    return tuple(sorted(found, key=lambda one: not one.open))
