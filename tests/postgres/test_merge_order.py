"""In whatever order, pieces and repetition merges and visits come, the persons stored are the same."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.events import ingest
from app.house import House
from app.people.fold import fold
from app.people.person import Person
from app.people.states import decode
from app.people.told import events_of
from tests.houses import CENTRE, DEMO, EMERGENCY, NOW, cloud

OTHER = "SE2321000131-DEMOVC02"
ROWS = text("""
SELECT id, CAST(state AS text), centre, merged_into, next_due FROM person WHERE id = ANY(:ids)
""")
LEFT = text(
    "SELECT count(*) FROM event WHERE person = ANY(:ids) AND centre IS DISTINCT FROM :centre"
)
MINUTE = timedelta(minutes=1)

Story = tuple[list[dict[str, Any]], list[list[int]]]
WHO = st.integers(0, 2)
HOURS = st.integers(1, 3)
VISIT = st.tuples(st.just("visit"), WHO, WHO, HOURS)
MERGE = st.tuples(st.just("merge"), WHO, WHO, HOURS)
LISTED = st.tuples(st.just("listed"), WHO, WHO, HOURS)


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """What is told of three persons, some of it corrected, and the batches in which it comes."""
    told: list[dict[str, Any]] = []
    for n in range(draw(st.integers(2, 6))):
        told.append(_told(n, *draw(VISIT | MERGE | MERGE | LISTED)))
    for at, who, takes_back in draw(st.lists(st.tuples(st.integers(0, 8), WHO, st.booleans()), max_size=3)):  # fmt: skip
        wrong, n = told[at % len(told)], len(told)
        again = _told(n, *draw(VISIT | MERGE))
        if takes_back:
            again = {**wrong, "id": f"e{n}", "who": who, "data": {"cancels": wrong["id"]}}
        else:
            again["data"]["revises"] = wrong["id"]
        again["data"]["recorded_at"] = (NOW - timedelta(hours=1) + n * MINUTE).isoformat()
        told.append(again)
    order = draw(st.permutations(range(len(told))))
    order = [*order, *draw(st.lists(st.sampled_from(order), max_size=2))]
    cuts = sorted(draw(st.sets(st.integers(1, len(order)), max_size=3)) | {0, len(order)})
    return told, [order[a:b] for a, b in itertools.pairwise(cuts)]


def _told(n: int, what: str, who: int, other: int, hour: int) -> dict[str, Any]:
    at = NOW - timedelta(hours=hour)
    match what:
        case "visit":
            data = {"outcome": "home", "closed_at": at.isoformat(), "unit_hsa_id": EMERGENCY}
            event = cloud("ed.visit.closed", None, at, id=f"e{n}", **data)
        case "listed":
            vc = (CENTRE, OTHER, CENTRE)[other]
            event = cloud("person.listing_changed", None, at, id=f"e{n}", vc=vc)
        case _:
            event = cloud("person.merged", None, at, id=f"e{n}", into_system=DEMO, into_value=other)
    event["data"]["recorded_at"] = at.isoformat()
    return {**event, "who": who}


runs = itertools.count(1000)


def as_run(run: int, event: dict[str, Any]) -> dict[str, Any]:
    """The event of a story, told of three persons who are nobody else's."""
    data = dict(event["data"])
    data["person_id"] = {"system": DEMO, "value": number(run, event["who"])}
    if "into_value" in data:
        data["into_value"] = number(run, data["into_value"])
    return {**{k: v for k, v in event.items() if k != "who"}, "source": f"run{run}", "data": data}


def number(run: int, who: int) -> str:
    return f"19{30 + who}{run // 1000 % 12 + 1:02}{run // 100 % 10 + 10:02}T{run % 100:03}"


class Home:
    """A house that a failing example is not told the whole of."""

    def __init__(self, house: House) -> None:
        self.house = house

    def __repr__(self) -> str:
        return "home"


@pytest.fixture
def home(house: House) -> Home:
    return Home(house)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(story=stories())
async def test_an_unordered_story_of_merges_leaves_the_same_persons(
    home: Home, story: Story
) -> None:
    house, (told, batches) = home.house, story
    orderly, unordered = next(runs), next(runs)
    for n in range(len(told)):
        await _take(house, [as_run(orderly, told[n])])
    for batch in batches:
        await _take(house, [as_run(unordered, told[n]) for n in batch])
    first, second = await _persons(house, orderly), await _persons(house, unordered)
    assert first == second


async def _take(house: House, events: list[dict[str, Any]]) -> None:
    door = house.organisation.sources["cloudevents"]
    taken = await ingest.take(house, [(door, msgspec.json.encode(one)) for one in events], NOW)
    # Into oneself is no merge: it is rejected, whenever it comes.
    assert {answer.status for answer in taken.answers} <= {"new", "known", "rejected"}


async def _persons(house: House, run: int) -> list[Any]:
    """The three persons as they stand, and each as its own events say."""
    keys = [house.vault.person(house.vault.hash(DEMO, number(run, who))) for who in range(3)]
    found: dict[UUID, Any] = {}
    async with house.database.work() as session:
        events = await events_of(session, keys)
        for key, state, centre, into, due in await session.execute(ROWS, {"ids": keys}):
            place = None if into is None else keys.index(into)
            person = decode(state.replace(f"run{run}", "run"))
            found[key] = (person, centre, place, due)
            assert decode(state) == fold(events.get(key, []))
            assert into is None or not events.get(key), "who has ended has no events"
            values = {"ids": [key], "centre": centre}
            assert (await session.execute(LEFT, values)).scalar_one() == 0
    nobody = (Person(), None, None, None)
    return [found.get(key, nobody) for key in keys]
