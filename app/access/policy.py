"""Policy understands who may see what about a person, and why: two questions, default deny.

`sight` answers for one datum, `name_basis` for the name alone. The table and the order of its steps
are domain facts 1.4. Nothing else lets a datum out of the server.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from app.access.grounds import emergency, opening, tested
from app.access.law import Basis, Law
from app.access.party import CARE, CENTRE, COUNTS, HOSPITAL, SOCIAL, Datum, Party
from app.access.subject import Sparr, Subject
from app.events.kinds import Category


class Level(IntEnum):
    """MASKED is the least of a datum: the level of a CFS, an action's neutral words, who blocked."""

    NOTHING = 0
    EXISTS = 1
    MASKED = 2
    FULL = 3


@dataclass(frozen=True, slots=True)
class Sight:
    """How much is seen, on which legal basis, and the reason in Swedish."""

    level: Level
    basis: Basis
    because: str


NOBODY = Sight(Level.NOTHING, Basis.NONE, "Rollen har inte rätt till uppgiften.")
PROTECTED = Sight(Level.NOTHING, Basis.NONE, "Personen har skyddade personuppgifter.")
NO_CONSENT = Sight(Level.NOTHING, Basis.NONE, "Samtycke till att dela uppgiften saknas.")
OUTSIDE = Sight(Level.NOTHING, Basis.NONE, "Samtycket omfattar inte uppgiften för den här rollen.")
BLOCKED = Sight(Level.EXISTS, Basis.NONE, "Spärrade uppgifter finns.")
BLOCKED_UNSAID = Sight(Level.NOTHING, Basis.NONE, "Uppgiften är spärrad.")
BLOCKED_BY = Sight(
    Level.MASKED, Basis.SVOD_EMERGENCY,
    "Nödöppning av spärrad uppgift visar vem som har spärrat. Be dem häva spärren.",
)  # fmt: skip
TESTED = "Utlämnat efter menprövning."
ELSEWHERE = Sight(Level.EXISTS, Basis.NONE, "Att det finns något hos en annan part.")

C = Category
OPENED = frozenset({C.D1, C.D2, C.D3, C.D4, C.D5, C.D6})
"""What consent, incapacity and emergency open at most: what is extra sensitive stays where it is."""
WITH_CONSENT: dict[str, frozenset[Category]] = {
    **dict.fromkeys(CENTRE, OPENED),
    "kommun_hsl": OPENED | {C.D8},
    "hemtjanst_planerare": frozenset({C.D1, C.D2, C.D4, C.D5, C.D8}),
    "bistandshandlaggare": frozenset({C.D1, C.D2, C.D4, C.D5, C.D6, C.D8}),
    **dict.fromkeys(HOSPITAL, frozenset({C.D1, C.D3, C.D5, C.D6})),
}
OWN: dict[str, frozenset[Category]] = {
    **dict.fromkeys(CARE, frozenset(C) - {C.D9}),
    **dict.fromkeys(SOCIAL, frozenset({C.D0, C.D1, C.D6, C.D8})),
}
IN_REGION: dict[str, frozenset[Category]] = {
    **dict.fromkeys(CENTRE, frozenset({C.D0, C.D1, C.D2, C.D3, C.D4})),
    **dict.fromkeys(HOSPITAL, frozenset({C.D1, C.D2, C.D4})),
}
NOTICE = (C.D1, C.D2)
"""What a notice carries: the name, and the planned discharge."""


def sight(party: Party, subject: Subject, datum: Datum, law: Law, now: datetime) -> Sight:
    """How much of one datum a party may see. Total; what no line allows is denied."""
    if datum.category is C.D9:
        if party.role not in COUNTS:
            return NOBODY
        return Sight(Level.FULL, Basis.AGGREGATE, "Sammanställda uppgifter utan person.")
    if party.role not in OWN:
        return NOBODY
    if not _may_meet(party, subject):
        return PROTECTED
    found = _unblocked(party, subject, datum, law, now)
    if found.level > Level.EXISTS and _blocked(party, subject, datum, law, found.basis):
        return _behind_block(party, subject, law)
    return found


