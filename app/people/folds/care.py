"""Care understands what hospitals, ambulances, mobile teams and health centres tell of the person."""

from typing import Any, assert_never

from app.events.kinds import Event, care
from app.people import joins
from app.people import person as facts
from app.people.facts import Assessment, DischargeNote, LineCase, Noted, Receipt, SipCall
from app.people.person import Person
from app.people.stamp import Stamp


def changes(person: Person, event: Event, stamp: Stamp, body: care.Body) -> dict[str, Any]:
    """The facts that the event changes, by name."""
    match body:
        case care.EdVisitRegistered():
            return {"ed_visits": joins.ed_registered(person, event, stamp, body)}
        case care.EdVisitClosed():
            return {"ed_visits": joins.ed_closed(person, event, stamp, body)}
        case care.VcVisit():
            visited = facts.Contact(stamp, "vc", True, body.planned)
            return {"contacts": joins.contact(person, visited)}
        case care.PhoneContact():
            reached = None if body.result == "unknown" else body.result == "reached"
            return {"contacts": joins.contact(person, facts.Contact(stamp, "phone", reached))}
        case care.InpatientAdmitted():
            return joins.admitted(person, event, stamp, body)
        case care.InpatientTransferred():
            return {"stays": joins.transferred(person, event, stamp, body.ward)}
        case care.InpatientDischarged():
            return joins.discharged(person, event, stamp, body)
        case care.DischargeCancelled():
            return joins.discharge_cancelled(person, event)
        case care.Inskrivningsmeddelande():
            return {"cases": joins.case(person, event, stamp, noticed=True, pud=body.pud,
                                   pud_set=stamp, recipients=body.recipients)}  # fmt: skip
        case care.PudChanged():
            return {"cases": joins.case(person, event, stamp, pud=body.new, pud_set=stamp)}
        case care.Utskrivningsklar():
            return {"cases": joins.case(person, event, stamp, ready_at=body.sent_at, ready=stamp)}
        case care.UtskrivningsklarWithdrawn():
            return {"cases": joins.case(person, event, stamp, ready_at=None, ready=None)}
        case care.SamsaAvbrott():
            return {"cases": joins.case(person, event, stamp, ended_at=event.occurred_at)}
        case care.SipKallelse():
            call = SipCall(
                stamp, joins.case_key(person, event), body.sent_at, body.meeting_at, body.invited
            )
            return {"sip_calls": joins.kept(person.sip_calls, call, event.occurred_at)}
        case care.InformationVidUtskrivning():
            note = DischargeNote(
                stamp, joins.case_key(person, event), body.sent_at, body.contains_med_list,
                body.contains_med_plan,
            )  # fmt: skip
            return {"discharge_notes": joins.kept(person.discharge_notes, note, event.occurred_at)}
        case care.SamsaKvitterad():
            receipt = Receipt(stamp, joins.case_key(person, event), body.by_unit)
            others = tuple(
                r for r in person.receipts if (r.key, r.unit) != (receipt.key, receipt.unit)
            )
            return {"receipts": joins.kept(others, receipt, event.occurred_at)}
        case care.AmbulanceContact():
            ambulance = facts.AmbulanceCall(event.ref, stamp, body.outcome, body.prio)
            return {"ambulance": joins.kept(person.ambulance, ambulance, event.occurred_at)}
        case care.MobileVisit():
            mobile = facts.MobileCall(event.ref, stamp, body.team, body.outcome)
            return {"mobile": joins.kept(person.mobile, mobile, event.occurred_at)}
        case care.CfsAssessed():
            score = facts.Frailty(stamp, body.score, body.assessed_on, body.context)
            return {"frailty": (*person.frailty, score)}
        case care.MedicationReviewDone():
            return {
                "checks": joins.noted(person.checks, Noted(stamp, "medication_review", body.on))
            }
        case care.MedlistReconciled():
            return {"checks": joins.noted(person.checks, Noted(stamp, "medlist", body.on))}
        case care.AnnualCheckDone():
            check = Noted(stamp, "annual_check", body.on, body.items)
            return {"checks": joins.noted(person.checks, check)}
        case care.MedicalPlanRecorded():
            plan = Noted(stamp, "medical_plan", body.on, body.items, body.author)
            return {"checks": joins.noted(person.checks, plan)}
        case care.AssessmentRequested():
            asked = Assessment(
                event.correlation or event.ref, stamp, body.what, event.occurred_at, body.team,
                body.by_when,
            )  # fmt: skip
            return {"assessments": joins.kept(person.assessments, asked, event.occurred_at)}
        case care.AssessmentDone():
            return {"assessments": joins.assessed(person, event, stamp, body)}
        case care.CaseOpened():
            opened = LineCase(event.correlation or event.ref, stamp, body.line, event.occurred_at)
            return {"lines": joins.kept(person.lines, opened, event.occurred_at)}
        case care.CaseAnswered():
            return {"lines": joins.answered(person, event, stamp, body)}
        case care.CaseMeasureStarted():
            # How soon something was begun is counted from the events; no rule waits for it.
            return {}
        case _:
            assert_never(body)
