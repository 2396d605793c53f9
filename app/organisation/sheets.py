"""Sheets understand the organisation as tables: a folder of CSV files, or one with a column `slag`.

Columns go by their key or by their Swedish name; separators may be ; , or tab, and a byte-order
mark is tolerated. A cell that holds several values parts them with space, comma or |.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import Misconfigured, Rejected
from app.organisation.entries import SECTIONS
from app.organisation.places import Document, Fault

TABLES = {
    "region": "region", "municipalities": "municipalities", "kommuner": "municipalities",
    "kommun": "municipalities", "providers": "providers", "huvudman": "providers",
    "huvudmän": "providers", "units": "units", "enheter": "units", "enhet": "units",
    "centres": "centres", "vardcentraler": "centres", "vårdcentraler": "centres",
    "vårdcentral": "centres", "centrum": "centres", "parties": "parties", "parter": "parties",
    "part": "parties", "sources": "sources", "kallor": "sources", "källor": "sources",
    "källa": "sources",
}  # fmt: skip
"""What a file may be called, or what may stand in `slag`, and which section it is."""
COLUMNS = {
    "hsa-id": "hsa_id", "hsaid": "hsa_id", "hsaidentity": "hsa_id", "namn": "name",
    "kod": "code", "kommunkod": "code", "kortnamn": "short", "typ": "kind",
    "huvudman": "provider", "kommun": "municipality", "telefon": "phone", "enhet": "unit",
    "vårdcentral": "centre", "vardcentral": "centre", "roll": "role",
    "i stället för": "in_place_of", "tid": "time", "veckodagar": "weekdays",
    "stängda dagar": "closed", "grupp": "group", "paket": "pack",
    "teamrondens dag": "weekly_day", "teamrondens tid": "weekly_time",
    "teamrondens minuter": "weekly_minutes", "personuppgiftsansvarig": "authority", "ägare": "authority",
    "intervall": "interval_minutes", "saknas": "missing", "rättslig grund": "legal_basis",
    "ändamål": "purpose", "uppgifter": "fields", "fritext": "free_text",
    "gäller från": "valid_from", "gäller till": "valid_to", "händelser": "kinds",
}  # fmt: skip
LISTS = {
    "weekdays", "closed", "kinds", "fields", "free_text", "local_systems", "controllers", "units",
    "peers",
}  # fmt: skip
LARGEST = 16 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 500_000, 200
MANY = f"Tabellen har fler än {MOST_ROWS} rader eller {MOST_COLUMNS} kolumner. Dela upp den."
NO_TABLE = "Det som skickades går inte att läsa som en tabell: en cell är för lång."


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet: its line in the file, and its cells that are not empty, by column."""

    line: int
    cells: dict[str, str]


def text_of(raw: bytes) -> str:
    """What is written, in UTF-8 with or without a mark, or else as Windows writes."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def rows(written: str) -> tuple[list[str], list[Row]]:
    """The columns as they are headed, in small letters, and the rows below them. Raises Rejected."""
    head = written.partition("\n")[0]
    separator = max(";,\t", key=head.count)
    if head.count(separator) >= MOST_COLUMNS:
        raise Rejected(MANY)
    try:
        return _rows(csv.reader(io.StringIO(written, newline=""), delimiter=separator))
    except csv.Error:
        raise Rejected(NO_TABLE) from None


def _rows(lines: Any) -> tuple[list[str], list[Row]]:
    columns = [one.strip().lower() for one in next(lines, [])]
    found = []
    for cells in lines:
        told = {
            name: cell.strip() for name, cell in zip(columns, cells, strict=False) if cell.strip()
        }
        if told:
            found.append(Row(lines.line_num, told))
        if len(found) > MOST_ROWS:
            raise Rejected(MANY)
    return columns, found


def of_folder(folder: Path) -> Document:
    """A folder of sheets, one for each section. Raises Misconfigured for one without any."""
    document = Document(folder.name, {})
    sheets = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".csv")
    for path in sheets:
        section = TABLES.get(path.stem.lower())
        if section is None:
            document.faults.append(
                Fault((), f"{path.name} känns inte igen; filerna heter units.csv, centres.csv …")
            )
            continue
        for row in rows(text_of(path.read_bytes()))[1]:
            _add(document, section, row, path.name)
    if not sheets:
        raise Misconfigured(f"Mappen {folder} har inga CSV-filer.")
    return _whole(document)


def of_sheet(path: Path) -> Document:
    """One sheet in which the column `slag` says what each row is."""
    document = Document(path.name, {})
    columns, found = rows(text_of(path.read_bytes()))
    if "slag" not in columns:
        raise Misconfigured(
            f"{path.name} saknar kolumnen slag, som säger vad varje rad är: region, kommun, "
            "huvudman, enhet, vårdcentral, part eller källa."
        )
    for row in found:
        section = TABLES.get(row.cells.pop("slag", "").lower())
        if section is None:
            says = "Slaget känns inte igen; skriv region, kommun, huvudman, enhet, vårdcentral, part eller källa."
            document.places[f"rad {row.line}",] = f"{path.name} rad {row.line}"
            document.faults.append(Fault((f"rad {row.line}",), says))
            continue
        _add(document, section, row, path.name)
    return _whole(document)


def _add(document: Document, section: str, row: Row, name: str) -> None:
    entry = dict(_entry(section, row))
    place = f"{name} rad {row.line}"
    if section == "region":
        document.raw["region"] = entry
        document.places["region",] = place
        return
    listed = document.raw.setdefault(section, [])
    document.places[section, len(listed)] = place
    listed.append(entry)


def _entry(section: str, row: Row) -> Iterator[tuple[str, Any]]:
    for column, value in row.cells.items():
        key = COLUMNS.get(column, column)
        if section in {"providers", "units"} and key == "code":
            key = "municipality"
        if key in LISTS:
            yield key, value.replace(",", " ").replace("|", " ").split()
        else:
            yield key, value


def _whole(document: Document) -> Document:
    """Put the parties with their centres, the centre itself first, and leave no section out."""
    raw = document.raw
    centres = raw.setdefault("centres", [])
    known = {one.get("unit"): (at, one) for at, one in enumerate(centres)}
    for at, party in enumerate(raw.pop("parties", [])):
        place = document.places.pop(("parties", at))
        found = known.get(party.pop("centre", None))
        if found is None:
            document.places["parties", at] = place
            says = "Parten hör till en vårdcentral som inte står bland vårdcentralerna."
            document.faults.append(Fault(("parties", at, "centre"), says))
            continue
        centre, entry = found
        parties = entry.setdefault("parties", [])
        document.places["centres", centre, "parties", len(parties)] = place
        parties.append(party)
    for section in SECTIONS:
        raw.setdefault(section, [])
    return document
