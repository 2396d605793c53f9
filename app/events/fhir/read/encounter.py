"""Encounter understands a visit: what it was, when it began and ended, and how the person left.

The same visit is told again each time it comes further, so it is read as parts that each are told
once and then corrected: that it began, which wards it came to, that it ended.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.events.fhir.read import about as common
from app.events.fhir.read.about import About, Setting, bounded, extended
from app.events.fhir.read.instants import instant
from app.events.fhir.read.references import key_of
from app.events.fhir.read.resources import Encounter, Location, Stop
from app.events.fhir.read.statement import NotUsed, Statement, Unreadable

BEGUN = frozenset({"arrived", "triaged", "in-progress", "onleave"})
NEVER = frozenset({"cancelled", "entered-in-error"})
STATUSES = BEGUN | NEVER | {"planned", "finished", "unknown"}
NO_CLASS = "Besökets slag finns varken i standarden eller i källans kodtabell."
VISIT = {"outpatient": "mottagning", "home": "hembesok", "virtual": "digitalt"}
CARE = {"ed": "ed", "inpatient": "inpatient"}
PUD = ("expected-discharge", "extension-Encounter.plannedEndDate")


def encounter(told: Encounter, setting: Setting) -> list[Statement] | NotUsed:
    if told.status not in STATUSES:
        raise Unreadable("Statusen finns inte i standarden.", "status", "code-invalid")
    meant = setting.mapping.means("encounter", told.coding)
    if meant is None:
        where = "class.code" if told.coding.code else "class"
        raise Unreadable(NO_CLASS, where, "code-invalid" if told.coding.code else "required")
    if meant == "not_used":
        return NotUsed("Encounter", "Besök av det slaget används inte.")
    if told.status in {"planned", "unknown"}:
        return NotUsed(
            "Encounter", "Besöket har inte börjat, eller så är det inte känt om det har."
        )
    unit = _unit(told, setting)
    name = CARE.get(meant) or _contact(told, setting, unit)
    if name is None:
        return NotUsed("Encounter", "Besök på andra mottagningar än vårdcentraler används inte.")
    number = common.number(told.identifier) or key_of(told, setting.mapping)
    it = common.about(told, setting, told.subject, unit=unit, correlation=number)
    visit = Visit(told, it)
    match name:
        case "ed":
            return visit.ed()
        case "inpatient":
            return visit.inpatient()
        case _:
            return visit.contact(name, meant)


def _contact(told: Encounter, setting: Setting, unit: str | None) -> str | None:
    """What kind a visit outside hospital is: of a mobile team, by phone, or at a health centre."""
    mapping = setting.mapping
    if mapping.means("team", told.service_type, *told.type):
        return "mobile.visit"
    match mapping.means("contact", *told.type, told.service_type):
        case "phone":
            return "phone.contact"
        case "visit":
            return "vc.visit"
        case _:
            return "vc.visit" if unit in mapping.centres else None


class Visit:
    """One Encounter, with when it began and ended."""

    def __init__(self, told: Encounter, it: About) -> None:
        self._told = told
        self._it = it
        self._zone = it.setting.mapping.timezone
        self._never = told.status in NEVER
        period = told.period
        self._began = self._at(period.start if period else None, "period.start")
        self._ended = self._end()
        self._ended_by_now = it.recorded_at is None and self._ended == it.setting.now

    def ed(self) -> list[Statement]:
        if self._never:
            return [
                self._it.takes_back("ed:began", "ed.visit.registered"),
                self._it.takes_back("ed:ended", "ed.visit.closed"),
            ]
        arrival = self._source_of_arrival()
        triage = self._told.priority.coding[:1] if self._told.priority else ()
        began = {
            "arrival_mode": arrival if arrival in {"ambulance", "own", "other"} else "unknown",
            "chief_complaint": self._complaint(),
            "triage": bounded(triage[0].code or "", "priority.coding.code") or None
            if triage else None,
        }  # fmt: skip
        statements = self._begun("ed:began", "ed.visit.registered", began)
        if self._ended:
            closed = {"outcome": self._left("ed"), "closed_at": self._ended.isoformat()}
            statements.append(self._over("ed:ended", "ed.visit.closed", closed, "closed_at"))
        else:
            statements.append(self._it.takes_back("ed:ended", "ed.visit.closed", if_told=True))
        return statements

    def inpatient(self) -> list[Statement]:
        if self._never:
            return [
                self._it.takes_back("began", "inpatient.admitted"),
                self._it.takes_back("ended", "inpatient.discharged"),
                self._it.takes_back("pud", "samsa.pud_changed", if_told=True),
                *self._came_from_ed(),
            ]
        statements = list(self._came_from_ed())
        source = self._source_of_arrival()
        admitted = {
            "ward": next((name for name in map(self._ward, self._told.location) if name), None),
            "planned": True if source == "planned" else None,
            "from_ed": True if source == "ed" or self._was_ed() else None,
        }
        statements += self._begun("began", "inpatient.admitted", admitted, "location.location")
        statements += self._moves()
        statements += self._expected()
        if self._ended:
            left = {
                "discharged_at": self._ended.isoformat(),
                "disposition": self._left("inpatient"),
            }
            over = self._over("ended", "inpatient.discharged", left, "discharged_at")
            statements.append(over)
        else:
            statements.append(self._it.takes_back("ended", "inpatient.discharged", if_told=True))
        return statements

    def contact(self, name: str, meant: str) -> list[Statement]:
        """A visit or a call outside hospital."""
        if self._never:
            return [self._it.takes_back("visit", name)]
        told, mapping = self._told, self._it.setting.mapping
        body: dict[str, Any]
        match name:
            case "mobile.visit":
                team = mapping.means("team", told.service_type, *told.type)
                assessed = self._began.isoformat() if self._began else None
                body = {"team": team, "assessed_at": assessed,
                        "in_home": True if meant == "home" else None}  # fmt: skip
            case "phone.contact":
                channel = mapping.means("channel", told.service_type, *told.type)
                at_centre = self._it.shared.get("unit_hsa_id") in mapping.centres
                # A call that goes on, or is waited for, has not reached anybody yet.
                result = "reached" if told.status == "finished" else "unknown"
                body = {"channel": channel or ("vc" if at_centre else "mottagning"),
                        "result": result}  # fmt: skip
            case _:
                body = {"type": VISIT.get(meant, "annat")}
        return self._begun("visit", name, body)

    def _begun(self, part: str, kind: str, body: dict[str, Any], *ward: str) -> list[Statement]:
        if self._began is None:
            if self._ended is None or part == "visit":
                raise Unreadable(
                    "Det framgår inte när besöket började.", "period.start", "required"
                )
            return []
        places = {"ward": ward[0]} if ward else {}
        return [self._it.says(part, kind, self._began, body, time="period.start", **places)]

    def _over(self, part: str, kind: str, body: dict[str, Any], at: str) -> Statement:
        places = {at: "period.end", "time": "period.end"}
        said = self._it.says(part, kind, self._ended, body, **places)
        # Now is another now each time it is sent, and not another end.
        return replace(said, timed=False, loose=frozenset({at})) if self._ended_by_now else said

    def _end(self) -> datetime | None:
        if self._told.status != "finished" or self._never:
            return None
        period = self._told.period
        if period is None or period.end is None:
            raise Unreadable(
                "Besöket är avslutat, men det framgår inte när.", "period.end", "required"
            )
        ended = instant(period.end, "period.end", self._zone, ends=True)
        if "T" not in period.end:
            # A day alone means its end, which has not come while the day goes on.
            ended = min(ended, self._it.written.astimezone(self._zone))
        if self._began and ended < self._began:
            raise Unreadable("Besöket slutar innan det börjar.", "period", "invariant")
        return ended

    def _left(self, meant: str) -> str:
        """How the person left. A code that no table lists is not known, and never home."""
        stay = self._told.hospitalization
        told = stay.discharge_disposition if stay else None
        found = self._it.setting.mapping.means("disposition", told)
        if found is None:
            return "unknown"
        ed = {"home", "admitted", "left", "dead", "other", "unknown"}
        ward = {"home", "korttid", "sabo", "dead", "other", "unknown"}
        return found if found in (ed if meant == "ed" else ward) else "other"

    def _source_of_arrival(self) -> str | None:
        stay = self._told.hospitalization
        told = stay.admit_source if stay else None
        return self._it.setting.mapping.means("arrival", told)

    def _complaint(self) -> str | None:
        """Somebody's own words: the way in drops them unless the source's request names them."""
        for reason in self._told.reason_code[:1]:
            text = reason.text or next((c.display for c in reason.coding if c.display), "")
            return " ".join((text or "").split())[: common.LONGEST] or None
        return None

    def _was_ed(self) -> datetime | None:
        """When the visit was one to the emergency department, if it has been that."""
        for before in self._told.class_history:
            if self._it.setting.mapping.means("encounter", before.coding) == "ed":
                start = self._at(before.period.start, "classHistory.period.start")
                return start or self._began
        return None

    def _came_from_ed(self) -> Iterator[Statement]:
        """A visit that was told as one to the emergency department has become an admission."""
        if self._never:
            yield self._it.takes_back("ed:began", "ed.visit.registered", if_told=True)
            yield self._it.takes_back("ed:ended", "ed.visit.closed", if_told=True)
            return
        began = self._was_ed()
        if began:
            yield self._it.says(
                "ed:began", "ed.visit.registered", began, {}, time="classHistory.period.start"
            )
        admitted = self._admitted_at() or self._began
        if admitted:
            body = {"outcome": "admitted", "closed_at": admitted.isoformat()}
            yield self._it.says(
                "ed:ended", "ed.visit.closed", admitted, body,
                only_if=None if began else "ed:began", closed_at="classHistory.period.end",
            )  # fmt: skip

    def _admitted_at(self) -> datetime | None:
        for before in self._told.class_history:
            if self._it.setting.mapping.means("encounter", before.coding) == "ed":
                return self._at(before.period.end, "classHistory.period.end")
        return None

    def _moves(self) -> Iterator[Statement]:
        """The wards after the first, each from when the person came to it."""
        wards = [stop for stop in self._told.location if stop.status not in {"planned", "reserved"}]
        for number, stop in enumerate(wards[1:], 2):
            ward = self._ward(stop)
            at = self._at(stop.period.start if stop.period else None, "location.period.start")
            if ward and at:
                yield self._it.says(
                    f"ward:{number}", "inpatient.transferred", at, {"ward": ward},
                    time="location.period.start", ward="location.location",
                )  # fmt: skip

    def _expected(self) -> Iterator[Statement]:
        for name in PUD:
            if told := extended(self._told.extension, name):
                new = instant(told, "extension.value", self._zone)
                sent = self._it.recorded_at or self._began or self._it.setting.now
                body = {"sent_at": sent.isoformat(), "new": new.isoformat()}
                said = self._it.says("pud", "samsa.pud_changed", None, body, new="extension.value")
                # The planning has a number of its own, which is not the visit's.
                shared = {k: v for k, v in said.shared.items() if k != "correlation_id"}
                yield replace(said, shared=shared, loose=frozenset({"sent_at"}))
                return

    def _ward(self, stop: Stop) -> str | None:
        found = self._it.setting.neighbours.find(stop.location, self._told)
        name = found.name if isinstance(found, Location) else None
        return bounded(name, "location.location") if name else None

    def _at(self, text: str | None, field: str) -> datetime | None:
        return instant(text, field, self._zone) if text else None


def _unit(told: Encounter, setting: Setting) -> str | None:
    unit = setting.neighbours.unit(told.service_provider, told)
    for stop in told.location if unit is None else ():
        unit = unit or setting.neighbours.unit(stop.location, told)
    return unit
