"""Joins understands which earlier fact an event belongs to, and what becomes of the two."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Protocol, TypeVar

from app.events.kinds import Event, care, social
from app.events.kinds.identity import Protection
from app.people.facts import Assessment, Bistand, LineCase, Noted, Sip
from app.people.person import (
    ActionState,
    Consent,
    Contact,
    EdVisit,
    Enrolment,
    Person,
    SamsaCase,
    Stay,
)
from app.people.stamp import Stamp

KEEP = timedelta(days=400)
"""Contacts older than this against the newest event are let go: 12 months and a margin."""
RECENT = timedelta(days=60)
"""So long what comes often is kept: a person's own four weeks, twice."""
LIFETIME = timedelta(days=36_500)
SIPS = 3
"""A person's last so many SIPs are kept, however old: one may be followed up for years."""
CONSENTS = 20
"""Beside the newest word, so many assertions of one purpose are kept: none has so many units."""
SAME_VISIT = timedelta(hours=48)
"""An event without a visit number joins the open visit that began at most this long before."""


class _Stamped(Protocol):
    @property
    def stamp(self) -> Stamp: ...


F = TypeVar("F", bound=_Stamped)


def kept(facts: tuple[F, ...], new: F, now: datetime, keep: timedelta = KEEP) -> tuple[F, ...]:
    """The facts with one more. They stand in order, so what is to be let go stands first."""
    oldest = now - keep
    if facts and facts[0].stamp.occurred_at <= oldest:
        facts = tuple(fact for fact in facts if fact.stamp.occurred_at > oldest)
    return (*facts, new)


def never_lower(before: Protection, told: Protection) -> Protection:
    """A registration never takes a protection away; only person.protected_changed does."""
    return before if told == "none" else told


def consent(person: Person, new: Consent) -> tuple[Consent, ...]:
    """The consents with one word more; who said what before is in the events.

    A word that names no assertion is about the whole purpose. A no takes all of its purpose along,
    a yes takes back a no. An assertion that has ended or was voided never begins again.
    """
    same = [old for old in person.consents if old.purpose == new.purpose]
    rest = tuple(old for old in person.consents if old.purpose != new.purpose)
    if new.state == "given":
        if new.key and any(old.key == new.key and old.state != "given" for old in same):
            return person.consents
        kept = [old for old in same if old.key != new.key and old.state != "refused"]
    elif new.key:
        kept = [old for old in same if old.key != new.key]
    else:
        kept = [old.but(state="ended") if old.state == "given" else old for old in same if old.key]
    named = [old for old in kept if old.key or old.state == "given"]
    return (*rest, *named[-CONSENTS:], new)


def contact(person: Person, new: Contact) -> tuple[Contact, ...]:
    return kept(person.contacts, new, new.stamp.occurred_at)


def action(person: Person, new: ActionState) -> tuple[ActionState, ...]:
    return (*(old for old in person.actions if old.action != new.action), new)


def ed_registered(
    person: Person, event: Event, stamp: Stamp, body: care.EdVisitRegistered
) -> tuple[EdVisit, ...]:
    visit = EdVisit(event.correlation or event.ref, stamp, event.occurred_at, body.arrival_mode)
    return kept(person.ed_visits, visit, event.occurred_at)


def ed_closed(
    person: Person, event: Event, stamp: Stamp, body: care.EdVisitClosed
) -> tuple[EdVisit, ...]:
    told = {"closed_at": body.closed_at, "outcome": body.outcome, "closed": stamp}
    visits = joined(
        person.ed_visits,
        event,
        lambda visit: visit.closed is None and visit.stamp.unit == event.unit,
        EdVisit(event.correlation or event.ref, stamp),
        told,
    )
    if body.outcome != "unknown":
        return visits
    # Who lies in a ward has left the emergency department for it, though it does not say so itself.
    in_ward = {visit.key for visit in person.ed_visits if visit.outcome == "admitted"}
    return tuple(
        visit.but(outcome="admitted") if visit.closed is stamp and visit.key in in_ward else visit
        for visit in visits
    )


def admitted(
    person: Person, event: Event, stamp: Stamp, body: care.InpatientAdmitted
) -> dict[str, Any]:
    """A stay begins, and with it ends the visit to the emergency department that it came of."""
    stay = Stay(
        event.correlation or event.ref, stamp, event.occurred_at, body.ward, body.planned,
        body.from_ed,
    )  # fmt: skip
    stays = kept(person.stays, stay, event.occurred_at)
    for at in reversed(range(len(person.ed_visits))):
        visit = person.ed_visits[at]
        begun = event.occurred_at - visit.stamp.occurred_at <= SAME_VISIT
        same = visit.key == event.correlation or (body.from_ed is True and begun)
        if same and visit.outcome in {None, "unknown"}:
            told = visit.but(
                closed_at=visit.closed_at or event.occurred_at, outcome="admitted",
                closed=visit.closed or stamp,
            )  # fmt: skip
            return {
                "stays": stays,
                "ed_visits": (*person.ed_visits[:at], told, *person.ed_visits[at + 1 :]),
            }
    return {"stays": stays}


def transferred(person: Person, event: Event, stamp: Stamp, ward: str) -> tuple[Stay, ...]:
    new = Stay(event.correlation or event.ref, stamp)
    return joined(person.stays, event, open_stay, new, {"ward": ward}, within=KEEP)


