"""The FHIR door: resources and Bundles, answered by entry once they are stored."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from typing import Any

import pytest

from tests.fhir import bundle, faults, patient, send, statuses, to_unit, visit
from tests.houses import CENTRE, NOW
from tests.intake import count, door, kept, stored, told_of

WHO = "19340304T027"


async def test_a_new_resource_is_answered_201_and_is_then_stored(house) -> None:
    async with door(house) as client:
        answer = await send(client, visit())
    assert answer.status_code == 201, answer.text
    person, _ = await stored(house, WHO)
    [seen] = person.ed_visits
    assert (seen.outcome, seen.closed_at) == ("home", NOW - timedelta(hours=4))


async def test_the_same_resource_again_changes_nothing(house) -> None:
    async with door(house) as client:
        await send(client, visit())
        before = await stored(house, WHO), await told_of(house, WHO)
        again = await send(client, visit())
    assert again.status_code == 200
    assert (await stored(house, WHO), await told_of(house, WHO)) == before


async def test_a_bundle_is_answered_entry_by_entry_in_its_order(house) -> None:
    told = bundle(
        "batch",
        patient(),
        visit(),
        visit("planned", id="besok-2"),
        visit(id="besok-3", subject={"reference": "Patient/okänd"}),
        {"resourceType": "AllergyIntolerance", "note": [{"text": "Öhrnäs"}]},
        visit(id="besok-4", period={"start": 5}),
        visit(id="besok-5", serviceProvider=to_unit("SE2321000131-FINNSINTE")),
    )
    async with door(house) as client:
        answer = await send(client, told)
        again = await send(client, told)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/fhir+json; charset=utf-8"
    assert answer.json()["type"] == "batch-response"
    assert statuses(answer) == ["201", "201", "200", "422", "404", "400", "422"]
    assert statuses(again) == ["200", "200", "200", "422", "404", "400", "422"]
    issues = [entry["response"]["outcome"]["issue"][0] for entry in answer.json()["entry"]]
    assert [issue.get("expression") for issue in issues] == [
        None,
        None,
        None,
        ["Bundle.entry[3].resource.subject"],
        ["Bundle.entry[4].resource"],
        ["Bundle.entry[5].resource.period.start"],
        ["Bundle.entry[6].resource.serviceProvider"],
    ]
    assert "Öhrnäs" not in answer.text
    assert await count(house, "event") == 3


async def test_what_was_rejected_is_kept_with_what_it_spoke_of_and_can_be_read_alone(house) -> None:
    who = ("urn:uuid:1", patient(), None)
    told = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"fullUrl": who[0], "resource": who[1]},
            {"resource": patient("19360411T028", id="annan")},
            {
                "resource": {
                    **visit(ended=NOW + timedelta(days=2)),
                    "subject": {"reference": "urn:uuid:1"},
                }
            },
            {"resource": visit("planned", id="besok-2")},
            {"resource": {"resourceType": "Condition", "subject": {"display": "Öhrnäs"}}},
        ],
    }
    async with door(house) as client:
        answer = await send(client, told)
        await send(client, told)
        assert statuses(answer) == ["201", "201", "422", "200", "404"]
        rejected, *others = sorted(await kept(house), key=lambda one: one["outcome"] != "rejected")
        assert (rejected["kind"], rejected["times"]) == ("Encounter", 2)
        assert rejected["field"] == "Bundle.entry[0].resource.period.end"
        letter = json.loads(rejected["text"])
        assert [one["resource"]["resourceType"] for one in letter["entry"]] == [
            "Encounter", "Patient"
        ]  # fmt: skip
        assert [one.get("fullUrl") for one in letter["entry"]] == [None, "urn:uuid:1"]
        assert {(one["kind"], one["outcome"], one["text"]) for one in others} == {
            ("Encounter", "not_used", None), ("Condition", "not_used", None)
        }  # fmt: skip
        letter["entry"][0]["resource"]["period"]["end"] = NOW.isoformat()
        assert statuses(await send(client, letter)) == ["201", "200"]
    assert (await stored(house, WHO))[0].ed_visits[0].closed_at == NOW


async def test_a_transaction_goes_in_whole_or_not_at_all(house) -> None:
    wrong = bundle("transaction", patient(), visit(), visit(id="besok-2", ended=NOW + timedelta(1)),
                   visit("fel", id="besok-3"), {"resourceType": "Basic"})  # fmt: skip
    async with door(house) as client:
        answer = await send(client, wrong)
        assert answer.status_code == 422
        assert faults(answer) == [
            ("business-rule", ["Bundle.entry[2].resource.period.end"]),
            ("code-invalid", ["Bundle.entry[3].resource.status"]),
            ("not-supported", ["Bundle.entry[4].resource"]),
        ]
        assert await count(house, "event") == 0
        [letter] = await kept(house)
        assert (letter["outcome"], letter["kind"]) == ("rejected", "Bundle")
        assert json.loads(letter["text"]) == wrong
        right = bundle("transaction", *(entry["resource"] for entry in wrong["entry"][:2]))
        assert statuses(await send(client, right)) == ["201", "201"]
        assert statuses(await send(client, right)) == ["200", "200"]
        large = bundle("transaction", *(visit(id=f"v{n}") for n in range(501)))
        assert (await send(client, large)).status_code == 413
    assert await count(house, "event") == 3


@pytest.mark.parametrize("kind", ["batch", "transaction", "collection", "searchset", "message"])
async def test_each_kind_of_bundle_is_taken(house, kind) -> None:
    header = {"resourceType": "MessageHeader"}
    told = bundle(kind, header, visit()) if kind == "message" else bundle(kind, visit())
    async with door(house) as client:
        answer = await send(client, told)
    expected = "transaction-response" if kind == "transaction" else "batch-response"
    assert (answer.status_code, answer.json()["type"]) == (200, expected)
    assert statuses(answer)[-1] == "201"


WRONG: list[tuple[Any, int, list[tuple[str, list[str]]], str]] = [
    # what is sent, the status, code and expression; why
    (b"", 400, [("structure", [])], "nothing"),
    (b"<Patient/>", 400, [("structure", [])], "XML that is said to be JSON"),
    (b'{"resourceType": "Patient"', 400, [("structure", [])], "cut off"),
    (b"[]", 400, [("structure", [])], "a list"),
    (b"[" * 5000, 400, [("structure", [])], "deep"),
    (b'{"resourceType": "Patient", "id": "\xff"}', 400, [("structure", [])], "no UTF-8"),
    ({}, 400, [("required", ["resourceType"])], "no type"),
    ({"resourceType": 5}, 400, [("structure", ["resourceType"])], "a type of the wrong sort"),
    ({"resourceType": "Basic"}, 404, [("not-supported", ["Basic"])], "a type we do not take"),
    ({"resourceType": "<script>"}, 404, [("not-supported", ["okänd"])], "a type that is none"),
    ({"resourceType": "Bundle"}, 400, [("required", ["Bundle.type"])], "no type of Bundle"),
    ({"resourceType": "Bundle", "type": "history"}, 422, [("not-supported", ["Bundle.type"])], ""),
    ({"resourceType": "Bundle", "type": "batch", "entry": {}}, 400,
     [("structure", ["Bundle.entry"])], "one where there should be many"),
    (bundle("message", visit()), 400, [("invariant", ["Bundle.entry[0].resource"])], "no header"),
    ({"resourceType": "Bundle", "type": "transaction", "entry": [{"resource": visit()}]}, 400,
     [("required", ["Bundle.entry[0].request"])], "nothing is asked for"),
    ({"resourceType": "Bundle", "type": "transaction",
      "entry": [{"request": {"method": "DELETE", "url": "Encounter/1"}}]}, 422,
     [("not-supported", ["Bundle.entry[0].request.method"])], "nothing is deleted"),
    ({"resourceType": "Encounter", "status": "finished"}, 400,
     [("required", ["Encounter.class"])], "an element that must be there"),
    (visit(status=["finished"]), 400, [("structure", ["Encounter.status"])], "a list"),
    (visit(subject=to_unit("x")), 422, [("not-found", ["Encounter.subject"])], "a unit is nobody"),
    (visit(subject={"identifier": {"system": "http://electronichealth.se/identifier/personnummer",
                                   "value": "193403041234"}}), 422,
     [("business-rule", ["Encounter.subject"])], "a number that cannot be one"),
    (visit(began=NOW + timedelta(1), status="arrived"), 422,
     [("business-rule", ["Encounter.period.start"])], "it has not happened"),
    (visit(written=NOW + timedelta(1)), 422, [("business-rule", ["Encounter.meta.lastUpdated"])],
     "it has not been written"),
    (visit(id="a\x00b", identifier=[{"value": "a\x00b"}]), 422,
     [("business-rule", ["Encounter"])], "a sign that no table holds"),
    (patient(name=[{"family": "Ö" * 300}]), 422, [("too-long", ["Patient.name.family"])], "long"),
    (patient(birthDate="2027-01-01"), 422, [("business-rule", ["Patient.birthDate"])], "unborn"),
    (visit(began=NOW - timedelta(days=9000)), 403, [("forbidden", ["Encounter.period.start"])],
     "older than anything we keep"),
]  # fmt: skip


@pytest.mark.parametrize("case", WRONG, ids=lambda case: case[3])
async def test_what_cannot_be_taken_says_where_and_why(house, case) -> None:
    told, status, expected, why = case
    async with door(house) as client:
        answer = await send(client, told)
    assert (answer.status_code, faults(answer)) == (status, expected), (why, answer.text)
    assert all(one["diagnostics"].endswith(".") for one in answer.json()["issue"])
    assert await count(house, "event") == 0


async def test_only_json_of_r4_is_taken(house) -> None:
    forms = [
        ("application/fhir+xml", 415), ("text/xml", 415), ("text/plain", 415), ("", 415),
        ("application/fhir+json; fhirVersion=5.0", 415),
        ("application/fhir+json; fhirVersion=4.0; charset=UTF-8", 201),
        ("application/json", 200), ("APPLICATION/FHIR+JSON", 200),
    ]  # fmt: skip
    async with door(house) as client:
        for form, status in forms:
            answer = await send(client, visit(), form=form)
            assert answer.status_code == status, form
            assert faults(answer)[0][0] == ("not-supported" if status == 415 else "informational")
        packed = gzip.compress(json.dumps(visit()).encode())
        answer = await send(client, packed, **{"content-encoding": "gzip"})
        assert answer.status_code == 200
        assert (await send(client, b"x", **{"content-encoding": "gzip"})).status_code == 422
        assert (await send(client, b"x", **{"content-encoding": "br"})).status_code == 415
        bomb = gzip.compress(b" " * (16 * 1024 * 1024 + 1))
        answer = await send(client, bomb, **{"content-encoding": "gzip"})
        assert (answer.status_code, faults(answer)) == (413, [("too-costly", [])])
        many = b'{"resourceType":"Bundle","type":"batch","entry":[' + b"{}," * 10_000 + b"{}]}"
        assert (await send(client, many)).status_code == 413


@pytest.mark.parametrize("token", [None, "fel"])
async def test_who_has_no_token_is_answered_401_and_leaves_no_trace(house, token) -> None:
    async with door(house, token) as client:
        answers = [await send(client, visit()), await send(client, visit(), "/Encounter")]
    for answer in answers:
        assert (answer.status_code, faults(answer)) == (401, [("login", [])])
    assert await count(house, "event") == await count(house, "set_aside") == 0


async def test_a_resource_may_be_sent_under_its_type_and_id(house) -> None:
    async with door(house) as client:
        sent = [
            ((visit(), "/Encounter"), 201),
            ((visit(), "/Encounter/besok-1"), 200),
            ((visit(), "/Encounter/besok-2"), 400),
            ((visit(), "/Patient"), 400),
            ((bundle("batch", visit()), "/Encounter"), 400),
            ((visit(), "/AllergyIntolerance"), 404),
            ((b"{}", "/Encounter"), 400),
        ]
        for (told, path), status in sent:
            answer = await send(client, told, path)
            assert answer.status_code == status, (path, answer.text)
            assert faults(answer)
        for method, path, status in [
            ("GET", "/Encounter/besok-1", 405), ("GET", "", 405), ("POST", "/Encounter/_search", 405), ("DELETE", "/Encounter/1", 405),
            ("PATCH", "/Patient/1", 405), ("GET", "/Basic", 404), ("PUT", "", 405),
            ("GET", "/Encounter?subject=1", 405), ("GET", "/$nej", 404),
        ]:  # fmt: skip
            answer = await client.request(method, f"/api/fhir{path}")
            assert (answer.status_code, faults(answer)) == (status, [("not-supported", [])]), path


async def test_what_lies_outside_the_request_is_refused_and_not_kept(house) -> None:
    """A source of visits alone may send along whom they are about, but not tell of the person."""
    source = house.organisation.sources["cloudevents"]
    source.kinds = ["ed.visit.*", "inpatient.*"]
    try:
        async with door(house) as client:
            person = await send(client, patient())
            whole = await send(client, bundle("transaction", patient(), visit()))
            pud = {"extension": [{"url": "urn:x:expected-discharge", "valueDate": "2026-11-22"}]}
            stay = await send(client, visit("in-progress", "IMP", id="v-2", **pud))
    finally:
        source.kinds = []
    assert (person.status_code, faults(person)) == (403, [("forbidden", ["Patient"])])
    assert statuses(whole) == ["200", "201"]
    assert stay.status_code == 201
    kinds = {row["kind"] for row in await told_of(house, WHO)}
    assert kinds == {"ed.visit.registered", "ed.visit.closed", "inpatient.admitted"}
    assert await kept(house) == []


async def test_the_capability_statement_lists_just_what_is_taken(house) -> None:
    async with door(house, None) as client:
        answer = await client.get("/api/fhir/metadata")
    told = answer.json()
    assert (answer.status_code, told["resourceType"]) == (200, "CapabilityStatement")
    assert told["fhirVersion"] == "4.0.1"
    [rest] = told["rest"]
    assert {one["type"] for one in rest["resource"]} == {
        "Patient", "Encounter", "EpisodeOfCare", "Observation", "CarePlan", "Consent", "Flag",
        "Task", "Communication",
    }  # fmt: skip
    assert told["implementation"]["url"] == "http://kvarten.test/api/fhir"


async def test_a_board_hears_of_what_was_taken(house) -> None:
    async with door(house) as client:
        gp = {"generalPractitioner": [to_unit(CENTRE, "urn:oid:1.2.752.129.2.1.4.1")]}
        await send(client, bundle("collection", patient(**gp), visit()))
        app = client._transport.app  # type: ignore[attr-defined]
        assert CENTRE in app.state.refresher._centres
    person, centre = await stored(house, WHO)
    assert (person.name, centre) == ("Gunborg Öhrnäs", CENTRE)
