"""Inbox understands the folders that files are dropped in, one for each source, and empties them.

A file that has lain still is taken in and, once committed, moved to `klart`; one that cannot be read
at all to `fel`, with a line beside it saying why. Whatever interrupts this leaves the file where it
is, and a file may be given twice. Nothing that is not a plain file of the folder itself is touched.
"""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.clock import local
from app.errors import Misconfigured
from app.events import file, scope
from app.events.file import Count
from app.events.hl7 import Unreadable
from app.house import House
from app.tables import Source

log = structlog.get_logger()
DONE = "klart"
FAULTY = "fel"
STILL = timedelta(seconds=30)
"""A file that nobody has written to or renamed for so long is whole."""
KEPT = {DONE: timedelta(days=30), FAULTY: timedelta(days=90)}
"""How long a file is kept after it was taken: it holds persons in clear."""
HALF = (".tmp", ".part", ".partial", ".filepart", ".crdownload", ".swp", "~")
"""How programs name what they are still writing."""
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file as it was when it was found."""

    path: Path
    size: int
    written: int
    inode: int

    def unchanged(self) -> bool:
        return _dropped(self.path) == self


async def look(house: House, folder: Path, now: datetime, real_now: datetime) -> frozenset[str]:
    """Take in what lies still in the folders; answers the centres it touched."""
    touched: set[str] = set()
    if not _ready(folder):
        log.warning("inbox.no_folder")
        return frozenset()
    for source in _sources(house, folder):
        place = folder / source.id
        if not all(map(_ready, (place, place / DONE, place / FAULTY))):
            log.warning("inbox.no_folder", source=source.id)
            continue
        for dropped in waiting(place, real_now):
            try:
                touched |= await _taken(house, source, dropped, now)
            except (SQLAlchemyError, ConnectionError, OSError) as error:
                # The database or the disk is away: the file stays, and so do those after it.
                log.warning("inbox.waits", source=source.id, kind=type(error).__name__)
                return frozenset(touched)
            except Exception as error:
                log.error("inbox.failed", source=source.id, kind=type(error).__name__)
        let_go(place, real_now)
    return frozenset(touched)


def waiting(place: Path, real_now: datetime) -> Iterator[Dropped]:
    """The plain files of a folder that have lain still, those first that came first."""
    found = []
    with os.scandir(place) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name.lower().endswith(HALF):
                continue
            dropped = _dropped(Path(entry.path))
            if dropped and real_now - _changed(dropped.path) >= STILL:
                found.append(dropped)
    yield from sorted(found, key=lambda one: (one.written, one.path.name))


def let_go(place: Path, real_now: datetime) -> None:
    """Delete what was taken so long ago that it is no longer needed."""
    for name, kept in KEPT.items():
        with os.scandir(place / name) as entries:
            for entry in entries:
                path = Path(entry.path)
                if _dropped(path) and real_now - _changed(path) > kept:
                    path.unlink(missing_ok=True)


async def _taken(house: House, source: Source, dropped: Dropped, now: datetime) -> frozenset[str]:
    path = dropped.path
    if closed := scope.of(source).closed(local(now).date()):
        _move(path, FAULTY, now, closed)
        return frozenset()
    try:
        count, touched = await file.take(house, path, source.id, now)
    except Unreadable as error:
        _move(path, FAULTY, now, error.reason)
        return frozenset()
    except Misconfigured as error:
        # It is the mapping that is wrong, not the file: it stays until the mapping is mended.
        log.error("inbox.misconfigured", source=source.id, says=str(error))
        return frozenset()
    if dropped.unchanged():
        _move(path, DONE, now, told(count))
    return touched


def told(count: Count) -> str:
    """What became of a file, in Swedish."""
    parts = [
        f"{count.new} nya händelser, {count.known} kända, {count.rejected} avvisade, "
        f"{count.not_used} används inte."
    ]
    if count.refused:
        parts.append(f"{count.refused} låg utanför källans begäran och har inte sparats.")
    if count.filed is not None:
        filed = count.filed
        parts.append(
            f"{filed.rows} rader ({filed.written}): {filed.used} använda, {filed.rejected} avvisade, "
            f"{filed.not_used} används inte."
        )
    return "\n".join([*parts, *sorted(count.unlisted)])


def _sources(house: House, folder: Path) -> Iterator[Source]:
    """Those that files are expected of, and those that somebody has made a folder for."""
    for _, source in sorted(house.organisation.sources.items()):
        expected = source.mapping is not None or (folder / source.id).is_dir()
        if expected and _ID.fullmatch(source.id):
            yield source


def _ready(folder: Path) -> bool:
    """Make a folder for this user alone; one that is a link elsewhere is not used."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        return stat.S_ISDIR(folder.lstat().st_mode)
    except OSError:
        return False


def _dropped(path: Path) -> Dropped | None:
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    return Dropped(path, found.st_size, found.st_mtime_ns, found.st_ino)


def _changed(path: Path) -> datetime:
    """When it was last written to or renamed: whoever copies a file may set when it was written."""
    return datetime.fromtimestamp(path.lstat().st_ctime, UTC)


def _move(path: Path, where: str, now: datetime, says: str) -> None:
    """Out of the way under a name of its own, and beside it what became of it."""
    stamp = local(now).strftime("%Y%m%d-%H%M%S")
    name, number = f"{stamp} {path.name}", 1
    while (path.parent / where / name).exists():
        number += 1
        name = f"{stamp}-{number} {path.name}"
    beside = path.parent / where / f"{name}.txt"
    beside.write_text(f"{says}\n", "utf-8")
    beside.chmod(0o600)
    path.rename(path.parent / where / name)
