"""The FHIR door: resources and Bundles, answered by entry once they are stored."""

from __future__ import annotations

from datetime import timedelta

from tests.fhir import bundle, faults, patient, send, statuses, visit
from tests.houses import CENTRE, NOW
from tests.intake import count, door, kept, stored, told_of

WHO = "19340304T027"


async def test_a_new_resource_is_answered_201_and_is_then_stored(house) -> None:
    async with door(house) as client:
        answer = await send(client, visit())
    assert answer.status_code == 201, answer.text
    person, _ = await stored(house, WHO)
    [seen] = person.ed_visits
    assert (seen.outcome, seen.closed_at) == ("home", NOW - timedelta(hours=4))


async def test_the_same_resource_again_changes_nothing(house) -> None:
    async with door(house) as client:
        await send(client, visit())
        before = await stored(house, WHO), await told_of(house, WHO)
        again = await send(client, visit())
    assert again.status_code == 200
    assert (await stored(house, WHO), await told_of(house, WHO)) == before
