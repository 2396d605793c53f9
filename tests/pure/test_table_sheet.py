"""An Excel workbook is read within bounds, and what is no workbook says what it is instead."""

import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest

from app.events.hl7 import Unreadable
from app.events.mapping import FOLDER
from app.events.table import load, sheet
from app.events.table.file import TableFile
from app.events.table.mapping import TableMapping

MAPPING: TableMapping = load(FOLDER / "samsa-arenden.yaml")
GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "table" / "samsa-arenden.xlsx"


def workbook(path: Path, *rows: list[Any], title: str = "Blad1", shown: str | None = None) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = title
    for row in rows:
        page.append(row)
    for cell in page[page.max_row] if shown else ():
        cell.number_format = shown
    book.save(path)
    return path


def at(hour: int, minute: int) -> datetime:
    return datetime(2026, 11, 20, hour, minute)  # noqa: DTZ001 a workbook knows no zones


CELLS = [
    # what is put in, how it is shown, what is read; why
    ("Å", None, "Å", "text"),
    ("007", None, "007", "text that looks like a number"),
    (7, None, 7, "a number"),
    (7.5, None, 7.5, "with decimals"),
    (True, None, True, "a truth"),
    (at(3, 10), "yyyy-mm-dd hh:mm", "2026-11-20T03:10:00", "an instant"),
    (at(0, 0), "yyyy-mm-dd", "2026-11-20", "midnight shown as a day is a day"),
    (at(0, 0), "yyyy-mm-dd hh:mm", "2026-11-20T00:00:00", "and else is midnight"),
    (date(2026, 11, 20), "yyyy-mm-dd", "2026-11-20", "a day"),
    (time(3, 10), "hh:mm", "03:10:00", "a clock"),
    (timedelta(hours=30), "[h]:mm", "30:00:00", "a duration is no time of day"),
    ('=IF(1,"Å","")', None, None, "a formula that nobody has worked out"),
]


@pytest.mark.parametrize(("put", "shown", "told", "why"), CELLS, ids=[one[3] for one in CELLS])
def test_a_cell_is_what_it_holds(tmp_path: Path, put: Any, shown, told: Any, why: str) -> None:
    path = workbook(tmp_path / "a.xlsx", ["Rubrik"], [put], shown=shown)
    _, *found = list(sheet.rows(path, None))
    if told is None:
        assert found in ([], [(None,)])
    else:
        assert found == [(told,)], why


def test_the_sheet_that_is_named_is_read_and_else_the_first(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ["första"])
    book = openpyxl.load_workbook(path)
    book.create_sheet("Ärenden").append(["andra"])
    book.save(path)
    assert list(sheet.rows(path, None)) == [("första",)]
    assert list(sheet.rows(path, "Ärenden")) == [("andra",)]
    with pytest.raises(Unreadable, match="saknar bladet ”Kontakter”"):
        list(sheet.rows(path, "Kontakter"))


def test_titles_above_the_header_are_passed_over(tmp_path: Path) -> None:
    columns = list(MAPPING.columns)
    path = workbook(tmp_path / "a.xlsx", ["Ärenden i SAMSA"], [], columns, ["1"], [], ["2", "3"])
    rows = list(TableFile(path, replace(MAPPING, header=3)).rows())
    assert [row.number for row in rows] == [4, 6]
    told = msgspec.json.decode(rows[1].raw)
    assert {column: cell for column, cell in told.items() if cell} == dict(
        zip(columns, ["2", "3"], strict=False)
    )
    assert set(told) == set(columns), "an empty cell can be corrected"


def test_a_cell_beyond_the_header_is_a_fault_of_its_row(tmp_path: Path) -> None:
    columns = list(MAPPING.columns)
    path = workbook(tmp_path / "a.xlsx", columns, ["1"], [*["2"] * len(columns), "x"])
    assert [row.fault is None for row in TableFile(path, MAPPING).rows()] == [True, False]


def as_zip(**parts: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name.replace("__", "/"), content)

    return write


def raw(content: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(content)

    return write


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(401):
                part.write(bytes(1024 * 1024))


def entities(path: Path) -> None:
    """A small part that grows without end when its names are put in place."""
    with zipfile.ZipFile(GOLDEN) as whole, zipfile.ZipFile(path, "w") as archive:
        for part in whole.infolist():
            content = whole.read(part)
            if part.filename.startswith("xl/worksheets/"):
                doctype = '<!DOCTYPE a [<!ENTITY b "bbbb">]>'
                content = content.replace(b"<worksheet", doctype.encode() + b"<worksheet", 1)
            archive.writestr(part, content)


def truncated(path: Path) -> None:
    path.write_bytes(GOLDEN.read_bytes()[:-400])


REFUSED = [
    # the file, what is told; why
    (raw(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), "äldre Excel-fil", "before 2007"),
    (as_zip(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "OpenDocument", "another's"),
    (as_zip(xl__workbook__bin=""), "skadad", "no such part"),
    (as_zip(**{"xl__workbook.bin": ""}), "binär Excel-fil", "a workbook of another form"),
    (as_zip(a="b"), "skadad", "an archive of something else"),
    (bomb, "uppackad större än 400 MB", "small, and enormous"),
    (entities, "skadad", "names that stand for names"),
    (truncated, "skadad", "half a file"),
]  # fmt: skip


@pytest.mark.parametrize(("write", "says", "why"), REFUSED, ids=[one[2] for one in REFUSED])
def test_what_is_no_workbook_of_ours_says_so(tmp_path: Path, write, says: str, why: str) -> None:
    path = tmp_path / "a.xlsx"
    write(path)
    with pytest.raises(Unreadable, match=says):
        list(sheet.rows(path, None))


def test_cells_are_counted_and_not_only_believed(tmp_path: Path, monkeypatch) -> None:
    path = workbook(tmp_path / "a.xlsx", *[["x"] * 10] * 20)
    monkeypatch.setattr(sheet, "MOST_CELLS", 199)
    with pytest.raises(Unreadable, match="fler än 2000000 celler"):
        list(sheet.rows(path, None))
