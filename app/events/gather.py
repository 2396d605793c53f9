"""Gather understands that many who come one by one can go in together and pay for one commit.

While one transaction is under way, what comes meanwhile waits; then it goes in as one batch. Each
is answered after its own commit.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app import clock
from app.events import ingest
from app.events.ingest import Sent, Taken
from app.house import House

AT_ONCE = 2
"""While one batch waits for the disk the next is read and folded."""
AWAY = (OperationalError, InterfaceError, PoolTimeout, ConnectionError)
"""The database is away: nobody at the door is at fault, and nobody waits for each to try alone."""


@dataclass(frozen=True, slots=True)
class Waiting:
    sent: Sequence[Sent]
    door: str
    answered: "asyncio.Future[Taken]"


class Gatherer:
    """One of these in each process."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._waiting: list[Waiting] = []
        self._working: set[asyncio.Task[None]] = set()

    async def take(self, sent: Sequence[Sent], door: str) -> Taken:
        """As ingest.take, together with whatever else is waiting. What is one's own stays in order."""
        answered: asyncio.Future[Taken] = asyncio.get_running_loop().create_future()
        self._waiting.append(Waiting(sent, door, answered))
        if len(self._working) < AT_ONCE:
            task = asyncio.create_task(self._work())
            self._working.add(task)
        return await answered

    async def _work(self) -> None:
        try:
            await self._until_nobody_waits()
        finally:
            # Before anybody else comes: whoever came while this one counted would wait for ever.
            if (task := asyncio.current_task()) is not None:
                self._working.discard(task)

    async def _until_nobody_waits(self) -> None:
        while self._waiting:
            group = self._next()
            sent = [one for waiting in group for one in waiting.sent]
            try:
                taken = await ingest.take(self._house, sent, clock.now(), door=group[0].door)
            except Exception as error:
                if len(group) > 1 and not isinstance(error, AWAY):
                    # One of them may be at fault: each hears of its own.
                    await self._alone(group)
                else:
                    for waiting in group:
                        _tell(waiting, error)
                continue
            at = 0
            for waiting in group:
                answers = taken.answers[at : at + len(waiting.sent)]
                at += len(waiting.sent)
                _tell(waiting, Taken(answers, taken.touched))

    def _next(self) -> list[Waiting]:
        """What waits at the same door, as much as goes into one transaction, the first come first."""
        group: list[Waiting] = []
        events = 0
        while self._waiting and self._waiting[0].door == (group or self._waiting)[0].door:
            events += len(self._waiting[0].sent)
            if group and events > ingest.CHUNK:
                break
            group.append(self._waiting.pop(0))
        return group

    async def _alone(self, group: Sequence[Waiting]) -> None:
        for waiting in group:
            told: Taken | Exception
            try:
                told = await ingest.take(self._house, waiting.sent, clock.now(), door=waiting.door)
            except Exception as error:
                told = error
            _tell(waiting, told)


def _tell(waiting: Waiting, told: Taken | Exception) -> None:
    if waiting.answered.done():
        # Whoever asked is gone. What was taken in stands, and is known when it is sent again.
        return
    if isinstance(told, Exception):
        waiting.answered.set_exception(told)
    else:
        waiting.answered.set_result(told)
