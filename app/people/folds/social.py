"""Social understands what home help, needs assessors and alarm centres tell, and what a SIP goes through."""

from typing import Any, assert_never

from app.events.kinds import Event, social
from app.people import joins
from app.people import person as facts
from app.people.facts import Alarm, Appointed, Bistand, ChecklistPoint, Deviation, Noted
from app.people.person import Person
from app.people.stamp import Stamp


def changes(person: Person, event: Event, stamp: Stamp, body: social.Body) -> dict[str, Any]:
    """The facts that the event changes, by name."""
    match body:
        case social.AlarmTriggered():
            alarm = Alarm(stamp, body.kind)
            return {"alarms": joins.kept(person.alarms, alarm, event.occurred_at, joins.RECENT)}
        case social.HemtjanstDeviation():
            seen = Deviation(stamp, body.kind, body.severity)
            found = joins.kept(person.deviations, seen, event.occurred_at, joins.RECENT)
            return {"deviations": found}
        case social.EnrolmentStarted():
            begun = facts.Enrolment(stamp, body.kind, body.unit, body.from_, body.to)
            others = tuple(
                e for e in person.enrolments if (e.kind, e.unit) != (body.kind, body.unit)
            )
            return {"enrolments": (*others, begun)}
        case social.EnrolmentExtended():
            return {"enrolments": joins.enrolment_to(person, body.kind, body.unit, body.to)}
        case social.EnrolmentEnded():
            ended = joins.enrolment_to(person, body.kind, body.unit, body.on, stamp)
            return {"enrolments": ended}
        case social.ContactAppointed():
            named = Appointed(
                stamp, body.kind, body.name, body.phone, body.obviously_unnecessary,
                body.patient_informed_at,
            )  # fmt: skip
            return {"appointed": (*_without(person, body.kind), named)}
        case social.ContactEnded():
            return {"appointed": _without(person, body.kind)}
        case social.BistandRequested():
            asked = Bistand(event.correlation or event.ref, stamp, body.insats, event.occurred_at)
            return {"bistand": joins.kept(person.bistand, asked, event.occurred_at)}
        case social.BistandDecision():
            return {"bistand": joins.decided(person, event, stamp, body)}
        case social.LubOffered():
            return {"support": joins.noted(person.support, Noted(stamp, "lub_offered", body.on))}
        case social.LubAccepted():
            return {"support": joins.noted(person.support, Noted(stamp, "lub_accepted", body.on))}
        case social.LubFollowedUp():
            followed = Noted(stamp, "lub_followed_up", body.on)
            return {"support": joins.noted(person.support, followed)}
        case social.RelativeInformed():
            informed = Noted(stamp, "relative_informed", body.on)
            return {"support": joins.noted(person.support, informed)}
        case social.SolParticipated() | social.GroupActivityHeld():
            # Counted from the events; the second has no person at all.
            return {}
        case social.SipProposed():
            return {"sips": joins.sip(person, event, stamp, {"proposed": stamp}, joins.undecided)}
        case social.SipDeclined():
            return {"sips": joins.sip(person, event, stamp, {"declined": stamp}, joins.undecided)}
        case social.SipHeld():
            held = {"met": stamp, "met_at": body.held_at}
            return {"sips": joins.sip(person, event, stamp, held)}
        case social.SipCreated():
            told = {
                "created": stamp, "valid_from": body.valid_from, "parties": body.parties,
                "lead": body.lead, "consent_id": body.consent_id,
                "next_followup_on": body.next_followup_on,
            }  # fmt: skip
            return {"sips": joins.sip(person, event, stamp, told, joins.undecided)}
        case social.SipFollowedUp():
            again = {
                "followed": stamp, "followed_on": body.on,
                "next_followup_on": body.next_followup_on,
            }  # fmt: skip
            return {"sips": joins.sip(person, event, stamp, again)}
        case social.SipClosed():
            return {"sips": joins.sip(person, event, stamp, {"ended": stamp})}
        case social.ChecklistPointSet():
            point = ChecklistPoint(
                stamp, body.checklist, body.point, body.state, body.role, body.reason, body.by
            )  # fmt: skip
            rest = tuple(
                p
                for p in person.checklist
                if (p.checklist, p.point) != (body.checklist, body.point)
            )
            return {"checklist": (*rest, point)}
        case _:
            assert_never(body)


def _without(person: Person, kind: str) -> tuple[Appointed, ...]:
    return tuple(one for one in person.appointed if one.kind != kind)
