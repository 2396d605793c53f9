"""Sip understands a SIP from proposal to close: proposed, consented, called, held, followed up, closed.

It holds (`sip_valid`, domain facts) while it is made and not closed, its consent has not been taken
back, its next follow-up is not past, and somebody has made or followed it up within a year. It is to
be followed up within 90 days (source 004, bilaga 9), or on the day that was set if that is sooner.
"""

from datetime import date
from typing import Literal

from app.days import DAY, day_bounds
from app.events.kinds import Category
from app.huddle.phrases.registers import SIP_LASTS, last_touched
from app.huddle.verdict import Morning
from app.pathways.tracker import Clock, Step, Tracker, every, number, stage_of, told_by
from app.people.facts import Sip, SipCall
from app.people.person import Consent, Person

CALLED = 90 * DAY
"""So long a call to a meeting that nobody has told the outcome of is still told of."""
Flaw = Literal["not_made", "declined", "closed", "consent_ended", "followup_passed", "old"]


def sip(person: Person, morning: Morning) -> Tracker | None:
    """The latest SIP, or a call to one that is not proposed. A declined or closed one is told of too.

    The consent is a step only where the viewer is told of consents; `person` has none otherwise.
    """
    one = person.sips[-1] if person.sips else None
    mine = [call for call in person.sip_calls if one is not None and _belongs(one, call)]
    if one is None or one.ended is not None or one.declined is not None:
        over = one.stamp.occurred_at if one is not None else None
        others = [call for call in person.sip_calls if call not in mine]
        recent = [call for call in others if morning.now - call.sent_at <= CALLED]
        if recent and (over is None or recent[-1].sent_at > over):
            return _called_only(recent[-1])
    return None if one is None else _tracker(person, one, mine[-1] if mine else None, morning)


def valid_sip(person: Person, today: date) -> Sip | None:
    """A SIP that holds, if there is one."""
    return next((one for one in person.sips if not flaws(person, one, today)), None)


def flaws(person: Person, one: Sip, today: date) -> tuple[Flaw, ...]:
    """Why a SIP does not hold; nothing when it does. A consent that nobody told of is no flaw: it
    may not be drawn up without (L612 4:2).
    """
    if one.declined is not None:
        return ("declined",)
    if one.ended is not None:
        return ("closed",)
    touched = last_touched(one)
    if touched is None:
        return ("not_made",)
    found: list[Flaw] = []
    consent = _consent(person, one)
    if consent is not None and consent.state != "given":
        found.append("consent_ended")
    if one.next_followup_on is not None and one.next_followup_on < today:
        found.append("followup_passed")
    if today - touched[1] > SIP_LASTS:
        found.append("old")
    return tuple(found)


def _tracker(person: Person, one: Sip, call: SipCall | None, morning: Morning) -> Tracker:
    consent = _consent(person, one)
    given = consent if consent is not None and consent.state == "given" else None
    made = one.created.occurred_at if one.created else None
    steps = (
        Step("proposed", one.proposed.occurred_at if one.proposed else None),
        Step("consented", (given.start or given.stamp.occurred_at) if given else None),
        Step("called", call.sent_at if call else None),
        Step("held", one.met_at or made),
        Step("followed_up", one.followed.occurred_at if one.followed else None),
        Step("closed", one.ended.occurred_at if one.ended else None),
    )
    reached = stage_of((Step("proposed", one.stamp.occurred_at), *steps))
    stage, since = reached.what, reached.at or one.stamp.occurred_at
    if one.declined is not None:
        stage, since = "declined", one.declined.occurred_at
    found = flaws(person, one, morning.today)
    return Tracker(
        "sip", one.key, stage, since, one.ended is None and one.declined is None,
        told_by((one, Category.D5), *every([call] if call else [], Category.D2)),
        steps=steps,
        clocks=_clocks(one, morning) if one.ended is None and one.declined is None else (),
        notes=found or ("valid",),
        lead=one.lead,
        parties=one.parties,
    )  # fmt: skip


def _clocks(one: Sip, morning: Morning) -> tuple[Clock, ...]:
    touched = last_touched(one)
    if touched is None:
        return ()
    aged = touched[1] + DAY * number(morning, "sip-uppfoljning", "dygn_utan", 90)
    return (Clock("followup", day_bounds(min(aged, one.next_followup_on or aged))[1]),)


def _consent(person: Person, one: Sip) -> Consent | None:
    """The word on the SIP: the assertion that it names, else the latest on any."""
    told = [consent for consent in person.consents if consent.purpose == "sip"]
    named = [consent for consent in told if one.consent_id and consent.key == one.consent_id]
    return next(iter(reversed(named or told)), None)


def _belongs(one: Sip, call: SipCall) -> bool:
    """Whether a call is to this SIP's meeting: after it was proposed, and before it was held or made."""
    ends = [told.occurred_at for told in (one.met, one.created, one.declined, one.ended) if told]
    begun = (one.proposed or one.stamp).occurred_at
    # A SIP that was never proposed begins when it is made: the call to it came before that.
    began_early = one.proposed is None and begun - CALLED <= call.sent_at
    return (begun <= call.sent_at or began_early) and all(call.sent_at <= at for at in ends[:1])


def _called_only(call: SipCall) -> Tracker:
    steps = tuple(
        Step(what, call.sent_at if what == "called" else None)
        for what in ("proposed", "consented", "called", "held", "followed_up", "closed")
    )
    return Tracker(
        "sip", call.stamp.ref, "called", call.sent_at, True, told_by((call, Category.D2)),
        steps=steps, notes=("not_made",),
    )  # fmt: skip
