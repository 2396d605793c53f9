"""Translate understands what a resource means here: what happened to a person, or nothing yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.events.fhir.read import consent, encounter, notes, patient, plan, resources
from app.events.fhir.read.about import Setting
from app.events.fhir.read.instants import instant
from app.events.fhir.read.mapping import SourceMapping
from app.events.fhir.read.parcel import Entry, Foreign, Parcel, opened
from app.events.fhir.read.references import Neighbours
from app.events.fhir.read.statement import NotUsed, Statement, Unreadable, wire_form

KINDS: Mapping[str, frozenset[str]] = {
    "Patient": frozenset({
        "person.registered", "person.updated", "person.died", "person.merged",
        "person.protected_changed",
    }),
    "Encounter": frozenset({
        "ed.visit.registered", "ed.visit.closed", "inpatient.admitted", "inpatient.transferred",
        "inpatient.discharged", "samsa.pud_changed", "vc.visit", "phone.contact", "mobile.visit",
    }),
    "EpisodeOfCare": frozenset({"enrolment.started", "enrolment.ended"}),
    "Observation": frozenset({"cfs.assessed"}),
    "CarePlan": frozenset({
        "sip.proposed", "sip.created", "sip.closed", "medical_plan.recorded",
    }),
    "Consent": frozenset({
        "consent.given", "consent.refused", "consent.ended", "consent.voided", "block.set",
        "block.lifted",
    }),
    "Task": frozenset({"assessment.requested", "assessment.done"}),
    "Communication": frozenset({
        "samsa.inskrivningsmeddelande", "samsa.pud_changed", "samsa.utskrivningsklar",
        "samsa.utskrivningsklar_withdrawn", "samsa.sip_kallelse",
        "samsa.information_vid_utskrivning", "samsa.avbrott", "samsa.kvitterad", "phone.contact",
    }),
}  # fmt: skip
"""The kinds that each resource may become."""


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A type of resource that is not taken here."""

    type: str


Meaning = list[Statement] | NotUsed | Unsupported | Unreadable


def translate(raw: bytes, mapping: SourceMapping, now: datetime) -> list[dict[str, Any]] | NotUsed:
    """What was sent as CloudEvents in the wire form, as if it had not been told before.

    All of it or nothing: raises Unreadable for the first resource that cannot be taken.
    """
    parcel = opened(raw)
    events: list[dict[str, Any]] = []
    unused: list[NotUsed] = []
    for found in meanings(parcel, mapping, now):
        match found:
            case Unreadable():
                raise found
            case Unsupported(type=name):
                raise Unreadable(_no_such(name), f"{name}", "not-supported")
            case NotUsed():
                unused.append(found)
            case _:
                sure = [one for one in found if one.only_if is None]
                events += [wire_form(one, mapping.source) for one in sure]
    if not events:
        return unused[0] if unused else NotUsed("Bundle", "Det fanns inga resurser.")
    return events


def meanings(parcel: Parcel, mapping: SourceMapping, now: datetime) -> list[Meaning]:
    """What each entry means, in their order."""
    setting = setting_of(parcel, mapping, now)
    return [meaning(entry, setting) for entry in parcel.entries]


def setting_of(parcel: Parcel, mapping: SourceMapping, now: datetime) -> Setting:
    """What the entries are read in. Raises Unreadable when the Bundle's own time cannot be read."""
    neighbours = Neighbours(parcel.entries, mapping)
    best = now
    if parcel.timestamp is not None:
        best = min(now, instant(parcel.timestamp, "Bundle.timestamp", mapping.timezone))
    return Setting(mapping, neighbours, best)


def meaning(entry: Entry, setting: Setting) -> Meaning:
    """What one entry means."""
    try:
        return _said(entry.found, setting)
    except Unreadable as fault:
        return fault.within(entry.type)


def _said(found: resources.Known | Foreign | Unreadable, setting: Setting) -> Meaning:
    match found:
        case Unreadable():
            return found
        case Foreign():
            return Unsupported(found.type)
        case resources.Patient():
            return patient.patient(found, setting)
        case resources.Encounter():
            return encounter.encounter(found, setting)
        case resources.EpisodeOfCare():
            return plan.episode(found, setting)
        case resources.Observation():
            return notes.observation(found, setting)
        case resources.CarePlan():
            return plan.care_plan(found, setting)
        case resources.Consent():
            return consent.consent(found, setting)
        case resources.Flag():
            return notes.flag(found, setting)
        case resources.Task():
            return notes.task(found, setting)
        case resources.Communication():
            return notes.communication(found, setting)
        case _:
            return NotUsed(type(found).__name__, "Resursen läses bara för vad andra säger om den.")


def _no_such(name: str) -> str:
    return f"Resurser av typen {name} tas inte emot."
