"""Sentences understands a rule as prose, with its numbers in their places for somebody to change."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from app.huddle.numbers import OF_EVERY_ROW
from app.huddle.phrases.grammar import All, Node, Use
from app.huddle.rule import Rule

About = Literal["upp", "rod", "gul", "dag", "klar", "roll", "forslag", "tid"]
ROLES = {
    "aldre_ssk": "äldre-ssk",
    "vc_lakare": "läkare",
    "kommun_hsl": "kommunal primärvård",
    "hemtjanst_planerare": "hemtjänstplanerare",
    "bistandshandlaggare": "biståndshandläggare",
}
DUE = {"i dag": "i dag", "klockan": "innan tiden går ut", "en vecka": "inom en vecka"}
WITHIN = "…"
"""Stands for the number that a label is about."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of running text, or the name of a number whose value stands there. `strong`: bold."""

    text: str = ""
    number: str | None = None
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    about: About
    parts: tuple[Part, ...]


def sentences(rule: Rule) -> tuple[Sentence, ...]:
    """What the rule takes up, what makes it red, what ends it, and what it proposes to whom."""
    found = [Sentence("upp", _told("Ta upp: ", rule.finds, ". Villkor: ", rule.conditions))]
    if rule.red is not None:
        found.append(Sentence("rod", _told("Röd: ", rule.red)))
    if rule.yellow is not None:
        found.append(Sentence("gul", _told("Gul: ", rule.yellow)))
    if rule.daily_when is not None:
        found.append(Sentence("dag", _told("Varje dag när: ", rule.daily_when)))
    if rule.resolves is not None:
        found.append(Sentence("klar", _told("Klar: ", rule.resolves)))
    if rule.what:
        proposal = (Part("Föreslå: "), Part(rule.what, strong=True))
        to = Part(f" {DUE.get(rule.due, rule.due)}, {ROLES.get(rule.role, rule.role)}.")
        found.append(Sentence("forslag", (*proposal, to)))
    found += [
        Sentence("roll", _told(f"Till {ROLES.get(role, role)} när: ", node))
        for node, role in rule.roles
    ]
    return tuple(found)


def of_every_row() -> tuple[Sentence, ...]:
    """What holds of every row, as sentences of the same kind."""
    names = [number.name for number in OF_EVERY_ROW]
    return tuple(
        Sentence("tid", tuple(Part(number=one) if one in names else Part(one) for one in told))
        for told in (
            ("En röd rad får ", "rod", " sekunder, en gul ", "gul", " och en grå ", "gra", "."),
            ("Morgon nummer ", "morgnar", " skjuts en rad inte upp längre: då beslutas den."),
            ("Den som äger en åtgärd arbetar från kl. ", "oppnar", " till kl. ", "stanger", "."),
        )
    )


def labels(rule: Rule) -> dict[str, str]:
    """What each number is, in the words around it: ”tillhör målgruppen från … år”."""
    found: dict[str, str] = {}
    for use in rule.asks:
        for name in use.numbers:
            if isinstance(name, str):
                found.setdefault(name, _label(use, name, rule))
    return found


LABELS_OF_EVERY_ROW = {
    "rod": "en röd rad får … sekunder",
    "gul": "en gul rad får … sekunder",
    "gra": "en grå rad får … sekunder",
    "morgnar": "morgon nummer … beslutas raden",
    "oppnar": "den som äger en åtgärd arbetar från kl. …",
    "stanger": "den som äger en åtgärd arbetar till kl. …",
}


def labels_of(rule: Rule | None) -> dict[str, str]:
    return LABELS_OF_EVERY_ROW if rule is None else labels(rule)


def _label(use: Use, name: str, rule: Rule) -> str:
    values = [
        WITHIN if number == name else str(rule.defaults.get(number, number))  # type: ignore[arg-type]
        for number in use.numbers
    ]
    pieces = use.phrase.text.split("#")
    return "".join(text + value for text, value in zip(pieces, [*values, ""], strict=True))


def _told(*pieces: str | Node) -> tuple[Part, ...]:
    parts: list[Part] = []
    for piece in pieces:
        parts += [Part(piece)] if isinstance(piece, str) else _node(piece)
    return tuple(_joined([*parts, Part(".")]))


def _node(node: Node) -> list[Part]:
    """The phrases with commas between them, and the word that joins them before the last."""
    if isinstance(node, Use):
        return list(_use(node))
    word = "och" if isinstance(node, All) else "eller"
    inner = [_node(part) for part in node.nodes]
    nested = any(not isinstance(part, Use) for part in node.nodes)
    found = list(inner[0])
    for at, one in enumerate(inner[1:], 2):
        last = at == len(inner)
        between = f", {word} " if last and nested else f" {word} " if last else ", "
        found += [Part(between), *one]
    return found


def _use(use: Use) -> Iterator[Part]:
    pieces = use.phrase.text.split("#")
    for text, number in zip(pieces, [*use.numbers, None], strict=True):
        if text:
            yield Part(text)
        if isinstance(number, str):
            yield Part(number=number)
        elif number is not None:
            yield Part(str(number))


def _joined(parts: Iterable[Part]) -> list[Part]:
    """Texts beside each other as one."""
    found: list[Part] = []
    for part in parts:
        plain = part.number is None and not part.strong
        if found and plain and found[-1].number is None and not found[-1].strong:
            found[-1] = Part(found[-1].text + part.text)
        else:
            found.append(part)
    return found
