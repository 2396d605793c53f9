"""Twice is the same as once: the same events again, from several writers and in every order."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from datetime import timedelta
from typing import Any

from app.events import ingest
from app.huddle.prepare import prepare, refresh
from tests.houses import CENTRE, NOW, cloud, home_from_ed, registered, tell
from tests.intake import count, kept, stored
from tests.roles import as_admin, everything

WHO = "19340304T027"


def night(persons: int = 12, events: int = 3) -> list[dict[str, Any]]:
    """A night of several persons: each registered, each a few times at the emergency department."""
    told = [registered(f"19340304T{n:03}", id=f"p{n}") for n in range(persons)]
    for n in range(persons * events):
        at = NOW - timedelta(hours=1 + n // persons)
        told.append(home_from_ed(f"19340304T{n % persons:03}", at, id=f"e{n}"))
    return told


def tally(*taken: ingest.Taken) -> Counter[str]:
    return Counter(answer.status for one in taken for answer in one.answers)


async def test_the_same_file_twice_changes_nothing_the_second_time(house, admin_url) -> None:
    def lies() -> str:
        with as_admin(admin_url, house.database.url) as admin:
            return everything(admin)

    first = await tell(house, *night())
    before = lies()
    again = await tell(house, *night(), now=NOW + timedelta(seconds=1))
    assert (tally(first), tally(again)) == ({"new": 48}, {"known": 48})
    assert again.touched == frozenset()
    assert lies() == before


async def test_of_two_in_a_batch_the_first_one_stands(house) -> None:
    taken = await tell(house, home_from_ed(id="e1"), home_from_ed(id="e1", outcome="admitted"))
    assert [answer.status for answer in taken.answers] == ["new", "known"]
    person, _ = await stored(house, WHO)
    assert [visit.outcome for visit in person.ed_visits] == ["home"]


async def test_an_id_told_of_two_persons_is_the_first_one_s(house) -> None:
    """In one batch and in the next: nobody has a fact that is not among one's own events."""
    one, other = "19340304T001", "19340304T002"
    taken = await tell(house, home_from_ed(one, id="e1"), home_from_ed(other, id="e1"))
    assert [answer.status for answer in taken.answers] == ["new", "known"]
    await tell(house, home_from_ed(other, id="e1"))
    assert len((await stored(house, one))[0].ed_visits) == 1
    assert len((await stored(house, other))[0].ed_visits) == 0


async def test_writers_with_the_same_batch_at_the_same_time_store_it_once(house) -> None:
    taken = await asyncio.gather(*(tell(house, *night()) for _ in range(5)))
    assert tally(*taken) == {"new": 48, "known": 4 * 48}
    new = [answer.id for one in taken for answer in one.answers if answer.status == "new"]
    assert len(set(new)) == 48
    assert (await count(house, "event"), await count(house, "person")) == (48, 12)
    person, centre = await stored(house, "19340304T000")
    assert (len(person.ed_visits), centre) == (3, CENTRE)


async def test_writers_with_overlapping_batches_in_any_order_never_wait_for_each_other(
    house,
) -> None:
    """Overlapping persons in opposite orders: a deadlock would be an error in one of them."""
    dice, told = random.Random(7), night(20)
    batches = []
    for _ in range(8):
        part = dice.sample(told, 60)
        batches += [part, part[::-1]]
    taken = await asyncio.gather(*(tell(house, *batch) for batch in batches))
    statuses = tally(*taken)
    sent = {event["id"] for batch in batches for event in batch}
    assert statuses == {"new": len(sent), "known": 16 * 60 - len(sent)}
    assert await count(house, "event") == len(sent)


async def test_writers_with_nobody_s_events_in_opposite_orders_never_wait_for_each_other(
    house,
) -> None:
    """No person's lock puts these in order: group activities, and what is rejected."""
    door = house.organisation.sources["cloudevents"]
    for round_ in range(4):
        groups = [
            cloud("group_activity.held", None, NOW, on="2026-11-19", id=f"{round_}-{n}")
            for n in range(200)
        ]
        bad = [{"id": f"{round_}-{n}", "fel": True} for n in range(200)]
        sent = [(door, json.dumps(event).encode()) for event in [*groups, *bad]]
        taken = await asyncio.gather(
            *(ingest.take(house, order, NOW) for order in (sent, sent[::-1], sent, sent[::-1]))
        )
        assert tally(*taken) == {"new": 200, "known": 600, "rejected": 800}
    assert {one["times"] for one in await kept(house)} == {4}


async def test_taking_in_and_building_the_agenda_never_wait_for_each_other(house) -> None:
    """At ten to eight both are at it with the same persons, and the board has them all after it."""
    await tell(house, *(registered(f"19340304T{n:03}") for n in range(30)))
    assert await prepare(house, CENTRE, NOW) is not None
    for round_ in range(4):
        told = [
            home_from_ed(f"19340304T{n:03}", NOW - timedelta(hours=2), id=f"{round_}-{n}")
            for n in range(30)
        ]
        await asyncio.gather(
            tell(house, *told),
            prepare(house, CENTRE, NOW),
            tell(house, *told[::-1]),
            prepare(house, CENTRE, NOW),
        )
    await refresh(house, [CENTRE], NOW)
    built = await prepare(house, CENTRE, NOW)
    assert len([row for row in built.board.rows if not row.withdrawn]) == 30
