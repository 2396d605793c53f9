"""Signing in by a login service that somebody else wrote: what opens, and everything that must not."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import text

from app import clock
from app.access.entrance import Entrance
from app.access.oidc import Asked
from app.access.oidc_api import ASKED
from tests.doors import audited
from tests.houses import CENTRE, NEEDS
from tests.lives import live, serving
from tests.login_services import Browser, issuer, provider
from tests.rooms import build

NEIGHBOUR = "SE2321000131-DEMOVC02"
NO_ROLE = "har inget uppdrag i Kvarten"
REFUSED = "Inloggningen gick inte"


@asynccontextmanager
async def service(house: Any) -> AsyncIterator[Browser]:
    """Us and a provider that know of each other, and a browser before them."""
    async with serving(house, CENTRE, NEIGHBOUR) as port:
        us = f"http://127.0.0.1:{port}"
        with provider(us) as address:
            house.entrance = Entrance(us, issuers=(issuer(address),))
            yield Browser(us)


async def sessions(house: Any) -> list[tuple[Any, ...]]:
    async with house.database.work() as session:
        rows = await session.execute(
            text(
                "SELECT g.role, g.scope, s.commission, g.decider, s.ends_at - s.created_at AS lasts"
                " FROM session s JOIN assignment g ON g.id = s.assignment ORDER BY s.created_at"
            )
        )
        return [tuple(row) for row in rows]


def altered(house: Any, browser: Browser, **other: Any) -> None:
    """What was asked, as if it had been asked otherwise."""
    kept = bytes.fromhex(browser.cookies.get(ASKED) or "")
    asked = msgspec.json.decode(house.vault.raw(kept, ASKED.encode()), type=Asked)
    sealed = house.vault.seal(msgspec.json.encode(replace(asked, **other)), ASKED.encode())
    browser.cookies = httpx.Cookies({ASKED: sealed.hex()})


async def test_somebody_with_one_commission_is_let_in_under_it(house) -> None:
    async with service(house) as browser:
        answer = await browser.enter("one")
        assert answer.status_code == 200
        assert '<meta http-equiv="refresh" content="0;url=/">' in answer.text
        assert "<script" not in answer.text
        cookie = answer.headers["set-cookie"]
        assert "SameSite=strict" in cookie
        assert "HttpOnly" in cookie
        told = await browser.session()
        assert (told["name"], told["role"], told["unit"]) == ("Nora Ek", "aldre_ssk", CENTRE)
        [(role, scope, commission, decider, lasts)] = await sessions(house)
        assert (role, scope, commission, decider) == ("aldre_ssk", CENTRE, "SE-K1", "Anna Ek, chef")
        assert lasts == timedelta(hours=12)
        await browser.enter("one")
        async with house.database.work() as session:
            many = await session.execute(
                text("SELECT count(*) FROM assignment WHERE commission = 'SE-K1'")
            )
            assert many.scalar_one() == 1, "the same commission is the same assignment"


async def test_who_has_two_commissions_chooses_and_may_choose_no_other(house) -> None:
    async with service(house) as browser:
        answer = await browser.enter("two")
        assert "url=/uppdrag" in answer.text
        assert await browser.session() == {}
        choices = f"{browser.us}/api/oidc/choices"
        told = (await browser.ask("GET", choices)).json()
        assert [one["name"] for one in told["choices"]] == ["Uppdrag SE-K1", "Uppdrag SE-K2"]
        for number, status in ((2, 404), (-1, 404), (1, 200)):
            said = await browser.ask("POST", choices, json={"number": number})
            assert said.status_code == status, number
        assert (await browser.session())["unit"] == NEIGHBOUR
        assert [row[2] for row in await sessions(house)] == ["SE-K2"]
        assert (await browser.ask("GET", choices)).status_code == 400, "chosen once"


async def test_a_session_is_over_when_its_commission_is(house) -> None:
    async with service(house) as browser:
        await browser.enter("short")
        [(*_, lasts)] = await sessions(house)
        assert timedelta(minutes=15) < lasts <= timedelta(minutes=20)


@pytest.mark.parametrize("who", ["nobody", "wrong purpose", "elsewhere", "another's"])
async def test_who_has_no_role_from_it_is_told_whom_to_ask_and_let_nowhere(house, who: str) -> None:
    async with service(house) as browser:
        answer = await browser.enter(who)
        assert (answer.status_code, NO_ROLE in answer.text) == (400, True)
        assert await browser.session() == {}
        [noted] = await audited(house, "session:sign_in")
        assert (noted["decision"], noted["detail"]) == ("deny", "inget uppdrag")


async def test_who_has_no_commission_gets_the_role_that_a_rule_names_the_place_for(house) -> None:
    async with service(house) as browser:
        await browser.enter("assessor")
        told = await browser.session()
        assert (told["role"], told["unit"]) == ("bistandshandlaggare", NEEDS)


async def test_an_account_made_here_is_known_by_the_hsa_id_its_issuer_may_vouch_for(house) -> None:
    async with house.database.work() as session:
        await session.execute(
            text("UPDATE account SET hsa_id = 'SE2321000131-P0042' WHERE id = 'aldre-ssk'")
        )
    async with service(house) as browser:
        await browser.enter("made here")
        assert (await browser.session())["role"] == "aldre_ssk"
        async with house.database.work() as session:
            await session.execute(
                text("UPDATE account SET disabled_at = now() WHERE id = 'aldre-ssk'")
            )
        assert await browser.session() == {}
        assert "avstängt" in (await browser.enter("made here")).text


async def test_what_comes_back_is_believed_once_and_only_as_it_was_asked_for(
    house, monkeypatch
) -> None:
    async with service(house) as browser:
        url = await browser.out("one")
        wrong = [
            (re.sub(r"state=[^&]+", "state=other", url), "another state"),
            (re.sub(r"code=[^&]+", "code=other", url), "another code"),
            (re.sub(r"iss=[^&]+", "iss=https%3A%2F%2Fevil.example", url), "another issuer"),
            (url.partition("?")[0], "nothing at all"),
        ]
        kept = httpx.Cookies(browser.cookies)
        for address, why in wrong:
            browser.cookies = kept
            answer = await browser.back(address)
            assert (answer.status_code, REFUSED in answer.text) == (400, True), why
        assert await browser.session() == {}

        stranger = Browser(browser.us)
        assert (await stranger.back(url)).status_code == 400, "a browser that did not ask"

        url = await browser.out("one")
        kept = httpx.Cookies(browser.cookies)
        assert (await browser.back(url)).status_code == 200
        browser.cookies = kept
        assert (await browser.back(url)).status_code == 400, "a code that has been used"

        for other, why in (
            ({"nonce": "other"}, "another nonce"),
            ({"verifier": "x" * 43}, "another verifier"),
            ({"until": clock.real_now()}, "too late"),
        ):
            late = Browser(browser.us)
            url = await late.out("one")
            altered(house, late, **other)
            assert (await late.back(url)).status_code == 400, why

        last = Browser(browser.us)
        url = await last.out("one")
        wall = clock.real_now
        altered(house, last, until=wall() + timedelta(days=1))
        monkeypatch.setattr(clock, "real_now", lambda: wall() + timedelta(hours=2))
        assert (await last.back(url)).status_code == 400, "a token that has run out"
        monkeypatch.undo()
        assert (await browser.ask("GET", f"{browser.us}/api/oidc/start/other")).status_code == 404
        assert len(await sessions(house)) == 1


async def test_signing_out_at_the_provider_closes_the_socket_here(house) -> None:
    await build(house)
    async with service(house) as browser:
        await browser.enter("one")
        port = int(browser.us.rpartition(":")[2])
        token = browser.cookies.get("kvarten_session")
        async with live(house, port, token_=token) as nurse:
            await nurse.next("snapshot")
            root = house.entrance.issuers[0].issuer
            page = await browser.ask("GET", f"{root}/session/end")
            fields = dict(re.findall(r'name="(\w+)"[^>]*value="([^"]*)"', page.text))
            form = re.search(r'action="([^"]+)"', page.text)
            assert form
            await browser.ask("POST", form[1], data={**fields, "logout": "yes"})
            assert await nurse.closed(within=3) == 4401
        assert await sessions(house) == []
        [came], [left] = [
            await audited(house, act) for act in ("session:sign_in", "session:sign_out")
        ]
        assert (came["role"], came["assignment"]) == ("aldre_ssk", "SE-K1")
        assert came["detail"] == house.entrance.issuers[0].name
        assert (left["detail"], left["session"]) == ("hos inloggningstjänsten", came["session"])


async def test_a_logout_that_nobody_signed_ends_nothing(house) -> None:
    async with service(house) as browser:
        await browser.enter("one")
        for token in ("", "x", "eyJhbGciOiJub25lIn0.e30.", "a.b.c"):
            said = await browser.ask(
                "POST", f"{browser.us}/api/oidc/logout/test", data={"logout_token": token}
            )
            assert said.status_code == 400
        assert len(await sessions(house)) == 1
