"""Rule understands one rule as it is read from its file: whom it is for, and what of a person it is about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from app.huddle import wording
from app.huddle.phrases.grammar import All, Case, Episode, Node, Phrase, Some, Use, ask, uses
from app.huddle.verdict import Answer, Morning, Role, Round, Section, Urgency, Way
from app.people.person import Person

Due = Literal["i dag", "klockan", "en vecka"]


@dataclass(frozen=True, slots=True)
class Number:
    """A setting of a rule that a centre may change within its limits.

    `words` say what each value means, the lowest first, where it is a choice and no quantity.
    """

    name: str
    value: int
    low: int
    high: int
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as it is read from its file; `texts` are its sentences as they were written.

    `ways` are the rounds that take it up, and how; `daily_when` is what the daily one asks beside.
    `groups` are those of its conditions that say whom it is for; each is one or other of some phrases.
    """

    id: str
    version: str
    headline: str
    finds: Use
    conditions: All
    resolves: Some | None
    red: Node | None
    yellow: Node | None
    section: Section
    urgency: Urgency
    what: str
    role: Role
    roles: tuple[tuple[Node, Role], ...]
    due: Due
    numbers: tuple[Number, ...]
    defaults: Mapping[str, int]
    sentences: wording.Sentences
    texts: tuple[str, ...]
    why: str
    source: str
    owner: str
    review: date
    ways: Mapping[Round, Way]
    daily_when: Use | None = None
    groups: tuple[tuple[Use, ...], ...] = field(init=False)

    def __post_init__(self) -> None:
        asked = (_either(one) for one in self.conditions.nodes)
        groups = tuple(some for some in asked if some and all(one.phrase.of_person for one in some))
        # Frozen, and asked for each person of a morning: worked out once.
        object.__setattr__(self, "groups", groups)

    @property
    def asks(self) -> tuple[Use, ...]:
        """Every phrase of the rule, as it uses it."""
        nodes = (
            self.finds, self.conditions, self.resolves, self.red, self.yellow, self.daily_when,
            *(node for node, _ in self.roles),
        )  # fmt: skip
        return tuple(use for node in nodes for use in uses(node))

    def settings(self, morning: Morning) -> Mapping[str, int]:
        own = morning.numbers.get(self.id)
        return self.defaults if own is None else {**self.defaults, **own}


def _either(node: Node) -> tuple[Use, ...]:
    """The phrases of which the condition asks for one or other; none where it asks for more."""
    nodes = node.nodes if isinstance(node, Some) else (node,)
    found = tuple(one for one in nodes if isinstance(one, Use))
    return found if len(found) == len(nodes) else ()


Group = tuple[tuple[tuple[Phrase, tuple[int, ...]], ...], ...]
"""Whom rules are for: conditions of the person that all hold, each one or other of some phrases with
their numbers."""
Found = Sequence[tuple[Rule, Episode]]
"""What rules are about, live or not yet."""


def find(
    person: Person,
    rules: Iterable[Rule],
    morning: Morning,
    round_: Round = "daily",
    way: Way = "row",
) -> Found:
    """What the rules that take up persons in this way, in this round, are about of one person."""
    return [
        (rule, episode)
        for rule in rules
        if rule.ways.get(round_) == way
        for episode in episodes(person, rule, morning)
    ]


def in_time(case: Case, rule: Rule) -> bool:
    """Whether it is time to take the episode up in the daily round too; a matter of clocks alone."""
    asked = rule.daily_when
    if asked is None:
        return True
    return ask(asked, case, rule.settings(case.morning)).answer is not Answer.NEJ


def groups(rules: Iterable[Rule], morning: Morning, round_: Round) -> frozenset[Group]:
    """Whom the rows of a round are for, each group once: the week's takes up what mornings lifted too."""
    rounds: tuple[Round, ...] = ("daily",) if round_ == "daily" else ("daily", "weekly")
    return frozenset(
        whom(rule, rule.settings(morning))
        for rule in rules
        if any(rule.ways.get(one) == "row" for one in rounds)
    )


def belongs(person: Person, group: Group, morning: Morning) -> bool:
    """Whether the person may be of the group; a no turns by an event, a birthday or an enrolment.

    It is asked of the person known whole, and a no is a no to whoever may know less.
    """
    # Loops and not all(any()): this is asked of everybody listed, every morning.
    for some in group:
        for phrase, values in some:
            assert phrase.of_person is not None, "what a group is of asks of the person"
            if phrase.of_person(person, morning, *values).answer is not Answer.NEJ:
                break
        else:
            return False
    return True


def is_for(person: Person, rule: Rule, morning: Morning) -> bool:
    """Whether the person may be of those whom the rule is for."""
    return belongs(person, whom(rule, rule.settings(morning)), morning)


def whom(rule: Rule, settings: Mapping[str, int]) -> Group:
    """Whom the rule is for, by a centre's numbers."""
    return tuple(
        tuple((use.phrase, tuple(use.values(settings))) for use in some) for some in rule.groups
    )


def episodes(person: Person, rule: Rule, morning: Morning) -> Iterable[Episode]:
    """What the rule is about: of who has died only the death, and of nobody else."""
    phrase = rule.finds.phrase
    if not _may_find(phrase, person):
        return ()
    values = rule.finds.values(rule.settings(morning))
    found: Iterable[Episode] = phrase.function(person, morning, rule.id, *values)
    return found


def _may_find(phrase: Phrase, person: Person) -> bool:
    """Of most persons nothing is told of most of what rules are about, and asking takes its time."""
    if (person.died is not None) is not phrase.of_the_dead:
        return False
    # A loop and not any(): this is asked sixty times a person, of every person of a morning.
    for name in phrase.among:
        if getattr(person, name):
            return True
    return not phrase.among
