"""Arrivals understands where rows stand for whoever sees only some of their reasons.

The convenor's order is made of every reason; for anybody else it would tell of those that are
hidden. So theirs is made of what they see alone, by the same agenda. What came before the room
began stands by urgency; what came later, after it, in the order it came. Once the room has begun a
row keeps the place that it took, though its reasons change: what they were then is remembered.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.huddle.agenda import Item, build, order
from app.huddle.board import Board, Place
from app.huddle.matter import Came, Matter, Past
from app.huddle.verdict import Answer, Reason, Section, weigh

WALK = (Section.SEDAN_SIST, Section.IDAG, Section.KOMMANDE)
PLACES: tuple[Place, ...] = ("now", "later", "unclear")
Stop = tuple[int, int]
"""How far along the room's walk a row stands: by the columns, then by the places under them."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a row stands for somebody, and since when it is new to them."""

    key: str
    place: Place
    new_at: datetime | None


@dataclass(frozen=True, slots=True)
class Seen:
    """A row as far as somebody sees it: the reasons it has or had, with when each came."""

    key: str
    reasons: Sequence[tuple[Reason, Came | None]]

    @property
    def first(self) -> Came | None:
        """What decides where it stands: None when some of it was there before the room began."""
        late = [came for _, came in self.reasons if came is not None and came.number is not None]
        if len(late) < len(self.reasons):
            return None
        return min(late, key=_number)

    @property
    def placing(self) -> list[Reason]:
        """The reasons by which it took its place."""
        number = _number(self.first)
        return [one for one, came in self.reasons if _number(came) == number]

    @property
    def new_at(self) -> datetime | None:
        told = [came.at if came is not None else None for _, came in self.reasons]
        return None if None in told else min(at for at in told if at is not None)


def stop(place: Place, section: Section | None) -> Stop:
    """Left to right through the columns, then what does not fit, then what is unclear."""
    column = WALK.index(section) if place == "now" and section else len(WALK)
    return column, PLACES.index(place)


def item(key: str, reasons: Iterable[Reason], *, learned: bool = False) -> Item:
    """A row's reasons as the agenda weighs them: the decisive one, the nearest clock, the longest wait.

    Lines weigh nothing. `learned`: by what other rows have taken, which is the centre's own to know.
    """
    reasons = [one for one in reasons if not one.line]
    first = min(reasons, key=weigh)
    return Item(
        key=key,
        urgency=first.urgency,
        section=first.section,
        seconds=estimate(first) if learned else first.seconds,
        deadline=min((one.deadline for one in reasons if one.deadline is not None), default=None),
        since=min(one.since for one in reasons),
        unclear=all(one.answer is Answer.OKLART for one in reasons),
        episode=first.episode,
    )


def estimate(reason: Reason) -> int:
    """What a row takes as the centre itself reckons, in seconds."""
    return reason.seconds if reason.learned is None else reason.learned


def walked(items: Iterable[Item], minutes: int) -> tuple[list[tuple[Item, Place]], bool]:
    """The rows in the order the room walks them, and whether the red alone exceed the time."""
    known = {one.key: one for one in items}
    agenda = build(known.values(), minutes)
    found = [
        (known[key], place)
        for place, keys in zip(PLACES, (agenda.now, agenda.later, agenda.unclear), strict=True)
        for key in keys
    ]
    found.sort(key=lambda one: stop(one[1], one[0].section))
    return found, agenda.red_exceeds


def arranged(rows: Sequence[Seen], minutes: int) -> list[Placed]:
    """Where each row stands for whoever sees of them what is told here, and no more."""
    items = {row.key: item(row.key, row.placing) for row in rows}
    walk, _ = walked((items[row.key] for row in rows if row.first is None), minutes)
    found = [(one.key, place, stop(place, one.section)) for one, place in walk]
    late = [(row.key, came) for row in rows if (came := row.first) is not None]
    for key, came in sorted(late, key=lambda one: (_number(one[1]), order(items[one[0]]))):
        place: Place = "unclear" if items[key].unclear else "now"
        at = stop(place, items[key].section)
        before = (
            n for n, (known, _, other) in enumerate(found, 1) if other <= at or known == came.behind
        )
        found.insert(max(before, default=0), (key, place, at))
    new = {row.key: row.new_at for row in rows}
    return [Placed(key, place, new[key]) for key, place, _ in found]


def carried(old: Matter | None, fresh: Matter, board: Board, now: datetime) -> Matter:
    """Fresh facts of a row, with when each reason came: now, unless it was there before."""
    running = board.state == "running"
    came = Came(now, board.version, board.current) if running else Came(now)
    known = _known(old) if old is not None else {}
    if not running:
        # Until the room begins a reason may change as it likes, and is no newer for it.
        named = {_name(one.reason): one.came for one in known.values()}
        stood = (
            replace(each, came=named.get(_name(reason), came))
            for reason, each in zip(fresh.reasons, fresh.stood, strict=True)
        )
        return replace(fresh, stood=tuple(stood))
    stood = (
        replace(each, came=known[weight].came if (weight := _weight(reason)) in known else came)
        for reason, each in zip(fresh.reasons, fresh.stood, strict=True)
    )
    kept = {_weight(reason) for reason in fresh.reasons}
    past = (one for weight, one in known.items() if weight not in kept)
    return replace(fresh, stood=tuple(stood), past=tuple(past))


def reasons_of(one: Matter) -> list[Past]:
    """All the reasons that a row has or had while the room was at it, each with when it came."""
    standing = zip(one.reasons, one.stood, strict=True)
    return [*one.past, *(Past(reason, stood.came) for reason, stood in standing)]


def _known(one: Matter) -> dict[tuple[object, ...], Past]:
    return {_weight(each.reason): each for each in reasons_of(one)}


def _weight(one: Reason) -> tuple[object, ...]:
    """All of a reason that decides where it stands, and who sees it."""
    return (
        one.rule, one.episode, one.facts, one.urgency, one.section, one.seconds, one.deadline,
        one.since, one.answer,
    )  # fmt: skip


def _name(one: Reason) -> tuple[str, str]:
    return one.rule, one.episode


def _number(came: Came | None) -> int:
    """Before all others what came before the room began."""
    return -1 if came is None or came.number is None else came.number
