"""Behind the proxy: the cookie is for TLS alone, and whoever asks is counted by their own address."""

from __future__ import annotations

import httpx
import pytest
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app import settings
from app.main import create_app
from app.settings import Limits

PROXY, STRANGER = "172.31.240.2", "172.31.240.3"
# Who connects, what they say for whom, whether the cookie is for TLS alone, and who is counted.
ASKED: list[tuple[str, dict[str, str], bool, bool, str]] = [
    (PROXY, {"x-forwarded-proto": "https"}, True, False, "the proxy, over TLS"),
    (PROXY, {}, False, False, "the proxy, that says nothing"),
    (STRANGER, {"x-forwarded-proto": "https"}, False, False, "somebody else, who says the same"),
    (PROXY, {"x-forwarded-for": "198.51.100.{n}"}, False, True, "the proxy, for many"),
    (STRANGER, {"x-forwarded-for": "198.51.100.{n}"}, False, False, "one who pretends to be many"),
]


@pytest.mark.parametrize(
    ("peer", "says", "secure", "many", "_comment"), ASKED, ids=[one[4] for one in ASKED]
)
async def test_only_the_proxy_is_believed(
    house, peer: str, says: dict[str, str], secure: bool, many: bool, _comment: str
) -> None:
    told = settings.read({"KVARTEN_PROXIES": PROXY})
    app = create_app(house, limits=Limits(refused=3))
    behind = ProxyHeadersMiddleware(app, list(told.proxies))
    transport = httpx.ASGITransport(behind, client=(peer, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://kvarten.test") as client:
        signed = await client.post("/api/session", json={"demo": "aldre-ssk"}, headers=says)
        assert ("secure" in signed.headers["set-cookie"].lower()) is secure
        client.cookies.clear()
        got = []
        for n in range(5):
            headers = {name: value.format(n=n) for name, value in says.items()}
            got.append((await client.get("/api/actions", headers=headers)).status_code)
    assert got == ([401] * 5 if many else [401, 401, 401, 429, 429])
