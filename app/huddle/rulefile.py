"""Rulefile understands one rule as it is written: its keys, its phrases, its numbers, its examples."""

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from app.days import at_local
from app.huddle import written
from app.huddle.examples import Example
from app.huddle.phrases import CONDITIONS, FINDERS, SLOTS
from app.huddle.phrases.grammar import All, Node, Some, Use, parse
from app.huddle.phrases.slots import Slot
from app.huddle.rule import Due, Number, Rule
from app.huddle.verdict import Answer, Role, Round, Section, Urgency, Way
from app.huddle.written import keys, one_of
from app.people.person import OUR_ACTS

MUST = (
    "regel", "rubrik", "när", "om", "så", "mening", "därför", "källa", "ägare", "granskas_igen",
    "version", "exempel",
)  # fmt: skip
MAY = ("klar", "röd när", "gul när", "roll när", "tal", "tas upp", "varje dag när")
THEN = ("avsnitt", "brådska", "åtgärd", "roll", "inom")
NOTHING = {"åtgärd": "", "roll": "äldre-ssk", "inom": "i dag"}
"""What stands where nothing is proposed, and a rule does not say: the row is led by the convenor."""
EXAMPLE_MUST = ("fall", "ålder", "händelser", "svar")
EXAMPLE_MAY = ("brådska", "roll", "mening", "nu", "tal", "tyst", "runda", "parter")
SECTIONS = {
    "Sedan sist": Section.SEDAN_SIST, "Idag": Section.IDAG, "Kommande dygn": Section.KOMMANDE,
}  # fmt: skip
URGENCIES = {"röd": Urgency.ROD, "gul": Urgency.GUL, "grå": Urgency.GRA}
ROLES: dict[str, Role] = {
    "äldre-ssk": "aldre_ssk",
    "läkare": "vc_lakare",
    "kommunal primärvård": "kommun_hsl",
    "hemtjänstplanerare": "hemtjanst_planerare",
    "biståndshandläggare": "bistandshandlaggare",
}
DUE: dict[str, Due] = {"i dag": "i dag", "klockan": "klockan", "en vecka": "en vecka"}
ROUNDS: dict[str, Round] = {"varje dag": "daily", "varje vecka": "weekly"}
WAYS: dict[str, Way] = {"som rad": "row", "under en annan rad": "line", "som märke": "mark"}
USUAL = {"varje dag": "som rad"}
"""How a rule is taken up that does not say: most begin with something that has happened."""
TUESDAY = at_local(date(2026, 11, 24), time(7, 40))
"""The morning of an example that does not say another with `nu`."""
SLOT = re.compile(r"\{([^}]+)\}")
ANSWERS = {str(answer): answer for answer in Answer}
OLDEST = 130


@dataclass(frozen=True, slots=True)
class Page:
    """One rule with the examples that its file bears."""

    rule: Rule
    examples: tuple[Example, ...]


def page(told: Any, name: str) -> Page:
    """A rule from its text as keys and values, or ValueError saying what is wrong with it."""
    told = keys(told, MUST, MAY, "regeln")
    if told["regel"] != name:
        raise ValueError(f"regeln heter ”{told['regel']}”, filen {name}")
    numbers = tuple(
        _number(key, value) for key, value in written.mapping(told.get("tal", {}), "tal").items()
    )
    rule = _rule(told, numbers)
    _fits(rule)
    examples = tuple(example(one, rule) for one in written.listed(told["exempel"], "exempel"))
    return Page(rule, examples)


def _rule(told: dict[str, Any], numbers: tuple[Number, ...]) -> Rule:
    then = _then(told["så"])
    ends, texts = told.get("klar"), written.texts(told["mening"], "mening")
    return Rule(
        id=told["regel"],
        version=written.text(told["version"], "version"),
        headline=written.text(told["rubrik"], "rubrik"),
        finds=parse(written.text(told["när"], "när"), FINDERS),
        conditions=All(_nodes(told["om"])),
        resolves=None if ends is None else Some(_nodes(ends)),
        red=_node_of(told, "röd när"),
        yellow=_node_of(told, "gul när"),
        section=one_of(SECTIONS, then["avsnitt"], "avsnitt"),
        urgency=one_of(URGENCIES, then["brådska"], "brådska"),
        what=then["åtgärd"] and written.text(then["åtgärd"], "åtgärd"),
        role=one_of(ROLES, then["roll"], "roll"),
        roles=tuple(
            (_node(phrase), one_of(ROLES, role, "roll när"))
            for phrase, role in written.mapping(told.get("roll när", {}), "roll när").items()
        ),
        due=one_of(DUE, then["inom"], "inom"),
        numbers=numbers,
        defaults={number.name: number.value for number in numbers},
        sentences=tuple(_sentence(text) for text in texts),
        texts=tuple(texts),
        why=written.text(told["därför"], "därför"),
        source=written.text(told["källa"], "källa"),
        owner=written.text(told["ägare"], "ägare"),
        review=written.day(told["granskas_igen"], "granskas_igen"),
        ways=_ways(told.get("tas upp", USUAL)),
        daily_when=_of_clocks(told.get("varje dag när")),
    )


def _then(told: Any) -> dict[str, Any]:
    if isinstance(told, dict) and told.get("åtgärd") == "ingen":
        return NOTHING | keys(told, ("avsnitt", "brådska", "åtgärd"), (), "så") | {"åtgärd": ""}
    return keys(told, THEN, (), "så")


