"""Filling in: what the page offers to fill in is what a phrase lacks, and what the role may tell."""

import re

from app.events.report import MAY
from tests.test_house import ROOT

TABLE = (ROOT / "frontend/src/fill.ts").read_text("utf-8")
LINE = re.compile(r'said: "([^"]+)", kind: "([^"]+)", label: "[^"]+", roles: \[([^\]]+)\]')
PHRASES = "".join(path.read_text("utf-8") for path in (ROOT / "app/huddle/phrases").glob("*.py"))
FILLS = [(said, kind, re.findall(r'"(\w+)"', roles)) for said, kind, roles in LINE.findall(TABLE)]


def test_what_is_offered_is_lacked_in_these_words_by_some_phrase() -> None:
    assert len(FILLS) == TABLE.count("kind: ") - 1, "the shape itself names it once"
    for said, _, _ in FILLS:
        assert f'"{said}"' in PHRASES, said


def test_who_is_offered_it_may_tell_it_and_whoever_may_is_offered_it() -> None:
    for said, kind, roles in FILLS:
        assert set(roles) == {role for role, kinds in MAY.items() if kind in kinds}, said
