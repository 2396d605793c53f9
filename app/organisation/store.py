"""Store understands the organisation in the database: written once, read back, taken out of use."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from typing import Any

import msgspec
from sqlalchemy import text
from sqlmodel import SQLModel, col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app import tables
from app.days import Calendar, Weekly
from app.errors import Misconfigured
from app.holidays_se import closed_days
from app.organisation.entries import (
    WEEKDAYS,
    CentreEntry,
    File,
    MunicipalityEntry,
    Named,
    PartyEntry,
    ProviderEntry,
    SourceEntry,
    UnitEntry,
)
from app.organisation.known import Centre, Organisation

# Two imports at once take turns; whoever comes second sees what the first wrote.
ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(4712)")
VERSION = text("SELECT organisation_version FROM installation")
NEXT = text("UPDATE installation SET organisation_version = organisation_version + 1")
KEPT = (
    (tables.Municipality, "code"), (tables.Provider, "hsa_id"), (tables.Unit, "hsa_id"),
    (tables.Centre, "unit"), (tables.Source, "id"),
)  # fmt: skip


async def lock(session: AsyncSession) -> None:
    """Wait for whoever is writing the organisation; held until the transaction ends."""
    await session.execute(ONE_AT_A_TIME)


async def version(session: AsyncSession) -> int:
    """Grows with every change; 0 before the first."""
    return (await session.execute(VERSION)).scalar_one_or_none() or 0


async def import_file(session: AsyncSession, file: File) -> int:
    """Write the file into the database; doing it twice is doing it once. Answers rows written.

    What the file no longer has is taken out of use, and stays for the sake of its history.
    """
    await lock(session)
    regions = (await session.exec(select(tables.Region.hsa_id))).all()
    if any(one != file.region.hsa_id for one in regions):
        raise Misconfigured(
            f"Databasen hör till regionen {regions[0]}; två regioner delar aldrig databas."
        )
    rows = _rows(file)
    for row in rows:
        await session.merge(row)
    await session.flush()
    for table, key in KEPT:
        kept = {getattr(row, key) for row in rows if isinstance(row, table)}
        kept |= {source.id for source in file.sources} if table is tables.Source else set()
        await _take_out(session, table, key, kept)
    await session.exec(delete(tables.Party))
    for entry in file.centres:
        for place, party in enumerate(entry.parties):
            session.add(tables.Party(centre=entry.unit, place=place, **_as(party)))
    for source in file.sources:
        told = _source(source)
        known = await session.get(tables.Source, source.id)
        if known is None:
            session.add(tables.Source(**told))
        else:
            known.sqlmodel_update(told)
    await session.flush()
    await session.execute(NEXT)
    return len(rows) + len(file.sources)


async def load(session: AsyncSession, years: Iterable[int]) -> Organisation:
    """The organisation as it stands; `years` are those whose closed days may be asked for."""
    number = await version(session)
    providers = (await session.exec(select(tables.Provider))).all()
    units = {unit.hsa_id: unit for unit in (await session.exec(select(tables.Unit))).all()}
    parties = await _parties(session)
    closed = closed_days(years)
    centres, before = dict[str, Centre](), dict[str, Centre]()
    # In the same order whatever has been changed: it is that of the places to choose among.
    for one in (await session.exec(select(tables.Centre).order_by(col(tables.Centre.unit)))).all():
        calendar = Calendar(
            one.at,
            frozenset(one.weekdays),
            closed | frozenset(one.closed),
            week=Weekly(one.weekly_day, one.weekly_at, one.weekly_minutes),
        )
        called = tuple(parties[one.unit])
        found = Centre(one.unit, units[one.unit].name, calendar, called, one.group, one.pack)
        (centres if one.in_use and called else before)[one.unit] = found
    sources = (await session.exec(select(tables.Source).where(col(tables.Source.in_use)))).all()
    towns = select(tables.Municipality).order_by(col(tables.Municipality.name))
    return Organisation(
        {provider.hsa_id: provider for provider in providers},
        units,
        centres,
        {source.id: source for source in sources},
        before,
        number,
        (await session.exec(select(tables.Region))).first(),
        {one.code: one.name for one in (await session.exec(towns)).all()},
    )


async def present(session: AsyncSession) -> File | None:
    """The organisation in use, as the document it was read from; None before the first."""
    region = (await session.exec(select(tables.Region))).first()
    if region is None:
        return None
    parties = await _parties(session)
    return File(
        Named(region.name, region.hsa_id),
        [_entry(MunicipalityEntry, one) for one in await _used(session, tables.Municipality)],
        [_entry(ProviderEntry, one) for one in await _used(session, tables.Provider)],
        [_entry(UnitEntry, one) for one in await _used(session, tables.Unit)],
        [
            CentreEntry(
                one.unit,
                one.at.isoformat("minutes"),
                [WEEKDAYS[day] for day in sorted(one.weekdays)],
                [_entry(PartyEntry, party) for party in parties[one.unit]],
                sorted(one.closed),
                one.pack,
                WEEKDAYS[one.weekly_day],
                one.weekly_at.isoformat("minutes"),
                one.weekly_minutes,
                one.group,
            )
            for one in await _used(session, tables.Centre)
        ],
        [
            _entry(
                SourceEntry, one,
                weekdays=[WEEKDAYS[day] for day in sorted(one.weekdays)],
                opens=one.opens and one.opens.isoformat("minutes"),
                closes=one.closes and one.closes.isoformat("minutes"),
            )
            for one in await _used(session, tables.Source)
        ],
    )  # fmt: skip


async def _parties(session: AsyncSession) -> Mapping[str, Sequence[tables.Party]]:
    """Who is called to each centre's huddle, in their order: looked for once and not centre by centre."""
    found: dict[str, list[tables.Party]] = defaultdict(list)
    for party in (await session.exec(select(tables.Party).order_by(text("place")))).all():
        found[party.centre].append(party)
    return found