def name_basis(party: Party, subject: Subject, law: Law, now: datetime) -> Basis:
    """On which basis a party may hear who it is about; NONE when it may not."""
    if party.role not in OWN or not _may_meet(party, subject):
        return Basis.NONE
    if _own_patient(party, subject):
        return Basis.OWN_CARE
    if party.unit in subject.concerned and Basis.STATUTORY_NOTICE_L612 in law.bases:
        return Basis.STATUTORY_NOTICE_L612
    opened = opening(party, subject, law, now)
    return next((basis for basis in opened if _names(party, basis)), Basis.NONE)


def hears_name(party: Party, subject: Subject, law: Law, now: datetime) -> bool:
    """Whether a party may hear who it is about: the name goes with care, notice or consent."""
    return name_basis(party, subject, law, now) is not Basis.NONE


def who_blocked(party: Party, subject: Subject, law: Law) -> tuple[str, ...]:
    """The units whose block stands before a party with a nödöppning (L913 3:5); else none."""
    if not emergency(party, subject, law):
        return ()
    return tuple(
        one.unit
        for one in subject.blocks
        if _stands_before(one, party, Datum(C.D2, one.controller, unit=one.unit), law)
    )


def _may_meet(party: Party, subject: Subject) -> bool:
    """Who has skyddade personuppgifter is met by those on that person's own list, one by one."""
    return not subject.protected or (
        party.employee is not None and party.employee in subject.allowed
    )


def _unblocked(party: Party, subject: Subject, datum: Datum, law: Law, now: datetime) -> Sight:
    """What would be seen if nothing were blocked: steps 5 to 10 of domain facts 1.4."""
    if datum.controller == party.provider.id and datum.category in OWN[party.role]:
        if datum.category is C.D8 and party.role == "hemtjanst_planerare":
            return _own_action(party, subject, law, now)
        return Sight(Level.FULL, Basis.OWN_CARE, "Egen verksamhets uppgift.")
    if _region_internal(party, subject, datum, law):
        return Sight(Level.FULL, Basis.REGION_INTERNAL_OSL25_11, _WITHIN[party.role in CENTRE])
    if _noticed(party, subject, datum, law):
        return Sight(Level.FULL, Basis.STATUTORY_NOTICE_L612, "Enheten har fått meddelandet.")
    if datum.category is C.D0:
        return ELSEWHERE if _hears_of(party, subject) else NO_CONSENT
    denied = NO_CONSENT
    for basis in opening(party, subject, law, now):
        found = _opened(party, datum, law, basis, _because(party, subject, basis, now))
        if found.level > Level.EXISTS:
            return found
        denied = found
    return denied


def _opened(party: Party, datum: Datum, law: Law, basis: Basis, because: str) -> Sight:
    """What one basis opens of a datum, and why it does."""
    controller = law.controllers.get(datum.controller)
    if controller is None:
        return OUTSIDE
    if basis in (Basis.SVOD_EMERGENCY, Basis.SVOD_INCAPACITY):
        social = datum.category is C.D6 and controller.kind == "omsorgsgivare"
        allowed = datum.category in OPENED if party.role in CARE else social
        return Sight(Level.FULL, basis, because) if allowed else OUTSIDE
    municipal = controller.authority == "kommun" or controller.kind == "omsorgsgivare"
    if party.role in HOSPITAL and not municipal:
        return OUTSIDE
    if datum.category is C.D3 and datum.practical and party.role in SOCIAL:
        return Sight(Level.FULL, basis, because)
    if datum.category not in WITH_CONSENT[party.role]:
        return OUTSIDE
    if datum.category is C.D4 and party.role == "hemtjanst_planerare" and not datum.bare:
        return Sight(Level.MASKED, basis, f"{because} Rollen ser bara CFS-nivån.")
    return Sight(Level.FULL, basis, because)