def _ways(told: Any) -> dict[Round, Way]:
    told = keys(told, (), ROUNDS, "tas upp")
    return {ROUNDS[when]: one_of(WAYS, how, "tas upp") for when, how in told.items()}


def _of_clocks(told: Any) -> Use | None:
    """A phrase that asks for clocks and our own acts alone: nobody is looked at before their instants."""
    if told is None:
        return None
    asked = parse(written.text(told, "varje dag när"), CONDITIONS)
    if not set(asked.phrase.reads) <= set(OUR_ACTS):
        raise ValueError(f"varje dag när: ”{told}” frågar efter mer än klockan")
    return asked


def _fits(rule: Rule) -> None:
    """Each setting is used and known, and each phrase is about what *när* finds."""
    finds, used = rule.finds, rule.asks
    named = {number for use in used for number in use.numbers if isinstance(number, str)}
    for name in sorted(named ^ rule.defaults.keys()):
        raise ValueError(
            f"talet {{{name}}} " + ("saknas under tal" if name in named else "används inte")
        )
    slots = [part for parts_ in rule.sentences for part in parts_ if isinstance(part, Slot)]
    abouts = [(use.phrase.text, use.phrase.about) for use in used[1:]]
    for text, about in [*abouts, *((slot.name, slot.about) for slot in slots)]:
        if about is not None and about is not finds.phrase.finds:
            raise ValueError(f"”{text}” går inte ihop med ”{finds.phrase.text}”")


def _node_of(told: dict[str, Any], key: str) -> Node | None:
    return _node(told[key]) if key in told else None


def _node(told: Any) -> Node:
    if isinstance(told, str):
        return parse(told, CONDITIONS)
    if isinstance(told, dict) and len(told) == 1:
        ((key, parts),) = told.items()
        if key in {"alla", "någon"}:
            return (All if key == "alla" else Some)(_nodes(parts))
    got = written.shown(told)
    raise ValueError(f"väntade en fras, eller alla: eller någon: med en lista, men fick {got}")


def _nodes(told: Any) -> tuple[Node, ...]:
    if not isinstance(told, list) or not told:
        raise ValueError(f"väntade en lista med fraser men fick {written.shown(told)}")
    return tuple(_node(part) for part in told)


def _sentence(text: str) -> tuple[str | Slot, ...]:
    parts = SLOT.split(text)
    return tuple(
        one_of(SLOTS, part, "mening") if at % 2 else part for at, part in enumerate(parts) if part
    )


def _number(name: str, told: Any) -> Number:
    told = keys(told, ("värde", "minst", "högst"), ("ord",), name)
    words = tuple(written.texts(told.get("ord", []), f"{name}, ord"))
    value, low, high = (
        written.whole(told[key], f"{name}, {key}") for key in ("värde", "minst", "högst")
    )
    number = Number(name, value, low, high, words)
    if not number.low <= number.value <= number.high:
        raise ValueError(f"talet {name} ligger utanför sina egna gränser")
    if words and len(words) != number.high - number.low + 1:
        raise ValueError(f"talet {name} ska ha ett ord för varje värde från minst till högst")
    return number


def example(told: Any, rule: Rule) -> Example:
    """One example of a rule from its text, or ValueError saying what is wrong with it."""
    told = keys(told, EXAMPLE_MUST, EXAMPLE_MAY, "exemplet")
    case = written.text(told["fall"], "fall")
    now = written.moment(told["nu"], f"exemplet ”{case}”, nu") if "nu" in told else TUESDAY
    numbers = {
        key: written.whole(value, f"exemplet ”{case}”, {key}")
        for key, value in written.mapping(told.get("tal", {}), f"exemplet ”{case}”, tal").items()
    }
    if unknown := numbers.keys() - rule.defaults.keys():
        raise ValueError(f"exemplet ”{case}” ändrar {', '.join(unknown)}, som inte finns")
    for number in rule.numbers:
        if not number.low <= numbers.get(number.name, number.low) <= number.high:
            raise ValueError(
                f"exemplet ”{case}”: {number.name} ligger mellan {number.low} och {number.high}"
            )
    round_ = one_of(ROUNDS, told["runda"], "runda") if "runda" in told else next(iter(rule.ways))
    if round_ not in rule.ways:
        raise ValueError(f"exemplet ”{case}” frågar {told['runda']}, och det gör inte regeln")
    return Example(
        case=case,
        now=now,
        age=_age(told["ålder"], case),
        events=tuple(written.texts(told["händelser"], f"exemplet ”{case}”, händelser")),
        answer=one_of(ANSWERS, told["svar"], f"exemplet ”{case}”, svar"),
        urgency=one_of(URGENCIES, told["brådska"], "brådska") if "brådska" in told else None,
        role=one_of(ROLES, told["roll"], "roll") if "roll" in told else None,
        sentence=told.get("mening"),
        numbers=numbers,
        silent=frozenset(written.texts(told.get("tyst", []), f"exemplet ”{case}”, tyst")),
        called={
            unit: one_of(ROLES, role, "parter")
            for unit, role in written.mapping(told.get("parter", {}), "parter").items()
        },
        round_=round_,
    )


def _age(told: Any, case: str) -> int | None:
    if told == "okänd":
        return None
    age = written.whole(told, f"exemplet ”{case}”, ålder")
    if not 0 <= age <= OLDEST:
        raise ValueError(f"exemplet ”{case}”, ålder: ingen är {age} år")
    return age
