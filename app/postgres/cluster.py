"""A cluster is one embedded PostgreSQL on this machine, shared by the processes that use it.

Its folder holds `data`, `socket`, `leases`, the two passwords, the log and a lock under which it is
started and stopped. A process that dies leaves the cluster running; the next start takes it over.
"""

import os
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql

from app.errors import Misconfigured
from app.postgres import account, binaries
from app.postgres.binaries import Binaries
from app.postgres.lease import Lease, alone
from app.postgres.postmaster import Postmaster

ADMIN = "postgres"
OWNER = "kvarten_owner"
DATABASE = "kvarten"

# A unix socket's path is at most 107 bytes, and PostgreSQL adds its own name.
LONGEST_SOCKET_FOLDER = 80

AT_BIRTH = [f"--username={ADMIN}", "--encoding=UTF8", "--locale=C.UTF-8"]
AT_BIRTH += ["--auth=scram-sha-256", "--no-instructions"]
MODEST = {
    "listen_addresses": "127.0.0.1",
    "shared_buffers": "192MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_connections": "120",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    # Statements and details carry personal data, and the log is no place for it.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Cluster:
    """The embedded PostgreSQL under `home`. `durable=False` is for data nobody will miss."""

    def __init__(self, home: Path, *, durable: bool = True, programs: Path | None = None) -> None:
        # Resolved, since a running PostgreSQL is recognised by the path of its data.
        self.folder = account.place(home.resolve())
        self._durable = durable
        self._programs = programs
        self._data = self.folder / "data"
        self._account = account.lent(self._data)
        self._lease = Lease(self.folder / "leases")
        self._postmaster = Postmaster(self._data)

    def start(self) -> Self:
        """Start the cluster or join the one that runs; made ready for use either way."""
        self._make_folder()
        with alone(self.folder / "lock"):
            self._lease.take()
            try:
                if not self._postmaster.running():
                    self._launch()
                self._furnish()
            except BaseException:
                self._leave()
                raise
        return self

    def stop(self) -> None:
        """Leave the cluster; the last to leave stops it. Twice is the same as once."""
        if not self._lease.held:
            return
        with _undisturbed(), alone(self.folder / "lock"):
            self._leave()

    def remove(self) -> None:
        """Stop the cluster and delete all it holds; refused while another process uses it."""
        if not self.folder.exists():
            return
        with _undisturbed(), alone(self.folder / "lock"):
            self._lease.give_back()
            if self._lease.others():
                raise Misconfigured("Databasen används av en annan Kvarten-process. Avsluta den.")
            if self._postmaster.running():
                self._halt()
            shutil.rmtree(self.folder)

    def url(self, database: str = DATABASE, user: str = OWNER) -> str:
        """A PostgreSQL URL for the owner or the admin; the other roles have secrets of their own."""
        password = (self.folder / f"{user}.password").read_text().strip()
        return f"postgresql://{user}:{password}@127.0.0.1:{self._postmaster.port()}/{database}"

    @property
    def admin_url(self) -> str:
        return self.url(ADMIN, ADMIN)

    @property
    def programs(self) -> Binaries:
        """The programs that belong to this cluster: pg_dump, psql and the rest."""
        if self._programs is not None:
            return self._runnable(binaries.at(self._programs))
        version = self._data / "PG_VERSION"
        made_with = int(version.read_text()) if version.exists() else None
        return self._runnable(binaries.find(major=made_with))

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(mode=0o755, parents=True, exist_ok=True)
            if not os.access(self.folder, os.W_OK) or (
                self._data.exists() and not os.access(self._data, os.R_OK)
            ):
                raise PermissionError(str(self.folder))
        except OSError as error:
            raise Misconfigured(
                f"Databasmappen {self.folder} går inte att använda: den ägs av en annan användare "
                "eller kan inte skapas. Välj en annan med KVARTEN_HOME."
            ) from error

    def _runnable(self, found: Binaries) -> Binaries:
        """The programs themselves, or a copy where our account cannot reach them."""
        if self._account.reaches(found.folder / "postgres"):
            return found
        copy = self.folder / f"programs-{found.major}"
        if not copy.exists():
            half = copy.with_suffix(".half")
            shutil.rmtree(half, ignore_errors=True)
            shutil.copytree(
                found.root, half, symlinks=True, ignore=shutil.ignore_patterns("include")
            )
            half.rename(copy)
        return binaries.at(copy / "bin")

    def _launch(self) -> None:
        programs = self.programs
        if not self._data.exists():
            self._initialise(programs)
        self._postmaster.disown_stale_pid()
        options = dict(MODEST) if self._durable else MODEST | THROW_AWAY
        folder = self.folder / "socket"
        if not folder.exists():
            self._account.folder(folder)
        # After a crash the lock on the socket names a process whose number may be another's by now.
        for left in folder.glob(".s.PGSQL.*"):
            left.unlink()
        fits = len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER
        options["unix_socket_directories"] = str(folder) if fits else ""
        # Beware: pg_ctl hands its own -D to a shell unquoted enough to expand a $ in the path.
        words = ["-D", str(self._data), "-p", str(_free_port(self._postmaster.last_port()))]
        words += [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        control = [programs["pg_ctl"], "start", "-w", "-t", "60", "-s"]
        said = self._run_logged([*control, "-o", shlex.join(words)])
        if said.returncode != 0:
            raise Misconfigured(f"Databasen startade inte.{self._log_tail()}")

    def _initialise(self, programs: Binaries) -> None:
        for user in (ADMIN, OWNER):
            _write_secret(self.folder / f"{user}.password")
        # Made aside and moved in place: an interrupted start leaves no half-made database.
        half = self.folder / "data.half"
        shutil.rmtree(half, ignore_errors=True)
        self._account.folder(half)
        for_initdb = self.folder / "initdb.password"
        for_initdb.unlink(missing_ok=True)
        for_initdb.touch(mode=0o600)
        try:
            for_initdb.write_text((self.folder / f"{ADMIN}.password").read_text())
            self._account.own(for_initdb)
            words = [programs["initdb"], "-D", str(half), *AT_BIRTH, f"--pwfile={for_initdb}"]
            said = self._run_logged(words if self._durable else [*words, "--no-sync"])
        finally:
            for_initdb.unlink()
        if said.returncode != 0:
            raise Misconfigured(f"Databasen gick inte att skapa.{self._log_tail()}")
        half.rename(self._data)

    def _furnish(self) -> None:
        """See to it that the owner and the database exist; the rest is the migrations' work."""
        self._postmaster.wait_until_it_answers(lambda: self.admin_url)
        with psycopg.connect(self.admin_url, autocommit=True) as admin:
            owner = sql.Identifier(OWNER)
            secret = (self.folder / f"{OWNER}.password").read_text().strip()
            if not admin.execute("SELECT FROM pg_roles WHERE rolname = %s", (OWNER,)).rowcount:
                admin.execute(
                    sql.SQL("CREATE ROLE {} LOGIN CREATEROLE PASSWORD {}").format(owner, secret)
                )
            if not admin.execute(
                "SELECT FROM pg_database WHERE datname = %s", (DATABASE,)
            ).rowcount:
                admin.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), owner)
                )

    def _leave(self) -> None:
        self._lease.give_back()
        if not self._lease.others() and self._postmaster.running():
            self._halt()

    def _halt(self) -> None:
        for manner in ("fast", "immediate"):
            control = [self.programs["pg_ctl"], "stop", "-w", "-s"]
            if self._run_logged([*control, "-t", "30", "-m", manner]).returncode == 0:
                return

    def _run_logged(self, words: list[str]) -> subprocess.CompletedProcess[str]:
        # Opened by us and handed over, so that the log can lie in a folder PostgreSQL cannot write.
        path = self.folder / "postgres.log"
        path.touch(mode=0o600)
        with path.open("a", encoding="utf-8") as log:
            return self._account.run(words, data=self._data, stdout=log, stderr=log)

    def _log_tail(self) -> str:
        log = self.folder / "postgres.log"
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]
        return "\n".join(["", f"Ur {log}:", *lines])


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let a second, impatient Ctrl-C wait until what was started has been stopped."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _free_port(wanted: int) -> int:
    """The wanted port if nobody has taken it: an app that waits for its database finds it there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _write_secret(path: Path) -> None:
    if not path.exists():
        half = path.with_suffix(".half")
        half.unlink(missing_ok=True)
        half.touch(mode=0o600)
        half.write_text(secrets.token_urlsafe(32))
        half.rename(path)
