"""Board seen: one change as each kind of viewer gets it. Everyone gets the number."""

from dataclasses import replace
from typing import Any

import pytest

from app.huddle import board as b
from app.huddle import look
from app.huddle import messages as m
from app.huddle.evolve import evolve, replay
from app.huddle.matter import Came, Stood
from app.huddle.verdict import Section
from tests.boards import ENDS, NOW, STARTS, a_decision, a_row, running
from tests.matters import AUDIENCES, SEEING, a_fact, a_matter, a_reason, a_subject

NURSE, TEAM, PLANNER, NEEDS, WALL = AUDIENCES
OPEN = a_row("o", content=a_matter("o"))
SECRET = a_row("s", content=a_matter("s", subject=a_subject(consent=False)))
NOTICED = a_row(
    "n", content=a_matter("n", subject=a_subject(consent=False, concerned=["ht"]))
)  # fmt: skip
BOARD = running(OPEN, SECRET, NOTICED)
TO_HT = a_decision("action", owner="ht")


def seen(change: b.Change, audience: look.Audience, board: b.Board = BOARD) -> Any:
    return look.change_view(board, evolve(board, change), change, audience, SEEING)


ABOUT_SECRET: list[b.Change] = [
    b.RowRevised(replace(SECRET, urgency="rod")),
    b.RowWithdrawn("s"),
    b.RowOpened("s", NOW),
    b.RowLeft("s", 20),
    b.Decided("s", TO_HT),
    b.Reopened("s"),
    b.ActionMoved("s", b.ActionMark("accepted")),
]


@pytest.mark.parametrize("change", ABOUT_SECRET, ids=lambda change: type(change).__name__)
@pytest.mark.parametrize("audience", [TEAM, PLANNER, NEEDS, WALL], ids=["kp", "ht", "bi", "wall"])
def test_a_change_to_a_row_that_is_not_for_you_is_a_bare_number(
    change: b.Change, audience: look.Audience
) -> None:
    assert seen(change, audience) is None
    assert seen(change, NURSE) is not None


@pytest.mark.parametrize(
    "change", [b.Started(NOW, ENDS), b.Closed(NOW), b.NotHeld(NOW), b.PresenceSet("ht", "room")]
)
def test_what_is_about_no_person_is_for_everyone(change: b.Change) -> None:
    views = [seen(change, audience) for audience in AUDIENCES]
    assert None not in views
    assert all(view == views[0] for view in views)


def test_a_new_agenda_holds_only_the_rows_that_are_for_you() -> None:
    built, empty = b.AgendaBuilt((OPEN, SECRET, NOTICED)), b.Board(STARTS, ENDS)
    rows = {unit: [row.id for row in look.rows_of(seen(built, audience, empty))] for unit, audience
            in zip(("vc", "kp", "ht", "bi", "wall"), AUDIENCES, strict=True)}  # fmt: skip
    assert rows == {
        "vc": ["o", "s", "n"], "kp": ["o"], "ht": ["o", "n"], "bi": ["o"], "wall": ["o"],
    }  # fmt: skip


def late_row(number: int = 3) -> b.Row:
    """One that came while the room was at it."""
    one = a_matter("l")
    return a_row("l", content=replace(one, stood=(Stood(came=Came(NOW, number)),)))


def test_a_late_row_comes_after_the_nearest_one_that_you_see() -> None:
    late = b.RowAdded(late_row(), after="s")
    assert seen(late, NURSE).after == "s"
    assert seen(late, TEAM).after == "o"


def test_a_neutral_line_stands_last_so_that_its_place_tells_nothing() -> None:
    late = b.RowAdded(late_row(), after="n")
    assert seen(late, NURSE).after == "n"
    assert seen(late, PLANNER).after == "o"


def test_an_agenda_built_anew_that_is_the_same_for_you_is_a_bare_number() -> None:
    built = b.AgendaBuilt((SECRET, OPEN, NOTICED))
    assert seen(built, PLANNER) is None
    assert [row.id for row in seen(built, NURSE).rows] == ["s", "o", "n"]


def test_a_late_row_that_is_first_for_you_has_none_before_it() -> None:
    today = a_matter("o", a_reason(section=Section.IDAG))
    board = running(SECRET, replace(OPEN, section="idag", content=today))
    late = b.RowAdded(late_row(), after="s")
    assert seen(late, TEAM, board).after is None


def test_a_neutral_row_follows_its_own_units_action_and_nothing_else() -> None:
    board = BOARD
    told = []
    for change in (
        b.RowOpened("n", NOW),
        b.Decided("n", TO_HT),
        b.ActionMoved("n", b.ActionMark("accepted")),
        b.Reopened("n"),
    ):
        told.append(seen(change, PLANNER, board))
        board = evolve(board, change)
    assert told[0] is None
    for view in told[1:]:
        assert isinstance(view, m.RowRevised)
        row = view.row
        assert (row.place, row.section, row.urgency, row.seconds) == ("mine", None, None, 0)
        assert (row.decision, row.action, row.content.reasons) == (None, None, [])
    assert [[own.state for own in view.row.content.own_actions] for view in told[1:]] == [
        ["assigned"], ["accepted"], [],
    ]  # fmt: skip
    assert told[1].row.content.own_actions[0].text == "Kontakta vårdcentralen om Alva n"


