"""Care understands what a hospital, an ambulance, a mobile team and a health centre tell us.

Source of the kinds: the event catalogue (domain facts 3.5) and lag 2017:612 for the SAMSA notices.
Every instant is an aware UTC datetime. A value of None means "not told", never "no".
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class EdVisitRegistered:
    arrival_mode: Literal["ambulance", "own", "other", "unknown"] = "unknown"
    chief_complaint: str | None = None
    triage: str | None = None


@dataclass(frozen=True, slots=True)
class EdVisitClosed:
    outcome: Literal["home", "admitted", "left", "dead", "other", "unknown"]
    closed_at: datetime


@dataclass(frozen=True, slots=True)
class InpatientAdmitted:
    ward: str | None = None
    planned: bool | None = None
    from_ed: bool | None = None


@dataclass(frozen=True, slots=True)
class InpatientTransferred:
    ward: str


@dataclass(frozen=True, slots=True)
class InpatientDischarged:
    discharged_at: datetime
    disposition: Literal["home", "korttid", "sabo", "dead", "other", "unknown"]
    plan_present: bool | None = None
    med_list_present: bool | None = None


@dataclass(frozen=True, slots=True)
class DischargeCancelled:
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Inskrivningsmeddelande:
    """L612 2:1–2:3: a plain duty to the units that may be concerned (`recipients`, HSA-ids)."""

    sent_at: datetime
    pud: datetime | None
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PudChanged:
    sent_at: datetime
    new: datetime | None
    old: datetime | None = None


@dataclass(frozen=True, slots=True)
class Utskrivningsklar:
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class UtskrivningsklarWithdrawn:
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class SipKallelse:
    sent_at: datetime
    meeting_at: datetime | None = None
    invited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InformationVidUtskrivning:
    sent_at: datetime
    contains_med_list: bool | None = None
    contains_med_plan: bool | None = None


@dataclass(frozen=True, slots=True)
class SamsaAvbrott:
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class SamsaKvitterad:
    by_unit: str


@dataclass(frozen=True, slots=True)
class AmbulanceContact:
    case_id: str
    outcome: Literal["conveyed", "left_home", "referred", "dead", "unknown"]
    prio: Literal[1, 2, 3, 4] | None = None
    destination: str | None = None


@dataclass(frozen=True, slots=True)
class MobileVisit:
    team: Literal["malt", "palt", "narsjukvardsteam", "samsjukvard"]
    requested_at: datetime | None = None
    assessed_at: datetime | None = None
    acute: bool | None = None
    in_home: bool | None = None
    outcome: Literal["stays_home", "to_hospital", "planned_follow_up", "other", "unknown"] = (
        "unknown"
    )


@dataclass(frozen=True, slots=True)
class PhoneContact:
    channel: Literal["1177", "vc", "aldretelefon", "mottagning"]
    result: Literal["reached", "not_reached", "unknown"] = "unknown"
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class VcVisit:
    type: Literal["mottagning", "hembesok", "digitalt", "annat"] = "mottagning"
    planned: bool | None = None
    profession: str | None = None


@dataclass(frozen=True, slots=True)
class CfsAssessed:
    """Clinical Frailty Scale 1–9, scored on the habitual state about two weeks before."""

    score: Literal[1, 2, 3, 4, 5, 6, 7, 8, 9]
    assessed_on: date
    assessor: str | None = None
    context: Literal["habitual", "acute"] = "habitual"


@dataclass(frozen=True, slots=True)
class MedicationReviewDone:
    on: date


@dataclass(frozen=True, slots=True)
class MedlistReconciled:
    on: date
    author_role: str | None = None


@dataclass(frozen=True, slots=True)
class AnnualCheckDone:
    on: date
    items: tuple[str, ...] = ()


PlanItem = Literal[
    "behandlingsbegransningar", "lakemedel_tre_dagar", "apodos", "amp", "onskemal", "anhorig",
]  # fmt: skip
"""What a medicinsk vårdplan is to say (source 000): a stand on limits of treatment, medicines for three
days and apodos at a discharge, AMP (avancerad medicinsk planering), what the person wishes, and
support to relatives."""


@dataclass(frozen=True, slots=True)
class MedicalPlanRecorded:
    """`items` are of `PlanItem`; other words are kept as they are told, and understood where they can
    be (app/pathways/medical_plan.py). `author` is who wrote it."""

    on: date
    items: tuple[str, ...] = ()
    author: str | None = None


@dataclass(frozen=True, slots=True)
class AssessmentRequested:
    what: Literal["lakarbedomning", "fall", "avvikelse", "larm"]
    team: str | None = None
    by_when: datetime | None = None


@dataclass(frozen=True, slots=True)
class AssessmentDone:
    what: Literal["lakarbedomning", "fall", "avvikelse", "larm"]
    team: str | None = None


@dataclass(frozen=True, slots=True)
class CaseOpened:
    line: Literal["aldretelefon", "en_vag_in", "snabbkonsult"]
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class CaseAnswered:
    line: Literal["aldretelefon", "en_vag_in", "snabbkonsult"]


@dataclass(frozen=True, slots=True)
class CaseMeasureStarted:
    line: Literal["aldretelefon", "en_vag_in", "snabbkonsult"]


Body = (
    EdVisitRegistered
    | EdVisitClosed
    | InpatientAdmitted
    | InpatientTransferred
    | InpatientDischarged
    | DischargeCancelled
    | Inskrivningsmeddelande
    | PudChanged
    | Utskrivningsklar
    | UtskrivningsklarWithdrawn
    | SipKallelse
    | InformationVidUtskrivning
    | SamsaAvbrott
    | SamsaKvitterad
    | AmbulanceContact
    | MobileVisit
    | PhoneContact
    | VcVisit
    | CfsAssessed
    | MedicationReviewDone
    | MedlistReconciled
    | AnnualCheckDone
    | MedicalPlanRecorded
    | AssessmentRequested
    | AssessmentDone
    | CaseOpened
    | CaseAnswered
    | CaseMeasureStarted
)
"""Every kind of this room: whoever folds them names each."""
