"""Refresher understands which boards may have changed, and brings each up to date once.

An event is acknowledged when it is stored; its board follows at once, in this task. What a killed
process did not come to is brought up to date at the next start.
"""

import asyncio
from collections.abc import Iterable

import structlog
from sqlalchemy.exc import DBAPIError

from app import clock
from app.house import House
from app.huddle.prepare import refresh

log = structlog.get_logger()


class Refresher:
    def __init__(self, house: House) -> None:
        self._house = house
        self._centres: set[str] = set()
        self._wanted = asyncio.Event()

    def want(self, centres: Iterable[str]) -> None:
        self._centres.update(centres)
        if self._centres:
            self._wanted.set()

    async def run(self) -> None:
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            centres, self._centres = frozenset(self._centres), set()
            try:
                await refresh(self._house, centres, clock.now())
            except (DBAPIError, OSError) as error:
                log.warning("refresh.away", kind=type(error).__name__)
                await asyncio.sleep(0.5)
                self.want(centres)
