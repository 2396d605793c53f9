"""Fold understands what each kind of event changes in a person: `fold(events)` is the projection.

The order in which events came in does not matter: they are put in their own order first, and a
corrected or cancelled event counts as its correction says. `project` adds one event in order.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from app.events.kinds import Event, care, identity, own, social
from app.people import joins
from app.people import person as facts
from app.people.person import Person, Stamp


def effective(events: Iterable[Event]) -> list[Event]:
    """The events that count, in order: of an event and its corrections the last recorded stands.

    What stands is known under the ref of the event that was first, so that its episode is the same
    before and after; told again after it was taken back it is another, and begins an episode anew.
    """
    by_ref = {event.ref: event for event in events}
    chains: dict[str, list[Event]] = {}
    for event in by_ref.values():
        chains.setdefault(_root(event, by_ref), []).append(event)
    standing = (_stands(root, chain) for root, chain in chains.items())
    return sorted((event for event in standing if event), key=lambda event: event.order)


def _stands(root: str, chain: list[Event]) -> Event | None:
    """What stands of an event and its corrections. A correction that changes nothing is no news."""
    ref: str | None = root
    stands: Event | None = None
    for event in sorted(
        chain, key=lambda event: (event.correction != "new", event.recorded_at, event.ref)
    ):
        if event.correction == "cancel":
            ref = stands = None
        elif stands is None or not _says_the_same(stands, event):
            ref = ref or event.ref
            stands = event
    return stands and (stands if stands.ref == ref else replace(stands, ref=ref or stands.ref))


def _says_the_same(one: Event, other: Event) -> bool:
    return all(
        getattr(one, name) == getattr(other, name)
        for name in (
            "kind",
            "body",
            "occurred_at",
            "unit",
            "controller",
            "correlation",
            "sensitive",
        )
    )


def fold(events: Iterable[Event]) -> Person:
    """All of a person's events, in any order, to the person."""
    person = Person()
    for event in effective(events):
        person = project(person, event)
    return person


def follows(person: Person, event: Event) -> bool:
    """Whether the event may be projected as it is, instead of folding the person anew."""
    return event.correction == "new" and (person.last is None or event.order > person.last)


def project(person: Person, event: Event) -> Person:
    """The person after one more event, which must come after all that is folded."""
    stamp = Stamp(
        event.ref, event.source, event.controller, event.unit, event.occurred_at,
        event.recorded_at, event.received_at, event.history, event.sensitive,
    )  # fmt: skip
    changed = _changes(person, event, stamp, event.body)
    return replace(person, last=event.order, **changed)


def _root(event: Event, by_ref: dict[str, Event]) -> str:
    seen = {event.ref}
    while event.corrects is not None:
        if event.corrects in seen or event.corrects not in by_ref:
            return event.corrects
        event = by_ref[event.corrects]
        seen.add(event.ref)
    return event.ref


