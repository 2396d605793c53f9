"""Grounds understands what opens a person to a party beside own care, region and notice.

The person's own word (two instruments, kept apart), an assessed incapacity, an emergency. Each asks
for a relation between the two, as the law that it rests on says.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from app.access.law import Basis, Law
from app.access.party import CARE, CENTRE, HOSPITAL, Party
from app.access.subject import Subject
from app.people.person import Consent

INSTRUMENTS = {
    "sammanhallen": Basis.SVOD_CONSENT,
    "utlamnande": Basis.INDIVIDUAL_DISCLOSURE,
}
"""Consents that let care and social care share in the huddle; consent to a SIP does not."""
Obstacle = Literal["objected", "uninformed", "refused", "able"]


def opening(party: Party, subject: Subject, law: Law, now: datetime) -> Iterator[Basis]:
    """The bases beside care and notice that stand between this party and this person, in order."""
    for purpose, basis in INSTRUMENTS.items():
        told = (one for one in subject.consents if one.purpose == purpose)
        allowed = any(_allows(one, party.unit, party.employee, subject, now) for one in told)
        if allowed and basis in law.bases and related(party, subject, basis):
            yield basis
    lasting = subject.incapable and not refused(subject)
    if (
        lasting
        and Basis.SVOD_INCAPACITY in law.bases
        and related(party, subject, Basis.SVOD_INCAPACITY)
    ):
        yield Basis.SVOD_INCAPACITY
    if emergency(party, subject, law):
        yield Basis.SVOD_EMERGENCY


def shares(unit: str, subject: Subject, now: datetime) -> bool:
    """Whether the person has allowed the unit to be told: given, begun, not ended or taken back."""
    return any(_allows(one, unit, None, subject, now) for one in subject.consents)


def tested(party: Party, subject: Subject, now: datetime) -> bool:
    """Whether a disclosure to this party rests on harm tests alone, and on no word of the person's."""
    open_ = [
        one.ground
        for one in subject.consents
        if one.purpose == "utlamnande" and _allows(one, party.unit, party.employee, subject, now)
    ]
    return bool(open_) and "samtycke" not in open_


def refused(subject: Subject) -> bool:
    """Whether the person has said no to sharing; then nobody asks again each morning."""
    said_no = any(c.purpose in INSTRUMENTS and c.state == "refused" for c in subject.consents)
    return said_no or subject.objected


def _allows(
    consent: Consent, unit: str, employee: str | None, subject: Subject, now: datetime
) -> bool:
    """Whether one consent lets a unit, or one employee of it, be told at `now`."""
    if consent.purpose not in INSTRUMENTS or consent.state != "given" or consent.start is None:
        return False
    if obstacle(consent, subject) is not None:
        return False
    here = not consent.units or unit in consent.units
    mine = consent.employee is None or consent.employee == employee
    return here and mine and consent.start <= now and (consent.end is None or now < consent.end)


def obstacle(consent: Consent, subject: Subject) -> Obstacle | None:
    """What keeps a consent that was given from opening anything.

    L913 2:2-3: nothing is shared before the person was informed, and an objection ends it at once.
    A harm test stands in for whoever cannot take a stand: no longer than that, and against no no.
    """
    if consent.purpose == "sammanhallen" and subject.objected:
        return "objected"
    if consent.purpose == "sammanhallen" and not subject.informed:
        return "uninformed"
    if consent.ground == "menprovning" and refused(subject):
        return "refused"
    if consent.ground == "menprovning" and not subject.incapable:
        return "able"
    return None


def related(party: Party, subject: Subject, basis: Basis) -> bool:
    """A relation of care (L913 3:1, 3:3), or insatser received or assessed for (3:2).

    A disclosure is the person's own word to a named party: it asks for none, save that a centre
    is the person's own.
    """
    if party.role in CENTRE:
        return party.unit == subject.listed_at
    if party.role in HOSPITAL:
        return party.provider.id in subject.treated_by
    return basis is Basis.INDIVIDUAL_DISCLOSURE or _served(party, subject)


def _served(party: Party, subject: Subject) -> bool:
    return party.unit in subject.enrolled_at or party.provider.id in subject.served_by


def emergency(party: Party, subject: Subject, law: Law) -> bool:
    """L913 3:5-6: care providers alone, each for oneself."""
    return (
        party.role in CARE
        and party.employee is not None
        and party.employee in subject.emergencies
        and Basis.SVOD_EMERGENCY in law.bases
    )
