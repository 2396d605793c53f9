"""Mornings understands what it takes to build every centre's agenda: by the code that builds it at 06.45.

The centres are shared by processes as replicas would share them, each process with one core. A huddle is
held by being closed: nobody decides anything, so what is not over stands there the next morning too.
"""

import asyncio
import multiprocessing
import signal
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg

from app import clock, garbage
from app.access.vault import Vault
from app.database import Database
from app.house import House
from app.huddle import reconcile
from app.huddle.prepare import prepare
from app.opening import furnish

PROCESSES = 2
HELD = """
UPDATE huddle SET state = 'closed', closed_at = ends_at WHERE day = %s AND round = 'daily'
"""
HEARD = "UPDATE source SET last_heard = %s"


@dataclass(frozen=True, slots=True)
class Where:
    """The database and its key, as another process is told of them."""

    url: str
    key: bytes

    def inside(self, at: datetime, work: Callable[[House], Coroutine[Any, Any, Any]]) -> Any:
        """Do something with the house, at an instant."""
        return asyncio.run(self._inside(at, work))

    async def _inside(self, at: datetime, work: Callable[[House], Coroutine[Any, Any, Any]]) -> Any:
        clock.set_shift(at)
        vault = Vault(self.key)
        database = Database(self.url, vault)
        try:
            return await work(await furnish(database, vault, demo=True))
        finally:
            await database.close()
            clock.unshift()


@dataclass(frozen=True, slots=True)
class Share:
    """What one process did: from when to when (seconds), of which its own CPU, and what came of it."""

    began: float
    ended: float
    cpu: float
    judged: int
    rows: int


@dataclass(frozen=True, slots=True)
class Took:
    """A morning's work by all processes: seconds by the clock, seconds of their CPU, what came of it."""

    wall: float
    cpu: float
    judged: int
    rows: int


Work = Callable[[Where, Sequence[str], datetime], Share]


class Crew:
    """The processes that share the work, each alone with its own part of it."""

    def __init__(self, pools: Sequence[ProcessPoolExecutor]) -> None:
        self._pools = pools

    def build(self, where: Where, centres: Sequence[str], at: datetime) -> Took:
        """Every agenda of a morning, at its instant (UTC)."""
        return self._shared(_build, where, centres, at)

    def reconcile(self, where: Where, centres: Sequence[str], at: datetime) -> Took:
        """What became of all that came in, centre by centre: it is kept when an agenda is built."""
        return self._shared(_reconcile, where, centres, at)

    def _shared(self, work: Work, where: Where, centres: Sequence[str], at: datetime) -> Took:
        begun = [
            pool.submit(work, where, centres[n :: len(self._pools)], at)
            for n, pool in enumerate(self._pools)
        ]
        shares = [one.result() for one in begun]
        return Took(
            max(one.ended for one in shares) - min(one.began for one in shares),
            sum(one.cpu for one in shares),
            sum(one.judged for one in shares),
            sum(one.rows for one in shares),
        )


@contextmanager
def crew() -> Iterator[Crew]:
    """Processes to share the work, for as long as this is entered; left last of all.

    A Ctrl-C is ours alone: they are done when the database is gone.
    """
    # Forked, a process would share its parent's connections. One pool each: no process takes two parts.
    context = multiprocessing.get_context("spawn")
    with ExitStack() as opened:
        pools = [
            opened.enter_context(ProcessPoolExecutor(1, context, initializer=_undisturbed))
            for _ in range(PROCESSES)
        ]
        yield Crew(pools)


def _undisturbed() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def hold(admin: psycopg.Connection, day: date) -> None:
    """The day's huddles are held, and over."""
    admin.execute(HELD, (day,))


def hear(admin: psycopg.Connection, at: datetime) -> None:
    """Every source has been heard of."""
    admin.execute(HEARD, (at,))


def _build(where: Where, centres: Sequence[str], at: datetime) -> Share:
    async def work(house: House) -> Share:
        garbage.settle()
        began, cpu, judged, rows = clock.monotonic(), time.process_time(), 0, 0
        for centre in centres:
            built = await prepare(house, centre, at)
            assert built is not None, "every centre has a huddle every weekday"
            judged += built.judged
            rows += sum(not row.withdrawn for row in built.board.rows)
        return Share(began, clock.monotonic(), time.process_time() - cpu, judged, rows)

    found: Share = where.inside(at, work)
    return found


def _reconcile(where: Where, centres: Sequence[str], at: datetime) -> Share:
    async def work(house: House) -> Share:
        garbage.settle()
        began, cpu, received, listed = clock.monotonic(), time.process_time(), 0, 0
        for centre in centres:
            found = await reconcile.keep(house, centre, at)
            received, listed = received + found.received, listed + found.listed
        return Share(began, clock.monotonic(), time.process_time() - cpu, received, listed)

    found: Share = where.inside(at, work)
    return found
