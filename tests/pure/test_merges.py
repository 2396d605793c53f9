"""Merges: who is who, whatever order it was told in, and what a merge that is taken back leaves."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events.kinds import Event
from app.events.kinds.identity import PersonMerged
from app.people.merges import merges, roots
from tests.builders import NOW

A, B, C, D = (UUID(int=n) for n in range(1, 5))
EVERYBODY = (A, B, C, D)
NAMED = {f"hash-{who.int}": who for who in EVERYBODY}
Told = tuple[UUID, Event]


def merge(who: UUID, into: UUID, n: int = 1, hour: int = 1) -> Told:
    """The n:th event, so many hours ago: `who` ended into another."""
    at = NOW - timedelta(hours=hour)
    body = PersonMerged("system", f"hash-{into.int}")
    return who, Event(f"s/{n}", "s", "person.merged", body, "region", None, at, at, at)


def unsaid(told: Told, who: UUID | None = None, minutes: int = 1) -> Told:
    about, event = told
    later = NOW + timedelta(minutes=minutes)
    gone = event.but(ref=f"{event.ref}-c{minutes}", body=None, correction="cancel",
                   corrects=event.ref, recorded_at=later)  # fmt: skip
    return who or about, gone


def said_again(told: Told, who: UUID, into: UUID, minutes: int = 1) -> Told:
    _, event = merge(who, into)
    later = NOW + timedelta(minutes=minutes)
    return who, event.but(ref=f"{told[1].ref}-r{minutes}", correction="revise",
                        corrects=told[1].ref, recorded_at=later)  # fmt: skip


def who_is_who(told: list[Told]) -> dict[UUID, UUID]:
    return roots(merges(told, NAMED), EVERYBODY)


def is_now(**now: UUID) -> dict[UUID, UUID]:
    return {A: A, B: B, C: C, D: D} | {globals()[name]: who for name, who in now.items()}


AB, BC, CA, BA, AC = (
    merge(A, B, 1, 9), merge(B, C, 2, 8), merge(C, A, 3, 7), merge(B, A, 4, 6), merge(A, C, 5, 5),
)  # fmt: skip
CASES = [
    ([], is_now(), "nobody has been told of"),
    ([AB], is_now(A=B), "one into another"),
    ([AB, BC], is_now(A=C, B=C), "a chain leads to its end"),
    ([AB, BC, unsaid(AB)], is_now(B=C), "its beginning is taken back"),
    ([AB, BC, unsaid(BC)], is_now(A=B), "its end is"),
    ([AB, BA], is_now(B=A), "of two that point at each other the later"),
    ([AB, BA, unsaid(BA)], is_now(A=B), "without it the earlier"),
    ([AB, BC, CA], is_now(B=A, C=A), "in a ring the last decides who is left"),
    ([AB, AC], is_now(A=C), "the last word on whom somebody ended into"),
    ([AB, said_again(AB, A, C)], is_now(A=C), "the survivor was another"),
    ([AB, said_again(AB, C, B)], is_now(C=B), "the one that ended was another"),
    ([AB, unsaid(AB, C)], is_now(), "taken back in whoever's name"),
    ([AB, unsaid(AB), said_again(AB, A, B, 2)], is_now(A=B), "and said once more"),
    ([said_again(AB, A, B)], is_now(A=B), "told as a correction of what was never said by itself"),
    ([merge(A, A)], is_now(), "into oneself is nothing"),
    ([(A, AB[1].but(body=PersonMerged("system", "nobody")))], is_now(), "into nobody known"),
]


@pytest.mark.parametrize(("told", "expected", "why"), CASES, ids=[why for *_, why in CASES])
def test_who_everybody_is(told: list[Told], expected: dict[UUID, UUID], why: str) -> None:
    assert who_is_who(told) == expected, why
    assert who_is_who([*reversed(told), *told]) == expected, why


somebody = st.sampled_from(EVERYBODY)
first = st.lists(st.tuples(somebody, somebody, st.integers(1, 3)), max_size=5).map(
    lambda found: [merge(who, into, n, hour) for n, (who, into, hour) in enumerate(found)]
)


@st.composite
def stories(draw: st.DrawFn) -> list[Told]:
    """Merges at few hours among few persons, some taken back or corrected, also corrections."""
    told = list(draw(first))
    for minutes in range(draw(st.integers(0, 3)) if told else 0):
        wrong = draw(st.sampled_from(told))
        who, into = draw(somebody), draw(somebody)
        takes_back = draw(st.booleans())
        told.append(unsaid(wrong, who, minutes) if takes_back else said_again(wrong, who, into, minutes))  # fmt: skip
    return told


@given(stories(), st.data())
def test_order_and_repetition_change_nobody(told: list[Told], data: st.DataObject) -> None:
    arrived = data.draw(st.permutations([*told, *told[:2]]))
    assert who_is_who(list(arrived)) == who_is_who(told)


@given(first.filter(bool), st.data())
def test_a_merge_that_is_taken_back_was_never_told(told: list[Told], data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(told))
    arrived = data.draw(st.permutations([*told, unsaid(gone)]))
    assert who_is_who(list(arrived)) == who_is_who([one for one in told if one != gone])


@given(stories())
def test_whoever_is_left_is_oneself_and_the_last_merge_holds(told: list[Told]) -> None:
    now = who_is_who(told)
    assert all(now[who] == who for who in now.values())
    standing = merges(told, NAMED)
    if standing:
        who, into = standing[-1]
        assert now[who] == now[into]
        assert who == into or now[who] != who, "whoever ended last is not who is left"


@given(stories())
def test_nobody_becomes_another_whom_no_merge_connects(told: list[Told]) -> None:
    connected = {who: {who} for who in EVERYBODY}
    for who, into in merges(told, NAMED):
        both = connected[who] | connected[into]
        connected |= dict.fromkeys(both, both)
    for who, now in who_is_who(told).items():
        assert now in connected[who]
