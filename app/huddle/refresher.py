"""Refresher understands which boards may have changed, and brings each up to date once.

An event is acknowledged when it is stored; its board follows at once, in this task. What a killed
process did not come to is brought up to date at the next start.
"""

import asyncio
from collections.abc import Iterable

import structlog

from app import clock
from app.house import House
from app.huddle import prepare

log = structlog.get_logger()
UNHURRIED = 0.25
"""Seconds until it is asked again whether boards that were not built yet have been."""
SOON = 0.5
SELDOM = 30.0
"""Seconds before a board that could not be brought up to date is tried again: first, and at most."""


class Refresher:
    def __init__(self, house: House) -> None:
        self._house = house
        self._centres: set[str] = set()
        self._wanted = asyncio.Event()
        self._pauses: dict[str, float] = {}

    def want(self, centres: Iterable[str]) -> None:
        self._centres.update(centres)
        if self._centres:
            self._wanted.set()

    async def run(self) -> None:
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            centres, self._centres = sorted(self._centres), set()
            built = await self._built(centres)
            for centre in built:
                await self._refresh(centre)
            if not built:
                # Before the agendas are built nobody waits: all that comes meanwhile is one question.
                await asyncio.sleep(UNHURRIED)

    async def _built(self, centres: list[str]) -> list[str]:
        """Those with a board of today. While that cannot be asked, all: each is tried again."""
        try:
            rounds = await prepare.built(self._house, centres, clock.now())
            return list(dict.fromkeys(centre for centre, _ in rounds))
        except Exception as error:
            log.warning("refresh.failed", kind=type(error).__name__)
            return centres

    async def _refresh(self, centre: str) -> None:
        """One board. Whatever is wrong with it keeps no other waiting, and it is tried again."""
        try:
            await prepare.refresh(self._house, [centre], clock.now())
            self._pauses.pop(centre, None)
        except Exception as error:
            log.warning("refresh.failed", centre=centre, kind=type(error).__name__)
            pause = self._pauses.get(centre, SOON)
            self._pauses[centre] = min(pause * 2, SELDOM)
            asyncio.get_running_loop().call_later(pause, self.want, [centre])
