"""A lease says that a living process uses the cluster; the last one out switches off the light.

A lease is a file that its process keeps locked. The kernel lets go of the lock however the process
ends, so a lease never outlives its process, and no process id is ever trusted.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class Lease:
    """This process's claim on the cluster whose leases lie in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / f"{os.getpid()}-{secrets.token_hex(4)}"
        self._lock: int | None = None

    def take(self) -> None:
        """Claim. Under `alone`, as all of these."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._lock = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def give_back(self) -> None:
        """Let go; a second time is the same as once."""
        if self._lock is not None:
            self._path.unlink(missing_ok=True)
            os.close(self._lock)
            self._lock = None

    def others(self) -> bool:
        """Whether any other living process has a lease. Clears away the leases of dead ones."""
        living = False
        for path in self._folder.glob("*"):
            if path == self._path:
                continue
            lock = os.open(path, os.O_RDWR | os.O_CLOEXEC)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                living = True
            else:
                path.unlink(missing_ok=True)
            finally:
                os.close(lock)
        return living

    @property
    def held(self) -> bool:
        return self._lock is not None


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Be the only one who starts or stops what `path` guards, for as long as it takes."""
    lock = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        with suppress(OSError):
            os.close(lock)
