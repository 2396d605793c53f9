"""Plan understands what is agreed with a person for a time: enrolments, SIP and medical plans."""

from datetime import datetime
from typing import Any

from app.events.fhir.read import about as common
from app.events.fhir.read.about import About, Setting, extended
from app.events.fhir.read.instants import day, instant
from app.events.fhir.read.resources import CarePlan, EpisodeOfCare
from app.events.fhir.read.statement import NotUsed, Statement, Unreadable

EPISODES = frozenset({
    "planned", "waitlist", "active", "onhold", "finished", "cancelled", "entered-in-error",
})  # fmt: skip
PLANS = frozenset({
    "draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown",
})  # fmt: skip
NO_STATUS = "Statusen finns inte i standarden."


def episode(told: EpisodeOfCare, setting: Setting) -> list[Statement] | NotUsed:
    """An enrolment. One that is put on hold goes on: nobody has ended it."""
    if told.status not in EPISODES:
        raise Unreadable(NO_STATUS, "status", "code-invalid")
    kind = setting.mapping.means("enrolment", *told.type)
    if kind is None:
        return NotUsed("EpisodeOfCare", "Insatser av det slaget används inte.")
    if told.status in {"planned", "waitlist"}:
        return NotUsed("EpisodeOfCare", "Insatsen har inte börjat.")
    unit = setting.neighbours.unit(told.managing_organization, told) or setting.mapping.unit
    it = common.about(told, setting, told.patient, subject_at="patient", unit=unit,
                      unit_at="managingOrganization")  # fmt: skip
    if told.status in {"cancelled", "entered-in-error"}:
        return [
            it.takes_back("began", "enrolment.started"),
            it.takes_back("ended", "enrolment.ended"),
        ]
    if unit is None:
        raise Unreadable(
            "Enheten saknas, eller har inget HSA-id.", "managingOrganization", "required"
        )
    zone = setting.mapping.timezone
    start = told.period.start if told.period else None
    end = told.period.end if told.period else None
    if start is None:
        raise Unreadable("Det framgår inte när insatsen började.", "period.start", "required")
    began = instant(start, "period.start", zone)
    ends = day(end, "period.end", zone) if end else None
    body: dict[str, Any] = {"kind": kind, "unit": unit, "from": began.date().isoformat()}
    if told.status != "finished":
        body["to"] = ends.isoformat() if ends else None
    places = {"unit": "managingOrganization", "from": "period.start", "to": "period.end"}
    statements = [it.says("began", "enrolment.started", _past(began, it), body,
                          time="period.start", **places)]  # fmt: skip
    if told.status != "finished":
        return [*statements, it.takes_back("ended", "enrolment.ended", if_told=True)]
    if end is None or ends is None:
        raise Unreadable(
            "Insatsen är avslutad, men det framgår inte när.", "period.end", "required"
        )
    ended = instant(end, "period.end", zone, ends=True)
    body = {"kind": kind, "unit": unit, "on": ends.isoformat()}
    places = {"unit": "managingOrganization", "on": "period.end", "time": "period.end"}
    return [*statements, it.says("ended", "enrolment.ended", _past(ended, it), body, **places)]


def care_plan(told: CarePlan, setting: Setting) -> list[Statement] | NotUsed:
    """A SIP, or a medical plan. Others are not used."""
    if told.status not in PLANS:
        raise Unreadable(NO_STATUS, "status", "code-invalid")
    kind = setting.mapping.means("plan", *told.category)
    if kind is None:
        return NotUsed("CarePlan", "Planer av det slaget används inte.")
    if told.status == "unknown":
        return NotUsed("CarePlan", "Planens status är inte känd.")
    unit = setting.neighbours.unit(told.author, told)
    it = common.about(told, setting, told.subject, unit=unit, unit_at="author",
                      correlation=common.number(told.identifier))  # fmt: skip
    return _sip(told, it, unit) if kind == "sip" else _medical(told, it)


def _sip(told: CarePlan, it: About, unit: str | None) -> list[Statement] | NotUsed:
    created, proposed, closed = "sip.created", "sip.proposed", "sip.closed"
    if told.status == "entered-in-error":
        return [
            it.takes_back("proposed", proposed, if_told=True),
            it.takes_back("created", created),
            it.takes_back("closed", closed),
        ]
    zone = it.setting.mapping.timezone
    written = instant(told.created, "created", zone) if told.created else None
    if told.status == "draft" or told.intent == "proposal":
        return [it.says("proposed", proposed, written, {"by_unit": unit}, time="created",
                        by_unit="author")]  # fmt: skip
    start = told.period.start if told.period else None
    valid = day(start, "period.start", zone) if start else None
    if valid is None:
        raise Unreadable("Det framgår inte från när planen gäller.", "period.start", "required")
    parties = (it.setting.neighbours.unit(one, told) for one in told.contributor)
    followed = extended(told.extension, "next-followup")
    next_followup = day(followed, "extension.value", zone) if followed else None
    body = {
        "valid_from": valid.isoformat(),
        "next_followup_on": next_followup.isoformat() if next_followup else None,
        "parties": sorted({party for party in parties if party}) or None,
        "lead": unit,
    }
    began = _past(instant(start or "", "period.start", zone), it)
    statements = [it.says("created", created, written or began, body, valid_from="period.start",
                          time="created" if written else "period.start", parties="contributor",
                          next_followup_on="extension.value", lead="author")]  # fmt: skip
    if told.status not in {"completed", "revoked"}:
        return [*statements, it.takes_back("closed", closed, if_told=True)]
    end = told.period.end if told.period else None
    ended = instant(end, "period.end", zone, ends=True) if end else None
    said = it.says("closed", closed, _past(ended, it), {"reason": told.status}, time="period.end")
    return [*statements, said]


def _medical(told: CarePlan, it: About) -> list[Statement] | NotUsed:
    recorded = "medical_plan.recorded"
    if told.status in {"entered-in-error", "revoked"}:
        return [it.takes_back("recorded", recorded)]
    if told.status == "draft" or told.intent == "proposal":
        return NotUsed("CarePlan", "Planen är inte fastställd.")
    zone = it.setting.mapping.timezone
    start = told.period.start if told.period else None
    text, field = (told.created, "created") if told.created else (start, "period.start")
    on = day(text, field, zone) if text else None
    if text is None or on is None:
        raise Unreadable("Det framgår inte när planen skrevs.", "created", "required")
    at = _past(instant(text, field, zone), it)
    return [it.says("recorded", recorded, at, {"on": on.isoformat()}, time=field, on=field)]


def _past(at: datetime | None, it: About) -> datetime | None:
    """When it was said, of what is said beforehand: it begins later, but it is known now."""
    return None if at is None or at > it.setting.now else at
