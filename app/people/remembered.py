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

MOST = 10_000


class Written(NamedTuple):
    """A state, and the number that it was written under."""

    version: int
    state: Person


class Remembered:
    """The states written last, at most so many. One of these for each database."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._numbers = count(secrets.randbits(62) + 1)
        self._known: OrderedDict[UUID, Written] = OrderedDict()

    def of(self, person: UUID) -> Written | None:
        """The state last written here, if it is remembered."""
        return self._known.get(person)

    def keep(self, person: UUID, state: Person) -> int:
        """Remember a state that is about to be written; answers the number to write it under."""
        version = next(self._numbers)
        self._known[person] = Written(version, state)
        self._known.move_to_end(person)
        if len(self._known) > self._most:
            self._known.popitem(last=False)
        return version
