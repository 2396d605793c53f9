"""Resources understand which resources of FHIR R4 we take, and the elements of them that we read."""

from typing import get_args

import msgspec

from app.events.fhir.read.shapes import (
    Address,
    CodeableConcept,
    Coding,
    Extension,
    HumanName,
    Identifier,
    Many,
    Meta,
    Period,
    Quantity,
    Reference,
    Shape,
)

NONE = Meta()


class Resource(Shape, frozen=True, gc=False, tag_field="resourceType", tag=True, kw_only=True):
    """What every resource has. A modifier extension that we do not know may turn it about."""

    id: str | None = None
    meta: Meta = NONE
    implicit_rules: str | None = None
    contained: Many[msgspec.Raw] = ()
    modifier_extension: Many[Extension] = ()


class Link(Shape, frozen=True, gc=False):
    other: Reference
    type: str


class Patient(Resource, frozen=True, gc=False, kw_only=True):
    identifier: Many[Identifier] = ()
    active: bool | None = None
    name: Many[HumanName] = ()
    birth_date: str | None = None
    deceased_boolean: bool | None = None
    deceased_date_time: str | None = None
    address: Many[Address] = ()
    general_practitioner: Many[Reference] = ()
    link: Many[Link] = ()


class ClassBefore(Shape, frozen=True, gc=False):
    coding: Coding = msgspec.field(name="class")
    period: Period


class Stop(Shape, frozen=True, gc=False):
    """A place where the person has been during a visit."""

    location: Reference
    status: str | None = None
    period: Period | None = None


class Hospitalization(Shape, frozen=True, gc=False):
    admit_source: CodeableConcept | None = None
    discharge_disposition: CodeableConcept | None = None


class Encounter(Resource, frozen=True, gc=False, kw_only=True):
    status: str
    coding: Coding = msgspec.field(name="class")
    extension: Many[Extension] = ()
    identifier: Many[Identifier] = ()
    class_history: Many[ClassBefore] = ()
    type: Many[CodeableConcept] = ()
    service_type: CodeableConcept | None = None
    priority: CodeableConcept | None = None
    subject: Reference | None = None
    period: Period | None = None
    reason_code: Many[CodeableConcept] = ()
    hospitalization: Hospitalization | None = None
    location: Many[Stop] = ()
    service_provider: Reference | None = None


class EpisodeOfCare(Resource, frozen=True, gc=False, kw_only=True):
    status: str
    identifier: Many[Identifier] = ()
    type: Many[CodeableConcept] = ()
    patient: Reference
    managing_organization: Reference | None = None
    period: Period | None = None


class Observation(Resource, frozen=True, gc=False, kw_only=True):
    status: str
    code: CodeableConcept
    identifier: Many[Identifier] = ()
    subject: Reference | None = None
    effective_date_time: str | None = None
    effective_instant: str | None = None
    effective_period: Period | None = None
    issued: str | None = None
    performer: Many[Reference] = ()
    value_integer: int | None = None
    value_quantity: Quantity | None = None
    value_codeable_concept: CodeableConcept | None = None


class CarePlan(Resource, frozen=True, gc=False, kw_only=True):
    status: str
    intent: str
    subject: Reference
    identifier: Many[Identifier] = ()
    extension: Many[Extension] = ()
    category: Many[CodeableConcept] = ()
    period: Period | None = None
    created: str | None = None
    author: Reference | None = None
    contributor: Many[Reference] = ()


class Actor(Shape, frozen=True, gc=False):
    reference: Reference


class Provision(Shape, frozen=True, gc=False):
    """The last seven narrow what is permitted, which we cannot do: they are read to be refused."""

    type: str | None = None
    period: Period | None = None
    purpose: Many[Coding] = ()
    actor: Many[Actor] = ()
    modifier_extension: Many[Extension] = ()
    action: Many[msgspec.Raw] = ()
    classes: Many[msgspec.Raw] = msgspec.field(name="class", default=())
    code: Many[msgspec.Raw] = ()
    data: Many[msgspec.Raw] = ()
    data_period: Period | None = None
    provision: Many[msgspec.Raw] = ()
    security_label: Many[Coding] = ()


class Consent(Resource, frozen=True, gc=False, kw_only=True):
    status: str
    scope: CodeableConcept
    category: Many[CodeableConcept]
    identifier: Many[Identifier] = ()
    patient: Reference | None = None
    date_time: str | None = None
    organization: Many[Reference] = ()
    provision: Provision | None = None


class Flag(Resource, frozen=True, gc=False, kw_only=True):
    """No kind of event says what a flag says: it is counted where it comes from."""

    status: str
    code: CodeableConcept
    subject: Reference


class Restriction(Shape, frozen=True, gc=False):
    period: Period | None = None


class Task(Resource, frozen=True, gc=False, kw_only=True):
    status: str
    intent: str
    identifier: Many[Identifier] = ()
    code: CodeableConcept | None = None
    subject: Reference | None = msgspec.field(name="for", default=None)
    authored_on: str | None = None
    last_modified: str | None = None
    owner: Reference | None = None
    execution_period: Period | None = None
    restriction: Restriction | None = None


class Communication(Resource, frozen=True, gc=False, kw_only=True):
    status: str
    identifier: Many[Identifier] = ()
    extension: Many[Extension] = ()
    category: Many[CodeableConcept] = ()
    topic: CodeableConcept | None = None
    medium: Many[CodeableConcept] = ()
    subject: Reference | None = None
    encounter: Reference | None = None
    sent: str | None = None
    received: str | None = None
    recipient: Many[Reference] = ()
    sender: Reference | None = None


class Organization(Resource, frozen=True, gc=False, kw_only=True):
    identifier: Many[Identifier] = ()
    part_of: Reference | None = None


class Location(Resource, frozen=True, gc=False, kw_only=True):
    identifier: Many[Identifier] = ()
    name: str | None = None
    managing_organization: Reference | None = None


class PractitionerRole(Resource, frozen=True, gc=False, kw_only=True):
    identifier: Many[Identifier] = ()
    organization: Reference | None = None


class Practitioner(Resource, frozen=True, gc=False, kw_only=True):
    identifier: Many[Identifier] = ()


class MessageHeader(Resource, frozen=True, gc=False, kw_only=True):
    """What a message is about is seen in the resources that come with it."""


TOLD = (
    Patient | Encounter | EpisodeOfCare | Observation | CarePlan | Consent | Flag | Task
    | Communication
)  # fmt: skip
"""The resources that tell something of a person."""
BESIDE = Organization | Location | PractitionerRole | Practitioner | MessageHeader
"""The resources that are read only for what others say of them."""
Known = TOLD | BESIDE
TYPES = tuple(shape.__name__ for shape in get_args(TOLD))
HELP = tuple(shape.__name__ for shape in get_args(BESIDE))
