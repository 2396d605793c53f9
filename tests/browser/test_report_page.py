"""Rapportera: four taps of a thumb, one event however often they are made, and nothing lost in a dead spot."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import night
from tests.browser.forms import PLANNER, REPORT, answer, fall, told
from tests.browser.running import Kvarten
from tests.browser.seats import TABLET, Seat, Sit
from tests.browser.test_feeds_page import FEEDS, numbers
from tests.houses import registered


@pytest.fixture
def tablet(morning: Kvarten, sit: Sit) -> Page:
    """The home help's planner, with the form before her."""
    page = sit(PLANNER, REPORT, **TABLET).page
    expect(answer(page, night.name(night.HOLGER))).to_be_visible()
    return page


def test_the_planner_reports_a_fall_in_four_taps_and_the_convenor_sees_it_counted(
    morning: Kvarten, tablet: Page, sit: Sit
) -> None:
    convenor = sit("aldre-ssk", FEEDS).page
    sums = convenor.get_by_role("region", name="Allt som kom in")
    before = numbers(sums.get_by_role("list").first)
    expect(tablet).to_have_title("Rapportera – Kvarten")
    send = tablet.get_by_role("button", name="Skicka", exact=True)
    expect(tablet.get_by_role("button", name="Välj vem det gäller")).to_be_disabled()
    fall(tablet)
    expect(tablet.get_by_text("Holger Jansmo. Har fallit. Behöver bedömas nu.")).to_be_visible()
    # The whole of it is before her: nothing is scrolled for.
    expect(send).to_be_in_viewport(ratio=1)
    assert tablet.evaluate("() => scrollY") == 0
    send.tap()
    expect(tablet.get_by_text("Mottaget", exact=True)).to_be_visible()
    # What cannot wait is rung about as well.
    expect(tablet.get_by_role("link", name="Team Ängen 040-628 04 05")).to_be_visible()
    assert told(morning) == ["hemtjanst.deviation"]
    convenor.evaluate("() => window.dispatchEvent(new Event('focus'))")
    expect(sums).to_contain_text(f"Alla {before[0] + 1} händelser är redovisade.")
    after = numbers(sums.get_by_role("list").first)
    # Holger stands on the board, so what is told of him is listed.
    assert after[1] == before[1] + 1, (before, after)


def test_one_more_begins_with_nobody_chosen(morning: Kvarten, tablet: Page) -> None:
    fall(tablet)
    tablet.get_by_role("button", name="Skicka", exact=True).tap()
    tablet.get_by_role("button", name="Rapportera en till").tap()
    expect(tablet.get_by_role("button", name="Välj vem det gäller")).to_be_disabled()
    expect(tablet.get_by_role("radio", checked=True)).to_have_count(0)
    sent = tablet.get_by_role("region", name="Skickat härifrån")
    expect(sent).to_contain_text("Holger Jansmo. Har fallit.")


def test_two_taps_are_one_event(morning: Kvarten, tablet: Page) -> None:
    posted: list[str] = []

    def slowly(route: Route) -> None:
        if route.request.method == "POST":
            posted.append(str(route.request.post_data_json["id"]))
            tablet.wait_for_timeout(300)
        route.continue_()

    tablet.route("**/api/reports", slowly)
    fall(tablet)
    tablet.evaluate("""() => {
        const send = document.querySelector("form [type=submit]");
        send.click();
        send.click();
    }""")
    expect(tablet.get_by_text("Mottaget", exact=True)).to_be_visible()
    assert len(posted) == 1
    assert told(morning) == ["hemtjanst.deviation"]


