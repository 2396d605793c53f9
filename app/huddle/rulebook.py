"""Rulebook understands the folder of rules: it reads them all, and runs the examples they bear."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from app import plain
from app.errors import Misconfigured
from app.huddle.examples import Example, play
from app.huddle.rule import Rule
from app.huddle.rulefile import Page, page

FOLDER = Path(__file__).parent / "rules"


class RulebookError(Misconfigured):
    """A rule file that cannot be used; the text is for the one who wrote it."""


def load(folder: Path | None = None) -> tuple[Rule, ...]:
    """The rules, or RulebookError naming the file and what is wrong in it."""
    return tuple(each.rule for each in read(folder))


def check(folder: Path | None = None) -> list[str]:
    """Every file and example that cannot be read, or that its rule answers otherwise, in words."""
    faults: list[str] = []
    for file in files(folder):
        try:
            each = _page(file)
        except RulebookError as wrong:
            faults.append(str(wrong))
            continue
        faults += [
            f"{each.rule.id}: {wrong}"
            for example in each.examples
            for wrong in played(each.rule, example)
        ]
    return faults


def played(rule: Rule, example: Example) -> list[str]:
    """What the rule answers otherwise, or why the example cannot be read."""
    try:
        return play(rule, example)
    except ValueError as wrong:
        return [f"exemplet ”{example.case}”: {wrong}"]


def read(folder: Path | None = None) -> tuple[Page, ...]:
    return tuple(_page(file) for file in files(folder))


def files(folder: Path | None = None) -> list[Path]:
    return sorted((folder or FOLDER).glob("*.yaml"))


@contextmanager
def faults_of(file: Path) -> Iterator[None]:
    """What is wrong in a file is told as RulebookError, in Swedish, with its name."""
    try:
        yield
    except UnicodeError:
        raise RulebookError(f"{file.name}: filen är inte skriven i UTF-8") from None
    except plain.Twice as wrong:
        raise RulebookError(f"{file.name}: {wrong.problem}") from wrong
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark
        where = "" if mark is None else f", nära rad {mark.line + 1}"
        raise RulebookError(f"{file.name}: går inte att läsa som YAML{where}") from wrong
    except yaml.YAMLError as wrong:
        raise RulebookError(f"{file.name}: går inte att läsa som YAML") from wrong
    except OSError as wrong:
        raise RulebookError(f"{file.name}: filen går inte att öppna") from wrong
    except ValueError as wrong:
        raise RulebookError(f"{file.name}: {wrong}") from wrong


def _page(file: Path) -> Page:
    with faults_of(file):
        return page(plain.read(file), file.stem)
