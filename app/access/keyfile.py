"""Keyfile understands the installation's key as it lies on the disk: a line, and two while it is
being changed for another.

32 random bytes in base64 on each line, mode 0600. The first line is in use; a second is the one that
is to take its place (`kvarten keys rotate`).
"""

import base64
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from app.errors import Misconfigured

SIZE = 32
MOST = 2


def read(path: Path, *, create: bool = False) -> tuple[bytes, ...]:
    """The keys, the one in use first; made when `create` and not there. Raises Misconfigured."""
    try:
        if create and not path.exists():
            _make(path)
        lines = path.read_bytes().split()
        keys = tuple(base64.b64decode(line, validate=True) for line in lines)
    except OSError as error:
        raise Misconfigured(f"Nyckelfilen {path} går inte att läsa: {error.strerror}.") from error
    except ValueError:
        keys = ()
    if not 1 <= len(keys) <= MOST or any(len(key) != SIZE for key in keys):
        raise Misconfigured(f"Nyckelfilen {path} ska innehålla 32 byte i base64.")
    return keys


def begin(path: Path) -> None:
    """Put a new key beside the old one; where two lie already, the change goes on with those."""
    keys = read(path)
    if len(keys) < MOST:
        _replace(path, (*keys, os.urandom(SIZE)))


def end(path: Path) -> None:
    """Only the new key is left. Twice is the same as once."""
    _replace(path, read(path)[-1:])


def _make(path: Path) -> None:
    """A new key. Of two processes that start at once the first one's stands, whole, for both."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = _written(path, (os.urandom(SIZE),))
    try:
        with suppress(FileExistsError):
            os.link(half, path)
    finally:
        os.unlink(half)


def _replace(path: Path, keys: tuple[bytes, ...]) -> None:
    """The file as a whole or not at all, also when the power goes; its owner stays its owner."""
    try:
        was, half = path.stat(), _written(path, keys)
        try:
            if (was.st_uid, was.st_gid) != (os.geteuid(), os.getegid()):
                os.chown(half, was.st_uid, was.st_gid)
            os.replace(half, path)
        except BaseException:
            os.unlink(half)
            raise
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise Misconfigured(
            f"Nyckelfilen {path} går inte att skriva: {error.strerror}. Kör där den kan skrivas, "
            "som den användare som äger den."
        ) from error


def _written(path: Path, keys: tuple[bytes, ...]) -> str:
    handle, half = tempfile.mkstemp(dir=path.parent)  # mode 0600
    with os.fdopen(handle, "wb") as file:
        file.writelines(base64.b64encode(key) + b"\n" for key in keys)
        file.flush()
        os.fsync(file.fileno())
    return half
