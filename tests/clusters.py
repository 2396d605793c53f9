"""What the tests of the embedded database share: a folder to live in, and a question to ask."""

import shutil
import tempfile
from pathlib import Path

import psycopg


class open_folder:  # noqa: N801 a context manager, used as a verb
    """A folder that `nobody` may enter, as pytest's own are not."""

    def __init__(self, name: str = "k") -> None:
        self._top = Path(tempfile.mkdtemp(prefix="kvarten-home-"))
        self._top.chmod(0o755)
        self._home = self._top / name

    def __enter__(self) -> Path:
        self._home.mkdir()
        return self._home

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._top)


def answer(url: str, query: str = "SELECT 1") -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
        return row[0] if row else None


def answer_nothing(url: str, command: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(command)
