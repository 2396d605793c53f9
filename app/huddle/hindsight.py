"""Hindsight understands what rules would have taken up on mornings that have been, by some numbers.

Each morning is judged on what was known of a person then, by the same `judge` and the same memory as an
agenda. Decisions that were made count; those that would have been made do not, so whoever would have
been taken up and never was stands there until the episode's own end.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from app.events.kinds import Event
from app.huddle.again import listed
from app.huddle.agenda import Item, needed
from app.huddle.arrivals import item
from app.huddle.memory import standing
from app.huddle.numbers import Told
from app.huddle.rule import Rule, episodes
from app.huddle.rules import alone, judge
from app.huddle.verdict import SECTIONS, URGENCIES, Morning, Reason, Round, Urgency
from app.huddle.waking import next_due
from app.people.person import Person
from app.people.steps import Step, steps

What = Literal["added", "dropped", "urgency"]
Visible = Callable[[Person, Morning], Person]
"""The person as whoever judges may know it that morning."""
Rows = Mapping[str, Mapping[str, Item | None]]
"""What stands on one morning: by person, by rule; None for a line, which weighs nothing."""


@dataclass(frozen=True, slots=True)
class Look:
    """The mornings in order, the rules that are judged, and by which numbers: one telling or two.

    `alone`: of one rule that has no row of its own in the daily round, what it says by itself in
    this round.
    """

    centre: str
    mornings: Sequence[Morning]
    rules: Sequence[Rule]
    numbers: Sequence[Told]
    alone: Round | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """The reasons that stand about one person on one morning, by each of the numbers."""

    day: date
    reasons: tuple[tuple[Reason, ...], ...]

    def differs(self) -> What | None:
        """How the last of the numbers tell of the person otherwise than the first."""
        one, other = self.reasons[0][:1], self.reasons[-1][:1]
        if bool(one) != bool(other):
            return "added" if other else "dropped"
        return "urgency" if one and one[0].urgency is not other[0].urgency else None


def days_of(look: Look, told: Iterable[Step], visible: Visible) -> list[Day]:
    """The mornings on which something stands about a person, who is stepped forward with them."""
    found: list[Day] = []
    wakes: datetime | None = look.mornings[0].now if look.mornings else None
    for morning, (person, fresh) in zip(look.mornings, told, strict=True):
        # As an agenda's persons are found: those touched, and those whose clock wakes. What has no
        # row of its own wakes nobody.
        if look.alone is None and not fresh and (wakes is None or wakes > morning.now):
            continue
        asked = [replace(morning, numbers=numbers) for numbers in look.numbers]
        due = [next_due(person, look.rules, one) for one in asked]
        wakes = min((one for one in due if one is not None), default=None)
        if not _apart(person, look.centre) and any(_live(person, look.rules, one) for one in asked):
            known = visible(person, morning)
            reasons = tuple(_listed(known, look, one) for one in asked)
            if any(reasons):
                found.append(Day(morning.today, reasons))
    return found


def stepped(events: Iterable[Event], look: Look) -> Iterable[Step]:
    """A person of whom something came during the mornings."""
    return steps(events, [morning.now for morning in look.mornings])


def quiet(person: Person, look: Look) -> Iterable[Step]:
    """A person of whom nothing came: on every morning as now."""
    return (Step(person, fresh=False) for _ in look.mornings)


def _listed(person: Person, look: Look, morning: Morning) -> tuple[Reason, ...]:
    """The reasons that put the person on the morning's agenda, the most urgent first."""
    if look.alone is None:
        found = listed(person, judge(person, look.rules, morning), morning)
        return tuple(reason for reason, _ in found)
    return tuple(
        reason
        for rule in look.rules
        for reason in alone(person, rule, morning, look.alone)
        if standing(person, reason.rule, reason.episode, morning, reason.deadline).listed
    )


def rows_of(reasons: Iterable[Reason]) -> dict[str, Item | None]:
    """One person's reasons as the agenda weighs them, by rule; nothing of what they stood on."""
    by_rule: dict[str, list[Reason]] = {}
    for reason in reasons:
        by_rule.setdefault(reason.rule, []).append(reason)
    return {
        rule: None if all(one.line for one in mine) else item(rule, mine)
        for rule, mine in by_rule.items()
    }


def over(rows: Rows, minutes: int) -> int:
    """By how many seconds a morning's rows pass the huddle's minutes; 0 when they fit."""
    found = (_row(mine.values()) for mine in rows.values() if any(mine.values()))
    return max(0, needed(found) - minutes * 60)


def instead(rows: Rows, rule: str, mine: Mapping[str, Item | None]) -> Rows:
    """A morning with other rows of one rule, by person."""
    others = {
        person: {name: one for name, one in told.items() if name != rule}
        for person, told in rows.items()
    }
    for person, one in mine.items():
        others[person] = {**others.get(person, {}), rule: one}
    return others


def timed(rows: Rows, seconds: Mapping[Urgency, int]) -> Rows:
    """A morning whose rows take other seconds, by urgency."""
    return {
        person: {
            rule: one and replace(one, seconds=seconds.get(one.urgency, one.seconds))
            for rule, one in mine.items()
        }
        for person, mine in rows.items()
    }


def _row(mine: Iterable[Item | None]) -> Item:
    """One person is one row, which takes what its most urgent reason takes."""
    items = [one for one in mine if one is not None]
    first = min(items, key=lambda one: (URGENCIES.index(one.urgency), SECTIONS.index(one.section)))
    return replace(first, unclear=all(one.unclear for one in items))


def _live(person: Person, rules: Sequence[Rule], morning: Morning) -> bool:
    return any(one.live for rule in rules for one in episodes(person, rule, morning))


def _apart(person: Person, centre: str) -> bool:
    """Who was on no shared board that morning, or on another centre's."""
    return person.protected != "none" or person.listed_vc != centre
