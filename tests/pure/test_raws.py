"""A letter's shape says nothing of anybody, and one field of a letter can be corrected."""

import json
from contextlib import suppress
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Rejected
from app.events import raws
from app.events.kinds import KINDS

MARKERS = [
    "Gunborg", "GUNBORG", "gunborg", "Öhrnäs", "Bo", "19340304T027", "193403041234", "340304-1234",
    "19340304-1234", "1934-03-04", "19340304", "1934-03-04T00:00:00+01:00", "Storgatan 1",
    "0701234567", "+46 70 123 45 67", "200001252386",
]  # fmt: skip
"""A name, a number, a day of birth, a street and a telephone, as they may be written."""
ENVELOPE = ("id", "source", "time", "subject", "dataschema", "datacontenttype", "specversion")
COMMON = ("recorded_at", "unit_hsa_id", "controller_hsa_id", "correlation_id", "sensitivity",
          "schema_version", "revises", "cancels")  # fmt: skip
TIME = "2026-11-20T03:10:00+01:00"
ED = {
    "specversion": "1.0", "id": "e1", "source": "elvis", "type": "ed.visit.closed", "time": TIME,
    "data": {"person_id": {"system": "urn:kvarten:demo", "value": "19340304T027"},
             "unit_hsa_id": "SE2321000131-DEMOSAS01", "outcome": "hem", "closed_at": TIME},
}  # fmt: skip


def shape(whole: Any, format_: str = "cloudevents") -> dict[str, str]:
    raw = whole if isinstance(whole, bytes) else json.dumps(whole).encode()
    return dict(raws.shape(format_, raw))


def filled(kind: str, value: Any) -> dict[str, Any]:
    """An event of a kind with the same thing in each of its fields."""
    names = [field.name.rstrip("_") for field in fields(KINDS[kind])]
    return {
        **dict.fromkeys(ENVELOPE, value),
        "type": kind,
        "data": {
            **dict.fromkeys([*COMMON, *names, "okand"], value),
            "person_id": {"system": value, "value": value},
        },
    }


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_field_of_any_kind_shows_what_it_says_of_anybody(kind: str) -> None:
    for marker in MARKERS:
        for told in (
            marker,
            [marker, marker],
            {"a": [marker]},
            int(marker) if marker.isdecimal() else "",
        ):
            for format_ in ("cloudevents", "fhir", "table"):
                for path, shown in shape(filled(kind, told), format_).items():
                    assert marker not in shown, (path, shown)


FHIR = {
    "resourceType": "Bundle", "type": "transaction", "entry": [
        {"fullUrl": "urn:uuid:M", "resource": {
            "resourceType": "Patient", "id": "M", "identifier": [{"system": "M", "value": "M"}],
            "name": [{"use": "official", "text": "M", "family": "M", "given": ["M", "M"]}],
            "telecom": [{"value": "M"}], "birthDate": "M", "address": [{"line": ["M"], "city": "M"}],
            "contact": [{"name": {"family": "M"}}], "text": {"div": "M"}, "gender": "M"}},
        {"resource": {
            "resourceType": "Encounter", "status": "M", "class": {"code": "M", "display": "M"},
            "subject": {"reference": "M", "display": "M", "identifier": {"value": "M"}},
            "period": {"start": "M", "end": "M"}, "reasonCode": [{"text": "M"}], "note": "M"}}],
}  # fmt: skip
HL7 = "\r".join([
    "MSH|^~\\&|m|m|m|m|m|m|m|M|m|m|||||m|m",
    "EVN|m|m|m|m|M",
    "PID|M|M|M^M^^M~M|M|M^M|M|M|M|M|M^M|M|M|M|M||||M|M",
    "NK1|M|M^M|M|M|M", "MRG|M^^^M",
    "PV1|M|m|m^m^m|m|M|m|M^M|M|M|m|M|M|M|m|m|m|M^M|m|M^M|M||||||||||||||||m|m||m||M|m|M|m|m|M|M|M|M|M|M|M",
    "OBX|M|M|M|M|M", "ZXX|M^M",
    "M", "M|M|M",
])  # fmt: skip
"""M is anything at all, and m is where a code or a time of the visit stands: there a name is mixed."""


