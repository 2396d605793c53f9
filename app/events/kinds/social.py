"""Social understands home help, needs assessment, alarms, SIP and enrolments."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

EnrolmentKind = Literal[
    "kommunal_hsl",
    "hemtjanst",
    "sabo",
    "korttid",
    "trygghetsboende",
    "lss",
    "socialpsykiatri",
    "lakarmedverkan",
    "trygg_hemgang",
    "nsvt",
    "palliativ",
]


@dataclass(frozen=True, slots=True)
class EnrolmentStarted:
    kind: EnrolmentKind
    unit: str
    from_: date
    to: date | None = None
    decided_by: str | None = None


@dataclass(frozen=True, slots=True)
class EnrolmentExtended:
    kind: EnrolmentKind
    unit: str
    to: date | None
    decided_by: str | None = None


@dataclass(frozen=True, slots=True)
class EnrolmentEnded:
    kind: EnrolmentKind
    unit: str
    on: date
    to: str | None = None


@dataclass(frozen=True, slots=True)
class ContactAppointed:
    kind: Literal["fast_vardkontakt", "fast_lakarkontakt", "fast_omsorgskontakt"]
    name: str | None = None
    phone: str | None = None
    obviously_unnecessary: bool = False
    decided_by: str | None = None
    reason: str | None = None
    patient_informed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ContactEnded:
    kind: Literal["fast_vardkontakt", "fast_lakarkontakt", "fast_omsorgskontakt"]


@dataclass(frozen=True, slots=True)
class HemtjanstDeviation:
    kind: Literal["fall", "refused", "no_access", "worsened", "alarm", "not_eating"]
    severity: Literal["now", "today", "note"] = "today"


@dataclass(frozen=True, slots=True)
class AlarmTriggered:
    kind: Literal["alarm", "fall", "fall_with_injury"]


@dataclass(frozen=True, slots=True)
class BistandRequested:
    insats: str


@dataclass(frozen=True, slots=True)
class BistandDecision:
    insats: str
    decided_at: datetime
    lub: bool = False
    executed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LubOffered:
    on: date


@dataclass(frozen=True, slots=True)
class LubAccepted:
    on: date


@dataclass(frozen=True, slots=True)
class LubFollowedUp:
    on: date


@dataclass(frozen=True, slots=True)
class RelativeInformed:
    on: date


@dataclass(frozen=True, slots=True)
class SolParticipated:
    on: date


@dataclass(frozen=True, slots=True)
class GroupActivityHeld:
    on: date
    participants: int | None = None


@dataclass(frozen=True, slots=True)
class SipProposed:
    by_unit: str | None = None


@dataclass(frozen=True, slots=True)
class SipDeclined:
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class SipHeld:
    held_at: datetime
    parties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SipCreated:
    valid_from: date
    next_followup_on: date | None = None
    parties: tuple[str, ...] = ()
    lead: str | None = None
    consent_id: str | None = None


@dataclass(frozen=True, slots=True)
class SipFollowedUp:
    on: date
    next_followup_on: date | None = None


@dataclass(frozen=True, slots=True)
class SipClosed:
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ChecklistPointSet:
    """`by` names who took it over, for a warm hand-over; `reason` says why it is not needed."""

    checklist: Literal["trygg_hemgang"]
    point: str
    state: Literal["open", "done", "not_needed"]
    role: str | None = None
    reason: str | None = None
    by: str | None = None


Body = (
    EnrolmentStarted
    | EnrolmentExtended
    | EnrolmentEnded
    | ContactAppointed
    | ContactEnded
    | HemtjanstDeviation
    | AlarmTriggered
    | BistandRequested
    | BistandDecision
    | LubOffered
    | LubAccepted
    | LubFollowedUp
    | RelativeInformed
    | SolParticipated
    | GroupActivityHeld
    | SipProposed
    | SipDeclined
    | SipHeld
    | SipCreated
    | SipFollowedUp
    | SipClosed
    | ChecklistPointSet
)
"""Every kind of this room: whoever folds them names each."""
