"""Preventing understands whom the preventive team is for: older persons who manage well, and luB.

CFS 1–4 goes to the preventive team (domain facts, frailty and pathways; 004). The yearly check is asked for
as the rule `arskontroll` asks it of those who are frailer, by the same age and months; luB (support
without assessment) is followed up within thirty days of its beginning (004 B9). Days are local.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.days import DAY, local_date, months_after
from app.events.kinds import Category
from app.huddle.phrases.conditions import habitual
from app.people.facts import Noted
from app.people.person import Frailty, Person, Stamp

RULE = "arskontroll"
CFS_LASTS = 12
"""Months after which a score is old (domain facts, frailty and pathways)."""
FOLLOW_UP = 30
"""Days. The list of 004 B9; its table says thirty to sixty."""
SHOWN = 90
"""Days that a support which is followed up stays on the list."""
Item = Literal["halsosamtal", "fallprevention", "social_isolering", "tandstatus"]
ITEMS: Mapping[Item, frozenset[str]] = {
    "halsosamtal": frozenset({"halsosamtal"}),
    "fallprevention": frozenset({"fallprevention", "fallrisk"}),
    "social_isolering": frozenset({"social_isolering"}),
    "tandstatus": frozenset({"tandstatus"}),
}
"""What the preventive team offers, and by which words a yearly check tells that it was done."""
PLAIN = str.maketrans("åäö -", "aao__")
Support = Literal["offered", "accepted", "due", "late", "followed", "followed_late"]
Facts = tuple[tuple[Category, Stamp], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the rule's numbers at a centre ask for: years, months, and up to which CFS, this included."""

    age: int
    months: int
    cfs: int


@dataclass(frozen=True, slots=True)
class Prevented:
    """Somebody who manages well and has something open. `due` is the day the check was to be done,
    None when none is known of; `open_` the items that the last check did not tell of."""

    score: Frailty
    old: bool
    checked: date | None
    overdue: bool
    open_: tuple[Item, ...]
    facts: Facts


@dataclass(frozen=True, slots=True)
class Supported:
    """How far support without assessment has come, each step by its day; `due` the day of follow-up."""

    state: Support
    offered: date | None
    accepted: date | None
    executed: date | None
    followed: date | None
    due: date | None
    facts: Facts


def asked(numbers: Mapping[str, int]) -> Asked:
    """The rule's numbers, by their names in its file: it begins where the preventive team ends."""
    return Asked(numbers["alder"], numbers["manader"], numbers["cfs_fran"] - 1)


def may_be(person: Person, by: Asked) -> bool:
    """Whether it is worth to ask: some score of the person, whoever may know it, is low enough."""
    return any(one.score <= by.cfs for one in person.frailty)


def prevented(person: Person, by: Asked, today: date) -> Prevented | None:
    """What is open for somebody who manages well; None when nothing is, or when it is somebody else."""
    score, age = habitual(person), person.age(today)
    if score is None or score.score > by.cfs or person.died_on is not None:
        return None
    if age is None or age < by.age:
        return None
    check = next((one for one in person.checks if one.what == "annual_check"), None)
    overdue = check is None or months_after(check.on, by.months) < today
    open_ = () if check is None or overdue else _open(check)
    if not overdue and not open_:
        return None
    facts: Facts = ((Category.D4, score.stamp),)
    facts += ((Category.D3, check.stamp),) if check is not None else ()
    old = months_after(score.assessed_on, CFS_LASTS) < today
    return Prevented(score, old, check.on if check else None, overdue, open_, facts)


def _open(check: Noted) -> tuple[Item, ...]:
    """A check that names no items is not known to have left any."""
    told = {one.lower().translate(PLAIN) for one in check.items}
    return tuple(item for item, words in ITEMS.items() if told and not told & words)


def supported(person: Person, today: date) -> Supported | None:
    """How far support without assessment has come; None where there is none, or it is long done with."""
    if person.died_on is not None:
        return None
    noted = {one.what: one for one in person.support}
    offered = noted.get("lub_offered")
    begun = _begun(person, offered)
    executed = begun[0] if begun is not None else None
    accepted = _since(noted.get("lub_accepted"), offered.on if offered is not None else None)
    first = executed or _on(accepted) or _on(offered)
    if first is None:
        return None
    followed = _since(noted.get("lub_followed_up"), first)
    if followed is not None and today - followed.on > DAY * SHOWN:
        return None
    due = executed + DAY * FOLLOW_UP if executed is not None else None
    stamps = [one.stamp for one in (offered, accepted, followed) if one is not None]
    stamps += [begun[1]] if begun is not None else []
    return Supported(
        _state(accepted, due, followed, today), _on(offered), _on(accepted), executed,
        _on(followed), due, tuple((Category.D6, stamp) for stamp in stamps),
    )  # fmt: skip


def _begun(person: Person, offered: Noted | None) -> tuple[date, Stamp] | None:
    """When the last support began; one that was offered after that is another, and has not begun."""
    every = [
        (local_date(one.executed_at), one.decided or one.stamp)
        for one in person.bistand
        if one.lub and one.executed_at is not None
    ]
    last = max(every, key=lambda one: one[0], default=None)
    if last is None or (offered is not None and offered.on > last[0]):
        return None
    return last


def _on(told: Noted | None) -> date | None:
    return told.on if told is not None else None


def _since(told: Noted | None, first: date | None) -> Noted | None:
    """What was told, unless it is of an earlier support."""
    return told if told is not None and (first is None or told.on >= first) else None


def _state(
    accepted: Noted | None, due: date | None, followed: Noted | None, today: date
) -> Support:
    if followed is not None:
        return "followed" if due is None or followed.on <= due else "followed_late"
    if due is not None:
        return "due" if today <= due else "late"
    return "offered" if accepted is None else "accepted"
