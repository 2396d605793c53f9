"""`kvarten bench national` as whoever runs it meets it: refused in words, and gone when interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.clusters import open_folder
from tests.processes import PATIENCE, PROGRAM, SURROUNDING


@pytest.fixture
def home() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder / "land"


def national(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [PROGRAM, "bench", "national", "--scale", "0.0001", *words],
        env=SURROUNDING, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        start_new_session=True,
    )  # fmt: skip


def test_a_folder_with_something_in_it_is_refused_in_words(home: Path) -> None:
    home.mkdir()
    asked = national("--home", str(home))
    said, _ = asked.communicate(timeout=PATIENCE)
    assert asked.returncode == 2
    assert (
        said.strip() == f"Mappen {home} finns redan. Välj en ny med --home; den tas bort efteråt."
    )
    assert home.is_dir()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_leaves_neither_a_folder_nor_a_database(
    home: Path, how: signal.Signals
) -> None:
    asked = national("--home", str(home))
    postmaster = int(written(home / "postgres" / "data" / "postmaster.pid")[0])
    asked.send_signal(how)
    said, _ = asked.communicate(timeout=PATIENCE)
    assert asked.returncode == 130, said
    assert not home.exists()
    assert gone(os.kill, postmaster)


def test_interrupted_in_a_morning_every_process_is_gone(home: Path) -> None:
    asked = national("--home", str(home))
    assert asked.stdout is not None
    for line in asked.stdout:
        if line.strip().startswith("Natten"):
            break
    time.sleep(1)
    os.killpg(asked.pid, signal.SIGINT)  # as a terminal does: to each of them
    said, _ = asked.communicate(timeout=PATIENCE)
    assert asked.returncode == 130, said
    assert not home.exists()
    assert gone(os.killpg, asked.pid)


def gone(kill: Callable[[int, int], None], number: int) -> bool:
    """Whether a process, or the last of a group, has ended; soon, since somebody has to see it end."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            kill(number, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def written(file: Path) -> list[str]:
    """The lines of a file, when it has been written."""
    until = time.monotonic() + PATIENCE
    while not (file.exists() and file.read_text().count("\n") >= 4):
        assert time.monotonic() < until, file
        time.sleep(0.05)
    return file.read_text().splitlines()
