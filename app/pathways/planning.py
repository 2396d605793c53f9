"""Planning understands a SAMSA case from admission to home, with the clocks of the law (2017:612).

The clocks are those of app/huddle/clocks.py (docs/decisions/0030): calendar days and local noon.
"""

from datetime import datetime

from app.days import day_bounds
from app.events.kinds import Category
from app.huddle.clocks import (
    PaymentModel,
    call_by,
    days_since,
    inform_by,
    notify_by,
    payment_from,
)
from app.huddle.phrases.planning import receipt_of, waits_for
from app.huddle.verdict import Morning
from app.pathways.homecoming import SHOWN
from app.pathways.tracker import Clock, Point, Step, Tracker, every, number, stage_of, told_by
from app.people.facts import DischargeNote, SipCall
from app.people.person import Person, SamsaCase, Stay


def planning(person: Person, morning: Morning) -> Tracker | None:
    """The latest case, until some weeks after it ended."""
    if not person.cases:
        return None
    case = person.cases[-1]
    if case.ended_at is not None and morning.now - case.ended_at > SHOWN:
        return None
    stay = _stay_of(person, case)
    home = case.ended_at if stay and case.ended_at == stay.discharged_at else None
    calls = [one for one in person.sip_calls if one.key == case.key]
    notes = [one for one in person.discharge_notes if one.key == case.key]
    steps = (
        Step("admitted", _admitted(case, stay)),
        Step("planned", (case.pud_set or case.stamp).occurred_at if case.pud else None),
        Step("ready", case.ready_at),
        Step("home", home),
    )
    reached = stage_of(steps)
    stage, since = reached.what, reached.at or case.stamp.occurred_at
    if case.ended_at is not None and home is None:
        stage, since = "broken_off", case.ended_at
    receipts = [r for unit in case.recipients if (r := receipt_of(person, case, unit))]
    facts = [case, *receipts, *calls, *notes, *([stay] if stay else [])]
    return Tracker(
        "samsa", case.key, stage, since, case.ended_at is None,
        told_by(*every(facts, Category.D2)),
        steps=steps,
        clocks=_clocks(case, stay, calls, notes, morning, broken_off=stage == "broken_off"),
        points=tuple(_acknowledged(person, case, unit) for unit in case.recipients),
        day=days_since(case.ready_at, morning.today) if case.ready_at and not case.ended_at else None,
    )  # fmt: skip


def _clocks(
    case: SamsaCase, stay: Stay | None, calls: list[SipCall], notes: list[DischargeNote],
    morning: Morning, *, broken_off: bool,
) -> tuple[Clock, ...]:  # fmt: skip
    found = []
    if stay is not None and stay.admitted_at is not None:
        sent = case.stamp.occurred_at if case.noticed else None
        found.append(Clock("notice", notify_by(stay.admitted_at), sent))
    if case.ready_at is not None:
        called = min((one.sent_at for one in calls), default=None)
        # The law's days run on when the person has gone home; planning that is broken off ends them.
        if called is not None or not broken_off:
            found.append(Clock("sip_call", call_by(case.ready_at), called))
        model = PaymentModel(number(morning, "utskrivningsklar", "modell", 1))
        pays = payment_from(case.ready_at, model)
        if pays is not None:
            found.append(Clock("payment", day_bounds(pays)[0], case.ended_at))
    if stay is not None and stay.discharged_at is not None and stay.discharged_at == case.ended_at:
        told = min((one.sent_at for one in notes), default=None)
        found.append(Clock("information", inform_by(stay.discharged_at), told))
    return tuple(found)


def _stay_of(person: Person, case: SamsaCase) -> Stay | None:
    """The stay that the planning is for: the one that it ended with, else the one that goes on."""
    for stay in reversed(person.stays):
        if case.ended_at is None and stay.left is None:
            return stay
        if case.ended_at is not None and stay.discharged_at == case.ended_at:
            return stay
    return None


def _admitted(case: SamsaCase, stay: Stay | None) -> datetime:
    return (stay.admitted_at if stay else None) or case.stamp.occurred_at


def _acknowledged(person: Person, case: SamsaCase, unit: str) -> Point:
    """Whether a receiver has answered the last that was sent to it."""
    receipt = receipt_of(person, case, unit)
    waits = waits_for(case, receipt)
    at = receipt.stamp.occurred_at if receipt is not None else None
    return Point("receipt", "open" if waits is not None else "done", by=unit, at=at)
