"""Live, on a bad morning: rubbish, strangers, a client that stops reading, a database that is away."""

import asyncio
import json
import socket as sockets
from datetime import timedelta

import psycopg
import pytest
from psycopg import sql
from websockets.asyncio.client import connect

from app import clock, main
from app.access import sessions
from app.huddle import asks
from app.huddle import room as work
from app.huddle import socket as door
from app.huddle.look import audience
from app.huddle.rooms import Rooms
from app.huddle.seat import Seat
from tests.houses import (
    CENTRE,
    HOME_HELP,
    TEAM,
    consent,
    home_from_ed,
    registered,
    tell,
    viewer,
)
from tests.lives import PATH, live, serving, token
from tests.rooms import build, say

NIL = "00000000-0000-0000-0000-000000000001"


@pytest.fixture
async def night(house):
    await tell(house, registered(), home_from_ed(), consent())
    return house


def command(**told) -> str:
    return json.dumps({"type": "command", "id": NIL, "command": told})


def decide(**told) -> str:
    return command(type="decide", row="{row}", decision={"id": NIL, "kind": "done", **told})


RUBBISH: list[tuple[str | bytes, str]] = [
    (b"\x00\xff\xfe", "binary"),
    (b'{"type":"beat"}', "binary that would have been good as text"),
    ("", "nothing"),
    ("hej", "not JSON"),
    ("null", "JSON that is nothing"),
    ("[]", "a list"),
    ('"start"', "a word"),
    ("1e999", "a number that is too large"),
    ("{}", "an object without type"),
    ('{"type":"snapshot"}', "a message that only the server sends"),
    ('{"type":"beat","x":1}', "an unknown field"),
    ('{"type":"command"}', "a command without anything"),
    ('{"type":"command","id":1,"command":{"type":"start"}}', "an id that is no text"),
    (json.dumps({"type": "command", "id": "x", "command": {"type": "start"}}), "an id that is no UUID"),
    (command(type="explode"), "an unknown command"),
    (command(type="open_row"), "no row"),
    (command(type="open_row", row=None), "a row that is nothing"),
    (command(type="open_row", row="nobody"), "a row that is not there"),
    (command(type="open_row", row="a\u0000b"), "a row that no database could hold"),
    (command(type="set_presence", party="x", presence="room"), "a party that is not called"),
    (command(type="set_presence", party=HOME_HELP, presence="late"), "an unknown presence"),
    (decide(kind="fire"), "an unknown decision"),
    (decide(kind="action"), "an action without owner"),
    (decide(kind="action", what="x", owner=HOME_HELP, due="2026-11-20T12:00:00"), "a time without zone"),
    (decide(kind="action", what="x", owner=HOME_HELP, due="9999-12-31T23:59:59Z"), "the end of time"),
    (decide(kind="action", what="x", owner=HOME_HELP, due="i morgon"), "a time in words"),
    (decide(kind="defer", until="2026-02-30", reason="x"), "a day that is not"),
    (decide(kind="defer", until="9999-12-31", reason="x"), "the last day of all"),
    (decide(reason="a\u0000b"), "a reason that no database could hold"),
    (decide(route="brevduva"), "a route that there is not"),
    (decide(reason="å" * 501), "a reason without end"),
    ("[" * 5_000, "lists without end"),
    ('{"type":' * 2_000, "objects without end"),
    ('{"id":' + "[" * 8_000, "an id without end"),
    ('{"type":"command","id":"' + "x" * 20_000 + '"}', "longer than anything we understand"),
    (" " * 1_000_000, "a megabyte of nothing"),
    ("{" + '"a":1,' * 170_000 + '"b":2}', "a megabyte of something"),
]  # fmt: skip


