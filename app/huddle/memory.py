"""Memory understands what earlier huddles decided about an obligation, and when it comes back.

An obligation is a person, a rule and an episode. A decision belongs to the obligation, not to the
day; a new episode is a new obligation even while an old one is open.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, assert_never

from app import words
from app.days import (
    day_bounds,
    huddle_start,
    is_huddle_day,
    last_chance,
    local_date,
    next_huddle_day,
)
from app.huddle.verdict import Morning, Round
from app.people.person import ActionState, Decision, Person, Stamp

Mark = Literal[
    "ny_handelse", "aterkommer", "atersand", "forsenad", "ingen_har_tagit_emot", "lyft"
]  # fmt: skip

CARRIED_OUT = "genomford"
"""How an action ends that was done as it was meant."""
NOT_REACHED = "ej_nadd"
"""How one may end that has met no need: somebody tried, and an attempt is not a contact."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether an obligation stands on this morning's agenda, and why. `reason` is what was said."""

    listed: bool
    why: str
    comes_back: datetime | None = None
    mark: Mark | None = None
    reason: str | None = None


def standing(
    person: Person,
    rule: str,
    episode: str,
    morning: Morning,
    deadline: datetime | None = None,
    round_: Round = "daily",
) -> Standing:
    """Where the obligation stands in a round; `deadline` is its clock, which no deferral outlasts."""
    latest = _latest(person, rule)
    decision = latest.get(episode)
    if decision is None:
        return _undecided(person, latest.values(), morning)
    match decision.decision:
        case "done":
            return Standing(False, "Klart", reason=decision.code)
        case "not_needed":
            return Standing(False, "Ej aktuellt", reason=decision.code)
        case "lift":
            mark: Mark | None = "lyft" if round_ == "weekly" else None
            return Standing(mark is not None, "Lyft till veckan", mark=mark, reason=decision.code)
        case "drop":
            return Standing(False, "Avfört", reason=decision.code)
        case "defer":
            return _deferred(decision, morning, deadline)
        case "action":
            return _assigned(decision, _state(person, decision), morning)
        case _:
            assert_never(decision.decision)


def carried(person: Person, rule: str) -> frozenset[str]:
    """The episodes with a decision that is not an end: they outlive every window."""
    if not person.decisions:
        return frozenset()
    return frozenset(e for e, d in _latest(person, rule).items() if _open(person, d))


def shown(person: Person, rule: str) -> frozenset[str]:
    """The episodes that stood in a held huddle and were left without a decision."""
    if not person.seen:
        return frozenset()
    decided = _latest(person, rule)
    return frozenset(s.episode for s in person.seen if s.rule == rule and s.episode not in decided)


def wakes(person: Person, morning: Morning) -> Iterator[datetime]:
    """The instants at which a decision may no longer stand as it does now."""
    latest = {(d.rule, d.episode): d for d in person.decisions}
    for decision in latest.values():
        if not _open(person, decision):
            continue
        yield day_bounds(_next_day(morning))[0]
        if decision.until is not None:
            yield day_bounds(decision.until)[0]
        if decision.due is not None:
            yield decision.due


def _latest(person: Person, rule: str) -> dict[str, Decision]:
    return {d.episode: d for d in person.decisions if d.rule == rule}


def _state(person: Person, decision: Decision) -> ActionState | None:
    return next((a for a in person.actions if a.action == decision.action), None)


def missed(state: ActionState) -> bool:
    """Whether the action is done and the person was not reached."""
    return (state.state, state.reason) == ("done", NOT_REACHED)


def tried(person: Person, rule: str, episode: str) -> tuple[Stamp, ...]:
    """When what the room gave somebody to do about an obligation ended with nobody reached."""
    return tuple(one.stamp for one in _given(person, rule, episode) if missed(one))


def carried_out(person: Person, rule: str, episode: str) -> tuple[ActionState, ...]:
    """What the room gave somebody to do about an obligation, and was done as it was meant."""
    given = _given(person, rule, episode)
    return tuple(one for one in given if (one.state, one.reason) == ("done", CARRIED_OUT))


def _given(person: Person, rule: str, episode: str) -> list[ActionState]:
    given = {d.action for d in person.decisions if (d.rule, d.episode) == (rule, episode)}
    return [one for one in person.actions if one.action in given]


