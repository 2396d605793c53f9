"""Words understands an act on a person's consents as events to be told, or says why it cannot be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from app.access.grounds import obstacle, refused
from app.access.subject import Subject
from app.consents import messages as m
from app.consents.ledger import Assertion, Ledger
from app.days import local_date
from app.errors import FieldError, Refused, Rejected
from app.events.report import Said, informed
from app.people.person import Consent

LONGEST = timedelta(days=7)
"""So far ahead a harm test may reach. An own number: it is to be made anew before it is routine."""
IDLE = {
    "objected": "Öppnar inget: personen har motsatt sig.",
    "uninformed": "Öppnar inget: personen har inte fått informationen.",
    "refused": "Öppnar inget: personen har sagt nej.",
    "able": "Öppnar inget: personen kan ta ställning själv.",
}
GONE = "Samtycket gäller inte längre. Läs om, och se vad som står."


@dataclass(frozen=True, slots=True)
class Standing:
    """What an act is judged by: the person's words, what they come to now, and who is called."""

    ledger: Ledger
    subject: Subject
    called: Sequence[str]
    now: datetime


def may(standing: Standing) -> list[m.Doing]:
    """What may be done now, in the order of the page."""
    subject = standing.subject
    stands = any(one.end is None and not over(one.consent, standing.now)
                 for one in standing.ledger.assertions)  # fmt: skip
    found: list[m.Doing] = ["give", "refuse"]
    if stands:
        found += ["end", "void"]
    if not subject.informed:
        found.append("inform")
    found.append("lift_objection" if subject.objected else "object")
    if may_disclose(subject):
        found.append("disclose")
    return found


def may_disclose(subject: Subject) -> bool:
    """Only of whoever lastingly cannot take a stand, and never against what was said while able."""
    return subject.incapable and not refused(subject)


def over(consent: Consent, now: datetime) -> bool:
    return consent.end is not None and consent.end <= now


def idle(consent: Consent, subject: Subject) -> str | None:
    """Why a consent that stands opens nothing."""
    why = obstacle(consent, subject)
    return IDLE[why] if why is not None else None


def said(act: m.ConsentAct, standing: Standing) -> list[Said]:
    """What is told when this is done now. Raises Rejected with the field, Refused with why not."""
    id_, now, subject = str(act.id), standing.now, standing.subject
    today = {"on": local_date(now).isoformat()}
    match act:
        case m.GiveConsent():
            return _given(act, standing)
        case m.RefuseConsent():
            return [Said(id_, "consent.refused", {"purpose": act.purpose})]
        case m.EndConsent():
            return [_closed(id_, "consent.ended", act.assertion, standing)]
        case m.VoidConsent():
            return [_closed(id_, "consent.voided", act.assertion, standing)]
        case m.InformOfSvod():
            return [Said(id_, "svod.informed", today)]
        case m.ObjectToSvod():
            return [Said(id_, "svod.objected", today)]
        case m.LiftObjection():
            if not subject.objected:
                raise Refused("Personen har inte motsatt sig.")
            return [Said(id_, "svod.objection_lifted", today)]
        case m.Disclose():
            return [_disclosed(act, standing)]
        case _:
            assert_never(act)


def _given(act: m.GiveConsent, standing: Standing) -> list[Said]:
    id_, now, subject = str(act.id), standing.now, standing.subject
    _check_units(act.units, standing.called)
    if act.end is not None:
        _check_end(act.end, now)
    fields = {"purpose": act.purpose, "start": now.isoformat(), "units": act.units}
    if act.end is not None:
        fields["end"] = act.end.isoformat()
    yes = Said(id_, "consent.given", fields, about=id_)
    if act.purpose != "sammanhallen":
        return [yes]
    if subject.objected:
        raise Refused(
            "Personen har motsatt sig sammanhållen dokumentation. Ta bort motsättningen först, om "
            "personen vill det."
        )
    if not (subject.informed or act.informed):
        raise _wrong(
            "informed", "Berätta först vad sammanhållen dokumentation är, och kryssa i det."
        )
    return [informed(id_, now), yes] if act.informed else [yes]


def _disclosed(act: m.Disclose, standing: Standing) -> Said:
    if refused(standing.subject):
        raise Refused("Personen har sagt nej. Då lämnas inget ut efter menprövning.")
    if not standing.subject.incapable:
        raise Refused("Personen kan ta ställning själv. Fråga personen i stället.")
    if not act.units:
        raise _wrong("units", "Välj vilka som ska få veta.")
    _check_units(act.units, standing.called)
    _check_end(act.end, standing.now)
    if act.end - standing.now > LONGEST:
        raise _wrong("end", f"Högst {LONGEST.days} dagar i taget. Pröva igen därefter.")
    fields = {
        "purpose": "utlamnande", "ground": "menprovning", "start": standing.now.isoformat(),
        "end": act.end.isoformat(), "units": act.units,
    }  # fmt: skip
    return Said(str(act.id), "consent.given", fields, about=str(act.id))


def _closed(id_: str, kind: str, assertion: str, standing: Standing) -> Said:
    found = standing.ledger.standing(assertion)
    if found is None or over(found.consent, standing.now):
        raise Refused(GONE)
    return Said(id_, kind, {"purpose": found.consent.purpose}, about=_named(found))


def _named(assertion: Assertion) -> str | None:
    """An assertion without an id is ended as its whole purpose is."""
    return assertion.consent.key or None


def _check_units(units: Iterable[str], called: Sequence[str]) -> None:
    if not set(units) <= set(called):
        raise _wrong("units", "Välj bland dem som är kallade till avstämningen.")


def _check_end(end: datetime, now: datetime) -> None:
    if end.tzinfo is None:
        raise _wrong("end", "Tiden saknar tidszon.")
    if end <= now:
        raise _wrong("end", "Slutet ska ligga framåt i tiden.")


def _wrong(field: str, says: str) -> Rejected:
    return Rejected(says, fields=(FieldError(field, says),))