def _own_action(party: Party, subject: Subject, law: Law, now: datetime) -> Sight:
    """Without consent an action reads ”Kontakta vårdcentralen om” and the name."""
    for basis in opening(party, subject, law, now):
        if _names(party, basis):
            return Sight(Level.FULL, basis, _because(party, subject, basis, now))
    return Sight(Level.MASKED, Basis.OWN_CARE, "Egen åtgärd, utan det som den vilar på.")


def _names(party: Party, basis: Basis) -> bool:
    """L913 3:4: of whoever cannot take a stand social care may know what social care has, and no
    more: not that health care speaks of the person.
    """
    return party.role in CARE or basis is not Basis.SVOD_INCAPACITY


def _own_patient(party: Party, subject: Subject) -> bool:
    if party.role in CENTRE:
        return party.unit == subject.listed_at
    return party.role in HOSPITAL and party.provider.id in subject.treated_by


def _noticed(party: Party, subject: Subject, datum: Datum, law: Law) -> bool:
    asked = datum.notice and datum.category in NOTICE and party.unit in subject.concerned
    return asked and Basis.STATUTORY_NOTICE_L612 in law.bases


def _hears_of(party: Party, subject: Subject) -> bool:
    """Who may know that there is something at another party: a centre, or who has the person."""
    enrolled = party.role == "kommun_hsl" and party.unit in subject.enrolled_at
    return party.role in CENTRE or enrolled


def _region_internal(party: Party, subject: Subject, datum: Datum, law: Law) -> bool:
    """OSL 25:11 p 2: between health authorities of one region, about one's own patient."""
    controller = law.controllers.get(datum.controller)
    return (
        datum.category in IN_REGION.get(party.role, ())
        and party.provider.authority == "region"
        and _own_patient(party, subject)
        and controller is not None
        and controller.authority == "region"
        and controller.kind == "vardgivare"
        and Basis.REGION_INTERNAL_OSL25_11 in law.bases
    )


def _blocked(party: Party, subject: Subject, datum: Datum, law: Law, basis: Basis) -> bool:
    """Whether a spärr stands between the party and the datum (PDL 4:4, L913 2:3).

    What a notice tells by law (L612 2:1) is no access of the recipient's own, and is not held back.
    An objection to sammanhållen dokumentation is a block of all that it would open.
    """
    if basis is Basis.STATUTORY_NOTICE_L612:
        return False
    if basis is Basis.SVOD_EMERGENCY and subject.objected:
        return True
    return any(_stands_before(one, party, datum, law) for one in subject.blocks)


def _stands_before(sparr: Sparr, party: Party, datum: Datum, law: Law) -> bool:
    """A block within a provider holds towards other providers too.

    A datum whose unit nobody told may be the blocked unit's, and is taken as such.
    """
    provider = law.units.get(sparr.unit, sparr.controller)
    ours = datum.unit == sparr.unit or (datum.unit is None and datum.controller == provider)
    if not ours or party.unit == sparr.unit:
        return False
    return sparr.scope == "inner" or party.provider.id != provider


def _behind_block(party: Party, subject: Subject, law: Law) -> Sight:
    """That something is blocked may be known in care; social care is not told even that."""
    if party.role not in CARE:
        return BLOCKED_UNSAID
    return BLOCKED_BY if emergency(party, subject, law) else BLOCKED


def _because(party: Party, subject: Subject, basis: Basis, now: datetime) -> str:
    """A disclosure is the person's own word, or else was weighed by the one who disclosed."""
    if basis is Basis.INDIVIDUAL_DISCLOSURE and tested(party, subject, now):
        return TESTED
    return _BECAUSE[basis]


_WITHIN = {
    True: "Samma region, personen är listad här.",
    False: "Samma region, personen vårdas här nu.",
}
_BECAUSE = {
    Basis.SVOD_CONSENT: "Personen har samtyckt till sammanhållen dokumentation.",
    Basis.INDIVIDUAL_DISCLOSURE: "Personen har samtyckt till att uppgiften lämnas ut.",
    Basis.SVOD_INCAPACITY: "Personen kan varaktigt inte ta ställning, och uppgiften behövs.",
    Basis.SVOD_EMERGENCY: "Nödöppning: uppgiften behövs för vård som inte kan vänta.",
}
