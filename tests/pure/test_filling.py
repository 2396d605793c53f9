"""Filling in: what the page offers to fill in is what a phrase lacks, and what the role may tell."""

import re

from app.access.api import MOST_HAVE, PAGES
from app.access.viewer import ROLE_TEXT
from app.events.report import MAY
from tests.test_house import ROOT

TABLE = (ROOT / "frontend/src/fill.ts").read_text("utf-8")
LINE = re.compile(r'said: "([^"]+)", kind: "([^"]+)", label: "[^"]+", roles: \[([^\]]+)\]')
PHRASES = "".join(path.read_text("utf-8") for path in (ROOT / "app/huddle/phrases").glob("*.py"))
FILLS = [(said, kind, re.findall(r'"(\w+)"', roles)) for said, kind, roles in LINE.findall(TABLE)]


IMPORTANT = re.search(
    r"WRITES_IMPORTANT[^=]*= \[([^\]]+)\]", (ROOT / "frontend/src/report.ts").read_text("utf-8")
)


def test_the_form_is_on_the_menu_of_those_who_have_something_to_tell_and_of_nobody_else() -> None:
    for role in ROLE_TEXT:
        assert ("rapportera" in PAGES.get(role, MOST_HAVE)) is bool(MAY.get(role)), role


def test_whoever_is_sent_to_the_form_for_what_is_important_finds_it_there() -> None:
    assert IMPORTANT is not None
    writes = {role for role, kinds in MAY.items() if "person.important" in kinds}
    assert set(re.findall(r'"(\w+)"', IMPORTANT[1])) == writes


def test_what_is_offered_is_lacked_in_these_words_by_some_phrase() -> None:
    assert len(FILLS) == TABLE.count("kind: ") - 1, "the shape itself names it once"
    for said, _, _ in FILLS:
        assert f'"{said}"' in PHRASES, said


def test_who_is_offered_it_may_tell_it_and_whoever_may_is_offered_it() -> None:
    for said, kind, roles in FILLS:
        assert set(roles) == {role for role, kinds in MAY.items() if kind in kinds}, said
