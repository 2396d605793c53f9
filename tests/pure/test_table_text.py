"""A CSV file as it comes: in whatever letters, cut by whatever sign, with a broken row or two."""

import csv
import io
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events.hl7 import Unreadable
from app.events.mapping import FOLDER
from app.events.table import lines, load, text
from app.events.table.file import Row, TableFile
from app.events.table.lines import Letters, Line
from app.events.table.mapping import TableMapping
from app.events.table.text import Cut

MAPPING = FOLDER / "samsa-arenden.yaml"
COLUMNS = ("Enhet", "Ålder", "Anmärkning")
HEAD = ";".join(load(MAPPING).columns)
CELLS = ";".join("å" for _ in load(MAPPING).columns)


def read(raw: bytes, encoding: str | None = None) -> tuple[list[Line], str]:
    letters = Letters(separator=";")
    return list(lines.lines(io.BytesIO(raw), letters, encoding)), str(letters)


LETTERS = [
    # as written, what it is found to be; why
    ("Å;ä;ö\r\n".encode(), "utf-8", "of today"),
    ("\ufeffÅ;ä;ö\r\n".encode(), "utf-8", "as Excel saves it, with a mark"),
    ("Å;ä;ö\r\n".encode("cp1252"), "cp1252", "of an older Windows"),
    ("Å;ä;ö\r\n".encode("utf-16"), "utf-16-le", "with a mark"),
    ("Å;ä;ö\r\n".encode("utf-16-be"), "utf-16-be", "without a mark"),
    ("Å;ä;ö\r\n".encode("utf-16-le"), "utf-16-le", "without a mark"),
    (b"\xc5;\xe4;\x81\xf6\r\n", "cp1252", "a sign that cp1252 lacks"),
]


@pytest.mark.parametrize(("raw", "encoding", "why"), LETTERS)
def test_the_letters_are_found_and_stated(raw: bytes, encoding: str, why: str) -> None:
    [line], stated = read(raw)
    assert line.text.replace("\x81", "") == "Å;ä;ö", why
    assert stated == f"{encoding}, semikolon"


def test_a_file_of_two_sorts_of_letters_is_read_line_by_line() -> None:
    found, stated = read("Åsa\n".encode() + "Örjan\n".encode("cp1252"))
    assert [line.text for line in found] == ["Åsa", "Örjan"]
    assert stated == "utf-8, men cp1252 på 1 rader, semikolon"


def test_a_line_that_is_not_in_the_stated_letters_is_a_fault_of_its_own() -> None:
    found, _ = read(b"\xc3\x85sa\n\xd6rjan\nEva\n", "utf-8")
    assert [(line.number, line.fault is None) for line in found] == [
        (1, True),
        (2, False),
        (3, True),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "iso8859-1", "utf-16"])
@given(
    written=st.lists(st.text('aÅö;"', min_size=1), max_size=5),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    at_once=st.integers(1, 7),
)
def test_lines_are_the_same_however_the_file_is_cut_and_ended(
    encoding: str, written: list[str], end: str, at_once: int
) -> None:
    stated = encoding if encoding == "iso8859-1" else None
    with patch.object(lines, "AT_ONCE", at_once):
        found, _ = read(end.join(written).encode(encoding), stated)
    assert [line.text for line in found] == written


SEPARATORS = [
    # header, separator; why
    ("Enhet;Ålder;Anmärkning", ";", "as Excel writes it in Sweden"),
    ("Enhet,Ålder,Anmärkning", ",", "as it is written elsewhere"),
    ("Enhet\tÅlder\tAnmärkning", "\t", "pasted"),
    ("Enhet|Ålder|Anmärkning", "|", "of a database"),
    ("Enhet;Ålder, år;Anmärkning, fri text, kort", ";", "commas within the names"),
    ('"Enhet","Ålder","Anmärkning; övrigt"', ",", "quotation marks around them"),
    ("enhet;ÅLDER;  Anmärkning ", ";", "spaced and spelled otherwise"),
]


@pytest.mark.parametrize(("header", "separator", "why"), SEPARATORS)
def test_the_separator_is_the_one_under_which_the_columns_are_named(
    header: str, separator: str, why: str
) -> None:
    assert text.sniffed(header, COLUMNS) == separator, why


