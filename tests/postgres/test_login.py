"""Signing in with name, password and code: what opens, what does not, and that nothing tells them apart."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from app import clock
from app.access import attempts, credentials, invitations, login_api
from tests.doors import signed_in

LOGIN, PASSWORD = "karin.vallmo", "tre gula hästar i regn"
NURSE = "aldre-ssk"
COUNT = timedelta(seconds=30)


@pytest.fixture
def wall(monkeypatch) -> Any:
    """The wall's clock, which this test moves: a code holds for half a minute."""

    class Wall:
        moved = timedelta(0)

        def forward(self, by: timedelta) -> None:
            self.moved += by

    wall, real = Wall(), clock.real_now
    monkeypatch.setattr(clock, "real_now", lambda: real() + wall.moved)
    return wall


@pytest.fixture
async def secret(house, wall) -> str:
    """Karin has been invited, and has set her password; answers what her codes are made from."""
    return await enrolled(house, wall)


async def enrolled(house, wall, account: str = NURSE, login: str = LOGIN) -> str:
    token = await invited(house, account, login)
    async with signed_in(house, None) as client:
        told = (await client.post("/api/invitation/open", json={"token": token})).json()
        body = {"token": token, "password": PASSWORD, "code": code(told["secret"])}
        assert (await client.post("/api/invitation/accept", json=body)).status_code == 204
    wall.forward(COUNT)
    return str(told["secret"])


async def invited(house, account: str = NURSE, login: str = LOGIN) -> str:
    async with house.database.work() as session:
        await session.execute(
            text("UPDATE account SET login = :login WHERE id = :id"),
            {"login": login, "id": account},
        )
        return await invitations.invite(session, house.vault, account, clock.real_now())


def code(secret: str) -> str:
    return pyotp.TOTP(secret).at(clock.real_now())


async def attempt(house, secret: str, **other: str) -> tuple[int, str]:
    """The answer to an attempt at the door: its status and what it says."""
    async with signed_in(house, None) as client:
        body = {"login": LOGIN, "password": PASSWORD, "code": code(secret), **other}
        said = await client.post("/api/login", json=body)
        return said.status_code, said.json().get("detail", said.json().get("name"))


async def test_name_password_and_code_open_under_ones_assignment(house, secret) -> None:
    async with signed_in(house, None) as client:
        body = {"login": " Karin.Vallmo ", "password": PASSWORD, "code": code(secret)}
        said = await client.post("/api/login", json=body)
        assert (said.status_code, said.json()["role"]) == (200, "aldre_ssk")
        assert (await client.get("/api/session")).json()["name"] == "Karin Vallmo"


WRONG = [
    ({"login": "nobody.at.all"}, "no such name"),
    ({"password": "tre gula hästar i snö"}, "another password"),
    ({"code": "000000"}, "another code"),
    ({"password": "", "code": ""}, "nothing said"),
    ({"login": "x" * 30_000}, "a name without end"),
    ({"login": "a\x00b"}, "a name that no database could hold"),
    ({"password": "\ud83d"}, "half a letter"),
]


async def test_whatever_was_wrong_the_answer_is_the_same(house, secret) -> None:
    said = {await attempt(house, secret, **other) for other, _ in WRONG[:5]}
    assert said == {(401, login_api.WRONG)}
    await do(house, "DELETE FROM attempt")
    await do(house, "UPDATE account SET disabled_at = now() WHERE id = 'aldre-ssk'")
    assert await attempt(house, secret) == (401, login_api.WRONG)


async def test_a_name_that_no_database_could_hold_is_nobodys(house, secret) -> None:
    assert (await attempt(house, secret, login="a\x00b"))[0] in (401, 422)


async def test_a_code_opens_once_also_for_two_at_the_same_time(house, secret) -> None:
    both = await asyncio.gather(attempt(house, secret), attempt(house, secret))
    assert sorted(status for status, _ in both) == [200, 401]
    assert (await attempt(house, secret))[0] == 401
    assert (await attempt(house, secret, code=pyotp.TOTP(secret).at(clock.real_now() - COUNT)))[
        0
    ] == 401
    assert (await attempt(house, secret, code=pyotp.TOTP(secret).at(clock.real_now() + COUNT)))[
        0
    ] == 200


async def test_after_five_failures_one_waits_and_is_not_told_so(house, secret, wall) -> None:
    for _ in range(5):
        assert await attempt(house, secret, password="fel") == (401, login_api.WRONG)
    assert await attempt(house, secret) == (401, login_api.WRONG), "right, but too soon"
    wall.forward(timedelta(seconds=31))
    assert (await attempt(house, secret))[0] == 200
    for _ in range(4):
        await attempt(house, secret, password="fel")
    wall.forward(COUNT)
    assert (await attempt(house, secret))[0] == 200, "what succeeded has forgiven the rest"


