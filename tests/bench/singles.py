"""Singles understands what it costs to post events one by one: 32 at a time, each answered for.

Against one INSERT and one COMMIT for each of the very same rows, one after another.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Any

import psycopg

from tests.bench.ground import App, Ground, app
from tests.bench.intake import COLUMNS, TOKEN, open_door
from tests.bench.told import Line

AT_ONCE = 32
WARM = 500
MEASURED = WARM + 4_000


@dataclass(frozen=True, slots=True)
class Singles:
    events: int
    http: float
    inserts: float
    app: float

    @property
    def ratio(self) -> float:
        return self.inserts / self.http

    @property
    def per_second(self) -> float:
        return self.events / self.http

    @property
    def inserts_per_second(self) -> float:
        return self.events / self.inserts


def measure(ground: Ground, lines: Sequence[Line], at: datetime) -> Singles:
    """Post each event by itself, and insert the rows they became one by one."""
    with ground.admin() as admin:
        open_door(admin)
        admin.execute("CREATE TABLE inserted (LIKE event INCLUDING ALL)")
        with app(ground, at) as running:
            asyncio.run(_post(running, [event for _, event in lines[:WARM]]))
            [mark] = admin.execute("SELECT max(id) FROM event").fetchone() or (0,)
            admin.execute("CHECKPOINT")
            before = running.cpu()
            seconds = asyncio.run(_post(running, [event for _, event in lines[WARM:]]))
            used = running.cpu() - before
        rows = admin.execute(
            f"SELECT {COLUMNS} FROM event WHERE id > %s ORDER BY id", (mark,)
        ).fetchall()
        inserts = _insert(admin, rows)
        admin.execute("DROP TABLE inserted")
    return Singles(len(lines) - WARM, seconds, inserts, used)


async def _post(running: App, events: Sequence[bytes]) -> float:
    """Seconds until each has been answered 201 or 200."""
    left = iter(events)

    async def line() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
        for event in left:
            head = (
                f"POST /api/events HTTP/1.1\r\nhost: kvarten\r\nauthorization: Bearer {TOKEN}\r\n"
                f"content-type: application/cloudevents+json\r\ncontent-length: {len(event)}\r\n\r\n"
            )
            writer.write(head.encode() + event)
            told = await reader.readuntil(b"\r\n\r\n")
            assert told[9:12] in (b"201", b"200"), told
            length = told.lower().split(b"content-length: ")[1].split(b"\r\n")[0]
            await reader.readexactly(int(length))
        writer.close()

    began = perf_counter()
    await asyncio.gather(*(line() for _ in range(AT_ONCE)))
    return perf_counter() - began


def _insert(admin: psycopg.Connection, rows: Sequence[tuple[Any, ...]]) -> float:
    """Seconds for one INSERT and one COMMIT each, prepared, on one connection."""
    places = ", ".join(["%s"] * len(COLUMNS.split(",")))
    command = f"INSERT INTO inserted ({COLUMNS}) VALUES ({places})"
    bodies = COLUMNS.replace(" ", "").split(",").index("body")
    told = [
        tuple(psycopg.types.json.Jsonb(v) if n == bodies and v is not None else v
              for n, v in enumerate(row))
        for row in rows
    ]  # fmt: skip
    began = perf_counter()
    for row in told:
        admin.execute(command, row, prepare=True)
    return perf_counter() - began
