"""Agenda understands what fits in the fifteen minutes, and says openly what does not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from app.huddle.verdict import URGENCIES, Section, Urgency

OPENING = 60
CLOSING = 60
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Item:
    """One person's row. `deadline` is the nearest running clock, `since` the longest wait, `episode` what
    it is about.
    """

    key: str
    urgency: Urgency
    section: Section
    seconds: int
    deadline: datetime | None
    since: datetime
    unclear: bool = False
    episode: str = ""


@dataclass(frozen=True, slots=True)
class Agenda:
    """Keys in order. `seconds` is the whole huddle with its opening and closing."""

    now: tuple[str, ...]
    later: tuple[str, ...]
    unclear: tuple[str, ...]
    seconds: int
    red_exceeds: bool


def order(item: Item) -> tuple[int, datetime, datetime, str, str]:
    """Urgency, then the clock that runs, then the longest wait; the rest so that order is total.

    Keys are each installation's own: what it is about goes first, so that the same night is the same.
    """
    urgency = URGENCIES.index(item.urgency)
    return urgency, item.deadline or NEVER, item.since, item.episode, item.key


def needed(items: Iterable[Item]) -> int:
    """The seconds that all of it would take, with opening and closing: what is unclear takes none."""
    return OPENING + CLOSING + sum(row.seconds for row in items if not row.unclear)


def build(items: Iterable[Item], minutes: int = 15) -> Agenda:
    """The first row that does not fit ends the agenda: a yellow never passes a red. Red always fits."""
    rows = sorted(items, key=order)
    clear = [row for row in rows if not row.unclear]
    total = minutes * 60
    seconds = OPENING + CLOSING
    fits = 0
    for row in clear:
        if row.urgency is not Urgency.ROD and seconds + row.seconds > total:
            break
        seconds += row.seconds
        fits += 1
    return Agenda(
        now=tuple(row.key for row in clear[:fits]),
        later=tuple(row.key for row in clear[fits:]),
        unclear=tuple(row.key for row in rows if row.unclear),
        seconds=seconds,
        red_exceeds=seconds > total,
    )
