"""Whatever is sent to the events door is answered, accounted for, and never half stored."""

from __future__ import annotations

from sqlalchemy import text

from tests.fuzz.cloudevents import DOOR, SEEDS
from tests.fuzz.storm import storm
from tests.intake import batch, door, post

# Other numbers of a person's are merges of their own, which nobody has sent.
TOLD = text(
    "SELECT count(*) FROM event WHERE kind <> 'person.merged' OR source_event_id !~ '#[1-8]$'"
)
COUNTED = text("SELECT sum(new), sum(known), sum(rejected), sum(refused) FROM intake")


async def test_what_the_storm_starts_from_is_taken(house) -> None:
    """Else it would only try how refusals are made. Our own acts are told by nobody else."""
    ours = (b'"type": "huddle.', b'"type": "action.')
    sent = [seed for seed in SEEDS if not any(mark in seed for mark in ours)]
    async with door(house) as client:
        answers = (await post(client, batch(*sent))).json()
    assert {one["status"] for one in answers} <= {"new", "known"}, answers


async def test_every_strange_thing_at_the_events_door_is_accounted_for(house) -> None:
    total = await storm(house, DOOR)
    async with house.database.work() as session:
        new, known, rejected, refused = (await session.execute(COUNTED)).one()
    assert new + known == total.accepted
    assert rejected == total.rejected
    assert refused == total.refused - total.at_door
    async with house.database.work() as session:
        assert (await session.execute(TOLD)).scalar_one() == new
        times = (await session.execute(text("SELECT sum(times) FROM set_aside"))).scalar_one()
    assert 0 < times <= rejected, "the same thing twice in one sending is one"
