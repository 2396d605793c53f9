"""Shapes understand the data types of FHIR R4, as far as we read them: the rest is passed over.

What is read is read strictly: a value of another sort than R4 says is refused where it stands.
"""

from typing import Annotated, TypeVar

import msgspec

MOST = 500
"""Nothing that is true of one person or one visit comes in more parts than this."""
T = TypeVar("T")
Many = Annotated[tuple[T, ...], msgspec.Meta(max_length=MOST)]


class Shape(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """An element, with its names as they are on the wire."""


class Coding(Shape, frozen=True, gc=False):
    system: str | None = None
    code: str | None = None
    display: str | None = None


class CodeableConcept(Shape, frozen=True, gc=False):
    coding: Many[Coding] = ()
    text: str | None = None


class Identifier(Shape, frozen=True, gc=False):
    use: str | None = None
    system: str | None = None
    value: str | None = None


class Reference(Shape, frozen=True, gc=False):
    reference: str | None = None
    type: str | None = None
    identifier: Identifier | None = None


class Period(Shape, frozen=True, gc=False):
    start: str | None = None
    end: str | None = None


class Quantity(Shape, frozen=True, gc=False):
    value: float | None = None


class Extension(Shape, frozen=True, gc=False):
    url: str
    value_code: str | None = None
    value_date: str | None = None
    value_date_time: str | None = None
    value_instant: str | None = None


class Companion(Shape, frozen=True, gc=False):
    """What may stand beside a primitive value, under its name with a line before it."""

    extension: Many[Extension] = ()


class HumanName(Shape, frozen=True, gc=False):
    use: str | None = None
    text: str | None = None
    family: str | None = None
    given: Many[str | None] = ()
    beside_given: Many[Companion | None] = msgspec.field(name="_given", default=())


class Address(Shape, frozen=True, gc=False):
    """Street and town are not read."""

    district: str | None = None


class Meta(Shape, frozen=True, gc=False):
    last_updated: str | None = None
    security: Many[Coding] = ()
