"""Memory: what became of what earlier huddles decided. Each line is one a nurse can check.

The obligation is an ED visit on the night to Friday 20 November, decided at that day's huddle at
8.05, and looked at again on the morning named.
"""

from datetime import datetime

import pytest

from app.huddle.examples import event
from app.huddle.memory import carried, shown, standing, wakes
from app.people.fold import fold
from app.people.person import Person
from tests.builders import a_morning, at, events

FRIDAY = at(20, "8.05")
RULE = "akut-ej-inlagd"
VISIT = "exempel/1"

Later = tuple[datetime, str]


def decided(decision: str | None, *later: Later) -> Person:
    """The person after the decision on Friday, and after what came later."""
    told = events("5 h sedan ed.visit.closed outcome=home", now=FRIDAY)
    lines = list(later)
    if decision is not None:
        lines.insert(0, (FRIDAY, f"huddle.decided rule={RULE} episode={VISIT} {decision}"))
    told += [event(f"0 min sedan {line}", when, at_) for at_, (when, line) in enumerate(lines, 2)]
    return fold(told)


ACTION = "decision=action action=a1 due=+3h"
WEDNESDAY_DUE = "decision=action action=a1 due=+124h"
ACCEPTED = (at(20, "9.00"), "action.accepted action=a1 by=x")
RETURNED = (at(20, "9.30"), "action.returned action=a1 by=x reason='Inte vårt område'")
HANDED = (at(20, "9.30"), "action.handed_over action=a1 by=x new_owner=y")
HANDED_MONDAY = (at(23, "9.30"), "action.handed_over action=a1 by=x new_owner=y")
DONE = (at(20, "10.00"), "action.done action=a1 by=x outcome=reached")
DROPPED = (at(20, "10.00"), "action.dropped action=a1 by=x reason=flyttat")
AGAIN = (
    at(23, "8.05"),
    f"huddle.decided rule={RULE} episode={VISIT} decision=not_needed code=ordnat",
)
OTHER = (at(23, "8.05"), f"huddle.decided rule=inskriven episode={VISIT} decision=done")

LINES = [
    # decision, what came later, looked at, clock, listed, mark, comment
    (None, [], at(23, "7.40"), None, True, None, "nothing decided: it stands"),
    (None, [OTHER], at(24, "7.40"), None, True, None, "another rule's decision is not this one's"),
    ("decision=done", [], at(20, "8.10"), None, False, None, "done: silent at once"),
    ("decision=done", [], at(30, "7.40"), None, False, None, "done: silent for good"),
    ("decision=not_needed code=avböjt", [], at(30, "7.40"), None, False, None, "not needed: for good"),
    ("decision=lift code=x", [], at(23, "7.40"), None, False, None, "lifted: the week's business"),
    ("decision=drop code=x", [], at(23, "7.40"), None, False, None, "dropped: shown in the week"),
    ("decision=defer until=+5d", [], at(20, "9.00"), None, False, None, "deferred to Wednesday: not today"),
    ("decision=defer until=+5d", [], at(24, "7.40"), None, False, None, "nor on Tuesday"),
    ("decision=defer until=+5d", [], at(25, "7.40"), None, True, "aterkommer", "back on Wednesday"),
    ("decision=defer until=+5d", [], at(26, "7.40"), None, True, "aterkommer", "and on Thursday, undecided"),
    ("decision=defer until=+2d", [], at(23, "7.40"), None, True, "aterkommer", "deferred to a Sunday: Monday"),
    ("decision=defer", [], at(20, "9.00"), None, False, None, "deferred without a date: not today"),
    ("decision=defer", [], at(23, "7.40"), None, True, "aterkommer", "but at the next huddle"),
    ("decision=defer until=+5d", [], at(23, "7.40"), at(23, "15.00"), True, "aterkommer", "the clock runs out on Monday"),
    ("decision=defer until=+5d", [], at(23, "7.40"), at(24, "8.15"), False, None, "there is a huddle before it"),
    ("decision=defer until=+5d", [], at(24, "7.40"), at(24, "8.15"), True, "aterkommer", "and that is this one"),
    ("decision=defer until=+5d", [], at(23, "7.40"), at(22, "3.00"), True, "aterkommer", "it ran out during the weekend"),
    ("decision=defer until=+5d", [], at(20, "9.00"), at(22, "3.00"), False, None, "but not the same day it was deferred"),
    ("decision=defer until=+5d", [], at(24, "7.40"), at(19, "3.00"), False, None, "it had run out when it was deferred"),
    ("decision=defer until=+5d", [], at(24, "7.40"), at(30, "3.00"), False, None, "it runs out after the date"),
    (ACTION, [], at(20, "9.00"), None, False, None, "assigned today: waits to be accepted"),
    (ACTION, [], at(20, "12.00"), None, True, "forsenad", "past due the same day, never accepted"),
    (ACTION, [], at(23, "7.40"), None, True, "ingen_har_tagit_emot", "nobody has accepted it by Monday"),
    (ACTION, [HANDED], at(20, "10.00"), None, False, None, "handed over today: waits for the new owner"),
    (WEDNESDAY_DUE, [HANDED], at(23, "7.40"), None, True, "ingen_har_tagit_emot", "nor has the new owner"),
    (WEDNESDAY_DUE, [ACCEPTED, HANDED_MONDAY], at(23, "10.00"), None, False, None, "handed over after it was accepted"),
    (WEDNESDAY_DUE, [ACCEPTED, HANDED_MONDAY], at(24, "7.40"), None, True, "ingen_har_tagit_emot", "the new owner has not accepted"),
    (ACTION, [ACCEPTED], at(20, "10.59"), None, False, None, "accepted and in time"),
    (ACTION, [ACCEPTED], at(20, "11.05"), None, True, "forsenad", "accepted, and the due time is here"),
    (ACTION, [ACCEPTED], at(23, "7.40"), None, True, "forsenad", "accepted, late on Monday"),
    (WEDNESDAY_DUE, [ACCEPTED], at(24, "7.40"), None, False, None, "accepted, due on Wednesday"),
    (WEDNESDAY_DUE, [ACCEPTED], at(26, "7.40"), None, True, "forsenad", "accepted, was due on Wednesday"),
    ("decision=action action=a1", [ACCEPTED], at(30, "7.40"), None, False, None, "accepted without a due time"),
    (ACTION, [ACCEPTED, RETURNED], at(20, "10.00"), None, True, "atersand", "returned: back at once"),
    (ACTION, [RETURNED], at(23, "7.40"), None, True, "atersand", "and on Monday"),
    (ACTION, [ACCEPTED, DONE], at(23, "7.40"), None, False, None, "done by its owner"),
    (ACTION, [DROPPED], at(23, "7.40"), None, False, None, "dropped by its owner, with a reason"),
    (ACTION, [AGAIN], at(24, "7.40"), None, False, None, "the latest decision stands"),
]  # fmt: skip


