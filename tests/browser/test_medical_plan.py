"""A medicinsk vårdplan: written in the form by the nurse, and read on the page about the person."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.browser.forms import REPORT, answer, told
from tests.browser.running import Kvarten
from tests.browser.seats import PHONE, ROOM, TABLET, Sit
from tests.browser.stages import State, Visit
from tests.browser.test_person_page import NAME, NURSE, ago, key, more, picture
from tests.browser.test_states import visit
from tests.houses import CENTRE, NOW

HERE = {"unit_hsa_id": CENTRE}


def test_a_plan_is_ticked_in_the_form_and_stands_on_the_page(morning: Kvarten, sit: Sit) -> None:
    morning.tell(*more())
    before = (
        sit(NURSE, key(morning)).page.get_by_role("article").filter(has_text="Medicinsk vårdplan")
    )
    expect(before).to_contain_text("Ingen uppgift om någon plan")
    expect(before).to_contain_text("Läkemedel för tre dagar ej satt")
    seat = sit(NURSE, REPORT, **TABLET)
    page = seat.page
    answer(page, NAME).tap()
    answer(page, "En medicinsk vårdplan").tap()
    for item in ("AMP, avancerad medicinsk planering", "Ställning till behandlingsbegränsningar"):
        page.get_by_label(item).check()
    picture(seat, "vardplan-formular")
    words = "Medicinsk vårdplan. Ställning till behandlingsbegränsningar och AMP, avancerad medicinsk planering."
    expect(page.get_by_text(words)).to_be_visible()
    page.get_by_role("button", name="Skicka", exact=True).tap()
    expect(page.get_by_text("Mottaget", exact=True)).to_be_visible()
    assert told(morning) == ["medical_plan.recorded"]
    after = (
        sit(NURSE, key(morning)).page.get_by_role("article").filter(has_text="Medicinsk vårdplan")
    )
    expect(after).to_contain_text("Upprättad i dag, Karin Vallmo, Lindåsen")
    expect(after.get_by_role("listitem")).to_have_text(
        [
            "Ställning till behandlingsbegränsningar klar", "Läkemedel för tre dagar öppen",
            "Apodos öppen", "AMP, avancerad medicinsk planering klar", "Personens önskemål öppen",
            "Stöd till anhöriga öppen",
        ]
    )  # fmt: skip


def test_the_form_and_the_plan_are_read_and_used_on_every_screen(
    morning: Kvarten, sit: Sit
) -> None:
    items = ["Behandlingsbegränsningar", "Trachvård", "Apodos"]
    morning.tell(
        *more(),
        ago(
            1,
            "medical_plan.recorded",
            on=str((NOW - timedelta(days=1)).date()),
            items=items,
            **HERE,
        ),
    )
    where = key(morning)
    for name, screen in (("vagg", ROOM), ("platta", TABLET), ("telefon", PHONE)):
        seat = sit(NURSE, where, **screen)
        expect(seat.page.get_by_text("Planen nämner också: Trachvård.")).to_be_visible()
        picture(seat, f"vardplan-{name}")
        seat.leave()

    def ticked(page: Page) -> list[State]:
        answer(page, NAME).click()
        answer(page, "En medicinsk vårdplan").click()
        page.get_by_label("Apodos").check()
        return [("vårdplan i formuläret", page.locator("body"))]

    visit(sit, [Visit(NURSE, REPORT, "Vem gäller det?", ticked)])
