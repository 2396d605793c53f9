"""What an HL7 v2 message means: golden messages written from the standard, and the hard cases."""

import json
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from app.events.hl7 import Unreadable, messages, translate
from app.events.kinds import KINDS
from tests.pure.hl7_messages import GOLDEN, MAPPING, acknowledged, admission, answer, events


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.hl7")), ids=lambda file: file.stem)
def test_a_golden_file_says_what_it_says(file: Path) -> None:
    told = [answer(message) for message in messages(file.read_bytes())]
    assert told == json.loads(file.with_suffix(".json").read_text("utf-8"))


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.hl7")), ids=lambda file: file.stem)
def test_a_golden_file_is_answered_as_it_is_answered(file: Path) -> None:
    told = [acknowledged(message) for message in messages(file.read_bytes())]
    assert "\n".join(told) == file.with_suffix(".ack").read_text("utf-8")


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.hl7")), ids=lambda file: file.stem)
def test_every_event_is_of_a_kind_and_holds_no_street(file: Path) -> None:
    for message in messages(file.read_bytes()):
        for event in told if isinstance(told := answer(message), list) else []:
            common = {"person_id", "unit_hsa_id", "recorded_at", "correlation_id"}
            common |= {"revises", "cancels"}
            body = {key: value for key, value in event["data"].items() if key not in common}
            if "cancels" not in event["data"]:
                msgspec.convert(body, KINDS[event["type"]])
            assert set(body) <= set(KINDS[event["type"]].__dataclass_fields__)
            assert "gatan" not in json.dumps(event)


WITHOUT = [
    # changed fields, the field that is named; why
    ({"msh_10": ""}, "MSH-10", "without a number a resent message cannot be known"),
    ({"msh_9": ""}, "MSH-9", "no type"),
    ({"msh_9": "ADT", "evn_1": ""}, "MSH-9", "no trigger in either place"),
    ({"pid_3": ""}, "PID-3", "nobody"),
    ({"pid_3": "19340304T027"}, "PID-3", "a number that nobody has issued"),
    ({"pid_3": "70411^^^OTHER MRN"}, "PID-3", "an issuer that the mapping does not list"),
    ({"pid_3": '""^^^KVARTEN DEMO'}, "PID-3", "emptied"),
    ({"pid_5": ""}, "PID-5", "no name"),
    ({"pid_7": "19340231"}, "PID-7", "31 February"),
    ({"pid_7": "4 mars 1934"}, "PID-7", "not as HL7 writes it"),
    ({"pid_7": "20261121"}, "PID-7", "born after the admission"),
    ({"pv1_2": ""}, "PV1-2", "no class"),
    ({"pv1_2": "X"}, "PV1-2", "a class the mapping does not list is never taken for home"),
    ({"pv1_44": "20261320031000"}, "PV1-44", "month 13"),
    ({"pv1_44": "2026112003100"}, "PV1-44", "half a second is missing"),
    ({"pv1_44": "20260329023000"}, "PV1-44", "the hour that spring skips"),
    ({"evn_2": "20261120041100+9900"}, "EVN-2", "no such offset"),
    ({"evn_6": "00010101000000"}, "EVN-6", "a year nobody lives in"),
    ({"evn_2": "", "msh_7": "", "pv1_44": ""}, "EVN-2", "no time anywhere"),
    ({"pid_5": "Ö" * 201}, "PID-5", "too long"),
    ({"msh_9": "ADT^A40"}, "MRG", "a merge that does not tell who is no longer"),
    ({"msh_9": "ADT^A45"}, "MRG", "a visit moved from nobody"),
]


@pytest.mark.parametrize(("changed", "field", "why"), WITHOUT)
def test_what_cannot_be_understood_names_its_field(changed, field, why) -> None:
    with pytest.raises(Unreadable) as refused:
        translate(admission(**changed), MAPPING)
    assert refused.value.field == field, why
    assert refused.value.reason.endswith("."), why
    assert "Öhrnäs" not in refused.value.reason, why


TIMES = [
    # fields, occurred; why
    ({"evn_6": "202611200300"}, "2026-11-20T03:00:00+01:00", "EVN-6 is when it happened"),
    ({}, "2026-11-20T03:10:00+01:00", "else PV1-44"),
    ({"pv1_44": ""}, "2026-11-20T04:11:00+01:00", "else EVN-2"),
    ({"pv1_44": "", "evn_2": ""}, "2026-11-20T04:12:00+01:00", "else MSH-7"),
    ({"pv1_44": "20261120"}, "2026-11-20T04:11:00+01:00", "a day alone is less than an hour"),
    (
        {"pv1_44": "20261120021000.1234+0000"},
        "2026-11-20T03:10:00.123400+01:00",
        "offset, fraction",
    ),
    ({"pv1_44": "202611191910-0700"}, "2026-11-20T03:10:00+01:00", "west of Greenwich"),
    ({"pv1_44": "20260508130643^S"}, "2026-05-08T13:06:43+02:00", "summer, precision as of old"),
    ({"pv1_44": "20261025023000"}, "2026-10-25T02:30:00+02:00", "twice that night: the first"),
]


