"""Consent understands what a person allows and what a person has blocked.

A consent that is narrowed in a way we cannot follow is refused: to take it whole would be to allow
more than the person did. A block is taken as wide as it is told, or wider.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from app.events.fhir.read import about as common
from app.events.fhir.read.about import About, Setting
from app.events.fhir.read.instants import instant
from app.events.fhir.read.resources import Consent, Provision
from app.events.fhir.read.statement import NotUsed, Statement, Unreadable

STATUSES = frozenset({"draft", "proposed", "active", "rejected", "inactive", "entered-in-error"})
WHOLE = Provision()


def consent(told: Consent, setting: Setting) -> list[Statement] | NotUsed:
    if told.status not in STATUSES:
        raise Unreadable("Statusen finns inte i standarden.", "status", "code-invalid")
    provision = told.provision or WHOLE
    if provision.type not in {None, "permit", "deny"}:
        raise Unreadable("Slaget finns inte i standarden.", "provision.type", "code-invalid")
    if told.status in {"draft", "proposed"}:
        return NotUsed("Consent", "Samtycket är inte lämnat än.")
    if provision.modifier_extension:
        raise Unreadable(
            "Villkoret har en modifierExtension som inte är känd här.",
            "provision.modifierExtension", "extension",
        )  # fmt: skip
    blocks = provision.type == "deny" and told.status != "rejected"
    purpose = setting.mapping.means("purpose", *provision.purpose, *told.category, told.scope)
    if purpose is None and not blocks:
        return NotUsed("Consent", "Samtycken för det ändamålet används inte.")
    units = [setting.neighbours.unit(one, told) for one in told.organization]
    unit = next((one for one in units if one), None)
    it = common.about(told, setting, told.patient, subject_at="patient", unit=unit,
                      unit_at="organization")  # fmt: skip
    at = instant(told.date_time, "dateTime", setting.mapping.timezone) if told.date_time else None
    if blocks:
        return _block(told, it, unit, at)
    return _consent(told, provision, it, at, {"purpose": purpose})


def _consent(
    told: Consent, provision: Provision, it: About, at: datetime | None, body: dict[str, Any]
) -> list[Statement]:
    given, ended, voided = "consent.given", "consent.ended", "consent.voided"
    if told.status == "entered-in-error":
        return [
            it.takes_back("given", given),
            it.takes_back("refused", "consent.refused", if_told=True),
            it.takes_back("ended", ended, if_told=True),
            it.says("voided", voided, None, body),
        ]
    if told.status == "rejected":
        return [it.says("refused", "consent.refused", at, body, time="dateTime")]
    start, end = _period(provision, it)
    if told.status == "inactive":
        over = end if end and end <= it.setting.now else None
        return [it.says("ended", ended, over, body, time="provision.period.end")]
    _whole(provision)
    units = [it.setting.neighbours.unit(one.reference, told) for one in provision.actor]
    if None in units:
        raise Unreadable(
            "Samtycket gäller någon som inte är en känd enhet, och kan inte följas.",
            "provision.actor.reference", "not-found",
        )  # fmt: skip
    begins = start or at or it.written
    known = {
        **body, "start": begins.isoformat(), "end": end.isoformat() if end else None,
        "units": units or None,
    }  # fmt: skip
    told_at = at if at and at <= it.setting.now else None
    said = it.says("given", given, told_at, known, time="dateTime", start="provision.period.start",
                   end="provision.period.end", units="provision.actor.reference")  # fmt: skip
    return [
        # Without a word on when it begins it holds since we first heard of it, however often we do.
        said if start or at else replace(said, loose=frozenset({"start"})),
        it.takes_back("refused", "consent.refused", if_told=True),
        it.takes_back("ended", ended, if_told=True),
        it.takes_back("voided", voided, if_told=True),
    ]  # fmt: skip


def _block(told: Consent, it: About, unit: str | None, at: datetime | None) -> list[Statement]:
    """A block of one unit's information: the unit is the consent's own organization."""
    if told.status == "entered-in-error":
        return [
            it.takes_back("block", "block.set"),
            it.takes_back("lifted", "block.lifted", if_told=True),
        ]
    if unit is None:
        raise Unreadable("Det framgår inte vilken enhets uppgifter som är spärrade.",
                         "organization", "required")  # fmt: skip
    if told.status == "inactive":
        return [it.says("lifted", "block.lifted", None, {"unit": unit}, unit="organization")]
    told_at = at if at and at <= it.setting.now else None
    return [
        it.says("block", "block.set", told_at, {"unit": unit}, time="dateTime",
                unit="organization"),
        it.takes_back("lifted", "block.lifted", if_told=True),
    ]  # fmt: skip


def _period(provision: Provision, it: About) -> tuple[datetime | None, datetime | None]:
    zone = it.setting.mapping.timezone
    period = provision.period
    start = period.start if period else None
    end = period.end if period else None
    return (
        instant(start, "provision.period.start", zone) if start else None,
        instant(end, "provision.period.end", zone, ends=True) if end else None,
    )


def _whole(provision: Provision) -> None:
    narrowed = {
        "action": provision.action, "class": provision.classes, "code": provision.code,
        "data": provision.data, "dataPeriod": provision.data_period,
        "provision": provision.provision, "securityLabel": provision.security_label,
    }  # fmt: skip
    for name, told in narrowed.items():
        if told:
            raise Unreadable(
                "Samtycket är begränsat på ett sätt som inte kan följas här.",
                f"provision.{name}", "not-supported",
            )  # fmt: skip
