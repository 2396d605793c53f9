"""Running understands one real Kvarten: started as its own process, driven from outside, and gone."""

import json
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg

from app.clock import parse_local
from app.postgres.cluster import ADMIN, Cluster
from tests import quiet
from tests.databases import HOMES
from tests.houses import CENTRE
from tests.processes import PROGRAM, SET_CLOCK, SURROUNDING, free_port

PATIENCE = 240.0
BUILT = "06:45"
"""When a morning's first agendas are built, local time; which centre's is last depends on what was changed."""
BOARD = "SELECT 1 FROM job_run WHERE job = 'agenda:' || %s AND done_at IS NOT NULL"
KEPT_OF_A_MORNING = (
    "rule_number", "trial", "allowed", "wall", "session", "action", "obligation", "huddle_change", "huddle", "event", "set_aside",
    "person_identifier", "person", "scrutiny_judgement", "scrutiny_line", "scrutiny_item",
    "scrutiny_draw", "audit_reason", "audit",
)  # fmt: skip


class Kvarten:
    """`kvarten demo --empty` with a home, a port and a clock of its own."""

    def __init__(
        self, clock: str = "2026-11-20T07:40", told: Mapping[str, str] | None = None
    ) -> None:
        # Not pytest's own folder: when root runs the tests, PostgreSQL must reach it as `nobody`.
        self.home = Path(tempfile.mkdtemp(prefix="kvarten-browser-", dir=HOMES))
        self.home.chmod(0o755)
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.untouched = False
        """Whether the morning is as it was begun: told by a test that leaves it so."""
        self._clock = clock
        self.told = dict(told or {})
        """What it is told in its surroundings besides."""
        self._process: subprocess.Popen[bytes] | None = None
        self._postmaster: subprocess.Popen[bytes] | None = None

    @property
    def _log(self) -> Path:
        """Beside the rest of the home: somebody else's when two share one."""
        return self.home / "errors.log"

    def start(self, *words: str) -> None:
        """Start, or start again after a crash: then the clock goes on from where it was."""
        told = {"KVARTEN_HOME": str(self.home), "KVARTEN_PORT": str(self.port)}
        told |= self.told
        told["KVARTEN_MLLP_PORT"] = "0"
        # Whoever sits down in a test signs in anew, and all of them at one address.
        told["KVARTEN_LIMIT_SIGN_IN"] = "0"
        if not self.file.exists():
            told["KVARTEN_CLOCK"] = self._clock
        with (self.home / "said.log").open("ab") as out, self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [PROGRAM, "demo", *(words or ("--empty",))],
                env=SURROUNDING | told,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=log,
                start_new_session=True,
            )
        until(self._answers, f"{self.base} svarar", self.said)

    def stop(self) -> None:
        """Ctrl-C, as a person does it; whoever is left running after that is a fault."""
        ended = None if self._process is None else self._process.poll()
        if self._process is not None and ended is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(PATIENCE)
        self._reap()
        left = self.left_running()
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        said = self.said()
        quiet.keep(self._log, "browser")
        quiet.keep(self.database.parent / "postgres.log", "browser-postgres")
        shutil.rmtree(self.home)
        assert ended is None, f"it ended by itself ({ended})\n{said}"
        assert not left, f"still running: {left}\n{said}"

    def kill(self) -> None:
        """As the power going: no goodbye."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(PATIENCE)

    def freeze(self) -> None:
        """The process is there and says nothing."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def stop_database(self) -> None:
        pid = int((self.database / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGINT)
        until(lambda: not (self.database / "postmaster.pid").exists(), "databasen har stannat")
        self._reap()

    def start_database(self) -> None:
        """Start it as it was started before: the same port, the same account."""
        words = shlex.split((self.database / "postmaster.opts").read_text())
        owner = self.database.stat()
        lent = {"user": owner.st_uid, "group": owner.st_gid} if os.geteuid() == 0 else {}
        with (self.home / "said.log").open("ab") as log:
            self._postmaster = subprocess.Popen(
                words, cwd="/", stdout=log, stderr=log, start_new_session=True, **lent
            )

    def set_clock(self, at: str) -> None:
        """`kvarten clock`, and wait until the running app has followed."""
        told = {"KVARTEN_HOME": str(self.home)}
        words = [PROGRAM, "clock", at]
        subprocess.run(words, env=SURROUNDING | told, check=True, stdout=subprocess.DEVNULL)
        self._follows(at)

    def begin(self, *batches: list[dict[str, Any]], at: str = "2026-11-20T07:40") -> None:
        """A morning from the start: what was known is gone, events come in, then it is `at`."""
        self.untouched = False
        with psycopg.connect(self._admin_url, autocommit=True) as admin:
            # Neither keys nor triggers are asked: the app may be reading meanwhile.
            admin.execute("SET session_replication_role = replica")
            for table in KEPT_OF_A_MORNING:
                admin.execute(f"DELETE FROM {table}")
            admin.execute("DELETE FROM job_run WHERE job <> 'demo:loaded'")
            heard = parse_local(f"{at[:10]}T05:00")
            admin.execute("UPDATE source SET last_heard = %s", (heard,))
            # Before any agenda is built, so that nothing stands on the board as new.
            self._move(admin, f"{at[:10]}T05:00")
            for batch in batches:
                self.tell(*batch)
            self._move(admin, at)
            if parse_local(at).weekday() < 5 and at[11:] >= BUILT:
                until(
                    lambda: admin.execute(BOARD, (CENTRE,)).fetchone(),
                    "Lindåsens dagordning",
                    self.said,
                )

    def came_when_recorded(self) -> None:
        """As if what has been told had reached us when it was written down, morning after morning."""
        with psycopg.connect(self._admin_url, autocommit=True) as admin:
            admin.execute("UPDATE event SET received_at = recorded_at, history = false")
            admin.execute(
                "UPDATE person SET known_at = (SELECT max(received_at) FROM event"
                " WHERE event.person = person.id)"
            )

    def move_clock(self, at: str) -> None:
        """What `kvarten clock` does, without a process of its own."""
        with psycopg.connect(self._admin_url, autocommit=True) as admin:
            self._move(admin, at)

    def _move(self, admin: psycopg.Connection[Any], at: str) -> None:
        wanted = parse_local(at)
        admin.execute(SET_CLOCK, (wanted,))
        self._follows(at)

    def _follows(self, at: str) -> None:
        wanted = parse_local(at)
        until(lambda: timedelta(0) <= self.now() - wanted < timedelta(minutes=1), f"klockan {at}")

    def now(self) -> datetime:
        return datetime.fromisoformat(httpx.get(f"{self.base}/api/demo").json()["now"])

    def tell(self, *events: dict[str, Any]) -> None:
        """POST CloudEvents to the open door; each of them must be new."""
        answers = httpx.post(
            f"{self.base}/api/events",
            json=list(events),
            headers={"authorization": f"Bearer {self.demo['tokens']['events']}"},
            timeout=PATIENCE,
        )
        assert answers.status_code == 200, f"{answers.text}\n{self.said()}"
        assert [each["status"] for each in answers.json()] == ["new"] * len(events), answers.text

    def as_(self, who: str) -> httpx.Client:
        """One of the demo's persons, signed in without a browser."""
        client = httpx.Client(base_url=self.base, timeout=PATIENCE)
        client.post("/api/session", json={"demo": who}).raise_for_status()
        return client

    @property
    def file(self) -> Path:
        return self.home / "demo.json"

    @property
    def demo(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.file.read_text("utf-8"))
        return told

    @property
    def database(self) -> Path:
        return Cluster(self.home).folder / "data"

    @property
    def _admin_url(self) -> str:
        return Cluster(self.home).url(user=ADMIN)

    def said(self) -> str:
        both = (self.home / "said.log", self._log)
        return "".join(one.read_text("utf-8", "replace") for one in both)

    def left_running(self) -> list[int]:
        """Every process that works for this home: by its words, its folder or its surroundings."""
        marks = [os.fsencode(self.home), os.fsencode(self.database.parent)]
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                told = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
                told += os.fsencode((folder / "cwd").readlink())
            except OSError:
                continue
            if any(mark in told for mark in marks):
                found.append(int(folder.name))
        return found

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self.said()
        try:
            return httpx.get(f"{self.base}/readyz", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def _reap(self) -> None:
        if self._postmaster is not None:
            self._postmaster.wait(PATIENCE)
            self._postmaster = None


def until(true: Any, what: str, said: Any = lambda: "") -> None:
    """Ask again and again, and say what did not come true."""
    last = time.perf_counter() + PATIENCE
    while not true():
        assert time.perf_counter() < last, f"{what}: aldrig\n{said()}"
        time.sleep(0.05)
