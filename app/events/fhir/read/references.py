"""References understand what one resource says of another: who it is about, and at which unit.

A person is found by a number: of the Patient that is sent along or contained, or in the reference
itself. A `Patient/id` alone names nobody here, unless the source has declared what ids they are.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from app.events import identifiers
from app.events.fhir.read import resources
from app.events.fhir.read.mapping import SourceMapping
from app.events.fhir.read.parcel import Entry, one
from app.events.fhir.read.shapes import Identifier, Reference
from app.events.fhir.read.statement import Unreadable

HSA = frozenset({"1.2.752.29.4.19", "1.2.752.129.2.1.4.1"})
"""The systems of HSA-id: HL7 Sweden's, and the national service platform's."""
FIRST = (
    identifiers.PERSONNUMMER,
    identifiers.SAMORDNINGSNUMMER,
    identifiers.NATIONAL_RESERVE,
    identifiers.VGR_RESERVE,
    identifiers.STOCKHOLM_RESERVE,
    identifiers.VARMLAND_RESERVE,
    identifiers.DEMO,
)
"""Which of a person's numbers names the person, the first that there is."""
_SEARCH = re.compile(r"Patient\?identifier=(?P<system>[^|&]+)\|(?P<value>[^|&]+)")
_TAIL = re.compile(r"(?:^|/)(?P<type>[A-Z][A-Za-z]+)/(?P<id>[A-Za-z0-9.-]{1,64})(?:/_history/.*)?$")
LONGEST = 2000
NOBODY = (
    "Personen går inte att finna. Ange numret i identifier, eller skicka med Patient med ett "
    "nummer i något av de kända systemen."
)

Number = dict[str, str]


class Neighbours:
    """The resources that came together, and how they find each other."""

    def __init__(self, entries: Iterable[Entry], mapping: SourceMapping) -> None:
        self._mapping = mapping
        self._by_name: dict[str, resources.Known] = {}
        self._contained: dict[int, dict[str, resources.Known]] = {}
        for entry in entries:
            if isinstance(entry.found, resources.Resource):
                for name in names_of(entry):
                    self._by_name.setdefault(name, entry.found)

    def find(self, told: Reference, within: resources.Resource) -> resources.Known | None:
        """The resource that is meant, if it was sent along."""
        name = told.reference or ""
        if name.startswith("#"):
            return self._within(within).get(name[1:])
        if found := self._by_name.get(name):
            return found
        return self._by_name.get(name_of(name) or "")

    def _within(self, resource: resources.Resource) -> dict[str, resources.Known]:
        """What a resource contains, by id. Read once, however often it is asked for."""
        known = self._contained.get(id(resource))
        if known is None:
            known = self._contained[id(resource)] = {}
            for found in map(one, resource.contained):
                if isinstance(found, resources.Resource) and found.id:
                    known.setdefault(found.id, found)
        return known

    def person(self, told: Reference | None, within: resources.Resource, field: str) -> Number:
        """Whom a reference is to. Raises Unreadable."""
        if told is None:
            raise Unreadable("Resursen säger inte vem den gäller.", field, "required")
        found = self.find(told, within)
        number = self.number(found.identifier) if isinstance(found, resources.Patient) else None
        if number is None and told.identifier is not None:
            number = self.number((told.identifier,))
        if number is None and (match := _SEARCH.fullmatch(told.reference or "")):
            number = self.number((Identifier(system=match["system"], value=match["value"]),))
        if number is None:
            number = self.own_number(_id_of(told, "Patient"))
        if number is None:
            raise Unreadable(NOBODY, field, "not-found")
        return number

    def own_number(self, id_: str | None) -> Number | None:
        """The number that a resource's id is, where the source says that it is one."""
        system = self._mapping.patient_system
        return {"system": system, "value": id_} if system and id_ else None

    def number(self, told: Iterable[Identifier]) -> Number | None:
        """The number that names a person, of those that a resource has."""
        known: dict[str, Number] = {}
        for identifier in told:
            if identifier.system and identifier.value and identifier.use != "old":
                system = identifiers.canonical(identifier.system)
                known.setdefault(system, {"system": system, "value": identifier.value.strip()})
        local = sorted(self._mapping.local_systems)
        for system in (*FIRST, *local, identifiers.UNKNOWN_LOCAL):
            if system in known:
                return known[system]
        return None

    def unit(self, told: Reference | None, within: resources.Resource) -> str | None:
        """The HSA-id of the unit that a reference is to, by way of what was sent along."""
        for _ in range(4):
            if told is None:
                return None
            if told.identifier and (unit := self._hsa_id((told.identifier,))):
                return unit
            found = self.find(told, within)
            match found:
                case resources.Organization(identifier=own, part_of=further):
                    if unit := self._hsa_id(own):
                        return unit
                    told = further
                case resources.Location(identifier=own, managing_organization=further):
                    if unit := self._hsa_id(own):
                        return unit
                    told = further
                case resources.PractitionerRole():
                    told = found.organization
                case _:
                    return self._mapping.units.get(_id_of(told, "Organization", "Location") or "")
        return None

    def _hsa_id(self, told: Iterable[Identifier]) -> str | None:
        """The unit of an HSA-id in either of its systems, or of a name of the source's own."""
        for identifier in told:
            if identifier.value and is_hsa(identifier.system):
                return self._mapping.unit_called(identifier.value.strip())
        for identifier in told:
            if identifier.value and (unit := self._mapping.units.get(identifier.value.strip())):
                return unit
        return None


def is_hsa(system: str | None) -> bool:
    """Whether a system is one of HSA-id's, as urn:oid:, as http or as the OID alone."""
    told = (system or "").strip().rstrip("/")
    oid = re.split(r"[:/]", told)[-1]
    return oid in HSA or told.lower().startswith("http://electronichealth.se/identifier/hsa")


def names_of(entry: Entry) -> Iterator[str]:
    """What an entry may be called by others."""
    if entry.full_url:
        yield entry.full_url
        if tail := name_of(entry.full_url):
            yield tail
    if isinstance(entry.found, resources.Resource) and entry.found.id:
        yield f"{entry.type}/{entry.found.id}"


def name_of(url: str) -> str | None:
    """The type and id that an address ends with, without its version."""
    tail = _TAIL.search(url) if len(url) <= LONGEST else None
    return f"{tail['type']}/{tail['id']}" if tail else None


def key_of(resource: Any, mapping: SourceMapping) -> str:
    """What the resource is known by from one time to the next, hidden: an id may hold anything."""
    kind = type(resource).__name__
    if resource.id:
        return f"fhir:{kind}/{mapping.hide(f'{kind}/{resource.id}')}"
    for identifier in resource.identifier:
        if identifier.value and identifier.use not in {"temp", "old"}:
            told = f"{kind}?{identifier.system or ''}|{identifier.value}"
            return f"fhir:{kind}/{mapping.hide(told)}"
    raise Unreadable(
        "Resursen har varken id eller identifier, så en omsändning kan inte kännas igen.",
        "id", "required",
    )  # fmt: skip


def _id_of(told: Reference, *types: str) -> str | None:
    kind, _, found = (name_of(told.reference or "") or "").partition("/")
    return found if kind in types else None
