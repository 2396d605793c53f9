"""Cells understands how text leaves in a table, so that a spreadsheet shows it and never runs it.

A cell that begins as a formula does (= + - @, a tab or a line break, and the wide signs that Excel
takes for the same) is led by an apostrophe, as OWASP has it (CSV Injection). Whatever leaves as CSV
or Excel is written by this module; a test sees that no other does.
"""

import csv
import io
from collections.abc import Iterable

STARTS = tuple("=+-@\t\r\n＝＋－＠")
MARK = "'"
BYTE_ORDER = "\ufeff"
"""With it Excel reads å, ä and ö as what they are."""


def neutral(cell: str | int | float | None) -> str | int | float | None:
    """The cell as it may leave; numbers are numbers, also those below zero."""
    if isinstance(cell, str) and cell.lstrip(" \u00a0").startswith(STARTS):
        return MARK + cell
    return cell


def sheet(rows: Iterable[Iterable[str | int | float | None]]) -> str:
    """Rows as CSV that a Swedish Excel opens: semicolons, everything in quotes, CRLF (RFC 4180)."""
    written = io.StringIO(newline="")
    lines = csv.writer(written, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    lines.writerows([neutral(cell) for cell in row] for row in rows)
    return BYTE_ORDER + written.getvalue()
