"""In place understands what there is around a person already, before anybody proposes more (004 B1).

What is not told of is left out: that something is not in place is never said here, since whoever has
it in place may be somebody who does not tell us.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.days import local_date
from app.events.kinds import Category
from app.events.kinds.social import EnrolmentKind
from app.huddle.phrases.registers import SIP_LASTS, last_touched
from app.people.person import Person, Stamp, enrolment_category, runs

Kind = EnrolmentKind | Literal["sip", "medication_review", "fast_vardkontakt"]
ORDER: tuple[Kind, ...] = (
    "sabo", "korttid", "kommunal_hsl", "palliativ", "nsvt", "hemtjanst", "trygghetsboende", "lss",
    "socialpsykiatri", "lakarmedverkan", "trygg_hemgang", "sip", "fast_vardkontakt",
    "medication_review",
)  # fmt: skip
"""Where the person lives and who comes there first; then what is planned, and what was done."""


@dataclass(frozen=True, slots=True)
class InPlace:
    """One thing in place: since or on which local day, for a named contact what they are called.

    `category` and `stamp` say who may know of it.
    """

    kind: Kind
    on: date
    category: Category
    stamp: Stamp
    name: str | None = None


def in_place(person: Person, today: date) -> tuple[InPlace, ...]:
    """What is in place on a local day, each kind once."""
    found: dict[Kind, InPlace] = {}
    for one in person.enrolments:
        if runs(one, today):
            told = InPlace(one.kind, one.from_, enrolment_category(one.kind), one.stamp)
            found.setdefault(one.kind, told)
    for plan in person.sips:
        touched = last_touched(plan)
        if touched is not None and today - touched[1] <= SIP_LASTS:
            found["sip"] = InPlace("sip", touched[1], Category.D5, touched[0])
    for named in person.appointed:
        if named.kind == "fast_vardkontakt" and not named.unnecessary:
            on = local_date(named.stamp.occurred_at)
            found[named.kind] = InPlace(named.kind, on, Category.D1, named.stamp, named.name)
    for check in person.checks:
        if check.what == "medication_review":
            found[check.what] = InPlace(check.what, check.on, Category.D3, check.stamp)
    return tuple(found[kind] for kind in ORDER if kind in found)
