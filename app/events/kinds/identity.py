"""Identity understands who a person is, where the person is listed, and what the person allows."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Purpose = Literal["utlamnande", "sammanhallen", "sip"]
Ground = Literal["samtycke", "menprovning"]
"""The person's own word; or a harm test (OSL 25:1, 10:1) for whoever lastingly cannot take a stand."""
Protection = Literal["none", "sekretessmarkering", "skyddad_folkbokforing"]


@dataclass(frozen=True, slots=True)
class Number:
    """One more number of the same person's, as a source tells it."""

    system: str
    value: str


@dataclass(frozen=True, slots=True)
class PersonRegistered:
    """Street and town are not stored. `listed_vc` is a centre's HSA-id.

    `identifiers` are other numbers of the same person's: each becomes a merge, and none is stored.
    """

    given_name: str
    family_name: str
    birth_date: date | None
    listed_vc: str | None = None
    municipality_code: str | None = None
    protected: Protection = "none"
    identifiers: tuple[Number, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonUpdated:
    """What is new of who the person is; `identifiers` as when registered."""

    given_name: str | None = None
    family_name: str | None = None
    birth_date: date | None = None
    municipality_code: str | None = None
    identifiers: tuple[Number, ...] = ()


@dataclass(frozen=True, slots=True)
class ListingChanged:
    """`vc` is a centre's HSA-id; None when the person left and nobody said for where."""

    vc: str | None


@dataclass(frozen=True, slots=True)
class Important:
    """*Viktigt för mig*: one line in the person's own words; an empty one takes it back."""

    text: str


@dataclass(frozen=True, slots=True)
class ProtectedChanged:
    flag: Protection


@dataclass(frozen=True, slots=True)
class PersonDied:
    on: date


@dataclass(frozen=True, slots=True)
class PersonMerged:
    """`into_*` names the surviving identity; the event's own person is the one that ends."""

    into_system: str
    into_value: str


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """`units` empty means every unit called to the person's huddle; `employee` one person alone.

    The event's correlation is the id of the assertion, which ended and voided then name. `by` is who
    registered it, here and below.
    """

    purpose: Purpose
    start: datetime
    end: datetime | None = None
    units: tuple[str, ...] = ()
    employee: str | None = None
    ground: Ground = "samtycke"
    by: str | None = None


@dataclass(frozen=True, slots=True)
class ConsentRefused:
    purpose: Purpose
    by: str | None = None


@dataclass(frozen=True, slots=True)
class ConsentEnded:
    purpose: Purpose
    by: str | None = None


@dataclass(frozen=True, slots=True)
class ConsentVoided:
    purpose: Purpose
    by: str | None = None


@dataclass(frozen=True, slots=True)
class BlockSet:
    unit: str
    scope: Literal["inner", "outer"] = "outer"


@dataclass(frozen=True, slots=True)
class BlockLifted:
    unit: str


@dataclass(frozen=True, slots=True)
class CapacityAssessed:
    by: str
    basis: str | None = None
    from_: date | None = None
    to: date | None = None


@dataclass(frozen=True, slots=True)
class CapacityEnded:
    on: date


@dataclass(frozen=True, slots=True)
class SvodInformed:
    on: date
    by: str | None = None


@dataclass(frozen=True, slots=True)
class SvodObjected:
    on: date
    by: str | None = None


@dataclass(frozen=True, slots=True)
class SvodObjectionLifted:
    on: date
    by: str | None = None


@dataclass(frozen=True, slots=True)
class RelationOpened:
    unit: str


@dataclass(frozen=True, slots=True)
class RelationClosed:
    unit: str


@dataclass(frozen=True, slots=True)
class EmergencyAccess:
    user: str


Body = (
    PersonRegistered
    | PersonUpdated
    | ListingChanged
    | ProtectedChanged
    | Important
    | PersonDied
    | PersonMerged
    | ConsentGiven
    | ConsentRefused
    | ConsentEnded
    | ConsentVoided
    | BlockSet
    | BlockLifted
    | CapacityAssessed
    | CapacityEnded
    | SvodInformed
    | SvodObjected
    | SvodObjectionLifted
    | RelationOpened
    | RelationClosed
    | EmergencyAccess
)
"""Every kind of this room: whoever folds them names each."""
