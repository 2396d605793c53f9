"""Processes understands how a test runs Kvarten in processes of its own: started, asked, killed, read.

Run as a module it is such a process: the demo's app, on the database that it is told of.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tests import quiet
from tests.databases import KEY, ROOT, cloned
from tests.houses import CENTRE, NOW

if TYPE_CHECKING:
    import httpx

TOKEN = "provtoken"
NEIGHBOURS = ["SE2321000131-DEMOVC02", "SE2321000131-DEMOVC03"]
PROGRAM = Path(sys.executable).parent / "kvarten"
SURROUNDING = {k: v for k, v in os.environ.items() if not k.startswith("KVARTEN_")}
PATIENCE = 120.0
SET_CLOCK = "UPDATE installation SET clock_at = %s, clock_set = clock_timestamp()"
"""What `kvarten clock` does, without a process of its own."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A database with the demo's organisation in it, its key, and a folder for what is said."""

    admin_url: str
    url: str
    folder: Path

    @property
    def key(self) -> Path:
        return self.folder / "key"

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a query answers whom no row is hidden from; an order answers nothing."""
        from tests.roles import as_admin

        with as_admin(self.admin_url, self.url) as admin:
            found = admin.execute(query, values or None)  # type: ignore[arg-type]
            return found.fetchall() if found.description else []

    def set_clock(self, at: datetime) -> None:
        self.ask(SET_CLOCK, at)

    def at_rest(self) -> bool:
        """Whether no connection is in the middle of anything: also what a killed process left."""
        [(busy,)] = self.ask(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND state <> 'idle' AND pid <> pg_backend_pid()"
        )
        return busy == 0  # type: ignore[no-any-return]

    @contextmanager
    def app(self, limits: Mapping[str, int] = MappingProxyType({})) -> Iterator[App]:
        """The app, running; stopped on leaving, if it still lives. `limits` as the settings have them."""
        one = App(self, limits)
        try:
            one.wait()
            yield one
        finally:
            one.stop()

    def kvarten(self, *words: str, said: Any = subprocess.PIPE) -> subprocess.Popen[str]:
        """`kvarten …` on this database."""
        told = {
            "KVARTEN_DATABASE_URL": self.url,
            "KVARTEN_KEY_FILE": str(self.key),
            "KVARTEN_HOME": str(self.folder),
        }
        return subprocess.Popen(
            [PROGRAM, *words], env=SURROUNDING | told, stdin=subprocess.DEVNULL, stdout=said,
            stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip


class App:
    """One app process. What it writes to either stream lies in `said`."""

    def __init__(self, ground: Ground, limits: Mapping[str, int] = MappingProxyType({})) -> None:
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.said = quiet.file(f"app-{self.port}")
        told = {
            "url": ground.url,
            "key": str(ground.key),
            "port": self.port,
            "limits": dict(limits),
        }
        with self.said.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.processes"],
                cwd=ROOT,
                env=SURROUNDING,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(told).encode())
        self.process.stdin.close()

    def wait(self) -> App:
        """Until its doors are open."""
        last = time.perf_counter() + PATIENCE
        while "ready" not in self.said.read_text("utf-8", "replace"):
            assert self.process.poll() is None, self.said.read_text("utf-8", "replace")
            assert time.perf_counter() < last, "the app did not start"
            time.sleep(0.02)
        return self

    def kill(self) -> None:
        """As the power going: no goodbye."""
        self.process.kill()
        self.process.wait(PATIENCE)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(PATIENCE)

    def source(self) -> httpx.AsyncClient:
        """A source at the open door."""
        import httpx

        return httpx.AsyncClient(
            base_url=self.base, headers={"authorization": f"Bearer {TOKEN}"}, timeout=PATIENCE
        )

    async def tell(self, *events: dict[str, Any]) -> list[str]:
        """What each event was answered."""
        async with self.source() as door:
            answer = await door.post("/api/events", json=list(events))
        assert answer.status_code == 200, answer.text
        return [one["status"] for one in answer.json()]

    async def sign_in(self, staff: str) -> str:
        """The token of a new session."""
        import httpx

        async with httpx.AsyncClient(base_url=self.base, timeout=PATIENCE) as client:
            answer = await client.post("/api/session", json={"demo": staff})
        assert answer.status_code == 200, answer.text
        return answer.cookies["kvarten_session"]

    def demo_now(self) -> datetime:
        import httpx

        return datetime.fromisoformat(httpx.get(f"{self.base}/api/demo").json()["now"])


OPEN_DOOR = """
INSERT INTO source_key (hash, source, kind, created_at) VALUES (%s, 'cloudevents', 'token', now())
ON CONFLICT DO NOTHING
"""


def ground(admin_url: str, url: str, folder: Path, at: datetime = NOW) -> Ground:
    """Where processes may stand: the key as a file, a token for the open door, the clock set."""
    from app.access.vault import token_hash

    found = Ground(admin_url, url, folder)
    found.key.write_bytes(base64.b64encode(KEY))
    found.ask(OPEN_DOOR, token_hash(TOKEN))
    # Three centres' agendas are built at each start, and not the whole region's.
    found.ask("DELETE FROM party WHERE centre <> ALL (%s)", [CENTRE, *NEIGHBOURS])
    found.set_clock(at)
    return found


@contextmanager
def own_ground(
    admin_url: str, furnished: str, folder: Path, at: datetime = NOW
) -> Iterator[Ground]:
    with cloned(admin_url, furnished) as url:
        yield ground(admin_url, url, folder, at)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def until(true: Any, what: str, within: float = 20) -> None:
    """Ask again and again, and say what did not come true."""
    last = time.perf_counter() + within
    while not true():
        assert time.perf_counter() < last, f"never: {what}"
        await asyncio.sleep(0.02)


def main() -> None:
    from app.database import Database
    from app.demo_clock import DemoClock
    from app.opening import Place, place
    from app.serving import serve
    from app.settings import Limits, Settings

    told = json.load(sys.stdin)
    settings = Settings(
        home=Path("/nowhere"), database_url=told["url"], port=told["port"],
        key_file=Path(told["key"]), mllp_port=told.get("mllp", 0),
        limits=Limits(**told.get("limits", {})),
    )  # fmt: skip

    async def adopt(where: Place) -> None:
        database = Database(where.url, where.vault)
        await DemoClock(database).adopt()
        await database.close()

    with place(settings) as where:
        asyncio.run(adopt(where))
        serve(settings, where, demo=True, ready="ready")


if __name__ == "__main__":
    main()
