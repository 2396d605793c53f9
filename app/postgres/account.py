"""An account is whom PostgreSQL runs as. It refuses to be root, so root lends it `nobody`.

Root is for the demo and for CI: an installation runs as its own user. No user is created, and
nothing outside the cluster's own folder changes owner or permission.
"""

import hashlib
import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Where root keeps a cluster whose home `nobody` cannot reach, such as one under /root.
REACHABLE = Path("/var/lib/kvarten")


@dataclass(frozen=True, slots=True)
class Account:
    """The user that PostgreSQL's programs run as; None is ourselves."""

    uid: int | None = None
    gid: int | None = None

    def run(
        self, words: Sequence[str], *, data: Path | None = None, **more: Any
    ) -> subprocess.CompletedProcess[str]:
        """Run a program as this user, out of reach of the terminal's Ctrl-C."""
        surrounding = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_"))}
        surrounding |= {"LC_ALL": "C.UTF-8", "TZ": "UTC"}
        if data is not None:
            surrounding["PGDATA"] = str(data)
        if self.uid is not None:
            more |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return subprocess.run(
            list(words),
            # The folder we stand in may be closed to this user.
            cwd="/",
            env=surrounding,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            text=True,
            check=False,
            **more,
        )

    def folder(self, path: Path) -> Path:
        """A folder that only this user may enter."""
        path.mkdir(mode=0o700)
        self.own(path)
        return path

    def own(self, path: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def reaches(self, path: Path) -> bool:
        """Whether this user can enter the folder, or run the program."""
        return self.run(["test", "-x", str(path)]).returncode == 0


def lent(data: Path) -> Account:
    """Whom to run as here: ourselves, or as root the one who already owns the data."""
    if os.geteuid() != 0:
        return Account()
    owner = data.stat() if data.exists() else None
    if owner is not None and owner.st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def place(home: Path) -> Path:
    """The cluster's own folder: under home, or where `nobody` can reach it."""
    folder = home / "postgres"
    if os.geteuid() != 0:
        return folder
    home.mkdir(parents=True, exist_ok=True)
    if lent(folder / "data").reaches(home):
        return folder
    return REACHABLE / hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
