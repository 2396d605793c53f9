"""Rules decide who is on the morning's agenda, and say why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from app.days import DAY, day_bounds, next_huddle_day
from app.events.kinds import Category
from app.events.kinds.own import Route
from app.huddle import memory, wording
from app.huddle.agenda import NEVER
from app.huddle.due import due_before, due_today
from app.huddle.phrases.grammar import All, Case, Episode, Fact, Node, Some, Use, ask
from app.huddle.verdict import SECTIONS, URGENCIES, Answer, Morning, Reason, Role, Section, Urgency
from app.people.person import Person, SamsaCase, stamps_of

ROUTES: dict[Role, Route] = {
    "aldre_ssk": "vc",
    "kommun_hsl": "kommunal_primarvard",
    "hemtjanst_planerare": "bistand",
    "bistandshandlaggare": "bistand",
}


@dataclass(frozen=True, slots=True)
class Number:
    """A setting of a rule that a centre may change within its limits."""

    name: str
    value: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as it is read from its file; `texts` are its sentences as they were written."""

    id: str
    version: str
    headline: str
    finds: Use
    conditions: All
    resolves: Some | None
    red: Node | None
    section: Section
    urgency: Urgency
    what: str
    role: Role
    roles: tuple[tuple[Node, Role], ...]
    due: Literal["i dag", "klockan"]
    numbers: tuple[Number, ...]
    defaults: Mapping[str, int]
    sentences: wording.Sentences
    texts: tuple[str, ...]
    why: str
    source: str
    owner: str
    review: date

    def settings(self, morning: Morning) -> Mapping[str, int]:
        own = morning.numbers.get(self.id)
        return self.defaults if own is None else {**self.defaults, **own}


def judge(person: Person, rules: Sequence[Rule], morning: Morning) -> tuple[Reason, ...]:
    """Every reason to take up the person, the most urgent first. Nothing about who has died."""
    reasons = [
        reason
        for rule in rules
        for episode in _episodes(person, rule, morning)
        if episode.live and (reason := _judge(Case(person, morning, rule.id, episode), rule))
    ]
    return tuple(sorted(reasons, key=_order))


def next_due(person: Person, rules: Sequence[Rule], morning: Morning) -> datetime | None:
    """The earliest instant after now at which any answer can change without an event.

    A person with something that is live is looked at again each huddle day, since what is news
    moves with the huddles; one without is left alone until something comes within reach.
    """
    if person.died is not None:
        return None
    episodes = [found for rule in rules for found in _episodes(person, rule, morning)]
    instants = [instant for episode in episodes for instant in episode.changes]
    instants += memory.wakes(person, morning)
    if any(episode.live for episode in episodes):
        instants += _turns(person, morning)
    return min((instant for instant in instants if instant > morning.now), default=None)


def _episodes(person: Person, rule: Rule, morning: Morning) -> Iterable[Episode]:
    if person.died is not None:
        return ()
    values = rule.finds.values(rule.settings(morning))
    found: Iterable[Episode] = rule.finds.phrase.function(person, morning, rule.id, *values)
    return found


def _turns(person: Person, morning: Morning) -> list[datetime]:
    """When the next huddle day, a birthday or an enrolment may turn the answer of what is live."""
    days = [next_huddle_day(morning.calendar, morning.today)]
    if person.birth_date is not None:
        days.append(_birthday(person.birth_date, morning.today))
    for enrolment in person.enrolments:
        days.append(enrolment.from_)
        if enrolment.to is not None:
            days.append(enrolment.to + DAY)
    return [day_bounds(day)[0] for day in days]


def _birthday(born: date, after: date) -> date:
    """The next one after a day; in a common year who was born on 29 February is older on 1 March."""
    year = after.year + ((born.month, born.day) <= (after.month, after.day))
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def _judge(case: Case, rule: Rule) -> Reason | None:
    settings = rule.settings(case.morning)
    found = ask(rule.conditions, case, settings)
    if found.answer is Answer.NEJ:
        return None
    ended = None if rule.resolves is None else ask(rule.resolves, case, settings)
    if ended is not None and ended.answer is Answer.JA:
        return None
    red = None if rule.red is None else ask(rule.red, case, settings)
    urgent = red is not None and red.answer is Answer.JA
    urgency = Urgency.ROD if urgent else rule.urgency
    role, chosen = _role(case, rule, settings)
    text, said = wording.sentence(case, rule.sentences)
    episode, morning = case.episode, case.morning
    decisive = red.facts if red is not None and urgent else ()
    own = _own_fact(episode)
    steps = [step for part in (found, ended, red) if part is not None for step in part.steps]
    asked = (rule.conditions, rule.resolves, rule.red)
    doubts = (*found.unsure, *(ended.unsure if ended is not None else ()))
    clock = episode.deadline if rule.due == "klockan" else None
    return Reason(
        rule=rule.id,
        version=rule.version,
        headline=rule.headline,
        episode=episode.key,
        answer=found.answer,
        urgency=urgency,
        section=rule.section,
        sentence=text,
        freshness=wording.freshness(episode.stamp, morning.today),
        what=rule.what,
        role=role,
        due=due_today(morning) if clock is None else due_before(morning, clock),
        seconds=morning.seconds(urgency),
        deadline=episode.deadline,
        since=episode.stamp.known_at,
        new_at=episode.stamp.known_at,
        route=ROUTES[role],
        facts=wording.facts_used((own, *found.facts, *decisive, *chosen, *said)),
        unsure=wording.unsure(doubts, asked, morning),
        because=tuple(f"{use.words(settings)}: {answer}" for use, answer in steps),
    )


def _own_fact(episode: Episode) -> Fact:
    """What the episode is about; as sensitive as the most sensitive event that told of it."""
    sensitive = any(stamp.sensitive for stamp in stamps_of(episode.subject))
    stamp = episode.stamp.but(sensitive=sensitive)
    noticed = isinstance(episode.subject, SamsaCase) and episode.subject.noticed
    return Fact(episode.what, Category.D2, stamp, noticed)


def _role(case: Case, rule: Rule, settings: Mapping[str, int]) -> tuple[Role, tuple[Fact, ...]]:
    for node, role in rule.roles:
        found = ask(node, case, settings)
        if found.answer is Answer.JA:
            return role, found.facts
    return rule.role, ()


def _order(reason: Reason) -> tuple[int, int, datetime, datetime, str, str]:
    """The first reason is the row's own; on a tie of urgency the section decides which it is."""
    urgency, section = URGENCIES.index(reason.urgency), SECTIONS.index(reason.section)
    clock = reason.deadline or NEVER
    return urgency, section, clock, reason.since, reason.rule, reason.episode
