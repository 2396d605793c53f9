"""Examples understands a rule's own examples: events in a line each, and what the rule answers.

A line is when, what kind, and its fields: "5 h sedan ed.visit.closed outcome=home". Instants
among the fields are told from now: "+30h", "-2d". Four words are the envelope's and not the
body's: `känd` (when it reached us), `historik=ja`, `enhet`, `samband`.
"""

import re
import shlex
import types
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from datetime import date, datetime, timedelta
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from app.days import huddle_end as ends_at
from app.days import local_date, previous_huddle_day
from app.events.kinds import KINDS, Event
from app.events.kinds.identity import PersonRegistered
from app.huddle.rule import Rule
from app.huddle.rules import alone
from app.huddle.verdict import (
    WEEKDAYS_AT_EIGHT,
    Answer,
    Reason,
    Role,
    Round,
    Urgency,
    morning_at,
)
from app.people.fold import fold

SPANS = {"min": "minutes", "h": "hours", "dygn": "days", "d": "days"}
WHEN = re.compile(r"(?:(?P<om>om) )?(?P<n>\d+) (?P<span>min|h|dygn)(?: sedan)? (?P<kind>\S+) ?")
RELATIVE = re.compile(r"([+-]\d+)(min|h|d)")
ENVELOPE = frozenset({"känd", "historik", "enhet", "samband"})
SOON = timedelta(minutes=10)
FIGURES = 5


@dataclass(frozen=True, slots=True)
class Example:
    """One example of a rule. What is None is not asked about. `called` are units with their role."""

    case: str
    now: datetime
    age: int | None
    events: tuple[str, ...]
    answer: Answer
    urgency: Urgency | None = None
    role: Role | None = None
    sentence: str | None = None
    numbers: Mapping[str, int] = field(default_factory=dict)
    silent: frozenset[str] = frozenset()
    round_: Round = "daily"
    called: Mapping[str, Role] = field(default_factory=dict)


def reasons_of(
    rule: Rule, example: Example, numbers: Mapping[str, int] | None = None
) -> tuple[Reason, ...]:
    """What the rule answers the example, by other numbers than its own where some are given."""
    now = example.now
    told = events(example.events, now)
    person = fold([registered(example.age, now), *told])
    since = ends_at(WEEKDAYS_AT_EIGHT, previous_huddle_day(WEEKDAYS_AT_EIGHT, local_date(now)))
    held = {**(numbers or {}), **example.numbers}
    morning = morning_at(
        now, since, numbers={rule.id: held}, silent=example.silent, roles=example.called
    )
    return alone(person, rule, morning, example.round_)


def play(rule: Rule, example: Example) -> list[str]:
    """What the rule answers otherwise than the example says; empty when all is well."""
    reasons = reasons_of(rule, example)
    if not reasons:
        return [] if example.answer is Answer.NEJ else [_differs(example, "nej", example.answer)]
    first = reasons[0]
    asked: list[tuple[str | None, str | None]] = [
        (first.answer, example.answer),
        (first.urgency, example.urgency),
        (first.role, example.role),
        (first.sentence, example.sentence),
    ]
    return [_differs(example, got, want) for got, want in asked if want is not None and got != want]


def events(lines: Sequence[str], now: datetime) -> list[Event]:
    """The events of the lines, known as exempel/1, exempel/2 …"""
    return [event(line, now, number) for number, line in enumerate(lines, start=1)]


def event(line: str, now: datetime, number: int = 1) -> Event:
    when = WHEN.match(line)
    if when is None or when["kind"] not in KINDS:
        raise ValueError(f"kan inte läsa händelsen ”{line}”")
    try:
        span = _span(when["n"], when["span"])
        at = now + span if when["om"] else now - span
        told = _told(line[when.end() :])
        envelope = {key: told.pop(key) for key in ENVELOPE & told.keys()}
        soon = at + SOON if at + SOON < now else at
        known = _relative(envelope["känd"], now) if "känd" in envelope else soon
        body = _body(KINDS[when["kind"]], told, now, at)
    except ValueError as wrong:
        raise ValueError(f"kan inte läsa händelsen ”{line}”: {wrong}") from wrong
    return Event(
        f"exempel/{number}", "exempel", when["kind"], body, "exempel", envelope.get("enhet"),
        at, soon, known, envelope.get("samband"), history=envelope.get("historik") == "ja",
    )  # fmt: skip


def registered(age: int | None, now: datetime) -> Event:
    """A person who has the age on that day, or whose age is not known."""
    today = local_date(now)
    born = None if age is None else today.replace(year=today.year - age, day=min(today.day, 28))
    at = now - timedelta(days=800)
    body = PersonRegistered("Prov", "Person", born)
    return Event(
        "exempel/0", "exempel", "person.registered", body, "exempel", None, at, at, at, history=True
    )


def _differs(example: Example, got: str | None, want: str | None) -> str:
    return f"exemplet ”{example.case}”: regeln svarar {got}, exemplet säger {want}"


def _body(kind: type[Any], told: dict[str, str], now: datetime, at: datetime) -> Any:
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for known in fields(kind):
        if known.name in told:
            values[known.name] = _value(hints[known.name], told.pop(known.name), now)
        elif known.default is MISSING:
            values[known.name] = _default(hints[known.name], known.name, at)
    if told:
        raise ValueError(f"okänt fält {', '.join(told)}")
    return kind(**values)


def _value(hint: Any, text: str, now: datetime) -> Any:
    if get_origin(hint) in {Union, types.UnionType}:
        return None if text == "okänt" else _value(get_args(hint)[0], text, now)
    if get_origin(hint) is Literal:
        chosen = {str(choice): choice for choice in get_args(hint)}
        if text not in chosen:
            raise ValueError(f"{text} är inte något av {', '.join(chosen)}")
        return chosen[text]
    if get_origin(hint) is tuple:
        return tuple(text.split(","))
    if hint is datetime:
        return _relative(text, now)
    if hint is date:
        return local_date(_relative(text, now))
    if hint is bool:
        if text not in {"ja", "nej"}:
            raise ValueError(f"{text} är varken ja eller nej")
        return text == "ja"
    if hint is int:
        if not text.isascii() or not text.removeprefix("-").isdigit() or len(text) > FIGURES:
            raise ValueError(f"{text} är inget heltal")
        return int(text)
    return hint(text)


def _default(hint: Any, name: str, at: datetime) -> Any:
    """What an example leaves out: the moment it happened, or a name."""
    if hint is datetime:
        return at
    if hint is date:
        return local_date(at)
    if get_origin(hint) is tuple:
        return ()
    if get_origin(hint) in {Union, types.UnionType}:
        return None
    if hint is str:
        return "exempel"
    raise ValueError(f"fältet {name} saknas")


def _relative(text: str, now: datetime) -> datetime:
    match = RELATIVE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text} är ingen tid räknad från nu, som -5h")
    return now + _span(match[1], match[2])


def _span(figures: str, unit: str) -> timedelta:
    if len(figures) > FIGURES:
        raise ValueError(f"{figures[:FIGURES]}… {unit} är för långt")
    return timedelta(**{SPANS[unit]: int(figures)})


def _told(text: str) -> dict[str, str]:
    """The fields of a line; a value with spaces stands in quotes."""
    try:
        parts = shlex.split(text)
    except ValueError:
        raise ValueError("ett citattecken saknas") from None
    for part in parts:
        if "=" not in part:
            raise ValueError(f"”{part}” ska vara ett fält, som outcome=home")
    return dict(part.split("=", 1) for part in parts)
