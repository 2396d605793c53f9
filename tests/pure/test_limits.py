"""Limits: whoever keeps to the rate is served, whoever does not is told how long to wait, in Swedish."""

import asyncio
from typing import Any

import httpx
import pytest

from app import clock, limits
from app.access.viewer import COOKIE, WALL_COOKIE, secured
from app.limits import Limiter
from app.settings import LIMITS, Limits

OPEN = dict.fromkeys(LIMITS, 0)


@pytest.fixture
def seconds(monkeypatch) -> list[float]:
    """A clock that stands still: its one element is the time."""
    now = [1000.0]
    monkeypatch.setattr(clock, "monotonic", lambda: now[0])
    return now


async def answering(scope: Any, receive: Any, send: Any) -> None:
    """An app that answers what the path says."""
    status = int(scope["path"].rpartition("/")[2]) if scope["path"][-3:].isdigit() else 200
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})


class Doors:
    """One limited app; `ask` stands at it."""

    def __init__(self, **most: int) -> None:
        self.app = Limiter(answering, Limits(**(OPEN | most)))

    async def ask(
        self, path: str = "/api/x", *, who: str = "", address: str = "192.0.2.1",
        method: str = "GET", source: str = "", cookie: str = COOKIE,
    ) -> httpx.Response:  # fmt: skip
        headers = {"cookie": f"{cookie}={who}"} if who else {}
        headers |= {"authorization": f"Bearer {source}"} if source else {}
        transport = httpx.ASGITransport(self.app, client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://k.test") as client:
            return await client.request(method, path, headers=headers)

    async def asked(self, times: int, path: str = "/api/x", **how: Any) -> list[int]:
        return [(await self.ask(path, **how)).status_code for _ in range(times)]


# What is limited to three in a minute, how it is asked for, and what a fourth is answered.
KINDS: list[tuple[dict[str, int], dict[str, Any], list[int], str]] = [
    ({"session": 3}, {"who": "a"}, [200, 200, 200, 429], "one session"),
    ({"session": 3}, {"who": "a", "cookie": secured(COOKIE)}, [200] * 3 + [429], "one, over TLS"),
    ({"address": 3}, {}, [200, 200, 200, 429], "one address without a session"),
    ({"address": 3}, {"who": "a"}, [200, 200, 200, 429], "one address, with a session"),
    ({"refused": 3}, {"path": "/api/401"}, [401, 401, 401, 429], "whoever is not signed in"),
    ({"refused": 3}, {"path": "/api/403", "who": "a"}, [403, 403, 403, 429], "whoever may not"),
    ({"refused": 3}, {"path": "/api/401", "source": "x"}, [401, 401, 401, 429], "tokens tried"),
    ({"sign_in": 3}, {"path": "/api/session", "method": "POST"}, [200, 200, 200, 429], "signing in"),
    ({"sign_in": 3}, {"path": "/api/session"}, [200, 200, 200, 200], "asking who one is"),
    ({"sign_in": 3}, {"path": "/api/invitation/accept", "method": "POST"}, [200] * 3 + [429],
     "trying invitations"),
    ({"sign_in": 3}, {"path": "/api/wall", "method": "POST"}, [200] * 3 + [429], "a wall's code"),
    ({"session": 3}, {"who": "a", "cookie": WALL_COOKIE}, [200] * 3 + [429], "one wall"),
    ({"sign_in": 3}, {"path": "/api/session/seen", "method": "POST"}, [200] * 4, "being at work"),
    ({"sign_in": 3}, {"path": "/api/accounts", "method": "POST"}, [200] * 4, "adding people"),
    ({"session": 3, "address": 3}, {"path": "/healthz", "who": "a"}, [200] * 4, "the pulse"),
    ({}, {"who": "a"}, [200] * 4, "nothing limited"),
]  # fmt: skip


@pytest.mark.parametrize(("most", "how", "answers", "_comment"), KINDS, ids=[k[3] for k in KINDS])
async def test_each_kind_has_its_rate(
    seconds: list[float],
    most: dict[str, int],
    how: dict[str, Any],
    answers: list[int],
    _comment: str,
) -> None:
    assert await Doors(**most).asked(4, **how) == answers


async def test_a_refusal_says_in_swedish_when_to_come_back_and_then_it_goes_through(
    seconds,
) -> None:
    doors = Doors(session=3)
    await doors.asked(3, who="a")
    answer = await doors.ask(who="a")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "20"
    assert answer.json()["detail"] == (
        "Det kommer för många anrop från den här inloggningen. Försök igen om 20 s."
    )
    seconds[0] += 20
    assert await doors.asked(2, who="a") == [200, 429]


async def test_one_session_s_rate_is_not_another_s(seconds) -> None:
    doors = Doors(session=3)
    assert await doors.asked(4, who="a") == [200, 200, 200, 429]
    assert await doors.asked(3, who="b") == [200] * 3


async def test_whoever_is_signed_in_is_not_stopped_by_a_stranger_on_the_same_net(seconds) -> None:
    doors = Doors(refused=3)
    assert await doors.asked(1, who="nurse") == [200]
    assert await doors.asked(9, "/api/401") == [401] * 3 + [429] * 6
    assert await doors.asked(3, who="nurse") == [200] * 3
    assert await doors.asked(1, who="guessed") == [429]
    assert await doors.asked(1, address="192.0.2.2") == [200], "nor is anybody elsewhere"


async def test_a_source_that_is_let_in_is_counted_by_its_agreement_alone(seconds) -> None:
    doors = Doors(address=3)
    assert await doors.asked(50, source="token") == [200] * 50
    assert await doors.asked(3) == [200, 200, 429], "but for the first, when nobody knew it"


async def test_a_network_of_ipv6_is_one_address(seconds) -> None:
    doors = Doors(address=3)
    told = [(await doors.ask(address=f"2001:db8::{n}")).status_code for n in range(1, 5)]
    assert told == [200, 200, 200, 429]
    assert await doors.asked(1, address="2001:db8:0:1::1") == [200]
    assert await doors.asked(3, address="::ffff:192.0.2.1") == [200] * 3
    assert await doors.asked(1, address="::ffff:192.0.2.2") == [200], "IPv4 in IPv6 is IPv4"


async def test_what_is_remembered_is_bounded(seconds, monkeypatch) -> None:
    monkeypatch.setattr(limits, "REMEMBERED", 5)
    doors = Doors(session=3, address=1000, refused=3)
    for n in range(20):
        await doors.ask(who=f"s{n}", address=f"192.0.2.{n}")
        await doors.ask("/api/401", who=f"t{n}", address=f"192.0.2.{n}")
    kept = [doors.app._session, doors.app._address, doors.app._refused]
    assert [len(one._buckets) for one in kept] == [5, 5, 5]
    assert len(doors.app._good) == 5
    held = repr([one._buckets.keys() for one in kept])
    assert "s19" not in held, "no token is kept"


def test_a_cookie_that_is_none_is_nobody_s() -> None:
    scope = {"type": "http", "headers": [(b"cookie", b"\xff;;=;kvarten_session")], "client": None}
    assert limits.asker(scope) == limits.Asker("", None, None)


class Socket:
    """A socket at a limited app that reads until it is closed."""

    def __init__(self, app: Limiter, who: str = "a", address: str = "192.0.2.1") -> None:
        self.out: list[dict[str, Any]] = []
        self.heard = 0
        self._in: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        scope = {
            "type": "websocket", "path": "/live", "client": (address, 1),
            "headers": [(b"cookie", f"{COOKIE}={who}".encode())],
        }  # fmt: skip
        self._in.put_nowait({"type": "websocket.connect"})
        self.task = asyncio.create_task(app(scope, self._in.get, self._send))

    async def _send(self, message: dict[str, Any]) -> None:
        self.out.append(message)

    def say(self, times: int) -> None:
        for _ in range(times):
            self._in.put_nowait({"type": "websocket.receive", "text": "{}"})

    async def leave(self) -> None:
        self._in.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await self.task


async def reading(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    heard = 0
    while (await receive())["type"] != "websocket.disconnect":
        heard += 1
        await send({"type": "websocket.send", "text": str(heard)})


async def settle() -> None:
    for _ in range(50):
        await asyncio.sleep(0)


async def test_one_session_opens_so_many_boards_and_no_more_until_one_is_closed(seconds) -> None:
    app = Limiter(reading, Limits(**(OPEN | {"sockets": 2})))
    first, second, third = Socket(app), Socket(app), Socket(app)
    other = Socket(app, who="b")
    await settle()
    assert third.task.done()
    assert [one["type"] for one in third.out] == ["websocket.accept", "websocket.close"]
    assert third.out[1]["code"] == 1013, "which the page takes as: come back later"
    assert not (first.task.done())
    assert not (second.task.done())
    assert not (other.task.done())
    await first.leave()
    fourth = Socket(app)
    await settle()
    assert not fourth.task.done()
    for one in (second, other, fourth):
        await one.leave()
    assert app._sockets == {}, "nothing is counted that is not there"


async def test_a_socket_that_floods_is_closed(seconds) -> None:
    app = Limiter(reading, Limits(**(OPEN | {"messages": 3})))
    quiet, loud = Socket(app), Socket(app)
    quiet.say(3)
    loud.say(9)
    await settle()
    assert [one["type"] for one in loud.out[-2:]] == ["websocket.send", "websocket.close"]
    assert len([one for one in loud.out if one["type"] == "websocket.send"]) == 3
    assert not quiet.task.done()
    await quiet.leave()
