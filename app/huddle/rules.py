"""Rules decide who is on the morning's agenda, and say why."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.events.kinds.own import Route
from app.huddle import wording
from app.huddle.agenda import NEVER
from app.huddle.due import due_before, due_in_a_week, due_today
from app.huddle.phrases.grammar import Case, Episode, Fact, Finding, ask
from app.huddle.rule import Found, Rule, find, in_time
from app.huddle.verdict import (
    Answer,
    Morning,
    Reason,
    Role,
    Round,
    Step,
    Urgency,
    Way,
    weigh,
)
from app.people.person import Person, stamps_of

ROUTES: dict[Role, Route] = {
    "aldre_ssk": "vc",
    "vc_lakare": "vc",
    "kommun_hsl": "kommunal_primarvard",
    "hemtjanst_planerare": "bistand",
    "bistandshandlaggare": "bistand",
}


def judge(
    person: Person, rules: Sequence[Rule], morning: Morning, round_: Round = "daily",
    found: Found | None = None,
) -> tuple[Reason, ...]:  # fmt: skip
    """Every reason to take up the person in the round, the most urgent first, and under them lines.

    Nothing when there is no row: a line by itself is no reason. Of who has died, only that. `found`
    is what may give rows, where somebody has looked already.
    """
    if found is None:
        found = find(person, rules, morning, round_)
    rows = _reasons(person, found, morning, round_, "row")
    if not rows:
        return ()
    below = find(person, rules, morning, round_, "line")
    lines = _reasons(person, below, morning, round_, "line", min(rows, key=order))
    return tuple(sorted((*rows, *lines), key=order))


def alone(person: Person, rule: Rule, morning: Morning, round_: Round) -> tuple[Reason, ...]:
    """What one rule says of a person, a line too though there is no row to stand under."""
    way = rule.ways[round_]
    found = find(person, [rule], morning, round_, way)
    return tuple(sorted(_reasons(person, found, morning, round_, way), key=order))


def _reasons(
    person: Person,
    found: Found,
    morning: Morning,
    round_: Round,
    way: Way,
    host: Reason | None = None,
) -> list[Reason]:
    """The rows of a round, or the lines of it under their host, the most urgent row."""
    cases = (
        (Case(person, morning, rule.id, episode), rule) for rule, episode in found if episode.live
    )
    timely = (one for one in cases if round_ == "weekly" or in_time(*one))
    judged = (_judge(case, rule, way, host) for case, rule in timely)
    return [reason for reason in judged if reason is not None]


def _judge(case: Case, rule: Rule, way: Way, host: Reason | None) -> Reason | None:
    settings = rule.settings(case.morning)
    found = ask(rule.conditions, case, settings)
    if found.answer is Answer.NEJ:
        return None
    ended = None if rule.resolves is None else ask(rule.resolves, case, settings)
    if ended is not None and ended.answer is Answer.JA:
        return None
    urgency, weighed = _urgency(case, rule, settings)
    role, chosen = _role(case, rule, settings)
    text, said = wording.sentence(case, rule.sentences)
    episode, morning = case.episode, case.morning
    # A row that is as urgent as it is by default owes that to none of the facts it was asked by.
    decisive = weighed[-1].facts if weighed and weighed[-1].answer is Answer.JA else ()
    parts = (found, *(() if ended is None else (ended,)), *weighed)
    asked = (rule.finds, rule.conditions, rule.resolves, rule.red, rule.yellow)
    doubts = (*found.unsure, *(ended.unsure if ended is not None else ()))
    stamp = episode.stamp
    known_at = host.since if stamp is None and host is not None else episode.known_at
    return Reason(
        rule=rule.id,
        version=rule.version,
        headline=rule.headline,
        episode=episode.key,
        answer=found.answer,
        urgency=urgency,
        section=rule.section,
        sentence=text,
        freshness="" if stamp is None else wording.freshness(stamp, morning.today),
        what=rule.what,
        role=role,
        due=_due(rule, episode, morning) if rule.what and way == "row" else None,
        seconds=morning.seconds(urgency),
        deadline=episode.deadline,
        since=known_at,
        new_at=known_at,
        route=ROUTES[role],
        facts=wording.facts_used((*_own_fact(episode), *found.facts, *decisive, *chosen, *said)),
        unsure=wording.unsure(doubts, asked, morning),
        steps=tuple(
            Step(use.words(settings), answer) for part in parts for use, answer in part.steps
        ),
        line=way == "line",
        at=episode.at,
        learned=morning.estimate(rule.id, urgency),
    )


def _urgency(
    case: Case, rule: Rule, settings: Mapping[str, int]
) -> tuple[Urgency, tuple[Finding, ...]]:
    """How urgent it is, and what was asked to know; the last of that has decided if it is a yes."""
    weighed: tuple[Finding, ...] = ()
    for node, urgency in ((rule.red, Urgency.ROD), (rule.yellow, Urgency.GUL)):
        if node is not None:
            weighed = (*weighed, ask(node, case, settings))
            if weighed[-1].answer is Answer.JA:
                return urgency, weighed
    return rule.urgency, weighed


def _due(rule: Rule, episode: Episode, morning: Morning) -> datetime:
    if rule.due == "klockan" and episode.deadline is not None:
        return due_before(morning, episode.deadline)
    if rule.due == "en vecka":
        return due_in_a_week(morning)
    return due_today(morning)


def _own_fact(episode: Episode) -> tuple[Fact, ...]:
    """What the episode is about; as sensitive as the most sensitive event that told of it."""
    if episode.stamp is None:
        return ()
    sensitive = episode.stamp.sensitive or any(s.sensitive for s in stamps_of(episode.subject))
    stamp = episode.stamp.but(sensitive=sensitive)
    return Fact(episode.what, episode.category, stamp, episode.notice), *episode.beside


def _role(case: Case, rule: Rule, settings: Mapping[str, int]) -> tuple[Role, tuple[Fact, ...]]:
    for node, role in rule.roles:
        found = ask(node, case, settings)
        if found.answer is Answer.JA:
            return role, found.facts
    return rule.role, ()


def order(reason: Reason) -> tuple[bool, tuple[int, bool, int], datetime, datetime, str, str]:
    """The first reason is the row's own."""
    clock = reason.deadline or NEVER
    return reason.line, weigh(reason), clock, reason.since, reason.rule, reason.episode
