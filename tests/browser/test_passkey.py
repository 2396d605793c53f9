"""A passkey in a real browser: made on one's own page, used at the login, and taken away."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.axe import axe
from tests.browser.eyes import Eyes
from tests.browser.layout import faults
from tests.browser.running import Kvarten
from tests.browser.seats import DESK, PHONE, Screen
from tests.browser.test_settings_page import KEEPER, PAGE
from tests.postgres.test_accounts import person

NURSE, ACCOUNT = "aldre-ssk", "/konto"
KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@contextmanager
def authenticator(page: Page) -> Iterator[tuple[CDPSession, str]]:
    """The browser has a thing that holds passkeys, with a finger on it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    made: dict[str, Any] = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    yield devtools, made["authenticatorId"]


def keys(devtools: CDPSession, which: str) -> list[dict[str, Any]]:
    told: dict[str, Any] = devtools.send("WebAuthn.getCredentials", {"authenticatorId": which})
    return told["credentials"]  # type: ignore[no-any-return]


def fit(page: Page) -> None:
    body = page.locator("body")
    assert faults(page, body) == []
    assert axe(body) == []


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["bord", "telefon"])
def test_a_passkey_is_added_signs_in_and_is_taken_away(
    morning: Kvarten, new_context, screen: Screen
) -> None:
    """On this machine by its name: no browser has passkeys for an address of numbers."""
    here = f"http://localhost:{morning.port}"
    told = {**screen}
    width, height = told.pop("size")
    context = new_context(
        base_url=here, locale="sv-SE", viewport={"width": width, "height": height}, **told
    )
    assert context.request.post("/api/session", data={"demo": NURSE}).ok
    page = context.new_page()
    eyes = Eyes(page, here)
    with authenticator(page) as (devtools, which):
        page.goto("/")
        page.get_by_role("link", name="Mitt konto").click()
        expect(page.get_by_role("heading", name="Mitt konto")).to_be_visible()
        expect(page.get_by_text("Du har ingen passnyckel än.")).to_be_visible()
        fit(page)
        button = page.get_by_role("button", name="Lägg till")
        expect(button).to_be_disabled()
        page.get_by_label("Vad ska den heta?").fill("Telefonen")
        button.click()
        mine = page.get_by_role("listitem").filter(has_text="Telefonen")
        expect(mine).to_contain_text("har inte använts")
        fit(page)
        [made] = keys(devtools, which)
        assert (made["rpId"], made["isResidentCredential"]) == ("localhost", True)

        page.get_by_label("Vad ska den heta?").fill("En gång till")
        button.click()
        expect(page.get_by_role("alert")).to_contain_text("har redan en passnyckel")

        page.get_by_role("main").get_by_role("button", name="Logga ut").click()
        page.get_by_role("button", name="Logga in med passnyckel").click()
        expect(page.get_by_role("heading", name="Sedan sist")).to_be_visible()

        page.goto(ACCOUNT)
        expect(mine).to_contain_text("användes")
        mine.get_by_role("button", name="Ta bort Telefonen").click()
        asked = page.get_by_role("dialog", name="Ta bort passnyckeln Telefonen?")
        fit(page)
        asked.get_by_role("button", name="Ta bort").click()
        expect(page.get_by_text("Du har ingen passnyckel än.")).to_be_visible()
        expect(page.get_by_role("heading", name="Passnycklar")).to_be_focused()

        page.get_by_role("main").get_by_role("button", name="Logga ut").click()
        expect(page.get_by_role("heading", name="Vem är du i dag?")).to_be_visible()
        expect(page.get_by_role("button", name="Logga in med passnyckel")).to_have_count(0)
    eyes.check()


def test_without_a_finger_nobody_gets_in_and_is_told_what_to_do(
    morning: Kvarten, new_context
) -> None:
    here = f"http://localhost:{morning.port}"
    context = new_context(base_url=here, locale="sv-SE")
    assert context.request.post("/api/session", data={"demo": NURSE}).ok
    page = context.new_page()
    with authenticator(page) as (devtools, which):
        page.goto(ACCOUNT)
        page.get_by_label("Vad ska den heta?").fill("Datorn")
        page.get_by_role("button", name="Lägg till").click()
        expect(page.get_by_role("listitem").filter(has_text="Datorn")).to_be_visible()
        page.get_by_role("main").get_by_role("button", name="Logga ut").click()
        wrong = {"authenticatorId": which, "isUserVerified": False}
        devtools.send("WebAuthn.setUserVerified", wrong)
        page.get_by_role("button", name="Logga in med passnyckel").click()
        expect(page.get_by_role("alert")).to_contain_text("Ingen passnyckel lästes.")
        devtools.send("WebAuthn.setUserVerified", {**wrong, "isUserVerified": True})
        page.get_by_role("button", name="Logga in med passnyckel").click()
        expect(page.get_by_role("heading", name="Sedan sist")).to_be_visible()
        page.goto(ACCOUNT)
        page.get_by_role("button", name="Ta bort Datorn").click()
        page.get_by_role("dialog").get_by_role("button", name="Ta bort").click()
        expect(page.get_by_text("Du har ingen passnyckel än.")).to_be_visible()


def test_an_invitation_is_taken_with_a_passkey_and_a_lost_one_is_taken_away(
    morning: Kvarten, new_context, sit
) -> None:
    with closing(morning.as_(KEEPER)) as keeper:
        told = keeper.post("/api/accounts", json=person("nils.holm")).json()["accounts"]
        account = next(one["id"] for one in told if one["login"] == "nils.holm")
        link = keeper.post(f"/api/accounts/{account}/invitation").json()["path"]
        here = f"http://localhost:{morning.port}"
        page = new_context(base_url=here, locale="sv-SE").new_page()
        with authenticator(page):
            page.goto(link)
            fit(page)
            page.get_by_role("button", name="Skapa en passnyckel").click()
            expect(page.get_by_text("Klart. Nu kan du logga in.")).to_be_visible()
            page.get_by_role("button", name="Till inloggningen").click()
            page.get_by_role("button", name="Logga in med passnyckel").click()
            expect(page.get_by_text("Dagens avstämningar").first).to_be_visible()
            page.goto(ACCOUNT)
            mine = page.get_by_role("listitem").filter(has_text="Från inbjudan")
            expect(mine).to_contain_text("Det är din enda väg in.")
            expect(mine.get_by_role("button")).to_have_count(0)

            desk = sit(KEEPER, PAGE).page
            sections = desk.get_by_role("navigation", name="Avsnitt")
            sections.get_by_role("button", name="Personer").click()
            people = desk.get_by_role("region", name="Personer och roller")
            people.get_by_label("Sök").fill("nils.holm")
            expect(people.get_by_role("listitem")).to_contain_text("en passnyckel")
            people.get_by_role("button", name="Ta bort passnycklarna").click()
            asked = desk.get_by_role("dialog", name="Ta bort passnycklarna för")
            asked.get_by_role("button", name="Ta bort passnycklarna").click()
            expect(people.get_by_role("listitem")).to_contain_text("kan inte logga in än")

            page.reload()
            expect(page.get_by_role("heading", name="Vem är du i dag?")).to_be_visible()
        keeper.post(f"/api/accounts/{account}/disable").raise_for_status()


def test_where_passkeys_do_not_hold_one_is_told_where_they_do(morning: Kvarten, sit) -> None:
    page = sit(NURSE, ACCOUNT).page
    where = f"Passnycklar gäller på http://localhost:{morning.port}."
    expect(page.get_by_text(where)).to_be_visible()
    expect(page.get_by_role("button", name="Lägg till")).to_have_count(0)
