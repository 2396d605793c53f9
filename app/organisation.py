"""Organisation understands who is who: providers, units, centres, and who is called to which huddle.

It is read from organisation.yaml by `import_file` and held in memory as `Organisation`, which is
small (hundreds of units) and the same for every viewer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import msgspec
import yaml
from sqlalchemy import delete, text
from sqlmodel import SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import plain, tables
from app.days import Calendar
from app.errors import Misconfigured
from app.holidays_se import closed_days

WEEKDAYS = ("mån", "tis", "ons", "tor", "fre", "lör", "sön")
ROLES = ("aldre_ssk", "kommun_hsl", "hemtjanst_planerare", "bistandshandlaggare")


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    hsa_id: str


class MunicipalityEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    name: str


class ProviderEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    hsa_id: str
    name: str
    kind: str
    authority: str
    municipality: str | None = None


class UnitEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    hsa_id: str
    name: str
    short: str
    kind: str
    provider: str
    municipality: str | None = None
    phone: str | None = None


class PartyEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    unit: str
    role: str


class CentreEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    unit: str
    time: str
    weekdays: list[str]
    parties: list[PartyEntry]
    closed: list[date] = []


class SourceEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    name: str
    controller: str
    kinds: list[str]
    interval_minutes: int
    missing: str
    phone: str | None = None
    mapping: str | None = None
    local_systems: list[str] = []


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    region: Named
    municipalities: list[MunicipalityEntry]
    providers: list[ProviderEntry]
    units: list[UnitEntry]
    centres: list[CentreEntry]
    sources: list[SourceEntry]


@dataclass(frozen=True, slots=True)
class Centre:
    """A health centre with its huddle: when, and which units are called, the centre's own first."""

    unit: str
    name: str
    calendar: Calendar
    parties: tuple[tables.Party, ...]


@dataclass(frozen=True, slots=True)
class Organisation:
    """Everything about who is who, by HSA-id."""

    providers: dict[str, tables.Provider]
    units: dict[str, tables.Unit]
    centres: dict[str, Centre]
    sources: dict[str, tables.Source]

    def provider_of(self, unit: str) -> tables.Provider:
        return self.providers[self.units[unit].provider]

    def called_to(self, unit: str) -> tuple[str, ...]:
        """The centres whose huddles a unit is called to, in order of their names."""
        found = [c for c in self.centres.values() if any(p.unit == unit for p in c.parties)]
        return tuple(c.unit for c in sorted(found, key=lambda c: c.name))

    def is_centre(self, unit: str) -> bool:
        return unit in self.centres

    def names(self) -> dict[str, str]:
        return {unit.hsa_id: unit.short for unit in self.units.values()}


def read(path: Path) -> File:
    """Read and check organisation.yaml. Raises Misconfigured, naming what is wrong, in Swedish."""
    try:
        file = msgspec.convert(_nulls(plain.read(path)), File, strict=False)
    except OSError as error:
        raise Misconfigured(f"{path} går inte att läsa: {error.strerror}.") from error
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise Misconfigured(f"{path.name} går inte att förstå: {error}") from error
    for fault in _faults(file):
        raise Misconfigured(f"{path.name}: {fault}")
    return file


def _faults(file: File) -> Iterable[str]:
    providers = {provider.hsa_id for provider in file.providers}
    units = {unit.hsa_id for unit in file.units}
    codes = {municipality.code for municipality in file.municipalities}
    for unit in file.units:
        if unit.provider not in providers:
            yield f"enheten {unit.name} har en okänd huvudman {unit.provider}."
        if unit.municipality is not None and unit.municipality not in codes:
            yield f"enheten {unit.name} har en okänd kommunkod {unit.municipality}."
    for centre in file.centres:
        try:
            time.fromisoformat(centre.time)
        except ValueError:
            yield f"avstämningstiden {centre.time} ska skrivas som 08:00."
        for day in centre.weekdays:
            if day not in WEEKDAYS:
                yield f"veckodagen {day} finns inte; skriv {', '.join(WEEKDAYS)}."
        if not centre.parties or centre.parties[0].unit != centre.unit:
            yield f"centrumet {centre.unit} ska stå först bland sina parter; det sammankallar."
        for party in centre.parties:
            if party.unit not in units:
                yield f"parten {party.unit} är ingen känd enhet."
            if party.role not in ROLES:
                yield f"rollen {party.role} finns inte; skriv {', '.join(ROLES)}."
    for source in file.sources:
        if "/" in source.id or source.controller not in providers:
            yield f"källan {source.id} har snedstreck i namnet eller en okänd huvudman."


async def import_file(session: AsyncSession, file: File) -> int:
    """Write the file into the database; doing it twice is doing it once. Answers rows written."""
    rows: list[SQLModel] = [tables.Region(hsa_id=file.region.hsa_id, name=file.region.name)]
    rows += [tables.Municipality(**_as(entry)) for entry in file.municipalities]
    rows += [tables.Provider(**_as(entry)) for entry in file.providers]
    rows += [tables.Unit(**_as(entry)) for entry in file.units]
    rows += [
        tables.Centre(
            unit=entry.unit,
            at=time.fromisoformat(entry.time),
            weekdays=[WEEKDAYS.index(day) for day in entry.weekdays],
            closed=entry.closed,
        )
        for entry in file.centres
    ]
    for row in rows:
        await session.merge(row)
    await session.flush()
    await session.exec(delete(tables.Party))
    for entry in file.centres:
        for place, party in enumerate(entry.parties):
            session.add(
                tables.Party(centre=entry.unit, unit=party.unit, role=party.role, place=place)
            )
    for source in file.sources:
        known = await session.get(tables.Source, source.id)
        if known is None:
            session.add(tables.Source(**_as(source)))
        else:
            known.sqlmodel_update(_as(source))
    await session.flush()
    return len(rows) + len(file.sources)


async def load(session: AsyncSession, years: Iterable[int]) -> Organisation:
    """The organisation as it stands; `years` are those whose closed days may be asked for."""
    providers = (await session.exec(select(tables.Provider))).all()
    units = {unit.hsa_id: unit for unit in (await session.exec(select(tables.Unit))).all()}
    parties = (await session.exec(select(tables.Party).order_by(text("place")))).all()
    closed = closed_days(years)
    centres = {
        centre.unit: Centre(
            centre.unit,
            units[centre.unit].name,
            Calendar(centre.at, frozenset(centre.weekdays), closed | frozenset(centre.closed)),
            tuple(party for party in parties if party.centre == centre.unit),
        )
        for centre in (await session.exec(select(tables.Centre))).all()
        # One that the file no longer has keeps its history and is called to nothing.
        if any(party.centre == centre.unit for party in parties)
    }
    sources = (await session.exec(select(tables.Source))).all()
    return Organisation(
        {provider.hsa_id: provider for provider in providers},
        units,
        centres,
        {source.id: source for source in sources},
    )


async def heard(session: AsyncSession, source: str, at: datetime) -> None:
    """A source has been heard of."""
    await session.execute(
        text("UPDATE source SET last_heard = greatest(last_heard, :at) WHERE id = :id"),
        {"id": source, "at": at},
    )


def _nulls(raw: Any) -> Any:
    """BaseLoader reads everything as text; `null` is nothing."""
    if isinstance(raw, dict):
        return {key: _nulls(value) for key, value in raw.items() if value != "null"}
    return [_nulls(value) for value in raw] if isinstance(raw, list) else raw


def _as(entry: msgspec.Struct) -> dict[str, Any]:
    return msgspec.structs.asdict(entry)
