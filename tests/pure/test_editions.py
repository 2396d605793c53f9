"""Editions: what is told again of the same happening is one fact, and one episode for as long as it stands."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events.kinds import Event
from app.people.fold import effective, fold
from tests.builders import NOW, a_person, events

ROOT = "exempel/v1:discharged"


def edition(n: int, disposition: str | None) -> Event:
    """The n:th word on how a stay ended; None takes back what was said."""
    told = events(f"8 h sedan inpatient.discharged disposition={disposition or 'home'}")[1]
    return told.but(
        ref=f"{ROOT}:{n}",
        corrects=ROOT,
        correction="revise" if disposition else "cancel",
        body=told.body if disposition else None,
        recorded_at=NOW + timedelta(minutes=n),
        received_at=NOW + timedelta(minutes=n),
    )


STORIES = [
    # what was said in turn, what stands, the number it is known by (0: the root), told by; why
    (["home"], "home", 0, 0, "once; nobody has told the root itself"),
    (["home", "home"], "home", 0, 0, "the same again is no news: the first stands"),
    (["unknown", "home"], "home", 0, 1, "what is corrected is the same episode"),
    (["home", None], None, None, None, "taken back"),
    (["home", None, "home"], "home", 2, 2, "told anew it is another episode"),
    (["home", None, "unknown", "home"], "home", 2, 3, "which is corrected as any other"),
    (["home", None, None], None, None, None, "taken back twice"),
    ([None, "home"], "home", 1, 1, "taken back before it was heard of"),
]


@pytest.mark.parametrize(("said", "stands", "known_by", "told_by", "why"), STORIES)
@given(random=st.randoms(use_true_random=False))
def test_the_last_recorded_word_stands_in_whatever_order_they_come(
    said, stands, known_by, told_by, why, random
) -> None:
    told = [edition(n, word) for n, word in enumerate(said)]
    random.shuffle(told)
    found = effective(told)
    assert [event.body.disposition for event in found] == ([stands] if stands else []), why
    for event in found:
        assert event.ref == (f"{ROOT}:{known_by}" if known_by else ROOT), why
        assert event.received_at == NOW + timedelta(minutes=told_by), why


ADMITTED = [
    # what came before, the admission, the visit's outcome; why
    ("6 h sedan ed.visit.registered samband=v1", "samband=v1", "admitted", "the same visit number"),
    ("6 h sedan ed.visit.registered samband=v1", "samband=v2 from_ed=ja", "admitted", "came of it"),
    ("6 h sedan ed.visit.registered samband=v1", "samband=v2", None, "another visit, for all we know"),
    ("53 h sedan ed.visit.registered samband=v1", "samband=v2 from_ed=ja", None, "too long ago"),
    ("6 h sedan ed.visit.closed outcome=unknown samband=v1", "samband=v1", "admitted", "now known"),
    ("6 h sedan ed.visit.closed outcome=home samband=v1", "samband=v2 from_ed=ja", "home", "went home"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "fields", "outcome", "why"), ADMITTED)
def test_an_admission_ends_the_visit_it_came_of(before, fields, outcome, why) -> None:
    person = a_person(before, f"4 h sedan inpatient.admitted {fields}")
    (visit,) = person.ed_visits
    assert visit.outcome == outcome, why
    assert (visit.closed is None) == (outcome is None), why
    assert len(person.stays) == 1


def test_a_department_that_does_not_know_where_somebody_went_unsays_no_admission() -> None:
    lines = ["6 h sedan ed.visit.registered samband=v1", "4 h sedan inpatient.admitted samband=v1"]
    (visit,) = a_person(*lines, "3 h sedan ed.visit.closed outcome=unknown samband=v1").ed_visits
    assert visit.outcome == "admitted"
    (visit,) = a_person(*lines, "3 h sedan ed.visit.closed outcome=home samband=v1").ed_visits
    assert visit.outcome == "home"


def test_an_admission_that_is_taken_back_leaves_the_visit_as_it_was() -> None:
    told = events(
        "6 h sedan ed.visit.registered samband=v1", "4 h sedan inpatient.admitted samband=v1"
    )
    gone = told[-1].but(ref="exempel/c", body=None, correction="cancel", corrects=told[-1].ref)
    assert fold([*told, gone]) == fold(told[:-1])