@pytest.mark.parametrize("marker", MARKERS)
def test_no_field_of_a_resource_or_a_message_shows_it_either(marker: str) -> None:
    resource = json.dumps(FHIR).replace('"M"', json.dumps(marker))
    assert not [shown for shown in shape(resource.encode(), "fhir").values() if marker in shown]
    codes = "Gunborg" if marker.isascii() and marker.isupper() else marker
    message = (
        HL7.replace("MSH", "\0")
        .replace("MRG", "\1")
        .replace("M", marker)
        .replace("m|", codes + "|")
    )
    message = message.replace("\0", "MSH").replace("\1", "MRG").replace("m^", codes + "^")
    found = shape(message.encode(), "hl7")
    assert len(found) > 50
    assert not [(at, shown) for at, shown in found.items() if marker in shown]


def test_a_row_of_a_table_shows_nothing_but_our_own_words_and_small_numbers() -> None:
    row = {"Personnummer": "19340304-1234", "Namn": "Öhrnäs, Gunborg", "Född": "1934-03-04",
           "Utfall": "home", "Dagar": 3, "Postnr": 50630, "Akut": True, "19340304": "x",
           "Gunborg 3": None}  # fmt: skip
    assert shape(row, "table") == {
        "Personnummer": "dolt, 13 tecken", "Namn": "dolt, 15 tecken", "Född": "dolt, 10 tecken",
        "Utfall": "home", "Dagar": "3", "Postnr": "dolt, 5 tecken", "Akut": "ja",
        "okänt fält": "tomt",
    }  # fmt: skip


def test_codes_times_and_units_are_shown_to_whoever_mends_the_feed() -> None:
    assert shape(ED) == {
        "specversion": "1.0", "id": "dolt, 2 tecken", "source": "dolt, 5 tecken",
        "type": "ed.visit.closed", "time": TIME, "data.person_id.system": "urn:kvarten:demo",
        "data.person_id.value": "dolt, 12 tecken", "data.unit_hsa_id": "SE2321000131-DEMOSAS01",
        "data.outcome": "dolt, 3 tecken", "data.closed_at": TIME,
    }  # fmt: skip
    message = (
        b"MSH|^~\\&|SYS|||| 202611200412||ADT^A01|4711|P|2.5\rPV1||I|KAVA^4^1\rPID|1||19340304T027"
    )
    assert shape(message.replace(b" 2026", b"2026"), "hl7") == {
        "MSH-2": "dolt, 4 tecken", "MSH-3": "SYS", "MSH-7": "202611200412", "MSH-9.1": "ADT",
        "MSH-9.2": "A01", "MSH-10": "dolt, 4 tecken", "MSH-11": "P", "MSH-12": "2.5", "PV1-2": "I",
        "PV1-3.1": "KAVA", "PV1-3.2": "4", "PV1-3.3": "1", "PID-1": "dolt, 1 tecken",
        "PID-3": "dolt, 12 tecken",
    }  # fmt: skip


@given(st.binary(max_size=60) | st.text("MSHPVID|^\r\n\\&~1a", max_size=60).map(str.encode))
def test_whatever_was_sent_has_a_shape(raw: bytes) -> None:
    for format_ in ("cloudevents", "hl7", "fhir", "table"):
        assert all(len(one) == 2 for one in raws.shape(format_, raw))


def test_the_deep_and_the_long_have_a_shape_too() -> None:
    assert shape(b'{"a":' * 3000 + b"1" + b"}" * 3000) == {"": "oläsligt, 18001 byte"}
    assert len(shape({"data": ["x"] * 5000})) == 300


# The field, the value, what becomes of the event (None: it is refused), and why.
CORRECTIONS: list[tuple[str, str, dict[str, Any] | None, str]] = [
    ("data.outcome", "home", {"outcome": "home"}, "a code"),
    ("data.disposition", "home", {"disposition": "home"}, "a field that was missing"),
    ("data.person_id.value", "19340304T028", None, "deeper down"),
    ("data.outcome", "", {"outcome": None}, "nothing written is nothing told"),
    ("data.present", "true", {"present": True}, "yes or no"),
    ("data.score", "7", {"score": 7}, "a number stays one"),
    ("data.score", "sju", {"score": "sju"}, "what is no number is no number"),
    ("data.list[1]", "b", {"list": ["a", "b"]}, "one of a list"),
    ("data.list[2]", "b", None, "beyond the list's end"),
    ("data.list[99999999999999999999]", "b", None, "beyond all ends"),
    ("data.list[-1]", "b", None, "no place at all"),
    ("data.list.x", "b", None, "a list has no names"),
    ("data.outcome.x", "b", None, "nor has a text"),
    ("data[0]", "b", None, "nor an object numbers"),
    ("annat.fält", "b", None, "nowhere"),
    ("", "b", None, "no field"),
    ("..", "b", None, "nor this"),
]


