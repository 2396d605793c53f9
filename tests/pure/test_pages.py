"""The pages that say what the code does are made from the code, and say what it does now."""

import pytest

from scripts.generate import DOCS, PAGES, fresh


@pytest.mark.parametrize("name", PAGES)
def test_a_page_made_from_the_code_is_up_to_date(name: str) -> None:
    """When it is not: `.venv/bin/python scripts/generate.py`."""
    assert (DOCS / name).read_text("utf-8") == fresh(name)
