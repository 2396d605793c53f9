"""Person understands what we know about one person, now: a value folded from that person's events.

Every fact carries its stamp: who told us, when it happened, when it was written down, when it
reached us. A fact's category and controller decide who may see it. "Known to be none" and "not
known" are two values: an empty tuple against None, `outcome="unknown"` against a missing visit.
"""

from datetime import date, datetime
from typing import Literal

from app.events.kinds import Category
from app.events.kinds.identity import Ground, Protection, Purpose
from app.events.kinds.own import DecisionKind, Route
from app.events.kinds.social import EnrolmentKind
from app.people.facts import (
    Alarm,
    Appointed,
    Assessment,
    Bistand,
    Block,
    Capacity,
    ChecklistPoint,
    Deviation,
    DischargeNote,
    Emergency,
    Important,
    LineCase,
    Noted,
    Receipt,
    Relation,
    Sip,
    SipCall,
    Svod,
)
from app.people.stamp import Stamp as Stamp
from app.people.stamp import stamps_of as stamps_of
from app.value import Value


class EdVisit(Value, frozen=True):
    """One visit to an emergency department. `closed` is the stamp of the closing event."""

    key: str
    stamp: Stamp
    registered_at: datetime | None = None
    arrival_mode: str = "unknown"
    closed_at: datetime | None = None
    outcome: str | None = None
    closed: Stamp | None = None


class Stay(Value, frozen=True):
    """One inpatient stay. `left` is the stamp of the discharge."""

    key: str
    stamp: Stamp
    admitted_at: datetime | None = None
    ward: str | None = None
    planned: bool | None = None
    from_ed: bool | None = None
    discharged_at: datetime | None = None
    disposition: str | None = None
    plan_present: bool | None = None
    med_list_present: bool | None = None
    left: Stamp | None = None


class SamsaCase(Value, frozen=True):
    """One planning case in SAMSA, from inskrivningsmeddelande to home. `pud_set` stamps the PUD."""

    key: str
    stamp: Stamp
    recipients: tuple[str, ...] = ()
    noticed: bool = False
    pud: datetime | None = None
    pud_set: Stamp | None = None
    ready_at: datetime | None = None
    ready: Stamp | None = None
    ended_at: datetime | None = None


class AmbulanceCall(Value, frozen=True):
    key: str
    stamp: Stamp
    outcome: str
    prio: int | None = None


class MobileCall(Value, frozen=True):
    key: str
    stamp: Stamp
    team: str
    outcome: str = "unknown"


class Contact(Value, frozen=True):
    """A phone contact or a visit at the health centre, or a follow-up reported as reached.

    `route`: of a follow-up, by whom.
    """

    stamp: Stamp
    kind: Literal["phone", "vc", "followup"]
    reached: bool | None = None
    planned: bool | None = None
    route: Route | None = None


class Attempt(Value, frozen=True):
    stamp: Stamp


class Enrolment(Value, frozen=True):
    """`to` is its last day. `ended` is the stamp of the word that it is over, or will be by then."""

    stamp: Stamp
    kind: EnrolmentKind
    unit: str
    from_: date
    to: date | None = None
    ended: Stamp | None = None


class Frailty(Value, frozen=True):
    stamp: Stamp
    score: int
    assessed_on: date
    context: Literal["habitual", "acute"] = "habitual"


class Consent(Value, frozen=True):
    """One word on one purpose. `key` is the assertion's own id, where the source keeps them apart.

    `employee`: the consent is to that person alone. `ended` (taken back) and `voided` (registered
    by mistake) are states of an assertion, and it never leaves them.
    """

    stamp: Stamp
    purpose: Purpose
    state: Literal["given", "refused", "ended", "voided"]
    start: datetime | None = None
    end: datetime | None = None
    units: tuple[str, ...] = ()
    employee: str | None = None
    key: str = ""
    ground: Ground = "samtycke"


class Decision(Value, frozen=True):
    """What a huddle decided about one obligation: person + rule + episode."""

    stamp: Stamp
    rule: str
    episode: str
    decision: DecisionKind
    code: str | None = None
    owner: str | None = None
    due: datetime | None = None
    until: date | None = None
    action: str | None = None


class ActionState(Value, frozen=True):
    """How far an action has come. The huddle that decided it left it `assigned`."""

    stamp: Stamp
    action: str
    state: Literal["accepted", "returned", "handed_over", "done", "dropped"]
    reason: str | None = None
    owner: str | None = None


