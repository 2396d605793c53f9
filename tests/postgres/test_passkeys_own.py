"""The passkeys of one's own account: added by who has just signed in, and never taken away as the last."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx

from app import clock
from app.access import own, passkeys
from tests.authenticators import PRESENT, Authenticator
from tests.doors import add_staff, audited, signed_in
from tests.houses import CENTRE
from tests.passkeys import add, keyed, options, show
from tests.postgres.test_accounts import person
from tests.postgres.test_login import PASSWORD, code, invited
from tests.rooms import ask

NURSE, KEEPER = "aldre-ssk", "systemforvaltare"
PATH = "/api/account/passkeys"


async def mine(client: Any) -> list[dict[str, Any]]:
    return (await client.get("/api/account")).json()["passkeys"]  # type: ignore[no-any-return]


async def enters(house: Any, key: Authenticator) -> int:
    async with signed_in(house, None) as client:
        said = await client.post("/api/passkey/login", json=show(key, await options(client)))
        return said.status_code


async def test_one_sees_ones_own_with_their_names_and_nobody_elses(house) -> None:
    async with signed_in(house, NURSE) as client:
        told = (await client.get("/api/account")).json()
        assert told == {
            "name": "Karin Vallmo", "login": None, "way": "demo", "has_password": False,
            "origin": "http://localhost:8000", "fresh": True, "passkeys": [],
        }  # fmt: skip
        assert (await add(client, Authenticator(), "  Telefonen ")).status_code == 201
        assert [(one["name"], one["used_at"]) for one in await mine(client)] == [
            ("Telefonen", None)
        ]
    async with signed_in(house, "chef") as other:
        assert await mine(other) == []


async def test_a_thing_that_holds_one_already_is_told_not_to_make_another(house) -> None:
    async with signed_in(house, NURSE) as client:
        key = Authenticator()
        await add(client, key)
        told = (await client.post(f"{PATH}/options")).json()
        assert [one["id"] for one in told["excludeCredentials"]] == [key.show(
            {"userVerification": "required", "rpId": "localhost", "challenge": ""})["id"]]  # fmt: skip
        again = await add(client, key)
        assert (again.status_code, again.json()["detail"]) == (409, passkeys.TAKEN)
    async with signed_in(house, "chef") as thief:
        assert (await add(thief, key)).status_code == 409, "nor for another account"


async def test_the_handle_in_the_thing_tells_nobody_whose_it_is(house) -> None:
    key = await keyed(house, NURSE)
    assert key.handle == house.vault.hash("passkey", NURSE)
    assert len(key.handle) == 32


WRONG: list[tuple[dict[str, Any], int, str]] = [
    ({"origin": "https://ond.example"}, 409, "made on another site's page"),
    ({"party": "ond.example"}, 409, "for another relying party"),
    ({"challenge": "AAAA"}, 409, "another challenge"),
    ({"flags": PRESENT}, 409, "nobody has shown a finger, a face or a PIN"),
    ({"attestation": b"\xff"}, 409, "what cannot be read"),
    ({"attestation": b"\xa0"}, 409, "an empty one"),
]


async def test_what_was_not_made_here_and_now_is_not_added(house) -> None:
    async with signed_in(house, NURSE) as client:
        for wrong, status, why in WRONG:
            said = await add(client, Authenticator(), **wrong)
            assert (said.status_code, said.json()["detail"]) == (status, own.NOT_MADE), why
        assert await mine(client) == []


async def test_a_challenge_makes_one_and_only_for_whom_it_was_made(house) -> None:
    async with signed_in(house, NURSE) as client, signed_in(house, "chef") as other:
        told = (await client.post(f"{PATH}/options")).json()
        kept = client.cookies["kvarten_passnyckel"]
        body = {"name": "Telefonen", "made": Authenticator().make(told)}
        other.cookies.set("kvarten_passnyckel", kept, domain="kvarten.test")
        assert (await other.post(PATH, json=body)).status_code == 409
        assert (await client.post(PATH, json=body)).status_code == 201
        again = {"name": "Telefonen", "made": Authenticator().make(told)}
        assert (await client.post(PATH, json=again)).status_code == 409


async def test_a_name_is_asked_for_before_the_finger(house) -> None:
    async with signed_in(house, NURSE) as client:
        told = (await client.post(f"{PATH}/options")).json()
        made = Authenticator().make(told)
        for name in ("", "   ", "x" * 61, "a\0b"):
            said = await client.post(PATH, json={"name": name, "made": made})
            assert (said.status_code, said.json()["fields"][0]["field"]) == (422, "name"), name
        said = await client.post(PATH, json={"name": "Telefonen", "made": made})
        assert said.status_code == 201, "a name that is refused does not spend the challenge"


async def test_one_is_added_within_ten_minutes_of_signing_in_and_not_later(
    house, monkeypatch
) -> None:
    """Also when one has gone on under another assignment meanwhile."""
    await add_staff(house, NURSE, "vc_lakare", CENTRE)
    await ask(
        house, "UPDATE assignment SET ends_at = NULL WHERE account = :id RETURNING 1", id=NURSE
    )
    wall = clock.real_now
    async with signed_in(house, NURSE) as client:
        monkeypatch.setattr(clock, "real_now", lambda: wall() + timedelta(minutes=9))
        assert (await add(client, Authenticator())).status_code == 201
        choices = (await client.get("/api/session")).json()["assignments"]
        await client.post("/api/session/switch", json={"assignment": choices[1]["id"]})
        monkeypatch.setattr(clock, "real_now", lambda: wall() + timedelta(minutes=11))
        said = await client.post(f"{PATH}/options")
        assert (said.status_code, said.json()["detail"]) == (403, own.NOT_FRESH)
        assert not (await client.get("/api/account")).json()["fresh"]
        [one] = await mine(client)
        assert (await client.delete(f"{PATH}/{one['id']}")).status_code == 200, "less, at any time"


async def test_who_comes_by_a_login_service_has_none_here(house) -> None:
    await ask(
        house, "UPDATE account SET issuer = 'https://idp', subject = '1' WHERE id = :id RETURNING 1",
        id=NURSE,
    )  # fmt: skip
    async with signed_in(house, NURSE) as client:
        told = (await client.get("/api/account")).json()
        assert (told["way"], told["origin"]) == ("issuer", None)
        said = await client.post(f"{PATH}/options")
        assert (said.status_code, said.json()["detail"]) == (403, own.ELSEWHERE)


async def test_nobody_has_more_than_ten(house) -> None:
    async with signed_in(house, NURSE) as client:
        statuses = [(await add(client, Authenticator())).status_code for _ in range(11)]
        assert statuses == [201] * 10 + [409]


async def test_one_takes_away_ones_own_and_nobody_elses(house) -> None:
    key = await keyed(house, NURSE)
    async with signed_in(house, NURSE) as client, signed_in(house, "chef") as other:
        [one] = await mine(client)
        assert (await other.delete(f"{PATH}/{one['id']}")).status_code == 404
        assert (await client.delete(f"{PATH}/{one['id']}")).json()["passkeys"] == []
        assert (await client.delete(f"{PATH}/{one['id']}")).status_code == 404
    assert await enters(house, key) == 401


async def test_an_invitation_is_taken_with_a_passkey_and_no_password(house) -> None:
    account = await somebody(house)
    token = await invited(house, account, "eva.strand")
    async with signed_in(house, None) as client:
        told = (await client.post("/api/invitation/open", json={"token": token})).json()
        assert told["passkeys"] == "http://localhost:8000"
        key = Authenticator()
        assert (await accept(client, token, key, origin="https://ond.example")).status_code == 409
        assert (await accept(client, token, key)).status_code == 204, "a fault uses nothing up"
        assert (await accept(client, token, Authenticator())).status_code == 404, "works once"
        said = await client.post("/api/passkey/login", json=show(key, await options(client)))
        assert said.status_code == 200
        told = (await client.get("/api/account")).json()
        assert (told["login"], told["way"], told["has_password"]) == ("eva.strand", "local", False)


async def test_the_only_way_in_is_not_taken_away_by_its_owner(house) -> None:
    client_of, _ = await alone(house)
    async with client_of as client:
        [one] = await mine(client)
        assert not one["removable"]
        said = await client.delete(f"{PATH}/{one['id']}")
        assert (said.status_code, said.json()["detail"]) == (409, own.LAST)
        assert (await add(client, Authenticator(), "Datorn")).status_code == 201
        both = await mine(client)
        assert [one["removable"] for one in both] == [True, True]
        taken = await asyncio.gather(*(client.delete(f"{PATH}/{one['id']}") for one in both))
        assert sorted(one.status_code for one in taken) == [200, 409], "also when two are at once"
        assert len(await mine(client)) == 1


async def test_with_a_password_and_a_code_the_last_passkey_may_go(house) -> None:
    client_of, _ = await alone(house)
    async with client_of as client:
        account = (await ask(house, "SELECT id FROM account WHERE login = 'eva.strand'"))[0][0]
        password = "INSERT INTO credential VALUES (:id, 'x', '\\x0000', 0, now()) RETURNING 1"
        await ask(house, password, id=account)
        [one] = await mine(client)
        assert (await client.delete(f"{PATH}/{one['id']}")).json()["passkeys"] == []


async def test_a_new_invitation_ends_every_way_in_there_was(house) -> None:
    client_of, lost = await alone(house)
    async with client_of as client:
        account = (await ask(house, "SELECT id FROM account WHERE login = 'eva.strand'"))[0][0]
        token = await invited(house, account, "eva.strand")
        assert await enters(house, lost) == 200, "until it is used"
        async with signed_in(house, None) as other:
            told = (await other.post("/api/invitation/open", json={"token": token})).json()
            body = {"token": token, "password": PASSWORD, "code": code(told["secret"])}
            assert (await other.post("/api/invitation/accept", json=body)).status_code == 204
        assert await enters(house, lost) == 401
        assert (await client.get("/api/session")).status_code == 401
    token = await invited(house, account, "eva.strand")
    async with signed_in(house, None) as other:
        assert (await accept(other, token, Authenticator())).status_code == 204
    assert await ask(house, "SELECT 1 FROM credential WHERE account = :id", id=account) == []


async def test_whoever_looks_after_the_system_takes_a_lost_one_away(house) -> None:
    client_of, lost = await alone(house)
    async with client_of as client, signed_in(house, KEEPER) as keeper:
        everybody = (await keeper.get("/api/accounts")).json()["accounts"]
        eva = next(one for one in everybody if one["name"] == "Eva Strand")
        assert eva["passkeys"] == 1
        said = await keeper.delete(f"/api/accounts/{eva['id']}/passkeys")
        assert said.status_code == 200
        assert (await client.get("/api/session")).status_code == 401
        assert (await keeper.delete(f"/api/accounts/{eva['id']}/passkeys")).status_code == 404
    assert await enters(house, lost) == 401
    changed = "SELECT act, who FROM change_log WHERE name = 'passkey' ORDER BY id"
    assert await ask(house, changed) == [("INSERT", eva["id"]), ("DELETE", KEEPER)]
    [line] = await audited(house, "account:passkey:take")
    assert (line["viewer"], line["detail"]) == (KEEPER, f"{eva['id']} alla")


async def somebody(house: Any) -> str:
    """An account of a small installation, which is nobody of the demo's."""
    async with signed_in(house, KEEPER) as keeper:
        asked = person("eva.strand")
        told = (await keeper.post("/api/accounts", json=asked)).json()["accounts"]
        return next(one["id"] for one in told if one["name"] == "Eva Strand")


async def alone(house: Any) -> tuple[Any, Authenticator]:
    """Eva, who has a passkey and no password: her browser, signed in, and the thing that holds it."""
    token = await invited(house, await somebody(house), "eva.strand")
    key = Authenticator()

    @asynccontextmanager
    async def browser() -> AsyncIterator[httpx.AsyncClient]:
        async with signed_in(house, None) as client:
            said = await client.post("/api/passkey/login", json=show(key, await options(client)))
            assert said.status_code == 200
            yield client

    async with signed_in(house, None) as client:
        assert (await accept(client, token, key)).status_code == 204
    return browser(), key


async def accept(client: Any, token: str, key: Authenticator, **wrong: Any) -> httpx.Response:
    told = await client.post("/api/invitation/passkey/options", json={"token": token})
    if told.status_code != 200:
        return told  # type: ignore[no-any-return]
    body = {"token": token, "name": "Telefonen", "made": key.make(told.json(), **wrong)}
    return await client.post("/api/invitation/passkey", json=body)  # type: ignore[no-any-return]
