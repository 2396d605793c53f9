"""Regelboken: the rules in words, a number tried and let hold, taken back, and who may do which of it."""

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import night
from tests.browser.axe import axe
from tests.browser.layout import faults
from tests.browser.running import Kvarten
from tests.browser.seats import DESK, PHONE, ROOM, TABLET, Screen, Seat, Sit
from tests.browser.test_states import ALL
from tests.houses import EMERGENCY, NOW, cloud, registered

PAGE = "/regelboken"
YOUNG, OLD = "19580304T027", "19400304T028"
AGE = "tillhör målgruppen från … år"


def weeks(kvarten: Kvarten) -> None:
    """Two persons who came home from the emergency department some nights of the weeks before."""
    began = NOW - timedelta(days=40)
    told = []
    for person, name in ((YOUNG, "Algot"), (OLD, "Gunborg")):
        known = {"recorded_at": began.isoformat(), "given_name": name}
        told.append(registered(person, at=began, **known))
    for person, back in (
        (YOUNG, 2),
        (YOUNG, 9),
        (YOUNG, 10),
        (YOUNG, 16),
        (OLD, 2),
        (OLD, 3),
        (OLD, 40),
    ):
        at = NOW - timedelta(days=back, hours=4)
        fields = {"outcome": "home", "closed_at": at.isoformat(), "unit_hsa_id": EMERGENCY}
        told.append(cloud("ed.visit.closed", person, at, recorded_at=at.isoformat(), **fields))
    kvarten.begin(told)
    kvarten.came_when_recorded()


def number(page: Page, label: str = AGE) -> Locator:
    return page.get_by_role("textbox", name=f"{label}, från")


@pytest.fixture
def book(kvarten: Kvarten, sit: Sit) -> Seat:
    weeks(kvarten)
    seat = sit("aldre-ssk", PAGE)
    expect(seat.page.get_by_role("heading", name="Åter hem från akuten")).to_be_visible()
    return seat


def test_a_number_is_tried_and_tells_who_falls_away(book: Seat) -> None:
    page = book.page
    expect(page.get_by_text("Gav 0,3 personer per morgon de senaste 28 dagarna.")).to_be_visible()
    expect(page.get_by_text("Tid per rad: 60 s, som är inställt.")).to_be_visible()
    number(page).fill("70")
    says = "Skulle ha gett 0,1 personer per morgon de senaste 28 dagarna. Nu: 0,3."
    expect(page.get_by_text(says)).to_be_visible()
    fallen = page.get_by_role("region", name="De som skiljer")
    expect(fallen.get_by_role("listitem")).to_have_count(1)
    expect(fallen).to_contain_text("Algot Öhrnäs 68 år")
    expect(fallen).to_contain_text("ons 4 nov, tis 10 nov, ons 11 nov, ons 18 nov")
    expect(page.get_by_text("Med regelns egna tal: gul").first).to_be_visible()
    page.get_by_role("button", name="Behåll 65").click()
    expect(number(page)).to_have_value("65")
    expect(fallen).to_have_count(0)


def test_a_number_is_let_hold_with_why_and_taken_back(book: Seat, sit: Sit) -> None:
    page = book.page
    number(page).fill("70")
    page.get_by_role("button", name="Låt gälla från i morgon").click()
    expect(page.get_by_role("alert")).to_have_text("Skriv varför.")
    page.get_by_label("Varför? Nämn ingen.").fill("Vi hinner inte ringa alla")
    page.get_by_role("button", name="Låt gälla från i morgon").click()
    history = page.get_by_role("region", name="Historik")
    expect(history.get_by_text("Från 65 till 70")).to_be_visible()
    expect(history).to_contain_text("Karin Vallmo, 2026-11-20, Lindåsens vårdcentral.")
    expect(history).to_contain_text("Vi hinner inte ringa alla")
    expect(page.get_by_text("år): Gäller från i morgon.")).to_be_visible()
    expect(page.get_by_role("heading", name="Åter hem från akuten")).to_be_focused()
    other = sit("chef", PAGE).page
    expect(other.get_by_role("region", name="Historik")).to_contain_text("Från 65 till 70")
    history.get_by_role("button", name="Återställ").first.click()
    expect(history.get_by_text("70 gäller inte längre här")).to_be_visible()
    expect(number(page)).to_have_value("65")


def test_a_number_outside_its_bounds_says_so_and_cannot_be_let_hold(book: Seat) -> None:
    page = book.page
    number(page).fill("49")
    expect(page.get_by_role("alert")).to_have_text("Skriv ett helt tal från 50 till 90.")
    expect(page.get_by_text("Räknas om när talet är rättat.")).to_be_visible()
    expect(page.get_by_text("de senaste 28 dagarna")).to_have_count(1)
    expect(page.get_by_role("button", name="Låt gälla från i morgon")).to_be_disabled()


