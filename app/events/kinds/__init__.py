"""Kinds understands which events there are: one closed set, each with its name on the wire.

`KINDS` maps the CloudEvents `type` to the body's dataclass, `NAME` the other way. A kind that is
not here is unknown, and is answered as such. Where the catalogue's two tables overlap, its second
wins (annual_check.done, medical_plan.recorded, enrolment.ended of kind korttid).
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from app.events.kinds import care, identity, own, social
from app.value import Value


class Category(StrEnum):
    """Data categories of the access policy (domain facts 1.3)."""

    D0 = "D0"
    D1 = "D1"
    D2 = "D2"
    D3 = "D3"
    D4 = "D4"
    D5 = "D5"
    D6 = "D6"
    D7 = "D7"
    D8 = "D8"
    D9 = "D9"


KINDS: dict[str, type[Any]] = {
    "person.registered": identity.PersonRegistered,
    "person.updated": identity.PersonUpdated,
    "person.listing_changed": identity.ListingChanged,
    "person.protected_changed": identity.ProtectedChanged,
    "person.important": identity.Important,
    "person.died": identity.PersonDied,
    "person.merged": identity.PersonMerged,
    "consent.given": identity.ConsentGiven,
    "consent.refused": identity.ConsentRefused,
    "consent.ended": identity.ConsentEnded,
    "consent.voided": identity.ConsentVoided,
    "block.set": identity.BlockSet,
    "block.lifted": identity.BlockLifted,
    "capacity.assessed": identity.CapacityAssessed,
    "capacity.ended": identity.CapacityEnded,
    "svod.informed": identity.SvodInformed,
    "svod.objected": identity.SvodObjected,
    "svod.objection_lifted": identity.SvodObjectionLifted,
    "relation.opened": identity.RelationOpened,
    "relation.closed": identity.RelationClosed,
    "emergency.access": identity.EmergencyAccess,
    "ed.visit.registered": care.EdVisitRegistered,
    "ed.visit.closed": care.EdVisitClosed,
    "inpatient.admitted": care.InpatientAdmitted,
    "inpatient.transferred": care.InpatientTransferred,
    "inpatient.discharged": care.InpatientDischarged,
    "discharge.cancelled": care.DischargeCancelled,
    "samsa.inskrivningsmeddelande": care.Inskrivningsmeddelande,
    "samsa.pud_changed": care.PudChanged,
    "samsa.utskrivningsklar": care.Utskrivningsklar,
    "samsa.utskrivningsklar_withdrawn": care.UtskrivningsklarWithdrawn,
    "samsa.sip_kallelse": care.SipKallelse,
    "samsa.information_vid_utskrivning": care.InformationVidUtskrivning,
    "samsa.avbrott": care.SamsaAvbrott,
    "samsa.kvitterad": care.SamsaKvitterad,
    "ambulance.contact": care.AmbulanceContact,
    "mobile.visit": care.MobileVisit,
    "phone.contact": care.PhoneContact,
    "vc.visit": care.VcVisit,
    "cfs.assessed": care.CfsAssessed,
    "medication_review.done": care.MedicationReviewDone,
    "medlist.reconciled": care.MedlistReconciled,
    "annual_check.done": care.AnnualCheckDone,
    "medical_plan.recorded": care.MedicalPlanRecorded,
    "assessment.requested": care.AssessmentRequested,
    "assessment.done": care.AssessmentDone,
    "case.opened": care.CaseOpened,
    "case.answered": care.CaseAnswered,
    "case.measure_started": care.CaseMeasureStarted,
    "enrolment.started": social.EnrolmentStarted,
    "enrolment.extended": social.EnrolmentExtended,
    "enrolment.ended": social.EnrolmentEnded,
    "contact.appointed": social.ContactAppointed,
    "contact.ended": social.ContactEnded,
    "hemtjanst.deviation": social.HemtjanstDeviation,
    "alarm.triggered": social.AlarmTriggered,
    "bistand.requested": social.BistandRequested,
    "bistand.decision": social.BistandDecision,
    "lub.offered": social.LubOffered,
    "lub.accepted": social.LubAccepted,
    "lub.followed_up": social.LubFollowedUp,
    "relative.informed": social.RelativeInformed,
    "sol.participated": social.SolParticipated,
    "group_activity.held": social.GroupActivityHeld,
    "sip.proposed": social.SipProposed,
    "sip.declined": social.SipDeclined,
    "sip.held": social.SipHeld,
    "sip.created": social.SipCreated,
    "sip.followed_up": social.SipFollowedUp,
    "sip.closed": social.SipClosed,
    "checklist.point_set": social.ChecklistPointSet,
    "huddle.held": own.HuddleHeld,
    "huddle.not_held": own.HuddleNotHeld,
    "huddle.seen": own.HuddleSeen,
    "huddle.decided": own.HuddleDecided,
    "action.accepted": own.ActionAccepted,
    "action.returned": own.ActionReturned,
    "action.handed_over": own.ActionHandedOver,
    "action.done": own.ActionDone,
    "action.dropped": own.ActionDropped,
    "followup.attempted": own.FollowupAttempted,
    "followup.reached": own.FollowupReached,
    "frequent_attender.reviewed": own.FrequentAttenderReviewed,
}
NAME: dict[type[Any], str] = {body: name for name, body in KINDS.items()}
WITHOUT_PERSON = frozenset({"huddle.held", "huddle.not_held", "group_activity.held"})


class Event(Value, frozen=True):
    """One event as it is recorded. `ref` is `source/source event id`, unique for ever.

    `corrects` is the ref of the event that this one revises or cancels; `body` is None for a
    cancellation. `history` marks what was loaded at start-up or was older than the window when it
    came: it counts, and makes no row. All instants are aware UTC.
    """

    ref: str
    source: str
    kind: str
    body: Any
    controller: str
    unit: str | None
    occurred_at: datetime
    recorded_at: datetime
    received_at: datetime
    correlation: str | None = None
    corrects: str | None = None
    correction: Literal["new", "revise", "cancel"] = "new"
    history: bool = False
    sensitive: bool = False

    @property
    def order(self) -> tuple[datetime, datetime, str]:
        """The order in which a person's events are folded, whatever order they came in."""
        return (self.occurred_at, self.recorded_at, self.ref)
