"""Dice understands chance that falls the same way every time for the same seed."""

from collections.abc import Mapping
from random import Random
from typing import TypeVar

T = TypeVar("T")


def dice(seed: int, *about: int) -> Random:
    """Dice of their own for each thing, so that one person's story changes nobody else's."""
    mixed = seed
    for part in about:
        mixed = mixed * 1_000_003 + part + 1
    return Random(mixed)  # noqa: S311 — repeatable on purpose; nothing here is secret.


def poisson(chance: Random, mean: float) -> int:
    """How many times something happens that happens `mean` times on average."""
    if mean > 30:
        return max(0, round(chance.gauss(mean, mean**0.5)))
    count, left = 0, chance.expovariate(1.0)
    while left < mean:
        count += 1
        left += chance.expovariate(1.0)
    return count


def weighted(chance: Random, table: Mapping[T, float]) -> T:
    """One of the keys, each as likely as its weight."""
    left = chance.random() * sum(table.values())
    for key, weight in table.items():
        left -= weight
        if left < 0:
            return key
    return next(iter(table))
