"""The third morning: what has stood so long is decided before the room leaves, and not put off again."""

from dataclasses import replace
from typing import get_args

import pytest

from app.huddle import board as b
from app.huddle import lineup
from app.huddle.decide import decide
from app.huddle.matter import Stood
from tests.boards import CONVENOR, NOW, a_decision, a_row, decided, running
from tests.matters import a_matter, a_reason


@pytest.mark.parametrize(("rows", "word"), [(1, "En rad har"), (2, "2 rader har")])
def test_the_room_does_not_leave_a_third_morning_open(rows: int, word: str) -> None:
    board = running(*(a_row(str(n), forced=True) for n in range(rows)), a_row("x"))
    answer = decide(board, b.Close(), CONVENOR, NOW)
    assert isinstance(answer, b.Refused)
    assert answer.reason.startswith(f"{word} stått i tre morgnar")
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


@pytest.mark.parametrize(("mornings", "forced"), [((1, 1), False), ((2, 2), False), ((1, 3), True)])
def test_a_row_is_forced_by_any_of_its_reasons(mornings: tuple[int, int], forced: bool) -> None:
    one = a_matter("p", a_reason(), a_reason("inskriven"))
    one = replace(one, stood=tuple(Stood(n) for n in mornings))
    [row], _ = lineup.rows({"p": one}, 15)
    assert row.forced is forced