@pytest.mark.parametrize(("changed", "occurred", "why"), TIMES)
def test_the_best_time_told_is_when_it_happened(changed, occurred, why) -> None:
    person, visit = events(admission(**changed))
    assert person["time"] == visit["time"] == occurred, why


BORN = [
    ("19340304", "1934-03-04"),
    ("19340304000000", "1934-03-04"),
    ("193403041200+0100", "1934-03-04"),
    ("1934", None),
    ("193403", None),
    ("", None),
    ('""', None),
]


@pytest.mark.parametrize(("told", "born"), BORN)
def test_a_birth_date_is_a_day_or_not_known(told: str, born: str | None) -> None:
    assert events(admission(pid_7=told))[0]["data"]["birth_date"] == born


NUMBERS = [
    # PID-3, system, value; why
    ("7^^^SAS MRN~19340304T027^^^KVARTEN DEMO", "urn:kvarten:demo", "19340304T027", "by order"),
    ("7^^^SAS MRN~8^^^SAS MRN", "urn:kvarten:local:sas-mrn", "7", "the first of one issuer"),
    ("7^^^SAS MRN&1.2.3&ISO", "urn:kvarten:local:sas-mrn", "7", "a name with its OID"),
    ("192907059022^^^&1.2.752.129.2.1.3.1&ISO~7^^^SAS MRN",
     "http://electronichealth.se/identifier/personnummer", "192907059022", "an OID alone"),
    ("^^^KVARTEN DEMO~7^^^SAS MRN", "urn:kvarten:local:sas-mrn", "7", "an empty one is passed by"),
    ("5~7^^^SAS MRN~x", "urn:kvarten:local:sas-mrn", "7", "others are of no use"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "system", "value", "why"), NUMBERS)
def test_the_person_is_named_by_the_mappings_first_authority(told, system, value, why) -> None:
    for event in events(admission(pid_3=told)):
        assert event["data"]["person_id"] == {"system": system, "value": value}, why


NAMES = [
    # PID-5, family, given; why
    ("Öhrnäs^Gulli", "Öhrnäs", "Gulli", ""),
    ("Öhrnäs", "Öhrnäs", "", "one name"),
    ("Wretås&von&Wretås^Gulli", "Wretås", "Gulli", "the family name's own parts"),
    ("Alias^A^^^^^A~Öhrnäs^Gulli^^^^^L", "Öhrnäs", "Gulli", "the legal name"),
    (r"\XC396\hrn\XE4\s^Gulli", "Öhrnäs", "Gulli", "hexadecimal in UTF-8 and in 8859-1"),
    (r"\XC3\\X96\hrnäs^Gulli", "Öhrnäs", "Gulli", "one octet at a time"),
    ("A\\T\\B\\S\\C\\R\\D\\F\\E\\E\\^Gulli", "A&B^C~D|E\\", "Gulli", "the marks themselves"),
    (r"\H\Öhrnäs\N\^Gu\.sp3\lli", "Öhrnäs", "Gu lli", "highlight and formatting are no text"),
    (r"Öhrnäs\.sp999999999\^G", "Öhrnäs", "G", "a billion blanks are one"),
    (r"C:\dir^\Gulli", "C:\\dir", "\\Gulli", "what is no escape is left"),
    ("Öhr\tnäs\x00^ Gulli  Åsa ", "Öhr näs", "Gulli Åsa", "signs that cannot be seen"),
]


@pytest.mark.parametrize(("told", "family", "given_", "why"), NAMES)
def test_a_name_is_read_as_it_was_meant(told: str, family: str, given_: str, why: str) -> None:
    data = events(admission(pid_5=told))[0]["data"]
    assert (data["family_name"], data["given_name"]) == (family, given_), why


UNISSUED = [
    # PID-3, value; why
    ("70411", "70411", "before version 2.3 nobody said who had issued a number"),
    ("5^^^OTHER MRN~70411", "70411", "another's is passed by"),
    ("70411~19340304T027^^^KVARTEN DEMO", "19340304T027", "an issuer goes first"),
]


@pytest.mark.parametrize(("told", "value", "why"), UNISSUED)
def test_a_number_of_no_issuer_is_taken_where_the_source_says_whose_it_is(told, value, why) -> None:
    mapping = replace(MAPPING, unissued="urn:kvarten:local:pas-mrn")
    found = translate(admission(pid_3=told), mapping)
    assert isinstance(found, list)
    assert found[0]["data"]["person_id"]["value"] == value, why


@pytest.mark.parametrize(
    ("purpose", "taken"), [("P", True), ("", True), ("T", False), ("D^A", False)]
)
def test_what_is_for_training_does_not_become_care(purpose: str, taken: bool) -> None:
    assert isinstance(answer(admission(msh_11=purpose)), list) == taken
    assert isinstance(
        translate(admission(msh_11=purpose), replace(MAPPING, processing={"P", "T", "D"})), list
    )


