"""Translate understands what an ADT message means here: an admission, an ED visit, or nothing yet.

A01 tells of a person and of a visit that began. The person comes first, so that the visit finds
someone. Only what the catalogue of events has is taken: no street, no town, no free text.
"""

import re
from dataclasses import dataclass
from typing import Any

from app.events.hl7.frame import decode
from app.events.hl7.message import Message, Unreadable, When, read_date, read_time
from app.events.mapping import Mapping

_USED = ("EVN", "PID", "PD1", "PV1")
_OCCURRED = (("EVN", 6), ("PV1", 44), ("EVN", 2), ("MSH", 7))
_RECORDED = (("EVN", 2), ("MSH", 7))
_FROM_ED = {"ed": True, "other": False}
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class NotUsed:
    """A message that was understood and that nothing is made of; it is answered and kept."""

    trigger: str
    reason: str


def translate(message: bytes, mapping: Mapping) -> list[dict[str, Any]] | NotUsed:
    """The message as CloudEvents in the wire form, or why it is not used; else Unreadable."""
    text = decode(message, mapping.charset)
    header = Message(text.split("\r", 1)[0], ())
    kind, trigger = header.text("MSH", 9), header.text("MSH", 9, 2)
    if not re.fullmatch(r"[A-Z][A-Z0-9]{2}", kind):
        raise Unreadable("Meddelandets typ saknas eller går inte att läsa.", "MSH-9")
    if kind != "ADT":
        named = f"{kind}^{trigger}" if trigger else kind
        return NotUsed(named[:20], f"Meddelanden av typen {kind} används inte.")
    whole = Message(text, _USED)
    # Before version 2.3 the trigger may stand in the event segment alone.
    trigger = trigger or whole.text("EVN", 1)
    if not re.fullmatch(r"[A-Z][0-9A-Z]{2}", trigger):
        raise Unreadable("Händelsen saknas eller går inte att läsa.", "MSH-9")
    if trigger != "A01":
        return NotUsed(f"ADT^{trigger}", f"Händelsen {trigger} används inte.")
    return _visit_began(whole, mapping)


def _visit_began(message: Message, mapping: Mapping) -> list[dict[str, Any]] | NotUsed:
    for segment in ("PID", "PV1"):
        if not message.has(segment):
            raise Unreadable(f"Segmentet {segment} saknas.", segment)
    control = _bounded(message.text("MSH", 10), "MSH-10")
    if not control:
        raise Unreadable(
            "Meddelandets nummer saknas, så en omsändning kan inte kännas igen.", "MSH-10"
        )
    told = message.text("PV1", 2)
    match mapping.patient_class.get(told):
        case None if not told:
            raise Unreadable("Vårdkontaktens slag saknas.", "PV1-2")
        case None:
            raise Unreadable("Vårdkontaktens slag finns inte i källans kodtabell.", "PV1-2")
        case "not_used":
            return NotUsed("ADT^A01", f"Vårdkontakter av slaget {told[:20]} används inte.")
        case "inpatient":
            kind, body = "inpatient.admitted", _admission(message, mapping)
        case "ed":
            kind, body = "ed.visit.registered", _ed_visit(message, mapping)
    occurred = _best(_times(message, mapping, _OCCURRED))
    recorded = next(iter(_times(message, mapping, _RECORDED)), occurred)
    visit_number = _bounded(message.text("PV1", 19), "PV1-19")
    shared = {
        "person_id": _person_id(message, mapping),
        "unit_hsa_id": mapping.units.get(message.text("PV1", 3), mapping.unit),
        "recorded_at": recorded.at.isoformat(),
    }
    visit = {"correlation_id": visit_number} if visit_number else {}

    def event(part: str, kind: str, data: dict[str, Any]) -> dict[str, Any]:
        return {
            "specversion": "1.0",
            "id": f"{control}:{part}",
            "source": mapping.source,
            "type": kind,
            "time": occurred.at.isoformat(),
            "datacontenttype": "application/json",
            "data": shared | data,
        }

    return [
        event("person", "person.registered", _person(message, mapping, occurred)),
        event("visit", kind, visit | body),
    ]


def _admission(message: Message, mapping: Mapping) -> dict[str, Any]:
    ward = _bounded(message.text("PV1", 3), "PV1-3")
    admission = mapping.admission_type.get(message.text("PV1", 4))
    return {
        "ward": mapping.wards.get(ward, ward) or None,
        "planned": None if admission is None else admission == "planned",
        "from_ed": _FROM_ED.get(mapping.admit_source.get(message.text("PV1", 14), "")),
    }


def _ed_visit(message: Message, mapping: Mapping) -> dict[str, Any]:
    arrival = mapping.admit_source.get(message.text("PV1", 14), "unknown")
    return {"arrival_mode": "unknown" if arrival == "ed" else arrival}


def _person(message: Message, mapping: Mapping, occurred: When) -> dict[str, Any]:
    names = message.repetitions("PID", 5)
    legal = next((name for name in names if name.text(7) == "L"), names[0] if names else None)
    family = _bounded(legal.text(1), "PID-5") if legal else ""
    given = _bounded(legal.text(2), "PID-5") if legal else ""
    if not family and not given:
        raise Unreadable("Personens namn saknas.", "PID-5")
    born = read_date(message.text("PID", 7), "PID-7")
    if born and born > occurred.at.date():
        raise Unreadable("Födelsedatumet ligger efter det som hände.", "PID-7")
    protection = message.text("PD1", 12)
    return {
        "given_name": given,
        "family_name": family,
        "birth_date": born.isoformat() if born else None,
        "listed_vc": mapping.listing_centre,
        "municipality_code": mapping.municipality_code,
        # A mark we do not know may mean protection, so it is taken as such.
        "protected": mapping.protection.get(protection, "sekretessmarkering")
        if protection
        else "none",
    }


def _person_id(message: Message, mapping: Mapping) -> dict[str, str]:
    """The number from the first of the mapping's authorities (name or OID) that has one."""
    numbers = message.repetitions("PID", 3)
    for authority, system in mapping.identifiers.items():
        for number in numbers:
            if authority in {number.text(4), number.text(4, 2)} and number.text(1):
                return {"system": system, "value": _bounded(number.text(1), "PID-3")}
    raise Unreadable("Ingen identitet kommer från en utfärdare som källan har angett.", "PID-3")


def _times(message: Message, mapping: Mapping, places: tuple[tuple[str, int], ...]) -> list[When]:
    read = (
        read_time(message.text(segment, field), f"{segment}-{field}", mapping.timezone)
        for segment, field in places
    )
    return [when for when in read if when is not None]


def _best(times: list[When]) -> When:
    """The first that tells the hour; else the first that tells the day."""
    if not times:
        raise Unreadable("Meddelandet säger inte när det hände.", "EVN-2")
    return next((when for when in times if when.whole), times[0])


def _bounded(text: str, field: str) -> str:
    if len(text) > _LONGEST:
        raise Unreadable(f"Fältet är längre än {_LONGEST} tecken.", field)
    return text
