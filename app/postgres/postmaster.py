"""The postmaster is PostgreSQL's first process, known to us by the postmaster.pid it writes."""

import os
import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from app.clock import monotonic
from app.errors import Misconfigured

_PORT = re.compile(r'"-p" "(\d+)"')
# Larger than any system's pid_max: a process that cannot exist.
NO_PROCESS = 2_000_000_000
PATIENCE = 60.0


class Postmaster:
    """What postmaster.pid in `data` tells, believed only as far as it is true."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._file = data / "postmaster.pid"

    def running(self) -> bool:
        """Whether our own PostgreSQL is alive, and not just some process with its old number."""
        lines = self._lines()
        if not lines or not lines[0].isdigit():
            return False
        words = _command(int(lines[0]))
        return "postgres" in words and str(self._data) in words

    def port(self) -> int:
        lines = self._lines()
        if len(lines) < 4:
            raise Misconfigured("Databasen är inte igång.")
        return int(lines[3])

    def last_port(self) -> int:
        """The port it had when it last ran, where somebody may still be asking for it; 0 if none."""
        try:
            found = _PORT.search((self._data / "postmaster.opts").read_text())
        except FileNotFoundError:
            return 0
        return int(found[1]) if found else 0

    def disown_stale_pid(self) -> None:
        """Make a postmaster.pid left by a crash harmless, when its number is in use by another.

        After a restart of a container low numbers come back at once, and PostgreSQL would then
        refuse to start. Beware: the file is not deleted, since its seventh line lets PostgreSQL see
        whether processes of the old cluster still have the data open.
        """
        lines = self._lines()
        if lines and not self.running():
            self._file.write_text("\n".join([str(NO_PROCESS), *lines[1:], ""]))

    def wait_until_it_answers(self, url: Callable[[], str]) -> None:
        """Wait while PostgreSQL recovers from a crash, or has not yet opened its port."""
        given_up_at = monotonic() + PATIENCE
        while True:
            try:
                psycopg.connect(url(), connect_timeout=5).close()
            except (psycopg.OperationalError, Misconfigured) as error:
                if monotonic() > given_up_at or not self.running():
                    raise Misconfigured(f"Databasen svarar inte: {error}") from error
                time.sleep(0.1)
            else:
                return

    def _lines(self) -> list[str]:
        try:
            return self._file.read_text().splitlines()
        except (FileNotFoundError, NotADirectoryError):
            return []


def _command(pid: int) -> str:
    if os.path.isdir("/proc/self"):
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (OSError, UnicodeDecodeError):
            return ""
    answer = subprocess.run(
        ["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
    )
    return answer.stdout
