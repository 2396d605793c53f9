"""The proxy before Kvarten, as compose starts it: TLS, one way in, and what it keeps to itself.

Run by Debian's Caddy on the Caddyfile that ships, with other ports and an app on this machine.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import websockets

from tests.databases import ROOT
from tests.doors import DAY, a_board
from tests.houses import CENTRE, home_from_ed, registered
from tests.lives import serving, token
from tests.processes import free_port

CADDY = shutil.which("caddy")
BOARD = f"/api/huddles/{CENTRE}/{DAY}"


@dataclass
class Front:
    """The proxy's two ports, and the authority that it signs its certificate by."""

    https: int
    http: int
    authority: Path

    @property
    def base(self) -> str:
        return f"https://localhost:{self.https}"

    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.authority)


@contextmanager
def caddy(app: int, home: Path) -> Iterator[Front]:
    front = Front(free_port(), free_port(), home / "caddy/pki/authorities/local/root.crt")
    told = (ROOT / "Caddyfile").read_text("utf-8")
    for ours, theirs in (("app:8000", f"127.0.0.1:{app}"), ("8443", f"{front.https}"),
                         ("8080", f"{front.http}"), ("8081", f"{free_port()}")):  # fmt: skip
        told = told.replace(ours, theirs)
    (home / "Caddyfile").write_text(told, "utf-8")
    assert CADDY is not None
    words = [CADDY, "run", "--config", str(home / "Caddyfile"), "--adapter", "caddyfile"]
    places = {"HOME": str(home), "XDG_DATA_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    with (home / "said").open("w") as said:
        process = subprocess.Popen(words, env=os.environ | places, stdout=said, stderr=said)
    try:
        yield front
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
async def front(house, tmp_path) -> AsyncIterator[Front]:
    if CADDY is None:
        pytest.skip("Debian's caddy is not installed")
    await a_board(house, registered(), home_from_ed())
    async with serving(house) as app:
        with caddy(app, tmp_path) as there:
            await ready(there)
            yield there


async def ready(front: Front) -> None:
    async with asyncio.timeout(20):
        while True:
            try:
                async with httpx.AsyncClient(verify=front.trust()) as client:
                    await client.get(f"{front.base}/healthz")
                return
            except (OSError, httpx.TransportError):
                await asyncio.sleep(0.1)


async def test_who_comes_without_tls_is_sent_to_it_and_told_to_keep_to_it(front) -> None:
    async with httpx.AsyncClient(verify=front.trust()) as client:
        plain = await client.get(f"http://localhost:{front.http}/tavla")
        safe = await client.get(f"{front.base}/healthz")
    assert (plain.status_code, plain.headers["location"]) == (308, "https://localhost/tavla")
    assert safe.status_code == 200
    assert safe.headers["strict-transport-security"] == "max-age=31536000"
    assert {"server", "via"}.isdisjoint(safe.headers)


async def test_the_gauges_are_not_there_from_outside(front) -> None:
    async with httpx.AsyncClient(verify=front.trust()) as client:
        answers = [await client.get(f"{front.base}{path}") for path in ("/metrics", "/readyz")]
    assert [answer.status_code for answer in answers] == [404, 404]


async def test_the_cookie_is_for_tls_alone_and_opens_the_board_and_its_socket(front, house) -> None:
    async with httpx.AsyncClient(verify=front.trust(), base_url=front.base) as client:
        signed = await client.post("/api/session", json={"demo": "aldre-ssk"})
        assert "secure" in signed.headers["set-cookie"].lower()
        board = await client.get(BOARD)
    assert len(board.json()["board"]["rows"]) == 1
    cookie = f"__Host-kvarten_session={await token(house, 'aldre-ssk')}"
    async with websockets.connect(
        f"wss://localhost:{front.https}{BOARD}/live", ssl=front.trust(), origin=front.base,
        additional_headers={"cookie": cookie},
    ) as socket:  # fmt: skip
        told = json.loads(await socket.recv())
    assert told["type"] == "snapshot"
