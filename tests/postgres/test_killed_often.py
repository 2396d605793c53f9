"""Killed again and again under load: whatever was acknowledged is stored, once, and nothing by halves.

KVARTEN_KILLS says how many times; KVARTEN_KILLS_SEED when, and what is sent.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx

from tests.fuzz.storm import assert_nothing_half
from tests.houses import NOW, home_from_ed, registered
from tests.intake import BATCH
from tests.processes import App, ground, until
from tests.rooms import MINUTE

KILLS = int(os.environ.get("KVARTEN_KILLS", "2"))
SEED = os.environ.get("KVARTEN_KILLS_SEED", "1")
SINGLES, BATCHES, EACH = 16, 3, 40
EARLY = NOW - 180 * MINUTE
"""Before the agendas are built: thousands of visits of sixty persons are no morning's board."""
PEOPLE = [f"1934{n // 28 + 1:02}{n % 28 + 1:02}T027" for n in range(60)]
STORED = "SELECT source_event_id, count(*) FROM event WHERE source_event_id = ANY(%s) GROUP BY 1"
ASIDE = "SELECT digest FROM set_aside WHERE digest = ANY(%s)"


@dataclass
class Round:
    """What one process was told before it was killed, and what it answered."""

    number: int
    acknowledged: list[str] = field(default_factory=list)
    rejected: list[bytes] = field(default_factory=list)
    unanswered: list[list[str]] = field(default_factory=list)

    def event(self, dice: Random, name: str) -> tuple[str, bytes]:
        """One event in its bytes; every fifth is such that it is kept to be corrected."""
        id_ = f"r{self.number}-{name}"
        at = EARLY - dice.randrange(10, 5000) * MINUTE
        told: dict[str, Any] = home_from_ed(dice.choice(PEOPLE), at, id=id_)
        if dice.random() < 0.2:
            told["data"]["outcome"] = id_
        return id_, json.dumps(told).encode()

    def answered(self, id_: str, raw: bytes, status: str) -> None:
        assert status in ("new", "rejected"), (id_, status)
        if status == "new":
            self.acknowledged.append(id_)
        else:
            self.rejected.append(raw)

    async def one_by_one(self, door: httpx.AsyncClient, poster: int) -> None:
        dice = Random(f"{SEED}/{self.number}/{poster}")
        for n in range(100_000):
            id_, raw = self.event(dice, f"{poster}-{n}")
            async with self._until_killed([id_]) as killed:
                answer = await door.post("/api/events", content=raw)
                assert answer.status_code in (201, 422), answer.text
                self.answered(id_, raw, "new" if answer.status_code == 201 else "rejected")
            if killed:
                return

    async def in_batches(self, door: httpx.AsyncClient, poster: int) -> None:
        dice = Random(f"{SEED}/{self.number}/b{poster}")
        for n in range(100_000):
            sent = [self.event(dice, f"b{poster}-{n}-{m}") for m in range(EACH)]
            whole = b"[" + b",".join(raw for _, raw in sent) + b"]"
            async with self._until_killed([id_ for id_, _ in sent]) as killed:
                answer = await door.post(
                    "/api/events", content=whole, headers={"content-type": BATCH}
                )
                assert answer.status_code == 200, answer.text
                for (id_, raw), one in zip(sent, answer.json(), strict=True):
                    self.answered(id_, raw, one["status"])
            if killed:
                return

    @asynccontextmanager
    async def _until_killed(self, ids: list[str]) -> AsyncIterator[list[bool]]:
        killed: list[bool] = []
        try:
            yield killed
        except httpx.TransportError:
            self.unanswered.append(ids)
            killed.append(True)

    async def against(self, app: App, dice: Random) -> None:
        """Sends until the process is killed, some while after so and so many were acknowledged."""
        limits = httpx.Limits(max_connections=SINGLES + BATCHES)
        headers = app.source().headers
        async with httpx.AsyncClient(
            base_url=app.base, headers=headers, limits=limits, timeout=60
        ) as door:
            posting = [
                *(asyncio.create_task(self.one_by_one(door, n)) for n in range(SINGLES)),
                *(asyncio.create_task(self.in_batches(door, n)) for n in range(BATCHES)),
            ]
            enough = dice.randint(20, 400)
            await until(lambda: len(self.acknowledged) >= enough, "enough are acknowledged", 60)
            await asyncio.sleep(dice.uniform(0, 0.05))
            app.kill()
            await asyncio.gather(*posting)


async def test_whatever_was_acknowledged_is_stored_however_often_it_is_killed(
    house, admin_url, database_url, tmp_path, capsys
) -> None:
    standing = ground(admin_url, database_url, tmp_path, EARLY)
    dice, total, kept_aside, unanswered = Random(f"{SEED}/kills"), 0, 0, 0
    for number in range(KILLS):
        one = Round(number)
        with standing.app() as app:
            if number == 0:
                assert set(await app.tell(*map(registered, PEOPLE))) == {"new"}
            await one.against(app, dice)
        await until(standing.at_rest, "the killed process's work is over")

        stored = dict(standing.ask(STORED, one.acknowledged))
        assert stored == dict.fromkeys(one.acknowledged, 1), (
            f"round {number}, KVARTEN_KILLS_SEED={SEED}"
        )
        digests = {hashlib.sha256(raw).digest() for raw in one.rejected}
        kept = {bytes(row[0]) for row in standing.ask(ASIDE, list(digests))}
        assert kept == digests, f"round {number}: what was rejected is kept as surely"
        for ids in one.unanswered:
            there = dict(standing.ask(STORED, ids))
            assert set(there.values()) <= {1}
        total += len(one.acknowledged)
        kept_aside += len(one.rejected)
        unanswered += len(one.unanswered)
    await assert_nothing_half(house)
    assert min(total, kept_aside, unanswered) > 0, "somebody was answered, and somebody was not"
    with capsys.disabled():
        sys.stdout.write(
            f"{KILLS} kills: {total} acknowledged and stored, {kept_aside} kept,"
            f" {unanswered} never answered\n"
        )
