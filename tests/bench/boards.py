"""Boards understands how soon what happens stands on an open board: an event, and a command.

Eight centres have their boards open, each before its nurse, on its wall and before the municipal
nurse. Events come one at a time through the door; commands from the nurse, and the municipal nurse
is who sees them.
"""

import asyncio
import http.client
import json
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import datetime, time
from itertools import islice
from statistics import quantiles
from time import perf_counter
from typing import Any
from uuid import uuid4

import psycopg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from app.days import local_date
from app.demo.generator import Demo, WireEvent, late_events
from app.demo.region import Place
from tests.bench.ground import App, Ground, app
from tests.bench.intake import TOKEN, open_door

CENTRES = 8
EVENTS = 13
ROWS = 7
"""Events posted, and rows opened and decided, at each of them: a hundred of each in all."""
HOLD = time(8)
PATIENCE = 30.0
ARRIVED = ("row_added", "row_revised", "agenda_built")
"""How it comes: a row by itself or told anew, or with the order anew when it takes another's place."""
NURSE = ("aldre_ssk", "bench-vc-{}")
TEAM = ("kommun_hsl", "bench-kommun-{}")
STAFF = """
WITH a AS (INSERT INTO account (id, name, created_at) VALUES (%(id)s, %(id)s, now())),
p AS (INSERT INTO demo_person (account, comes_to, place) VALUES (%(id)s, '', %(place)s))
INSERT INTO assignment (id, account, role, scope_kind, scope, reason, decider, decided_at,
    review_on, starts_at)
VALUES (gen_random_uuid(), %(id)s, %(role)s, 'unit', %(unit)s, 'Prov', 'Prov', now(), now(), now())
"""


@dataclass(frozen=True, slots=True)
class Delays:
    """Milliseconds, each measured once."""

    each: tuple[float, ...]

    @property
    def p50(self) -> float:
        return self._at(50)

    @property
    def p99(self) -> float:
        return self._at(99)

    def _at(self, percent: int) -> float:
        return quantiles(self.each, n=100, method="inclusive")[percent - 1]


@dataclass(frozen=True, slots=True)
class Boards:
    event: Delays
    command: Delays
    sockets: int


@dataclass(slots=True)
class Desk:
    """One open socket. `frames` holds what came with a number, each with when it came."""

    socket: ClientConnection
    board: dict[str, Any]
    frames: asyncio.Queue[tuple[float, dict[str, Any]]]

    async def follow(self) -> None:
        with suppress(ConnectionClosed):
            async for frame in self.socket:
                came = perf_counter()
                told = json.loads(frame)
                if told["type"] in ("change", "refused"):
                    self.frames.put_nowait((came, told))

    async def next(self, *kinds: str) -> float:
        """When the next change came, or the next one of some kinds."""
        while True:
            came, told = await asyncio.wait_for(self.frames.get(), PATIENCE)
            assert told["type"] == "change", told
            if not kinds or told.get("change", {}).get("type") in kinds:
                return came

    def forget(self) -> None:
        while not self.frames.empty():
            self.frames.get_nowait()


async def measure(ground: Ground, demo: Demo, at: datetime) -> Boards:
    usual = (one for one in demo.region.places if one.calendar.time == HOLD and not one.supports)
    places = list(islice(usual, CENTRES))
    assert len(places) == CENTRES
    events = [_some(demo, place, at) for place in places]
    with ground.admin() as admin:
        _hire(admin, places)
        open_door(admin)
    with app(ground, at) as running:
        async with AsyncExitStack() as stack:
            rooms = [await _open(stack, running, place, n, at) for n, place in enumerate(places)]
            reading = [asyncio.create_task(desk.follow()) for room in rooms for desk in room]
            event = await _events(running, rooms, events)
            command = await _commands(rooms)
            for task in reading:
                task.cancel()
    return Boards(Delays(tuple(event)), Delays(tuple(command)), len(reading))


