"""Fold: the same person whatever order the events came in, however often, and what a cancel undoes."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events.kinds import Event
from app.people.fold import effective, fold, follows, project
from app.people.person import Person
from tests.builders import NOW, a_person, events

STORY = [
    "40 h sedan ed.visit.registered samband=v1",
    "36 h sedan ed.visit.closed outcome=admitted samband=v1",
    "36 h sedan inpatient.admitted",
    "34 h sedan samsa.inskrivningsmeddelande pud=+9h",
    "30 h sedan samsa.pud_changed new=+20h",
    "20 h sedan checklist.point_set checklist=trygg_hemgang point=a state=open",
    "10 h sedan inpatient.discharged disposition=home",
    "9 h sedan discharge.cancelled",
    "8 h sedan ed.visit.closed outcome=home",
    "7 h sedan phone.contact channel=vc result=reached",
    "6 h sedan enrolment.started kind=hemtjanst unit=x",
    "5 h sedan enrolment.ended kind=hemtjanst unit=x",
    "4 h sedan cfs.assessed score=6",
    "3 h sedan huddle.decided rule=inskriven episode=exempel/3 decision=action action=a1",
    "2 h sedan action.accepted action=a1 by=x",
    "1 h sedan action.returned action=a1 by=x reason=y",
]
EVENTS = events(*STORY)
some = st.lists(st.sampled_from(EVENTS), max_size=8, unique_by=lambda e: e.ref)


def cancels(event: Event, at: timedelta = timedelta()) -> Event:
    return event.but(ref=f"{event.ref}-c", body=None, correction="cancel", corrects=event.ref,
        recorded_at=NOW + at,
    )  # fmt: skip


def revises(event: Event, kind: str, at: timedelta = timedelta()) -> Event:
    told = events(f"8 h sedan {kind}")[1]
    return told.but(
        ref=f"{event.ref}-r-{timedelta(days=9) - at}",
        correction="revise",
        corrects=event.ref,
        recorded_at=NOW + at,
    )


@given(some, st.randoms())
def test_order_and_repetition_of_arrival_do_not_matter(chosen: list[Event], random: object) -> None:
    arrived = [*chosen, *chosen[:3]]
    random.shuffle(arrived)  # type: ignore[attr-defined]
    assert fold(arrived) == fold(chosen)


@given(some)
def test_one_by_one_in_order_is_the_same_as_all_at_once(chosen: list[Event]) -> None:
    person = Person()
    for event in sorted(chosen, key=lambda event: event.order):
        assert follows(person, event)
        person = project(person, event)
    assert person == fold(chosen)


@given(some.filter(bool), st.data(), st.randoms())
def test_a_cancel_undoes_its_event_and_nothing_else(
    chosen: list[Event], data: st.DataObject, random: object
) -> None:
    gone = data.draw(st.sampled_from(chosen))
    arrived = [*chosen, cancels(gone)]
    random.shuffle(arrived)  # type: ignore[attr-defined]
    assert fold(arrived) == fold([event for event in chosen if event != gone])


@given(st.permutations(["v", "r1", "r2"]))
def test_of_several_corrections_the_last_recorded_stands(order: list[str]) -> None:
    visit = events("8 h sedan ed.visit.closed outcome=unknown")[1]
    told = {
        "v": visit,
        "r1": revises(visit, "ed.visit.closed outcome=admitted", timedelta(minutes=1)),
        "r2": revises(visit, "ed.visit.closed outcome=home", timedelta(minutes=2)),
    }
    (found,) = fold([told[name] for name in order]).ed_visits
    assert found.outcome == "home"
    assert found.closed is not None
    assert found.closed.ref == visit.ref, "the episode is the same before and after"


def test_a_correction_of_a_correction_is_of_the_first() -> None:
    visit = events("8 h sedan ed.visit.closed outcome=unknown")[1]
    first = revises(visit, "ed.visit.closed outcome=admitted", timedelta(minutes=1))
    second = revises(first, "ed.visit.closed outcome=home", timedelta(minutes=2))
    (stands,) = effective([second, visit, first])
    assert (stands.ref, stands.body.outcome) == (visit.ref, "home")
    assert not effective([visit, first, cancels(first, timedelta(minutes=3))])


def test_a_correction_that_comes_before_its_event_counts_when_that_comes() -> None:
    visit = events("8 h sedan ed.visit.closed outcome=unknown")[1]
    revised = revises(visit, "ed.visit.closed outcome=home")
    assert fold([revised]).ed_visits == fold([revised, visit]).ed_visits


def test_corrections_that_point_at_each_other_do_not_hang() -> None:
    visit = events("8 h sedan ed.visit.closed outcome=home")[1]
    one = visit.but(ref="a", corrects="b", correction="revise")
    other = visit.but(ref="b", corrects="a", correction="revise")
    assert fold([one, other]) == fold([other, one])


def test_a_late_event_does_not_follow() -> None:
    early, late = EVENTS[3], EVENTS[5]
    assert not follows(fold([late]), early)
    assert not follows(fold([early]), cancels(late))


JOINS = [
    # events, visits, comment
    (["9 h sedan ed.visit.registered samband=a", "5 h sedan ed.visit.closed outcome=home samband=a"], 1, "by number"),
    (["9 h sedan ed.visit.registered samband=a", "5 h sedan ed.visit.closed outcome=home samband=b"], 2, "another number"),
    (["9 h sedan ed.visit.registered", "5 h sedan ed.visit.closed outcome=home"], 1, "the open visit"),
    (["49 h sedan ed.visit.registered", "30 min sedan ed.visit.closed outcome=home"], 2, "too long ago"),
    (["9 h sedan ed.visit.registered enhet=x", "5 h sedan ed.visit.closed outcome=home enhet=y"], 2, "another department"),
    (["9 h sedan ed.visit.closed outcome=home", "5 h sedan ed.visit.closed outcome=home"], 2, "the first was closed"),
    (["402 dygn sedan ed.visit.closed outcome=home", "5 h sedan ed.visit.closed outcome=home"], 1, "beyond 12 months and a margin"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "visits", "comment"), JOINS)
def test_a_closing_joins_the_visit_it_belongs_to(
    lines: list[str], visits: int, comment: str
) -> None:
    assert len(a_person(*lines).ed_visits) == visits, comment


def test_a_cancelled_discharge_opens_the_stay_and_its_planning_again() -> None:
    lines = STORY[2:4]
    gone = a_person(*lines, STORY[6])
    assert gone.stays[0].left is not None
    assert gone.cases[0].ended_at is not None
    again = a_person(*lines, STORY[6], STORY[7])
    assert (again.stays, again.cases) == (a_person(*lines).stays, a_person(*lines).cases)


def test_a_later_registration_does_not_take_away_what_was_known() -> None:
    known = a_person("1 h sedan person.updated municipality_code=1490", age=82)
    again = a_person(
        "2 h sedan person.updated municipality_code=1490",
        "1 h sedan person.registered given_name=Ny family_name=Namn birth_date=okänt",
        age=82,
    )
    assert (again.birth_date, again.municipality_code) == (known.birth_date, "1490")
    assert again.name == "Ny Namn"
    nameless = a_person("1 h sedan person.registered given_name= family_name= birth_date=okänt")
    assert nameless.name == "Prov Person", "a sender that knows no name takes none away"