def cut(*written: str) -> list[Cut]:
    return list(text.rows((Line(n, line) for n, line in enumerate(written, 1)), ";"))


ROWS = [
    # lines, cells of each row or None where it is broken; why
    (["a;b"], [("a", "b")], "plain"),
    (["a;"], [("a", "")], "nothing in the last"),
    ([""], [()], "an empty line"),
    (['"a;b";c'], [("a;b", "c")], "a separator within quotation marks"),
    (['"a ""b""";c'], [('a "b"', "c")], "quotation marks within quotation marks"),
    (['a;"b', 'c";d'], [("a", "b\nc", "d")], "a cell of two lines"),
    (['a;5" rör'], [("a", '5" rör')], "a mark within a cell is an inch"),
    (['a;"b', "c;d", "e;f"], [None, ("c", "d"), ("e", "f")], "a mark that never ends"),
    (['a;"b"c', "d;e"], [None, ("d", "e")], "something after the mark"),
    (['a;"b', *["x;y"] * 30], [None, *[("x", "y")] * 30], "nor after many lines"),
    (['a;"b', 'c;"d', 'e";f'], [None, ("c", "d\ne", "f")], "the next cell of two lines is whole"),
    (["a;b\0c"], [None], "a sign that no database has"),
    ([";".join("x" * 501)], [None], "too many columns"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "cells", "why"), ROWS, ids=[one[2] for one in ROWS])
def test_one_broken_row_does_not_stop_the_others(lines, cells, why: str) -> None:
    assert [None if one.fault else one.cells for one in cut(*lines)] == cells, why


@given(
    table=st.lists(
        st.lists(st.text('a;" \nå', max_size=6), min_size=2, max_size=3), min_size=1, max_size=4
    )
)
def test_what_a_program_writes_is_what_is_read(table: list[list[str]]) -> None:
    into = io.StringIO()
    csv.writer(into, delimiter=";", lineterminator="\n").writerows(table)
    found = cut(*into.getvalue().removesuffix("\n").split("\n"))
    assert [list(one.cells) for one in found] == table


@pytest.fixture
def mapping() -> TableMapping:
    return load(MAPPING)


def rows_of(folder: Path, mapping: TableMapping, raw: bytes) -> list[Row]:
    path = folder / "a.csv"
    path.write_bytes(raw)
    return list(TableFile(path, mapping).rows())


COUNTED = [
    # after the header, row numbers and whether each can be read; why
    (f"{CELLS}\n\n{CELLS}\n", [(2, True), (4, True)], "an empty line is no row"),
    (f"{CELLS};;\n", [(2, True)], "nothing beyond the last column"),
    (f"{CELLS};x\n", [(2, False)], "something beyond it"),
    ("a;b\n", [(2, False)], "too few"),
    (f"{'x' * 70_000}\n{CELLS}\n", [(2, False), (3, True)], "a line without an end"),
    (f"{CELLS}", [(2, True)], "no line's end at the last"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "told", "why"), COUNTED, ids=[one[2] for one in COUNTED])
def test_rows_are_numbered_as_they_stand_in_the_file(tmp_path, mapping, body, told, why) -> None:
    found = rows_of(tmp_path, mapping, f"{HEAD}\n{body}".encode())
    assert [(row.number, row.fault is None) for row in found] == told, why


HEADERS = [
    # the header, what is told; why
    (HEAD.replace("Avdelning", "Avd"), "Kolumnen ”Avdelning” saknas", "another name"),
    (f"{HEAD};avdelning", "Kolumnen ”Avdelning” står två gånger", "which of the two"),
    ("", "Kolumnen ”Ärendenummer” saknas", "an empty line"),
    ('Ärendenummer;"Personnummer', "Kolumnen ”Ärendenummer” saknas", "a broken line"),
    ("19340304T027;Gulli Öhrnäs", "Kolumnen ”Ärendenummer” saknas i filens rubrik.", "no header"),
]


@pytest.mark.parametrize(("header", "says", "why"), HEADERS)
def test_a_header_that_does_not_fit_is_told_without_what_it_says(
    tmp_path, mapping, header: str, says: str, why: str
) -> None:
    with pytest.raises(Unreadable) as refused:
        rows_of(tmp_path, mapping, f"{header}\n{CELLS}\n".encode())
    assert refused.value.reason.startswith(says), why
    assert "Gulli" not in refused.value.reason
