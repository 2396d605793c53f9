"""Quiet understands what no log may say: every name and number in the fixtures.

Whatever is logged during a run goes to one folder: by the tests' own process (`listen`), by the app's
processes and by PostgreSQL (`file`, `keep`). When the run is over it is read through (`overheard`),
and a single name or number in it fails the run.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import structlog
import yaml

from app.events.identifiers import TEST_NUMBERS
from app.faults import Wordless

HERE = Path(__file__).resolve().parent
DEMO = HERE.parent / "app" / "demo"
FOLDER = "QUIET_LOGS"
"""In the environment: the run's workers write where the run does."""
KINDS = {".py", ".json", ".hl7", ".csv", ".yaml"}
MEANT = "raised by a test: "
"""What PostgreSQL says because a test told it to: that line alone, and in PostgreSQL's log alone."""
NUMBER = re.compile(r"(?<![\w.-])(?:18|19|20)\d{6}(?:T\d{3}|[-+]?\d{4})(?![\w-])")
DEMO_NUMBER = re.compile(r"\b\d{8}T\d{3}\b")
NAMED = (
    re.compile(
        r"""(?:given_name|family_name|family|förnamn|efternamn)["']?\s*[:=]\s*["'](\w[^"'\\]+)"""
    ),
    re.compile(r"""["']given["']:\s*\[\s*["'](\w[^"'\\]+)"""),
    re.compile(r"""\("\d{8}T\d{3}",\s*"([^"]+)","""),
    re.compile(r"""\("\d{8}T\d{3}",\s*"[^"]+",\s*"([^"]+)"\)"""),
    re.compile(r"PID\|[^|\r\n]*\|[^|\r\n]*\|[^|\r\n]*\|[^|\r\n]*\|([^\W\d_][\w-]+)\^"),
    re.compile(r"PID\|[^|\r\n]*\|[^|\r\n]*\|[^|\r\n]*\|[^|\r\n]*\|[\w-]*\^([^\W\d_][\w-]+)"),
)
"""How a fixture names somebody, in Python, JSON, FHIR and HL7."""
NAME = re.compile(r"[A-ZÅÄÖ][\w-]{2,}")


@cache
def words() -> frozenset[str]:
    """Every given name, family name and number that stands in a fixture or in the demo."""
    told = yaml.safe_load((DEMO / "names.yaml").read_text("utf-8"))
    found = {name for sex in ("women", "men") for names in told[sex].values() for name in names}
    found |= {first + second for first in told["first"] for second in told["second"]}
    persons = yaml.safe_load((DEMO / "persons.yaml").read_text("utf-8"))["people"]
    found |= {part for one in persons for part in one["name"].split()}
    numbers = set(TEST_NUMBERS)
    for path in HERE.rglob("*"):
        if path.suffix in KINDS and path.name not in {"quiet.py", "test_quiet.py"}:
            text = path.read_text("utf-8", "replace")
            numbers |= set(DEMO_NUMBER.findall(text))
            for how in NAMED:
                found |= {part for name in how.findall(text) for part in name.split()}
    return frozenset({name for name in found if NAME.fullmatch(name)} | numbers)


def said_of_anybody(text: str) -> set[str]:
    """The names and numbers in a text. A name is one with its capital, and as a word of its own."""
    return set(re.findall(r"[\w-]+", text)) & words() | set(NUMBER.findall(text))


def folder() -> Path:
    """Where the logs of this run lie; made by whoever asks first."""
    if FOLDER not in os.environ:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="kvarten-logs-")
    return Path(os.environ[FOLDER])


def file(name: str) -> Path:
    """A log file of the run's, of that name in this process."""
    return folder() / f"{os.getpid()}-{name}.log"


def keep(path: Path, name: str) -> None:
    """Read this log too when the run is over, though it is about to be deleted."""
    if path.is_file():
        with path.open("rb") as told, file(name).open("ab") as kept:
            shutil.copyfileobj(told, kept)


def listen() -> None:
    """From here on whatever this process logs is written down as `kvarten serve` writes it."""
    handler = logging.FileHandler(file("tests"), encoding="utf-8", delay=True)
    handler.setLevel(logging.WARNING)
    handler.setFormatter(Wordless())
    logging.getLogger().addHandler(handler)

    def write(_: Any, method: str, told: Any) -> Any:
        with file("tests").open("a", encoding="utf-8") as log:
            log.write(f"{method} {told}\n")
        return told

    structlog.configure(processors=[write, *structlog.get_config()["processors"]])


def forget() -> None:
    """A run that said nothing leaves nothing."""
    shutil.rmtree(folder(), ignore_errors=True)


def overheard() -> Iterator[str]:
    """What was said of anybody in the logs of this run: where, and the line."""
    for path in sorted(folder().glob("*.log")):
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
            meant = MEANT in line and "postgres" in path.name
            if not meant and (found := said_of_anybody(line)):
                yield f"{path.name}:{number}: {sorted(found)} in {line[:300]}"
