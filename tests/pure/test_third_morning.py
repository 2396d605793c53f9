"""The third morning: what has stood so long is decided before the room leaves, and not put off again."""

from typing import get_args
from uuid import UUID

import pytest

from app.huddle import board as b
from app.huddle import lineup
from app.huddle.decide import decide
from app.huddle.matter import counted
from tests.boards import CONVENOR, NOW, a_decision, a_row, decided, running
from tests.builders import a_morning
from tests.matters import a_matter, a_reason


@pytest.mark.parametrize(("rows", "word"), [(1, "En rad har"), (2, "2 rader har")])
def test_the_room_does_not_leave_a_third_morning_open(rows: int, word: str) -> None:
    board = running(*(a_row(str(n), forced=True) for n in range(rows)), a_row("x"))
    answer = decide(board, b.Close(), CONVENOR, NOW)
    assert isinstance(answer, b.Refused)
    assert answer.reason.startswith(f"{word} stått för många morgnar")
    for n in range(rows):
        board = decided(board, str(n), "lift")
    assert decide(board, b.Close(), CONVENOR, NOW) == [b.Closed(NOW)]


def test_the_timetable_closes_over_a_third_morning_and_it_comes_back() -> None:
    board = running(a_row("a", forced=True))
    assert decide(board, b.Close(by_timetable=True), CONVENOR, NOW) == [b.Closed(NOW)]


@pytest.mark.parametrize("kind", get_args(b.DecisionKind))
def test_a_third_morning_is_not_put_off_and_every_other_end_is_open(kind: str) -> None:
    board = running(a_row("a", forced=True))
    answer = decide(board, b.Decide("a", a_decision(kind)), CONVENOR, NOW)
    assert isinstance(answer, b.Refused) is (kind == "defer")


MORNINGS = [
    # how many each reason has stood, the centre's number, decided today, comment
    ((1, 1), None, False, "the first"),
    ((2, 2), None, False, "the second"),
    ((3, 1), None, True, "the third: one of its reasons is enough, the row is decided whole"),
    ((1, 7), None, True, "and each after it"),
    ((2, 1), 2, True, "a centre that waits for no third"),
    ((1, 1), 2, False, "though never the first"),
    ((4, 3), 5, False, "one that carries longer"),
    ((5, 3), 5, True, "to its own"),
]  # fmt: skip


@pytest.mark.parametrize(("mornings", "number", "must", "comment"), MORNINGS)
def test_on_which_morning_a_row_is_decided(
    mornings: tuple[int, int], number: int | None, must: bool, comment: str
) -> None:
    person = UUID(int=1)
    one = a_matter(str(person), a_reason(), a_reason("inskriven"))
    keys = ((person, reason.rule, reason.episode) for reason in one.reasons)
    told = {} if number is None else {"sekunder": {"morgnar": number}}
    stood = counted(one, dict(zip(keys, mornings, strict=True)), a_morning(numbers=told).forced_at)
    [row], _ = lineup.rows({"p": stood}, 15)
    assert row.forced is must, comment