async def _used(session: AsyncSession, table: Any) -> Sequence[Any]:
    """The table's rows that are in use, by their key: the same document each time."""
    key = next(name for known, name in KEPT if known is table)
    return (await session.exec(select(table).where(table.in_use).order_by(text(key)))).all()


async def _take_out(session: AsyncSession, table: Any, key: str, kept: set[str]) -> None:
    column = getattr(table, key)
    gone = update(table).where(col(column).not_in(kept), table.in_use).values(in_use=False)
    await session.execute(gone)


def _rows(file: File) -> list[SQLModel]:
    rows: list[SQLModel] = [tables.Region(hsa_id=file.region.hsa_id, name=file.region.name)]
    rows += [tables.Municipality(**_as(entry)) for entry in file.municipalities]
    rows += [tables.Provider(**_as(entry)) for entry in file.providers]
    rows += [tables.Unit(**_as(entry)) for entry in file.units]
    return rows + [
        tables.Centre(
            unit=entry.unit,
            at=time.fromisoformat(entry.time),
            weekdays=[WEEKDAYS.index(day) for day in entry.weekdays],
            closed=entry.closed,
            pack=entry.pack,
            weekly_day=WEEKDAYS.index(entry.weekly_day),
            weekly_at=time.fromisoformat(entry.weekly_time),
            weekly_minutes=entry.weekly_minutes,
            group=entry.group,
        )
        for entry in file.centres
    ]


def _source(source: SourceEntry) -> dict[str, Any]:
    return {
        **_as(source),
        "weekdays": [WEEKDAYS.index(day) for day in source.weekdays],
        "opens": source.opens and time.fromisoformat(source.opens),
        "closes": source.closes and time.fromisoformat(source.closes),
        "in_use": True,
    }


def _as(entry: msgspec.Struct) -> dict[str, Any]:
    return msgspec.structs.asdict(entry)


def _entry(struct: Any, row: SQLModel, **other: Any) -> Any:
    """A row as its entry; the lists are copies, so that none is changed behind the session."""
    said = {name: getattr(row, name) for name in struct.__struct_fields__} | other
    return struct(**{k: list(v) if isinstance(v, list) else v for k, v in said.items()})