def discharged(
    person: Person, event: Event, stamp: Stamp, body: care.InpatientDischarged
) -> dict[str, Any]:
    told = {
        "discharged_at": body.discharged_at,
        "disposition": body.disposition,
        "plan_present": body.plan_present,
        "med_list_present": body.med_list_present,
        "left": stamp,
    }
    new = Stay(event.correlation or event.ref, stamp)
    stays = joined(person.stays, event, open_stay, new, told, within=KEEP)
    cases = tuple(
        case_.but(ended_at=body.discharged_at) if case_.ended_at is None else case_
        for case_ in person.cases
    )
    return {"stays": stays, "cases": cases}


def discharge_cancelled(person: Person, event: Event) -> dict[str, Any]:
    """The stay goes on, and so does the planning that the discharge had ended."""
    for at in reversed(range(len(person.stays))):
        stay = person.stays[at]
        same = event.correlation is None or stay.key == event.correlation
        if stay.left is not None and same:
            again = stay.but(
                discharged_at=None, disposition=None, plan_present=None,
                med_list_present=None, left=None,
            )  # fmt: skip
            stays = (*person.stays[:at], again, *person.stays[at + 1 :])
            cases = tuple(
                case_.but(ended_at=None) if case_.ended_at == stay.discharged_at else case_
                for case_ in person.cases
            )
            return {"stays": stays, "cases": cases}
    return {}


def case(person: Person, event: Event, stamp: Stamp, **told: Any) -> tuple[SamsaCase, ...]:
    """A notice joins the case of its correlation, or the latest that has not ended."""
    new = SamsaCase(event.correlation or event.ref, stamp)
    return joined(person.cases, event, lambda c: c.ended_at is None, new, told, within=KEEP)


def case_key(person: Person, event: Event) -> str:
    """Which planning case something sent is about: as told, or the latest, rather one not ended."""
    if event.correlation is not None:
        return event.correlation
    latest = person.cases[-1].key if person.cases else event.ref
    return next((c.key for c in reversed(person.cases) if c.ended_at is None), latest)


def noted(facts: tuple[Noted, ...], new: Noted) -> tuple[Noted, ...]:
    """Of each sort the latest day stands; an older one that is told later changes nothing."""
    if any(old.what == new.what and old.on > new.on for old in facts):
        return facts
    return (*(old for old in facts if old.what != new.what), new)


def assessed(
    person: Person, event: Event, stamp: Stamp, body: care.AssessmentDone
) -> tuple[Assessment, ...]:
    return joined(
        person.assessments,
        event,
        lambda one: one.done is None and one.what == body.what,
        Assessment(event.correlation or event.ref, stamp, body.what, team=body.team),
        {"done": stamp},
        within=KEEP,
    )


def answered(
    person: Person, event: Event, stamp: Stamp, body: care.CaseAnswered
) -> tuple[LineCase, ...]:
    return joined(
        person.lines,
        event,
        lambda one: one.answered is None and one.line == body.line,
        LineCase(event.correlation or event.ref, stamp, body.line),
        {"answered": stamp},
        within=KEEP,
    )


def decided(
    person: Person, event: Event, stamp: Stamp, body: social.BistandDecision
) -> tuple[Bistand, ...]:
    return joined(
        person.bistand,
        event,
        lambda one: one.decided is None and one.insats == body.insats,
        Bistand(event.correlation or event.ref, stamp, body.insats),
        {"decided": stamp, "decided_at": body.decided_at, "executed_at": body.executed_at,
         "lub": body.lub},
        within=KEEP,
    )  # fmt: skip


def sip(
    person: Person,
    event: Event,
    stamp: Stamp,
    told: dict[str, Any],
    is_open: Callable[[Sip], bool] = lambda one: one.ended is None,
) -> tuple[Sip, ...]:
    """A step joins the SIP of its correlation, or the latest that can take it."""
    new = Sip(event.correlation or event.ref, stamp)
    return joined(person.sips, event, is_open, new, told, LIFETIME, LIFETIME)[-SIPS:]


def undecided(one: Sip) -> bool:
    """Whether the SIP is not made yet and not declined: a proposal or a new one may be it."""
    return one.created is None and one.declined is None and one.ended is None


def enrolment_to(
    person: Person, kind: str, unit: str, to: date | None, ended: Stamp | None = None
) -> tuple[Enrolment, ...]:
    return tuple(
        known.but(to=to, ended=ended) if (known.kind, known.unit) == (kind, unit) else known
        for known in person.enrolments
    )


def open_stay(stay: Stay) -> bool:
    return stay.left is None


def joined(
    facts: tuple[Any, ...],
    event: Event,
    is_open: Any,
    new: Any,
    told: dict[str, Any],
    within: timedelta = SAME_VISIT,
    keep: timedelta = KEEP,
) -> tuple[Any, ...]:
    """Put `told` on the fact the event belongs to, or on a new one when there is none."""
    for at in reversed(range(len(facts))):
        fact = facts[at]
        if event.correlation is not None:
            same = fact.key == event.correlation
        else:
            same = is_open(fact) and event.occurred_at - fact.stamp.occurred_at <= within
        if same:
            return (*facts[:at], fact.but(**told), *facts[at + 1 :])
    return kept(facts, new.but(**told), event.occurred_at, keep)
