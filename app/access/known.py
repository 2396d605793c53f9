"""Known understands what the convenor may judge on: its own, what the law opens, and with consent
the rest. What is held back is counted, and no rule reads it: what waits for consent by itself, and
what is blocked by itself, since that something is blocked may be known in care (PDL 4:4, L913 2:4).
"""

from datetime import datetime
from typing import Any, NamedTuple

from app.access.law import Law
from app.access.party import Party, datum_of
from app.access.policy import BLOCKED, Level, Sight, sight
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


class Known(NamedTuple):
    """The person as the convenor may know it, and how many facts are held back: `held` for consent,
    `blocked` by a spärr that alone stands before them.
    """

    person: Person
    held: int
    blocked: int


def known(
    person: Person, convenor: Party, law: Law, now: datetime, allowed: tuple[str, ...] = (),
    subject: Subject | None = None,
) -> Known:  # fmt: skip
    """The person as the convenor may know it at `now`, and what is held back.

    `allowed` are those on the list of a person with skyddade personuppgifter; `subject` is given when
    another word than the person's own of that instant decides.
    """
    subject = subject or subject_of(person, now, allowed)
    kept: dict[str, Any] = {}
    held = blocked = 0
    for name, category in CATEGORY.items():
        facts = getattr(person, name)
        if not facts:
            continue
        told = (_as_known(fact, category, convenor, subject, law, now) for fact in facts)
        seen = tuple(fact for fact in told if fact is not None)
        if seen != facts:
            barred = sum(_is_blocked(fact, category, convenor, subject, law, now) for fact in facts)
            held += len(facts) - len(seen) - barred
            blocked += barred
            kept[name] = seen
    for name in OUR_ACTS:
        acts = getattr(person, name)
        told = (_as_known(a, Category.D2, convenor, subject, law, now) for a in acts)
        mine = tuple(act for act in told if act is not None)
        if mine != acts:
            kept[name] = mine
    if kept:
        person = person.but(**kept, held=frozenset(kept))
    return Known(person, held, blocked)


def _as_known(
    fact: Any,
    category: Category,
    party: Party,
    subject: Subject,
    law: Law,
    now: datetime,
) -> Any:
    """The fact, or as much of it as is known by statute, or None."""

    def full(stamp: Stamp) -> bool:
        datum = datum_of(stamp, category, notice=True)
        return sight(party, subject, datum, law, now).level is Level.FULL

    if all(one.level is Level.FULL for one in _sights(fact, category, party, subject, law, now)):
        return fact
    if isinstance(fact, SamsaCase) and in_force(fact) and party.unit in fact.recipients:
        told = full(fact.stamp) and full(fact.pud_set or fact.stamp)
        return _as_noticed(fact) if told else None
    return None


def _is_blocked(
    fact: Any, category: Category, party: Party, subject: Subject, law: Law, now: datetime
) -> bool:
    """Whether a block is all that keeps the fact back."""
    if _as_known(fact, category, party, subject, law, now) is not None:
        return False
    sights = _sights(fact, category, party, subject, law, now)
    return all(one.level is Level.FULL or one == BLOCKED for one in sights)


def _sights(
    fact: Any, category: Category, party: Party, subject: Subject, law: Law, now: datetime
) -> list[Sight]:
    """How each event that told of the fact may be seen."""
    if isinstance(fact, Enrolment):
        category = enrolment_category(fact.kind)
    stamps = stamps_of(fact)
    # A fact is as sensitive as the most sensitive event that told of it, whoever told the others.
    whole = Category.D7 if any(stamp.sensitive for stamp in stamps) else category
    return [sight(party, subject, datum_of(stamp, whole), law, now) for stamp in stamps]


def _as_noticed(case: SamsaCase) -> SamsaCase:
    """Of a stay the notice tells the planned discharge: not which ward, nor that it is ready."""
    stamp = case.stamp.but(unit=None)
    pud_set = case.pud_set.but(unit=None) if case.pud_set else None
    return case.but(stamp=stamp, pud_set=pud_set, ready_at=None, ready=None)