@pytest.mark.parametrize(("decision", "later", "now", "clock", "listed", "mark", "comment"), LINES)
def test_an_obligation_comes_back_when_it_should_and_not_before(
    decision: str | None,
    later: list[Later],
    now: datetime,
    clock: datetime | None,
    listed: bool,
    mark: str | None,
    comment: str,
) -> None:
    told = standing(decided(decision, *later), RULE, VISIT, a_morning(now), clock)
    assert (told.listed, told.mark) == (listed, mark), comment
    assert told.why, "every standing says why"


def test_a_new_episode_is_a_new_obligation_while_the_old_one_is_open() -> None:
    person = decided(ACTION, ACCEPTED)
    assert not standing(person, RULE, VISIT, a_morning(at(20, "9.30"))).listed
    assert standing(person, RULE, "another visit", a_morning(at(20, "9.30"))).listed


def test_what_is_returned_says_what_the_receiver_said() -> None:
    told = standing(decided(ACTION, RETURNED), RULE, VISIT, a_morning(at(23, "7.40")))
    assert (told.why, told.reason) == ("Återsänd", "Inte vårt område")


def test_a_deferral_cut_short_by_its_clock_says_so() -> None:
    person = decided("decision=defer until=+5d")
    told = standing(person, RULE, VISIT, a_morning(at(23, "7.40")), at(23, "15.00"))
    assert told.why == "Uppskjutet till ons 25 nov, men tiden går ut 15.00"


COMES_BACK = [
    # decision, what came later, clock, comes back, comment
    ("decision=defer until=+5d", [], None, at(25, "8.00"), "the huddle on that day"),
    ("decision=defer until=+2d", [], None, at(23, "8.00"), "the first huddle after a Sunday"),
    ("decision=defer until=+5d", [], at(24, "15.00"), at(24, "8.00"), "the last huddle before its clock"),
    (ACTION, [], None, at(23, "8.00"), "the next huddle, unless it is accepted"),
    (WEDNESDAY_DUE, [ACCEPTED], None, at(26, "8.00"), "the first huddle after it was due"),
    ("decision=done", [], None, None, "never"),
]  # fmt: skip


@pytest.mark.parametrize(("decision", "later", "clock", "back", "comment"), COMES_BACK)
def test_a_silent_obligation_says_when_it_comes_back(
    decision: str,
    later: list[Later],
    clock: datetime | None,
    back: datetime | None,
    comment: str,
) -> None:
    told = standing(decided(decision, *later), RULE, VISIT, a_morning(at(20, "9.30")), clock)
    assert not told.listed
    assert told.comes_back == back, comment


def test_only_open_decisions_outlive_the_window() -> None:
    assert carried(decided("decision=defer until=+5d"), RULE) == {VISIT}
    assert carried(decided(ACTION, ACCEPTED), RULE) == {VISIT}
    assert carried(decided(ACTION, RETURNED), RULE) == {VISIT}
    assert not carried(decided(ACTION, DONE), RULE)
    assert carried(decided("decision=lift"), RULE) == {VISIT}, "until the week has decided"
    assert not carried(decided(ACTION), "inskriven")


def test_a_row_shown_but_left_undecided_is_remembered() -> None:
    seen = (at(20, "8.15"), f"huddle.seen rule={RULE} episode={VISIT}")
    assert shown(decided(None, seen), RULE) == {VISIT}
    assert not shown(decided("decision=done", seen), RULE)


def test_a_person_wakes_when_an_action_is_due_and_when_a_deferral_ends() -> None:
    friday = a_morning(at(20, "9.30"))
    assert at(20, "11.05") in set(wakes(decided(ACTION, ACCEPTED), friday))
    assert at(25, "0.00") in set(wakes(decided("decision=defer until=+5d"), friday))
    assert not list(wakes(decided("decision=done"), friday))
