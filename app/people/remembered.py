"""Remembered understands which persons' states this process still knows as they are written.

A state is written under a number that is used once: they are counted from one drawn by lot. Whoever
finds the same number in the row knows that nobody has written since, also when another process might
have, or a transaction was taken back.
"""

import secrets
from collections import OrderedDict
from itertools import count
from typing import NamedTuple
from uuid import UUID

from app.people.person import Person

ROOM = 48_000_000
"""Octets for states: those of ten thousand persons with a year behind them."""
EACH, TIMES = 1_000, 2
"""Octets that any state takes, and how many more for each that it is written with (measured)."""


class Written(NamedTuple):
    """A state, the number that it was written under, and the room that it takes."""

    version: int
    state: Person
    room: int


class Remembered:
    """The states written last, as many as there is room for. One of these for each database."""

    def __init__(self, room: int = ROOM) -> None:
        self._left = room
        self._numbers = count(secrets.randbits(62) + 1)
        self._known: OrderedDict[UUID, Written] = OrderedDict()

    def of(self, person: UUID) -> Written | None:
        """The state last written here, if it is remembered."""
        return self._known.get(person)

    def keep(self, person: UUID, state: Person, octets: int) -> int:
        """Remember a state about to be written in so many octets; the number to write it under."""
        if old := self._known.pop(person, None):
            self._left += old.room
        kept = Written(next(self._numbers), state, EACH + TIMES * octets)
        self._known[person] = kept
        self._left -= kept.room
        while self._left < 0:
            self._left += self._known.popitem(last=False)[1].room
        return kept.version