def _open(person: Person, decision: Decision) -> bool:
    if decision.decision == "action":
        state = _state(person, decision)
        return state is None or state.state not in {"done", "dropped"} or missed(state)
    return decision.decision in {"defer", "lift"}


def _undecided(person: Person, others: Iterable[Decision], morning: Morning) -> Standing:
    """A new episode is a new obligation, and names what is still being done about an earlier one."""
    for other in others:
        state = _state(person, other)
        if other.decision != "action" or not _open(person, other):
            continue
        if state is not None and state.state in {"returned", "done"}:
            continue  # It stands on the agenda itself.
        taken = "mottagen" if state is not None and state.state == "accepted" else "inte mottagen"
        due = f", klar senast {words.stamp(other.due, morning.today)}" if other.due else ""
        why = f"Ny händelse. En tidigare åtgärd pågår, {taken}{due}"
        return Standing(True, why, mark="ny_handelse")
    return Standing(True, "Inte beslutat")


def _deferred(decision: Decision, morning: Morning, deadline: datetime | None) -> Standing:
    decided = decision.stamp.occurred_at
    until = decision.until or next_huddle_day(morning.calendar, local_date(decided))
    back = _huddle_on(morning, until)
    clock = None
    if deadline is not None and deadline > decided:
        # At the latest on the last huddle before the clock runs out, but not on the day it was
        # put off: the room has just decided that.
        clock = max(
            last_chance(morning.calendar, deadline),
            next_huddle_day(morning.calendar, local_date(decided)),
        )
    if clock is not None and clock < back:
        if morning.today >= clock:
            run_out = words.stamp(deadline or decided, morning.today)
            why = f"Uppskjutet till {words.day(until)}, men tiden går ut {run_out}"
            return Standing(True, why, mark="aterkommer", reason=decision.code)
        back = clock
    if morning.today >= back:
        why = f"Uppskjutet till {words.day(until)}"
        return Standing(True, why, mark="aterkommer", reason=decision.code)
    why = f"Uppskjutet till {words.day(until)}"
    return Standing(False, why, huddle_start(morning.calendar, back), reason=decision.code)


def _assigned(decision: Decision, state: ActionState | None, morning: Morning) -> Standing:
    told = state.state if state is not None else "assigned"
    said = state.reason if state is not None else None
    match told:
        case "done" if state is not None and missed(state):
            return _tried(state, morning)
        case "done":
            return Standing(False, "Åtgärden är klar", reason=said)
        case "dropped":
            return Standing(False, "Åtgärden är avförd", reason=said)
        case "returned":
            return Standing(True, "Återsänd", mark="atersand", reason=said)
        case "accepted":
            pass
        case "assigned" | "handed_over":
            given = (decision if state is None else state).stamp.occurred_at
            if local_date(given) < morning.today:
                return Standing(True, "Ingen har tagit emot", mark="ingen_har_tagit_emot")
        case _:
            assert_never(told)
    if decision.due is not None and decision.due <= morning.now:
        why = f"Skulle varit klar {words.stamp(decision.due, morning.today)}"
        return Standing(True, why, mark="forsenad")
    if told == "accepted":
        return Standing(False, "Mottagen, i tid", _morning_after(morning, decision.due))
    back = huddle_start(morning.calendar, _next_day(morning))
    return Standing(False, "Väntar på att tas emot", back)


def _tried(state: ActionState, morning: Morning) -> Standing:
    """Who was not reached is asked about again at the next huddle."""
    why = "Gick inte att nå"
    if local_date(state.stamp.occurred_at) < morning.today:
        return Standing(True, why, mark="aterkommer")
    return Standing(False, why, huddle_start(morning.calendar, _next_day(morning)))


def _morning_after(morning: Morning, due: datetime | None) -> datetime | None:
    """The start of the first huddle that begins after the due time."""
    if due is None:
        return None
    day = _huddle_on(morning, local_date(due))
    if huddle_start(morning.calendar, day) < due:
        day = next_huddle_day(morning.calendar, day)
    return huddle_start(morning.calendar, day)


def _huddle_on(morning: Morning, day: date) -> date:
    """The day itself, or the first huddle day after it."""
    calendar = morning.calendar
    return day if is_huddle_day(calendar, day) else next_huddle_day(calendar, day)


def _next_day(morning: Morning) -> date:
    return next_huddle_day(morning.calendar, morning.today)
