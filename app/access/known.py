"""Known understands what the convenor may judge on: its own, what the law opens, and with consent
the rest. What is held back is counted, and no rule reads it.
"""

from datetime import datetime
from typing import Any

from app.access.law import Law
from app.access.party import Party, datum_of
from app.access.policy import Level, sight
from app.access.subject import Subject, in_force, subject_of
from app.events.kinds import Category
from app.people.person import (
    CATEGORY,
    OUR_ACTS,
    Enrolment,
    Person,
    SamsaCase,
    Stamp,
    enrolment_category,
    stamps_of,
)


def known(
    person: Person, convenor: Party, law: Law, now: datetime, allowed: tuple[str, ...] = ()
) -> tuple[Person, int]:
    """The person as the convenor may know it, and how many facts are held back for consent.

    `allowed` are those on the list of a person with skyddade personuppgifter.
    """
    subject = subject_of(person, now, allowed)
    kept: dict[str, Any] = {}
    held = 0
    for name, category in CATEGORY.items():
        facts = getattr(person, name)
        if not facts:
            continue
        told = (_as_known(fact, category, convenor, subject, law, now) for fact in facts)
        seen = tuple(fact for fact in told if fact is not None)
        if seen != facts:
            held += len(facts) - len(seen)
            kept[name] = seen
    for name in OUR_ACTS:
        acts = getattr(person, name)
        told = (_as_known(a, Category.D2, convenor, subject, law, now) for a in acts)
        mine = tuple(act for act in told if act is not None)
        if mine != acts:
            kept[name] = mine
    if kept:
        person = person.but(**kept, held=frozenset(kept))
    return person, held


def _as_known(
    fact: Any,
    category: Category,
    party: Party,
    subject: Subject,
    law: Law,
    now: datetime,
) -> Any:
    """The fact, or as much of it as is known by statute, or None."""
    if isinstance(fact, Enrolment):
        category = enrolment_category(fact.kind)

    def full(stamp: Stamp, category: Category = category, *, notice: bool = False) -> bool:
        datum = datum_of(stamp, category, notice=notice)
        return sight(party, subject, datum, law, now).level is Level.FULL

    stamps = stamps_of(fact)
    # A fact is as sensitive as the most sensitive event that told of it, whoever told the others.
    whole = Category.D7 if any(stamp.sensitive for stamp in stamps) else category
    if all(full(stamp, whole) for stamp in stamps):
        return fact
    if isinstance(fact, SamsaCase) and in_force(fact) and party.unit in fact.recipients:
        told = full(fact.stamp, notice=True) and full(fact.pud_set or fact.stamp, notice=True)
        return _as_noticed(fact) if told else None
    return None


def _as_noticed(case: SamsaCase) -> SamsaCase:
    """Of a stay the notice tells the planned discharge: not which ward, nor that it is ready."""
    stamp = case.stamp.but(unit=None)
    pud_set = case.pud_set.but(unit=None) if case.pud_set else None
    return case.but(stamp=stamp, pud_set=pud_set, ready_at=None, ready=None)
