"""Translate understands what an ADT message means here: what each trigger says of a person or a visit.

The person comes first, so that the visit finds someone. Only what the catalogue of events has is
taken: no street, no town, no free text.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.events.hl7 import persons, visits
from app.events.hl7.editions import KIND, Origin
from app.events.hl7.frame import decode
from app.events.hl7.message import Message, Unreadable, Unsupported, groups
from app.events.hl7.visits import BEGAN, ENDED, HAPPENED, RECORDED, Visit
from app.events.mapping import Mapping

_USED = ("EVN", "PID", "PD1", "PV1", "PV2", "MRG")
_VERSION = re.compile(r"2\.[1-8](\.[0-9]{1,2})?")
_OF_A_VISIT = frozenset({
    "A01", "A02", "A03", "A04", "A06", "A07", "A08", "A11", "A12", "A13", "A23",
})  # fmt: skip
_OF_A_PERSON = frozenset({"A28", "A31"})
_MERGES = frozenset({"A34", "A40"})
_PLANNED = frozenset({"A05", "A14"})


@dataclass(frozen=True, slots=True)
class NotUsed:
    """A message that was understood and that nothing is made of; it is answered and kept."""

    trigger: str
    reason: str


class Told(list[dict[str, Any]]):
    """The events of a message. `unlisted` is a code of where somebody went that no table has."""

    unlisted: str = ""


def translate(message: bytes, mapping: Mapping) -> list[dict[str, Any]] | NotUsed:
    """The message as CloudEvents in the wire form, or why it is not used; else Unreadable.

    A message of a version or for a purpose that we do not take is Unsupported.
    """
    text = decode(message, mapping.charset)
    # What is not ADT is not used, so that it need not be whole below its header.
    first = text.split("\r", 1)[0]
    adt = first.split(first[3:4] or "|")[8:9] or [""]
    whole = Message(text, _USED) if adt[0].strip().startswith("ADT") else Message(first, ())
    _supported(whole, mapping)
    kind, trigger = whole.text("MSH", 9), whole.text("MSH", 9, 2)
    if not re.fullmatch(r"[A-Z][A-Z0-9]{2}", kind):
        raise Unreadable("Meddelandets typ saknas eller går inte att läsa.", "MSH-9")
    if kind != "ADT":
        named = f"{kind}^{trigger}" if trigger else kind
        return NotUsed(named[:20], f"Meddelanden av typen {kind} används inte.")
    # Before version 2.3 the trigger may stand in the event segment alone.
    trigger = trigger or whole.text("EVN", 1)
    if not re.fullmatch(r"[A-Z][0-9A-Z]{2}", trigger):
        raise Unreadable("Händelsen saknas eller går inte att läsa.", "MSH-9")
    if trigger in _PLANNED:
        return NotUsed(f"ADT^{trigger}", "Planerade inskrivningar används inte.")
    if trigger not in {*_OF_A_VISIT, *_OF_A_PERSON, *_MERGES, "A45"}:
        return NotUsed(f"ADT^{trigger}", f"Händelsen {trigger} används inte.")
    if not whole.has("PID"):
        raise Unreadable("Segmentet PID saknas.", "PID")
    origin = _origin(whole, mapping)
    if trigger in _MERGES:
        pairs = [Message(group, _USED) for group in groups(text, "PID")]
        merges = [persons.merged(pair, mapping, origin) for pair in pairs]
        return _numbered([event for events in merges for event in events], trigger)
    if trigger == "A45":
        moves = [Message(group, _USED) for group in groups(text, "MRG")]
        if not moves:
            raise Unreadable("Segmentet MRG saknas.", "MRG")
        return [event for move in moves for event in _moved(move, mapping, origin)]
    who = {"person_id": persons.person_id(whole, mapping)}
    if trigger in _OF_A_PERSON or (trigger == "A08" and _no_visit(whole, mapping)):
        at = visits.best(whole, mapping, HAPPENED)
        if trigger == "A28":
            return persons.registered(whole, mapping, origin, at, who, named=True)
        return _something(persons.updated(whole, mapping, origin, at, who), trigger)
    visit = visits.visit(whole, mapping, origin, who)
    if visit.sort == "not_used" and trigger != "A07":
        told_class = whole.text("PV1", 2)[:20]
        return NotUsed(f"ADT^{trigger}", f"Vårdkontakter av slaget {told_class} används inte.")
    told = Told(_of_a_visit(trigger, visit))
    told.unlisted = visit.unlisted if trigger in {"A03", "A08"} else ""
    return _something(told, trigger)


def _of_a_visit(trigger: str, visit: Visit) -> list[dict[str, Any]]:
    message, mapping, origin, who = visit.message, visit.mapping, visit.origin, visit.who
    inpatient = visit.sort == "inpatient"
    match trigger:
        case "A01" | "A04":
            at = visits.best(message, mapping, BEGAN)
            person = persons.registered(message, mapping, origin, at, who, named=True)
            return [*person, visit.began(at), *visit.expected_home()]
        case "A06" | "A07":
            at = visits.best(message, mapping, HAPPENED)
            person = persons.registered(message, mapping, origin, at, who)
            return [*person, *_changed_class(visit, trigger), *visit.expected_home()]
        case "A02":
            return [*_moved_to(visit), *visit.expected_home()]
        case "A03":
            at = visits.best(message, mapping, ENDED)
            return [*persons.registered(message, mapping, origin, at, who), visit.ended(at)]
        case "A08":
            at = visits.best(message, mapping, HAPPENED)
            person = persons.updated(message, mapping, origin, at, who, here=True)
            return [*person, *_as_it_is(visit)]
        case "A11":
            return visit.cancelled(visit.facts)
        case "A12":
            return _moved_to(visit) if visit.ward else visit.cancelled(["transferred"])
        case "A13":
            if inpatient and not visit.number:
                at = origin.recorded
                return [origin.event("discharge", "discharge.cancelled", at, who, {})]
            if inpatient:
                return visit.cancelled(["discharged"], "discharge.cancelled")
            return visit.cancelled(["closed"])
        case "A23":
            return visit.cancelled(tuple(KIND))
        case _:
            raise AssertionError(trigger)


def _changed_class(visit: Visit, trigger: str) -> list[dict[str, Any]]:
    """The same visit goes on as another sort: from the emergency department to a ward, or back."""
    at = visits.best(visit.message, visit.mapping, HAPPENED)
    match visit.sort:
        case "inpatient":
            return [visit.began(at)]
        case "ed":
            # Whoever is back in the emergency department was never admitted.
            began = visit.time(44) or at
            back = [] if trigger == "A06" or not visit.number else visit.cancelled(
                ["admitted", "transferred", "discharged", "pud"]
            )  # fmt: skip
            return [*back, visit.began(began, presumed=True)]
        case "not_used":
            # An outpatient is no longer in the ward; where the person is, nobody has said.
            return [visit.discharged(at, "unknown")]


def _moved_to(visit: Visit) -> list[dict[str, Any]]:
    """The ward where the person now is; in the emergency department a move tells us nothing."""
    if visit.sort != "inpatient":
        return []
    if not visit.ward:
        raise Unreadable("Avdelningen saknas.", "PV1-3")
    return [visit.transferred(visits.best(visit.message, visit.mapping, HAPPENED))]


def _as_it_is(visit: Visit) -> list[dict[str, Any]]:
    """The visit as an update has it. Only where the person is, and how it ended, is news.

    Every change of anything gives an A08. When the visit began it merely repeats.
    """
    began, ended = visit.time(44), visit.time(45)
    told = [visit.began(began, presumed=True)] if began else []
    if ended:
        code = visit.message.text("PV1", 36)
        return [*told, visit.ended(ended, presumed=not code)]
    if visit.sort == "inpatient" and visit.ward:
        told.append(visit.transferred(visit.origin.recorded))
    return [*told, *visit.expected_home()]


def _whole(visit: Visit, began: datetime) -> list[dict[str, Any]]:
    """All that the message has of the visit, as its last word."""
    ended = visit.time(45)
    return [visit.began(began), *([visit.ended(ended)] if ended else visit.expected_home())]


def _moved(move: Message, mapping: Mapping, origin: Origin) -> list[dict[str, Any]]:
    """A visit that was another person's (A45): told of the right one, taken back of the other."""
    right = {"person_id": persons.person_id(move, mapping)}
    wrong = {"person_id": persons.person_id(move, mapping, "MRG", 1)}
    visit = visits.visit(move, mapping, origin, right)
    before = persons.bounded(move.text("MRG", 5), "MRG-5") or visit.number
    if not before or not visit.number:
        raise Unreadable("Vårdkontaktens nummer saknas, så det går inte att se vad som flyttas.",
                         "PV1-19")  # fmt: skip
    began = visit.time(44)
    if began is None:
        raise Unreadable("Det går inte att flytta en vårdkontakt utan att veta när den började.",
                         "PV1-44")  # fmt: skip
    told = [] if visit.sort == "not_used" else _whole(visit, began)
    ids = {event["data"]["revises"] for event in told}
    unit = {"unit_hsa_id": visit.who["unit_hsa_id"]}
    gone = [origin.cancelled(before, fact, wrong | unit) for fact in KIND]
    return [*told, *(event for event in gone if event["data"]["cancels"] not in ids)]


