"""Persons understands what it costs to judge one person by every rule that ships.

Of the demo's own centre: everybody, those of whom something came in the last days, and those who come to
stand on the agenda. A sentence is made for these alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import mean
from time import perf_counter

from app.huddle import rulebook
from app.huddle.rule import Rule
from app.huddle.rules import judge
from tests.small_demo import Asked, persons, small

WARM, TIMES = 2, 7


@dataclass(frozen=True, slots=True)
class Persons:
    """Microseconds a person, the mean of each person's best; how many there were, and rules."""

    everybody: float
    touched: float
    listed: float
    counts: tuple[int, int, int]
    rules: int


def measure(morning: date) -> Persons:
    rules = rulebook.load()
    told = small(morning)
    listed = [
        one for one in persons(told, everybody=True) if judge(one.visible, rules, one.morning)
    ]
    groups = [
        list(persons(told, everybody=True)), list(persons(told, everybody=False)), listed,
    ]  # fmt: skip
    costs = [mean(_cost(one, rules) for one in group) for group in groups]
    counts = tuple(len(group) for group in groups)
    return Persons(*costs, counts, len(rules))  # type: ignore[arg-type]


def _cost(one: Asked, rules: Sequence[Rule]) -> float:
    for _ in range(WARM):
        judge(one.visible, rules, one.morning)
    return min(_once(one, rules) for _ in range(TIMES)) * 1e6


def _once(one: Asked, rules: Sequence[Rule]) -> float:
    began = perf_counter()
    judge(one.visible, rules, one.morning)
    return perf_counter() - began
