"""A file of each ready mapping, and what every row of it is to become.

The expected rows lie beside each file and were read through by hand when they were written.
"""

from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from app.events.hl7 import NotUsed
from app.events.mapping import FOLDER
from app.events.table import is_table, load
from app.events.table.file import Row, TableFile, meaning
from app.events.table.mapping import TableMapping

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden" / "table"
FILES = sorted(path for path in GOLDEN.iterdir() if path.suffix in {".csv", ".xlsx"})
READY = sorted(path for path in FOLDER.glob("*.yaml") if is_table(path))


def told(row: Row, mapping: TableMapping) -> dict[str, Any]:
    found = meaning(row, mapping)
    if isinstance(found, NotUsed):
        return {"row": row.number, "not_used": [found.trigger, found.reason]}
    if isinstance(found, list):
        return {"row": row.number, "events": found}
    return {"row": row.number, "rejected": [found.field, found.reason]}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_row_becomes_what_stands_beside_the_file(path: Path) -> None:
    expected = msgspec.json.decode(path.with_suffix(".json").read_bytes())
    mapping = load(FOLDER / f"{path.stem}.yaml")
    file = TableFile(path, mapping)
    assert [told(row, mapping) for row in file.rows()] == expected["rows"]
    assert file.written == expected["written"]


def test_every_ready_mapping_has_a_file_and_every_file_a_mapping() -> None:
    assert [path.stem for path in READY] == [path.stem for path in FILES]


@pytest.mark.parametrize("path", READY, ids=lambda path: path.stem)
def test_every_event_of_a_ready_mapping_is_told_by_some_row(path: Path) -> None:
    expected = msgspec.json.decode((GOLDEN / f"{path.stem}.json").read_bytes())
    said = {
        event["id"].removesuffix(":void").rpartition(":")[2]
        for row in expected["rows"]
        for event in row.get("events", ())
    }
    assert said == {entry.name for entry in load(path).events}


@pytest.mark.parametrize("path", READY, ids=lambda path: path.stem)
def test_a_ready_mapping_names_units_and_a_source_of_the_demo(path: Path) -> None:
    mapping = load(path)
    organisation = yaml.safe_load((ROOT / "app/demo/organisation.yaml").read_text("utf-8"))
    units = {unit["hsa_id"] for unit in organisation["units"]}
    source = next(one for one in organisation["sources"] if one["id"] == mapping.source)
    assert source["mapping"] == path.name
    named = [mapping.unit, *(entry.unit for entry in mapping.events)]
    named += [place for entry in mapping.events for place in entry.fields.values()]
    told = {
        value
        for place in named
        if place
        for value in (*(place.codes or {}).values(), place.value, place.otherwise)
        if value and value.startswith("SE")
    }
    assert told <= units
