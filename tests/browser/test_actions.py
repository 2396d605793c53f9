"""Mina åtgärder: the needs assessor accepts, returns, finishes and hands over; the room sees it."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import night
from tests.browser.convenor import Convenor
from tests.browser.running import Kvarten
from tests.browser.seats import Seat, Sit
from tests.houses import HOME_HELP, NEEDS

ACTIONS = "/atgarder"


@pytest.fixture
def given(morning: Kvarten) -> Kvarten:
    """The huddle has begun, and given Bistånd öst four things to do."""
    with Convenor(morning) as convenor:
        convenor.start()
        convenor.give(night.HOLGER, NEEDS, "Säkra hemgång")
        convenor.give(night.GUNBORG, NEEDS, "Utöka kvällsbesök")
        convenor.give(night.SVEN, NEEDS, "Ring")
        convenor.give(night.EVERT, NEEDS, "Gör hembesök")
    return morning


def test_the_needs_assessor_accepts_returns_finishes_and_hands_over(
    given: Kvarten, nurse: Seat, sit: Sit
) -> None:
    petra = sit("bistandshandlaggare", "/")
    petra.page.get_by_role("navigation").get_by_role("link", name="Mina åtgärder").click()
    expect(petra.page).to_have_title("Mina åtgärder – Kvarten")
    expect(petra.page.get_by_role("heading", name="I dag", exact=True)).to_be_visible()
    expect(petra.page.get_by_text("4 väntar på att du tar emot")).to_be_visible()

    holger = action(petra, night.HOLGER)
    expect(holger).to_contain_text("Planerat hem i dag kl. 16.40")
    holger.get_by_role("button", name="Ta emot").click()
    expect(holger.get_by_role("button", name="Ta emot")).to_have_count(0)
    expect(holger).to_contain_text("mottagen")
    expect(nurse.row(night.HOLGER)).to_contain_text("mottagen")

    action(petra, night.GUNBORG).get_by_role("button", name="Återsänd").click()
    panel = petra.page.get_by_role("form", name="Återsänd: Utöka kvällsbesök")
    expect(panel.get_by_role("button", name="Återsänd")).to_be_disabled()
    panel.get_by_role("radio", name="Fel ansvarig").check()
    panel.get_by_role("textbox").fill("Hemtjänst Ån har beslut sedan 18 november")
    panel.get_by_role("button", name="Återsänd").click()
    expect(panel).to_have_count(0)
    back = nurse.row(night.GUNBORG)
    expect(back).to_contain_text("återsänd")
    expect(back).to_contain_text("Fel ansvarig. Hemtjänst Ån har beslut sedan 18 november.")

    action(petra, night.SVEN).get_by_role("button", name="Klar").click()
    panel = petra.page.get_by_role("form", name="Klar: Ring")
    panel.get_by_role("radio", name="Genomförd").check()
    expect(panel.get_by_role("button", name="Klar")).to_be_disabled()
    told = panel.get_by_role("group", name="Har personen fått veta?")
    told.get_by_role("radio", name="Inte ännu").check()
    panel.get_by_role("button", name="Klar").click()
    expect(panel).to_have_count(0)
    expect(nurse.row(night.SVEN)).to_contain_text("klar")

    action(petra, night.EVERT).get_by_role("button", name="Lämna över").click()
    panel = petra.page.get_by_role("form", name="Lämna över: Gör hembesök")
    panel.get_by_role("radio", name="Hemtjänst Ån").check()
    panel.get_by_role("button", name="Lämna över").click()
    expect(action(petra, night.EVERT)).to_have_count(0)

    jonna = sit("hemtjanstplanerare", ACTIONS)
    expect(action(jonna, night.EVERT).get_by_role("button", name="Ta emot")).to_be_visible()

    waiting = sit("aldre-ssk", ACTIONS).page.get_by_role("region", name="Väntar på andra")
    for words in ("Bistånd öst mottagen", "Bistånd öst återsänd: Fel ansvarig", "Hemtjänst Ån"):
        expect(waiting).to_contain_text(words)


def test_an_action_accepted_twice_or_from_two_desks_is_said_so_in_words(
    given: Kvarten, sit: Sit
) -> None:
    first, second = sit("bistandshandlaggare", ACTIONS), sit("bistandshandlaggare", ACTIONS)
    for seat in (first, second):
        expect(action(seat, night.HOLGER).get_by_role("button", name="Ta emot")).to_be_visible()
    action(first, night.HOLGER).get_by_role("button", name="Ta emot").click()
    expect(action(first, night.HOLGER)).to_contain_text("mottagen")
    action(second, night.HOLGER).get_by_role("button", name="Ta emot").click()
    expect(action(second, night.HOLGER)).to_contain_text("Åtgärden är redan mottagen.")


def test_a_neighbour_s_action_is_in_nobody_else_s_list(given: Kvarten, sit: Sit) -> None:
    with Convenor(given) as convenor:
        convenor.give(night.FRIDA, HOME_HELP, "Tillsyn i kväll")
    jonna = sit("hemtjanstplanerare", ACTIONS)
    expect(action(jonna, night.FRIDA)).to_be_visible()
    expect(jonna.page.get_by_role("heading", level=3)).to_have_count(1)


def action(seat: Seat, who: tuple[str, str, str]) -> Locator:
    has = seat.page.get_by_role("heading", name=night.name(who), level=3)
    return seat.page.get_by_role("main").get_by_role("listitem").filter(has=has)
