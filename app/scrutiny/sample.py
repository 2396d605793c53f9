"""Sample understands how some lines are drawn from many, so that whoever knows the seed draws the same.

Each line's number is hashed with the seed, and those that come first are drawn. Nobody can know the
seed before the week is over, and it is written down with what it drew.
"""

from collections.abc import Iterable
from hashlib import sha256


def draw(numbers: Iterable[int], seed: str, size: int) -> list[int]:
    """At most so many of the numbers, each with the same chance, in the order they were drawn."""
    return sorted(numbers, key=lambda number: _lot(number, seed))[:size]


def _lot(number: int, seed: str) -> bytes:
    return sha256(f"{seed}:{number}".encode()).digest()
