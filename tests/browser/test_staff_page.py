"""Personer och roller: somebody is given a role, invited, sets a password and signs in with a code."""

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import axe
from tests.browser.layout import faults
from tests.browser.running import Kvarten
from tests.browser.seats import DESK, PHONE, Sit
from tests.browser.test_settings_page import KEEPER, PAGE

NAME, PASSWORD = "Eva Strand", "tre gula hästar i regn"


@pytest.fixture
def shut(morning: Kvarten) -> Iterator[Kvarten]:
    """Nobody of the test's own can sign in when it is over."""
    yield morning
    with httpx.Client(base_url=morning.base) as client:
        client.post("/api/session", json={"demo": KEEPER}).raise_for_status()
        for one in client.get("/api/accounts").json()["accounts"]:
            if one["name"] == NAME:
                client.post(f"/api/accounts/{one['id']}/disable").raise_for_status()


def fit(page: Page) -> None:
    body = page.locator("body")
    assert faults(page, body) == []
    assert axe(body) == []


def test_somebody_is_given_a_role_invited_and_signs_in(shut: Kvarten, sit: Sit) -> None:
    keeper = sit(KEEPER, PAGE, permissions=["clipboard-read", "clipboard-write"], **DESK)
    page = keeper.page
    page.get_by_role("navigation", name="Avsnitt").get_by_role("button", name="Personer").click()
    people = page.get_by_role("region", name="Personer och roller")
    expect(people.get_by_text("Karin Vallmo")).to_be_visible()
    fit(page)

    people.get_by_role("button", name="Lägg till person").click()
    form = page.get_by_role("dialog", name="Ny person")
    form.get_by_label("Namn", exact=True).fill(NAME)
    form.get_by_label("Inloggningsnamn").fill("eva.strand")
    form.get_by_role("combobox").nth(0).select_option("sjuksköterska, kommunal primärvård")
    form.get_by_role("combobox").nth(1).select_option("SE0000001490-DEMOKP1")
    form.get_by_role("button", name="Ge uppdraget").click()
    expect(form.get_by_role("alert")).to_contain_text("Skriv varför")
    fit(page)
    form.get_by_label("Varför").fill("Går på avstämningen")
    form.get_by_label("Vem som har beslutat").fill("Anna Ek, enhetschef")
    form.get_by_role("button", name="Ge uppdraget").click()
    expect(form).to_be_hidden()

    people.get_by_label("Sök").fill("eva.strand")
    expect(people.get_by_role("listitem")).to_have_count(1)
    people.get_by_role("button", name="Bjud in").click()
    shown = page.get_by_role("dialog", name=f"Inbjudan till {NAME}")
    shown.get_by_role("button", name="Kopiera").click()
    expect(shown.get_by_role("status")).to_have_text("Kopierad.")
    link = page.evaluate("navigator.clipboard.readText()")
    shown.get_by_role("button", name="Klar").click()
    expect(page.get_by_text(link)).to_have_count(0)

    invited = sit(None, link.removeprefix(shut.base), **PHONE)
    other = invited.page
    expect(other.get_by_role("heading", name=f"Välkommen, {NAME}")).to_be_visible()
    expect(other.get_by_role("img", name="QR-kod för appen")).to_be_visible()
    assert "#" not in other.url
    token = link.partition("#")[2]
    assert not [url for url in invited.eyes.addresses if token in url.partition("#")[0]]
    fit(other)
    codes = pyotp.TOTP(other.locator(".secret").inner_text().replace(" ", ""))
    other.get_by_label("Nytt lösenord").fill("Sommaren2026")
    other.get_by_label("Samma lösenord").fill("Sommaren2026")
    other.get_by_label("Koden som appen visar nu").fill(codes.now())
    other.get_by_role("button", name="Spara").click()
    expect(other.get_by_role("alert")).to_contain_text("för vanligt")
    for label in ("Nytt lösenord", "Samma lösenord"):
        other.get_by_label(label).fill(PASSWORD)
    used = codes.now()
    other.get_by_label("Koden som appen visar nu").fill(used)
    other.get_by_role("button", name="Spara").click()
    expect(other.get_by_text("Klart. Nu kan du logga in.")).to_be_visible()

    other.get_by_role("button", name="Till inloggningen").click()
    other.get_by_label("Inloggningsnamn").fill("eva.strand")
    other.get_by_label("Lösenord", exact=True).fill(PASSWORD)
    other.get_by_label("Kod från appen").fill(used)
    fit(other)
    other.get_by_role("button", name="Logga in", exact=True).click()
    expect(other.get_by_role("alert")).to_contain_text("Inloggningen gick inte")
    # The next step's code holds already: nobody waits half a minute for a test.
    other.get_by_label("Kod från appen").fill(
        codes.generate_otp(codes.timecode(datetime.now(UTC)) + 1)
    )
    other.get_by_role("button", name="Logga in", exact=True).click()
    expect(other.get_by_text("Dagens avstämningar").first).to_be_visible()
