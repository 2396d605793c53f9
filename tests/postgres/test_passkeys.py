"""Signing in with a passkey: what opens, and everything that must not, by an authenticator in software."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from app import clock
from app.access import comings, passkey_api
from app.access.entrance import Entrance
from tests.authenticators import PRESENT, VERIFIED, Authenticator
from tests.doors import audited, signed_in
from tests.passkeys import added, keyed, options, show
from tests.rooms import ask

NURSE, CHEF = "aldre-ssk", "chef"
LOGIN = "/api/passkey/login"


@asynccontextmanager
async def stranger(house: Any) -> AsyncIterator[httpx.AsyncClient]:
    async with signed_in(house, None) as client:
        yield client


async def attempt(house: Any, key: Authenticator, **wrong: Any) -> tuple[int, str]:
    """The answer to one attempt in a browser of its own: its status, and what it says."""
    async with stranger(house) as client:
        said = await client.post(LOGIN, json=show(key, await options(client), **wrong))
        return said.status_code, said.json().get("detail", said.json().get("name"))


async def test_a_passkey_alone_opens_under_ones_assignment(house) -> None:
    key = await keyed(house, NURSE)
    async with stranger(house) as client:
        said = await client.post(LOGIN, json=show(key, await options(client)))
        assert (said.status_code, said.json()["role"]) == (200, "aldre_ssk")
        cookie = said.headers["set-cookie"]
        assert "SameSite=strict" in cookie
        assert "HttpOnly" in cookie
        assert (await client.get("/api/session")).json()["name"] == "Karin Vallmo"
        [used] = (await client.get("/api/account")).json()["passkeys"]
        assert used["used_at"] is not None
    came = (await audited(house, comings.SIGNED_IN))[-1]
    assert (came["viewer"], came["detail"]) == (NURSE, "passnyckel")


async def test_an_attempt_that_led_nowhere_stands_in_the_log_under_nobody(house) -> None:
    key = await keyed(house, NURSE)
    assert (await attempt(house, key, origin="https://annan.example"))[0] == 401
    last = (await audited(house, comings.SIGNED_IN))[-1]
    assert (last["viewer"], last["decision"], last["detail"]) == ("okänd", "deny", comings.WRONG)


async def test_a_tablet_that_signs_in_with_one_is_locked_as_soon_as_others(house) -> None:
    key = await keyed(house, NURSE)
    async with stranger(house) as client:
        said = await client.post(LOGIN, json=show(key, await options(client), device="tablet"))
        assert said.json()["idle_seconds"] == 300


async def test_nobody_is_asked_who_they_are_and_no_key_is_told_of(house) -> None:
    await keyed(house, NURSE)
    async with stranger(house) as client:
        told = (await client.post("/api/passkey/options")).json()
    assert set(told) == {"challenge", "timeout", "rpId", "allowCredentials", "userVerification"}
    assert (told["rpId"], told["allowCredentials"]) == ("localhost", [])
    assert told["userVerification"] == "required"


OTHER = ec.generate_private_key(ec.SECP256R1())
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"origin": "https://kvarten.ond.example"}, "made on another site's page"),
    ({"origin": "http://localhost:8001"}, "on another port of this machine"),
    ({"origin": "http://kvarten.test"}, "on the address that Host says, which anybody may write"),
    ({"party": "ond.example"}, "for another relying party"),
    ({"challenge": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}, "another challenge"),
    ({"type": "webauthn.create"}, "an answer to another question"),
    ({"flags": PRESENT}, "nobody has shown a finger, a face or a PIN"),
    ({"flags": VERIFIED}, "nobody was there"),
    ({"signer": OTHER}, "signed with another key"),
    ({"handle": b"\0" * 32}, "it says that it is another's"),
    ({"handle": b""}, "it does not say whose it is"),
    ({"credential": b"\1" * 32}, "a key that nobody has"),
    ({"credential": b""}, "no key at all"),
]


@pytest.mark.parametrize(("wrong", "_why"), WRONG, ids=[why for _, why in WRONG])
async def test_what_does_not_prove_it_is_refused_in_the_same_words(house, wrong, _why) -> None:
    key = await keyed(house, NURSE)
    assert await attempt(house, key, **wrong) == (401, passkey_api.WRONG)
    assert (await attempt(house, key))[0] == 200, "and the right one opens after it"


BENT = [
    ({"id": "å"}, "no base64"),
    ({"client_data": "e30"}, "an empty object"),
    ({"client_data": "AAAA"}, "no JSON"),
    ({"authenticator_data": "AAAA"}, "too short to be anything"),
    ({"signature": ""}, "nothing signed"),
    ({"user_handle": "?"}, "no base64 either"),
]


@pytest.mark.parametrize(("bent", "_why"), BENT, ids=[why for _, why in BENT])
async def test_what_cannot_be_read_is_refused_in_the_same_words(house, bent, _why) -> None:
    key = await keyed(house, NURSE)
    async with stranger(house) as client:
        body = show(key, await options(client))
        body["shown"] |= bent
        said = await client.post(LOGIN, json=body)
    assert (said.status_code, said.json()["detail"]) == (401, passkey_api.WRONG)


async def test_an_answer_is_taken_once_also_from_two_at_the_same_time(house) -> None:
    key = Authenticator(counts=False)
    await added(house, NURSE, key)
    async with stranger(house) as client, stranger(house) as copy:
        body = show(key, await options(client))
        cookies = dict(client.cookies)
        for one in (client, copy):
            one.cookies.update(cookies)
        both = await asyncio.gather(*(one.post(LOGIN, json=body) for one in (client, copy)))
        assert sorted(one.status_code for one in both) == [200, 401]
        assert (await copy.post(LOGIN, json=body)).status_code == 401


async def test_a_challenge_that_was_answered_wrongly_is_spent(house) -> None:
    key = await keyed(house, NURSE)
    async with stranger(house) as client:
        told = await options(client)
        cookies = dict(client.cookies)
        for wrong, status in (({"flags": PRESENT}, 401), ({}, 401)):
            client.cookies.update(cookies)
            assert (await client.post(LOGIN, json=show(key, told, **wrong))).status_code == status


async def test_an_answer_holds_in_the_browser_that_was_asked_and_for_five_minutes(
    house, monkeypatch
) -> None:
    key = await keyed(house, NURSE)
    async with stranger(house) as client, stranger(house) as other:
        body = show(key, await options(client))
        assert (await other.post(LOGIN, json=body)).status_code == 401, "another browser"
        wall = clock.real_now
        monkeypatch.setattr(clock, "real_now", lambda: wall() + timedelta(minutes=5))
        assert (await client.post(LOGIN, json=body)).status_code == 401, "too late"
        monkeypatch.undo()


async def test_a_challenge_for_one_thing_answers_no_other(house) -> None:
    key = await keyed(house, NURSE)
    async with signed_in(house, NURSE) as client:
        told = (await client.post("/api/account/passkeys/options")).json()
        asked = {
            "challenge": told["challenge"],
            "rpId": "localhost",
            "userVerification": "required",
        }
        assert (await client.post(LOGIN, json=show(key, asked))).status_code == 401


async def test_a_count_that_has_not_gone_up_is_a_copy_and_is_refused(house) -> None:
    key = await keyed(house, NURSE)
    assert (await attempt(house, key, count=7))[0] == 200
    for count in (7, 6, 0):
        assert await attempt(house, key, count=count) == (401, passkey_api.WRONG), count
    assert (await attempt(house, key, count=8))[0] == 200
    quiet = Authenticator(counts=False)
    await added(house, NURSE, quiet)
    for _ in range(2):
        assert (await attempt(house, quiet))[0] == 200, "one that never counts"


ENDED = [
    ("UPDATE account SET disabled_at = now() WHERE id = 'aldre-ssk'", "the account is disabled"),
    ("UPDATE account SET issuer = 'https://idp', subject = '1' WHERE id = 'aldre-ssk'",
     "it signs in by a login service now"),
    ("DELETE FROM passkey WHERE account = 'aldre-ssk'", "the passkey has been taken away"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "_why"), ENDED, ids=[why for _, why in ENDED])
async def test_an_account_that_may_not_enter_is_refused_in_the_same_words(
    house, statement, _why
) -> None:
    key = await keyed(house, NURSE)
    await ask(house, f"{statement} RETURNING 1")
    assert await attempt(house, key) == (401, passkey_api.WRONG)


async def test_who_has_no_assignment_is_told_whom_to_ask(house) -> None:
    key = await keyed(house, NURSE)
    await ask(
        house, "UPDATE assignment SET ends_at = now() WHERE account = :id RETURNING 1", id=NURSE
    )
    status, said = await attempt(house, key)
    assert (status, "har inget uppdrag" in said) == (403, True)


async def test_wrong_passwords_make_nobody_with_a_passkey_wait_until_the_account_is_closed(
    house,
) -> None:
    key = await keyed(house, NURSE)
    await ask(
        house, "UPDATE account SET login = 'karin.vallmo' WHERE id = :id RETURNING 1", id=NURSE
    )
    failed = "INSERT INTO attempt VALUES (:key, :n, now(), now() + interval '1 day')"
    failed += " ON CONFLICT (key) DO UPDATE SET failures = :n RETURNING 1"
    under = house.vault.hash("login", "karin.vallmo")
    password = "INSERT INTO credential VALUES (:id, 'x', '\\x0000', 0, now()) RETURNING 1"
    for failures, has_password, status, why in (
        (100, False, 200, "there is no password to guess"),
        (99, True, 200, "one must wait with a password, and nobody guesses a passkey"),
        (100, True, 401, "closed until a new invitation, by every way"),
    ):
        await ask(house, failed, key=under, n=failures)
        if has_password and failures == 99:
            await ask(house, password, id=NURSE)
        assert (await attempt(house, key))[0] == status, why


async def test_another_sites_page_neither_asks_nor_answers(house) -> None:
    key = await keyed(house, NURSE)
    evil = {"origin": "https://ond.example"}
    async with stranger(house) as client:
        assert (await client.post("/api/passkey/options", headers=evil)).status_code == 403
        body = show(key, await options(client))
        assert (await client.post(LOGIN, json=body, headers=evil)).status_code == 403
        huge = {**body, "shown": {**body["shown"], "signature": "A" * 20_000}}
        assert (await client.post(LOGIN, json=huge)).status_code == 413


HOMES = [
    # public_url, relying party, origin, why
    ("", "localhost", "http://localhost:8000", "the demo, on this machine"),
    ("https://kvarten.example.se", "kvarten.example.se", "https://kvarten.example.se", "as said"),
    ("https://KVARTEN.example.se:443/", "kvarten.example.se", "https://kvarten.example.se",
     "as browsers write it"),
    ("https://kvarten.example.se:8443", "kvarten.example.se", "https://kvarten.example.se:8443",
     "a port of its own"),
    ("http://localhost:9000", "localhost", "http://localhost:9000", "this machine needs no TLS"),
    ("http://kvarten.example.se", None, None, "no browser has passkeys without TLS"),
    ("https://192.0.2.7", None, None, "nor for an address of numbers"),
    ("https://[2001:db8::7]", None, None, "nor for the other kind"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "party", "origin", "_why"), HOMES, ids=[one[3] for one in HOMES])
def test_where_passkeys_hold_is_what_the_installation_says(told, party, origin, _why) -> None:
    found = Entrance(told).passkeys
    assert (found and found.id, found and found.origin) == (party, origin)


async def test_where_passkeys_hold_nowhere_nobody_is_asked_for_one(house) -> None:
    house.entrance = Entrance("http://kvarten.test")
    async with signed_in(house, NURSE) as client:
        assert (await client.get("/api/account")).json()["origin"] is None
        for path in ("/api/passkey/options", "/api/account/passkeys/options"):
            assert (await client.post(path)).status_code == 403, path


async def test_the_page_is_told_of_passkeys_when_somebody_has_one(house) -> None:
    async with stranger(house) as client:
        assert (await client.get("/api/entrance")).json()["passkeys"] is None
        await keyed(house, NURSE)
        told = (await client.get("/api/entrance")).json()
        assert told["passkeys"] == "http://localhost:8000"


async def test_the_log_says_what_was_done_with_a_way_in_and_never_what_it_is(house) -> None:
    key = await keyed(house, NURSE)
    async with signed_in(house, NURSE) as client:
        [one] = (await client.get("/api/account")).json()["passkeys"]
        await client.delete(f"/api/account/passkeys/{one['id']}")
    lines = [line for line in await audited(house) if line["act"].startswith("account:passkey")]
    assert [(line["act"], line["viewer"], line["detail"]) for line in lines] == [
        (f"account:passkey:{act}", NURSE, f"{NURSE} {one['id']}") for act in ("add", "remove")
    ]
    changed = await ask(
        house, "SELECT act, key, before, after FROM change_log WHERE name = 'passkey' ORDER BY id"
    )
    assert [(act, told) for act, told, *_ in changed] == [
        (act, {"key": one["id"]}) for act in ("INSERT", "DELETE")
    ]
    kept = str(changed)
    assert key.credential.hex() not in kept
    assert changed[0][3]["public_key"] == "hemligt"
