"""Phrases understands how a test asks a phrase of a person, and which phrases a module has written."""

from collections.abc import Mapping
from datetime import datetime
from types import ModuleType
from typing import Any

from app.huddle.phrases import CONDITIONS, FINDERS, SLOTS
from app.huddle.phrases.grammar import Case, ask, parse
from app.huddle.phrases.slots import Slot
from tests.builders import NOW, a_morning, a_person

RULE = "regel"


def found(
    finder: str,
    *lines: str,
    age: int | None = 82,
    now: datetime = NOW,
    held: frozenset[str] = frozenset(),
    **told: Any,
) -> list[Case]:
    """The live episodes that a finder makes of a person's events; `told` is of the morning."""
    person, morning = a_person(*lines, age=age, now=now).but(held=held), a_morning(now, **told)
    used = parse(finder, FINDERS)
    episodes = used.phrase.function(person, morning, RULE, *used.values({}))
    return [Case(person, morning, RULE, episode) for episode in episodes if episode.live]


def answer(phrase: str, case: Case) -> str:
    return ask(parse(phrase, CONDITIONS), case, {}).answer


def says(slot: str, case: Case) -> str | None:
    return SLOTS[slot].say(case)[0]


def written_in(known: Mapping[str, Any], *modules: ModuleType) -> set[str]:
    """The phrases or slots that some modules have written, by their text."""
    names = {module.__name__ for module in modules}
    return {text for text, one in known.items() if _function(one).__module__ in names}


def _function(one: Any) -> Any:
    return one.say if isinstance(one, Slot) else one.function
