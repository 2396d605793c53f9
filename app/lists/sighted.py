"""Sighted understands what a person on a list rests on, and whether the viewer may know all of it.

Everybody on a list is judged on what the viewer may know, so that nobody stands there for a fact that is
hidden; this asks once more of each fact that is shown, and says so in the log.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.access import audit
from app.access.grounds import opening
from app.access.known import known
from app.access.law import Basis, Law
from app.access.mask import mask
from app.access.party import Datum, Party, datum_of
from app.access.policy import Level, name_basis, sight
from app.access.subject import Subject, subject_of
from app.events.kinds import Category
from app.people.person import Person, Stamp

LOOKED = "week:list:look"
Facts = Iterable[tuple[Category, Stamp]]


@dataclass(frozen=True, slots=True)
class Met:
    """A person as the viewer may know them, and what decides that, which is of the whole person."""

    person: Person
    subject: Subject


@dataclass(frozen=True, slots=True)
class Eyes:
    """Who looks, by which law, and when."""

    party: Party
    law: Law
    now: datetime

    def meets(self, person: Person) -> Met | None:
        """The person as the viewer may know them; None when the viewer may not hear who it is."""
        subject = subject_of(person, self.now)
        if name_basis(self.party, subject, self.law, self.now) is Basis.NONE:
            return None
        seen = known(person, self.party, self.law, self.now, subject=subject).person
        return Met(seen, subject)

    def may(self, subject: Subject, facts: Facts) -> bool:
        """Whether each of the facts is the viewer's to know, whole."""
        return all(
            sight(self.party, subject, datum, self.law, self.now).level is Level.FULL
            for datum in _data(facts)
        )

    def closed(self, subject: Subject) -> bool:
        """Whether nothing opens to the viewer what other authorities have about the person."""
        return not any(opening(self.party, subject, self.law, self.now))

    def line(self, key: UUID, subject: Subject, facts: Facts, which: str) -> audit.Line:
        """The log's line of a person shown on a list: what was given, on which grounds, and whose."""
        data = _data(facts)
        bases = {name_basis(self.party, subject, self.law, self.now)}
        bases |= {sight(self.party, subject, one, self.law, self.now).basis for one in data}
        return audit.Line(
            LOOKED, key, basis=",".join(sorted(bases)),
            given=mask({Category.D1, *(one.category for one in data)}), refused=0,
            controllers=",".join(sorted({one.controller for one in data})) or None, detail=which,
        )  # fmt: skip


def _data(facts: Facts) -> set[Datum]:
    """The facts as they are asked for; those that are asked for alike are one."""
    return {datum_of(stamp, category) for category, stamp in facts}