def test_in_a_dead_spot_nothing_is_lost_and_it_is_sent_once_when_the_network_is_back(
    morning: Kvarten, sit: Sit
) -> None:
    seat = sit(PLANNER, REPORT, **TABLET)
    seat.eyes.network_is_cut = True
    page, posted = seat.page, list[str]()

    def dead(route: Route) -> None:
        """The answer is lost on its way, though the server may have heard the question."""
        if route.request.method != "POST":
            return route.continue_()
        posted.append(str(route.request.post_data_json["id"]))
        route.fetch()
        return route.abort("internetdisconnected")

    expect(answer(page, night.name(night.HOLGER))).to_be_visible()
    page.route("**/api/reports", dead)
    fall(page)
    page.get_by_role("button", name="Skicka", exact=True).tap()
    expect(page.get_by_text("Ligger kvar här", exact=True)).to_be_visible()
    expect(page.get_by_text("Inget nät. 1 rapport ligger kvar här")).to_be_visible()
    # She goes on meanwhile.
    page.get_by_role("button", name="Rapportera en till").tap()
    expect(page.get_by_role("region", name="Skickat härifrån")).to_contain_text("Ligger kvar här")
    assert night.HOLGER[0] not in seat.eyes.shown()
    menu = page.get_by_role("navigation")
    menu.get_by_role("link", name="Mina åtgärder").tap()
    expect(page.get_by_text("Inget nät. 1 rapport ligger kvar här")).to_be_visible()
    page.unroute("**/api/reports")
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(page.get_by_text("Inget nät. 1 rapport")).to_have_count(0)
    menu.get_by_role("link", name="Rapportera").tap()
    expect(page.get_by_role("region", name="Skickat härifrån")).to_contain_text("Mottaget")
    assert len(set(posted)) == 1
    assert told(morning) == ["hemtjanst.deviation"]


def test_the_server_s_no_stands_at_its_field_and_what_was_written_stays(
    morning: Kvarten, sit: Sit
) -> None:
    page = sit("aldre-ssk", REPORT).page
    number = page.get_by_role("textbox", name="Någon annan")
    number.fill("19340304T02")
    answer(page, "Ett telefonsamtal").click()
    answer(page, "Äldretelefonen").click()
    answer(page, re.compile(r"Personen nåddes\s*$")).click()
    page.get_by_role("button", name="Skicka", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text(
        "Skriv personnumret eller reservnumret med tolv"
    )
    expect(number).to_be_focused()
    expect(number).to_have_attribute("aria-invalid", "true")
    number.fill(night.SVEN[0])
    expect(number).not_to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="Skicka", exact=True).click()
    expect(page.get_by_text("Mottaget", exact=True)).to_be_visible()
    assert told(morning) == ["phone.contact"]


