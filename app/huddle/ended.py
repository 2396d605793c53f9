"""Ended understands how an obligation that no longer stands has come to its end.

Four ends are kept apart everywhere: solved, no longer relevant, expired, cancelled at the source.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from app.huddle.memory import missed
from app.huddle.phrases.finders import began
from app.huddle.phrases.grammar import Case, ask
from app.huddle.rule import Rule, episodes
from app.huddle.verdict import Answer, Morning
from app.people.person import ActionState, Decision, Person

End = Literal["solved", "no_longer_relevant", "expired", "cancelled"]
WINDOW = timedelta(days=14)


def ending(
    person: Person,
    rules: Sequence[Rule],
    obligation: tuple[str, str],
    morning: Morning,
    since: datetime,
    *,
    corrected: bool,
) -> End | None:
    """How an obligation (rule, episode) has ended; None while it stands, or a decision carries it.

    `since` is when the need became known to us. `corrected`: the source has told of the episode in
    more than one way, so that what no longer holds has been taken back rather than met.
    """
    name, episode = obligation
    decided = [d for d in person.decisions if (d.rule, d.episode) == obligation]
    settled = _settled(person, decided[-1]) if decided else None
    if settled is not None:
        return settled
    if not began(person, episode):
        return "cancelled"
    rule = next((one for one in rules if one.id == name), None)
    if person.died is not None and not (rule and rule.finds.phrase.of_the_dead):
        return "no_longer_relevant"
    how = None if rule is None else _by_the_rule(person, rule, episode, morning)
    match how:
        case "stands" | "solved":
            return None if how == "stands" else "solved"
        case "no_longer" | None:
            return "cancelled" if corrected else "no_longer_relevant"
        case "let_go":
            if corrected:
                return "cancelled"
            return "expired" if morning.now - since >= WINDOW else "no_longer_relevant"


def _settled(person: Person, decision: Decision) -> End | None:
    """The end that a decision is by itself, or that its action came to."""
    match decision.decision:
        case "done":
            return "solved"
        case "not_needed" | "drop":
            return "no_longer_relevant"
        case "action":
            states = {state.action: state for state in person.actions}
            return _carried_out(states.get(decision.action or ""))
        case _:
            return None


def _carried_out(state: ActionState | None) -> End | None:
    """What an action's end is to the need. Who was not reached has it still."""
    if state is None or missed(state):
        return None
    if state.state == "done":
        return "no_longer_relevant" if state.reason == "ej_aktuell" else "solved"
    return "no_longer_relevant" if state.state == "dropped" else None


def _by_the_rule(
    person: Person, rule: Rule, episode: str, morning: Morning
) -> Literal["stands", "solved", "no_longer", "let_go"]:
    """What the rule says of the episode now: let go when it is no longer looked for at all."""
    known = (one for one in episodes(person, rule, morning) if one.key == episode)
    found = next(known, None)
    if found is None:
        return "let_go"
    case, settings = Case(person, morning, rule.id, found), rule.settings(morning)
    if ask(rule.conditions, case, settings).answer is Answer.NEJ:
        return "no_longer"
    met = rule.resolves is not None and ask(rule.resolves, case, settings).answer is Answer.JA
    return "solved" if met else "stands"
