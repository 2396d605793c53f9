"""Follow understands how a running process comes to stand on the organisation as it is now.

Each change of it has a number. Every process looks at the number, and when it is behind reads the
organisation anew and says so; one that was away for a while is no worse off for it.
"""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app import clock, organisation
from app.access import data_keys
from app.days import local_date
from app.house import House
from app.huddle import number_store
from app.huddle.retuned import judge_again
from app.register import retention

log = structlog.get_logger()
EVERY = 1.0
"""Seconds between two looks."""


class Following:
    """One in each process. Whoever has to do something when the organisation is another says so."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._moved: list[Callable[[], Awaitable[None]]] = []
        self._told: int | None = None
        self._turn = asyncio.Lock()

    def tell(self, moved: Callable[[], Awaitable[None]]) -> None:
        """Call this after every change."""
        self._moved.append(moved)

    async def run(self) -> None:
        """Look until cancelled; when the database is away, later."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self.look()
            except (SQLAlchemyError, OSError) as error:
                log.warning("organisation.away", kind=type(error).__name__)

    async def look(self) -> bool:
        """Whether the organisation was another; those who asked to be told have been."""
        await self.adopt()
        told = self._house.organisation.version
        if told == self._told:
            return False
        # What the telling could not do is tried again at the next look.
        for moved in self._moved:
            await moved()
        self._told = told
        return True

    async def adopt(self) -> None:
        """The house stands on the organisation, the retention and the rules' numbers as they are."""
        async with self._turn, self._house.database.work() as session:
            if self._told is None:
                self._told = self._house.organisation.version
            self._house.retention = await retention.kept(session)
            if await number_store.version(session) != self._house.numbers.version:
                self._house.numbers = await number_store.load(session)
            await data_keys.follow(session, self._house.vault)
            number = await organisation.version(session)
            if number != self._house.organisation.version:
                year = local_date(clock.now()).year
                fresh = await organisation.load(session, range(year - 1, year + 3))
                was = self._house.organisation.centres
                self._house.follow(fresh)
                # What this process has judged by the old pack meanwhile is to be judged again.
                other = [
                    key for key, one in fresh.centres.items()
                    if key in was and was[key].pack != one.pack
                ]  # fmt: skip
                await judge_again(session, other, clock.now())
