"""Loggranskning: a week is judged from the keyboard, an extract is handed out, the year is counted."""

from collections.abc import Iterator
from contextlib import closing
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import night
from tests.browser.running import Kvarten, until
from tests.browser.seats import PHONE, Seat, Sit
from tests.browser.stages import State, Visit
from tests.browser.test_states import visit
from tests.houses import CENTRE

PAGE, REVIEWER, NURSE = "/loggranskning", "loggranskare", "aldre-ssk"
BOARD = f"/api/huddles/{CENTRE}/{night.DATE}"
NEED = "Medvetslös i hemmet, vi måste veta vad som hänt."
WHY = "Frågade chefen, som inte kände till något skäl."
WEEK = "Loggranskning v. 47"


@pytest.fixture
def week(morning: Kvarten) -> Kvarten:
    """The nurse has read the board in the morning and late at night, and opened somebody in need."""
    for at in ("2026-11-20T08:40", "2026-11-20T22:41"):
        morning.move_clock(at)
        with closing(morning.as_(NURSE)) as nurse:
            assert nurse.get(BOARD).status_code == 200
            if at.endswith("22:41"):
                told = {"id": str(uuid4()), "number": night.MARTA[0], "reason": NEED}
                assert nurse.post("/api/emergencies", json=told).status_code == 200
    morning.move_clock("2026-11-23T07:00")
    with closing(morning.as_(REVIEWER)) as reviewer:
        until(lambda: drawn(reviewer) == "2026-11-16", "veckan är dragen")
    return morning


def drawn(reviewer) -> str | None:
    told = reviewer.get("/api/log/review").json()["week"]
    return told and told["monday"]


@pytest.fixture
def reviewer(week: Kvarten, sit: Sit) -> Seat:
    seat = sit(REVIEWER, "/")
    expect(seat.page.get_by_role("heading", name=WEEK)).to_be_visible()
    return seat


def items(page: Page) -> Locator:
    return page.locator("[data-item]")


