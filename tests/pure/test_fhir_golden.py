"""What FHIR resources mean: golden files written from the standard, entry by entry.

Each `name.json` is what is sent, `name.svar.json` what it means: for each entry the statements, or
why there are none. Written anew with KVARTEN_GOLDEN=1, to be read before it is believed.
"""

import json
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.events.fhir.read import NotUsed, Unreadable, Unsupported, meanings, opened, wire_form
from app.events.fhir.read.translate import KINDS as BECOMES
from app.events.kinds import KINDS
from tests.pure.fhir_mapping import GOLDEN, MAPPING, NOW

FILES = sorted(path for path in GOLDEN.glob("*.json") if not path.name.endswith(".svar.json"))
LONG = GOLDEN / "vardtillfalle.json"
COMMON = {
    "person_id", "unit_hsa_id", "recorded_at", "correlation_id", "sensitivity", "cancels",
}  # fmt: skip


def means(raw: bytes) -> list[Any]:
    """What each entry means, as the golden files have it."""
    return [_written(meaning) for meaning in meanings(opened(raw), MAPPING, NOW)]


def _written(meaning: Any) -> Any:
    match meaning:
        case Unreadable():
            return {"unreadable": meaning.field, "code": meaning.code, "reason": meaning.reason}
        case NotUsed():
            return {"not_used": meaning.reason}
        case Unsupported():
            return {"unsupported": meaning.type}
        case _:
            told = [(wire_form(one, "x"), one.only_if) for one in meaning]
            return [
                {"id": event["id"], "type": event["type"], "time": event["time"],
                 "data": event["data"], **({"only_if": only_if} if only_if else {})}
                for event, only_if in told
            ]  # fmt: skip


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_golden_file_means_what_it_means(file: Path) -> None:
    told = means(file.read_bytes())
    expected = file.with_suffix(".svar.json")
    if os.environ.get("KVARTEN_GOLDEN"):
        written = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
        expected.write_text(written, encoding="utf-8")
    assert told == json.loads(expected.read_text("utf-8"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_statement_is_of_a_kind_and_holds_no_street_nor_clear_id(file: Path) -> None:
    for meaning in means(file.read_bytes()):
        for event in meaning if isinstance(meaning, list) else []:
            told = event["data"]
            body = {key: value for key, value in told.items() if key not in COMMON}
            if "from" in body:
                body["from_"] = body.pop("from")
            if "cancels" not in told:
                msgspec.convert(body, KINDS[event["type"]])
            assert set(body) <= set(KINDS[event["type"]].__dataclass_fields__)
            assert told["person_id"]["value"] not in event["id"]
            assert "gatan" not in json.dumps(event)


def test_no_reason_repeats_what_was_sent() -> None:
    for file in FILES:
        for meaning in means(file.read_bytes()):
            if isinstance(meaning, dict):
                said = json.dumps(meaning, ensure_ascii=False)
                assert "19340304" not in said
                assert "Öhrnäs" not in said


def test_each_resource_becomes_just_the_kinds_it_is_said_to() -> None:
    found: dict[str, set[str]] = {}
    for file in FILES:
        parcel = opened(file.read_bytes())
        for entry, meaning in zip(parcel.entries, meanings(parcel, MAPPING, NOW), strict=True):
            if isinstance(meaning, list):
                found.setdefault(entry.type, set()).update(one.kind for one in meaning)
    assert found == {name: set(kinds) for name, kinds in BECOMES.items()}


def test_what_comes_in_more_parts_than_anything_has_is_refused_where_it_is() -> None:
    [visit] = [entry["resource"] for entry in json.loads(LONG.read_bytes())["entry"]][:1]
    stop = {"location": {"reference": "#a"}}
    raw = json.dumps({**visit, "location": [stop] * 501}).encode()
    [found] = meanings(opened(raw), MAPPING, NOW)
    assert isinstance(found, Unreadable)
    assert (found.field, found.code) == ("Encounter.location", "too-long")
    raw = json.dumps({**visit, "subject": {"reference": "A/" * 4000}}).encode()
    assert isinstance(meanings(opened(raw), MAPPING, NOW)[0], Unreadable)
