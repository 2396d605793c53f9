"""Inställningar: whoever looks after the system changes who is called, sees what that changes, and
carries it out.
"""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import axe
from tests.browser.layout import faults
from tests.browser.running import Kvarten
from tests.browser.seats import DESK, PHONE, ROOM, TABLET, Screen, Seat, Sit
from tests.browser.test_states import ALL

PAGE = "/installningar"
KEEPER = "systemforvaltare"
CENTRE = "Lindåsens vårdcentral"


@pytest.fixture
def restored(morning: Kvarten) -> Iterator[Kvarten]:
    """Whatever the test changes of the organisation is as it was when the test is over."""
    with httpx.Client(base_url=morning.base) as client:
        assert client.post("/api/session", json={"demo": KEEPER}).status_code == 200
        before = client.get("/api/organisation").json()["file"]
        yield morning
        assert client.post("/api/organisation", json=before).status_code == 200


@pytest.fixture
def keeper(restored: Kvarten, sit: Sit) -> Seat:
    seat = sit(KEEPER, PAGE)
    expect(seat.page.get_by_role("heading", name="Avstämningar")).to_be_visible()
    return seat


def form(page: Page, name: str = CENTRE) -> None:
    page.get_by_role("button", name=name).first.click()
    expect(page.get_by_role("form", name=f"Ändra {name}")).to_be_visible()


def test_a_changed_huddle_is_shown_confirmed_and_holds_for_everybody(
    keeper: Seat, sit: Sit
) -> None:
    page = keeper.page
    form(page)
    page.get_by_label("Tid", exact=True).fill("08:30")
    page.get_by_role("checkbox", name="onsdag").uncheck()
    expect(page.get_by_text("1 ändring är inte genomförd.")).to_be_visible()
    page.get_by_role("button", name="Visa skillnaden").click()
    dialog = page.get_by_role("dialog", name="Genomför ändringarna?")
    expect(dialog.get_by_text(f"Ändras: {CENTRE}")).to_be_visible()
    expect(dialog).to_contain_text("08:00 → 08:30")
    expect(dialog).to_contain_text("mån, tis, ons, tor, fre → mån, tis, tor, fre")
    dialog.get_by_role("button", name="Genomför").click()
    expect(page.get_by_text("1 post ändrad. Det gäller nu.").first).to_be_visible()
    expect(page.get_by_role("button", name="Visa skillnaden")).to_have_count(0)
    planner = sit("hemtjanstplanerare", "/")
    expect(planner.page.get_by_role("listitem").filter(has_text=CENTRE)).to_contain_text("08.30")


def test_what_is_taken_back_is_no_change_and_nothing_is_sent(keeper: Seat) -> None:
    page = keeper.page
    form(page)
    page.get_by_label("Tid", exact=True).fill("08:30")
    page.get_by_role("button", name="Ångra allt").click()
    expect(page.get_by_role("button", name="Visa skillnaden")).to_have_count(0)
    form(page)
    expect(page.get_by_label("Tid", exact=True)).to_have_value("08:00")


def test_what_has_been_begun_waits_while_another_page_is_looked_at(keeper: Seat) -> None:
    page = keeper.page
    form(page)
    page.get_by_label("Tid", exact=True).fill("08:30")
    menu = page.get_by_role("navigation", name="Meny")
    menu.get_by_role("link", name="Flöden").click()
    expect(page).to_have_title("Flöden – Kvarten")
    menu.get_by_role("link", name="Inställningar").click()
    expect(page.get_by_text("1 ändring är inte genomförd.")).to_be_visible()


def test_every_fault_leads_to_its_field(keeper: Seat) -> None:
    page = keeper.page
    form(page)
    for day in ("måndag", "tisdag", "onsdag", "torsdag", "fredag"):
        page.get_by_role("checkbox", name=day).uncheck()
    page.get_by_role("navigation", name="Avsnitt").get_by_role("button", name="Källor").click()
    form(page, "Elvis (SÄS)")
    page.get_by_label("Rättslig grund").fill("")
    page.get_by_role("button", name="Visa skillnaden").click()
    expect(page.get_by_role("heading", name="Ingenting är ändrat.")).to_be_focused()
    page.get_by_role("button", name="Elvis (SÄS), Rättslig grund").click()
    expect(page.get_by_label("Rättslig grund")).to_be_focused()
    page.get_by_label("Rättslig grund").fill("OSL 25 kap. 11 § 2")
    page.get_by_role("button", name="Visa skillnaden").click()
    page.get_by_role("button", name=f"{CENTRE}, Veckodagar").click()
    expect(page.get_by_role("checkbox", name="måndag")).to_be_focused()