async def _events(
    running: App, rooms: Sequence[Sequence[Desk]], events: Sequence[Sequence[WireEvent]]
) -> list[float]:
    """From a POST's first byte to the row before the nurse; the centres take turns."""
    door = http.client.HTTPConnection("127.0.0.1", running.port, timeout=PATIENCE)
    delays = []
    for turn in range(EVENTS):
        for room, told in zip(rooms, events, strict=True):
            body = json.dumps(told[turn])
            began = perf_counter()
            status = await asyncio.to_thread(_post, door, body)
            assert status == 201, status
            delays.append((await room[0].next(*ARRIVED) - began) * 1e3)
    door.close()
    return delays


async def _commands(rooms: Sequence[Sequence[Desk]]) -> list[float]:
    """From a command sent to its number at another viewer; the centres take turns."""
    delays = []
    for nurse, _, team in rooms:
        await _say(nurse, team, {"type": "start"})
    for turn in range(ROWS):
        for nurse, _, team in rooms:
            row = nurse.board["rows"][turn]["id"]
            decision = {"id": str(uuid4()), "kind": "lift", "reason": "Till veckomötet."}
            told: list[dict[str, Any]] = [
                {"type": "open_row", "row": row},
                {"type": "decide", "row": row, "decision": decision},
            ]
            delays += [await _say(nurse, team, one) for one in told]
    return delays


async def _say(nurse: Desk, team: Desk, command: dict[str, Any]) -> float:
    await asyncio.sleep(0.005)
    nurse.forget()
    team.forget()
    told = json.dumps({"type": "command", "id": str(uuid4()), "command": command})
    began = perf_counter()
    await nurse.socket.send(told)
    both = await asyncio.gather(team.next(), nurse.next())
    return (both[0] - began) * 1e3


def _post(door: http.client.HTTPConnection, body: str) -> int:
    headers = {"authorization": f"Bearer {TOKEN}", "content-type": "application/cloudevents+json"}
    door.request("POST", "/api/events", body, headers)
    answer = door.getresponse()
    answer.read()
    return answer.status


def _some(demo: Demo, place: Place, at: datetime) -> list[WireEvent]:
    """Visits that each make a row."""
    found = [
        event for event, _ in zip(late_events(demo, place.centre, at), range(EVENTS), strict=False)
    ]
    assert len(found) == EVENTS, place.centre
    return found


def _hire(admin: psycopg.Connection, places: Sequence[Place]) -> None:
    for n, place in enumerate(places):
        for (role, name), unit in ((NURSE, place.centre), (TEAM, place.team)):
            told = {"id": name.format(n), "role": role, "unit": unit, "place": 100 + n}
            admin.execute(STAFF, told)


async def _open(
    stack: AsyncExitStack, running: App, place: Place, n: int, at: datetime
) -> list[Desk]:
    nurse, team = (_sign_in(running, name.format(n)) for _, name in (NURSE, TEAM))
    where = f"/api/huddles/{place.centre}/{local_date(at)}"
    desks = []
    wall = _light(running, nurse, where)
    for cookie, path in ((nurse, where), (wall, "/api/wall"), (team, where)):
        socket = await stack.enter_async_context(
            connect(
                f"ws://127.0.0.1:{running.port}{path}/live",
                additional_headers={"cookie": cookie},
                max_size=None,
            )
        )
        first = json.loads(await socket.recv())
        assert first["type"] == "snapshot", first
        desks.append(Desk(socket, first["board"], asyncio.Queue()))
    return desks


def _light(running: App, nurse: str, where: str) -> str:
    """The cookie of a wall that shows the huddle."""
    door = http.client.HTTPConnection("127.0.0.1", running.port, timeout=PATIENCE)
    door.request("POST", "/api/wall")
    asked = door.getresponse()
    code = json.loads(asked.read())["code"]
    door.request("POST", f"{where}/walls", json.dumps({"code": code}), {"cookie": nurse})
    answer = door.getresponse()
    assert answer.status == 200, answer.read()
    return (asked.getheader("set-cookie") or "").partition(";")[0]


def _sign_in(running: App, staff: str) -> str:
    door = http.client.HTTPConnection("127.0.0.1", running.port, timeout=PATIENCE)
    door.request("POST", "/api/session", json.dumps({"demo": staff}))
    answer = door.getresponse()
    assert answer.status == 200, answer.read()
    return (answer.getheader("set-cookie") or "").partition(";")[0]
