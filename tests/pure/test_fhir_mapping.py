"""A FHIR source's mapping file is read strictly, and says its own codes before the standard's."""

import json

import pytest

from app.errors import Misconfigured
from app.events.fhir.mapping_file import load
from app.events.fhir.read import meanings, opened
from app.events.fhir.read.codes import MEANINGS, STANDARD
from tests.fhir import code, visit
from tests.pure.fhir_mapping import NOW, hidden

WRONG = [
    # the file, what is said of it; why
    ("format: hl7\n", "ska ha nyckeln format med värdet fhir", "another format"),
    ("- format\n", "ska vara nycklar med värden", "a list"),
    ("format: fhir\nunit: klin-4\n", "unit: ska vara ett HSA-id", "no HSA-id"),
    ("format: fhir\nunitz: {}\n", "okänd nyckel ”unitz”. Menades unit?", "misspelled"),
    ("format: fhir\nunits: {a: b}\n", "”a” ska ge ett HSA-id", "no HSA-id in a table"),
    ("format: fhir\ndisposition: {a: hem}\n", "koden ”a” ska ge något av admitted, dead", "no word"),
    ("format: fhir\ndisposition: home\n", "disposition: ska vara koder med värden", "no table"),
    ("format: fhir\ntimezone: Mars/Base\n", "timezone: ", "no zone"),
    ("format: fhir\nunit: {}\n", "unit: ska vara en text", "no text"),
    ("format: fhir\nunit: a\nunit: b\n", "nyckeln ”unit” står två gånger", "twice"),
    ("format: [", "klinik.yaml, rad 1", "no YAML"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "says", "why"), WRONG, ids=lambda told: told)
def test_a_mapping_that_is_wrong_says_so(tmp_path, text, says, why) -> None:
    path = tmp_path / "klinik.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(Misconfigured) as refused:
        load(path, source="x", hide=hidden)
    assert "klinik.yaml" in str(refused.value), why
    assert says in str(refused.value), why


def test_every_table_of_the_standard_means_what_a_mapping_may_say() -> None:
    assert STANDARD.keys() == MEANINGS.keys()
    for name, table in STANDARD.items():
        assert set(table.values()) <= MEANINGS[name], name


CODES = [
    # the code of how the person left, its meaning; why
    (code("home", "http://terminology.hl7.org/CodeSystem/discharge-disposition"), "other",
     "the source's word goes before the standard's"),
    (code("5", "urn:x:ut"), "home", "a code of its own"),
    (code("5", "urn:y:ut"), "unknown", "the same code of another system"),
    (code("kort"), "unknown", "in our system, but not one of our words"),
    (code("hemma", "vad som helst"), "home", "a code without system is any system's"),
    ({"coding": [{"code": "hemma"}]}, "home", "also where no system is told"),
    ({"coding": [{"system": "urn:z", "code": "1"}, {"system": "urn:x:ut", "code": "5"}]}, "home",
     "the first that is known"),
    ({"text": "hemma"}, "unknown", "a text is not read"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "outcome", "why"), CODES)
def test_a_code_means_what_the_source_says_and_else_nothing(tmp_path, told, outcome, why) -> None:
    path = tmp_path / "klinik.yaml"
    path.write_text(
        "format: fhir\ndisposition:\n"
        '  "http://terminology.hl7.org/CodeSystem/discharge-disposition|home": other\n'
        '  "urn:x:ut|5": home\n  hemma: home\n', "utf-8",
    )  # fmt: skip
    mapping = load(path, source="x", hide=hidden)
    raw = json.dumps(visit(hospitalization={"dischargeDisposition": told})).encode()
    [[_, closed]] = meanings(opened(raw), mapping, NOW)
    assert closed.body["outcome"] == outcome, why
