"""What leaves in a table is text to whoever opens it, and can be read back as it was."""

import ast
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cells import BYTE_ORDER, MARK, STARTS, neutral, sheet
from tests.databases import ROOT

CELLS: list[tuple[str | int | float | None, str | int | float | None, str]] = [
    ('=HYPERLINK("http://x";"y")', '\'=HYPERLINK("http://x";"y")', "a formula"),
    ("+46 31 123", "'+46 31 123", "a telephone number"),
    ("-", "'-", "a dash for nothing"),
    ("@SUM(A1)", "'@SUM(A1)", "as Lotus wrote it"),
    ("\t=1", "'\t=1", "a tab before it"),
    ("\r=1", "'\r=1", "a line break before it"),
    ("  =1", "'  =1", "spaces before it, which some drop"),
    ("＝1+1", "'＝1+1", "a wide sign"),
    ("Ring 1-2 gånger", "Ring 1-2 gånger", "a sign within"),
    ("Öhrnäs", "Öhrnäs", "a name"),
    ("", "", "nothing"),
    (None, None, "not there"),
    (-5, -5, "a number below zero"),
    (1.5, 1.5, "a number"),
]


@pytest.mark.parametrize(("cell", "leaves", "_comment"), CELLS, ids=[one[2] for one in CELLS])
def test_a_cell_that_would_be_run_is_led_by_an_apostrophe(cell, leaves, _comment: str) -> None:
    assert neutral(cell) == leaves


TEXTS = st.one_of(
    st.text(max_size=12), st.sampled_from(STARTS).flatmap(lambda s: st.text().map(s.__add__))
)


@given(st.lists(st.lists(TEXTS, min_size=1, max_size=4), max_size=5))
def test_no_cell_of_a_sheet_starts_a_formula_and_none_is_lost(rows: list[list[str]]) -> None:
    written = sheet(rows)
    assert written.startswith(BYTE_ORDER)
    read = list(
        csv.reader(io.StringIO(written.removeprefix(BYTE_ORDER), newline=""), delimiter=";")
    )
    assert len(read) == len(rows)
    for before, after in zip(rows, read, strict=True):
        assert not any(cell.strip(" \u00a0").startswith(STARTS) for cell in after)
        assert [cell.removeprefix(MARK) for cell in after] == [c.removeprefix(MARK) for c in before]


@given(TEXTS)
def test_to_neutralise_twice_is_to_do_it_once(cell: str) -> None:
    assert neutral(neutral(cell)) == neutral(cell)


def test_nobody_else_writes_a_table() -> None:
    """Whoever does goes by app/cells.py."""
    writers = {"writer", "DictWriter", "Workbook", "to_csv", "to_excel"}
    found = set()
    for path in (ROOT / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            name = getattr(called, "attr", getattr(called, "id", None))
            if name in writers:
                found.add(path.relative_to(ROOT).as_posix())
    assert found <= {"app/cells.py"}
