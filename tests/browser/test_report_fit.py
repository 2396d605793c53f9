"""Rapportera is fit to use: by thumb and by keys, on every screen, and nothing jumps meanwhile."""

import re
from collections.abc import Callable, Iterator

from playwright.sync_api import Page, expect

from tests.browser import night
from tests.browser.forms import PLANNER, REPORT, answer, fall, told
from tests.browser.running import Kvarten
from tests.browser.seats import PHONE, TABLET, Sit
from tests.browser.stages import State, Visit, whole
from tests.browser.test_states import visit


def by_keys(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_the_form_is_filled_in_and_sent_by_keys_alone(morning: Kvarten, sit: Sit) -> None:
    page = sit(PLANNER, REPORT).page
    expect(answer(page, night.name(night.HOLGER))).to_be_visible()
    for word, key in (("Har fallit", "Space"), ("Behöver bedömas nu", "Space")):
        page.get_by_role("radio", name=word).focus()
        by_keys(page, key)
    page.get_by_role("radio", name=night.name(night.HOLGER)).focus()
    by_keys(page, "Space", "ArrowDown")
    expect(page.get_by_text("Inga Brattmo. Har fallit. Behöver bedömas nu.")).to_be_visible()
    page.get_by_role("radio", name="Behöver bedömas nu").focus()
    # Past the change of time, to the button that sends.
    by_keys(page, "Tab", "Tab")
    expect(page.get_by_role("button", name="Skicka", exact=True)).to_be_focused()
    by_keys(page, "Enter")
    expect(page.get_by_text("Mottaget", exact=True)).to_be_visible()
    assert told(morning) == ["hemtjanst.deviation"]


def topic(*words: str) -> Callable[[Page], Iterator[State]]:
    def walk(page: Page) -> Iterator[State]:
        for word in words:
            answer(page, word).first.click()
        page.get_by_role("button", name=re.compile("^Ändra (tiden|dagen)")).click()
        yield f"rapportera, {words[0]}", whole(page)

    return walk


FORMS = (
    Visit(PLANNER, REPORT, "Vad har hänt?", topic("Har fallit", "Behöver bedömas nu")),
    Visit("aldre-ssk", REPORT, "Vad gäller det?", topic("Läget i SAMSA", "Inskrivningsmeddelande")),
    Visit("aldre-ssk", REPORT, "Vad gäller det?", topic("En skattning med CFS", "6 måttligt skör")),
    Visit("aldre-ssk", REPORT, "Vad gäller det?", topic("En SIP", "SIP upprättad")),
    Visit("aldre-ssk", REPORT, "Vad gäller det?",
          topic("Ett samtycke", "Samtycker", "Sammanhållen vård")),
)  # fmt: skip


def test_the_form_is_fit_to_use_on_every_screen(untouched: Kvarten, sit: Sit) -> None:
    visit(sit, FORMS)


def test_nothing_jumps_while_the_form_is_filled_in(morning: Kvarten, sit: Sit) -> None:
    tablet = sit(PLANNER, REPORT, **TABLET).page
    expect(answer(tablet, night.name(night.HOLGER))).to_be_visible()
    tablet.evaluate("""() => {
        window.moved = 0;
        new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) window.moved += entry.value;
        }).observe({type: "layout-shift", buffered: false});
    }""")
    fall(tablet)
    expect(tablet.get_by_role("button", name="Skicka", exact=True)).to_be_enabled()
    assert tablet.evaluate("() => window.moved") == 0


def test_on_a_phone_the_chosen_person_stands_in_one_line(morning: Kvarten, sit: Sit) -> None:
    page = sit(PLANNER, REPORT, **PHONE).page
    answer(page, night.name(night.HOLGER)).tap()
    expect(answer(page, night.name(night.GUNBORG))).to_have_count(0)
    page.get_by_role("button", name="Ändra", exact=True).tap()
    answer(page, night.name(night.GUNBORG)).tap()
    expect(page.get_by_role("main")).to_contain_text("Gunborg Öhrnäs")
    expect(answer(page, night.name(night.HOLGER))).to_have_count(0)


def test_a_role_without_anything_to_report_is_told_so(untouched: Kvarten, sit: Sit) -> None:
    page = sit("chef", REPORT).page
    expect(page.get_by_text("Din roll rapporterar inget för hand.")).to_be_visible()
    link = page.get_by_role("navigation").get_by_role("link", name="Rapportera")
    expect(link).to_have_count(0)