def _changes(person: Person, event: Event, stamp: Stamp, body: Any) -> dict[str, Any]:
    match body:
        case identity.PersonRegistered():
            return {
                "given_name": body.given_name,
                "family_name": body.family_name,
                "birth_date": body.birth_date or person.birth_date,
                "listed_vc": body.listed_vc or person.listed_vc,
                "municipality_code": body.municipality_code or person.municipality_code,
                "protected": joins.never_lower(person.protected, body.protected),
            }
        case identity.PersonUpdated():
            return {
                "given_name": body.given_name or person.given_name,
                "family_name": body.family_name or person.family_name,
                "birth_date": body.birth_date or person.birth_date,
                "municipality_code": body.municipality_code or person.municipality_code,
            }
        case identity.ListingChanged():
            return {"listed_vc": body.vc}
        case identity.ProtectedChanged():
            return {"protected": body.flag}
        case identity.PersonDied():
            return {"died_on": body.on, "died": stamp}
        case identity.ConsentGiven():
            given = facts.Consent(stamp, body.purpose, "given", body.start, body.end, body.units)
            return {"consents": joins.consent(person, given)}
        case identity.ConsentRefused():
            return {
                "consents": joins.consent(person, facts.Consent(stamp, body.purpose, "refused"))
            }
        case identity.ConsentEnded():
            return {"consents": joins.consent(person, facts.Consent(stamp, body.purpose, "ended"))}
        case identity.ConsentVoided():
            return {"consents": joins.consent(person, facts.Consent(stamp, body.purpose, "voided"))}
        case care.EdVisitRegistered():
            return {"ed_visits": joins.ed_registered(person, event, stamp, body)}
        case care.EdVisitClosed():
            return {"ed_visits": joins.ed_closed(person, event, stamp, body)}
        case care.InpatientAdmitted():
            return joins.admitted(person, event, stamp, body)
        case care.InpatientTransferred():
            return {"stays": joins.transferred(person, event, body.ward)}
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
        case care.AmbulanceContact():
            call = facts.AmbulanceCall(event.ref, stamp, body.outcome, body.prio)
            return {"ambulance": joins.kept(person.ambulance, call, event.occurred_at)}
        case care.MobileVisit():
            visit = facts.MobileCall(event.ref, stamp, body.team, body.outcome)
            return {"mobile": joins.kept(person.mobile, visit, event.occurred_at)}
        case care.PhoneContact():
            reached = None if body.result == "unknown" else body.result == "reached"
            return {"contacts": joins.contact(person, facts.Contact(stamp, "phone", reached))}
        case care.VcVisit():
            return {
                "contacts": joins.contact(person, facts.Contact(stamp, "vc", True, body.planned))
            }
        case own.FollowupReached():
            return {"contacts": joins.contact(person, facts.Contact(stamp, "followup", True))}
        case own.FollowupAttempted():
            return {
                "attempts": joins.kept(person.attempts, facts.Attempt(stamp), event.occurred_at)
            }
        case care.CfsAssessed():
            score = facts.Frailty(stamp, body.score, body.assessed_on, body.context)
            return {"frailty": (*person.frailty, score)}
        case social.EnrolmentStarted():
            begun = facts.Enrolment(stamp, body.kind, body.unit, body.from_, body.to)
            others = tuple(
                e for e in person.enrolments if (e.kind, e.unit) != (body.kind, body.unit)
            )
            return {"enrolments": (*others, begun)}
        case social.EnrolmentExtended():
            return {"enrolments": joins.enrolment_to(person, body.kind, body.unit, body.to)}
        case social.EnrolmentEnded():
            return {"enrolments": joins.enrolment_to(person, body.kind, body.unit, body.on)}
        case social.ChecklistPointSet():
            point = facts.ChecklistPoint(stamp, body.checklist, body.point, body.state)
            others_ = tuple(
                p
                for p in person.checklist
                if (p.checklist, p.point) != (body.checklist, body.point)
            )
            return {"checklist": (*others_, point)}
        case own.HuddleDecided():
            decided = facts.Decision(
                stamp, body.rule, body.episode, body.decision, body.code, body.owner, body.due,
                body.until, body.action,
            )  # fmt: skip
            return {"decisions": (*person.decisions, decided)}
        case own.HuddleSeen():
            seen = facts.Seen(stamp, body.rule, body.episode, body.taken_up)
            return {"seen": joins.kept(person.seen, seen, event.occurred_at)}
        case own.ActionAccepted():
            return {
                "actions": joins.action(person, facts.ActionState(stamp, body.action, "accepted"))
            }
        case own.ActionReturned():
            state = facts.ActionState(stamp, body.action, "returned", body.reason)
            return {"actions": joins.action(person, state)}
        case own.ActionHandedOver():
            state = facts.ActionState(stamp, body.action, "handed_over", owner=body.new_owner)
            return {"actions": joins.action(person, state)}
        case own.ActionDone():
            return {"actions": joins.action(person, facts.ActionState(stamp, body.action, "done",
                                                                 body.outcome))}  # fmt: skip
        case own.ActionDropped():
            state = facts.ActionState(stamp, body.action, "dropped", body.reason)
            return {"actions": joins.action(person, state)}
        case _:
            # Recorded and kept in full; no rule reads it yet, so the projection holds no fact of
            # it. tests/pure/test_facts.py names every such kind, so that none is forgotten.
            return {}
