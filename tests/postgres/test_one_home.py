"""One home: a database that goes away and comes back, several processes on it, and one that crashes."""

from __future__ import annotations

import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import psycopg
import pytest

from app.access.vault import Vault
from app.errors import Misconfigured
from app.huddle import asks
from app.opening import Place, bring_up, place
from app.postgres.cluster import Cluster
from app.settings import Settings
from tests.browser.running import Kvarten
from tests.houses import TEAM, consent, home_from_ed, registered, tell
from tests.lives import live
from tests.processes import PROGRAM, SURROUNDING

PERSON, SECOND, THIRD = "19340304T027", "19400505T043", "19360606T066"


@pytest.fixture(scope="module")
def kvarten() -> Iterator[Kvarten]:
    """`kvarten demo --empty`, and nothing of it left running afterwards."""
    one = Kvarten()
    try:
        one.start()
        yield one
    finally:
        one.stop()


@contextmanager
def neighbour(home: Kvarten) -> Iterator[Kvarten]:
    """Another process in the same home, on a port of its own."""
    other = Kvarten()
    shutil.rmtree(other.home)
    other.home = home.home
    other.start()
    process = other._process
    assert process is not None
    try:
        yield other
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def in_home(one: Kvarten, *words: str) -> subprocess.CompletedProcess[str]:
    """`kvarten …` in the same home."""
    return subprocess.run(
        [PROGRAM, *words], env=SURROUNDING | {"KVARTEN_HOME": str(one.home)},
        check=False, capture_output=True, text=True,
    )  # fmt: skip


def night(person: str, name: str) -> list[dict[str, Any]]:
    return [registered(person, given_name=name), consent(person), home_from_ed(person)]


async def post(one: Kvarten, *events: dict[str, Any]) -> httpx.Response:
    headers = {"authorization": f"Bearer {one.demo['tokens']['events']}"}
    async with httpx.AsyncClient(base_url=one.base, headers=headers, timeout=30) as door:
        return await door.post("/api/events", json=list(events))


async def look(one: Kvarten, path: str, method: str = "GET") -> httpx.Response:
    async with httpx.AsyncClient(base_url=one.base, timeout=30) as client:
        return await client.request(method, path)


def token(one: Kvarten, staff: str) -> str:
    client = one.as_(staff)
    client.close()
    return client.cookies["kvarten_session"]


def events(one: Kvarten) -> list[str]:
    with psycopg.connect(one._admin_url) as admin:
        return [row[0] for row in admin.execute("SELECT source_event_id FROM event")]


async def test_a_database_that_goes_away_is_waited_for_and_nothing_acknowledged_is_lost(
    kvarten,
) -> None:
    for path in ("/", "/healthz", "/readyz"):
        asked, peeked = await look(kvarten, path), await look(kvarten, path, "HEAD")
        assert asked.status_code == peeked.status_code, "whoever only peeks is told the same"
    told = night(PERSON, "Gunborg")
    assert {one["status"] for one in (await post(kvarten, *told)).json()} == {"new"}
    late = night(SECOND, "Torvald")
    async with live(None, kvarten.port, token_=token(kvarten, "aldre-ssk")) as nurse:  # type: ignore[arg-type]
        board = (await nurse.next("snapshot"))["board"]
        kvarten.stop_database()
        try:
            assert (await nurse.next("pulse", within=20))["waiting"]
            alive, ready = await look(kvarten, "/healthz"), await look(kvarten, "/readyz")
            assert (alive.status_code, ready.status_code) == (200, 503)
            assert (await look(kvarten, "/readyz", "HEAD")).status_code == 503
            for answer in (ready, await post(kvarten, *late), await look(kvarten, "/api/demo")):
                assert answer.status_code == 503
                assert answer.headers["content-type"] == "application/problem+json"
                assert int(answer.headers["retry-after"]) > 0
                assert answer.json()["detail"].startswith("Databasen svarar inte just nu.")
            refused = await nurse.ask(asks.SetPresence(TEAM, "room"))
            assert (refused["type"], refused["reason"][:9]) == ("refused", "Databasen")
        finally:
            # Whoever works in the home brings it back, where the app is waiting for it.
            assert in_home(kvarten, "clock").returncode == 0
        while (await nurse.next("pulse", within=20))["waiting"]:
            pass
        assert (await look(kvarten, "/readyz")).status_code == 200
        assert (await nurse.ask(asks.SetPresence(TEAM, "room")))["type"] == "done"
        assert (await nurse.change("presence_set"))["v"] == board["version"] + 1
        kept = events(kvarten)
        assert sorted(kept) == sorted(one["id"] for one in told)
        assert {one["status"] for one in (await post(kvarten, *late)).json()} == {"new"}
        added = (await nurse.change("row_added"))["change"]["row"]
        assert added["content"]["name"].startswith("Torvald")
    assert kvarten._process is not None
    assert kvarten._process.poll() is None, "no restart was needed"


