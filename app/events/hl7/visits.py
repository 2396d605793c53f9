"""Visits understands what a message says of a visit: that it began, moved, ended, or was a mistake."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from app.events.hl7.editions import ED, STAY, Fact, Origin
from app.events.hl7.message import Message, Unreadable, When, read_time
from app.events.hl7.persons import bounded
from app.events.mapping import Mapping

Times = tuple[tuple[str, int], ...]
BEGAN: Times = (("EVN", 6), ("PV1", 44), ("EVN", 2), ("MSH", 7))
HAPPENED: Times = (("EVN", 6), ("EVN", 2), ("MSH", 7))
ENDED: Times = (("PV1", 45), ("EVN", 6), ("EVN", 2), ("MSH", 7))
RECORDED: Times = (("EVN", 2), ("MSH", 7))
_FROM_ED = {"ed": True, "other": False}


@dataclass(frozen=True, slots=True)
class Visit:
    """One message's visit: its number (empty where none is told), its sort, and who it is about."""

    message: Message
    mapping: Mapping
    origin: Origin
    who: dict[str, Any]
    number: str
    sort: Literal["inpatient", "ed", "not_used"]

    def began(self, at: datetime, *, presumed: bool = False) -> dict[str, Any]:
        """The admission, or the arrival at the emergency department."""
        fact: Fact = "admitted" if self.sort == "inpatient" else "registered"
        told = self._admission() if self.sort == "inpatient" else self._arrival()
        return self._told(fact, at, told, presumed)

    def ended(self, at: datetime, *, presumed: bool = False) -> dict[str, Any]:
        """The discharge, or the end of the visit to the emergency department."""
        code = self.message.text("PV1", 36)
        if self.sort == "ed":
            outcome = self.mapping.ed_outcome.get(code, "unknown")
            told = {"outcome": outcome, "closed_at": at.isoformat()}
            return self._told("closed", at, told, presumed)
        return self.discharged(at, self.mapping.disposition.get(code, "unknown"), presumed)

    def discharged(self, at: datetime, disposition: str, presumed: bool = False) -> dict[str, Any]:
        told = {"discharged_at": at.isoformat(), "disposition": disposition}
        return self._told("discharged", at, told, presumed)

    def transferred(self, at: datetime) -> dict[str, Any]:
        return self._told("transferred", at, {"ward": self.ward})

    def expected_home(self) -> list[dict[str, Any]]:
        """When the person is expected to go home, where the source is to tell of it (PV2-9)."""
        if self.mapping.expected_discharge == "not_used" or self.sort != "inpatient":
            return []
        told = self._time("PV2", 9)
        if told is None and not self.message.emptied("PV2", 9):
            return []
        at = self.origin.recorded
        new = {"sent_at": at.isoformat(), "new": told.at.isoformat() if told else None}
        return [self._told("pud", at, new)]

    def cancelled(self, facts: Iterable[Fact], kind: str | None = None) -> list[dict[str, Any]]:
        if not self.number:
            raise Unreadable(
                "Vårdkontaktens nummer saknas, så det går inte att se vad som tas tillbaka.",
                "PV1-19",
            )
        return [
            self.origin.cancelled(self.number, fact, self.who, kind)
            for fact in facts
            if fact != "pud" or self.mapping.expected_discharge == "pud"
        ]

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What is told of a visit of this sort."""
        return tuple(STAY if self.sort == "inpatient" else ED)

    @property
    def unlisted(self) -> str:
        """The code of where the person went (PV1-36), when the source's table does not have it."""
        code = self.message.text("PV1", 36)
        table = self.mapping.ed_outcome if self.sort == "ed" else self.mapping.disposition
        return "" if code in table else code

    @property
    def ward(self) -> str:
        told = bounded(self.message.text("PV1", 3), "PV1-3")
        return self.mapping.wards.get(told, told)

    def time(self, field: int) -> datetime | None:
        """A time of PV1, when it tells the hour."""
        told = self._time("PV1", field)
        return told.at if told and told.whole else None

    def _told(
        self, fact: Fact, at: datetime, data: dict[str, Any], presumed: bool = False
    ) -> dict[str, Any]:
        tell = self.origin.presumed if presumed else self.origin.edition
        return tell(self.number, fact, at, self.who, data)

    def _time(self, segment: str, field: int) -> When | None:
        text = self.message.text(segment, field)
        return read_time(text, f"{segment}-{field}", self.mapping.timezone)

    def _admission(self) -> dict[str, Any]:
        admission = self.mapping.admission_type.get(self.message.text("PV1", 4))
        source = self.mapping.admit_source.get(self.message.text("PV1", 14), "")
        return {
            "ward": self.ward or None,
            "planned": None if admission is None else admission == "planned",
            "from_ed": _FROM_ED.get(source),
        }

    def _arrival(self) -> dict[str, Any]:
        arrival = self.mapping.admit_source.get(self.message.text("PV1", 14), "unknown")
        return {"arrival_mode": "unknown" if arrival == "ed" else arrival}


def visit(message: Message, mapping: Mapping, origin: Origin, who: dict[str, Any]) -> Visit:
    """The visit that PV1 tells of. A class that the source's table lacks is never guessed."""
    if not message.has("PV1"):
        raise Unreadable("Segmentet PV1 saknas.", "PV1")
    told = message.text("PV1", 2)
    if not told:
        raise Unreadable("Vårdkontaktens slag saknas.", "PV1-2")
    if told not in mapping.patient_class:
        raise Unreadable("Vårdkontaktens slag finns inte i källans kodtabell.", "PV1-2")
    unit = {"unit_hsa_id": mapping.units.get(message.text("PV1", 3), mapping.unit)}
    number = bounded(message.text("PV1", 19), "PV1-19")
    return Visit(message, mapping, origin, who | unit, number, mapping.patient_class[told])


def times(message: Message, mapping: Mapping, places: Times) -> list[When]:
    read = (
        read_time(message.text(segment, field), f"{segment}-{field}", mapping.timezone)
        for segment, field in places
    )
    return [when for when in read if when is not None]


def best(message: Message, mapping: Mapping, places: Times) -> datetime:
    """The first that tells the hour; else the first that tells the day."""
    found = times(message, mapping, places)
    if not found:
        raise Unreadable("Meddelandet säger inte när det hände.", "EVN-2")
    return next((when for when in found if when.whole), found[0]).at