@pytest.mark.parametrize(
    ("field", "value", "becomes", "_comment"), CORRECTIONS, ids=[c[3] for c in CORRECTIONS]
)
def test_one_field_is_corrected_and_no_other(
    field: str, value: str, becomes: dict[str, Any] | None, _comment: str
) -> None:
    event = {**ED, "data": {**ED["data"], "score": 77, "list": ["a", "c"]}}  # type: ignore[dict-item]
    raw = json.dumps(event).encode()
    if field == "data.person_id.value":
        whole = json.loads(raws.corrected("cloudevents", raw, field, value))
        assert whole["data"].pop("person_id") == {"system": "urn:kvarten:demo", "value": value}
        return
    if becomes is None:
        with pytest.raises(Rejected) as said:
            raws.corrected("cloudevents", raw, field, value)
        assert value not in said.value.detail.split()
        return
    whole = json.loads(raws.corrected("cloudevents", raw, field, value))
    assert whole == {**event, "data": {**event["data"], **becomes}}  # type: ignore[dict-item]


MESSAGE = b"MSH|^~\\&|SYS||||20261120||ADT^A01|1|P|2.5\rPID|1||19340304T027^^^D~2^^^E\rPV1||I\r"

HL7_CORRECTIONS: list[tuple[str, str, bytes | None, str]] = [
    ("PV1-2", "E", b"PV1||E\r", "a field"),
    ("PV1-3", "KAVA", b"PV1||I|KAVA\r", "a field that was not there"),
    ("PV1-3.2", "4", b"PV1||I|^4\r", "a component that was not there"),
    ("PID-3.1", "19340304T028", b"PID|1||19340304T028^^^D~2^^^E\r", "of the first repetition"),
    ("MSH-9.2", "A04", b"|ADT^A04|1|", "the header counts its own mark"),
    ("PV1-19", "å", "|å\r".encode(), "in the message's letters"),
    ("MSH-1", "#", None, "the mark itself"),
    ("PV1-0", "PID", None, "the segment's name"),
    ("PV1-3.0", "x", None, "no component"),
    ("PV2-1", "x", None, "a segment that is not there"),
    ("PV1-2", "E|X", None, "a value that would be two fields"),
    ("PID-3.1", "a^b", None, "a value that would be two components"),
    ("PV1-2", "E\rPID|1", None, "a value that would be another segment"),
    ("data.outcome", "home", None, "another format's field"),
]


@pytest.mark.parametrize(
    ("field", "value", "becomes", "_comment"), HL7_CORRECTIONS, ids=[c[3] for c in HL7_CORRECTIONS]
)
def test_a_message_is_corrected_at_its_place(
    field: str, value: str, becomes: bytes | None, _comment: str
) -> None:
    if becomes is None:
        with pytest.raises(Rejected):
            raws.corrected("hl7", MESSAGE, field, value)
        return
    told = raws.corrected("hl7", MESSAGE, field, value)
    assert becomes in told
    assert told.count(b"\r") == MESSAGE.count(b"\r")


def test_a_message_in_latin_1_is_corrected_in_latin_1() -> None:
    told = raws.corrected("hl7", MESSAGE.replace(b"SYS", b"S\xe4S"), "PV1-3", "Öst")
    assert b"|\xd6st\r" in told


def test_a_column_is_a_field_whatever_signs_its_name_has() -> None:
    row = json.dumps({"Pers.nr [12]": "x", "Utfall": "hem"}).encode()
    told = raws.corrected("table", row, "Pers.nr [12]", "19340304T027")
    assert json.loads(told) == {"Pers.nr [12]": "19340304T027", "Utfall": "hem"}
    with pytest.raises(Rejected):
        raws.corrected("table", row, "Utfal", "home")


FIELDS = st.text("data.[]0123456789xPV-1MSH", max_size=20) | st.text(max_size=8)


@given(
    st.binary(max_size=40) | st.just(MESSAGE) | st.just(json.dumps(ED).encode()),
    FIELDS,
    st.text(max_size=8),
)
def test_a_correction_is_made_or_refused(raw: bytes, field: str, value: str) -> None:
    for format_ in ("cloudevents", "hl7", "fhir", "table"):
        with suppress(Rejected):
            assert isinstance(raws.corrected(format_, raw, field, value), bytes)
