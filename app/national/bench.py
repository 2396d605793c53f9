"""Bench understands the run: the nation is put down, eight mornings pass, and each is measured.

A Wednesday to begin with; then a Thursday, a Friday and the next Tuesday, ordinary nights all three, met
by a fourth, by half and by all of the persons; Monday has a weekend behind it; and the Tuesday after
Easter has four closed days. Each morning follows one on which the huddles were held.
"""

import asyncio
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path

import psycopg
from rich.console import Console

from app import organisation
from app.access.vault import Vault
from app.clock import monotonic
from app.database import Database
from app.days import at_local
from app.demo import region
from app.errors import Misconfigured
from app.holidays_se import closed_days
from app.house import House
from app.national import country, cpu, fill, limit, mornings, refold, tables
from app.national.found import Found, Morning, Size, Work
from app.national.lives import Life, lives
from app.national.mornings import Where
from app.national.population import GROWS, Population
from app.opening import Place, bring_up
from app.postgres.cluster import ADMIN, DATABASE, Cluster
from app.progress import bar, step

SEED = 1
BUILT = time(7)
"""When all are built: the earliest huddle's agenda is due at half past six, the last one's at seven."""
DAYS = tuple(date(2027, 3, day) for day in (17, 18, 19, 22, 23, 24, 25, 30))
NAMES = (
    "Wednesday, the first", "Thursday", "Friday", "Monday after a weekend", "an ordinary Tuesday",
    "Wednesday", "Maundy Thursday", "the Tuesday after Easter",
)  # fmt: skip
ORDINARY, EASTER = 4, 7
REFOLDED = 1_000
TABLES = """
SELECT relname, pg_total_relation_size(oid), reltuples::bigint FROM pg_class
WHERE relname = ANY(%s) ORDER BY relname
"""
NOT_EQUAL = "{} av {} personer är inte vad deras händelser gör dem till."


@contextmanager
def ground(home: Path, size: Size) -> Iterator[Cluster]:
    """A database of its own, gone afterwards. Raises Misconfigured where there is no room for it."""
    if home.exists():
        raise Misconfigured(
            f"Mappen {home} finns redan. Välj en ny med --home; den tas bort efteråt."
        )
    cluster = Cluster(home)
    try:
        _find_room(cluster.folder, size)
        with cluster:
            yield cluster
    finally:
        cluster.remove()
        shutil.rmtree(home, ignore_errors=True)


def _find_room(folder: Path, size: Size) -> None:
    # Where root keeps a cluster whose home PostgreSQL's own account cannot reach, it lies elsewhere.
    above = next(one for one in folder.parents if one.exists())
    free = shutil.disk_usage(above).free
    if free < size.octets:
        raise Misconfigured(
            f"Det behövs {size.octets / 1e9:.0f} GB i {above}, men bara {free / 1e9:.0f} GB är lediga. "
            "Välj en annan mapp med --home, eller en mindre del av landet med --scale."
        )


def run(home: Path, size: Size, out: Console) -> Found:
    """All of it, in a database under `home` that is gone afterwards. Raises Misconfigured."""
    found = Found(size)
    with mornings.crew() as crew, ground(home, size) as cluster:
        where = Where(cluster.url(), os.urandom(32))
        with psycopg.connect(cluster.url(DATABASE, ADMIN), autocommit=True) as admin:
            found.postgres = f"PostgreSQL {admin.info.server_version // 10000}"
            nation = country.organisation(size.centres)
            with step(out, "Organisationen"):
                began = monotonic()
                asyncio.run(settle(where, nation))
                found.settled = monotonic() - began
            with step(out, "Liven som levs"):
                began = monotonic()
                told, vault = tell(where, nation, size)
                found.told, found.lives = monotonic() - began, len(told)
            sites = list(country.sites(nation))
            population = Population(sites, size.each, told, vault)
            found.contacts = population.contacts
            _pass(found, where, admin, population, crew, [site.centre for site in sites], out)
    return found


