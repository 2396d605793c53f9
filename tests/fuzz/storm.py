"""Storm understands how a door is tried with thousands of strange things, and what must hold after it.

Each door is one file here: what is valid at it (`seeds`), how that is made strange (`mutate`), and
how it is sent and what was answered (`stand`). KVARTEN_FUZZ says how many, KVARTEN_FUZZ_SEED which.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, fields
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from app.house import House

SIZE = int(os.environ.get("KVARTEN_FUZZ", "3000"))
SEED = os.environ.get("KVARTEN_FUZZ_SEED", "1")
AT_ONCE = 32
PART = 500
LONELY = text("SELECT count(*) FROM person p WHERE merged_into IS NULL"
              " AND NOT EXISTS (SELECT FROM person_identifier i WHERE i.person = p.id)")  # fmt: skip
NOBODY = text("SELECT count(*) FROM event e WHERE e.person IS NOT NULL AND NOT EXISTS"
              " (SELECT FROM person p WHERE p.id = e.person)")  # fmt: skip
UNSEALED = text(
    "SELECT count(*) FROM set_aside WHERE (outcome = 'rejected') <> (cipher IS NOT NULL)"
)


@dataclass(slots=True)
class Told:
    """What a door answered: of how much that was sent, how much went in, was kept, was refused.

    `at_door` of the refused were not even read: too much at once, or packed in a way that is not.
    """

    sent: int = 0
    accepted: int = 0
    rejected: int = 0
    refused: int = 0
    at_door: int = 0

    def __iadd__(self, other: Told) -> Told:
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))
        return self


Send = Callable[[bytes, Random], Awaitable[Told]]
"""Sends one thing and says what was answered; asserts that it was answered as doors answer."""


@dataclass(frozen=True, slots=True)
class Door:
    name: str
    seeds: Sequence[bytes]
    mutate: Callable[[Random, bytes], bytes]
    stand: Callable[[House], AbstractAsyncContextManager[Send]]


async def storm(house: House, door: Door, size: int = SIZE) -> Told:
    """Send so many strange things, many at once; answers what became of them, all accounted for."""
    total, numbers = Told(), iter(range(size))

    async def sender(send: Send) -> None:
        nonlocal total
        for number in numbers:
            dice = Random(f"{SEED}/{door.name}/{number}")
            raw = door.mutate(dice, dice.choice(door.seeds))
            try:
                told = await send(raw, dice)
                assert told.accepted + told.rejected + told.refused == told.sent > 0, told
            except Exception as error:
                raise AssertionError(
                    f"KVARTEN_FUZZ_SEED={SEED}, number {number}: {error!r}\n{raw[:2000]!r}"
                ) from error
            total += told

    async with door.stand(house) as send:
        await asyncio.gather(*(sender(send) for _ in range(AT_ONCE)))
    assert min(total.accepted, total.rejected) > size // 100, f"tries only one side: {total}"
    await assert_nothing_half(house)
    return total


async def assert_nothing_half(house: House) -> None:
    """Everybody is who their events say, has a number, and nothing hangs in the air."""
    from app.people.fold import fold
    from app.people.states import load
    from app.people.told import events_of

    async with house.database.work() as session:
        for what in (LONELY, NOBODY, UNSEALED):
            assert (await session.execute(what)).scalar_one() == 0, str(what)
        everyone = list((await session.execute(text("SELECT id FROM person"))).scalars())
        for at in range(0, len(everyone), PART):
            some = everyone[at : at + PART]
            stored, told = await load(session, some), await events_of(session, some)
            assert len(stored) == len(some)
            for person, state in stored.items():
                assert fold(told.get(person, [])) == state