def test_a_centre_chooses_its_pack_its_weeks_round_and_its_group(keeper: Seat, sit: Sit) -> None:
    page = keeper.page
    form(page)
    page.get_by_label("Paket av regler").select_option(label="LSS och socialpsykiatri")
    page.get_by_label("Teamrond, veckodag").select_option(label="tisdag")
    page.get_by_label("Teamrond, tid").fill("14:30")
    page.get_by_label("Teamrond, minuter").fill("60")
    page.get_by_label("Grupp som oenighet om ansvar lyfts till").fill("Närvårdsgruppen Sävstad")
    page.get_by_role("button", name="Visa skillnaden").click()
    dialog = page.get_by_role("dialog", name="Genomför ändringarna?")
    expect(dialog).to_contain_text("bedöms efter paketets regler genast")
    for change in (
        "Det vanliga: äldre med omfattande behov → LSS och socialpsykiatri", "tor → tis", "13:00 → 14:30", "45 → 60",
        "Närvårdsgruppen Borås → Närvårdsgruppen Sävstad",
    ):  # fmt: skip
        expect(dialog).to_contain_text(change)
    dialog.get_by_role("button", name="Genomför").click()
    expect(page.get_by_text("1 post ändrad. Det gäller nu.").first).to_be_visible()
    nurse = sit("aldre-ssk", "/regelboken").page
    expect(nurse.get_by_text("Paket: LSS och socialpsykiatri")).to_be_visible()
    rules = nurse.get_by_role("navigation", name="Regler")
    expect(rules.get_by_role("button", name="Insats utan giltig SIP")).to_be_visible()
    expect(rules.get_by_role("button", name="CFS saknas")).to_have_count(0)


def test_who_changed_what_of_a_centre_is_told_and_what_it_was_is_laid_back(keeper: Seat) -> None:
    page = keeper.page
    form(page)
    history = page.get_by_role("region", name="Historik")
    expect(history).to_contain_text("Ändringar av vilka som kallas står i åtkomstloggen.")
    page.get_by_label("Teamrond, minuter").fill("75")
    page.get_by_label("Grupp som oenighet om ansvar lyfts till").fill("")
    page.get_by_role("button", name="Visa skillnaden").click()
    page.get_by_role("dialog").get_by_role("button", name="Genomför").click()
    expect(page.get_by_text("1 post ändrad. Det gäller nu.").first).to_be_visible()
    form(page)
    latest = history.get_by_role("listitem").first
    expect(latest).to_contain_text("Rolf Ekeblad")
    expect(latest).to_contain_text("Teamrond, minuter: 45 → 75")
    expect(latest).to_contain_text("Närvårdsgruppen Borås → inget")
    back = latest.get_by_role("button", name="Återställ det som Rolf Ekeblad ändrade")
    back.press("Enter")
    expect(back).to_have_count(0)
    expect(page.get_by_role("heading", name="Historik")).to_be_focused()
    expect(page.get_by_label("Teamrond, minuter")).to_have_value("45")
    expect(page.get_by_label("Grupp som oenighet")).to_have_value("Närvårdsgruppen Borås")
    expect(page.get_by_text("1 ändring är inte genomförd.")).to_be_visible()


def test_what_a_centre_cannot_choose_is_told_at_its_field(keeper: Seat) -> None:
    page = keeper.page
    form(page)
    page.get_by_label("Teamrond, tid").fill("08:10")
    page.get_by_label("Grupp som oenighet").fill("G" * 81)
    page.get_by_role("button", name="Visa skillnaden").click()
    faults_ = page.get_by_role("region", name="2 fel")
    expect(faults_).to_contain_text("Teamronden 08:10 krockar med avstämningen 08:00.")
    page.get_by_role("button", name=f"{CENTRE}, Grupp som oenighet").click()
    expect(page.get_by_label("Grupp som oenighet")).to_be_focused()
    page.get_by_role("button", name=f"{CENTRE}, Teamrond, tid").click()
    expect(page.get_by_label("Teamrond, tid")).to_be_focused()


