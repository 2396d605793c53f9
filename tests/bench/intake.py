"""Intake understands how fast events come in: through HTTP, against COPY of the very same rows."""

import http.client
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from time import perf_counter
from zlib import crc32

import psycopg

from app.access.vault import token_hash
from tests.bench.ground import App, Ground, app
from tests.bench.told import Line
from tests.processes import OPEN_DOOR

BATCH = 1000
CONNECTIONS = 4
ROUNDS = 5
EACH = 2
"""Batches per connection in a round."""
WARM = CONNECTIONS * BATCH
MEASURED = WARM + ROUNDS * CONNECTIONS * EACH * BATCH
TOKEN = "of-the-benchmark"
COLUMNS = (
    "source, source_event_id, person, centre, kind, body, controller, unit, occurred_at,"
    " recorded_at, received_at, correlation, corrects, correction, history, sensitive"
)


@dataclass(frozen=True, slots=True)
class Round:
    """One round: seconds by either way, and CPU seconds of the app and of PostgreSQL."""

    events: int
    http: float
    copy: float
    app: float
    postgres: float


@dataclass(frozen=True, slots=True)
class Intake:
    """All rounds. A figure is the median over them, by itself."""

    rounds: tuple[Round, ...]

    @property
    def ratio(self) -> float:
        return median(one.copy / one.http for one in self.rounds)

    @property
    def spread(self) -> tuple[float, float]:
        ratios = [one.copy / one.http for one in self.rounds]
        return min(ratios), max(ratios)

    @property
    def per_second(self) -> float:
        return median(one.events / one.http for one in self.rounds)

    @property
    def copied_per_second(self) -> float:
        return median(one.events / one.copy for one in self.rounds)

    def cpu(self, of: str) -> float:
        """CPU microseconds per event."""
        return float(median(getattr(one, of) / one.events for one in self.rounds) * 1e6)


def measure(ground: Ground, lines: Sequence[Line], at: datetime) -> Intake:
    """Post the events, and copy the rows they became into a table with the same indexes."""
    with ground.admin() as admin:
        open_door(admin)
        admin.execute("CREATE TABLE copied (LIKE event INCLUDING ALL)")
        admin.execute(f"INSERT INTO copied ({COLUMNS}) SELECT {COLUMNS} FROM event")
        admin.execute("VACUUM (ANALYZE) event, person, copied")
        with app(ground, at) as running:
            post(running, lines[:WARM])
            size = CONNECTIONS * EACH * BATCH
            rounds = [
                _round(ground, admin, running, lines[start : start + size])
                for start in range(WARM, len(lines), size)
            ]
        admin.execute("DROP TABLE copied")
    return Intake(tuple(rounds))


def _round(ground: Ground, admin: psycopg.Connection, running: App, lines: Sequence[Line]) -> Round:
    mark = admin.execute("SELECT max(id) FROM event").fetchone()
    admin.execute("CHECKPOINT")
    before = running.cpu(), ground.cpu()
    seconds = post(running, lines)
    after = running.cpu(), ground.cpu()
    assert mark is not None
    told = f"COPY (SELECT {COLUMNS} FROM event WHERE id > {mark[0]} ORDER BY id) TO STDOUT"
    with admin.cursor().copy(told) as copy:
        rows = b"".join(bytes(part) for part in copy)
    began = perf_counter()
    with admin.cursor().copy(f"COPY copied ({COLUMNS}) FROM STDIN") as copy:
        copy.write(rows)
    return Round(
        len(lines),
        seconds,
        perf_counter() - began,
        after[0] - before[0],
        after[1] - before[1],
    )


def post(running: App, lines: Sequence[Line]) -> float:
    """Seconds until every batch has been answered. Each connection has persons of its own."""
    shares: list[list[bytes]] = [[] for _ in range(CONNECTIONS)]
    for person, event in lines:
        shares[crc32(person.encode()) % CONNECTIONS].append(event)
    bodies = [
        [_batch(share[start : start + BATCH]) for start in range(0, len(share), BATCH)]
        for share in shares
    ]
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        began = perf_counter()
        counts = list(pool.map(lambda share: _send(running.port, share), bodies))
        seconds = perf_counter() - began
    assert sum(counts) == len(lines)
    return seconds


def _send(port: int, bodies: Sequence[bytes]) -> int:
    """Post the batches one after another; answers how many events were taken."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "authorization": f"Bearer {TOKEN}",
        "content-type": "application/cloudevents-batch+json",
    }
    taken = 0
    for body in bodies:
        connection.request("POST", "/api/events", body, headers)
        answer = connection.getresponse()
        told = json.loads(answer.read())
        assert answer.status == 200, told
        taken += sum(one["status"] in ("new", "known") for one in told)
    connection.close()
    return taken


def _batch(events: Sequence[bytes]) -> bytes:
    return b"[" + b",".join(events) + b"]"


def open_door(admin: psycopg.Connection) -> None:
    admin.execute(OPEN_DOOR, (token_hash(TOKEN),))
