"""Persons understands whom a message is about: number, name, birth, protection, death, and merges.

Only what the catalogue of events has is taken: no street, no town, no telephone.
"""

from datetime import datetime
from typing import Any, Literal

from app.clock import local
from app.events.hl7.editions import Origin
from app.events.hl7.message import Message, Unreadable, read_date
from app.events.mapping import Mapping

LONGEST = 200


def person_id(
    message: Message, mapping: Mapping, segment: str = "PID", field: int = 3
) -> dict[str, str]:
    """The number from the first of the mapping's authorities (name or OID) that has one."""
    found = numbers(message, mapping, segment, field)
    if not found:
        raise Unreadable(
            "Ingen identitet kommer från en utfärdare som källan har angett.", f"{segment}-{field}"
        )
    return found[0]


def numbers(message: Message, mapping: Mapping, segment: str, field: int) -> list[dict[str, str]]:
    """All the numbers that a known authority has given out, the mapping's first authority first."""
    told = [
        ({number.text(4), number.text(4, 2)}, number.text(1))
        for number in message.repetitions(segment, field)
    ]
    found = [
        (system, number)
        for authority, system in mapping.identifiers.items()
        for issuers, number in told
        if number and authority in issuers
    ]
    if mapping.unissued:
        found += [
            (mapping.unissued, number) for issuers, number in told if issuers == {""} and number
        ]
    return [
        {"system": system, "value": bounded(value, f"{segment}-{field}")}
        for system, value in dict.fromkeys(found)
    ]


def registered(
    message: Message, mapping: Mapping, origin: Origin, at: datetime, who: dict[str, Any],
    *, named: bool = False,
) -> list[dict[str, Any]]:  # fmt: skip
    """Who came to us. Without a name only where we may know it already; `named`: never without."""
    about = _about(message, at)
    if not about["given_name"] and not about["family_name"]:
        if named:
            raise Unreadable("Personens namn saknas.", "PID-5")
        return _died(message, origin, at, who)
    told = {
        **about,
        "listed_vc": mapping.listing_centre,
        "municipality_code": mapping.municipality_code,
        "protected": _protection(message, mapping) or "none",
    }
    event = origin.event("person", "person.registered", at, who, told)
    return [event, *_died(message, origin, at, who)]


def updated(
    message: Message, mapping: Mapping, origin: Origin, at: datetime, who: dict[str, Any],
    *, here: bool = False,
) -> list[dict[str, Any]]:  # fmt: skip
    """What is now known of a person; what the message leaves out stays as it was.

    `here`: the person is with the source, so that an update may be the first we hear of it.
    """
    told = {key: value for key, value in _about(message, at).items() if value}
    kind = "person.updated"
    if here and mapping.listing_centre and {"given_name", "family_name"} & told.keys():
        kind = "person.registered"
        told = {"given_name": "", "family_name": "", "birth_date": None} | told
        told["listed_vc"] = mapping.listing_centre
    events = [origin.event("person", kind, at, who, told)] if told else []
    flag = _protection(message, mapping)
    # That somebody is no longer protected is not taken from a sender who may just not know it.
    if flag and (flag != "none" or mapping.lifts_protection):
        protected = {"flag": flag}
        events.append(origin.event("protected", "person.protected_changed", at, who, protected))
    return events + _died(message, origin, at, who)


def merged(message: Message, mapping: Mapping, origin: Origin) -> list[dict[str, Any]]:
    """The numbers that end (MRG-1), each into the one that is left (PID-3)."""
    if not message.has("MRG"):
        raise Unreadable("Segmentet MRG saknas.", "MRG")
    person_id(message, mapping, "MRG", 1)
    into = person_id(message, mapping)
    ending = [one for one in numbers(message, mapping, "MRG", 1) if one != into]
    return [
        origin.event(
            f"merged/{place}", "person.merged", origin.recorded, {"person_id": one},
            {"into_system": into["system"], "into_value": into["value"]},
        )
        for place, one in enumerate(ending, 1)
    ]  # fmt: skip


def bounded(text: str, field: str) -> str:
    if len(text) > LONGEST:
        raise Unreadable(f"Fältet är längre än {LONGEST} tecken.", field)
    return text


def _about(message: Message, at: datetime) -> dict[str, Any]:
    names = message.repetitions("PID", 5)
    legal = next((name for name in names if name.text(7) == "L"), names[0] if names else None)
    born = read_date(message.text("PID", 7), "PID-7")
    if born and born > at.date():
        raise Unreadable("Födelsedatumet ligger efter det som hände.", "PID-7")
    return {
        "given_name": bounded(legal.text(2), "PID-5") if legal else "",
        "family_name": bounded(legal.text(1), "PID-5") if legal else "",
        "birth_date": born.isoformat() if born else None,
    }


def _protection(
    message: Message, mapping: Mapping
) -> Literal["none", "sekretessmarkering", "skyddad_folkbokforing"] | None:
    told = message.text("PD1", 12)
    # A mark we do not know may mean protection, so it is taken as such.
    return mapping.protection.get(told, "sekretessmarkering") if told else None


def _died(
    message: Message, origin: Origin, at: datetime, who: dict[str, Any]
) -> list[dict[str, Any]]:
    """That the person has died; when it does not say when, on the day that it was told."""
    on = read_date(message.text("PID", 29), "PID-29")
    if on is None and message.text("PID", 30) != "Y":
        return []
    day = on or local(origin.recorded).date()
    return [origin.event("died", "person.died", at, who, {"on": day.isoformat()})]
