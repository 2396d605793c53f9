"""The first word on something is folded as it comes; it gives the same person as folding all anew."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from app.people import store
from app.people.fold import fold
from app.people.told import events_of
from tests.houses import NOW, cloud, registered, tell
from tests.intake import stored

if TYPE_CHECKING:
    from app.house import House

WHO = "19340304T027"


def word(n: int, of: str, kind: str, hours: int, **data: Any) -> dict[str, Any]:
    """The n:th word on a thing that nobody has told by itself."""
    at = NOW - timedelta(hours=hours)
    told = {"revises": of, "recorded_at": (at + timedelta(minutes=n)).isoformat(), **data}
    return cloud(kind, WHO, at, id=f"{of}/{n}", correlation_id="v1", **told)


STORY = [
    word(1, "v1/in", "inpatient.admitted", 9, ward="A"),
    word(1, "v1/moved", "inpatient.transferred", 8, ward="B"),
    word(2, "v1/moved", "inpatient.transferred", 7, ward="C"),
    word(1, "v1/out", "inpatient.discharged", 5, discharged_at=NOW.isoformat(), disposition="home"),
    word(2, "v1/in", "inpatient.admitted", 10, ward="A"),
]


async def test_words_that_come_one_by_one_are_folded_as_when_all_are_read_anew(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = 0
    whole = store.told.events_of

    async def counted(session: Any, persons: Any) -> Any:
        nonlocal read
        read += len(persons)
        return await whole(session, persons)

    monkeypatch.setattr(store.told, "events_of", counted)
    await tell(house, registered(WHO))
    for n, told in enumerate(STORY):
        await tell(house, told)
        assert read == (0, 0, 1, 1, 2)[n], "only a second word on the same needs all to be read"
        assert await stored_and_anew(house), n


@pytest.mark.parametrize("seed", range(8))
async def test_in_any_order_and_any_parts_it_is_the_same_person(house: House, seed: int) -> None:
    dice = random.Random(seed)
    story = [registered(WHO), *STORY]
    dice.shuffle(story)
    while story:
        size = dice.randint(1, 4)
        await tell(house, *story[:size])
        story = story[size:]
        assert await stored_and_anew(house)
    person, _ = await stored(house, WHO)
    [stay] = person.stays
    assert (stay.ward, stay.disposition) == ("C", "home")


async def stored_and_anew(house: House) -> bool:
    """Whether the person as stored is the person that all events give."""
    key = house.vault.person(house.vault.hash("urn:kvarten:demo", WHO))
    async with house.database.work() as session:
        told = await events_of(session, [key])
    person, _ = await stored(house, WHO)
    return person == fold(told[key])
