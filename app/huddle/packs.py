"""Packs understands rules for another target group beside the frail elderly: which, and for whom.

A pack is the whole book, in which some rules are for its target group too, and may have rules of its own
in a folder with its name. One pack is chosen for each centre; the book itself is the usual one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app import plain
from app.huddle import rulebook, written
from app.huddle.examples import Example
from app.huddle.numbers import Key, bounds
from app.huddle.phrases import CONDITIONS
from app.huddle.phrases.grammar import All, Some, Use, parse
from app.huddle.rule import Number, Rule
from app.huddle.rulefile import Page, example
from app.huddle.written import keys

BOOK = "boken"
USUAL = "Det vanliga: äldre med omfattande behov"
OWNER = "Verksamhetschef, vårdcentralen"
FOLDER = Path(__file__).parent / "packs"
TARGET = "tillhör målgruppen från # år"
MUST = (
    "paket", "rubrik", "målgrupp", "regler", "därför", "källa", "ägare", "granskas_igen", "version",
    "exempel",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pack:
    """The rules of one target group; each example with the rule that it is of, as the pack has it.

    `bounds` are those of all numbers that may be set where it holds.
    """

    id: str
    headline: str
    rules: tuple[Rule, ...]
    why: str
    source: str
    owner: str
    review: date
    version: str
    examples: tuple[tuple[Rule, Example], ...]
    bounds: Mapping[Key, Number] = field(init=False)

    def __post_init__(self) -> None:
        # Frozen, and asked for by every batch and every morning: worked out once.
        object.__setattr__(self, "bounds", MappingProxyType(bounds(self.rules)))


def names(folder: Path = FOLDER) -> tuple[str, ...]:
    """The ids of all that may be chosen, the book first."""
    return (BOOK, *sorted(file.stem for file in folder.glob("*.yaml")))


@cache
def every() -> Mapping[str, Pack]:
    """All that may be chosen, by id, the book first: read once. Raises RulebookError as `load`."""
    return MappingProxyType({BOOK: _book(), **load()})


def load(folder: Path = FOLDER) -> Mapping[str, Pack]:
    """The packs beside the book by id, or RulebookError naming the file and what is wrong in it."""
    found = {}
    for file in sorted(folder.glob("*.yaml")):
        found[file.stem] = _read(file)
    return found


def check(folder: Path = FOLDER) -> list[str]:
    """Each pack that cannot be read, and every example that its rule answers otherwise, in words."""
    faults: list[str] = []
    for file in sorted(folder.glob("*.yaml")):
        try:
            pack = _read(file)
        except rulebook.RulebookError as wrong:
            faults.append(str(wrong))
            continue
        faults += [
            f"{pack.id}, {rule.id}: {wrong}"
            for rule, one in pack.examples
            for wrong in rulebook.played(rule, one)
        ]
    return faults


def _read(file: Path) -> Pack:
    with rulebook.faults_of(file):
        return _pack(plain.read(file), file.stem, file.parent / file.stem)


def _book() -> Pack:
    pages = rulebook.read()
    return Pack(
        id=BOOK,
        headline=USUAL,
        rules=tuple(page.rule for page in pages),
        why="Den som är äldre och har många som hjälper behöver att någon ser helheten i tid.",
        source="Underlag 001 och 004",
        owner=OWNER,
        review=min(page.rule.review for page in pages),
        version="1",
        examples=_of_pages(pages),
    )


def _pack(told: Any, name: str, folder: Path) -> Pack:
    told = keys(told, MUST, (), "paketet")
    if told["paket"] != name:
        raise ValueError(f"paketet heter ”{told['paket']}”, filen {name}")
    group = parse(written.text(told["målgrupp"], "målgrupp"), CONDITIONS)
    version, wanted = f"{name} {told['version']}", written.texts(told["regler"], "regler")
    book = {rule.id: rule for rule in rulebook.load()}
    if unknown := [one for one in wanted if one not in book]:
        raise ValueError(f"regler: ”{unknown[0]}” finns inte")
    taken = {one: _too(book[one], group, version) for one in wanted}
    own = rulebook.read(folder)
    # Nobody whom the book is for is left out: most of those listed are of no other group.
    rules = (*(taken.get(key, rule) for key, rule in book.items()), *(page.rule for page in own))
    by_id = {rule.id: rule for rule in rules}
    listed = written.listed(told["exempel"], "exempel")
    return Pack(
        id=name,
        headline=written.text(told["rubrik"], "rubrik"),
        rules=rules,
        why=written.text(told["därför"], "därför"),
        source=written.text(told["källa"], "källa"),
        owner=written.text(told["ägare"], "ägare"),
        review=written.day(told["granskas_igen"], "granskas_igen"),
        version=written.text(told["version"], "version"),
        examples=(*(_example(one, by_id) for one in listed), *_of_pages(own)),
    )


def _of_pages(pages: Iterable[Page]) -> tuple[tuple[Rule, Example], ...]:
    return tuple((page.rule, one) for page in pages for one in page.examples)


def _too(rule: Rule, group: Use, version: str) -> Rule:
    """The rule for another group too: the same but for whom."""
    nodes = tuple(
        Some((group, node)) if isinstance(node, Use) and node.phrase.text == TARGET else node
        for node in rule.conditions.nodes
    )
    if nodes == rule.conditions.nodes:
        raise ValueError(f"regler: ”{rule.id}” har ingen målgrupp att vidga")
    return replace(rule, conditions=All(nodes), version=f"{rule.version}, {version}")


def _example(told: Any, rules: Mapping[str, Rule]) -> tuple[Rule, Example]:
    name = str(told.get("regel")) if isinstance(told, dict) else ""
    if name not in rules:
        raise ValueError(f"exemplet är om ”{name}”, som inte är i paketet")
    rest = {key: value for key, value in told.items() if key != "regel"}
    return rules[name], example(rest, rules[name])