async def test_two_processes_in_one_home_share_a_database_that_outlives_both_when_they_crash(
    kvarten,
) -> None:
    """Who started it is killed and the other goes on; that too is killed, and the next start has all."""
    with neighbour(kvarten) as other:
        async with (
            live(None, kvarten.port, token_=token(kvarten, "aldre-ssk")) as nurse,  # type: ignore[arg-type]
            live(None, other.port, token_=token(other, "hemtjanstplanerare")) as planner,  # type: ignore[arg-type]
        ):
            await nurse.next("snapshot")
            await planner.next("snapshot")
            assert (await nurse.ask(asks.Start()))["type"] == "done"
            await planner.change("started")
            kvarten.kill()
            assert await nurse.closed() == 1006
            answer = await post(other, *night(THIRD, "Valborg"))
            assert {one["status"] for one in answer.json()} == {"new"}
            added = (await planner.change("row_added"))["change"]["row"]
            assert added["content"]["name"].startswith("Valborg")
        before = sorted(events(kvarten))
        other.kill()
    assert (kvarten.database / "postmaster.pid").exists(), "nobody was left to stop it"
    kvarten.start()
    assert sorted(events(kvarten)) == before
    async with live(None, kvarten.port, token_=token(kvarten, "aldre-ssk")) as nurse:  # type: ignore[arg-type]
        board = (await nurse.next("snapshot"))["board"]
        assert board["state"] == "running"
        assert any(row["content"]["name"].startswith("Valborg") for row in board["rows"])
    await assert_no_other_key_brings_it_up(kvarten)


async def assert_no_other_key_brings_it_up(one: Kvarten) -> None:
    url = Cluster(one.home).url()
    try:
        with pytest.raises(Misconfigured, match="Nyckelfilen hör inte till den här databasen"):
            await bring_up(Place(url, Vault(bytes(32))), "demo")
    finally:
        await bring_up(Place(url, Vault.open(one.home / "key")), "demo")


async def test_a_database_whose_key_is_gone_is_not_opened_with_another(
    house, database_url, tmp_path
) -> None:
    """A new key would make everybody somebody else; before there is anybody it does no harm."""
    told = Settings(tmp_path, database_url=database_url)
    key = tmp_path / "key"
    for _ in range(2):
        with place(told, create_key=True):
            key.unlink()
    await tell(house, registered())
    with (
        pytest.raises(Misconfigured, match="saknas, men databasen håller redan personer"),
        place(told, create_key=True),
    ):
        pass
    assert not key.exists(), "and none is made"


def test_a_database_that_does_not_answer_is_told_of_without_its_password(tmp_path) -> None:
    url = "postgresql://kvarten_owner:hemligt@127.0.0.1:1/kvarten"
    with (
        pytest.raises(Misconfigured, match="svarar inte") as told,
        place(Settings(tmp_path, database_url=url)),
    ):
        pass
    assert "hemligt" not in str(told.value)
