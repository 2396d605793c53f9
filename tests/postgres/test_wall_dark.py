"""The wall is dark by itself: whatever it was lit by ends, and so does it, in every process at once."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from websockets.exceptions import ConnectionClosed

from app import clock
from app.huddle import asks
from app.huddle.seat import QUEUE
from tests.doors import a_board, signed_in
from tests.houses import HOME_HELP, home_from_ed, registered
from tests.lives import live, serving
from tests.rooms import ask, decision
from tests.walls import COOKIE, WALLS, asked, do, paired, shown, watching

NURSE = "aldre-ssk"
DARK = 4401


@pytest.fixture
async def huddle(house):
    return await a_board(house, registered(), home_from_ed())


ENDINGS = [
    ("DELETE FROM session WHERE account = :id", "she signs out, or her session is revoked"),
    ("UPDATE session SET seen_at = :now - interval '61 minutes' WHERE account = :id", "nobody has been at her page for an hour"),
    ("UPDATE account SET disabled_at = :now WHERE id = :id", "her account is disabled"),
    ("UPDATE assignment SET ends_at = :now WHERE account = :id", "her assignment has ended"),
    ("UPDATE wall SET heard_at = :now - interval '5 minutes'", "the wall has been silent"),
    ("DELETE FROM wall", "it was put out"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "why"), ENDINGS, ids=[one[1] for one in ENDINGS])
async def test_the_wall_is_dark_when(house, huddle, statement, why) -> None:
    token = await paired(house)
    assert isinstance(await shown(house, token), str)
    await do(house, statement)
    assert await shown(house, token) == DARK, why
    async with signed_in(house, None) as device:
        device.cookies.set(COOKIE, token, domain="kvarten.test")
        assert (await device.get("/api/wall")).json()["state"] == "dark"


async def test_the_wall_is_dark_when_its_convenor_goes_on_under_another_assignment(
    house, huddle
) -> None:
    await do(
        house,
        "INSERT INTO assignment (id, account, role, scope_kind, scope, reason, decider, decided_at,"
        " review_on, starts_at) SELECT gen_random_uuid(), account, 'chef', scope_kind, scope, reason,"
        " decider, decided_at, review_on, starts_at FROM assignment WHERE account = :id",
    )
    async with signed_in(house, NURSE) as nurse:
        token, code = await asked(nurse)
        await nurse.post(WALLS, json={"code": code})
        choices = (await nurse.get("/api/session")).json()["assignments"]
        chef = next(one["id"] for one in choices if one["role_text"] == "chef")
        await nurse.post("/api/session/switch", json={"assignment": chef})
    assert await shown(house, token) == DARK


HEARD = "SELECT heard_at > :now - interval '1 minute' FROM wall"


async def test_a_beat_keeps_the_wall_lit_and_another_word_puts_its_socket_out(
    house, huddle
) -> None:
    async with serving(house) as port:
        token = await paired(house)
        async with watching(port, token) as one:
            await one.next("snapshot")
            await do(house, "UPDATE wall SET heard_at = :now - interval '4 minutes'")
            await one.socket.send('{"type":"beat"}')
            for _ in range(100):
                if await ask(house, HEARD, now=clock.real_now()) == [(True,)]:
                    break
                await asyncio.sleep(0.05)
            else:
                pytest.fail("the beat was not heard")
            await one.say(asks.Start())
            assert await one.closed() == 4403
        assert isinstance(await shown(house, token), str)


async def test_a_wall_is_put_out_within_a_second_in_every_process(
    house, huddle, vault, database_url
) -> None:
    from app.database import Database
    from app.opening import furnish

    other = await furnish(Database(database_url, vault), vault, demo=True)
    async with serving(house) as here, serving(other) as there:
        for ending in (
            "DELETE FROM session WHERE account = :id",
            "DELETE FROM wall",
        ):
            tokens = [await paired(house), await paired(house)]
            async with watching(here, tokens[0]) as one, watching(there, tokens[1]) as two:
                for each in (one, two):
                    await each.next("snapshot")
                await do(house, ending)
                assert [await each.closed(within=1) for each in (one, two)] == [DARK, DARK]


async def test_the_wall_is_dark_at_once_when_the_huddle_is_closed(house, huddle) -> None:
    async with serving(house) as port:
        token = await paired(house)
        async with watching(port, token) as one, live(house, port) as nurse:
            [row] = (await one.next("snapshot"))["board"]["rows"]
            await nurse.ask(asks.Decide(row["id"], decision("done")))
            before = len(one.raw)
            assert (await nurse.ask(asks.Close()))["type"] == "done"
            assert await one.closed(within=1) == DARK
            with contextlib.suppress(ConnectionClosed):
                while True:
                    await one.next("x")
        assert all('"rows"' not in frame for frame in one.raw[before:]), "nothing more was shown"
    assert await shown(house, token) == DARK
    async with signed_in(house, None) as device, signed_in(house, NURSE) as nurse_:
        _, code = await asked(device)
        told = await nurse_.post(WALLS, json={"code": code})
        assert (told.status_code, "avslutad" in told.json()["detail"]) == (409, True)


@pytest.mark.parametrize("why", ["others are called", "it does not read", "the log is full"])
async def test_a_wall_that_cannot_be_told_is_dark_until_it_can(
    house, huddle, why, monkeypatch
) -> None:
    """It does not go on showing what somebody who has come may not see."""
    async with serving(house) as port:
        token = await paired(house)
        async with watching(port, token) as one, live(house, port) as nurse:
            await one.next("snapshot")
            await nurse.next("snapshot")
            [seat] = [s for room in port.rooms._rooms.values() for s in room.walls()]
            if why == "others are called":
                await port.rooms.renew()
            elif why == "it does not read":
                for _ in range(QUEUE + 1):
                    seat.put(b"{}")
            else:

                async def full(*_: object, **__: object) -> None:
                    raise OSError("no room")

                with monkeypatch.context() as patched:
                    patched.setattr(port.rooms, "_log", full)
                    await nurse.say(asks.SetPresence(HOME_HELP, "room"))
                    assert await one.closed(within=2) == DARK
            assert await one.closed(within=2) == DARK
        assert isinstance(await shown(house, token), str), "it may be lit again, as it is now"
