"""Rulebook understands the folder of rules: it reads them all, and runs the examples they bear."""

from pathlib import Path

import yaml

from app import plain
from app.huddle.examples import Example, play
from app.huddle.rule import Rule
from app.huddle.rulefile import Page, page

FOLDER = Path(__file__).parent / "rules"


class RulebookError(ValueError):
    """A rule file that cannot be used; the text is for the one who wrote it."""


def load(folder: Path | None = None) -> tuple[Rule, ...]:
    """The rules, or RulebookError naming the file and what is wrong in it."""
    return tuple(each.rule for each in read(folder))


def check(folder: Path | None = None) -> list[str]:
    """Every example that cannot be read, or that its rule answers otherwise, in words."""
    return [
        f"{each.rule.id}: {wrong}"
        for each in read(folder)
        for example in each.examples
        for wrong in played(each.rule, example)
    ]


def played(rule: Rule, example: Example) -> list[str]:
    """What the rule answers otherwise, or why the example cannot be read."""
    try:
        return play(rule, example)
    except ValueError as wrong:
        return [f"exemplet ”{example.case}”: {wrong}"]


def read(folder: Path | None = None) -> tuple[Page, ...]:
    pages = []
    for file in sorted((folder or FOLDER).glob("*.yaml")):
        try:
            pages.append(page(plain.read(file), file.stem))
        except (ValueError, yaml.YAMLError) as wrong:
            raise RulebookError(f"{file.name}: {wrong}") from wrong
    return tuple(pages)
