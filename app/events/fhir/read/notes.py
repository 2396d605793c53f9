"""Notes understand what is assessed, asked for and sent: Observation, Task, Communication, Flag."""

import re
from datetime import datetime
from typing import Any

from app.events.fhir.read import about as common
from app.events.fhir.read.about import About, Setting, extended
from app.events.fhir.read.instants import instant
from app.events.fhir.read.resources import Communication, Flag, Observation, Task
from app.events.fhir.read.statement import NotUsed, Statement, Unreadable

OBSERVED = frozenset({"final", "amended", "corrected"})
NOT_OBSERVED = frozenset({"registered", "preliminary", "unknown"})
TAKEN_BACK = frozenset({"cancelled", "entered-in-error"})
ASKED = frozenset({"requested", "received", "accepted", "ready", "in-progress", "on-hold"})
WITHDRAWN = frozenset({"rejected", "cancelled", "failed", "entered-in-error"})
NO_STATUS = "Statusen finns inte i standarden."
SCORE = "Skattningen ska vara ett heltal från 1 till 9."
_SCORE = re.compile(r"[1-9]")


def flag(told: Flag, setting: Setting) -> NotUsed:
    return NotUsed("Flag", "Flaggor används inte; mångsökare räknas här ur besök och samtal.")


def observation(told: Observation, setting: Setting) -> list[Statement] | NotUsed:
    """A score on the Clinical Frailty Scale. Other observations are not used."""
    if told.status not in OBSERVED | NOT_OBSERVED | TAKEN_BACK:
        raise Unreadable(NO_STATUS, "status", "code-invalid")
    if setting.mapping.means("observation", told.code) != "cfs":
        return NotUsed("Observation", "Observationer av det slaget används inte.")
    if told.status in NOT_OBSERVED:
        return NotUsed("Observation", "Skattningen är inte färdig.")
    units = (setting.neighbours.unit(one, told) for one in told.performer)
    unit = next((one for one in units if one), None)
    it = common.about(told, setting, told.subject, unit=unit, unit_at="performer")
    if told.status in TAKEN_BACK:
        return [it.takes_back("score", "cfs.assessed")]
    at, field = _observed_at(told, it)
    body = {"score": _score(told), "assessed_on": at.date().isoformat()}
    return [it.says("score", "cfs.assessed", at, body, time=field, assessed_on=field)]


def _observed_at(told: Observation, it: About) -> tuple[datetime, str]:
    period = told.effective_period
    for text, field in (
        (told.effective_date_time, "effectiveDateTime"),
        (told.effective_instant, "effectiveInstant"),
        (period.start if period else None, "effectivePeriod.start"),
        (told.issued, "issued"),
    ):
        if text:
            return instant(text, field, it.setting.mapping.timezone), field
    raise Unreadable("Det framgår inte när skattningen gjordes.", "effective", "required")


def _score(told: Observation) -> int:
    """The score, in whichever way it is told; never rounded, and never read out of a text."""
    values: list[tuple[str, Any]] = [
        ("valueInteger", told.value_integer),
        ("valueQuantity.value", told.value_quantity and told.value_quantity.value),
    ]
    for coding in told.value_codeable_concept.coding if told.value_codeable_concept else ():
        if coding.code and _SCORE.fullmatch(coding.code):
            values.append(("valueCodeableConcept.coding.code", int(coding.code)))
    known = [(field, value) for field, value in values if value is not None]
    if not known:
        where = "valueCodeableConcept" if told.value_codeable_concept else "value"
        raise Unreadable(SCORE, where, "value" if told.value_codeable_concept else "required")
    field, value = known[0]
    if any(other != value for _, other in known) or value not in range(1, 10):
        raise Unreadable(SCORE, field, "value")
    return int(value)


