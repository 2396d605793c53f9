"""Groups understands whom a pack of rules is for, beyond the frail elderly."""

from collections.abc import Iterator

from app.days import day_bounds
from app.huddle.phrases.conditions import enrolled_now, enrolment_facts, group
from app.huddle.phrases.finders import finder
from app.huddle.phrases.grammar import Episode, Finding
from app.huddle.verdict import Morning, yes_if
from app.people.person import Enrolment, Person, enrolment_category

DISABLED = frozenset({"lss", "socialpsykiatri"})


@finder("insats enligt LSS eller socialpsykiatri", Enrolment, ("enrolments",))
def supported(person: Person, morning: Morning, rule: str) -> Iterator[Episode]:
    """The first that runs: one plan is enough for a person with two."""
    running = enrolled_now(person, morning, DISABLED)
    enrolled = min(running, key=lambda e: e.from_, default=None)
    if enrolled is not None:
        stamp, at = enrolled.stamp, day_bounds(enrolled.from_)[0]
        category = enrolment_category(enrolled.kind)
        yield Episode(stamp.ref, "Insats", stamp, at, at, enrolled, category=category)


@group("har insats enligt LSS eller socialpsykiatri", ("enrolments",))
def with_support(person: Person, morning: Morning) -> Finding:
    """At any age: a child with a decision under LSS belongs to the group too."""
    enrolled = enrolled_now(person, morning, DISABLED)
    return Finding(yes_if(bool(enrolled)), enrolment_facts(enrolled))
