"""Vecka: a chef's own centre first, who was missing, what is too few to be shown; and who has no right to it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import night
from tests.browser.axe import axe
from tests.browser.convenor import Convenor
from tests.browser.layout import faults
from tests.browser.running import Kvarten
from tests.browser.seats import DESK, PHONE, ROOM, TABLET, Screen, Sit
from tests.browser.test_states import ALL
from tests.houses import TEAM

PAGE = "/perioder"
SCREENS = [(PHONE, "a phone"), (DESK, "a desk")]
if ALL:
    SCREENS += [(TABLET, "a tablet"), (ROOM, "a wide screen")]


def this_week(page: Page) -> None:
    expect(page.get_by_role("heading", name="Lindåsens vårdcentral", level=1)).to_be_visible()
    page.get_by_role("button", name="Nästa").click()
    expect(page.get_by_text("v. 47, 16–22 november 2026")).to_be_visible()


@pytest.mark.parametrize(("screen", "_comment"), SCREENS, ids=[one[1] for one in SCREENS])
def test_a_chef_reads_the_own_centre_s_week_without_a_person(
    morning: Kvarten, sit: Sit, screen: Screen, _comment: str
) -> None:
    with Convenor(morning) as convenor:
        convenor.start()
        convenor.come(TEAM)
        convenor.decide(night.GUNBORG, kind="lift", reason="Behöver fler parter")
        convenor.decide_the_rest()
        convenor.close()
    morning.move_clock(f"{night.DATE}T10:00")
    page = sit("chef", PAGE, **screen).page
    this_week(page)
    expect(page.get_by_text("1 av 1 hållna")).to_be_visible()
    expect(page.get_by_role("heading", name="Saknades")).to_be_visible()
    expect(page.get_by_role("region", name="Per regel")).to_contain_text("färre än 5")
    lifted = page.get_by_role("region", name="Lyft hit")
    expect(lifted.get_by_role("listitem")).to_have_count(1)
    expect(lifted).to_contain_text("Behöver fler parter")
    for _, given, family in (night.GUNBORG, night.EVERT, night.ALICE):
        expect(page.get_by_text(given)).to_have_count(0)
        expect(page.get_by_text(family)).to_have_count(0)
    page.get_by_text("Visa siffrorna").first.click()
    assert faults(page, page.locator("body")) == []
    assert axe(page.locator("body")) == []


def test_a_week_that_did_not_come_is_the_one_asked_for_again(morning: Kvarten, sit: Sit) -> None:
    seat = sit("chef", PAGE)
    page = seat.page
    expect(page.get_by_role("heading", name="Lindåsens vårdcentral", level=1)).to_be_visible()
    seat.eyes.network_is_cut = True
    page.context.set_offline(True)
    page.get_by_role("button", name="Nästa").click()
    expect(page.get_by_role("alert")).to_contain_text("Servern svarar inte.")
    page.context.set_offline(False)
    page.get_by_role("button", name="Försök igen").click()
    expect(page.get_by_text("v. 47, 16–22 november 2026")).to_be_visible()


def test_without_a_right_to_it_there_is_a_way_on_and_nothing_to_try_again(
    morning: Kvarten, sit: Sit
) -> None:
    page = sit("hemtjanstplanerare", PAGE).page
    expect(page.get_by_role("alert")).to_contain_text("Vecka och månad är för chefer")
    expect(page.get_by_role("button", name="Försök igen")).to_have_count(0)
    page.get_by_role("link", name="Till början").click()
    expect(page).not_to_have_url(f"**{PAGE}")