def test_anothers_action_on_a_neutral_row_is_not_yours_to_know() -> None:
    assert seen(b.Decided("n", a_decision("action", owner="kp")), PLANNER) is None


SOCIAL = replace(OPEN, content=a_matter("o", a_reason(facts=[a_fact("D3")])))


@pytest.mark.parametrize(
    ("old", "new", "opened", "needs", "comment"),
    [
        (OPEN, SOCIAL, [], True, "a fact that the role never sees has become the decisive one"),
        (SOCIAL, OPEN, [], False, "and is so no longer: the row comes as any other that is new"),
        (SOCIAL, OPEN, [b.RowOpened("o", NOW)], True, "it is in hand as it comes"),
    ],
    ids=("leaves", "comes", "comes in hand"),
)
def test_a_row_that_leaves_sight_needs_the_board_anew(
    old: b.Row, new: b.Row, opened: list[b.Change], needs: bool, comment: str
) -> None:
    board = replay(running(old, NOTICED), opened)
    change = b.RowRevised(new)
    after = evolve(board, change)
    anew = [look.anew(board, after, change, audience, SEEING) for audience in AUDIENCES]
    assert anew == [False, False, needs, needs, needs], comment


def test_the_agenda_comes_in_one_change_however_many_it_took_the_convenor() -> None:
    """How many there were, and of which kinds, would tell of the rows in between."""
    late = [b.RowAdded(late_row(), after="s"), b.RowRevised(replace(SECRET, urgency="rod"))]
    whole = [b.AgendaBuilt(replay(BOARD, late).rows)]
    for audience in AUDIENCES[1:]:
        one, other = (_parts(changes, audience) for changes in (late, whole))
        assert [part for part in one if part is not None] == other
        assert one[:-1] == [None]
    assert len([part for part in _parts(late, NURSE) if part is not None]) == 2


def _parts(changes: list[b.Change], audience: look.Audience) -> list[Any]:
    steps, board = [], BOARD
    for change in changes:
        steps.append((board, evolve(board, change), change))
        board = steps[-1][1]
    told = look.told(steps, audience)
    return [look.change_view(*step, audience, SEEING) for step in told]


def test_a_revised_row_that_stays_in_sight_needs_nothing_anew() -> None:
    change = b.RowRevised(replace(OPEN, urgency="rod"))
    after = evolve(BOARD, change)
    assert not any(look.anew(BOARD, after, change, audience, SEEING) for audience in AUDIENCES)


def test_who_sees_no_more_and_no_less_than_before_hears_a_number_alone() -> None:
    assert [seen(b.SightChanged(), audience) for audience in AUDIENCES] == [None] * 5
    change = b.RowRevised(replace(SECRET, content=a_matter("s", subject=a_subject())))
    after = evolve(BOARD, change)
    anew = [look.anew(BOARD, after, change, audience, SEEING) for audience in AUDIENCES]
    assert not any(anew)
    told = [look.change_view(BOARD, after, change, audience, SEEING) for audience in AUDIENCES[1:]]
    assert [type(one) for one in told] == [m.RowAdded] * 4, (
        "to whom nothing tells that it was there"
    )


def test_the_row_in_hand_is_told_only_to_those_who_see_it() -> None:
    board = replay(BOARD, [b.RowOpened("s", NOW)])
    current = [look.board_view(board, audience, SEEING).current for audience in AUDIENCES]
    assert current == ["s", None, None, None, None]


def test_a_board_without_rows_is_the_same_for_all() -> None:
    empty = b.Board(STARTS, ENDS)
    views = [look.board_view(empty, audience, SEEING) for audience in AUDIENCES]
    assert all(view == views[0] for view in views)


def test_a_person_has_one_neutral_line_however_many_rows_there_are() -> None:
    """A row more comes when something comes in after a decision; a line more would tell of it."""
    subject = a_subject(consent=False, concerned=["ht"])
    again = a_row("n2", content=a_matter("n", subject=subject), new_at=NOW)
    board = replay(BOARD, [b.Decided("n", TO_HT)])
    late = b.RowAdded(again, after="n")
    assert seen(late, NURSE, board) is not None
    assert seen(late, PLANNER, board) is None
    board = evolve(board, late)
    told = seen(b.Decided("n2", a_decision("action", key="d2", owner="ht")), PLANNER, board)
    assert isinstance(told, m.RowRevised)
    assert told.row.id == "n"
    assert [own.id for own in told.row.content.own_actions] == ["d1", "d2"]


def test_who_has_a_row_of_a_person_has_no_neutral_line_beside_it() -> None:
    subject = a_subject(concerned=["ht"])
    hidden = a_matter("o", a_reason(facts=[a_fact("D3")]), subject=subject)
    board = running(
        replace(OPEN, content=a_matter("o", subject=subject)), a_row("o2", content=hidden)
    )
    ids = [row.id for row in look.board_view(board, PLANNER, SEEING).rows]
    assert ids == ["o"]
