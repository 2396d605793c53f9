"""Patient understands who a person is: names, birth, listing, protection, death, and other numbers.

Street and town are not read. A mark of protection only ever raises: no Patient takes one away.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from app.days import local_date
from app.events.fhir.read import about as common
from app.events.fhir.read.about import ACT, CONFIDENTIALITY, LABELS, About, Setting, bounded
from app.events.fhir.read.instants import day, instant, last_day
from app.events.fhir.read.references import NOBODY
from app.events.fhir.read.resources import Patient
from app.events.fhir.read.shapes import Companion, HumanName, Meta
from app.events.fhir.read.statement import NotUsed, Statement, Unreadable

PROTECTION = {
    "sekretessmarkering": "sekretessmarkering",
    "skyddadFolkbokforing": "skyddad_folkbokforing",
}
ENDED = ("old", "maiden", "nickname", "anonymous", "temp")
CALL_NAME = "http://hl7.org/fhir/StructureDefinition/iso21090-EN-qualifier"
_MUNICIPALITY = re.compile(r"[0-9]{4}")


def patient(told: Patient, setting: Setting) -> list[Statement] | NotUsed:
    number = setting.neighbours.number(told.identifier)
    own = setting.neighbours.own_number(told.id)
    person = number or own
    if person is None:
        raise Unreadable(NOBODY, "identifier", "not-found")
    it = common.of_person(person, told, setting)
    # Of a person who goes by another number now, only that is still news.
    gone = [link for link in told.link if link.type == "replaced-by"]
    statements = [*_links(told, it)]
    if number and own and number != own:
        statements.append(_same(own, number, told, setting))
    if not gone:
        statements += [*_registered(told, it), *_death(told, it)]
    return statements or NotUsed("Patient", "Resursen säger inget mer än personens nummer.")


def protection(meta: Meta) -> str:
    """The mark of protection. One that we do not know may mean it, so it is taken as such."""
    labels = [label for label in meta.security if label.system == LABELS]
    known = {PROTECTION.get(label.code or "", "sekretessmarkering") for label in labels}
    if "skyddad_folkbokforing" in known:
        return "skyddad_folkbokforing"
    marked = any(
        (label.system == CONFIDENTIALITY and label.code in {"R", "V"}) or label.system == ACT
        for label in meta.security
    )
    return "sekretessmarkering" if known or marked else "none"


def _registered(told: Patient, it: About) -> Iterator[Statement]:
    zone = it.setting.mapping.timezone
    born = day(told.birth_date, "birthDate", zone) if told.birth_date else None
    family, given = _name(told)
    marked = protection(told.meta)
    body: dict[str, Any] = {
        "birth_date": born.isoformat() if born else None,
        "municipality_code": next(
            (a.district for a in told.address if _MUNICIPALITY.fullmatch(a.district or "")), None
        ),
    }
    places = {"birth_date": "birthDate", "listed_vc": "generalPractitioner", "given_name": "name",
              "family_name": "name", "municipality_code": "address.district"}  # fmt: skip
    if family or given:
        listed = (it.setting.neighbours.unit(one, told) for one in told.general_practitioner)
        body |= {
            "given_name": given,
            "family_name": family,
            "listed_vc": next((unit for unit in listed if unit), None),
            "protected": marked,
        }
        statement = it.says("registered", "person.registered", None, body, **places)
        # That the birth date is not known must be said. And whoever tells a name without a listing,
        # or without the mark of protection, takes neither away.
        whole = {"birth_date": None, **(statement.body or {})}
        yield replace(statement, body=whole, adds=True)
        return
    if marked != "none":
        yield it.says("protected", "person.protected_changed", None, {"flag": marked})
    if any(body.values()):
        yield replace(it.says("updated", "person.updated", None, body, **places), adds=True)


def _name(told: Patient) -> tuple[str, str]:
    """Family name and given name: the official one, else whichever is in use."""
    names = [name for name in told.name if name.use not in ENDED]
    official = [name for name in names if name.use == "official"]
    for name in (*official, *names):
        family = bounded(name.family or "", "name.family")
        given = bounded(_given(name), "name.given")
        if family or given:
            return family, given
        if name.text and name.text.strip():
            first, _, last = bounded(name.text, "name.text").rpartition(" ")
            return last, first
    return "", ""


def _given(name: HumanName) -> str:
    """The name the person is called by where one is marked, else all of them."""
    beside = dict(enumerate(name.beside_given))
    for at, part in enumerate(name.given):
        if part and _is_called(beside.get(at)):
            return part
    return " ".join(part for part in name.given if part)


def _is_called(companion: Companion | None) -> bool:
    return companion is not None and any(
        one.url == CALL_NAME and one.value_code == "CL" for one in companion.extension
    )


def _death(told: Patient, it: About) -> Iterator[Statement]:
    zone = it.setting.mapping.timezone
    kind = "person.died"
    if told.deceased_date_time is not None:
        written = local_date(it.written)
        died = last_day(told.deceased_date_time, "deceasedDateTime", zone)
        whole = "T" in told.deceased_date_time
        if len(told.deceased_date_time) < len("2026-11-20"):
            died = min(died, written)
        at = instant(told.deceased_date_time, "deceasedDateTime", zone) if whole else None
        yield it.says("died", kind, at, {"on": died.isoformat()}, on="deceasedDateTime",
                      time="deceasedDateTime")  # fmt: skip
    elif told.deceased_boolean is True:
        # The day is not told: that it was known on this day is what we have.
        died = local_date(it.written)
        said = it.says("died", kind, None, {"on": died.isoformat()}, on="deceasedBoolean")
        yield replace(said, loose=frozenset({"on"}))
    elif told.deceased_boolean is False:
        yield it.takes_back("died", kind, if_told=True)


def _links(told: Patient, it: About) -> Iterator[Statement]:
    """`replaced-by`: this number ends, and the other goes on. `replaces`: the other way."""
    neighbours, here = it.setting.neighbours, it.shared["person_id"]
    replaced = False
    for link in told.link:
        if link.type not in {"replaced-by", "replaces"}:
            continue
        other = neighbours.person(link.other, told, "link.other")
        if other == here:
            raise Unreadable("Personen länkar till sig själv.", "link.other")
        if link.type == "replaced-by":
            replaced = True
            yield _merged(it, other)
        else:
            yield _merged(common.of_person(other, told, it.setting), here)
    if not replaced and told.active:
        yield it.takes_back("merged", "person.merged", if_told=True)


def _same(own: dict[str, str], number: dict[str, str], told: Patient, s: Setting) -> Statement:
    """The source's own id and the person's number are one person."""
    return _merged(common.of_person(own, told, s), number)


def _merged(ended: About, into: dict[str, str]) -> Statement:
    body = {"into_system": into["system"], "into_value": into["value"]}
    return ended.says("merged", "person.merged", None, body, into_value="link.other")
