"""Lineup: how fresh rows become changes, before the start, while the room is at it, and after."""

from datetime import timedelta

import pytest

from app.huddle import board as b
from app.huddle import lineup
from app.huddle.evolve import replay
from app.huddle.matter import Matter
from app.huddle.verdict import Answer, Section, Urgency
from tests.boards import ENDS, NOW, STARTS, a_decision
from tests.matters import a_matter, a_reason, a_subject

SINCE, TODAY, COMING = Section.SEDAN_SIST, Section.IDAG, Section.KOMMANDE
RED, YELLOW, GREY = Urgency.ROD, Urgency.GUL, Urgency.GRA
EMPTY = b.Board(STARTS, ENDS, presence={"vc": "absent"})


def of(person: str, section: Section = SINCE, urgency: Urgency = YELLOW, **other: object) -> Matter:
    return a_matter(person, a_reason(urgency=urgency, section=section, **other))  # type: ignore[arg-type]


def fresh(*matters: Matter, minutes: int = 15) -> tuple[b.Row, ...]:
    return lineup.rows({one.person: one for one in matters}, minutes)[0]


def told(board: b.Board, *matters: Matter, minutes: int = 15) -> list[b.Change]:
    return lineup.changes(board, fresh(*matters, minutes=minutes), {}, NOW)


def built(*matters: Matter) -> b.Board:
    return replay(EMPTY, told(EMPTY, *matters))


def begun(*matters: Matter, current: str | None = None) -> b.Board:
    board = replay(built(*matters), [b.Started(STARTS, ENDS)])
    return replay(board, [b.RowOpened(current, NOW)]) if current else board


def kinds(changes: list[b.Change]) -> list[str]:
    return [type(change).__name__ for change in changes]


def ids(board: b.Board) -> list[str]:
    return [row.id for row in board.rows]


S1, S2, T1, C1 = of("s1"), of("s2"), of("t1", TODAY), of("c1", COMING)


def test_the_room_walks_the_columns_left_to_right_and_the_most_urgent_first() -> None:
    rows = fresh(C1, of("t2", TODAY, GREY), of("t1", TODAY, RED), S1, of("s0", urgency=RED))
    assert [row.id for row in rows] == ["s0", "s1", "t1", "t2", "c1"]


def test_what_does_not_fit_and_what_is_unclear_come_after_and_say_so() -> None:
    unclear = of("u", answer=Answer.OKLART)
    rows = fresh(unclear, *(of(f"s{n}", waits=20 - n) for n in range(5)), minutes=5)
    places = [(row.id, row.place) for row in rows]
    assert places == [
        ("s0", "now"), ("s1", "now"), ("s2", "now"), ("s3", "later"), ("s4", "later"),
        ("u", "unclear"),
    ]  # fmt: skip


def test_the_first_agenda_is_one_change_even_when_it_is_empty() -> None:
    assert kinds(told(EMPTY)) == ["AgendaBuilt"]
    assert kinds(told(EMPTY, S1)) == ["AgendaBuilt"]


def test_nothing_is_new_on_the_first_agenda() -> None:
    assert [row.new_at for row in built(S1, T1).rows] == [None, None]


def test_the_same_facts_change_nothing() -> None:
    for board in (built(S1, T1), begun(S1, T1), begun(S1, T1, current="s1")):
        assert told(board, T1, S1) == []


def test_a_row_that_comes_before_the_start_is_one_change_and_marked_new() -> None:
    board = built(S1, C1)
    changes = told(board, S1, T1, C1)
    assert kinds(changes) == ["RowAdded"]
    after = replay(board, changes)
    assert ids(after) == ["s1", "t1", "c1"]
    assert [row.new_at for row in after.rows] == [None, NOW, None]


def test_it_stays_marked_with_when_it_came() -> None:
    board = replay(built(S1), told(built(S1), S1, T1))
    later = lineup.changes(board, fresh(S1, T1, C1), {}, NOW + timedelta(minutes=5))
    assert [row.new_at for row in replay(board, later).rows] == [
        None, NOW, NOW + timedelta(minutes=5),
    ]  # fmt: skip


def test_before_the_start_the_order_follows_the_facts() -> None:
    board = built(S1, S2)
    after = replay(board, told(board, S1, of("s2", urgency=RED)))
    assert ids(after) == ["s2", "s1"]


def test_before_the_start_a_row_that_no_longer_stands_is_gone() -> None:
    board = built(S1, S2)
    assert ids(replay(board, told(board, S2))) == ["s2"]


# who stands (all "now"), in hand, the late one → where it lands
LANDS = [
    ((S1, T1, C1), None, of("x"), ["s1", "x", "t1", "c1"], "inside its own section"),
    ((S1, T1, C1), None, of("x", urgency=RED), ["s1", "x", "t1", "c1"], "last there, also when red"),
    ((S1, S2, T1), "s1", of("x"), ["s1", "s2", "x", "t1"], "the one in hand is before it anyway"),
    ((S1, T1, C1), "t1", of("x"), ["s1", "t1", "x", "c1"], "the room has passed: after the one in hand"),
    ((S1, T1, C1), "c1", of("x"), ["s1", "t1", "c1", "x"], "after the last one when that is in hand"),
    ((S1, T1, C1), "s1", of("x", TODAY), ["s1", "t1", "x", "c1"], "a section that is still to come"),
    ((T1,), None, of("x"), ["x", "t1"], "the first of its section comes first"),
    ((), None, of("x"), ["x"], "alone on an empty board"),
    ((S1, of("u", answer=Answer.OKLART)), None, of("x"), ["s1", "x", "u"], "before what is unclear"),
    ((S1,), None, of("x", answer=Answer.OKLART), ["s1", "x"], "what is unclear is last"),
]  # fmt: skip


