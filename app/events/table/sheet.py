"""Sheet understands an Excel workbook: the cells of one sheet, row by row, within bounds.

A workbook is an archive, so its size unpacked is looked at before anything is unpacked, and cells
are counted as they are read. What the cell showed is not kept, only what it holds.
"""

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from app.events.hl7 import Unreadable
from app.events.table.cells import Cell

MOST_CELLS = 2_000_000
MOST_UNPACKED = 400 * 1024 * 1024
MOST_PARTS = 2000
WORKBOOK = "arbetsboken"
OLD = (
    "Filen är en äldre Excel-fil (.xls) eller har lösenord. Spara den som .xlsx utan lösenord, "
    "eller som CSV."
)
OPEN_DOCUMENT = "Filen är ett OpenDocument-kalkylark (.ods). Spara den som .xlsx eller CSV."
BINARY = "Filen är en binär Excel-fil (.xlsb). Spara den som .xlsx eller CSV."
DAMAGED = "Excel-filen är skadad och går inte att läsa."
BOMB = f"Excel-filen är uppackad större än {MOST_UNPACKED // 1024 // 1024} MB."
MANY = f"Excel-filen har fler än {MOST_CELLS} celler. Dela upp den, eller spara som CSV."

Values = tuple[Cell | None, ...]


def rows(path: Path, sheet: str | None) -> Iterator[Values]:
    """The rows of the sheet that is named, or of the first. Raises Unreadable."""
    import openpyxl  # half a second, and most files are text

    _look(path)
    read = 0
    try:
        with warnings.catch_warnings():
            # It tells of drop-downs and formats that it does not keep; we need none of them.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Exception as error:
        raise _damaged(error) from None
    try:
        found = _sheet(book, sheet)
        # What the file says of its own size need not be true.
        found.reset_dimensions()
        source = found.iter_rows()
        while True:
            try:
                row = next(source)
                values = tuple(_value(cell) for cell in row)
            except StopIteration:
                return
            except Exception as error:
                raise _damaged(error) from None
            read += len(values)
            if read > MOST_CELLS:
                raise Unreadable(MANY, WORKBOOK)
            yield values
    finally:
        book.close()


def _damaged(error: Exception) -> Unreadable:
    """Its reader lets through whatever goes wrong in it, of any kind, and in words that may quote."""
    return error if isinstance(error, Unreadable) else Unreadable(DAMAGED, WORKBOOK)


def _look(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(4) == b"\xd0\xcf\x11\xe0":
            raise Unreadable(OLD, WORKBOOK)
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError):
        raise Unreadable(DAMAGED, WORKBOOK) from None
    names = {part.filename for part in parts}
    if "mimetype" in names:
        raise Unreadable(OPEN_DOCUMENT, WORKBOOK)
    if "xl/workbook.bin" in names:
        raise Unreadable(BINARY, WORKBOOK)
    # No part gives more than its own header says: what is read is cut there.
    if sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > MOST_PARTS:
        raise Unreadable(BOMB, WORKBOOK)


def _sheet(book: Any, name: str | None) -> Any:
    if name is None:
        if book.worksheets:
            return book.worksheets[0]
        raise Unreadable("Arbetsboken har inget kalkylblad.", WORKBOOK)
    for sheet in book.worksheets:
        if sheet.title == name:
            return sheet
    raise Unreadable(f"Arbetsboken saknar bladet ”{name}”.", WORKBOOK)


def _value(cell: Any) -> Cell | None:
    value = cell.value
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if abs(value) < 1e300 else None
        case datetime():
            return _moment(value, str(cell.number_format).lower())
        case date() | time():
            return value.isoformat()
        case timedelta():
            # A time of day beyond what a clock shows is a duration, and is no time.
            seconds = int(value.total_seconds())
            return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        case _:
            return str(value)


def _moment(value: datetime, shown: str) -> str:
    """A date is an instant at midnight to the workbook; how it is shown tells the two apart."""
    if value.time() == time() and "h" not in shown:
        return value.date().isoformat()
    # The fraction of a day has no exact second; nobody writes parts of one.
    rounded = value + timedelta(microseconds=500_000)
    return rounded.replace(microsecond=0).isoformat()
