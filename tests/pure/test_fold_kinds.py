"""Every kind of event: what its cancellation and its correction come to, in whatever order it comes."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events.kinds import Event
from app.huddle.examples import events as lines
from app.huddle.examples import registered
from app.people.fold import fold, follows, project
from app.people.person import Person
from tests.builders import NOW
from tests.pure.test_facts import BEFORE, PERSONAL, SETS, one_of_the_kind

CONTEXT = [registered(82, NOW), *lines(BEFORE, NOW)]
ONE = {kind: one_of_the_kind(kind) for kind in PERSONAL}


def told(kind: str, n: int, hour: int, correlation: str | None = None) -> Event:
    """The n:th event of a story, so many hours ago."""
    at = NOW - timedelta(hours=hour)
    return ONE[kind].but(ref=f"s/{n}", occurred_at=at, recorded_at=at, correlation=correlation)


def cancelled(event: Event, at: timedelta = timedelta()) -> Event:
    return event.but(ref=f"{event.ref}-c", body=None, correction="cancel", corrects=event.ref,
        recorded_at=NOW + at,
    )  # fmt: skip


def revised(event: Event, into: Event, at: timedelta = timedelta()) -> Event:
    return into.but(
        ref=f"{event.ref}-r", correction="revise", corrects=event.ref, recorded_at=NOW + at
    )


# Few hours, so that events stand at the same instant, and two visit numbers, so that they join.
one = st.tuples(st.sampled_from(PERSONAL), st.integers(1, 3), st.sampled_from([None, "a", "b"]))
stories = st.lists(one, max_size=6).map(
    lambda found: [told(kind, n, hour, key) for n, (kind, hour, key) in enumerate(found)]
)


@pytest.mark.parametrize("kind", PERSONAL)
def test_a_cancellation_undoes_exactly_its_event(kind: str) -> None:
    event = told(kind, 0, 1)
    assert fold([*CONTEXT, event, cancelled(event)]) == fold(CONTEXT)
    with_it = fold([*CONTEXT, event])
    assert (with_it.but(last=None) == fold(CONTEXT).but(last=None)) is not _sets(kind)


def _sets(kind: str) -> bool:
    """Whether the kind changes the person of CONTEXT; some do so only once home again."""
    return bool(SETS[kind]) and kind not in {"discharge.cancelled"}


@pytest.mark.parametrize("kind", PERSONAL)
def test_a_correction_is_as_if_it_had_been_told_so_at_first(kind: str) -> None:
    """Also to another kind and another hour: the first word leaves nothing behind."""
    for wrong in (told(kind, 0, 2), told("vc.visit", 0, 3), told("inpatient.discharged", 0, 3)):
        right = revised(wrong, told(kind, 0, 1))
        at_first = right.but(ref=wrong.ref, correction="new", corrects=None)
        assert fold([*CONTEXT, wrong, right]) == fold([*CONTEXT, at_first])
        assert fold([*CONTEXT, wrong, right, cancelled(right, timedelta(1))]) == fold(CONTEXT)


@given(stories, st.lists(st.tuples(st.integers(0, 5), st.booleans(), one), max_size=3), st.data())
def test_any_order_and_repetition_of_any_kinds_is_the_same_person(
    story: list[Event],
    corrections: list[tuple[int, bool, tuple[str, int, str | None]]],
    data: st.DataObject,
) -> None:
    arrived = list(story)
    for n, (at, takes_back, (kind, hour, key)) in enumerate(corrections if story else []):
        wrong, later = arrived[at % len(arrived)], timedelta(minutes=n)
        again = told(kind, 10 + n, hour, key)
        corrected = cancelled(wrong, later) if takes_back else revised(wrong, again, later)
        arrived.append(corrected.but(ref=f"{corrected.ref}{n}"))
    orderly = fold([*CONTEXT, *arrived])
    order = data.draw(st.permutations([*CONTEXT, *arrived]))
    again_ = data.draw(st.lists(st.sampled_from(order), max_size=3))
    assert fold([*order, *again_]) == orderly


@given(stories.filter(bool), st.data())
def test_what_is_cancelled_was_never_told(story: list[Event], data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(story))
    arrived = data.draw(st.permutations([*CONTEXT, *story, cancelled(gone)]))
    assert fold(arrived) == fold([*CONTEXT, *(event for event in story if event != gone)])


@given(stories)
def test_one_by_one_is_the_same_as_all_at_once(story: list[Event]) -> None:
    person = Person()
    for event in sorted([*CONTEXT, *story], key=lambda event: event.order):
        assert follows(person, event)
        person = project(person, event)
    assert person == fold([*CONTEXT, *story])
