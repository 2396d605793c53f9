"""Killed in the middle: what was acknowledged is there, once; what was not may be sent again."""

from __future__ import annotations

import asyncio
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from app.people.fold import fold
from app.people.states import load
from app.people.told import events_of
from tests.houses import CENTRE, NOW, cloud, home_from_ed, registered
from tests.processes import Ground, ground, until
from tests.rooms import MINUTE, ask

PEOPLE = [f"193401{n}T0{n}" for n in range(10, 20)]
POSTERS = 4
EACH = 20
"""Events in a batch: about everyone, so that the posters want the same persons at once."""
ENOUGH = 5
LINES = 3000
KEPT = "SELECT source_event_id, count(*) FROM event GROUP BY 1"


@pytest.fixture
def standing(house, admin_url, database_url, tmp_path) -> Ground:
    return ground(admin_url, database_url, tmp_path)


def batch(poster: int, number: int) -> list[dict[str, Any]]:
    return [
        home_from_ed(
            PEOPLE[(n + number) % len(PEOPLE)],
            NOW - (200 + 7 * n + poster) * MINUTE,
            id=f"p{poster}-{number}-{n}",
        )
        for n in range(EACH)
    ]


async def kept(house) -> Counter[str]:
    """How many times each of the sources' events is stored."""
    return Counter(dict(await ask(house, KEPT)))  # type: ignore[arg-type]


async def assert_folded(house) -> None:
    """Everybody's row is what everybody's events come to."""
    async with house.database.work() as session:
        everyone = [row[0] for row in await ask(house, "SELECT id FROM person")]
        told = await events_of(session, everyone)
        stored = await load(session, everyone)
    assert len(told) == len(stored) == len(everyone) > 0
    for person, events in told.items():
        assert fold(events) == stored[person]


async def test_what_was_acknowledged_before_a_kill_is_stored_once(house, standing) -> None:
    acknowledged: list[str] = []
    unanswered: list[list[dict[str, Any]]] = []
    enough = asyncio.Event()

    async def poster(door: httpx.AsyncClient, number: int) -> None:
        for n in range(1000):
            sent = batch(number, n)
            try:
                answer = await door.post("/api/events", json=sent)
            except httpx.TransportError:
                unanswered.append(sent)
                return
            assert answer.status_code == 200, answer.text
            acknowledged.extend(one["id"] for one in answer.json())
            if len(acknowledged) >= ENOUGH * EACH:
                enough.set()

    with standing.app() as app:
        assert set(await app.tell(*map(registered, PEOPLE))) == {"new"}
        async with app.source() as door:
            posting = [asyncio.create_task(poster(door, n)) for n in range(POSTERS)]
            await asyncio.wait_for(enough.wait(), 30)
            app.kill()
            await asyncio.gather(*posting)
    await until(standing.at_rest, "the killed process's work is over")

    stored = await kept(house)
    assert len(set(acknowledged)) == len(acknowledged) >= ENOUGH * EACH
    assert [stored[id_] for id_ in acknowledged] == [1] * len(acknowledged)
    assert unanswered, "somebody was kept waiting"
    for sent in unanswered:
        assert sum(stored[one["id"]] for one in sent) in (0, EACH), "all of a batch or none"
    await assert_folded(house)

    with standing.app() as app:
        for sent in unanswered:
            there = {stored[one["id"]] for one in sent}
            answers = set(await app.tell(*sent))
            assert answers == ({"known"} if there == {1} else {"new"})
            assert set(await app.tell(*sent)) == {"known"}
        names = await on_the_board(app)
    again = await kept(house)
    assert set(again.values()) == {1}
    assert len(again) == len(PEOPLE) + len(acknowledged) + EACH * len(unanswered)
    await assert_folded(house)
    assert len(names) == len(PEOPLE), "what the killed process did not come to is on the board"


async def on_the_board(app) -> list[str]:
    cookies = {"kvarten_session": await app.sign_in("aldre-ssk")}
    path = f"/api/huddles/{CENTRE}/{NOW.date()}"
    async with httpx.AsyncClient(base_url=app.base, cookies=cookies) as client:
        board = (await client.get(path)).json()["board"]
    return [row["content"]["name"] for row in board["rows"] if not row["withdrawn"]]


@pytest.fixture
def path(tmp_path) -> Path:
    """A file of several parts."""
    events = [registered(person) for person in PEOPLE]
    events += [
        cloud("phone.contact", PEOPLE[n % len(PEOPLE)], NOW - n * MINUTE, channel="1177")
        for n in range(1, LINES - len(PEOPLE) + 1)
    ]
    file: Path = tmp_path / "natten.ndjson"
    file.write_bytes(b"\n".join(map(msgspec.json.encode, events)))
    return file


async def test_a_file_whose_reading_was_killed_is_given_again(house, standing, path) -> None:
    first = standing.kvarten("ingest", str(path), said=subprocess.DEVNULL)
    await until(lambda: standing.ask("SELECT count(*) FROM event")[0][0] > 0, "a part is stored")
    first.kill()
    assert first.wait() == -9
    await until(standing.at_rest, "the killed process's work is over")
    there = len(await kept(house))
    assert 0 < there < LINES, "killed on the way"
    assert there % 1000 == 0, "a part is whole or not there"
    await assert_folded(house)

    said = standing.kvarten("ingest", str(path))
    told = said.communicate(timeout=60)[0]
    assert f"{LINES - there} nya, {there} kända, 0 avvisade" in " ".join(told.split())
    assert set((await kept(house)).values()) == {1}
    assert len(await kept(house)) == LINES
    await assert_folded(house)
