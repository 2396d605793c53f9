"""Opening understands how a process gets hold of the house: database, key, roles, organisation."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from app import clock, organisation, settings
from app.access import data_keys
from app.access.law import Basis
from app.access.vault import DERIVED, Vault, WrongKey
from app.database import Database, holds_persons, migrate
from app.days import local_date
from app.demo_clock import DemoClock
from app.errors import Misconfigured
from app.house import House
from app.huddle import number_store, packs
from app.postgres.given import owner_url
from app.register import retention
from app.settings import Settings

T = TypeVar("T")
MODE = text("SELECT mode FROM installation")
LOST = (
    "Nyckelfilen {} saknas, men databasen håller redan personer. Utan den går deras identiteter "
    "inte att läsa, och en ny nyckel skulle göra dem till andra. Lägg tillbaka filen från "
    "säkerhetskopian, eller peka ut den med KVARTEN_KEY_FILE. En demo börjar om med make demo-reset."
)
OTHER_KEY = (
    "Nyckelfilen hör inte till den här databasen: det som ligger i den går inte att läsa med den. "
    "Peka ut rätt fil med KVARTEN_KEY_FILE."
)
SEALED = text("SELECT cipher, hash, sealed_by FROM person_identifier LIMIT 1")
MARK = text("INSERT INTO installation (id, mode) VALUES (1, :mode) ON CONFLICT DO NOTHING")


@dataclass(frozen=True, slots=True)
class Place:
    """A database that is up, and the key that belongs to it."""

    url: str
    vault: Vault
    clock_given: bool = False
    bases: frozenset[Basis] = frozenset(Basis)


@contextmanager
def place(told: Settings, *, create_key: bool = False) -> Iterator[Place]:
    """The database, up for as long as this is entered."""
    if told.clock is not None:
        clock.set_shift(told.clock)
    key = told.key_file or told.home / "key"
    create = create_key or not told.database_url
    with owner_url(told) as url:
        # Looked for again: who starts at the same time makes the key before the first person.
        if create and not key.exists() and holds_persons(url) and not key.exists():
            raise Misconfigured(LOST.format(key))
        vault = Vault.open(key, create=create)
        yield Place(url, vault, told.clock is not None, told.legal_bases)


async def bring_up(place: Place, mode: str) -> None:
    """Migrate, and mark a new database with its mode; one of another mode or key is refused."""
    # Before the roles are given passwords by a key that does not belong here.
    if not data_keys.ours(place.url, place.vault):
        raise Misconfigured(OTHER_KEY)
    migrate(place.url, place.vault)
    database = Database(place.url, place.vault)
    try:
        async with database.work() as session:
            await session.execute(MARK, {"mode": mode})
            found = (await session.execute(MODE)).scalar_one()
            sealed = (await session.execute(SEALED)).first()
            if sealed and sealed[2] == DERIVED and not place.vault.opens(*sealed[:2]):
                raise Misconfigured(OTHER_KEY)
            await data_keys.settle(session, place.vault, clock.real_now())
    except WrongKey:
        raise Misconfigured(OTHER_KEY) from None
    finally:
        await database.close()
    if found != mode:
        other = "en demo" if found == "demo" else "skarp drift"
        raise Misconfigured(
            f"Databasen är märkt för {other}. Demon och skarp drift delar aldrig databas."
        )


@asynccontextmanager
async def house(place: Place) -> AsyncIterator[House]:
    """The house, ready to work. In a demo the demo's time holds unless one was given."""
    database = Database(place.url, place.vault)
    try:
        try:
            async with database.work() as session:
                mode = (await session.execute(MODE)).scalar_one_or_none()
        except DBAPIError:
            # Neither the roles nor the tables are there before the first migration.
            mode = None
        if mode is None:
            raise Misconfigured("Databasen är inte uppsatt. Kör kvarten migrate först.")
        told = DemoClock(database)
        adopted = mode == "demo" and not place.clock_given and await told.adopt()
        try:
            yield await furnish(database, place.vault, demo=mode == "demo", bases=place.bases)
        finally:
            if adopted:
                # What came in meanwhile must not lie ahead of a demo that goes on from here.
                with suppress(SQLAlchemyError, OSError):
                    await told.keep()
    finally:
        await database.close()


def inside(work: Callable[[House], Coroutine[Any, Any, T]]) -> T:
    """Do one thing in the house that the environment's settings tell of; answers what it answered."""

    async def entered() -> T:
        async with house(where) as home:
            return await work(home)

    with place(settings.read()) as where:
        return asyncio.run(entered())


async def furnish(
    database: Database, vault: Vault, *, demo: bool, bases: frozenset[Basis] = frozenset(Basis)
) -> House:
    """The house on a database that is up to date."""
    year = local_date(clock.now()).year
    vault.learn = lambda: data_keys.kept_now(database)
    async with database.work() as session:
        try:
            vault.adopt(await data_keys.kept(session))
        except WrongKey:
            raise Misconfigured(OTHER_KEY) from None
        found = await organisation.load(session, range(year - 1, year + 3))
        kept = await retention.kept(session)
        numbers = await number_store.load(session)
    return House(database, vault, found, packs.every(), demo, bases, kept, numbers)
