"""Present: who is in the room decides what the wall shows, and whoever may see least decides most."""

from datetime import timedelta

import pytest

from app.huddle import board as b
from app.huddle import look
from app.huddle.evolve import evolve
from app.huddle.present import kept_from, present, shown_until, whole
from app.huddle.render import Audience
from tests.boards import NOW, a_row, running
from tests.matters import (
    CALLED,
    NEEDS,
    NURSE,
    PLANNER,
    SEEING,
    TEAM,
    a_fact,
    a_matter,
    a_reason,
    a_subject,
)

HERE: list[tuple[dict[str, b.Presence], list[str], str]] = [
    ({}, ["vc"], "nobody is ticked: whoever convenes is there all the same"),
    ({"vc": "absent"}, ["vc"], "and cannot be ticked away"),
    ({"ht": "room"}, ["vc", "ht"], "in the room"),
    ({"ht": "link"}, ["vc", "ht"], "on the telephone is there too"),
    ({"ht": "absent", "kp": "room"}, ["vc", "kp"], "who has left is not"),
    ({"x": "room"}, ["vc"], "nor somebody who is not called"),
]


@pytest.mark.parametrize(("presence", "there", "why"), HERE, ids=[one[2] for one in HERE])
def test_present_is_whom_the_convenor_has_ticked(
    presence: dict[str, b.Presence], there: list[str], why: str
) -> None:
    assert [party.unit for party in present(CALLED, "vc", presence)] == there, why


def test_nobody_is_no_audience() -> None:
    with pytest.raises(ValueError, match="nobody"):
        Audience("room", (), staff=False)


UNASKED = a_row("r", content=a_matter("r", subject=a_subject(consent=False)))
SOCIAL = a_row("r", content=a_matter("r", a_reason(facts=[a_fact("D6", "ks")])))
OPEN = a_row("r", content=a_matter("r"))
KEPT: list[tuple[b.Row, list[str], str]] = [
    (OPEN, [], "all may see what the person has agreed to"),
    (UNASKED, ["kp", "ht", "bi"], "without consent it is the centre's alone"),
]


@pytest.mark.parametrize(("row", "kept", "why"), KEPT, ids=[one[2] for one in KEPT])
def test_a_row_is_kept_from_those_who_may_not_see_it(row: b.Row, kept: list[str], why: str) -> None:
    assert [party.unit for party in kept_from(row, CALLED, SEEING)] == kept, why


@pytest.mark.parametrize("row", [OPEN, UNASKED, SOCIAL], ids=["open", "unasked", "social"])
@pytest.mark.parametrize("there", [(NURSE,), (NURSE, TEAM), (NURSE, PLANNER, NEEDS), CALLED])
def test_the_wall_shows_a_row_when_it_is_kept_from_nobody_present(row, there) -> None:
    seen = look.view(row, Audience("room", there, staff=False), SEEING)
    assert (seen is not None) == (kept_from(row, there, SEEING) == [])


def test_a_whole_name_is_on_the_wall_until_its_time_and_on_no_desk() -> None:
    until = SEEING.now + timedelta(seconds=30)
    board = evolve(running(OPEN), b.RowRevealed("r", until))
    row = board.row("r")
    assert row is not None
    wall, desk = Audience("room", (NURSE,), staff=False), Audience("desk", (NURSE,), staff=True)
    seen = look.view(row, wall, SEEING)
    assert seen is not None
    assert seen.content.revealed is not None
    assert (seen.content.name, seen.content.revealed.name) == ("A.r.", "Alva r")
    assert seen.content.revealed.until == until
    late = whole(row, seen, until)
    assert late is seen, "it is render that made it; whole adds nothing after the time"
    at_desk = look.view(row, desk, SEEING)
    assert at_desk is not None
    assert at_desk.content.revealed is None
    assert shown_until(board, NOW) == until
    assert shown_until(board, until) is None
