"""Inställningar beside the document: a source's keys, and for how long events are kept."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import axe
from tests.browser.eyes import STORED
from tests.browser.layout import faults
from tests.browser.running import Kvarten
from tests.browser.seats import DESK, PHONE, ROOM, TABLET, Screen, Seat, Sit
from tests.browser.test_settings_page import KEEPER, PAGE, form
from tests.browser.test_states import ALL

SOURCE, ID = "Elvis (SÄS)", "elvis"
CLIPBOARD = ["clipboard-read", "clipboard-write"]
SCREENS = {"a phone": PHONE, "a desk": DESK}
if ALL:
    SCREENS |= {"a tablet": TABLET, "a wide screen": ROOM}
each_screen = pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS)


@pytest.fixture
def put_back(morning: Kvarten) -> Iterator[Kvarten]:
    """The source is without keys, and events are kept for five years, when the test is over."""
    yield morning
    with httpx.Client(base_url=morning.base) as client:
        assert client.post("/api/session", json={"demo": KEEPER}).status_code == 200
        assert client.delete(f"/api/sources/{ID}/token").status_code == 204
        was = client.get("/api/retention").json()["months"]
        told = client.put("/api/retention", json={"months": 60, "was": was})
        assert told.json()["months"] == 60


def section(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Avsnitt").get_by_role("button", name=name).click()


def keys_of(page: Page) -> Locator:
    section(page, "Källor")
    form(page, SOURCE)
    return page.get_by_role("region", name="Nycklar")


def fit(page: Page, within: Locator) -> None:
    assert faults(page, within) == []
    assert axe(within) == []


def knock(kvarten: Kvarten, token: str) -> int:
    told = {"authorization": f"Bearer {token}"}
    return httpx.post(f"{kvarten.base}/api/heartbeat", headers=told).status_code


def shown(seat: Seat, dialog: Locator) -> str:
    """The new token, which stands in the dialog and in nothing that outlives it."""
    token = dialog.locator("code").first.inner_text()
    assert len(token) > 40
    assert token not in seat.page.evaluate(STORED)
    assert token not in seat.page.title()
    assert not [url for url in seat.eyes.addresses if token in url]
    return token


@each_screen
def test_a_source_is_given_a_token_shown_once_then_another_and_all_are_taken_back(
    put_back: Kvarten, sit: Sit, screen: Screen
) -> None:
    seat = sit(KEEPER, PAGE, permissions=CLIPBOARD, **screen)
    page = seat.page
    keys = keys_of(page)
    expect(keys).to_contain_text("Ingen nyckel gäller.")
    fit(page, page.locator("body"))

    keys.get_by_role("button", name="Ny token …").click()
    dialog = page.get_by_role("dialog", name=f"Ny token till {SOURCE}")
    expect(dialog.get_by_role("textbox")).to_have_count(0)
    dialog.get_by_role("button", name="Skapa token").click()
    dialog = page.get_by_role("dialog", name="Spara token nu")
    expect(dialog.get_by_role("heading")).to_be_focused()
    expect(dialog).to_contain_text("Den visas bara nu.")
    expect(dialog).to_contain_text("Authorization: Bearer")
    expect(dialog).not_to_contain_text("De tidigare")
    fit(page, dialog)
    first = shown(seat, dialog)
    dialog.get_by_role("button", name="Kopiera").click()
    expect(dialog.get_by_role("status")).to_have_text("Kopierad.")
    assert page.evaluate("() => navigator.clipboard.readText()") == first
    page.keyboard.press("Escape")
    expect(dialog, "not by a slip of the hand").to_be_visible()
    dialog.get_by_role("button", name="Jag har sparat den").click()
    expect(keys.get_by_role("button", name="Ny token …")).to_be_focused()
    expect(keys.get_by_role("listitem")).to_have_count(1)
    assert first not in page.content()
    assert knock(put_back, first) == 200

    keys.get_by_role("button", name="Ny token …").click()
    dialog = page.get_by_role("dialog", name=f"Ny token till {SOURCE}")
    hours = dialog.get_by_label("Timmar som de tidigare gäller vidare")
    expect(hours).to_have_value("24")
    hours.fill("721")
    hours.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("från 0 till 720")
    expect(hours).to_be_focused()
    fit(page, dialog)
    hours.fill("2")
    hours.press("Enter")
    dialog = page.get_by_role("dialog", name="Spara token nu")
    expect(dialog).to_contain_text("De tidigare slutar gälla senast")
    second = shown(seat, dialog)
    dialog.get_by_role("button", name="Jag har sparat den").click()
    rows = keys.get_by_role("listitem")
    expect(rows).to_have_count(2)
    expect(rows.first).not_to_contain_text("slutar gälla")
    expect(rows.last).to_contain_text("slutar gälla")
    assert [knock(put_back, one) for one in (first, second)] == [200, 200]
    fit(page, page.locator("body"))

    keys.get_by_role("button", name="Ta tillbaka alla …").click()
    dialog = page.get_by_role("dialog", name=f"Ta tillbaka alla nycklar till {SOURCE}?")
    expect(dialog).to_contain_text("Källan kan inte lämna händelser förrän den har fått en ny.")
    fit(page, dialog)
    dialog.get_by_role("button", name="Behåll nycklarna").click()
    expect(rows).to_have_count(2)
    keys.get_by_role("button", name="Ta tillbaka alla …").click()
    dialog.get_by_role("button", name="Ta tillbaka 2 nycklar").click()
    expect(keys).to_contain_text("Ingen nyckel gäller.")
    expect(keys.get_by_role("heading", name="Nycklar")).to_be_focused()
    # What a door remembers of a token it forgets within five seconds.
    page.wait_for_timeout(5000)
    assert [knock(put_back, one) for one in (first, second)] == [401, 401]
    assert first not in put_back.said()
    assert second not in put_back.said()


def test_a_source_that_is_not_carried_out_has_no_keys_yet(put_back: Kvarten, sit: Sit) -> None:
    page = sit(KEEPER, PAGE).page
    section(page, "Källor")
    page.get_by_role("button", name="Lägg till källa").click()
    keys = page.get_by_role("region", name="Nycklar")
    expect(keys).to_contain_text("när den är genomförd")
    expect(keys.get_by_role("button")).to_have_count(0)


@each_screen
def test_how_long_events_are_kept_is_shown_confirmed_and_holds(
    put_back: Kvarten, sit: Sit, screen: Screen
) -> None:
    page = sit(KEEPER, PAGE, **screen).page
    section(page, "Gallring")
    kept = page.get_by_role("region", name="Gallring")
    expect(kept).to_contain_text("högst 60 månader (5 år) gammal")
    field = kept.get_by_label("Gallringsgräns, månader")
    expect(field).to_have_value("60")
    for wrong in ("12", "121", "fem år", ""):
        field.fill(wrong)
        field.press("Enter")
        expect(kept.get_by_role("alert")).to_contain_text("från 24 till 120")
        expect(field).to_be_focused()
    fit(page, page.locator("body"))
    field.fill("30")
    kept.get_by_role("button", name="Visa skillnaden").click()
    dialog = page.get_by_role("dialog", name="Ändra gallringsgränsen?")
    expect(dialog).to_contain_text("60 månader (5 år) → 30 månader (2 år och 6 månader)")
    expect(dialog).to_contain_text("vägras från och med nu")
    fit(page, dialog)
    dialog.get_by_role("button", name="Tillbaka").click()
    expect(kept).to_contain_text("högst 60 månader (5 år) gammal")
    kept.get_by_role("button", name="Visa skillnaden").click()
    dialog.get_by_role("button", name="Genomför").click()
    expect(kept).to_contain_text("Gränsen är 30 månader (2 år och 6 månader). Det gäller nu.")
    expect(kept).to_contain_text("högst 30 månader (2 år och 6 månader) gammal")
    expect(field).to_be_focused()
    fit(page, page.locator("body"))


def test_somebody_elses_change_in_between_is_told(put_back: Kvarten, sit: Sit) -> None:
    page, other = sit(KEEPER, PAGE).page, sit(KEEPER, PAGE).page
    for each in (page, other):
        section(each, "Gallring")
        expect(each.get_by_label("Gallringsgräns, månader")).to_have_value("60")
    for each, months in ((other, "48"), (page, "36")):
        each.get_by_label("Gallringsgräns, månader").fill(months)
        each.get_by_role("button", name="Visa skillnaden").click()
        each.get_by_role("dialog").get_by_role("button", name="Genomför").click()
        # Whoever is second is so in the database too.
        expect(other.get_by_text("högst 48 månader (4 år) gammal")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("Någon annan har ändrat gallringsgränsen.")
    expect(page.get_by_text("högst 48 månader (4 år) gammal")).to_be_visible()
