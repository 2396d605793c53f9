"""Policy understands who may see what about a person, and why: two questions, default deny.

`sight` answers for one datum, `hears_name` for the name alone. The table is domain facts 1.4,
columns *no consent* and *active consent*. Nothing else lets a datum out of the server.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Literal

from app.days import local_date
from app.events.kinds import Category
from app.people.person import (
    Consent,
    Person,
    SamsaCase,
    Stamp,
    runs,
)

Role = Literal[
    "aldre_ssk", "vc_lakare", "vc_rehab", "kommun_hsl", "hemtjanst_planerare",
    "bistandshandlaggare", "sjukhus_koordinator", "mobilt_team", "chef", "processledare",
    "logg_granskare", "mas", "mar", "systemadmin",
]  # fmt: skip
SHARING = ("utlamnande", "sammanhallen")
"""Consents that let care and social care share in the huddle; consent to a SIP does not."""


class Level(IntEnum):
    NOTHING = 0
    EXISTS = 1
    MASKED = 2
    FULL = 3


class Basis(StrEnum):
    """Legal bases, as they stand in the log (domain facts 1.4)."""

    NONE = "NONE"
    OWN_CARE = "OWN_CARE"
    REGION_INTERNAL_OSL25_11 = "REGION_INTERNAL_OSL25_11"
    STATUTORY_NOTICE_L612 = "STATUTORY_NOTICE_L612"
    SVOD_CONSENT = "SVOD_CONSENT"
    AGGREGATE = "AGGREGATE"


@dataclass(frozen=True, slots=True)
class Sight:
    """How much is seen, on which legal basis, and the reason in Swedish."""

    level: Level
    basis: Basis
    because: str


@dataclass(frozen=True, slots=True)
class Controller:
    """Who answers for a datum: a region, a municipality or a private provider; care or not."""

    id: str
    kind: Literal["vardgivare", "omsorgsgivare"]
    authority: Literal["region", "kommun", "privat"]


@dataclass(frozen=True, slots=True)
class Party:
    """Who looks: a role at a unit of a provider."""

    role: Role
    unit: str
    provider: Controller


@dataclass(frozen=True, slots=True)
class Subject:
    """What about a person decides who may see. `concerned`: berörd enhet by a notice in force.

    `protected`: skyddade personuppgifter, on no shared board and in no list, whoever asks.
    """

    listed_at: str | None = None
    consents: tuple[Consent, ...] = ()
    concerned: tuple[str, ...] = ()
    enrolled_at: tuple[str, ...] = ()
    protected: bool = False


UNSEEN = Subject(protected=True)
"""Whoever is not told of."""


@dataclass(frozen=True, slots=True)
class Datum:
    """One thing known. `notice`: name and PUD as L612 2:1 makes them known to berörd enhet."""

    category: Category
    controller: str
    notice: bool = False
    practical: bool = False


NOBODY = Sight(Level.NOTHING, Basis.NONE, "Rollen har inte rätt till uppgiften.")
PROTECTED = Sight(Level.NOTHING, Basis.NONE, "Personen har skyddade personuppgifter.")
NO_CONSENT = Sight(Level.NOTHING, Basis.NONE, "Samtycke till att dela uppgiften saknas.")

C = Category
WITH_CONSENT: dict[str, frozenset[Category]] = {
    "aldre_ssk": frozenset({C.D1, C.D2, C.D3, C.D4, C.D5, C.D6}),
    "kommun_hsl": frozenset({C.D1, C.D2, C.D3, C.D4, C.D5, C.D6, C.D8}),
    "hemtjanst_planerare": frozenset({C.D1, C.D2, C.D4, C.D5, C.D8}),
    "bistandshandlaggare": frozenset({C.D1, C.D2, C.D4, C.D5, C.D6, C.D8}),
}
OWN: dict[str, frozenset[Category]] = {
    "aldre_ssk": frozenset(C) - {C.D9},
    "kommun_hsl": frozenset(C) - {C.D9},
    "hemtjanst_planerare": frozenset({C.D0, C.D1, C.D6, C.D8}),
    "bistandshandlaggare": frozenset({C.D0, C.D1, C.D6, C.D8}),
}
PRACTICAL = ("hemtjanst_planerare", "bistandshandlaggare")
NOTICE = (C.D1, C.D2)
"""What a notice carries: the name, and the planned discharge."""


def sight(
    party: Party,
    subject: Subject,
    datum: Datum,
    controllers: Mapping[str, Controller],
    now: datetime,
) -> Sight:
    """How much of one datum a party may see. Total; what no line allows is denied."""
    if datum.category is C.D9:
        return Sight(Level.FULL, Basis.AGGREGATE, "Sammanställda uppgifter utan person.")
    if party.role not in WITH_CONSENT:
        return NOBODY
    if subject.protected:
        return PROTECTED
    if datum.controller == party.provider.id and datum.category in OWN[party.role]:
        return Sight(Level.FULL, Basis.OWN_CARE, "Egen verksamhets uppgift.")
    if _region_internal(party, subject, datum, controllers):
        return Sight(
            Level.FULL, Basis.REGION_INTERNAL_OSL25_11, "Samma region, personen är listad här."
        )
    if datum.notice and datum.category in NOTICE and party.unit in subject.concerned:
        return Sight(Level.FULL, Basis.STATUTORY_NOTICE_L612, "Enheten har fått meddelandet.")
    if datum.category is C.D0 and _hears_of(party, subject):
        return Sight(Level.EXISTS, Basis.NONE, "Att det finns något hos en annan part.")
    if _consented(party, subject, now):
        return _with_consent(party, datum)
    return NO_CONSENT


def shares(unit: str, subject: Subject, now: datetime) -> bool:
    """Whether a consent to share is in force for the unit: given, begun, not ended or taken back."""
    return any(
        consent.state == "given"
        and consent.purpose in SHARING
        and consent.start is not None
        and consent.start <= now
        and (consent.end is None or now < consent.end)
        and (not consent.units or unit in consent.units)
        for consent in subject.consents
    )


def refused(subject: Subject) -> bool:
    """Whether the person has said no to sharing; then nobody asks again each morning."""
    return any(c.purpose in SHARING and c.state == "refused" for c in subject.consents)


def hears_name(party: Party, subject: Subject, now: datetime) -> bool:
    """Whether a party may hear who it is about: the name goes with care, notice or consent."""
    return name_basis(party, subject, now) is not Basis.NONE


def name_basis(party: Party, subject: Subject, now: datetime) -> Basis:
    """On which basis a party may hear who it is about."""
    if party.role not in WITH_CONSENT or subject.protected:
        return Basis.NONE
    if party.role == "aldre_ssk" and party.unit == subject.listed_at:
        return Basis.OWN_CARE
    if party.unit in subject.concerned:
        return Basis.STATUTORY_NOTICE_L612
    return Basis.SVOD_CONSENT if _consented(party, subject, now) else Basis.NONE


def subject_of(person: Person, now: datetime) -> Subject:
    """What about this person decides who may see."""
    concerned = {unit for case in person.cases if in_force(case) for unit in case.recipients}
    today = local_date(now)
    enrolled = {enrolment.unit for enrolment in person.enrolments if runs(enrolment, today)}
    return Subject(
        person.listed_vc, person.consents, tuple(sorted(concerned)), tuple(sorted(enrolled)),
        person.protected != "none",
    )  # fmt: skip


def in_force(case: SamsaCase) -> bool:
    """Whether a notice makes its recipients berörd enhet: sent, and the stay not over."""
    return case.noticed and case.ended_at is None


def datum_of(stamp: Stamp, category: Category, *, notice: bool = False) -> Datum:
    """The datum behind a fact; what its source marks as extra sensitive is D7 whatever it is."""
    return Datum(C.D7 if stamp.sensitive else category, stamp.controller, notice)


def _consented(party: Party, subject: Subject, now: datetime) -> bool:
    """A centre needs a relation of care beside the consent (L913 3:1): that the person is listed."""
    related = party.role != "aldre_ssk" or party.unit == subject.listed_at
    return related and shares(party.unit, subject, now)


def _hears_of(party: Party, subject: Subject) -> bool:
    """Who may know that there is something at another party: a centre, or who has the person."""
    enrolled = party.role == "kommun_hsl" and party.unit in subject.enrolled_at
    return party.role == "aldre_ssk" or enrolled


def _region_internal(
    party: Party, subject: Subject, datum: Datum, controllers: Mapping[str, Controller]
) -> bool:
    """OSL 25:11 p 2: between health authorities of one region, for a person listed here."""
    controller = controllers.get(datum.controller)
    return (
        party.role == "aldre_ssk"
        and party.provider.authority == "region"
        and party.unit == subject.listed_at
        and controller is not None
        and controller.authority == "region"
        and controller.kind == "vardgivare"
        and datum.category in (C.D0, C.D1, C.D2, C.D3, C.D4)
    )


def _with_consent(party: Party, datum: Datum) -> Sight:
    allowed = datum.category in WITH_CONSENT[party.role]
    practical = datum.category is C.D3 and datum.practical and party.role in PRACTICAL
    if allowed or practical:
        return Sight(Level.FULL, Basis.SVOD_CONSENT, "Personen har samtyckt.")
    return Sight(Level.NOTHING, Basis.NONE, "Samtycket omfattar inte uppgiften för den här rollen.")
