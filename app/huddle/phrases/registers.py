"""Registers understands what ought to stand about a person and does not: nobody named, nothing planned.

Nothing has happened, so there is no news here and no window: the need lasts until it is met.
"""

from collections.abc import Iterator

from app.days import day_bounds
from app.huddle.phrases.conditions import condition
from app.huddle.phrases.endings import ENDINGS
from app.huddle.phrases.finders import finder
from app.huddle.phrases.grammar import Case, Episode, Finding
from app.huddle.verdict import Morning, yes_if
from app.people.person import Enrolment, Person, enrolment_category, runs


@finder("inskriven i kommunal primärvård", Enrolment, ("enrolments",))
def in_home_care(person: Person, morning: Morning, rule: str) -> Iterator[Episode]:
    for enrolled in person.enrolments:
        if enrolled.kind == "kommunal_hsl" and runs(enrolled, morning.today):
            yield _enrolled(enrolled)


@condition("fast vårdkontakt är utsedd", ("appointed",), told_by=("contact.appointed",),
           known=ENDINGS)  # fmt: skip
def contact_appointed(case: Case) -> Finding:
    """Or documented as obviously unnecessary, which settles it as well."""
    return Finding(yes_if(any(one.kind == "fast_vardkontakt" for one in case.person.appointed)))


def _enrolled(enrolled: Enrolment) -> Episode:
    stamp, began = enrolled.stamp, day_bounds(enrolled.from_)[0]
    category = enrolment_category(enrolled.kind)
    return Episode(stamp.ref, "Inskrivning", stamp, began, began, enrolled, category=category)
