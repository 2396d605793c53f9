"""Log understands what the log costs those who write it, and how fast it is verified.

32 writers in two processes act in the huddles of all centres, with the log and without it by turns;
each act is decided, numbered, carried out and logged in one transaction. Then a log of its own is
sealed and verified.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import cycle
from statistics import median
from time import perf_counter
from unittest.mock import patch
from uuid import UUID, uuid4

import psycopg

from app import clock
from app.access import audit, seal, verify
from app.access.policy import Party
from app.access.viewer import Viewer
from app.database import Database
from app.house import House
from app.huddle import asks, room
from app.opening import furnish
from tests import databases
from tests.bench.ground import VAULT, Ground

PROCESSES = 2
WRITERS = 16
TURN = 0.6
TURNS = ("off", "on", "on", "off") * 4
LINES = 100_000
WRITE = """
INSERT INTO audit (at, real_at, act, viewer, role, unit, provider, session, person, huddle, purpose,
    controllers, decision, basis, given, refused, detail)
SELECT now(), now(), 'huddle:person:look', 'aldre-ssk', 'aldre_ssk', 'SE2321000131-DEMOVC01',
    'SE2321000131-DEMO', 's-1', gen_random_uuid(), '00000000-0000-0000-0000-000000000001',
    'Vård och behandling', 'SE2321000131-DEMO', 'allow', 'OWN_CARE,REGION_INTERNAL_OSL25_11', 22, 8,
    'desk'
FROM generate_series(1, %s)
"""


@dataclass(frozen=True, slots=True)
class Log:
    """Acts per second of all writers with the log and without; lines per second, twice."""

    logged: float
    unlogged: float
    sealed: float
    verified: float

    @property
    def lost(self) -> float:
        """The part of their rate that the writers lose, 0 to 1."""
        return 1 - self.logged / self.unlogged


def measure(ground: Ground, at: datetime) -> Log:
    """On a database where today's agendas of all centres are built."""
    done = {"on": 0, "off": 0}
    with ExitStack() as stack:
        writers = [stack.enter_context(_writers(ground, at, nth)) for nth in range(PROCESSES)]
        # The first turn is to get warm.
        for told, turn in enumerate(("on", *TURNS)):
            for one in writers:
                assert one.stdin is not None
                one.stdin.write(f"{turn}\n")
                one.stdin.flush()
            for one in writers:
                assert one.stdout is not None
                count = int(one.stdout.readline())
                done[turn] += count if told else 0
    seconds = TURN * len(TURNS) / 2
    sealed, verified = asyncio.run(_seal_and_verify(ground))
    return Log(done["on"] / seconds, done["off"] / seconds, sealed, verified)


async def _seal_and_verify(ground: Ground) -> tuple[float, float]:
    database = Database(ground.url, VAULT)
    await seal.seal(database, clock.real_now())
    with psycopg.connect(database.listen_url) as connection:
        connection.execute(WRITE, (LINES,))
    began = perf_counter()
    sealed = (await seal.seal(database, clock.real_now())).lines / (perf_counter() - began)
    each = []
    for _ in range(3):
        began = perf_counter()
        found = verify.verify(database.listen_url, {})
        each.append(found.lines / (perf_counter() - began))
        assert found.faults == []
    await database.close()
    return sealed, median(each)


@contextmanager
def _writers(ground: Ground, at: datetime, nth: int) -> Iterator[subprocess.Popen[str]]:
    words = [sys.executable, "-W", "ignore", "-m", "tests.bench.log", ground.url, at.isoformat()]
    process = subprocess.Popen(
        [*words, str(nth)], cwd=databases.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(20)


async def _write(house: House, centre: str, huddle: UUID, nth: int, until: float) -> int:
    """Say again and again of one party how it takes part; answers how many times."""
    provider = house.controllers[house.organisation.units[centre].provider]
    viewer = Viewer(f"bench-{nth}", "Prov", Party("aldre_ssk", centre, provider), (centre,), "s-1")
    parties = [party.unit for party in house.organisation.centres[centre].parties]
    ways = cycle(("link", "absent", "room"))
    done = 0
    while perf_counter() < until:
        told = asks.SetPresence(parties[nth % len(parties)], next(ways))  # type: ignore[arg-type]
        now = clock.now()
        await room.act(house, viewer, huddle, asks.Act(str(uuid4()), told), now, clock.real_now())
        done += 1
    return done


async def _turns(url: str, nth: int) -> None:
    database = Database(url, VAULT)
    house = await furnish(database, VAULT, demo=True)
    with psycopg.connect(database.listen_url) as connection:
        huddles = connection.execute(
            "SELECT centre, id FROM huddle WHERE state = 'prepared' ORDER BY centre"
        ).fetchall()

    async def unwritten(*_: object, **__: object) -> None: ...

    for turn in map(str.strip, iter(sys.stdin.readline, "")):
        with patch.object(audit, "write", audit.write if turn == "on" else unwritten):
            until = perf_counter() + TURN
            done = await asyncio.gather(
                *(
                    _write(house, *huddles[(nth * WRITERS + n) % len(huddles)], n, until)
                    for n in range(WRITERS)
                )
            )
        sys.stdout.write(f"{sum(done)}\n")
        sys.stdout.flush()
    await database.close()


def main() -> None:
    url, at, nth = sys.argv[1:]
    clock.set_shift(datetime.fromisoformat(at))
    asyncio.run(_turns(url, int(nth)))


if __name__ == "__main__":
    main()