@pytest.mark.parametrize(("stand", "current", "late", "lands", "comment"), LANDS)
def test_a_late_row_lands_after_the_one_in_hand_and_inside_its_section(
    stand: tuple[Matter, ...], current: str | None, late: Matter, lands: list[str], comment: str
) -> None:
    board = begun(*stand, current=current)
    changes = told(board, *stand, late)
    assert kinds(changes) == ["RowAdded"], comment
    after = replay(board, changes)
    assert ids(after) == lands, comment
    assert after.row("x").new_at == NOW  # type: ignore[union-attr]


def test_several_late_rows_stand_in_the_order_of_the_agenda() -> None:
    board = begun(S1, T1, C1, current="t1")
    after = replay(board, told(board, S1, T1, C1, of("x", urgency=RED), of("y"), of("z", TODAY)))
    assert ids(after) == ["s1", "t1", "x", "y", "z", "c1"]


def test_a_late_row_is_taken_now_though_it_does_not_fit() -> None:
    board = begun(*(of(f"s{n}") for n in range(3)))
    changes = told(board, *(of(f"s{n}") for n in range(3)), of("x", COMING), minutes=5)
    assert [(one.row.id, one.row.place) for one in changes] == [("x", "now")]  # type: ignore[union-attr]


def test_while_it_runs_nothing_that_is_there_moves() -> None:
    board = begun(S1, S2, T1)
    after = replay(board, told(board, S1, of("s2", urgency=RED), T1))
    assert ids(after) == ["s1", "s2", "t1"]
    assert after.row("s2").urgency == "rod"  # type: ignore[union-attr]


def test_a_row_keeps_its_place_and_its_seconds_when_its_facts_change() -> None:
    many = [of(f"s{n}", waits=20 - n) for n in range(4)]
    board = replay(EMPTY, told(EMPTY, *many, minutes=5))
    board = replay(board, [b.Started(STARTS, ENDS), b.RowOpened("s3", NOW), b.RowLeft("s3", 9)])
    assert board.row("s3").place == "later"  # type: ignore[union-attr]
    after = replay(board, told(board, *many[:3], of("s3", urgency=RED)))
    row = after.row("s3")
    assert row is not None
    assert (row.place, row.urgency, row.spent) == ("later", "rod", 9)


def test_a_decided_row_keeps_its_decision_whatever_comes_in() -> None:
    board = replay(begun(S1, S2), [b.Decided("s1", a_decision("action"))])
    for matters in ((S2,), (of("s1", urgency=RED), S2)):
        after = replay(board, told(board, *matters))
        row = after.row("s1")
        assert row is not None
        assert row.decision == a_decision("action")
        assert row.action == b.ActionMark("assigned")
        assert not row.withdrawn


def test_an_undecided_row_that_no_longer_stands_is_withdrawn_but_not_gone() -> None:
    board = begun(S1, S2)
    changes = told(board, S2)
    assert changes == [b.RowWithdrawn("s1")]
    assert told(replay(board, changes), S2) == [], "once"


def test_a_withdrawn_row_that_stands_again_comes_back_where_it_was() -> None:
    board = begun(S1, S2)
    board = replay(board, told(board, S2))
    changes = told(board, S1, S2)
    assert kinds(changes) == ["RowRevised"]
    after = replay(board, changes)
    assert ids(after) == ["s1", "s2"]
    assert not after.rows[0].withdrawn


@pytest.mark.parametrize("end", [b.Closed(NOW), b.NotHeld(NOW)])
def test_a_huddle_that_is_over_gets_no_rows(end: b.Change) -> None:
    board = replay(begun(S1), [end])
    assert told(board, S1, S2) == []
    assert told(board) == []


SEEN_BY_FEWER = a_subject(consent=False)


@pytest.mark.parametrize("state", ["prepared", "running", "decided", "closed"])
def test_a_consent_that_ends_reaches_every_row_in_every_state(state: str) -> None:
    board = built(S1)
    for name, change in (
        ("running", b.Started(STARTS, ENDS)),
        ("decided", b.Decided("s1", a_decision())),
        ("closed", b.Closed(NOW)),
    ):
        if state == "prepared":
            break
        board = replay(board, [change])
        if name == state:
            break
    changes = lineup.changes(board, board.rows, {"s1": SEEN_BY_FEWER}, NOW)
    after = replay(board, changes)
    row, old = after.row("s1"), board.row("s1")
    assert row is not None
    assert old is not None
    assert row.content.subject == SEEN_BY_FEWER
    assert row.decision == old.decision
    assert lineup.changes(after, after.rows, {"s1": SEEN_BY_FEWER}, NOW) == [], "once"


def test_red_rows_that_exceed_the_time_are_said_to() -> None:
    many = {str(n): of(str(n), urgency=RED) for n in range(9)}
    assert lineup.rows(many, 15)[1] is True
    assert lineup.rows(many, 16)[1] is False


def test_the_longest_wait_of_a_persons_reasons_decides_their_place() -> None:
    waited = a_matter("w", a_reason(waits=1), a_reason("inskriven", GREY, waits=40))
    assert ids(built(of("s1", waits=9), waited)) == ["w", "s1"]
    assert ids(built(of("s1", waits=41), waited)) == ["s1", "w"]
