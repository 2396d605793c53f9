"""The wall is a device: the convenor lights it by a code, and it is dark when it should be.

Two persons: Karin Vallmo at her own desk, and whoever stands before the screen in the room.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import layout, night
from tests.browser.axe import axe
from tests.browser.convenor import BOARD, Convenor
from tests.browser.running import Kvarten
from tests.browser.seats import DESK, PHONE, ROOM, Screen, Seat, Sit
from tests.browser.walls import WALL, code_on, light, lit
from tests.houses import HOME_HELP

OF_MARTA = ("M.H. 1939", "Märta", "Hagbäck")
MINUTE = 60_000


def dark(wall: Seat) -> None:
    """Nothing of anybody is on the page, and how to light it again is."""
    expect(wall.page.get_by_role("heading", name="Väggen är släckt")).to_be_visible()
    shown = wall.eyes.shown()
    for words in ("1934", "G.Ö.", "akuten", "Lindåsen", "data-row"):
        assert words not in shown


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_the_convenor_lights_the_wall_by_its_code_and_puts_it_out(
    morning: Kvarten, sit: Sit, screen: Screen
) -> None:
    wall = sit(None, WALL, **ROOM)
    code = code_on(wall.page)
    assert wall.page.title() == "Väggen – Kvarten"
    nurse = sit("aldre-ssk", **screen).page
    nurse.get_by_role("button", name="Koppla väggen").click()
    dialog = nurse.get_by_role("dialog", name="Väggen i rummet")
    expect(dialog).to_contain_text("/vagg på skärmen i rummet")
    expect(dialog).to_contain_text("Ingen vägg är kopplad.")
    wrong = f"{(int(code.replace(' ', '')) + 1) % 1_000_000:06}"
    for said, told in ((wrong, "Läs av väggen och försök igen."), (code, "kopplad 7.4")):
        # The keyboard alone: the field has the focus, and has it again after what was wrong.
        expect(dialog.get_by_label("Koden på väggen")).to_be_focused()
        nurse.keyboard.type(said)
        nurse.keyboard.press("Enter")
        expect(dialog).to_contain_text(told)
    expect(wall.page.get_by_role("heading", name="Lindåsen")).to_be_visible()
    expect(wall.page.get_by_text("G.Ö. 1934")).to_be_visible()
    assert [*axe(nurse.get_by_role("dialog")), *layout.faults(nurse, dialog)] == []
    dialog.get_by_role("button", name="Släck vägg 1").click()
    expect(dialog).to_contain_text("Ingen vägg är kopplad.")
    dark(wall)
    assert axe(wall.page.locator("body")) == []
    assert code_on(wall.page) != code


def test_whoever_enters_takes_the_rows_along_that_they_may_not_see(
    morning: Kvarten, sit: Sit
) -> None:
    """Home help by telephone: it has no consent to hear of Märta."""
    wall = lit(morning, sit, present=[])
    row = wall.page.get_by_role("listitem").filter(has_text=OF_MARTA[0])
    expect(row).to_contain_text("Åter hem från akuten")
    assert "Väntar på samtycke" not in wall.eyes.everything()
    nurse = sit("aldre-ssk").page
    nurse.get_by_role("button", name="Hemtjänst Ån: saknas. Ändra.").click()
    wall.eyes.frames.clear()
    nurse.get_by_role("button", name="via länk").click()
    expect(row).to_have_count(0)
    with Convenor(morning) as convenor:
        key = convenor.row(night.MARTA)["id"]
        convenor.start()
        convenor.open(night.MARTA)
        convenor.open(night.SVEN)
    expect(wall.page.locator("[aria-current=true]")).to_contain_text("S.N. 1931")
    told = wall.eyes.shown() + "".join(wall.eyes.frames)
    assert [word for word in (*OF_MARTA, "M.H.", key) if word in told] == []


def test_a_whole_name_is_on_the_wall_for_thirty_seconds_when_all_present_may_see_it(
    morning: Kvarten, sit: Sit
) -> None:
    wall = lit(morning, sit)
    with Convenor(morning) as convenor:
        convenor.start()
        convenor.open(night.GUNBORG)
    nurse = sit("aldre-ssk").page
    mine = nurse.locator("[aria-current=true]")
    theirs = wall.page.locator("[aria-current=true]")
    expect(theirs).to_contain_text("G.Ö. 1934")
    mine.get_by_role("button", name="Visa hela namnet på väggen").click()
    expect(theirs).to_contain_text("Gunborg Öhrnäs 1934")
    expect(theirs).to_contain_text("92 år")
    expect(mine).to_contain_text("Hela namnet visas på väggen.")
    wall.eyes.frames.clear()
    expect(theirs).to_contain_text("G.Ö. 1934", timeout=35_000)
    told = wall.eyes.shown() + "".join(wall.eyes.frames)
    assert "Gunborg" not in told
    expect(mine.get_by_role("button", name="Visa hela namnet på väggen")).to_be_visible()


def test_the_name_leaves_the_wall_in_time_though_the_server_is_gone(
    morning: Kvarten, sit: Sit
) -> None:
    wall = sit(None, "about:blank", **ROOM)
    wall.page.clock.install()
    wall.page.goto(WALL)
    light(wall.page)
    with Convenor(morning) as convenor:
        convenor.start()
        convenor.open(night.GUNBORG)
        convenor.reveal(night.GUNBORG)
    theirs = wall.page.locator("[aria-current=true]")
    expect(theirs).to_contain_text("Gunborg Öhrnäs")
    morning.freeze()
    try:
        wall.page.clock.fast_forward(31_000)
        expect(theirs).to_contain_text("G.Ö. 1934", timeout=3000)
        assert "Gunborg" not in wall.eyes.shown()
    finally:
        morning.thaw()


def test_who_may_not_see_the_row_is_named_at_the_convenors_desk_and_nothing_is_shown(
    morning: Kvarten, sit: Sit
) -> None:
    wall = lit(morning, sit, present=[HOME_HELP])
    with Convenor(morning) as convenor:
        convenor.start()
        convenor.open(night.MARTA)
    nurse = sit("aldre-ssk").page
    mine = nurse.locator("[aria-current=true]")
    expect(mine).to_contain_text("Visas inte på väggen. Hemtjänst Ån får inte se raden.")
    expect(mine.get_by_role("button", name="Visa hela namnet på väggen")).to_have_count(0)
    nurse.get_by_role("button", name="Hemtjänst Ån: i rummet. Ändra.").click()
    nurse.get_by_role("button", name="saknas", exact=True).click()
    expect(mine.get_by_role("button", name="Visa hela namnet på väggen")).to_be_visible()
    expect(wall.page.locator("[aria-current=true]")).to_contain_text("M.H. 1939")


def test_the_wall_is_dark_when_its_convenor_signs_out(morning: Kvarten, sit: Sit) -> None:
    wall = sit(None, WALL, **ROOM)
    nurse = sit("aldre-ssk").page
    answer = nurse.request.post(f"{BOARD}/walls", data={"code": code_on(wall.page)})
    assert answer.ok
    expect(wall.page.get_by_text("G.Ö. 1934")).to_be_visible()
    nurse.get_by_role("button", name="Logga ut").first.click()
    dark(wall)


def test_a_wall_without_network_says_so_and_is_dark_after_five_minutes(
    morning: Kvarten, sit: Sit
) -> None:
    wall = sit(None, "about:blank", **ROOM)
    wall.page.clock.install()
    wall.page.goto(WALL)
    light(wall.page)
    expect(wall.page.get_by_text("G.Ö. 1934")).to_be_visible()
    wall.eyes.network_is_cut = True
    morning.freeze()
    try:
        wall.page.clock.fast_forward(MINUTE)
        expect(wall.page.get_by_text("Inget nät sedan").first).to_be_visible()
        wall.page.clock.fast_forward(3 * MINUTE)
        expect(wall.page.get_by_text("G.Ö. 1934")).to_be_visible()
        wall.page.clock.fast_forward(MINUTE + 2000)
        expect(wall.page.get_by_role("heading", name="Väggen är släckt")).to_be_visible()
        empty(wall.page)
    finally:
        morning.thaw()
    # The server is back, and it is not yet five minutes there: the wall shows again by itself.
    for _ in range(3):
        wall.page.clock.fast_forward(16_000)
    expect(wall.page.get_by_text("G.Ö. 1934")).to_be_visible(timeout=30_000)


def empty(page: Page) -> None:
    for words in ("1934", "G.Ö.", "akuten", "data-row"):
        assert words not in page.content()