async def test_rubbish_gets_a_refusal_and_the_socket_goes_on(night) -> None:
    async with serving(night) as port, live(night, port) as nurse:
        row = (await nurse.next("snapshot"))["board"]["rows"][0]["id"]
        await nurse.ask(asks.Start())
        for frame, comment in RUBBISH:
            known = frame.replace("{row}", row) if isinstance(frame, str) else frame
            await nurse.socket.send(known)
            told = await nurse.next("refused", "snapshot")
            assert told["type"] == "refused", comment
            assert told["reason"].endswith("."), comment
            assert told["id"] in (None, NIL, "x"), comment
        assert (await nurse.ask(asks.OpenRow(row)))["v"] == 4
        assert {json.loads(frame)["type"] for frame in nurse.raw} <= {
            "snapshot", "change", "done", "refused", "pulse",
        }  # fmt: skip


async def test_a_fault_of_our_own_is_an_answer_and_not_a_crash(night, monkeypatch) -> None:
    async def broken(*_: object) -> int:
        raise KeyError("a person that nobody can read")

    async with serving(night) as port, live(night, port) as nurse:
        await nurse.next("snapshot")
        with monkeypatch.context() as patch:
            patch.setattr(work, "act", broken)
            told = await nurse.ask(asks.Start())
        assert told["type"] == "refused"
        assert "person" not in told["reason"]
        assert (await nurse.ask(asks.Start()))["type"] == "done"


STRANGERS = [
    # who, where, from which page, close code, comment
    (None, PATH, None, 4401, "nobody is signed in"),
    ("chef", PATH, None, 4403, "a chef reads no boards"),
    ("aldre-ssk", "/api/huddles/SE-NOBODY/2026-11-20", None, 4404, "no such centre"),
    ("aldre-ssk", f"/api/huddles/{CENTRE}/2026-11-19", None, 4404, "no agenda has been built"),
    ("aldre-ssk", PATH, "http://evil.example", 4403, "another site's page"),
    ("aldre-ssk", PATH, "null", 4403, "a page of no site"),
]


async def test_who_has_no_business_on_the_board_is_told_so_and_shown_nothing(night) -> None:
    async with serving(night) as port:
        for staff, path, origin, code, comment in STRANGERS:
            async with live(night, port, staff, path=path, origin=origin) as stranger:
                assert await stranger.closed() == code, comment
                assert stranger.raw == [], comment
        async with live(night, port, token_="made up") as stranger:
            assert await stranger.closed() == 4401
        async with live(night, port, origin=f"http://127.0.0.1:{port}") as nurse:
            assert (await nurse.next())["type"] == "snapshot"


async def test_a_centre_that_one_is_not_called_to_is_not_read(house) -> None:
    other = "SE2321000131-DEMOVC02"
    await build(house, centre=other)
    path = f"/api/huddles/{other}/2026-11-20"
    async with (
        serving(house, CENTRE, other) as port,
        live(house, port, path=path) as nurse,
        live(house, port, "hemtjanstplanerare", path=path) as planner,
    ):
        assert await nurse.closed() == 4403, "the neighbour's nurse"
        assert (await planner.next())["type"] == "snapshot", "home help is called to both"


async def test_a_session_that_ends_takes_its_socket_along(night, monkeypatch) -> None:
    monkeypatch.setattr(door, "AGAIN", timedelta(milliseconds=50))
    async with serving(night) as port:
        told = await token(night, "aldre-ssk")
        async with live(night, port, token_=told) as nurse:
            await nurse.next("snapshot")
            async with night.database.work() as session:
                await sessions.sign_out(session, told)
            assert await nurse.closed() == 4401


async def test_the_heart_beats_with_the_servers_clock(night, monkeypatch) -> None:
    monkeypatch.setattr(main, "PULSE", 0.05)
    async with (
        serving(night) as port,
        live(night, port) as nurse,
        live(night, port, "kommunal-ssk"),
    ):
        await nurse.next("snapshot")
        for _ in range(200):
            told = await nurse.next("pulse")
            if len(told["connected"]) == 2:
                break
        assert told["connected"] == sorted([CENTRE, TEAM])
        assert (told["v"], told["waiting"]) == (1, False)
        assert told["now"][:16] == clock.now().isoformat()[:16]