def test_a_new_unit_is_called_in_the_place_of_another(keeper: Seat) -> None:
    page = keeper.page
    page.get_by_role("navigation", name="Avsnitt").get_by_role("button", name="Enheter").click()
    page.get_by_role("button", name="Lägg till enhet").click()
    page.get_by_label("Namn", exact=True).fill("Hemtjänst Helgen")
    page.get_by_label("Kortnamn").fill("Helgen")
    page.get_by_label("HSA-id").fill("SE0000001490-DEMOHT9")
    page.get_by_label("Slag av enhet").fill("hemtjanst")
    page.get_by_label("Huvudman").select_option(label="Borås Stad, vård och omsorg")
    page.get_by_role("navigation", name="Avsnitt").get_by_role("button", name="Avst").click()
    form(page)
    page.get_by_label("Part 3: enhet").select_option(label="Hemtjänst Helgen")
    page.get_by_label("Part 3: i stället för").select_option(label="i stället för Hemtjänst Ån")
    page.get_by_role("button", name="Visa skillnaden").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Ny: Hemtjänst Helgen")
    expect(dialog).to_contain_text("i stället för SE0000001490-DEMOHT1")
    dialog.get_by_role("button", name="Genomför").click()
    expect(page.get_by_text("2 poster ändrade. Det gäller nu.").first).to_be_visible()


def test_it_is_done_by_keyboard_alone(keeper: Seat) -> None:
    page = keeper.page
    page.get_by_role("button", name=CENTRE).first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"Ändra {CENTRE}")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("form")).to_have_count(0)
    expect(page.get_by_role("button", name=CENTRE).first).to_be_focused()


def test_whoever_looks_after_the_system_comes_straight_here(morning: Kvarten, sit: Sit) -> None:
    page = sit(KEEPER, "/").page
    expect(page).to_have_title("Inställningar – Kvarten")
    expect(page.get_by_role("heading", name="Avstämningar")).to_be_visible()


def test_somebody_elses_change_in_between_is_told_and_fetched(keeper: Seat, sit: Sit) -> None:
    page = keeper.page
    form(page)
    page.get_by_label("Tid", exact=True).fill("08:30")
    other = sit(KEEPER, PAGE).page
    form(other, "Ekslättens vårdcentral")
    other.get_by_label("Tid", exact=True).fill("09:00")
    other.get_by_role("button", name="Visa skillnaden").click()
    other.get_by_role("dialog").get_by_role("button", name="Genomför").click()
    expect(other.get_by_text("Det gäller nu.").first).to_be_visible()
    page.get_by_role("button", name="Visa skillnaden").click()
    expect(page.get_by_role("heading", name="Någon annan har ändrat")).to_be_focused()
    page.get_by_role("button", name="Ångra allt").click()
    form(page, "Ekslättens vårdcentral")
    expect(page.get_by_label("Tid", exact=True)).to_have_value("09:00")


def test_nobody_else_has_the_page(morning: Kvarten, sit: Sit) -> None:
    nurse = sit("aldre-ssk", PAGE)
    expect(nurse.page.get_by_role("alert")).to_contain_text("Bara systemförvaltare")


SCREENS = [
    (PHONE, "a phone"),
    (DESK, "a desk"),
]
if ALL:
    SCREENS += [(TABLET, "a tablet"), (ROOM, "a wide screen")]


@pytest.mark.parametrize(("screen", "_comment"), SCREENS, ids=[one[1] for one in SCREENS])
def test_nothing_is_too_small_too_wide_or_unheard(
    untouched: Kvarten, sit: Sit, screen: Screen, _comment: str
) -> None:
    page = sit(KEEPER, PAGE, **screen).page
    expect(page.get_by_role("heading", name="Avstämningar")).to_be_visible()
    assert faults(page, page.locator("body")) == []
    assert axe(page.locator("body")) == []
    form(page)
    assert faults(page, page.locator("body")) == []
    assert axe(page.locator("body")) == []
    page.get_by_label("Tid", exact=True).fill("08:30")
    page.get_by_role("navigation", name="Avsnitt").get_by_role("button", name="Källor").click()
    form(page, "Elvis (SÄS)")
    assert faults(page, page.locator("body")) == []
    assert axe(page.locator("body")) == []
    page.get_by_role("button", name="Visa skillnaden").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert faults(page, dialog) == []
    assert axe(dialog) == []
