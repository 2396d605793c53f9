"""Meanwhile understands which needs arose or stood over closed days and were met before anybody asked.

They are counted, not listed: what has been seen to takes none of the quarter, and yet is not hidden.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.events.kinds import Category
from app.huddle.memory import standing
from app.huddle.phrases.grammar import Case, Episode, Use, ask
from app.huddle.rule import Rule, episodes
from app.huddle.verdict import Answer, Morning, Urgency
from app.people.person import Person


@dataclass(frozen=True, slots=True)
class Met:
    """A need that was met: by which rule, and what has been registered in the rule's own words."""

    rule: str
    headline: str
    episode: str
    by: str
    category: Category


def met(person: Person, rules: Sequence[Rule], morning: Morning) -> Iterator[Met]:
    """The needs that would have stood on this morning's agenda, had they not been met."""
    for rule in rules:
        if rule.resolves is None or rule.ways.get("daily") != "row" or rule.urgency is Urgency.GRA:
            continue
        settings = rule.settings(morning)
        for episode in episodes(person, rule, morning):
            case = Case(person, morning, rule.id, episode)
            if not episode.live or not _waited(case):
                continue
            if ask(rule.conditions, case, settings).answer is Answer.NEJ:
                continue
            ended = ask(rule.resolves, case, settings)
            if ended.answer is not Answer.JA:
                continue
            by, _ = ended.steps[-1]
            if _is_care(by):
                told = by.words(settings)
                yield Met(rule.id, rule.headline, episode.key, told, episode.category)


def _waited(case: Case) -> bool:
    """Whether the room has not decided it, and has not had it before it since the last huddle closed."""
    person, morning, episode = case.person, case.morning, case.episode
    if not standing(person, case.rule, episode.key, morning, episode.deadline).listed:
        return False
    return _known_since(episode, morning) or any(
        (seen.rule, seen.episode) == (case.rule, episode.key)
        and seen.stamp.occurred_at >= morning.since
        for seen in person.seen
    )


def _known_since(episode: Episode, morning: Morning) -> bool:
    return episode.known_at > morning.since


def _is_care(by: Use) -> bool:
    """That a huddle has seen something is no care."""
    return by.phrase.reads != ("seen",)