async def test_who_is_silent_is_let_go_and_who_beats_stays(night, monkeypatch) -> None:
    monkeypatch.setattr(door, "SILENT", 0.4)
    async with serving(night) as port, live(night, port) as silent, live(night, port) as beating:
        for _ in range(8):
            await beating.socket.send('{"type":"beat"}')
            await asyncio.sleep(0.1)
        assert await silent.closed(5) == 1013
        assert (await beating.ask(asks.Start()))["type"] == "done"


async def test_who_stops_reading_is_dropped_and_keeps_nobody_waiting(night, monkeypatch) -> None:
    monkeypatch.setattr(door, "CLOSING", 0.2)
    async with serving(night) as port, live(night, port) as nurse:
        await nurse.next("snapshot")
        narrow = sockets.socket()
        narrow.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
        narrow.connect(("127.0.0.1", port))
        headers = {"Cookie": f"kvarten_session={await token(night, 'kommunal-ssk')}"}
        async with connect(
            f"ws://127.0.0.1:{port}{PATH}/live", sock=narrow, additional_headers=headers, proxy=None,
            max_queue=1, ping_interval=None,
        ) as stuck:  # fmt: skip
            await stuck.recv()
            stuck.transport.pause_reading()
            [room] = port.rooms._rooms.values()
            assert len(room.seats) == 2
            async with asyncio.timeout(15):
                while len(room.seats) == 2:
                    for _ in range(100):
                        port.rooms.pulse(clock.now())
                    for _ in range(100):
                        await nurse.next("pulse")
            assert room.connected() == {CENTRE}
            begun = asyncio.get_running_loop().time()
            assert (await nurse.ask(asks.Start()))["type"] == "done"
            assert asyncio.get_running_loop().time() - begun < 3
            stuck.transport.abort()


@pytest.mark.parametrize("who", ["a neighbour leaves", "a page is fetched"])
async def test_nobody_is_left_outside_a_room_that_is_shut_behind_another(night, who: str) -> None:
    """While one waits at the door the last one in the room goes: the room must stay open."""
    built = await build(night)
    rooms, key = Rooms(night), built.huddle.id
    nurse, planner = await viewer(night), await viewer(night, "hemtjanstplanerare")
    centre = night.organisation.centres[CENTRE]
    first, coming = (
        Seat(one, audience(centre, one.party), leads=False) for one in (nurse, planner)
    )
    await rooms.join(key, first, None)
    room = rooms._rooms[key]
    async with room.turn:
        joins = asyncio.create_task(rooms.join(key, coming, None))
        page = None
        if who == "a page is fetched":
            page = asyncio.create_task(rooms.snapshot(key, nurse))
        for _ in range(10):
            await asyncio.sleep(0)
        assert room.at_door == (2 if page else 1)
        rooms.leave(key, first)
    await joins
    await (page or asyncio.sleep(0))
    await coming.queue.get()
    await say(night, key, asks.SetPresence(TEAM, "room"))
    await rooms._wake(key)
    assert b"presence_set" in coming.queue.get_nowait()
    rooms.leave(key, coming)
    assert rooms._rooms == {}


async def test_the_board_says_that_the_database_is_away_and_goes_on_when_it_is_back(
    night, admin_url, database_url
) -> None:
    name = sql.Identifier(database_url.rpartition("/")[2])
    async with serving(night) as port, live(night, port) as nurse:
        await nurse.next("snapshot")
        await nurse.ask(asks.Start())
        with psycopg.connect(admin_url, autocommit=True) as admin:
            admin.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
            try:
                admin.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                    (database_url.rpartition("/")[2],),
                )
                assert (await nurse.next("pulse"))["waiting"]
                answer = await nurse.ask(asks.SetPresence(TEAM, "room"))
                assert answer["type"] == "refused"
                assert "Databasen" in answer["reason"]
            finally:
                admin.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(name))
        while (await nurse.next("pulse"))["waiting"]:
            pass
        assert (await nurse.ask(asks.SetPresence(TEAM, "room")))["v"] == 4
        assert (await nurse.next("change"))["v"] == 4