@pytest.mark.parametrize("version", ["", "2.1", "2.3.1", "2.5.1", "2.6", "2.8", "2.8.2", "2.5^SWE"])
def test_every_version_from_the_first_in_use_is_read(version: str) -> None:
    assert isinstance(answer(admission(msh_12=version)), list)


@pytest.mark.parametrize("version", ["1.0", "2.9", "3", "2", "2.5.1.1", "x"])
def test_a_version_that_we_do_not_know_is_refused(version: str) -> None:
    assert answer(admission(msh_12=version))["unreadable"] == "MSH-12"


def test_a_protection_is_lifted_only_by_who_may_lift_it() -> None:
    told = admission(msh_9="ADT^A31", pd1_12="N")
    assert [event["type"] for event in answer(told)] == ["person.updated"]
    lifted = translate(told, replace(MAPPING, lifts_protection=True))
    assert isinstance(lifted, list)
    assert [event["type"] for event in lifted] == ["person.updated", "person.protected_changed"]
    assert lifted[1]["data"]["flag"] == "none"


PROTECTED = [("", "none"), ("N", "none"), ("Y", "sekretessmarkering"), ("7", "sekretessmarkering")]


@pytest.mark.parametrize(("told", "protected"), PROTECTED)
def test_a_mark_of_protection_is_never_lost(told: str, protected: str) -> None:
    assert events(admission(pd1_12=told))[0]["data"]["protected"] == protected


CODES = [
    # fields, part of the visit's data; why
    ({"pv1_4": "C"}, {"planned": True}, "elective"),
    ({"pv1_4": "U"}, {"planned": False}, "urgent"),
    ({"pv1_4": "28b"}, {"planned": None}, "a code no table lists is not known"),
    ({"pv1_14": "7"}, {"from_ed": True}, "emergency room"),
    ({"pv1_14": "A"}, {"from_ed": None}, "an ambulance may pass the emergency room"),
    ({"pv1_14": "9"}, {"from_ed": None}, "not known, never no"),
    ({"pv1_2": "E", "pv1_14": "A"}, {"arrival_mode": "ambulance"}, "to the emergency room"),
    ({"pv1_2": "E", "pv1_14": "9"}, {"arrival_mode": "unknown"}, "not known"),
    ({"pv1_3": "A34^1^2"}, {"ward": "A34"}, "a ward the table does not name"),
    ({"pv1_3": ""}, {"ward": None}, "no ward"),
    ({"pv1_3": "AKM"}, {"unit_hsa_id": "SE2321000131-DEMOSAS01"}, "a ward with its own HSA-id"),
    ({"pv1_19": "VK-1^^^SAS"}, {"correlation_id": "VK-1"}, "what holds a visit's events together"),
]


@pytest.mark.parametrize(("changed", "part", "why"), CODES)
def test_a_code_means_what_the_table_says_or_is_not_known(changed, part, why) -> None:
    data = events(admission(**changed))[1]["data"]
    assert {key: data[key] for key in part} == part, why


def test_without_a_visit_number_nothing_is_held_together() -> None:
    told = events(admission())[1]
    assert told["data"].keys().isdisjoint({"correlation_id", "revises"})
    assert told["id"] == "000000004711@20261120T031100/admitted"


SAME = [
    # changed fields, whether the visit's event has the same id; why
    ({}, True, "the same again"),
    ({"msh_7": "20261120050000"}, True, "sent again, an hour later"),
    ({"msh_10": "4712"}, False, "another message"),
    ({"evn_2": "20271120041100"}, False, "a counter that has begun anew"),
    ({"pv1_19": "VK-2"}, False, "another visit"),
]


@pytest.mark.parametrize(("changed", "same", "why"), SAME)
def test_an_id_is_the_message_s_and_the_visit_s(changed, same, why) -> None:
    fields = {"pv1_19": "VK-1"}
    one, other = (events(admission(**told))[1] for told in (fields, fields | changed))
    assert (one["id"] == other["id"]) == same, why
    assert other["data"]["revises"] == f"visit/{other['data']['correlation_id']}/admitted"


def test_a_later_number_is_a_later_id() -> None:
    ids = [events(admission(msh_10=control))[1]["id"] for control in ("9", "10", "101")]
    assert ids == sorted(ids)


@pytest.mark.parametrize("number", ["a/b", "å" * 70, "x" * 190, "v 1:%2F", "=a"])
def test_whatever_a_visit_is_numbered_its_ids_are_short_and_its_own(number: str) -> None:
    told = events(admission(pv1_19=number, msh_10="k" * 190))[1]
    assert told["data"]["correlation_id"] == number
    assert len(told["id"]) < 250
    assert told["id"].isascii()
    assert told["id"].count("/") == 3
    assert told["id"] != events(admission(pv1_19=number + "x"))[1]["id"]
