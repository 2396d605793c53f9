"""Mask understands a set of data categories as one small number, as a line in the log holds it.

Bit n stands for category Dn (domain facts 1.3), so D1 and D4 are 2 + 16 = 18; 0 is none of them.
"""

from collections.abc import Iterable

from app.events.kinds import Category

BIT = {category: 1 << n for n, category in enumerate(Category)}


def mask(categories: Iterable[Category]) -> int:
    """The number of a set of categories, 0 to 1023."""
    found = 0
    for category in categories:
        found |= BIT[category]
    return found


def categories(number: int) -> tuple[Category, ...]:
    """The categories of a number, the lowest first."""
    return tuple(category for category, bit in BIT.items() if number & bit)
