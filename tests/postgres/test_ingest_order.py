"""In whatever order, pieces and repetition a person's events come, the person stored is the same."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.house import House
from app.huddle.prepare import prepare
from app.people.fold import fold
from app.people.states import decode
from app.people.told import events_of
from tests.houses import CENTRE, EMERGENCY, HOME_HELP, NOW, cloud, home_from_ed, registered, tell
from tests.intake import stored, told_of

OTHER = "SE2321000131-DEMOVC02"
WHO = "19340304T027"
TOLD = (NOW - timedelta(hours=3)).isoformat()
ROW = text("SELECT CAST(state AS text), centre, known_at, next_due FROM person WHERE id = :id")

# What may be told: few kinds, that join, end and move each other's facts.
KINDS: list[tuple[str, dict[str, Any]]] = [
    ("person.registered", {"given_name": "Sven", "family_name": "Ek", "birth_date": "1934-03-04",
                           "listed_vc": CENTRE}),
    ("person.listing_changed", {"vc": OTHER}),
    ("ed.visit.registered", {"unit_hsa_id": EMERGENCY}),
    ("ed.visit.closed", {"outcome": "home", "closed_at": TOLD, "unit_hsa_id": EMERGENCY}),
    ("inpatient.admitted", {"ward": "31"}),
    ("inpatient.discharged", {"discharged_at": TOLD, "disposition": "home"}),
    ("samsa.inskrivningsmeddelande", {"sent_at": TOLD, "pud": None, "recipients": [HOME_HELP]}),
    ("consent.ended", {"purpose": "sammanhallen"}),
    ("consent.given", {"purpose": "sammanhallen", "start": TOLD}),
    ("enrolment.started", {"kind": "sabo", "unit": HOME_HELP, "from": "2026-11-01"}),
    ("enrolment.ended", {"kind": "sabo", "unit": HOME_HELP, "on": "2026-11-19"}),
    ("block.set", {"unit": HOME_HELP}),
    ("block.lifted", {"unit": HOME_HELP}),
    ("sip.created", {"valid_from": "2026-11-19"}),
    ("sip.followed_up", {"on": "2026-11-19"}),
    ("assessment.requested", {"what": "fall"}),
    ("assessment.done", {"what": "fall"}),
    ("annual_check.done", {"on": "2026-11-19"}),
    ("contact.appointed", {"kind": "fast_vardkontakt"}),
    ("contact.ended", {"kind": "fast_vardkontakt"}),
    ("samsa.kvitterad", {"by_unit": HOME_HELP}),
]  # fmt: skip
HOURS = st.integers(1, 4)
ORIGINAL = st.tuples(st.integers(0, len(KINDS) - 1), HOURS, HOURS)
# Which of the events is corrected (of those before it, so also a correction), and to what.
CORRECTION = st.tuples(st.integers(0, 9), st.booleans(), ORIGINAL)


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[list[int]]]:
    """Some events, and the batches in which they arrive: each at least once, in any order."""
    told = [_told(n, *draw(ORIGINAL)) for n in range(draw(st.integers(1, 4)))]
    for at, revises, again in draw(st.lists(CORRECTION, max_size=3)):
        which = f"e{at % len(told)}"
        event = _told(len(told), *again)
        if revises:
            event["data"]["revises"] = which
        else:
            event["data"] = {"recorded_at": event["data"]["recorded_at"], "cancels": which}
        told.append(event)
    order = draw(st.permutations(range(len(told))))
    order = [*order, *draw(st.lists(st.sampled_from(order), max_size=2))]
    cuts = sorted(draw(st.sets(st.integers(1, len(order)), max_size=3)) | {0, len(order)})
    return told, [order[a:b] for a, b in itertools.pairwise(cuts)]


def _told(n: int, kind: int, happened: int, written: int) -> dict[str, Any]:
    name, data = KINDS[kind]
    recorded = (NOW - timedelta(hours=written)).isoformat()
    return cloud(
        name, None, NOW - timedelta(hours=happened), id=f"e{n}", **{**data, "recorded_at": recorded}
    )


def about(person: str, event: dict[str, Any]) -> dict[str, Any]:
    """The event as one of this person's: nobody else's events have its ids."""
    who = {"system": "urn:kvarten:demo", "value": person}
    return {**event, "source": person, "data": {**event["data"], "person_id": who}}


persons = (
    f"1934{n // 28_000 % 12 + 1:02}{n // 1000 % 28 + 1:02}T{n % 1000:03}" for n in itertools.count()
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(story=stories())
async def test_a_late_or_unordered_story_gives_the_same_person_as_an_orderly_one(
    home: Home, story: tuple[list[dict[str, Any]], list[list[int]]]
) -> None:
    house, (events, batches) = home.house, story
    orderly, unordered = next(persons), next(persons)
    await _take(house, [about(orderly, event) for event in events])
    for batch in batches:
        await _take(house, [about(unordered, events[n]) for n in batch])
    first, second = await _row(house, orderly), await _row(house, unordered)
    assert first == second
    key = house.vault.person(house.vault.hash("urn:kvarten:demo", unordered))
    async with house.database.work() as session:
        told = (await events_of(session, [key]))[key]
    person, centre = await stored(house, unordered)
    assert person == fold(told)
    assert centre == person.listed_vc
    assert {row["centre"] for row in await told_of(house, unordered)} == {centre}


async def _take(house, events: list[dict[str, Any]]) -> None:
    """Through ingest, from the open door, whoever they say sent them."""
    from app.events import ingest

    door = house.organisation.sources["cloudevents"]
    taken = await ingest.take(house, [(door, msgspec.json.encode(one)) for one in events], NOW)
    assert {answer.status for answer in taken.answers} <= {"new", "known"}


async def _row(house, who: str) -> tuple[Any, ...]:
    key = house.vault.person(house.vault.hash("urn:kvarten:demo", who))
    async with house.database.work() as session:
        state, *rest = (await session.execute(ROW, {"id": key})).one()
    return (decode(state.replace(who, "somebody")), *rest)


class Home:
    """A house that a failing example is not told the whole of."""

    def __init__(self, house: House) -> None:
        self.house = house

    def __repr__(self) -> str:
        return "home"


@pytest.fixture
def home(house: House) -> Home:
    return Home(house)


async def visits(house) -> list[str | None]:
    person, _ = await stored(house, WHO)
    return [visit.outcome for visit in person.ed_visits]


async def test_a_cancellation_that_comes_before_its_event_still_cancels_it(house) -> None:
    await tell(house, cloud("ed.visit.closed", cancels="v1"))
    await tell(house, home_from_ed(id="v1"))
    assert await visits(house) == []


@pytest.mark.parametrize("earlier", [1, 0, -1], ids=["earlier", "as early", "later"])
async def test_a_revision_that_comes_before_its_event_still_stands(house, earlier: int) -> None:
    at = NOW - timedelta(hours=4)
    await tell(house, home_from_ed(at=at, revises="v1", outcome="admitted"))
    await tell(house, home_from_ed(at=at - timedelta(hours=earlier), id="v1"))
    assert await visits(house) == ["admitted"]


async def test_a_revision_of_a_revision_stands_and_a_cancellation_takes_all_of_it(house) -> None:
    at = NOW - timedelta(hours=4)
    await tell(house, home_from_ed(at=at, id="v3", revises="v2", outcome="left", recorded_at=TOLD))
    await tell(house, home_from_ed(at=at, id="v1", recorded_at=at.isoformat()))
    await tell(house, home_from_ed(at=at, id="v2", revises="v1", outcome="other",
                                   recorded_at=at.isoformat()))  # fmt: skip
    assert await visits(house) == ["left"]
    await tell(house, cloud("ed.visit.closed", at=at, cancels="v1"))
    assert await visits(house) == []


async def test_a_correction_reaches_only_its_own_source_s_events(house) -> None:
    await tell(house, home_from_ed(id="v1", source="elvis"))
    await tell(house, cloud("ed.visit.closed", cancels="v1", source="cloudevents"))
    assert await visits(house) == ["home"]
    await tell(house, cloud("ed.visit.closed", cancels="v1", source="elvis"))
    assert await visits(house) == []


async def test_the_row_of_a_cancelled_visit_leaves_the_morning(house) -> None:
    await tell(house, registered(), home_from_ed(id="v1"))
    built = await prepare(house, CENTRE, NOW)
    assert [row.withdrawn for row in built.board.rows] == [False]
    await tell(house, cloud("ed.visit.closed", cancels="v1"))
    built = await prepare(house, CENTRE, NOW + timedelta(minutes=1))
    assert [row.withdrawn for row in built.board.rows] in ([], [True])


async def test_history_counts_and_makes_no_row(house) -> None:
    """What was loaded at the start, and what is older than the window when it comes."""
    await tell(house, registered())
    await tell(house, home_from_ed(), history=True)
    await tell(house, home_from_ed(at=NOW - timedelta(days=15)))
    person, _ = await stored(house, WHO)
    assert [visit.closed.history for visit in person.ed_visits] == [True, True]
    assert [row["history"] for row in await told_of(house, WHO)] == [True, True, True]
    built = await prepare(house, CENTRE, NOW)
    assert built.board.rows == ()
    await tell(house, home_from_ed(at=NOW - timedelta(days=13)))
    built = await prepare(house, CENTRE, NOW)
    assert len(built.board.rows) == 1
