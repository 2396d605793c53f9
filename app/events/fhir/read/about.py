"""About understands what all statements of one resource share: whom, where, when written, how secret."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from app.events.fhir.read import references
from app.events.fhir.read.instants import instant
from app.events.fhir.read.mapping import SourceMapping
from app.events.fhir.read.references import Neighbours, Number
from app.events.fhir.read.shapes import Extension, Identifier, Meta, Reference
from app.events.fhir.read.statement import Statement, Told, Unreadable

LABELS = "http://hl7.se/fhir/ig/base/CodeSystem/SecurityLabel"
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Setting:
    """What the reading of one resource stands in. `now` is the best there is where no time is told."""

    mapping: SourceMapping
    neighbours: Neighbours
    now: datetime


@dataclass(frozen=True, slots=True)
class About:
    """One resource's statements, made with what they share."""

    key: str
    setting: Setting
    recorded_at: datetime | None
    shared: Told
    places: dict[str, str] = field(default_factory=dict)

    @property
    def written(self) -> datetime:
        return self.recorded_at or self.setting.now

    def says(
        self, part: str, kind: str, time: datetime | None, body: Told, /, *,
        only_if: str | None = None, **places: str,
    ) -> Statement:  # fmt: skip
        """A statement of one part, at a time, or at the best there is."""
        told = {name: value for name, value in body.items() if value is not None}
        return Statement(
            f"{self.key}:{part}", kind, time or self.written, self.recorded_at, self.shared, told,
            time is not None, f"{self.key}:{only_if}" if only_if else None,
            {**self.places, **{f"data.{name}": place for name, place in places.items()},
             **({"time": places["time"]} if "time" in places else {})},
        )  # fmt: skip

    def takes_back(self, part: str, kind: str, *, if_told: bool = False) -> Statement:
        """That a part was never so; `if_told`: worth saying only where it has been told."""
        name = f"{self.key}:{part}"
        return Statement(
            name, kind, self.written, self.recorded_at, self.shared, None, False,
            name if if_told else None, self.places,
        )  # fmt: skip


def about(
    resource: Any, setting: Setting, subject: Reference | None, *,
    subject_at: str = "subject", unit: str | None = None, unit_at: str = "serviceProvider",
    correlation: str | None = None,
) -> About:  # fmt: skip
    """What the statements of a resource share. Raises Unreadable."""
    key = references.key_of(resource, setting.mapping)
    person = setting.neighbours.person(subject, resource, subject_at)
    shared: dict[str, Any] = {"person_id": person}
    if unit := unit or setting.mapping.unit:
        shared["unit_hsa_id"] = unit
    if correlation:
        shared["correlation_id"] = bounded(correlation, "identifier.value")
    if is_sensitive(resource.meta):
        shared["sensitivity"] = "D7"
    places = {
        "data.person_id": subject_at,
        "data.unit_hsa_id": unit_at,
        "data.correlation_id": "identifier.value",
        "data.recorded_at": "meta.lastUpdated",
        "time": "meta.lastUpdated",
    }
    return About(key, setting, last_updated(resource.meta, setting), shared, places)


def of_person(person: Number, resource: Any, setting: Setting) -> About:
    """The same for a Patient, who is known by the number and not by the resource's id."""
    hidden = setting.mapping.hide(f"{person['system']}|{person['value']}")
    places = {
        "data.person_id": "identifier",
        "data.recorded_at": "meta.lastUpdated",
        "time": "meta.lastUpdated",
    }
    written = last_updated(resource.meta, setting)
    return About(f"fhir:Patient/{hidden}", setting, written, {"person_id": person}, places)


def last_updated(meta: Meta, setting: Setting) -> datetime | None:
    if meta.last_updated is None:
        return None
    return instant(meta.last_updated, "meta.lastUpdated", setting.mapping.timezone).astimezone(UTC)


def is_sensitive(meta: Meta) -> bool:
    """Whether the resource is marked as more secret than care is in general."""
    return any(
        (label.system == CONFIDENTIALITY and label.code in {"R", "V"})
        or label.system in {ACT, LABELS}
        for label in meta.security
    )


def extended(extensions: tuple[Extension, ...], name: str) -> str | None:
    """The time that an extension tells, whoever has defined it: its name is what its url ends with."""
    for extension in extensions:
        if extension.url.rstrip("/").rpartition("/")[2].rpartition(":")[2] == name:
            return extension.value_date_time or extension.value_instant or extension.value_date
    return None


def number(identifiers: tuple[Identifier, ...]) -> str | None:
    """The number that a resource goes by elsewhere, if it says one."""
    for identifier in identifiers:
        if identifier.value and identifier.use not in {"temp", "old"}:
            return identifier.value
    return None


def bounded(text: str, field: str) -> str:
    """A text on one line that is not too long."""
    text = " ".join(text.split())
    if len(text) > LONGEST:
        raise Unreadable(f"Texten är längre än {LONGEST} tecken.", field, "too-long")
    return text
