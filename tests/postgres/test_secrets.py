"""A secret that the program was given is not told again, however wrong it was."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.processes import PROGRAM, SURROUNDING, free_port

SECRET = "Sommar2026hemlig"
# The database's URL, and what is wrong with it.
URLS = [
    ("postgresql://kvarten_owner:{secret}@127.0.0.1:{port}/kvarten", "nobody answers there"),
    ("postgresql://kvarten_owner:{secret}%2G@127.0.0.1:{port}/kvarten", "written wrongly"),
]


@pytest.mark.parametrize(("url", "_comment"), URLS, ids=[one[1] for one in URLS])
def test_a_password_that_does_not_lead_there_is_not_shown(
    tmp_path: Path, url: str, _comment: str
) -> None:
    file = tmp_path / "url"
    file.write_text(url.format(secret=SECRET, port=free_port()), "utf-8")
    told = {"KVARTEN_HOME": str(tmp_path), "KVARTEN_DATABASE_URL_FILE": str(file)}
    done = subprocess.run(
        [PROGRAM, "migrate"], env=SURROUNDING | told, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert done.returncode in {1, 2}
    assert SECRET not in done.stdout + done.stderr
    assert done.stdout + done.stderr, "and something is said"
