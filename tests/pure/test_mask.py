"""Masks: a set of categories is one number and the number is that set."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.mask import categories, mask
from app.events.kinds import Category

MASKS = [
    ("", 0, "none"),
    ("D0", 1, "the lowest bit"),
    ("D1,D4", 18, "2 + 16"),
    ("D9", 512, "the highest"),
    (",".join(Category), 1023, "all ten: what the database allows and no more"),
]


@pytest.mark.parametrize(("told", "number", "_why"), MASKS)
def test_a_set_of_categories_is_one_number(told: str, number: int, _why: str) -> None:
    assert mask(Category(one) for one in told.split(",") if one) == number
    assert ",".join(categories(number)) == told


@given(st.sets(st.sampled_from(Category)), st.sets(st.sampled_from(Category)))
def test_a_number_tells_its_set_and_no_other(one: set[Category], other: set[Category]) -> None:
    assert set(categories(mask(one))) == one
    assert mask(one | other) == mask(one) | mask(other)