async def test_many_at_once_get_no_more_tries_than_one_after_the_other(
    house, secret, monkeypatch
) -> None:
    looked = 0
    verify = credentials._verify

    def counted(hashed: str, password: str) -> bool:
        nonlocal looked
        looked += 1
        return verify(hashed, password)

    began = attempts.begin
    let = []

    async def begin(*told: Any) -> bool:
        let.append(await began(*told))
        return let[-1]

    monkeypatch.setattr(credentials, "_verify", counted)
    monkeypatch.setattr(attempts, "begin", begin)
    await asyncio.gather(*(attempt(house, secret, password="fel") for _ in range(12)))
    assert sum(let) == 5
    assert looked == 12, "the work is the same for those who must wait"


async def test_a_name_that_nobody_has_must_wait_too(house, secret) -> None:
    for _ in range(5):
        await attempt(house, secret, login="nobody")
    async with house.database.work() as session:
        under = attempts.keys(house.vault, "nobody", "192.0.2.1")
        assert not await attempts.begin(session, under, clock.real_now())


async def test_the_time_tells_nobody_which_names_there_are(house, secret) -> None:
    """The quickest of interleaved tries: a busy machine only adds. A hash is most of each."""
    took: dict[str, list[float]] = {LOGIN: [], "nobody": []}
    for _ in range(12):
        for login, times in took.items():
            await do(house, "DELETE FROM attempt")
            begun = time.perf_counter()
            await attempt(house, secret, login=login, password="fel")
            times.append(time.perf_counter() - begun)
    known, unknown = (min(times) for times in took.values())
    assert 0.6 < known / unknown < 1.6


async def test_a_hash_made_at_a_lower_cost_is_made_anew_when_it_opens(house, secret) -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    await do(house, "UPDATE credential SET password = :told", told=cheap)
    assert (await attempt(house, secret))[0] == 200
    async with house.database.work() as session:
        now = (await session.execute(text("SELECT password FROM credential"))).scalar_one()
    assert now.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_an_invitation_opens_once_within_three_days(house, wall) -> None:
    token = await invited(house)
    later = await invited(house)
    async with signed_in(house, None) as client:

        async def opens(told: str) -> int:
            return (await client.post("/api/invitation/open", json={"token": told})).status_code

        assert await opens(token) == 404, "a new one has taken its place"
        assert await opens(later) == 200
        wall.forward(timedelta(hours=71))
        assert await opens(later) == 200
        wall.forward(timedelta(hours=1, seconds=1))
        assert await opens(later) == 404
    secret = await enrolled(house, wall)
    assert (await attempt(house, secret))[0] == 200


async def test_an_invitation_is_not_used_up_by_a_password_or_a_code_that_is_refused(
    house, wall
) -> None:
    token = await invited(house)
    async with signed_in(house, None) as client:
        told = (await client.post("/api/invitation/open", json={"token": token})).json()
        assert told["picture"].startswith("data:image/svg+xml")
        good = {"token": token, "password": PASSWORD, "code": code(told["secret"])}
        for field, wrong in (
            ("password", "kort"),
            ("code", "000000"),
            ("password", "karin.vallmo1"),
        ):
            said = await client.post("/api/invitation/accept", json={**good, field: wrong})
            assert (said.status_code, said.json()["fields"][0]["field"]) == (422, field)
        many = await asyncio.gather(
            *(client.post("/api/invitation/accept", json=good) for _ in range(3))
        )
        assert sorted(one.status_code for one in many) == [204, 404, 404]


async def test_a_new_invitation_is_the_way_back_and_ends_what_was_open(house, secret, wall) -> None:
    for _ in range(6):
        await attempt(house, secret, password="fel")
    async with signed_in(house, NURSE) as client:
        fresh = await enrolled(house, wall)
        assert (await client.get("/api/session")).status_code == 401
    assert (await attempt(house, secret))[0] == 401, "the old authenticator"
    assert (await attempt(house, fresh))[0] == 200


async def test_the_database_holds_neither_password_nor_secret_nor_token(house, wall) -> None:
    token = await invited(house)
    async with signed_in(house, None) as client:
        told = (await client.post("/api/invitation/open", json={"token": token})).json()
    secret = await enrolled(house, wall)
    async with house.database.work() as session:
        rows = await session.execute(
            text(
                "SELECT credential::text FROM credential UNION SELECT invitation::text FROM invitation"
            )
        )
        kept = "".join(rows.scalars())
    for hidden in (PASSWORD, secret, told["secret"], token):
        assert hidden not in kept
        assert hidden.encode().hex() not in kept


async def test_the_page_is_told_by_which_ways_one_may_sign_in(house, wall) -> None:
    async with signed_in(house, None) as client:
        assert (await client.get("/api/entrance")).json() == {
            "demo": True,
            "local": False,
            "issuers": [],
            "passkeys": None,
        }
        await enrolled(house, wall)
        assert (await client.get("/api/entrance")).json() == {
            "demo": True,
            "local": True,
            "issuers": [],
            "passkeys": None,
        }


async def do(house, statement: str, **values: Any) -> None:
    async with house.database.work() as session:
        await session.execute(text(statement), values)
