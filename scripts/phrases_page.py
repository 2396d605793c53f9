"""Phrases page understands what docs/fraser.md says of the language of the rules: it asks the phrases.

What each means stands in fraser.yaml beside it, and a phrase, a slot or a fact without a word there
stops it; so does a word for what is gone.
"""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from app import plain
from app.huddle import rulebook
from app.huddle.phrases import CONDITIONS, FINDERS, SLOTS
from app.huddle.phrases.grammar import Phrase
from app.huddle.phrases.slots import Slot
from app.huddle.rule import Rule
from app.people.person import OUR_ACTS

WORDS = Path(__file__).parent / "fraser.yaml"
HEADS = {
    "när": "## När: det som börjar en rad",
    "villkor": "## Villkor: om, klar, röd när, gul när, roll när",
    "ord": "## Ord i meningen",
}
COLUMNS = {"ord": "| ord | säger | läser | i reglerna |"}


def page() -> str:
    """The generated part of the page."""
    told = plain.read(WORDS)
    rules = rulebook.load()
    lines: list[str] = []
    for part, known in (("när", FINDERS), ("villkor", CONDITIONS), ("ord", SLOTS)):
        meanings: Mapping[str, str] = told[part]
        _same(part, meanings.keys(), known.keys())
        lines += [HEADS[part], "", COLUMNS.get(part, "| fras | betyder | läser | i reglerna |")]
        lines += ["|---|---|---|---|"]
        for text, meaning in meanings.items():
            one = known[text]
            cells = (text, meaning, _reads(one, told["uppgifter"]), _used(one, rules))
            lines.append(f"| {' | '.join(cells)} |")
        lines.append("")
    return "\n".join(lines)


def _same(part: str, told: Iterable[str], known: Iterable[str]) -> None:
    if unlike := sorted(set(told) ^ set(known)):
        sys.exit(f"scripts/fraser.yaml, {part}: stämmer inte med koden för ”{unlike[0]}”")


def _reads(one: Phrase | Slot, facts: Mapping[str, str]) -> str:
    """The facts it asks for. What huddles have decided goes without saying where a row begins."""
    return ", ".join(facts[name] for name in one.reads if name not in OUR_ACTS) or "–"


def _used(one: Phrase | Slot, rules: Iterable[Rule]) -> str:
    found = [
        rule.id
        for rule in rules
        if one in [use.phrase for use in rule.asks]
        or any(one is part for parts in rule.sentences for part in parts)
    ]
    return ", ".join(found)
