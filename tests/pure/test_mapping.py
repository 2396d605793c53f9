"""A source's mapping is read strictly: what is wrong in it stops the start, with file and key."""

from pathlib import Path

import pytest
import yaml

from app.errors import Misconfigured
from app.events.mapping import FOLDER, codec, load, strict

ROOT = Path(__file__).resolve().parents[2]
READY = sorted(path for path in FOLDER.glob("*.yaml") if strict(path).get("format") != "table")
LEAST = {
    "source": "elvis",
    "identifiers": {"SAS MRN": "urn:kvarten:local:sas-mrn"},
    "unit": "SE2321000131-DEMOSAS31",
}


def told(folder: Path, **keys: object) -> Path:
    file = folder / "elvis.yaml"
    file.write_text(yaml.safe_dump(LEAST | keys, allow_unicode=True), encoding="utf-8")
    return file


def test_little_needs_to_be_told(tmp_path: Path) -> None:
    mapping = load(told(tmp_path))
    assert (mapping.timezone.key, mapping.charset) == ("Europe/Stockholm", "iso8859-1")
    assert mapping.patient_class == {"I": "inpatient"}
    assert mapping.local_systems == {"urn:kvarten:local:sas-mrn"}
    assert mapping.listing_centre is None
    assert (mapping.expected_discharge, mapping.lifts_protection) == ("not_used", False)
    assert (mapping.processing, mapping.senders) == (frozenset({"P"}), frozenset())


def test_a_number_of_no_issuer_is_one_of_the_source_s_own(tmp_path: Path) -> None:
    mapping = load(told(tmp_path, unissued="urn:kvarten:local:pas"))
    assert mapping.local_systems == {"urn:kvarten:local:sas-mrn", "urn:kvarten:local:pas"}


def test_an_oid_is_written_as_the_system_we_store(tmp_path: Path) -> None:
    mapping = load(told(tmp_path, identifiers={"PNR": "1.2.752.129.2.1.3.1"}))
    assert mapping.identifiers == {"PNR": "http://electronichealth.se/identifier/personnummer"}
    assert mapping.local_systems == frozenset()


WRONG = [
    # what is told, part of the answer; why
    ({"patient_clas": {}}, "”patient_clas”. Menades patient_class?", "the nearest key is named"),
    ({"xyz": "1"}, "Kända är source, timezone", "nothing is near"),
    ({"source": "Elvis SÄS"}, "source: ska vara källans id", "ids are small letters"),
    ({"source": ""}, "source: ska vara en text", "empty"),
    ({"unit": "avdelning 31"}, "unit: ska vara ett HSA-id", "a name is no id"),
    ({"listing_centre": "Lindåsen"}, "listing_centre: ska vara ett HSA-id", "a name is no id"),
    ({"municipality_code": "Borås"}, "municipality_code: ska vara en kommunkod", "a name"),
    ({"timezone": "Europe/Borås"}, "timezone: tidszonen ”Europe/Borås” finns inte", "no such"),
    ({"timezone": "../../etc/passwd"}, "timezone: tidszonen", "no way to other files"),
    ({"charset": "EBCDIC"}, "charset: teckenuppsättningen ”EBCDIC” är okänd", "not ASCII's kin"),
    ({"identifiers": {}}, "identifiers: minst en utfärdare", "nobody could be found"),
    ({"identifiers": "MRN"}, "identifiers: ska vara koder med värden", "a text, not a table"),
    ({"identifiers": {"MRN": "mrn"}}, "systemet för ”MRN” är okänt", "local ids have a prefix"),
    ({"patient_class": {"E": "akut"}}, "koden ”E” ska ge något av inpatient, ed", "a closed set"),
    ({"admission_type": {"U": True}}, "koden ”U” ska ge något av planned", "a closed set"),
    ({"units": {"AVA": "akuten"}}, "units: ska vara ett HSA-id", "a name is no id"),
    ({"ed_outcome": {"1": "hem"}}, "koden ”1” ska ge något av home", "a closed set"),
    ({"disposition": {"1": "left"}}, "koden ”1” ska ge något av home", "none leaves a ward so"),
    ({"expected_discharge": "samsa"}, "ska vara något av pud, not_used", "a closed set"),
    ({"lifts_protection": "true"}, "lifts_protection: ska vara ja eller nej", "in Swedish"),
    ({"processing": "P"}, "processing: ska vara en lista", "one is a list too"),
    ({"processing": ["X"]}, "processing: ska vara något av P", "no such purpose"),
    ({"processing": []}, "processing: ska vara något av P", "then nothing could come"),
    ({"senders": "ELVIS"}, "senders: ska vara en lista", "one is a list too"),
    ({"unissued": "mrn"}, "unissued: systemet är okänt", "local ids have a prefix"),
    ({"wards": {"AVA": {"name": "x"}}}, "wards: ska vara en text", "no table within a table"),
]


@pytest.mark.parametrize(("keys", "answer", "why"), WRONG)
def test_a_fault_is_named_with_file_and_key(tmp_path: Path, keys, answer, why) -> None:
    with pytest.raises(Misconfigured) as refused:
        load(told(tmp_path, **keys))
    assert answer in str(refused.value), why
    assert str(refused.value).startswith("elvis.yaml"), why


UNREADABLE = [
    (b"source: elvis\nsource: samsa\n", "elvis.yaml, rad 2: nyckeln ”source” står två gånger"),
    (b"identifiers: {A: x, A: y}", "elvis.yaml, rad 1: nyckeln ”A” står två gånger"),
    (b"source: [elvis", "elvis.yaml, rad 1"),
    (b"- elvis\n", "ska vara nycklar med värden"),
    (b"", "ska vara nycklar med värden"),
    (b"source: elvis\n", "nyckeln ”identifiers” saknas"),
    (b"source: \xe5\xe4\xf6\n", "går inte att läsa"),
]


@pytest.mark.parametrize(("content", "answer"), UNREADABLE)
def test_a_file_that_is_no_mapping_says_so(tmp_path: Path, content: bytes, answer: str) -> None:
    file = tmp_path / "elvis.yaml"
    file.write_bytes(content)
    with pytest.raises(Misconfigured, match=r"elvis\.yaml") as refused:
        load(file)
    assert answer in str(refused.value)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"borta\.yaml går inte att läsa"):
        load(tmp_path / "borta.yaml")


@pytest.mark.parametrize(
    ("name", "python"),
    [
        ("8859/1", "iso8859-1"),
        ("ISO 8859-15", "iso8859-15"),
        ("ascii", "iso8859-1"),
        ("UNICODE UTF-8", "utf-8"),
        ("8859/99", None),
        ("ISO IR87", None),
        ("", None),
    ],
)
def test_character_sets_are_known_by_the_names_of_hl7(name: str, python: str | None) -> None:
    assert codec(name) == python


@pytest.mark.parametrize("file", READY, ids=lambda file: file.stem)
def test_every_mapping_that_ships_can_be_read_and_fits_the_organisation(file: Path) -> None:
    mapping = load(file)
    organisation = yaml.safe_load((ROOT / "app/demo/organisation.yaml").read_text("utf-8"))
    units = {unit["hsa_id"] for unit in organisation["units"]}
    source = next(one for one in organisation["sources"] if one["id"] == mapping.source)
    assert source["mapping"] == file.name
    assert mapping.local_systems <= set(source["local_systems"])
    assert {mapping.unit, *mapping.units.values()} <= units
    assert mapping.listing_centre in {centre["unit"] for centre in organisation["centres"]}