def task(told: Task, setting: Setting) -> list[Statement] | NotUsed:
    """An assessment that is asked for. What the huddle has decided is not told from outside."""
    what = setting.mapping.means("task", told.code)
    if what is None:
        return NotUsed("Task", "Uppdrag av det slaget används inte.")
    if told.status == "draft":
        return NotUsed("Task", "Uppdraget är inte begärt än.")
    if told.status not in ASKED | WITHDRAWN | {"completed"}:
        raise Unreadable(NO_STATUS, "status", "code-invalid")
    unit = setting.neighbours.unit(told.owner, told)
    it = common.about(told, setting, told.subject, subject_at="for", unit=unit, unit_at="owner")
    requested, done = "assessment.requested", "assessment.done"
    if told.status in WITHDRAWN:
        return [it.takes_back("requested", requested), it.takes_back("done", done, if_told=True)]
    zone = setting.mapping.timezone
    at = instant(told.authored_on, "authoredOn", zone) if told.authored_on else None
    latest = told.restriction.period.end if told.restriction and told.restriction.period else None
    by_when = instant(latest, "restriction.period.end", zone, ends=True) if latest else None
    body = {"what": what, "by_when": by_when.isoformat() if by_when else None}
    statements = [it.says("requested", requested, at, body, time="authoredOn",
                          by_when="restriction.period.end")]  # fmt: skip
    if told.status != "completed":
        return [*statements, it.takes_back("done", done, if_told=True)]
    end = told.execution_period.end if told.execution_period else None
    text, field = (end, "executionPeriod.end") if end else (told.last_modified, "lastModified")
    ended = instant(text, field, zone) if text else None
    return [*statements, it.says("done", done, ended, {"what": what}, time=field)]


def communication(told: Communication, setting: Setting) -> list[Statement] | NotUsed:
    """A notice of the discharge planning, or a call. Others, and what they say, are not read."""
    mapping = setting.mapping
    kind = mapping.means("notice", told.topic, *told.category, *told.medium)
    if kind is None:
        return NotUsed("Communication", "Meddelanden av det slaget används inte.")
    unit = setting.neighbours.unit(told.sender, told)
    correlation = common.number(told.identifier)
    if told.encounter and told.encounter.identifier:
        correlation = told.encounter.identifier.value or correlation
    it = common.about(told, setting, told.subject, unit=unit, unit_at="sender",
                      correlation=correlation)  # fmt: skip
    name = "phone.contact" if kind == "phone" else f"samsa.{kind}"
    if told.status in {"entered-in-error", "stopped"}:
        return [it.takes_back("sent", name)]
    not_reached = kind == "phone" and told.status == "not-done"
    if told.status != "completed" and not not_reached:
        return NotUsed("Communication", "Meddelandet är inte skickat.")
    text, field = (told.sent, "sent") if told.sent else (told.received, "received")
    if text is None:
        raise Unreadable("Det framgår inte när det skickades.", "sent", "required")
    at = instant(text, field, mapping.timezone)
    if kind == "phone":
        channel = mapping.means("channel", told.topic, *told.category)
        at_centre = unit in mapping.centres
        body: dict[str, Any] = {
            "channel": channel or ("vc" if at_centre else "mottagning"),
            "result": "not_reached" if not_reached else "reached",
        }
    else:
        body = _notice(kind, told, it, at, unit)
    return [it.says("sent", name, at, body, time=field, sent_at=field, recipients="recipient",
                    by_unit="sender", invited="recipient", pud="extension.value",
                    new="extension.value")]  # fmt: skip


def _notice(
    kind: str, told: Communication, it: About, at: datetime, unit: str | None
) -> dict[str, Any]:
    zone = it.setting.mapping.timezone
    units = [it.setting.neighbours.unit(one, told) for one in told.recipient]
    recipients = sorted({one for one in units if one})
    sent = {"sent_at": at.isoformat()}

    def time(name: str) -> str | None:
        text = extended(told.extension, name)
        return instant(text, "extension.value", zone).isoformat() if text else None

    match kind:
        case "inskrivningsmeddelande":
            return {**sent, "pud": time("expected-discharge"), "recipients": recipients}
        case "pud_changed":
            return {**sent, "new": time("expected-discharge")}
        case "sip_kallelse":
            return {**sent, "meeting_at": time("meeting"), "invited": recipients or None}
        case "kvitterad":
            if unit is None:
                raise Unreadable("Det framgår inte vem som kvitterar.", "sender", "required")
            return {"by_unit": unit}
        case "avbrott":
            return {}
        case _:
            return sent
