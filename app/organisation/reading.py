"""Reading understands an organisation in a file, YAML or CSV, and says all its faults at once."""

from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import yaml

from app.errors import Misconfigured
from app.organisation import places, sheets
from app.organisation.entries import SECTIONS, File, told
from app.organisation.faults import faults
from app.organisation.places import Document, Fault
from app.organisation.shape import shaped

MOST = 50
"""Faults shown at once; nobody mends more before trying again."""
ENOUGH = 100
"""Faults looked for: a file of another region would have one in each line."""


def read(path: Path) -> File:
    """The organisation in a YAML file, a CSV file or a folder of them. Raises Misconfigured."""
    try:
        document = _document(path)
    except OSError as error:
        raise Misconfigured(f"{path} går inte att läsa: {error.strerror}.") from error
    except UnicodeError as error:
        raise Misconfigured(f"{path.name} är inte skriven i UTF-8.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" rad {mark.line + 1}" if mark else ""
        raise Misconfigured(f"{path.name}{line}: texten går inte att förstå som YAML.") from error
    file, found = checked(document)
    if file is None:
        lines = [f"{document.where(fault.path)}: {fault.says}" for fault in found[:MOST]]
        more = [f"… och minst {len(found) - MOST} fel till."] if len(found) > MOST else []
        raise Misconfigured("\n".join([*lines, *more]))
    return file


def checked(document: Document) -> tuple[File | None, list[Fault]]:
    """The organisation, or everything that is wrong with it."""
    file, found = shaped(document.raw)
    found = [*document.faults, *found]
    if file is not None:
        found += islice(faults(file), ENOUGH)
    return (None if found else file), found


def of_raw(raw: Any) -> tuple[File | None, list[Fault]]:
    """The same of a document that came over the wire."""
    return checked(Document("", raw))


def as_yaml(file: File) -> str:
    """The organisation as a file that reads back to the same."""
    raw: dict[str, Any] = {"region": told(file.region)}
    for section in SECTIONS:
        raw[section] = [told(entry) for entry in getattr(file, section)]
    return yaml.dump(
        msgspec.to_builtins(raw, str_keys=True), allow_unicode=True, sort_keys=False, width=100
    )


def _document(path: Path) -> Document:
    if path.is_dir():
        return sheets.of_folder(path)
    return sheets.of_sheet(path) if path.suffix.lower() == ".csv" else places.of_yaml(path)