class Seen(Value, frozen=True):
    """A row stood in a held huddle. What was not taken up comes back, and nothing is solved by it."""

    stamp: Stamp
    rule: str
    episode: str
    taken_up: bool = True


class Person(Value, frozen=True):
    """The projection. `last` is the order of the newest event folded; None before the first.

    `held` names the facts of which some are held back from the one who judges (policy.known): what
    is missing there is not known, rather than known to be none. The fold itself holds back nothing.
    """

    given_name: str | None = None
    family_name: str | None = None
    birth_date: date | None = None
    listed_vc: str | None = None
    municipality_code: str | None = None
    protected: Protection = "none"
    died_on: date | None = None
    died: Stamp | None = None
    ed_visits: tuple[EdVisit, ...] = ()
    stays: tuple[Stay, ...] = ()
    cases: tuple[SamsaCase, ...] = ()
    ambulance: tuple[AmbulanceCall, ...] = ()
    mobile: tuple[MobileCall, ...] = ()
    contacts: tuple[Contact, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    enrolments: tuple[Enrolment, ...] = ()
    frailty: tuple[Frailty, ...] = ()
    checklist: tuple[ChecklistPoint, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    sip_calls: tuple[SipCall, ...] = ()
    discharge_notes: tuple[DischargeNote, ...] = ()
    sips: tuple[Sip, ...] = ()
    appointed: tuple[Appointed, ...] = ()
    checks: tuple[Noted, ...] = ()
    reviews: tuple[Noted, ...] = ()
    support: tuple[Noted, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    lines: tuple[LineCase, ...] = ()
    important: tuple[Important, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    bistand: tuple[Bistand, ...] = ()
    consents: tuple[Consent, ...] = ()
    blocks: tuple[Block, ...] = ()
    capacity: Capacity | None = None
    svod: Svod | None = None
    relations: tuple[Relation, ...] = ()
    emergencies: tuple[Emergency, ...] = ()
    decisions: tuple[Decision, ...] = ()
    actions: tuple[ActionState, ...] = ()
    seen: tuple[Seen, ...] = ()
    last: tuple[datetime, datetime, str] | None = None
    held: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return (
            " ".join(part for part in (self.given_name, self.family_name) if part) or "Okänt namn"
        )

    def age(self, on: date) -> int | None:
        """Whole years on a local date; None when the birth date is not known."""
        if self.birth_date is None:
            return None
        before = (on.month, on.day) < (self.birth_date.month, self.birth_date.day)
        return on.year - self.birth_date.year - before


CATEGORY: dict[str, Category] = {
    "ed_visits": Category.D2,
    "stays": Category.D2,
    "cases": Category.D2,
    "ambulance": Category.D2,
    "mobile": Category.D2,
    "contacts": Category.D2,
    "attempts": Category.D2,
    "checklist": Category.D2,
    "receipts": Category.D2,
    "sip_calls": Category.D2,
    "discharge_notes": Category.D2,
    "assessments": Category.D2,
    "lines": Category.D2,
    "frailty": Category.D4,
    "reviews": Category.D4,
    "appointed": Category.D1,
    "important": Category.D1,
    "checks": Category.D3,
    "sips": Category.D5,
    "enrolments": Category.D6,
    "support": Category.D6,
    "deviations": Category.D6,
    "alarms": Category.D6,
    "bistand": Category.D6,
}
"""Facts that hold clinical or social matter, with the category the policy gives them."""
IDENTITY = frozenset({
    "given_name", "family_name", "birth_date", "listed_vc", "municipality_code", "protected",
    "died_on", "died",
})  # fmt: skip
"""Who the person is: whoever may hear the name."""
POLICY = frozenset({"consents", "blocks", "capacity", "svod", "relations", "emergencies"})
"""What decides who may see, and is read by policy alone."""
OUR_ACTS = ("decisions", "actions", "seen")
"""What another provider's huddle came to goes along with the person no further than D2 does."""
D2_ENROLMENTS = frozenset({"kommunal_hsl", "lakarmedverkan", "trygg_hemgang", "nsvt"})


def runs(enrolment: Enrolment, today: date) -> bool:
    return enrolment.from_ <= today and (enrolment.to is None or today <= enrolment.to)


def enrolment_category(kind: str) -> Category:
    if kind == "palliativ":
        return Category.D3
    return Category.D2 if kind in D2_ENROLMENTS else Category.D6
