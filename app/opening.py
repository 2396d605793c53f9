"""Opening understands how a process gets hold of the house: database, key, roles, organisation."""

import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import clock, organisation
from app.access.vault import Vault
from app.database import Database, migrate
from app.days import local_date
from app.demo_clock import DemoClock
from app.errors import Misconfigured
from app.house import House
from app.huddle import rulebook
from app.postgres.given import owner_url
from app.settings import Settings

MODE = text("SELECT mode FROM installation")
MARK = text("INSERT INTO installation (id, mode) VALUES (1, :mode) ON CONFLICT DO NOTHING")


@dataclass(frozen=True, slots=True)
class Place:
    """A database that is up, and the key that belongs to it."""

    url: str
    vault: Vault
    clock_given: bool = False


@contextmanager
def place(settings: Settings, *, create_key: bool = False) -> Iterator[Place]:
    """The database, up for as long as this is entered."""
    # A batch makes objects by the ten thousand and drops them all: do not look through them each time.
    gc.set_threshold(20_000, 20, 20)
    if settings.clock is not None:
        clock.set_shift(settings.clock)
    key = settings.key_file or settings.home / "key"
    vault = Vault.open(Path(key), create=create_key or not settings.database_url)
    with owner_url(settings) as url:
        yield Place(url, vault, settings.clock is not None)


async def bring_up(place: Place, mode: str) -> None:
    """Migrate, and mark a new database with its mode; one of another mode is refused."""
    migrate(place.url, place.vault)
    database = Database(place.url, place.vault)
    try:
        async with database.work() as session:
            await session.execute(MARK, {"mode": mode})
            found = (await session.execute(MODE)).scalar_one()
    finally:
        await database.close()
    if found != mode:
        other = "en demo" if found == "demo" else "skarp drift"
        raise Misconfigured(
            f"Databasen är märkt för {other}. Demon och skarp drift delar aldrig databas."
        )


@asynccontextmanager
async def house(place: Place) -> AsyncIterator[House]:
    """The house, ready to work. In a demo the running demo's time holds unless one was given."""
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
        if mode == "demo" and not place.clock_given:
            await DemoClock(database).adopt()
        yield await furnish(database, place.vault, demo=mode == "demo")
    finally:
        await database.close()


async def furnish(database: Database, vault: Vault, *, demo: bool) -> House:
    """The house on a database that is up to date."""
    year = local_date(clock.now()).year
    async with database.work() as session:
        found = await organisation.load(session, range(year - 1, year + 3))
    return House(database, vault, found, rulebook.load(), demo)
