"""Attending understands who is a mångsökare now, since when, and whether somebody has gone through it.

It asks what the rule `mangsokare` asks, by the same functions and the same numbers
(huddle/phrases/frequent.py; 004 B1), so that the list and the mornings agree on what is new and on what
was gone through. Days are local, and a window ends with its day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from app.days import DAY, day_bounds, local_date
from app.events.kinds import Category
from app.huddle.phrases.frequent import Counted, Limit, acute, any_over, crossing, told_by
from app.huddle.rule import Group, Rule, belongs, whom
from app.huddle.verdict import Morning
from app.people.counts import ED, VC, YEAR, Told, contacts
from app.people.facts import Noted
from app.people.person import Person, Stamp

RULE = "mangsokare"
TREND = 90
"""Days that are set against as many before them. Contacts are kept for 400 days, so twelve months have
none to be set against; three are as often as a mångsökare is gone through."""
Why = Literal["crossed", "contact", "time"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the rule asks for by a centre's numbers. `whom` it is for there; `again` is days after a
    review."""

    whom: Group
    limits: tuple[Limit, Limit]
    again: int
    wanted: int = 1
    """How many of the limits are to be passed."""


@dataclass(frozen=True, slots=True)
class Visits:
    """Contacts that count, of the last twelve months: with the health centre, its calls among them, at
    an emergency department, and by MALT. `recent` those of the last three, `before` of three before."""

    vc: int
    ed: int
    malt: int
    recent: int
    before: int

    @property
    def total(self) -> int:
        return self.vc + self.ed + self.malt


@dataclass(frozen=True, slots=True)
class Attender:
    """Somebody over a limit today. `crossed` is when that last came to be so, `why` and `since` why and
    from when there is something to go through; `reviewed` is the latest review, and `stands` whether
    nothing has happened since. `facts` are what it rests on."""

    why: Why
    since: datetime
    crossed: datetime
    limit: Limit
    count: int
    visits: Visits
    reviewed: Noted | None
    stands: bool
    facts: tuple[tuple[Category, Stamp], ...]


def asked(rule: Rule, numbers: Mapping[str, int]) -> Asked:
    """What the rule asks for by numbers, by their names in its file."""
    vc = Limit(VC, numbers["kontakter"], numbers["kontakter_dygn"])
    ed = Limit(ED, numbers["akuta"], numbers["akuta_dygn"])
    return Asked(whom(rule, numbers), (vc, ed), numbers["ater_dygn"], numbers["granser"])


def attender(person: Person, by: Asked, morning: Morning) -> Attender | None:
    """The person as a mångsökare; None when not one. `person` is what the one who looks may know.

    An age that nobody has told is no reason to leave somebody out.
    """
    today = morning.today
    told = told_by(person, by.limits)
    over = any_over(told, today, by.wanted)
    if over is None or person.died_on is not None or not belongs(person, by.whom, morning):
        return None
    limit, counted = over
    crossed = _last_crossed(told, by.wanted)
    review = max(person.reviews, key=lambda one: one.stamp.occurred_at, default=None)
    brought_back = None if review is None else _brought_back(person, told, review, by, morning.now)
    why, since = brought_back or ("crossed", crossed)
    facts = [(Category.D2, one.stamp) for one in counted]
    # That somebody is a mångsökare is of frailty (domain facts 1.3), and follows from each contact.
    facts += [(Category.D4, one.stamp) for one in counted]
    facts += [(Category.D4, review.stamp)] if review is not None else []
    return Attender(
        why, since, crossed, limit, len(counted), _visits(person, today), review,
        review is not None and brought_back is None, tuple(facts),
    )  # fmt: skip


def _last_crossed(told: Counted, wanted: int) -> datetime:
    """When a limit was last passed by a contact. Beware: only for whoever is over one."""
    return max(
        some[at].stamp.occurred_at
        for limit, some in told
        for at in range(len(some))
        if crossing(told, some, at, limit, wanted)
    )


def _brought_back(
    person: Person, told: Counted, review: Noted, by: Asked, now: datetime
) -> tuple[Why, datetime] | None:
    """What has happened since a review that asks for another, the latest; as the rule has it."""
    reviewed_at = review.stamp.occurred_at
    found: list[tuple[datetime, Why]] = []
    if (crossed := _last_crossed(told, by.wanted)) >= reviewed_at:
        found.append((crossed, "crossed"))
    found += [
        (stamp.occurred_at, "contact")
        for stamp in acute(person)
        if stamp.occurred_at > reviewed_at
        and any_over(told, local_date(stamp.occurred_at), by.wanted)
    ]
    begins = day_bounds(review.on + DAY * by.again)[0]
    if begins <= now:
        found.append((begins, "time"))
    if not found:
        return None
    # A crossing is a contact too, and is told as the former.
    since, why = max(found, key=lambda one: (one[0], one[1] == "crossed"))
    return why, since


def _visits(person: Person, today: date) -> Visits:
    told = contacts(person, (*VC, *ED))
    year = _within(told, today, YEAR)
    kinds = [one.kind for one in year]
    return Visits(
        sum(kind in VC for kind in kinds), kinds.count("ed"), kinds.count("malt"),
        len(_within(told, today, TREND)), len(_within(told, today - DAY * TREND, TREND)),
    )  # fmt: skip


def _within(told: list[Told], last: date, days: int) -> list[Told]:
    """The contacts of so many local days, `last` included."""
    first = last - DAY * (days - 1)
    return [one for one in told if first <= local_date(one.at) <= last]
