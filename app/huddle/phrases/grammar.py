"""Grammar understands a phrase: a Swedish sentence with numbers, and the small function it names.

In a phrase's text `#` stands for a number; in a rule it is written out or as the name of one of
the rule's settings: "är minst 65 år", "är minst {alder} år".
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from functools import cache
from typing import Any, TypeVar

from app.events.kinds import Category
from app.huddle.verdict import Answer, Morning, and_, or_
from app.people.person import Person, Stamp
from app.value import Value

T = TypeVar("T")
NUMBER = re.compile(r"\{(\w+)\}|\d+")


class UnknownPhrase(ValueError):
    """A sentence that no phrase answers to; the text is for the one who wrote it."""


class Fact(Value, frozen=True):
    """A fact that is used. What it is called here is shown to people.

    `notice`: a planned discharge as a notice told it to those concerned. `bare`: the level of a CFS
    and nothing else of it.
    """

    what: str
    category: Category
    stamp: Stamp
    notice: bool = False
    bare: bool = False


class Episode(Value, frozen=True):
    """Something that happened to a person and may need action, known by the event that began it.

    `began` is when it started and `at` when it was over as far as the rule is concerned. `live`
    is false while it lies ahead; `changes` are the instants at which that, or its clock, turns. A
    `stamp` of None: what there is to take up is that nobody has told of something. `category` is
    that of what it is about. `notice`: a notice told it to those concerned, who may know it.
    `receiver`: the unit that it is about. `beside` are facts that it was found by.
    """

    key: str
    what: str
    stamp: Stamp | None
    began: datetime
    at: datetime
    subject: Any
    deadline: datetime | None = None
    live: bool = True
    changes: tuple[datetime, ...] = ()
    category: Category = Category.D2
    notice: bool = False
    receiver: str | None = None
    beside: tuple[Fact, ...] = ()

    @property
    def known_at(self) -> datetime:
        """Since when there is something to take up: told of, and begun."""
        return self.began if self.stamp is None else max(self.began, self.stamp.known_at)


class Case(Value, frozen=True):
    """One episode of one person under one rule, on one morning."""

    person: Person
    morning: Morning
    rule: str
    episode: Episode


class Finding(Value, frozen=True):
    """What a condition answers. `steps` are the phrases that were asked, each with its answer."""

    answer: Answer
    facts: tuple[Fact, ...] = ()
    unsure: tuple[str, ...] = ()
    steps: tuple[tuple["Use", Answer], ...] = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """`reads` names Person's fields. `about` is what the episode must be, `finds` what it becomes.

    `told_by` are the kinds of event whose absence the phrase takes for an answer. `of_the_dead`:
    what it finds is about who has died. `among` are the fields that it looks among for what it finds:
    of a person with nothing in any of them it finds nothing. `of_person` is a condition that is
    asked of the person and the morning alone: whom a rule is for. `by_hours`: when owners work moves its
    clock, or its answer.
    """

    text: str
    function: Callable[..., Any]
    reads: tuple[str, ...]
    about: type | None = None
    finds: type | None = None
    told_by: tuple[str, ...] = ()
    of_the_dead: bool = False
    among: tuple[str, ...] = ()
    of_person: Callable[..., Finding] | None = None
    by_hours: bool = False


@dataclass(frozen=True, slots=True)
class Use:
    """A phrase as a rule uses it. A number is itself, or the name of a setting."""

    phrase: Phrase
    numbers: tuple[int | str, ...]

    def values(self, settings: Mapping[str, int]) -> list[int]:
        return [settings[n] if isinstance(n, str) else n for n in self.numbers]

    def words(self, settings: Mapping[str, int]) -> str:
        return _words(self.phrase.text, *self.values(settings))


@cache
def _words(text: str, *values: int) -> str:
    """There are as many of these as phrases and settings in use, and each is said every morning."""
    numbers = iter(values)
    return re.sub("#", lambda _: str(next(numbers)), text)


@dataclass(frozen=True, slots=True)
class All:
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Some:
    nodes: tuple["Node", ...]


Node = Use | All | Some


def learn(known: dict[str, T], text: str, one: T) -> None:
    """One sentence or slot more. Of two that read the same one would hide the other."""
    if text in known:
        raise ValueError(f"”{text}” finns redan")
    known[text] = one


def parse(text: str, known: Mapping[str, Phrase]) -> Use:
    """The phrase that a sentence of a rule names, with its numbers."""
    numbers = [m[1] if m[1] is not None else int(m[0]) for m in NUMBER.finditer(text)]
    bare = NUMBER.sub("#", text)
    phrase = known.get(bare)
    if phrase is None:
        near = get_close_matches(bare, known, n=1, cutoff=0.0)
        raise UnknownPhrase(f"okänd fras ”{text}”. Närmast är ”{near[0]}”." if near else text)
    return Use(phrase, tuple(numbers))


def uses(node: Node | None) -> Iterable[Use]:
    match node:
        case None:
            return
        case Use():
            yield node
        case All() | Some():
            for part in node.nodes:
                yield from uses(part)


def ask(node: Node, case: Case, settings: Mapping[str, int]) -> Finding:
    """All stops at the first nej and Some at the first ja, so the cheap phrase is written first."""
    if isinstance(node, Use):
        found: Finding = node.phrase.function(case, *node.values(settings))
        return Finding(found.answer, found.facts, found.unsure, ((node, found.answer),))
    settles, join = (Answer.NEJ, and_) if isinstance(node, All) else (Answer.JA, or_)
    answer = Answer.JA if isinstance(node, All) else Answer.NEJ
    facts: tuple[Fact, ...] = ()
    unsure: tuple[str, ...] = ()
    steps: tuple[tuple[Use, Answer], ...] = ()
    for part in node.nodes:
        found = ask(part, case, settings)
        answer, steps = join(answer, found.answer), (*steps, *found.steps)
        if found.answer is settles:
            return Finding(answer, found.facts if settles is Answer.JA else (), (), steps)
        if found.answer is not Answer.NEJ:
            facts, unsure = (*facts, *found.facts), (*unsure, *found.unsure)
    return Finding(answer, facts, unsure, steps)
