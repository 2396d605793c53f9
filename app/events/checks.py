"""Checks understand what cannot be true of an event that could be read, before it is recorded."""

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from functools import lru_cache

from app.clock import local
from app.events import wire
from app.events.kinds import KINDS
from app.events.kinds.identity import Important, PersonDied
from app.organisation import Organisation

SKEW = timedelta(minutes=5)
LONGEST = 200
"""Signs in the person's own line: it is read first of all, and at a glance."""
OURS = ("huddle.", "action.")
AHEAD = {("enrolment.ended", "on"), ("capacity.ended", "on"), ("person.died", "on")}
"""An end may be told beforehand; of a death it is said in its own words."""
PAST = {
    kind: tuple(
        f.name
        for f in fields(body)
        if f.name
        in ("closed_at", "discharged_at", "sent_at", "requested_at", "assessed_at", "assessed_on",
            "decided_at", "executed_at", "patient_informed_at", "held_at", "on")
        and (kind, f.name) not in AHEAD
    )
    for kind, body in KINDS.items()
}  # fmt: skip
"""Which fields of each kind tell of what has happened: they cannot lie ahead of us."""
NO_UNIT = "Okänd enhet. Den finns inte i organisationen."


@dataclass(frozen=True, slots=True)
class Limits:
    """How far ahead may be told: an instant, which leaves room for clocks that differ, and a day."""

    latest: datetime
    today: date


@lru_cache(maxsize=8)
def limits(now: datetime) -> Limits:
    """All that comes in one batch comes at one instant."""
    return Limits(now + SKEW, local(now).date())


def impossible(parsed: wire.Parsed, now: datetime) -> tuple[str, str] | None:
    """The first field that tells what cannot be, and why, in Swedish."""
    if parsed.kind.startswith(OURS):
        return "type", "Händelser av det slaget skapas bara i Kvarten."
    for field, at in (("time", parsed.occurred_at), ("data.recorded_at", parsed.recorded_at)):
        if at is not None and _ahead(at, now):
            return field, f"Tiden ligger i framtiden. Klockan är nu {_clock(now)}."
    for name in PAST[parsed.kind] if parsed.body is not None else ():
        told = getattr(parsed.body, name)
        if told is not None and _ahead(told, now):
            return f"data.{name}", f"Tiden ligger i framtiden. Klockan är nu {_clock(now)}."
    born = getattr(parsed.body, "birth_date", None)
    if born is not None and _ahead(born, now):
        return "data.birth_date", "Födelsedatumet ligger i framtiden."
    if isinstance(parsed.body, Important) and len(parsed.body.text) > LONGEST:
        return "data.text", f"Viktigt för mig får vara högst {LONGEST} tecken."
    if isinstance(parsed.body, PersonDied) and _ahead(parsed.body.on, now):
        return "data.on", "Dödsdatumet ligger i framtiden."
    return None


def unknown(parsed: wire.Parsed, organisation: Organisation) -> tuple[str, str] | None:
    """The first unit or provider that is not in the organisation."""
    data, body = parsed.data, parsed.body
    if data.controller_hsa_id and data.controller_hsa_id not in organisation.providers:
        return "data.controller_hsa_id", "Okänd huvudman. Den finns inte i organisationen."
    if data.unit_hsa_id is not None and data.unit_hsa_id not in organisation.units:
        return "data.unit_hsa_id", NO_UNIT
    for name in wire.UNITS[parsed.kind] if body is not None else ():
        told = getattr(body, name)
        for unit in (told,) if isinstance(told, str) else told or ():
            if unit not in organisation.units:
                return f"data.{name}", NO_UNIT
    return None


def _ahead(told: date, now: datetime) -> bool:
    bounds = limits(now)
    return told > bounds.latest if isinstance(told, datetime) else told > bounds.today


def _clock(now: datetime) -> str:
    return local(now).strftime("%Y-%m-%d %H.%M")
