"""Messages understands how a person's consents look at the centre's own desks, and what is asked of them.

Nothing here names a number of the person's. Instants are ISO 8601 with offset, in UTC.
"""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from app.actions.messages import UnitChoice

Purpose = Literal["utlamnande", "sammanhallen", "sip"]
Doing = Literal[
    "give", "refuse", "end", "void", "inform", "object", "lift_objection", "disclose",
]  # fmt: skip
State = Literal["given", "planned", "expired", "ended", "voided", "refused", "replaced"]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=250)]
Named = Annotated[str, msgspec.Meta(min_length=1, max_length=600)]
"""An assertion, by the `id` it has in the view."""
Units = Annotated[list[Name], msgspec.Meta(max_length=100)]


class AssertionView(msgspec.Struct, frozen=True):
    """One consent, or one harm test. `units` by name; empty is all that are called.

    `idle` says why it opens nothing though it stands. `whole`: what ends it ends its whole purpose.
    `by` is None where nobody said.
    """

    id: str
    purpose: Purpose
    ground: Literal["samtycke", "menprovning"]
    units: list[str]
    employee: str | None
    start: datetime
    end: datetime | None
    state: State
    idle: str | None
    whole: bool
    at: datetime
    by: str | None
    ended_at: datetime | None
    ended_by: str | None


class WordView(msgspec.Struct, frozen=True):
    """One thing said of what the person allows: what, when, who registered it."""

    kind: str
    purpose: Purpose | None
    at: datetime
    by: str | None


class IncapacityView(msgspec.Struct, frozen=True):
    """An assessment that the person lastingly cannot take a stand; `to` is its last day."""

    by: str
    from_: date | None = msgspec.field(name="from")
    to: date | None


class ConsentsView(msgspec.Struct, frozen=True):
    """Whom it is about, what was told and allowed, and what may be done now.

    `informed`, `objected`: of sammanhållen dokumentation, since which day. `blocked`: something that
    the centre would else know is. `longest_days`: how far ahead a harm test may reach.
    """

    now: datetime
    name: str
    birth_year: int | None
    informed: date | None
    objected: date | None
    incapable: IncapacityView | None
    blocked: bool
    standing: list[AssertionView]
    ended: list[AssertionView]
    history: list[WordView]
    may: list[Doing]
    units: list[UnitChoice]
    longest_days: int


class GiveConsent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="give"):
    """`units` empty: all that are called. `informed`: told of sammanhållen dokumentation just now."""

    id: UUID
    purpose: Purpose
    units: Units = []
    end: datetime | None = None
    informed: bool = False


class RefuseConsent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="refuse"):
    id: UUID
    purpose: Purpose


class EndConsent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="end"):
    """The person takes one assertion back."""

    id: UUID
    assertion: Named


class VoidConsent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="void"):
    """One assertion was registered by mistake."""

    id: UUID
    assertion: Named


class InformOfSvod(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="inform"):
    id: UUID


class ObjectToSvod(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="object"):
    id: UUID


class LiftObjection(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="lift_objection"):
    id: UUID


class Disclose(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="disclose"):
    """A harm test came out in favour: to named units, for a named time."""

    id: UUID
    units: Units
    end: datetime


ConsentAct = (
    GiveConsent
    | RefuseConsent
    | EndConsent
    | VoidConsent
    | InformOfSvod
    | ObjectToSvod
    | LiftObjection
    | Disclose
)
