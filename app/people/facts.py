"""Facts understands what is known of a person's planning, care and support beside the contacts.

A fact holds what a rule or the policy asks for and no more; how often and how fast things went is
counted from the events. `key` is the number the event was told with, or else the event's own.
"""

from datetime import date, datetime
from typing import Literal

from app.people.stamp import Stamp
from app.value import Value


class Receipt(Value, frozen=True):
    """A unit has acknowledged what was sent in a planning case (`key`); its latest word."""

    stamp: Stamp
    key: str
    unit: str


class SipCall(Value, frozen=True):
    """A call to a SIP, in a planning case (`key`)."""

    stamp: Stamp
    key: str
    sent_at: datetime
    meeting_at: datetime | None = None
    invited: tuple[str, ...] = ()


class DischargeNote(Value, frozen=True):
    """The information that goes with a discharge, in a planning case (`key`)."""

    stamp: Stamp
    key: str
    sent_at: datetime
    med_list: bool | None = None
    med_plan: bool | None = None


class Sip(Value, frozen=True):
    """One SIP from proposal to close. Each step has its stamp; None is a step not told of."""

    key: str
    stamp: Stamp
    proposed: Stamp | None = None
    declined: Stamp | None = None
    met: Stamp | None = None
    met_at: datetime | None = None
    created: Stamp | None = None
    valid_from: date | None = None
    parties: tuple[str, ...] = ()
    lead: str | None = None
    consent_id: str | None = None
    followed: Stamp | None = None
    followed_on: date | None = None
    next_followup_on: date | None = None
    ended: Stamp | None = None


class Appointed(Value, frozen=True):
    """A named contact, or that one is documented as obviously unnecessary."""

    stamp: Stamp
    kind: Literal["fast_vardkontakt", "fast_lakarkontakt", "fast_omsorgskontakt"]
    name: str | None = None
    phone: str | None = None
    unnecessary: bool = False
    informed_at: datetime | None = None


class Important(Value, frozen=True):
    """One line in the person's own words, as one unit wrote it last; empty is taken back."""

    stamp: Stamp
    text: str


class Noted(Value, frozen=True):
    """Something was done on a day; the latest of its sort stands.

    `by`: who went through a mångsökare, or wrote a medical plan. `note`: what was written of the former.
    """

    stamp: Stamp
    what: Literal[
        "medication_review", "medlist", "annual_check", "medical_plan", "frequent_attender",
        "lub_offered", "lub_accepted", "lub_followed_up", "relative_informed",
    ]  # fmt: skip
    on: date
    items: tuple[str, ...] = ()
    by: str | None = None
    note: str | None = None


class Assessment(Value, frozen=True):
    """An assessment that was asked for, or only done. `done` is the stamp of the latter."""

    key: str
    stamp: Stamp
    what: Literal["lakarbedomning", "fall", "avvikelse", "larm"]
    asked_at: datetime | None = None
    team: str | None = None
    by_when: datetime | None = None
    done: Stamp | None = None


class LineCase(Value, frozen=True):
    """Somebody turned to a line for the elderly. `answered` is the stamp of the first answer."""

    key: str
    stamp: Stamp
    line: Literal["aldretelefon", "en_vag_in", "snabbkonsult"]
    opened_at: datetime | None = None
    answered: Stamp | None = None


class Deviation(Value, frozen=True):
    """What home help has seen."""

    stamp: Stamp
    kind: Literal["fall", "refused", "no_access", "worsened", "alarm", "not_eating"]
    severity: Literal["now", "today", "note"] = "today"


class Alarm(Value, frozen=True):
    stamp: Stamp
    kind: Literal["alarm", "fall", "fall_with_injury"]


class Bistand(Value, frozen=True):
    """One insats that was asked for or decided. `decided` is the stamp of the decision."""

    key: str
    stamp: Stamp
    insats: str
    asked_at: datetime | None = None
    decided: Stamp | None = None
    decided_at: datetime | None = None
    executed_at: datetime | None = None
    lub: bool = False


class ChecklistPoint(Value, frozen=True):
    """`by` is who took it over, as a warm hand-over is taken by somebody with a name."""

    stamp: Stamp
    checklist: str
    point: str
    state: Literal["open", "done", "not_needed"]
    role: str | None = None
    reason: str | None = None
    by: str | None = None


class Block(Value, frozen=True):
    """A spärr that stands on a unit's data: towards other units (inner) or other providers."""

    stamp: Stamp
    unit: str
    scope: Literal["inner", "outer"]


class Capacity(Value, frozen=True):
    """An assessment that the person lastingly cannot take a stand; `to` is its last day."""

    stamp: Stamp
    by: str
    basis: str | None = None
    from_: date | None = None
    to: date | None = None


class Svod(Value, frozen=True):
    """What was said of sammanhållen vård- och omsorgsdokumentation. None is not told."""

    stamp: Stamp
    informed_on: date | None = None
    objected_on: date | None = None


class Emergency(Value, frozen=True):
    """A nödöppning: who opened, and when. Why is in the log, where the reviewer reads it."""

    stamp: Stamp
    user: str


class Relation(Value, frozen=True):
    """A relation of care that a unit has with the person now."""

    stamp: Stamp
    unit: str
