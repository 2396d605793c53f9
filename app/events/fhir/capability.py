"""Capability understands what this door says of itself: a CapabilityStatement, and nothing beyond."""

from typing import Any

from app.events.fhir.read.resources import TYPES

SINCE = "2026-11-22"
PROFILES = {"Patient": ["http://hl7.se/fhir/ig/base/StructureDefinition/SEBasePatient"]}
SAYS = {
    "Patient": "Personens nummer, namn, födelsedatum, listning, dödsfall, skyddade uppgifter och "
    "byte av nummer. Gata och ort läses inte.",
    "Encounter": "Akutbesök, vårdtillfällen, besök och samtal på vårdcentral, besök av mobilt team.",
    "EpisodeOfCare": "Insatser: kommunal primärvård, hemtjänst, särskilt boende och andra.",
    "Observation": "Clinical Frailty Scale (SNOMED CT 763264000). Andra observationer används inte.",
    "CarePlan": "SIP och medicinsk vårdplan. Andra planer används inte.",
    "Consent": "Samtycke (permit) och spärr (deny).",
    "Flag": "Läses men används inte.",
    "Task": "Begärda bedömningar. Andra uppdrag används inte.",
    "Communication": "Meddelanden enligt lag 2017:612 och telefonsamtal. Innehållet läses inte.",
}


def statement(version: str, url: str) -> dict[str, Any]:
    """What is taken here, as R4 has it."""
    return {
        "resourceType": "CapabilityStatement",
        "url": f"{url}/metadata",
        "name": "Kvarten",
        "title": "Kvartens FHIR-dörr",
        "status": "active",
        "date": SINCE,
        "kind": "instance",
        "description": "Tar emot uppgifter från källor. Inget lämnas ut här.",
        "software": {"name": "Kvarten", "version": version},
        "implementation": {"description": "Kvarten", "url": url},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "json"],
        "rest": [
            {
                "mode": "server",
                "documentation": "Den som skickar är källan som token hör till. Resurser tas emot "
                "på basadressen, ensamma eller i en Bundle (transaction, batch, message, "
                "collection, searchset), och under sin typ.",
                "security": {"cors": False, "description": "Authorization: Bearer <källans token>"},
                "resource": [_resource(name) for name in TYPES],
                "interaction": [{"code": "transaction"}, {"code": "batch"}],
            }
        ],
    }


def _resource(name: str) -> dict[str, Any]:
    profiles = {"supportedProfile": PROFILES[name]} if name in PROFILES else {}
    return {
        "type": name,
        **profiles,
        "documentation": SAYS[name],
        "interaction": [{"code": "create"}, {"code": "update"}],
        "versioning": "no-version",
        "readHistory": False,
        "updateCreate": True,
        "referencePolicy": ["literal", "logical", "local"],
    }