async def settle(where: Where, nation: organisation.File) -> None:
    """Tables, roles and row locks as everywhere, and the nation's organisation."""
    vault = Vault(where.key)
    await bring_up(Place(where.url, vault), "demo")
    database = Database(where.url, vault)
    try:
        async with database.work() as session:
            await organisation.import_file(session, nation)
    finally:
        await database.close()


def tell(where: Where, nation: organisation.File, size: Size) -> tuple[list[Life], Vault]:
    years = {day.year + more for day in DAYS for more in (-1, 0, 1)}
    place = region.of(country.first_copy(nation), closed_days(years))

    async def work(house: House) -> tuple[list[Life], Vault]:
        each = min(size.lives, size.each)
        return list(lives(house, place, instants(), each, SEED)), house.vault

    told: tuple[list[Life], Vault] = where.inside(instants()[0], work)
    return told


def instants() -> list[datetime]:
    """When each morning's agendas are built (UTC)."""
    return [at_local(day, BUILT) for day in DAYS]


def _pass(
    found: Found,
    where: Where,
    admin: psycopg.Connection,
    population: Population,
    crew: mornings.Crew,
    centres: Sequence[str],
    out: Console,
) -> None:
    """The mornings, one after the other."""
    persons = 0
    for n, (day, at) in enumerate(zip(DAYS, instants(), strict=True)):
        if n in GROWS:
            with step(out, f"Personer och händelser, {GROWS[n]:.0%}"):
                began = monotonic()
                persons += _grow(admin, population, n, out)
                found.filled += monotonic() - began
            _weigh(found, admin)
            _compare(found, where, n, persons, out)
        with step(out, f"Natten till {day}"):
            news = fill.night(admin, population, n) if n else fill.Filled(0, 0)
            mornings.hear(admin, at)
            admin.execute("CHECKPOINT")
        with step(out, f"Dagordningarna {day}"):
            before = cpu.used_by(admin.info.backend_pid)
            built = crew.build(where, centres, at)
            between = cpu.used_by(admin.info.backend_pid)
            reconciled = crew.reconcile(where, centres, at)
            after = cpu.used_by(admin.info.backend_pid)
        if n in (ORDINARY, EASTER):
            # The limit is to be the least: the questions are asked of tables that PostgreSQL knows.
            admin.execute("ANALYZE")
            found.limits[NAMES[n]] = limit.ask(admin, day, at)
        works = Work(built, between - before), Work(reconciled, after - between)
        came = (persons, news.persons, news.events)
        found.mornings.append(Morning(NAMES[n], day, *came, *works))
        mornings.hold(admin, day)
    found.afterwards = _octets(admin)


def _weigh(found: Found, admin: psycopg.Connection) -> None:
    """How large what has been put down is; the last time it is all there is to put down."""
    found.tables = admin.execute(TABLES, (tables.TABLES,)).fetchall()
    found.octets = _octets(admin)


def _octets(admin: psycopg.Connection) -> int:
    row = admin.execute("SELECT pg_database_size(current_database())").fetchone()
    assert row is not None
    return int(row[0])


def _grow(admin: psycopg.Connection, population: Population, before: int, out: Console) -> int:
    with (
        psycopg.connect(admin.info.dsn, password=admin.info.password, autocommit=True) as other,
        bar(out, "Personer", len(population)) as moved,
    ):
        return fill.grow(admin, other, population, before, moved).persons


def _compare(found: Found, where: Where, n: int, persons: int, out: Console) -> None:
    """Some of those who are there are folded anew. Raises Misconfigured when any is not as stored."""
    at = instants()[: n + 1]
    with step(out, "Prövas: händelserna gör personerna"):
        found.differing += where.inside(
            at[-1], lambda house: refold.differing(house, REFOLDED, SEED + n, at)
        )
    found.refolded += min(REFOLDED, persons)
    if found.differing:
        raise Misconfigured(NOT_EQUAL.format(found.differing, REFOLDED))
