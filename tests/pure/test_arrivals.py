"""Arrivals: where rows stand for whoever sees only some of their reasons."""

from datetime import datetime, timedelta

import pytest

from app.huddle import board as b
from app.huddle.arrivals import Seen, arranged, carried, reasons_of
from app.huddle.matter import Came, Matter
from app.huddle.verdict import Answer, Reason, Section, Urgency
from tests.boards import ENDS, NOW, STARTS
from tests.matters import a_matter, a_reason

SINCE, TODAY = Section.SEDAN_SIST, Section.IDAG
RED, YELLOW, GREY = Urgency.ROD, Urgency.GUL, Urgency.GRA
PREPARED = b.Board(STARTS, ENDS, version=4)
RUNNING = b.Board(STARTS, ENDS, "running", version=9, current="s1")
LATER = NOW + timedelta(minutes=3)

Told = tuple[str, tuple[tuple[Reason, Came | None], ...]]


def row(key: str, *reasons: Reason | tuple[Reason, Came]) -> Seen:
    told = tuple(one if isinstance(one, tuple) else (one, None) for one in reasons)
    return Seen(key, told)


def late(reason: Reason, number: int, behind: str | None = None) -> tuple[Reason, Came]:
    return reason, Came(LATER, number, behind)


def stands(*rows: Seen, minutes: int = 15) -> list[tuple[str, str]]:
    return [(one.key, one.place) for one in arranged(rows, minutes)]


def test_the_order_is_made_of_what_is_seen() -> None:
    red, yellow = a_reason(urgency=RED), a_reason("inskriven", YELLOW)
    assert stands(row("a", yellow), row("b", red)) == [("b", "now"), ("a", "now")]
    assert stands(row("a", yellow), row("b", yellow)) == [("a", "now"), ("b", "now")]


def test_what_fits_is_counted_among_what_is_seen() -> None:
    rows = [row(f"s{n}", a_reason(waits=20 - n)) for n in range(5)]
    assert [place for _, place in stands(*rows, minutes=5)] == ["now"] * 3 + ["later"] * 2
    assert [place for _, place in stands(*rows[2:], minutes=5)] == ["now"] * 3


def test_a_row_of_which_only_what_is_unclear_is_seen_is_unclear() -> None:
    unclear = a_reason(answer=Answer.OKLART)
    assert stands(row("a", unclear, a_reason("inskriven"))) == [("a", "now")]
    assert stands(row("a", unclear)) == [("a", "unclear")]


# who came late, at which number and behind whom → in what order all stand
S1, S2, T1 = a_reason(waits=9), a_reason(waits=8), a_reason(section=TODAY)
X, Y = a_reason("x"), a_reason("y", RED)
LATE = [
    ([("x", late(X, 5))], ["s1", "s2", "x", "t1"], "last of its own column"),
    ([("x", late(X, 5, "t1"))], ["s1", "s2", "t1", "x"], "after the one then in hand"),
    ([("x", late(X, 5, "hidden"))], ["s1", "s2", "x", "t1"], "which may be one that is not seen"),
    ([("x", late(X, 5)), ("y", late(Y, 6))], ["s1", "s2", "x", "y", "t1"], "as they came"),
    ([("x", late(X, 5)), ("y", late(Y, 5))], ["s1", "s2", "y", "x", "t1"], "the urgent of two at once"),
    ([("x", late(a_reason(answer=Answer.OKLART), 5))], ["s1", "s2", "t1", "x"], "unclear: last"),
]  # fmt: skip


@pytest.mark.parametrize(("came", "order", "why"), LATE)
def test_what_came_while_the_room_was_at_it_stands_where_it_came(
    came: list[tuple[str, tuple[Reason, Came]]], order: list[str], why: str
) -> None:
    rows = [row("s1", S1), row("s2", S2), row("t1", T1), *(row(key, one) for key, one in came)]
    assert [key for key, _ in stands(*rows)] == order, why


def test_a_late_reason_moves_no_row_that_was_there() -> None:
    rows = [row("s1", S1), row("s2", S2, late(Y, 5))]
    assert [key for key, _ in stands(*rows)] == ["s1", "s2"]


def test_a_row_is_as_new_as_the_first_of_it_that_is_seen() -> None:
    early, later = Came(NOW), Came(LATER)
    told = [
        arranged([row("a", *((a_reason(str(n)), came) for n, came in enumerate(all_of)))], 15)
        for all_of in ((early, later), (later,), (None, later))
    ]
    assert [found[0].new_at for found in told] == [NOW, LATER, None]


# --- what is carried from one agenda to the next --------------------------------------------------


def came(one: Matter) -> dict[str, Came | None]:
    return {reason.rule: stood.came for reason, stood in zip(one.reasons, one.stood, strict=True)}


def again(old: Matter | None, *reasons: Reason, board: b.Board, now: datetime = LATER) -> Matter:
    return carried(old, a_matter("p", *reasons), board, now)


def test_until_the_room_begins_each_reason_says_when_it_came_and_may_change() -> None:
    first = a_matter("p", X)
    second = again(first, X, Y, board=PREPARED)
    assert came(second) == {"x": None, "y": Came(LATER)}
    red = a_reason("x", RED)
    assert came(again(second, red, Y, board=PREPARED)) == {"x": None, "y": Came(LATER)}
    assert again(second, red, board=PREPARED).past == ()


def test_while_the_room_is_at_it_a_reason_that_changes_is_remembered_as_it_was() -> None:
    first = a_matter("p", X)
    red = again(first, a_reason("x", RED), board=RUNNING)
    assert came(red) == {"x": Came(LATER, 9, "s1")}
    assert [(one.reason.urgency, one.came) for one in red.past] == [(YELLOW, None)]
    assert [one.reason.urgency for one in reasons_of(red)] == [YELLOW, RED]


def test_what_is_told_in_other_words_has_not_changed() -> None:
    first = a_matter("p", X)
    other = again(first, Reason(**{**_fields(X), "sentence": "För 6 h sedan."}), board=RUNNING)
    assert (came(other), other.past) == ({"x": None}, ())


def test_a_reason_that_comes_back_came_when_it_first_did() -> None:
    board = RUNNING
    gone = again(a_matter("p", X, Y), Y, board=board)
    back = again(gone, X, Y, board=board)
    assert came(back) == {"x": None, "y": None}
    assert back.past == ()


def test_the_same_facts_carry_the_same() -> None:
    once = again(a_matter("p", X), Y, board=RUNNING)
    assert again(once, Y, board=RUNNING, now=LATER + timedelta(minutes=1)) == once


def _fields(reason: Reason) -> dict[str, object]:
    return {name: getattr(reason, name) for name in Reason.__dataclass_fields__}
