"""Known understands what the convenor may judge on: its own, what the law opens, and with consent
the rest. What is held back is counted, and no rule reads it: what waits for consent by itself, and
what is blocked by itself, since that something is blocked may be known in care (PDL 4:4, L913 2:4).
"""

from collections.abc import Sequence
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
from app.people.stamp import stamped


class Known(NamedTuple):
    """The person as the convenor may know it, and how many facts are held back: `held` for consent,
    `blocked` by a spärr that alone stands before them.
    """

    person: Person
    held: int
    blocked: int


Told = dict[tuple[Category, bool, str, str | None, bool], Sight]
"""What policy has answered of one subject: of a category, sensitive or not, by whom, and as a notice."""
Answers = dict[Subject, Told]


def known(
    person: Person, convenor: Party, law: Law, now: datetime, allowed: tuple[str, ...] = (),
    subject: Subject | None = None, answers: Answers | None = None,
) -> Known:  # fmt: skip
    """The person as the convenor may know it at `now`, and what is held back.

    `allowed` are those on the list of a person with skyddade personuppgifter; `subject` is given when
    another word than the person's own of that instant decides. `answers` are kept from one person to
    the next by who asks of many, at one instant: about most of them the same decides.
    """
    asking = _Asking(convenor, subject or subject_of(person, now, allowed), law, now, answers)
    kept: dict[str, Any] = {}
    held = blocked = 0
    for name, category in CATEGORY.items():
        facts = getattr(person, name)
        if not facts or asking.are_known(facts, category):
            continue
        told = (asking.as_known(fact, category) for fact in facts)
        seen = tuple(fact for fact in told if fact is not None)
        if seen != facts:
            barred = sum(asking.is_blocked(fact, category) for fact in facts)
            held += len(facts) - len(seen) - barred
            blocked += barred
            kept[name] = seen
    for name in OUR_ACTS:
        acts = getattr(person, name)
        if not acts or asking.are_known(acts, Category.D2):
            continue
        told = (asking.as_known(act, Category.D2) for act in acts)
        mine = tuple(act for act in told if act is not None)
        if mine != acts:
            kept[name] = mine
    if kept:
        person = person.but(**kept, held=frozenset(kept))
    return Known(person, held, blocked)


class _Asking:
    """Asks policy about one person's facts; they are much alike, and each kind is asked for once."""

    def __init__(
        self, party: Party, subject: Subject, law: Law, now: datetime, answers: Answers | None
    ) -> None:
        self._party, self._subject, self._law, self._now = party, subject, law, now
        self._told: Told = {} if answers is None else answers.setdefault(subject, {})

    def are_known(self, facts: Sequence[Any], category: Category) -> bool:
        """Whether all of some facts of a kind are known as they are; no may mean that it was not asked.

        Nothing is made for the many that are: a morning asks this of a million stamps.
        """
        names = stamped(type(facts[0]))
        for fact in facts:
            told = enrolment_category(fact.kind) if isinstance(fact, Enrolment) else category
            for name in names:
                stamp = getattr(fact, name)
                if stamp is None:
                    continue
                # What one of several has marked as sensitive, they all are.
                if stamp.sensitive and len(names) > 1:
                    return False
                if self._sight(stamp, told).level is not Level.FULL:
                    return False
        return True

    def as_known(self, fact: Any, category: Category) -> Any:
        """The fact, or as much of it as is known by statute, or None."""
        for one in self._sights(fact, category):
            if one.level is not Level.FULL:
                break
        else:
            return fact
        noticed = isinstance(fact, SamsaCase) and in_force(fact)
        if noticed and self._party.unit in fact.recipients:
            stamps = fact.stamp, fact.pud_set or fact.stamp
            told = (self._sight(stamp, category, notice=True) for stamp in stamps)
            return _as_noticed(fact) if all(one.level is Level.FULL for one in told) else None
        return None

    def is_blocked(self, fact: Any, category: Category) -> bool:
        """Whether a block is all that keeps the fact back."""
        if self.as_known(fact, category) is not None:
            return False
        sights = self._sights(fact, category)
        return all(one.level is Level.FULL or one == BLOCKED for one in sights)

    def _sights(self, fact: Any, category: Category) -> list[Sight]:
        """How each event that told of the fact may be seen."""
        if isinstance(fact, Enrolment):
            category = enrolment_category(fact.kind)
        stamps = stamps_of(fact)
        # A fact is as sensitive as the most sensitive event that told of it, whoever told the others.
        whole = Category.D7 if True in [stamp.sensitive for stamp in stamps] else category
        return [self._sight(stamp, whole) for stamp in stamps]

    def _sight(self, stamp: Stamp, category: Category, *, notice: bool = False) -> Sight:
        alike = category, stamp.sensitive, stamp.controller, stamp.unit, notice
        found = self._told.get(alike)
        if found is None:
            datum = datum_of(stamp, category, notice=notice)
            found = self._told[alike] = sight(
                self._party, self._subject, datum, self._law, self._now
            )
        return found


def _as_noticed(case: SamsaCase) -> SamsaCase:
    """Of a stay the notice tells the planned discharge: not which ward, nor that it is ready."""
    stamp = case.stamp.but(unit=None)
    pud_set = case.pud_set.but(unit=None) if case.pud_set else None
    return case.but(stamp=stamp, pud_set=pud_set, ready_at=None, ready=None)
