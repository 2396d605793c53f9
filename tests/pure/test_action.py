"""Action: what each unit may do with a decision in each state of its life."""

import pytest

from app.actions.action import AFTER, MOVES, WHY_NOT, may, move

OWNER = {"owner": True, "centre": False}
CENTRE = {"owner": False, "centre": True}
BOTH = {"owner": True, "centre": True}
NEITHER = {"owner": False, "centre": False}

# state, who, what may be done, comment
TABLE = [
    ("assigned", OWNER, {"accept", "return", "done", "hand_over"}, "done at once counts as taken"),
    ("assigned", CENTRE, set(), "it waits for its owner"),
    ("assigned", BOTH, {"accept", "return", "done", "hand_over"}, "the centre gave it to itself"),
    ("accepted", OWNER, {"return", "done", "hand_over"}, "accepted once"),
    ("accepted", CENTRE, set(), "the owner has it"),
    ("returned", OWNER, set(), "it is the centre's again"),
    ("returned", CENTRE, {"hand_over", "done"}, "given to another, or closed"),
    ("returned", BOTH, {"hand_over", "done"}, "returned to itself: still the centre's to solve"),
    ("done", OWNER, set(), "over"),
    ("done", CENTRE, set(), "over"),
    ("dropped", OWNER, set(), "the room took it back"),
    ("withdrawn", OWNER, set(), "the source took it back"),
    *((state, NEITHER, set(), "another unit's") for state in WHY_NOT),
]


@pytest.mark.parametrize(("state", "who", "allowed", "comment"), TABLE)
def test_a_unit_may_do_what_its_place_and_the_state_allow(
    state: str, who: dict[str, bool], allowed: set[str], comment: str
) -> None:
    assert set(may(state, **who)) == allowed, comment  # type: ignore[arg-type]
    for asked, after in AFTER.items():
        answer = move(state, asked, **who)  # type: ignore[arg-type]
        if asked in allowed:
            assert answer == after
        else:
            assert answer.endswith("."), "a refusal is a sentence"


def test_another_unit_hears_that_it_is_another_units() -> None:
    assert "annan enhet" in move("assigned", "accept", **NEITHER)


@pytest.mark.parametrize("state", sorted(set(MOVES) - {"assigned"}))
def test_what_cannot_be_accepted_says_in_what_state_it_is(state: str) -> None:
    assert move(state, "accept", **OWNER) == WHY_NOT[state]  # type: ignore[arg-type,index]


def test_every_state_says_why_not() -> None:
    assert set(WHY_NOT) == set(MOVES)
