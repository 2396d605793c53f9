"""What every answer says to the browser, whatever was asked, by whom, and however it went."""

from __future__ import annotations

import re

import httpx
import pytest

from app import headers
from app.headers import HEADERS, POLICY
from app.main import DIST, create_app
from tests.doors import signed_in
from tests.houses import home_from_ed, registered, tell
from tests.postgres.test_sight_doors import filled, walk

PROMISED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
BOARD = "/api/huddles/{centre}/{day}"
NOBODY, FOR_EVER, ANEW = headers.STORED_BY_NOBODY, headers.FOR_EVER, headers.ASKED_ANEW
# Method, path, who asks, status, and who may keep the answer.
ANSWERS: list[tuple[str, str, str | None, int, str, str]] = [
    ("GET", "/", None, 200, ANEW, "the page"),
    ("GET", "/tavlan/x", None, 200, ANEW, "a place in the page"),
    ("GET", "/kvarten.svg", None, 200, ANEW, "a file beside it"),
    ("GET", "/assets/{script}", None, 200, FOR_EVER, "what has its hash in its name"),
    ("HEAD", "/", None, 200, ANEW, "the head of the page"),
    ("GET", "/assets/gone.js", None, 404, NOBODY, "an asset of an earlier version"),
    ("GET", "/docs/static/swagger-ui.css", None, 200, ANEW, "a part of the contract's page"),
    ("GET", "/api/openapi.json", None, 200, NOBODY, "the contract"),
    ("GET", "/healthz", None, 200, ANEW, "the pulse"),
    ("GET", "/metrics", None, 200, NOBODY, "the gauges"),
    ("GET", "/api/session", "aldre-ssk", 200, NOBODY, "who one is"),
    ("GET", "/api/actions", "aldre-ssk", 200, NOBODY, "the actions"),
    ("GET", BOARD, None, 401, NOBODY, "a board, for nobody"),
    ("GET", "/api/nowhere", None, 404, NOBODY, "an address that is not there"),
    ("PUT", "/api/session", None, 405, NOBODY, "a method that is not there"),
    ("POST", "/api/session", None, 422, NOBODY, "what cannot be read"),
    ("POST", "/api/events", None, 401, NOBODY, "a source without a token"),
    ("GET", "/api/huddles/{centre}/inte-en-dag", "aldre-ssk", 422, NOBODY, "no day"),
]


@pytest.fixture
async def night(house):
    await tell(house, registered(), home_from_ed())
    return house


def assert_promised(answer: httpx.Response, policy: str = POLICY) -> None:
    for name, value in PROMISED.items():
        assert answer.headers.get_list(name) == [value], f"{answer.request.url}: {name}"
    assert answer.headers["content-security-policy"] == policy
    assert "camera=()" in answer.headers["permissions-policy"]
    assert answer.headers["cache-control"]


async def test_every_answer_says_what_a_page_may_do_and_who_may_keep_it(night) -> None:
    [script, *_] = (each.name for each in (DIST / "assets").glob("*.js"))
    for staff in (None, "aldre-ssk"):
        async with signed_in(night, staff) as client:
            for method, path, who, status, kept, comment in ANSWERS:
                if who == staff:
                    url = filled(path).replace("{script}", script)
                    answer = await client.request(method, url)
                    assert answer.status_code == status, comment
                    assert_promised(answer)
                    assert answer.headers["cache-control"] == kept, comment


async def test_so_does_every_door_there_is_for_one_who_may_not(night) -> None:
    app = create_app(night)
    async with signed_in(night, None) as client:
        for method, path in sorted(set(walk(app.routes))):
            if method in {"WS", "MOUNT"} or path == "/api/docs":
                continue
            answer = await client.request(method, filled(path).replace("{path:path}", "x"))
            assert_promised(answer)
            if path.startswith("/api/"):
                assert answer.headers["cache-control"] == NOBODY, path


async def test_a_fault_of_our_own_says_the_same(night, monkeypatch) -> None:
    app = create_app(night)
    monkeypatch.setattr(night, "database", None)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://kvarten.test") as client:
        answer = await client.get("/api/demo")
    assert answer.status_code == 500
    assert_promised(answer)
    assert answer.headers["cache-control"] == NOBODY


async def test_the_contract_s_page_runs_its_own_script_and_no_other(night) -> None:
    async with signed_in(night, None) as client:
        answer = await client.get("/api/docs")
    policy = answer.headers["content-security-policy"]
    assert_promised(answer, policy)
    [scripts] = [part for part in policy.split("; ") if part.startswith("script-src")]
    assert re.fullmatch(r"script-src 'self' 'sha256-[\w+/=]{44}'", scripts)
    elsewhere = re.findall(r"""(?:src|href)=["']?(?:https?:)?//[^\s>]+""", answer.text)
    assert elsewhere == []


def test_no_script_stands_in_the_page_and_none_is_allowed_to() -> None:
    page = (DIST / "index.html").read_text("utf-8")
    assert re.findall(r"<script(?![^>]* src=)[^>]*>", page) == []
    assert re.findall(r"""\son\w+=|javascript:|<style|style=""", page) == []
    assert "unsafe" not in HEADERS["content-security-policy"]
    assert "http" not in HEADERS["content-security-policy"], "and nobody else is asked"


def test_nothing_built_asks_anybody_else() -> None:
    """But for names that are no addresses, as XML's."""
    named = ("http://www.w3.org/", "https://svelte.dev/e/")
    for each in (DIST / "assets").iterdir():
        if each.suffix in {".js", ".css"}:
            told = re.findall(r"https?://[\w./-]*", each.read_text("utf-8"))
            assert [url for url in told if not url.startswith(named)] == [], each.name
            assert "sourceMappingURL" not in each.read_text("utf-8")
