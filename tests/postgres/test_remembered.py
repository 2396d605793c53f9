"""A process remembers the states it wrote, and never takes a remembered one for what is written."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.opening import furnish
from tests.houses import NOW, cloud, home_from_ed, registered, tell
from tests.intake import stored

WHO = "19340304T027"
HOUR = timedelta(hours=1)


async def visits(house) -> int:
    person, _ = await stored(house, WHO)
    return len(person.ed_visits)


async def test_what_another_process_wrote_meanwhile_is_seen(house, vault) -> None:
    other = await furnish(house.database, vault, demo=True)
    await tell(house, registered(WHO), home_from_ed(WHO, NOW - 9 * HOUR))
    for n, (mine, at) in enumerate([(other, 8), (house, 7), (house, 6), (other, 5), (house, 4)], 2):
        await tell(mine, home_from_ed(WHO, NOW - at * HOUR))
        assert await visits(house) == n


async def test_what_was_taken_back_is_not_remembered_as_written(house, monkeypatch) -> None:
    await tell(house, registered(WHO), home_from_ed(WHO, NOW - 9 * HOUR))

    async def fails(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr("app.events.aside.count", fails)
        with pytest.raises(RuntimeError):
            await tell(house, home_from_ed(WHO, NOW - 8 * HOUR))
    await tell(house, home_from_ed(WHO, NOW - 7 * HOUR))
    assert await visits(house) == 2


async def test_a_state_changed_by_hand_is_read(house) -> None:
    """As a merge does, that ends a person, or an operator who mends a row."""
    from sqlalchemy import text

    await tell(house, registered(WHO), home_from_ed(WHO, NOW - 9 * HOUR))
    async with house.database.work() as session:
        await session.execute(text("UPDATE person SET state = '{}', version = 0"))
    await tell(house, cloud("vc.visit", WHO, NOW - HOUR))
    person, _ = await stored(house, WHO)
    assert (len(person.ed_visits), len(person.contacts)) == (0, 1)
