"""The limits at the real doors: a 429 is a problem like the others, and the sources go on."""

from __future__ import annotations

import httpx
import msgspec

from app.access.vault import token_hash
from app.headers import HEADERS
from app.main import create_app
from app.settings import Limits
from tests.houses import registered
from tests.processes import OPEN_DOOR, TOKEN
from tests.roles import as_admin


async def test_a_stranger_is_stopped_and_nobody_else(house, admin_url, database_url) -> None:
    with as_admin(admin_url, database_url) as admin:
        admin.execute(OPEN_DOOR, (token_hash(TOKEN),))
    app = create_app(house, limits=Limits(refused=3, sign_in=2, address=50))
    transport = httpx.ASGITransport(app, client=("192.0.2.1", 1))
    there = {"transport": transport, "base_url": "http://kvarten.test"}
    sent = msgspec.json.encode(registered())
    kind = "application/cloudevents+json"
    head = {"authorization": f"Bearer {TOKEN}", "content-type": kind}
    async with (
        httpx.AsyncClient(**there, headers=head) as source,
        httpx.AsyncClient(**there) as nurse,
        httpx.AsyncClient(**there) as stranger,
    ):
        assert (await nurse.post("/api/session", json={"demo": "aldre-ssk"})).status_code == 200
        assert (await nurse.get("/api/actions")).status_code == 200
        assert (await source.post("/api/events", content=sent)).status_code == 201
        told = [(await stranger.get("/api/actions")).status_code for _ in range(4)]
        assert told == [401, 401, 401, 429]
        answer = await stranger.post("/api/session", json={"demo": "aldre-ssk"})
        assert answer.status_code == 429
        assert answer.json()["type"] == "urn:kvarten:problem:toooften"
        assert int(answer.headers["retry-after"]) > 0
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, name
        assert (await nurse.get("/api/actions")).status_code == 200
        for _ in range(60):
            again = await source.post("/api/events", content=sent)
            assert again.status_code in {200, 201}
