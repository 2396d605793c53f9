"""Ground understands what the benchmarks stand on: a cluster as in production, and the app on it.

The cluster is durable (fsync, synchronous_commit and full pages on), embedded and thrown away. The
app is a process of its own, behind a real socket, started by the same code as everywhere.
"""

import base64
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import psycopg
from psycopg import sql

from app.access.vault import Vault
from app.national import cpu
from app.postgres.cluster import Cluster
from tests import databases
from tests.houses import move_in
from tests.processes import SET_CLOCK, free_port

VAULT = Vault(databases.KEY)


@dataclass(frozen=True, slots=True)
class Ground:
    """A cluster of one's own, and the database that the benchmarks take further step by step."""

    admin_url: str
    name: str
    postmaster: int
    key: Path
    """The installation's key, as a file."""

    @property
    def url(self) -> str:
        return databases.as_owner(self.admin_url, self.name)

    def admin(self) -> psycopg.Connection:
        """A superuser in the database, whom no row is hidden from."""
        return psycopg.connect(self.admin_url, dbname=self.name, autocommit=True)

    def again(self, name: str) -> "Ground":
        """A copy of the database as it is now, under another name."""
        with psycopg.connect(self.admin_url, autocommit=True) as admin:
            command = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            admin.execute(command.format(sql.Identifier(name)))
            databases.clone(admin, self.name, name)
        return replace(self, name=name)

    def version(self) -> str:
        with self.admin() as admin:
            row = admin.execute("SHOW server_version").fetchone()
        return f"PostgreSQL {row[0]}" if row else ""

    def cpu(self) -> float:
        """CPU seconds that the cluster's processes have used."""
        return cpu.of_cluster(self.postmaster)


@contextmanager
def laid() -> Iterator[Ground]:
    """The ground, with the demo's organisation and persons to be; gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix=f"{databases.HOME_PREFIX}bench-"))
    home.chmod(0o755)
    cluster = Cluster(home)
    try:
        with cluster:
            with psycopg.connect(cluster.admin_url, autocommit=True) as admin:
                databases.build_template(admin, cluster.admin_url, "bench", VAULT)
            key = home / "key"
            key.write_bytes(base64.b64encode(databases.KEY))
            ground = Ground(cluster.admin_url, "bench", _postmaster(home), key)
            move_in(ground.url, VAULT)
            yield ground
        cluster.remove()
    finally:
        shutil.rmtree(home, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class App:
    """A running app: where it listens, and its process."""

    port: int
    process: int

    def cpu(self) -> float:
        """CPU seconds that the process has used."""
        return cpu.of_process(self.process)


@contextmanager
def app(ground: Ground, at: datetime, mllp: int = 0) -> Iterator[App]:
    """The app in a process of its own, with the demo's clock at an instant."""
    port = free_port()
    told = json.dumps({"url": ground.url, "key": str(ground.key), "port": port, "mllp": mllp})
    with ground.admin() as admin:
        admin.execute(SET_CLOCK, (at,))
    words = [sys.executable, "-m", "tests.processes"]
    process = subprocess.Popen(
        words, cwd=databases.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(told)
        process.stdin.close()
        if "ready" not in process.stdout.readline():
            raise RuntimeError("the app did not start")
        yield App(port, process.pid)
    finally:
        process.terminate()
        process.wait(20)


def _postmaster(home: Path) -> int:
    [file] = home.rglob("postmaster.pid")
    return int(file.read_text().splitlines()[0])
