"""Fhir understands how a test makes resources, and sends them to the FHIR door."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.houses import DEMO, EMERGENCY, NOW

if TYPE_CHECKING:
    import httpx

FORM = "application/fhir+json"
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
HSA = "urn:oid:1.2.752.29.4.19"
LEFT_FOR = "http://terminology.hl7.org/CodeSystem/discharge-disposition"
OURS = "urn:kvarten:kod"
GUNBORG = "19340304T027"
WARD = "SE2321000131-DEMOSAS31"


def code(code_: str, system: str = OURS) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code_}]}


def to_person(number: str = GUNBORG, system: str = DEMO) -> dict[str, Any]:
    return {"identifier": {"system": system, "value": number}}


def to_unit(hsa_id: str, system: str = HSA) -> dict[str, Any]:
    return {"identifier": {"system": system, "value": hsa_id}}


def patient(number: str = GUNBORG, **other: Any) -> dict[str, Any]:
    """A Patient with a demo number, who is known by name."""
    return {
        "resourceType": "Patient",
        "identifier": [{"system": DEMO, "value": number}],
        "name": [{"use": "official", "family": "Öhrnäs", "given": ["Gunborg"]}],
        "birthDate": f"{number[:4]}-{number[4:6]}-{number[6:8]}",
        **other,
    }


def visit(
    status: str = "finished", class_: str = "EMER", *, began: datetime | None = None,
    ended: datetime | None = None, left: str | None = "home", written: datetime | None = None,
    **other: Any,
) -> dict[str, Any]:  # fmt: skip
    """An Encounter in the night: by default one to the emergency department, and home again."""
    began = began or NOW - timedelta(hours=9)
    ended = ended or NOW - timedelta(hours=4)
    period = {"start": began.isoformat()}
    told: dict[str, Any] = {
        "resourceType": "Encounter",
        "id": "besok-1",
        "status": status,
        "class": {"system": ACT, "code": class_},
        "subject": to_person(),
        "serviceProvider": to_unit(EMERGENCY if class_ == "EMER" else WARD),
        "period": period,
    }
    if status == "finished":
        period["end"] = ended.isoformat()
        if left:
            told["hospitalization"] = {"dischargeDisposition": code(left, LEFT_FOR)}
    if written:
        told["meta"] = {"lastUpdated": written.isoformat()}
    return {**told, **other}


def bundle(kind: str, *resources: Any) -> dict[str, Any]:
    """A Bundle whose entries say what is to be done where its kind asks for it."""
    entries: list[dict[str, Any]] = []
    for number, resource in enumerate(resources):
        entry = {"fullUrl": f"urn:uuid:{number:08}-0000-4000-8000-000000000000",
                 "resource": resource}  # fmt: skip
        if kind in {"transaction", "batch"}:
            entry["request"] = {"method": "POST", "url": resource["resourceType"]}
        entries.append(entry)
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


async def send(
    client: httpx.AsyncClient, told: Any, path: str = "", form: str = FORM, **headers: str
) -> httpx.Response:
    """Send a resource, or bytes as they are."""
    whole = told if isinstance(told, bytes) else json.dumps(told).encode()
    method = "PUT" if path.count("/") == 2 else "POST"
    return await client.request(
        method, f"/api/fhir{path}", content=whole, headers={"content-type": form, **headers}
    )


def statuses(answer: httpx.Response) -> list[str]:
    """The status of each entry, in their order."""
    return [entry["response"]["status"][:3] for entry in answer.json()["entry"]]


def faults(answer: httpx.Response) -> list[tuple[str, list[str]]]:
    """The issues of an OperationOutcome: code and expression."""
    told = answer.json()
    assert told["resourceType"] == "OperationOutcome", told
    return [(one["code"], one.get("expression", [])) for one in told["issue"]]
