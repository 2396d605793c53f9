"""The pages for people: what is made from the code says what the code does now, and no link is dead."""

import re
from pathlib import Path

import pytest

from scripts.generate import DOCS, PAGES, fresh

ROOT = DOCS.parent
WRITTEN = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
LINK = re.compile(r'\]\(([^)#]+?)(?:#[^)]*)?\)|src="([^"]+)"')
PATH = re.compile(r"`((?:app|docs|frontend|migrations|scripts|tests)/[\w./*-]*)`")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_made_from_the_code_is_up_to_date(name: str) -> None:
    """When it is not: `.venv/bin/python scripts/generate.py`."""
    assert (DOCS / name).read_text("utf-8") == fresh(name)


@pytest.mark.parametrize("told", WRITTEN, ids=lambda path: path.name)
def test_what_a_page_points_at_is_there(told: Path) -> None:
    text = told.read_text("utf-8")
    links = [link for pair in LINK.findall(text) for link in pair if link]
    near = [link for link in links if not link.startswith(("http:", "https:"))]
    assert [link for link in near if not (told.parent / link).exists()] == []
    assert [path for path in PATH.findall(text) if not [*ROOT.glob(path)]] == []


@pytest.mark.parametrize("picture", sorted((DOCS / "bilder").glob("*")), ids=lambda path: path.name)
def test_a_picture_of_the_screens_is_shown_and_small(picture: Path) -> None:
    assert f"docs/bilder/{picture.name}" in (ROOT / "README.md").read_text("utf-8")
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size < 300_000