def _no_visit(message: Message, mapping: Mapping) -> bool:
    """N is not applicable, U is unknown: the update is about the person alone."""
    told = message.text("PV1", 2)
    return not told or (told in {"N", "U"} and told not in mapping.patient_class)


def _supported(header: Message, mapping: Mapping) -> None:
    version, purpose = header.text("MSH", 12), header.text("MSH", 11)
    if version and not _VERSION.fullmatch(version):
        raise Unsupported("HL7-versionen stöds inte; 2.1 till 2.8 tas emot.", "MSH-12")
    if purpose and purpose not in mapping.processing:
        allowed = ", ".join(sorted(mapping.processing))
        raise Unsupported(
            f"Meddelandet är inte avsett för det här bruket; {allowed} tas emot.", "MSH-11"
        )


def _origin(message: Message, mapping: Mapping) -> Origin:
    control = persons.bounded(message.text("MSH", 10), "MSH-10")
    if not control:
        raise Unreadable(
            "Meddelandets nummer saknas, så en omsändning kan inte kännas igen.", "MSH-10"
        )
    recorded = visits.times(message, mapping, RECORDED)
    at = recorded[0].at if recorded else visits.best(message, mapping, BEGAN)
    visit = "" if message.has("MRG") else persons.bounded(message.text("PV1", 19), "PV1-19")
    return Origin(mapping.source, control, at, visit)


def _numbered(merges: list[dict[str, Any]], trigger: str) -> list[dict[str, Any]] | NotUsed:
    """Merges of several groups, each with an id of its own."""
    if not merges:
        return NotUsed(
            f"ADT^{trigger}", "Numret som ska upphöra är detsamma som det som ska gälla."
        )
    return [
        event | {"id": f"{event['id'].rpartition('/')[0]}/{place}"}
        for place, event in enumerate(merges, 1)
    ]


def _something(told: list[dict[str, Any]], trigger: str) -> list[dict[str, Any]] | NotUsed:
    return told or NotUsed(f"ADT^{trigger}", f"Händelsen {trigger} säger inget som används.")