def test_a_day_that_cannot_be_is_told_at_its_field_in_swedish_before_it_is_sent(
    morning: Kvarten, sit: Sit
) -> None:
    """The browser's own bubble speaks the browser's language."""
    page = sit("aldre-ssk", REPORT).page
    answer(page, night.name(night.SVEN)).click()
    answer(page, "En SIP").click()
    answer(page, "SIP upprättad").click()
    day = page.get_by_label("Nästa uppföljning, om den är bestämd")
    day.fill("2026-11-01")
    page.get_by_role("button", name="Skicka", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("Dagen har redan varit. Välj en som kommer.")
    expect(day).to_be_focused()
    day.fill("2027-02-01")
    expect(page.get_by_text("Följs upp mån 1 feb 2027.")).to_be_visible()
    page.get_by_role("button", name="Ändra dagen").click()
    page.get_by_label("När var det?").fill("2027-01-01")
    page.get_by_role("button", name="Skicka", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Det har inte varit än.")
    assert told(morning) == []
    page.get_by_label("När var det?").fill("2026-11-19")
    page.get_by_role("button", name="Skicka", exact=True).click()
    expect(page.get_by_text("Mottaget", exact=True)).to_be_visible()
    assert told(morning) == ["sip.created"]


def test_a_nurse_tells_a_frailty_and_a_notice_and_the_board_follows(
    morning: Kvarten, nurse: Seat, sit: Sit
) -> None:
    expect(nurse.row(night.FRIDA)).to_contain_text("CFS saknas")
    page = sit("aldre-ssk", REPORT).page
    answer(page, night.name(night.FRIDA)).click()
    answer(page, "En skattning med CFS").click()
    answer(page, "6 måttligt skör").click()
    expect(answer(page, "Som personen brukar vara").get_by_role("radio")).to_be_checked()
    page.get_by_role("button", name="Skicka", exact=True).click()
    expect(nurse.row(night.FRIDA)).to_contain_text("CFS 6")

    morning.tell(registered(night.KARIN_LATE[0], given_name="Karin", family_name="Ekvall"))
    page.get_by_role("button", name="Rapportera en till").click()
    page.get_by_role("textbox", name="Någon annan").fill(night.KARIN_LATE[0])
    answer(page, "Läget i SAMSA").click()
    answer(page, "Inskrivningsmeddelande").click()
    page.get_by_label("Beräknad utskrivning, om den är satt").fill("2026-11-20T15:00")
    expect(page.get_by_role("button", name="Välj det som återstår")).to_be_disabled()
    page.get_by_role("checkbox", name="Hemtjänst Ån").check()
    page.get_by_role("button", name="Skicka", exact=True).click()
    expect(nurse.row(night.KARIN_LATE)).to_contain_text("Planerat hem i dag kl. 15")


def test_no_consent_is_sent_before_the_person_has_been_told(morning: Kvarten, sit: Sit) -> None:
    page = sit("bistandshandlaggare", REPORT).page
    answer(page, night.name(night.GUNBORG)).click()
    answer(page, "Ett samtycke").click()
    answer(page, "Samtycker").click()
    answer(page, "Att vi berättar för varandra").click()
    told_first = page.get_by_role("checkbox", name="Ja, personen har fått veta allt detta")
    told_first.check()
    expect(page.get_by_role("button", name="Skicka", exact=True)).to_be_enabled()
    # What was said before one consent is not what is said before another.
    answer(page, "Sammanhållen vård- och omsorgsdokumentation").click()
    expect(told_first).not_to_be_checked()
    expect(page.get_by_text("att man kan motsätta sig")).to_be_visible()
    expect(page.get_by_role("button", name="Välj det som återstår")).to_be_disabled()
    told_first.check()
    page.get_by_role("button", name="Skicka", exact=True).click()
    expect(page.get_by_text("Mottaget", exact=True)).to_be_visible()
    assert told(morning) == ["consent.given", "svod.informed"]


def test_a_row_of_the_board_is_reported_of_without_a_word_in_the_address(
    morning: Kvarten, planner: Seat
) -> None:
    gunborg = planner.row(night.GUNBORG)
    gunborg.get_by_role("heading").tap()
    gunborg.get_by_role("button", name="Rapportera om Gunborg Öhrnäs").tap()
    page = planner.page
    expect(page).to_have_url(re.compile(r"/rapportera$"))
    expect(answer(page, "Gunborg Öhrnäs").get_by_role("radio")).to_be_checked()
    answer(page, "Är sämre").tap()
    answer(page, "Bra att veta").tap()
    page.get_by_role("button", name="Skicka", exact=True).tap()
    expect(page.get_by_text("Mottaget", exact=True)).to_be_visible()
    assert told(morning) == ["hemtjanst.deviation"]


def test_whoever_sits_down_next_neither_sees_nor_sends_what_another_left(
    morning: Kvarten, tablet: Page
) -> None:
    fall(tablet)
    tablet.get_by_role("button", name="Skicka", exact=True).tap()
    expect(tablet.get_by_text("Mottaget", exact=True)).to_be_visible()
    tablet.get_by_role("button", name="Logga ut").tap()
    tablet.get_by_role("button", name="Samir Oxelmo").tap()
    tablet.get_by_role("navigation").get_by_role("link", name="Rapportera").tap()
    expect(answer(tablet, "Något hos personen har förändrats")).to_be_visible()
    expect(tablet.get_by_role("region", name="Skickat härifrån")).to_have_count(0)
