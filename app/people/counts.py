"""Counts understand how often a person has sought care, day by day: what makes a mångsökare.

Counted are visits to an emergency department, mobile teams' visits, visits to a health centre and
calls. Not counted: planned visits (they are series of dressings, injections or dialysis more often
than not), our own follow-up calls, and what comes within four hours of another of its kind at the
same unit. Source: 004 B1 and the definition in domain/frequent-attenders.md. Days are local.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from app.days import DAY, local_date
from app.people.person import Contact, EdVisit, MobileCall, Person, Stamp

Kind = Literal["ed", "malt", "mobile", "vc", "phone"]
SAME = timedelta(hours=4)
"""What comes this soon after the one before of its kind at the same unit is the same contact."""
NEAR = timedelta(hours=60)
"""Two local days, the longest there are, and what may reach into them from before."""
YEAR, MONTH = 365, 30
ED: tuple[Kind, ...] = ("ed", "malt")
VC: tuple[Kind, ...] = ("vc", "phone")
OTHERS: tuple[Kind, ...] = ("ed", "malt", "mobile")


class Key(NamedTuple):
    """What is counted by: a local day, a kind of contact, and the controller who told of it."""

    day: date
    kind: Kind
    controller: str


class Told(NamedTuple):
    """One contact as it is counted."""

    at: datetime
    kind: Kind
    stamp: Stamp


Fact = EdVisit | MobileCall | Contact


def counts(person: Person) -> Counter[Key]:
    """How many contacts of each kind a person had on each day."""
    return Counter(_counted(_told((*person.ed_visits, *person.mobile, *person.contacts))))


def contacts(person: Person, kinds: Sequence[Kind]) -> list[Told]:
    """The contacts of some kinds that count, each once, in order."""
    of_centre = not set(kinds).isdisjoint(VC)
    of_others = not set(kinds).isdisjoint(OTHERS)
    facts: list[Fact] = [*person.contacts] if of_centre else []
    facts += [*person.ed_visits, *person.mobile] if of_others else []
    return list(_once(one for one in _told(facts) if one.kind in kinds))


def changed(before: Person, after: Person) -> dict[Key, int]:
    """Where the counts of two states of a person differ, with what they are after. 0: none left."""
    found: dict[Key, int] = {}
    # No kind of contact is of two sorts of facts.
    for old, new in (
        (before.ed_visits, after.ed_visits),
        (before.mobile, after.mobile),
        (before.contacts, after.contacts),
    ):
        if old is not new:
            found |= _differ(old, new)
    return found


def _differ(old: Sequence[Fact], new: Sequence[Fact]) -> dict[Key, int]:
    gone, come = _moved(old, new)
    if not gone and not come:
        return {}
    moved = [_at(fact) for fact in (*gone, *come)]
    begins, ends = min(moved) - NEAR, max(moved) + NEAR
    away = {id(fact) for fact in gone}
    near = [fact for fact in old if begins < _at(fact) < ends and id(fact) not in away]
    was, is_ = _counted(_told((*near, *gone))), _counted(_told((*near, *come)))
    differ = {
        key: is_.get(key, 0) for key in was.keys() | is_.keys() if is_.get(key) != was.get(key)
    }
    if not near:
        return differ
    # Four hours may reach over midnight: the days around those that changed are counted anew too.
    first, last = local_date(min(moved)) - DAY, local_date(max(moved)) + DAY
    return {key: n for key, n in differ.items() if first <= key.day <= last}


def _moved(old: Sequence[Fact], new: Sequence[Fact]) -> tuple[Sequence[Fact], Sequence[Fact]]:
    """What is in the one alone, and in the other; most often something has come at the end."""
    if new[: len(old)] == old:
        return (), new[len(old) :]
    before, after = {id(fact) for fact in old}, {id(fact) for fact in new}
    return (
        [fact for fact in old if id(fact) not in after],
        [fact for fact in new if id(fact) not in before],
    )


def within(counted: Counter[Key], kinds: tuple[Kind, ...], today: date, days: int) -> int:
    """How many contacts of some kinds in the last so many local days, today included."""
    first = today - DAY * (days - 1)
    return sum(n for key, n in counted.items() if key.kind in kinds and first <= key.day <= today)


def _at(fact: Fact) -> datetime:
    if isinstance(fact, EdVisit):
        return fact.registered_at or fact.closed_at or fact.stamp.occurred_at
    return fact.stamp.occurred_at


def _told(facts: Iterable[Fact]) -> Iterator[Told]:
    for fact in facts:
        stamp = fact.stamp
        match fact:
            case EdVisit():
                yield Told(_at(fact), "ed", stamp)
            case MobileCall():
                kind: Kind = "malt" if fact.team == "malt" else "mobile"
                yield Told(stamp.occurred_at, kind, stamp)
            case Contact(kind="vc") if not fact.planned:
                yield Told(stamp.occurred_at, "vc", stamp)
            case Contact(kind="phone"):
                yield Told(stamp.occurred_at, "phone", stamp)
            case Contact():
                pass


def _counted(told: Iterable[Told]) -> dict[Key, int]:
    found: dict[Key, int] = {}
    for one in _once(told):
        key = Key(local_date(one.at), one.kind, one.stamp.controller)
        found[key] = found.get(key, 0) + 1
    return found


def _once(told: Iterable[Told]) -> Iterator[Told]:
    """In order, without what comes soon after another of its kind at the same unit."""
    latest: dict[tuple[str | None, Kind], datetime] = {}
    for one in sorted(told, key=_order):
        unit = one.stamp.unit
        before = latest.get((unit, one.kind))
        latest[unit, one.kind] = one.at
        if before is None or one.at - before >= SAME:
            yield one


def _order(one: Told) -> tuple[datetime, Kind, str, str]:
    return one.at, one.kind, one.stamp.unit or "", one.stamp.controller