def test_a_number_that_somebody_else_has_set_meanwhile_is_shown_and_may_be_set_anew(
    book: Seat, sit: Sit
) -> None:
    other = sit("chef", PAGE).page
    number(other).fill("75")
    for page, value in ((book.page, "70"), (other, "75")):
        number(page).fill(value)
        page.get_by_label("Varför? Nämn ingen.").fill("Vi hinner inte ringa alla")
        page.get_by_role("button", name="Låt gälla från i morgon").click()
        if page is book.page:
            expect(page.get_by_text("Från 65 till 70")).to_be_visible()
    expect(other.get_by_role("alert")).to_contain_text("Någon annan har ändrat talet.")
    expect(other.get_by_text("Från 65 till 70")).to_be_visible()
    expect(other.get_by_role("button", name="Behåll 70")).to_be_visible()
    other.get_by_role("button", name="Låt gälla från i morgon").click()
    expect(other.get_by_text("Från 70 till 75")).to_be_visible()


def test_the_chef_sees_counts_and_no_person(book: Seat, sit: Sit) -> None:
    page = sit("chef", PAGE).page
    number(page).fill("70")
    expect(page.get_by_text("Färre än 5 personer de senaste 28 dagarna.")).to_be_visible()
    expect(page.get_by_text("Algot")).to_have_count(0)
    expect(page.get_by_role("img", name="Diagram")).to_have_count(0)


def test_others_read_the_rules_and_change_nothing(book: Seat, sit: Sit) -> None:
    page = sit("hemtjanstplanerare", PAGE).page
    expect(page.get_by_role("heading", name="Åter hem från akuten")).to_be_visible()
    expect(page.get_by_text("Talen ändras av verksamhetschef")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_count(0)


def test_a_page_that_cannot_be_fetched_says_so_and_is_asked_for_again(
    morning: Kvarten, sit: Sit
) -> None:
    page = sit("aldre-ssk").page
    expect(page.get_by_role("heading", name="Sedan sist")).to_be_visible()
    page.route("**/assets/Rulebook*.js", lambda route: route.fulfill(status=404))
    page.get_by_role("link", name="Regelboken").click()
    expect(page.get_by_role("alert")).to_contain_text("Sidan gick inte att hämta.")
    page.unroute("**/assets/Rulebook*.js")
    page.get_by_role("button", name="Försök igen").click()
    expect(page.get_by_role("heading", name="Åter hem från akuten")).to_be_visible()


def test_it_is_done_by_keyboard_alone(book: Seat) -> None:
    page = book.page
    page.get_by_role("button", name="Ambulans").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ambulans", level=2)).to_be_visible()
    number(page).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("80")
    expect(page.get_by_role("button", name="Behåll 65")).to_be_visible()


def test_what_a_row_lacks_is_filled_in_from_it(morning: Kvarten, sit: Sit) -> None:
    seat = sit("aldre-ssk")
    row = seat.row(night.FRIDA)
    row.get_by_role("button", name="Fyll i hur det gick på akuten").click()
    page = seat.page
    expect(page).to_have_title("Rapportera – Kvarten")
    expect(page.get_by_text("Hur slutade besöket?")).to_be_visible()
    page.get_by_text("Gick hem", exact=True).click()
    page.get_by_role("button", name="Skicka").click()
    expect(page.get_by_text("Mottaget kl.")).to_be_visible()


SCREENS = [(PHONE, "a phone"), (DESK, "a desk")]
if ALL:
    SCREENS += [(TABLET, "a tablet"), (ROOM, "a wide screen")]


@pytest.mark.parametrize(("screen", "_comment"), SCREENS, ids=[one[1] for one in SCREENS])
def test_nothing_is_too_small_too_wide_or_unheard(
    book: Seat, sit: Sit, screen: Screen, _comment: str
) -> None:
    page = sit("aldre-ssk", PAGE, **screen).page
    number(page).fill("70")
    expect(page.get_by_role("region", name="De som skiljer")).to_be_visible()
    assert faults(page, page.locator("body")) == []
    assert axe(page.locator("body")) == []


@pytest.mark.parametrize("screen", [ROOM, DESK, PHONE], ids=["room", "desk", "phone"])
def test_a_rule_of_marks_says_that_it_has_no_row_and_tries_nothing(
    kvarten: Kvarten, sit: Sit, screen: Screen
) -> None:
    weeks(kvarten)
    page = sit("aldre-ssk", PAGE, **screen).page
    if screen is PHONE:
        page.get_by_role("combobox", name="Regel").select_option("Återsänd")
    else:
        expect(page.get_by_role("heading", name="Märken på dagordningen")).to_be_visible()
        page.get_by_role("button", name="Återsänd").click()
    expect(page.get_by_role("heading", name="Återsänd", exact=True)).to_be_visible()
    expect(page.get_by_text("Regeln ger ingen egen rad.")).to_be_visible()
    expect(page.get_by_text("personer per morgon de senaste 28 dagarna")).to_have_count(0)
    expect(page.get_by_role("alert")).to_have_count(0)
    assert faults(page, page.locator("body")) == []
    assert axe(page.locator("body")) == []
