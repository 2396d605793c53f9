"""Again understands how a need looks that has stood before the room already: where, how urgent, and
from which morning on somebody has to decide.

What the room itself decided about and what then comes back is today's business, whatever section it
began in. What a receiver has sent back is red until somebody has it (rules `oavslutad` and `atersand`
of the pack; peers: what is carried without an owner is lost).
"""

from collections.abc import Sequence
from dataclasses import replace

from app.huddle.due import due_today
from app.huddle.memory import Standing, standing
from app.huddle.rule import Rule
from app.huddle.rules import ROUTES, judge, order
from app.huddle.verdict import Morning, Reason, Role, Round, Section, Urgency
from app.people.person import Person

LED_BY: Role = "aldre_ssk"
SETTLE = "Bestäm ansvarig"

Listed = tuple[Reason, Standing]


def listed(
    person: Person, reasons: Sequence[Reason], morning: Morning, round_: Round = "daily"
) -> list[Listed]:
    """The reasons that put the person on a round's agenda, the most urgent first, and its lines."""
    found: list[Listed] = []
    for reason in reasons:
        where = standing(person, reason.rule, reason.episode, morning, reason.deadline, round_)
        if where.listed:
            found.append((as_it_comes(reason, where, morning), where))
    if all(reason.line for reason, _ in found):
        return []
    return sorted(found, key=lambda one: order(one[0]))


def of_the_week(person: Person, rules: Sequence[Rule], morning: Morning) -> list[Listed]:
    """What the week's round takes up: what its own rules find, and what mornings have lifted to it."""
    reasons = judge(person, rules, morning, "weekly")
    if any(decision.decision == "lift" for decision in person.decisions):
        lifted = [
            reason
            for reason in judge(person, rules, morning)
            if not reason.line and _is_lifted(person, reason)
        ]
        reasons = (*lifted, *reasons)
    return listed(person, reasons, morning, "weekly")


def _is_lifted(person: Person, reason: Reason) -> bool:
    key = reason.rule, reason.episode
    decided = [d.decision for d in person.decisions if (d.rule, d.episode) == key]
    return decided[-1:] == ["lift"]


def as_it_comes(reason: Reason, where: Standing, morning: Morning) -> Reason:
    """The reason as it stands on the agenda, after what became of the decision about it."""
    match where.mark:
        case None | "ny_handelse":
            return reason
        case "atersand":
            return replace(
                reason, urgency=Urgency.ROD, section=Section.IDAG, what=SETTLE, role=LED_BY,
                route=ROUTES[LED_BY], due=due_today(morning), seconds=morning.seconds(Urgency.ROD),
                learned=morning.estimate(reason.rule, Urgency.ROD),
            )  # fmt: skip
        case "aterkommer" | "forsenad" | "ingen_har_tagit_emot" | "lyft":
            return replace(reason, section=Section.IDAG)
