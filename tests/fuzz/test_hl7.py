"""Whatever is sent to the HL7 door is answered AA, AE or AR, accounted for, and never half stored."""

from __future__ import annotations

from sqlalchemy import text

from app.events.mllp import FAULT
from tests.callers import tally
from tests.fuzz.hl7 import DOOR, SEEDS, stand
from tests.fuzz.storm import storm

KEPT = text("SELECT sum(times) FROM set_aside WHERE outcome = 'rejected'")
OURS = text("SELECT count(*) FROM set_aside WHERE reason = :fault")


async def test_what_the_storm_starts_from_is_taken(house) -> None:
    """Else it would only try how refusals are made."""
    from random import Random

    async with stand(house) as send:
        for seed in SEEDS:
            assert (await send(seed, Random(1))).accepted == 1, seed


async def test_every_strange_thing_at_the_hl7_door_is_accounted_for(house) -> None:
    total = await storm(house, DOOR)
    assert total.refused > 0
    async with house.database.work() as session:
        kept = (await session.execute(KEPT)).scalar_one()
        ours = (await session.execute(OURS, {"fault": FAULT})).scalar_one()
    # What is wrong with a message is said of the message: none of them is a fault of ours.
    assert ours == 0
    # An event of a message may be rejected where the others are taken; the same letter is one.
    assert 0 < kept <= await tally(house, "rejected")