def test_a_week_is_judged_from_the_keyboard_one_after_the_other(reviewer: Seat) -> None:
    page = reviewer.page
    total = items(page).count()
    expect(page.get_by_text(f"0 av {total} bedömda")).to_be_visible()
    # Whom it is about is told where one item is opened, and nowhere before.
    expect(page.get_by_role("main")).not_to_contain_text("Märta")
    items(page).first.focus()
    page.keyboard.press("Enter")
    panel = page.locator(".aside")
    expect(panel.get_by_role("heading", level=2)).to_be_focused()
    expect(panel).to_contain_text(f"{night.name(night.MARTA)}, född {night.MARTA[0][:4]}")
    expect(panel).to_contain_text("Nödöppning. Varje nödöppning")
    expect(panel.get_by_text(NEED)).to_be_visible()
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"1 av {total} bedömda")).to_be_visible()
    expect(items(page).first).to_contain_text("Befogad")
    # The next one is open, and the reader stands in it.
    expect(items(page).nth(1)).to_have_attribute("aria-current", "true")
    expect(panel.get_by_role("heading", level=2)).to_be_focused()
    page.keyboard.press("3")
    save = panel.get_by_role("button", name="Spara och ta nästa")
    expect(save).to_be_disabled()
    panel.get_by_label("Varför? Sparas i granskningen").fill(f"{WHY} 123")
    expect(panel.get_by_role("radio", name="Misstänkt obehörig")).to_be_checked()
    save.click()
    expect(items(page).nth(1)).to_contain_text("Misstänkt obehörig")
    # Escape leaves the item, and the reader stands in the list where it was.
    expect(items(page).nth(2)).to_have_attribute("aria-current", "true")
    expect(panel.get_by_role("heading", level=2)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Välj en post i listan")).to_be_visible()
    expect(items(page).nth(2)).to_be_focused()


def test_a_judgement_stays_and_a_second_thought_is_a_new_one(reviewer: Seat) -> None:
    page = reviewer.page
    panel = page.locator(".aside")
    items(page).first.click()
    panel.get_by_role("radio", name="Behöver utredas").check()
    panel.get_by_label("Varför?").fill(WHY)
    panel.get_by_role("button", name="Spara och ta nästa").click()
    expect(items(page).first).to_contain_text("Behöver utredas")
    items(page).first.click()
    expect(panel.get_by_text(WHY)).to_be_visible()
    panel.get_by_role("radio", name="Befogad").check()
    panel.get_by_label("Varför?").fill("Kollegan var sjuk den kvällen.")
    panel.get_by_role("button", name="Spara och ta nästa").click()
    expect(items(page).first).to_contain_text("Befogad")
    items(page).first.click()
    expect(panel.get_by_text("Behöver utredas, Harriet Lysmark")).to_be_visible()
    expect(panel.get_by_text("Befogad, Harriet Lysmark")).to_be_visible()
    expect(panel.get_by_role("button", name="Bedöm på nytt")).to_be_visible()


def test_an_extract_is_handed_out_and_the_number_is_nowhere_after_it(reviewer: Seat) -> None:
    page = reviewer.page
    page.get_by_role("button", name="Utdrag för en person").click()
    number = page.get_by_label("Personnummer eller reservnummer")
    number.fill("Märta")
    take = page.get_by_role("button", name="Ta ut utdraget")
    take.click()
    expect(page.get_by_role("alert")).to_contain_text("tolv tecken")
    number.fill(night.MARTA[0])
    page.get_by_role("radio", name="CSV, för kalkylark").check()
    with page.expect_download() as got:
        take.click()
    assert got.value.suggested_filename == "loggutdrag.csv"
    sheet = got.value.path().read_text("utf-8-sig")
    assert "Öppnade uppgifter i en nödsituation" in sheet
    expect(page.get_by_role("main").get_by_text("Utdraget är hämtat")).to_be_visible()
    expect(number).to_have_value("")


def test_the_year_is_counted_and_how_it_is_done_is_changed(reviewer: Seat) -> None:
    page = reviewer.page
    page.get_by_role("button", name="Året").click()
    expect(page.get_by_role("row", name="Nödöppning 1 0")).to_be_visible()
    with page.expect_download() as got:
        page.get_by_role("button", name="Hämta som CSV").click()
    assert got.value.suggested_filename == "loggranskning-2026.csv"
    sample = page.get_by_label("Slumpvis dragna varje vecka")
    for wrong, says in (("tre", "Ett helt antal."), ("2", "Ett helt antal från 5 till 500.")):
        sample.fill(wrong)
        page.get_by_role("button", name="Spara").click()
        expect(page.get_by_role("alert")).to_have_text(says)
    sample.fill("30")
    page.get_by_role("button", name="Spara").click()
    expect(
        page.get_by_role("main").get_by_text("Sparat. Gäller från nästa måndag.")
    ).to_be_visible()


def test_nobody_else_has_the_page_in_the_menu(week: Kvarten, sit: Sit) -> None:
    page = sit(NURSE, PAGE).page
    expect(page.get_by_role("alert")).to_contain_text(
        "Loggen granskas av loggranskare, MAS eller MAR."
    )
    expect(page.get_by_role("navigation")).not_to_contain_text("Loggranskning")


def test_the_page_is_read_and_used_by_everybody_on_every_screen(week: Kvarten, sit: Sit) -> None:
    def walk(page: Page) -> Iterator[State]:
        yield "veckan", page.locator("body")
        items(page).first.click()
        expect(page.locator(".aside h2")).to_be_focused()
        yield "en post", page.locator("body")
        for part in ("Äldre, ej klara", "Utdrag för en person", "Året"):
            page.get_by_role("button", name=part).click()
            if part == "Året":
                expect(page.get_by_role("heading", name="Så granskas det")).to_be_visible()
                expect(page.get_by_label("Slumpvis dragna varje vecka")).to_be_visible()
            yield part, page.locator("body")

    visit(sit, [Visit(REVIEWER, PAGE, WEEK, walk)])


def test_before_any_week_is_drawn_the_page_says_what_is_normal(kvarten: Kvarten, sit: Sit) -> None:
    kvarten.begin()
    page = sit(REVIEWER, PAGE, **PHONE).page
    expect(page.get_by_text("Ingen vecka är dragen än.")).to_be_visible()
    page.get_by_role("button", name="Äldre, ej klara").tap()
    expect(page.get_by_text("Inget är kvar sedan tidigare veckor.")).to_be_visible()
