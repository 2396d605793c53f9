"""Enskild genomgång: whom one meets alone, at the own desk, and how nobody else hears of it."""

import re

from playwright.sync_api import expect

from tests.browser import night
from tests.browser.running import Kvarten
from tests.browser.seats import PHONE, Sit
from tests.browser.stages import State, Visit
from tests.browser.test_states import visit
from tests.houses import NOW, cloud

REVIEW, CONTACT = "/enskild", "/kontakt"
NURSE, HEAD, CARE = "aldre-ssk", "chef", "kommunal-ssk"
WHY = "Fast vårdkontakt på vårdcentralen"
URGENT = "Medvetslös i hemmet, vi måste veta vad som hänt."
HOLGER = night.name(night.HOLGER)


def protect(morning: Kvarten) -> None:
    flag = cloud(
        "person.protected_changed", night.HOLGER[0], NOW, flag="sekretessmarkering",
        source="befolkning",
    )  # fmt: skip
    morning.tell(flag)


def name_karin(morning: Kvarten) -> None:
    head = morning.as_(HEAD)
    head.post("/api/contacts", json={"employee": NURSE, "reason": WHY}).raise_for_status()
    head.close()


def test_a_flag_takes_the_row_away_and_a_named_contact_meets_the_person_alone(
    morning: Kvarten, sit: Sit
) -> None:
    nurse, follower = sit(NURSE), sit("hemtjanstplanerare")
    for seat in (nurse, follower):
        expect(seat.row(night.HOLGER)).to_have_count(1)
    protect(morning)
    for seat in (nurse, follower):
        expect(seat.row(night.HOLGER)).to_have_count(0)
        expect(seat.page.locator("body")).not_to_contain_text("Holger")

    head = sit(HEAD, CONTACT).page
    expect(head.get_by_role("heading", level=1)).to_have_text(
        "En person behöver en namngiven kontakt"
    )
    head.get_by_role("radio", name="Karin Vallmo").check()
    head.get_by_label("Varför just den personen?").fill(WHY)
    head.get_by_role("button", name="Namnge kontakten").click()
    expect(head.get_by_role("main").get_by_text("Karin Vallmo är nu kontakt")).to_be_visible()
    expect(head.locator("body")).not_to_contain_text("Holger")

    page = sit(NURSE, REVIEW, **PHONE).page
    holger = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=HOLGER))
    expect(holger).to_contain_text("Skyddade personuppgifter")
    holger.get_by_role("button", name="Besluta").tap()
    holger.get_by_role("button", name="Klart").tap()
    holger.get_by_role("button", name="Spara beslutet").tap()
    expect(holger).to_contain_text("Inget att ta ställning till just nu.")


def test_the_head_ends_a_contact_and_chooses_another(morning: Kvarten, sit: Sit) -> None:
    protect(morning)
    name_karin(morning)
    page = sit(HEAD, CONTACT, **PHONE).page
    contacts = page.get_by_role("region", name="Kontakter i dag")
    expect(contacts.get_by_role("listitem")).to_have_text([re.compile("Karin Vallmo")])
    contacts.get_by_role("button", name="Avsluta Karin Vallmo som kontakt").tap()
    asked = page.get_by_role("dialog", name="Ska Karin Vallmo inte längre vara kontakt?")
    asked.get_by_role("button", name="Tillbaka").tap()
    expect(asked).to_be_hidden()
    contacts.get_by_role("button", name="Avsluta Karin Vallmo som kontakt").tap()
    asked.get_by_role("button", name="Avsluta", exact=True).tap()
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text("En person behöver en namngiven kontakt")
    expect(title).to_be_focused()
    expect(
        page.get_by_role("main").get_by_text("Karin Vallmo är inte längre kontakt.")
    ).to_be_visible()
    expect(contacts).to_have_count(0)
    expect(page.locator("body")).not_to_contain_text("Holger")
    met = sit(NURSE, REVIEW).page
    expect(met.get_by_text("Du är inte namngiven kontakt")).to_be_visible()


def test_in_need_a_person_is_opened_with_a_reason_and_shown_to_that_nurse_alone(
    morning: Kvarten, sit: Sit
) -> None:
    page = sit(CARE, REVIEW).page
    page.get_by_role("button", name="Gör en nödöppning").click()
    button = page.get_by_role("button", name="Nödöppna", exact=True)
    page.get_by_label("Personnummer eller reservnummer").fill("19990101T999")
    expect(button).to_be_disabled()
    page.get_by_label("Varför kan det inte vänta?").fill(URGENT)
    button.click()
    expect(page.get_by_role("alert")).to_contain_text("Ingen person med det numret")
    page.get_by_label("Personnummer eller reservnummer").fill(night.MARTA[0])
    button.click()
    marta = page.get_by_role("listitem").filter(
        has=page.get_by_role("heading", name=night.name(night.MARTA))
    )
    expect(marta).to_contain_text("Nödöppnad för dig till lör 7.40")
    expect(marta).to_contain_text("Akutbesök")
    other = sit(NURSE, REVIEW).page
    expect(other.get_by_text("Du är inte namngiven kontakt")).to_be_visible()


def test_the_pages_are_read_and_used_by_everybody_on_every_screen(
    morning: Kvarten, sit: Sit
) -> None:
    protect(morning)

    def opened(page) -> list[State]:
        page.get_by_role("button", name="Gör en nödöppning").click()
        return [("nödöppning", page.locator("body"))]

    def needed(page) -> list[State]:
        return [("namngiven kontakt", page.locator("body"))]

    visit(sit, [Visit(CARE, REVIEW, "Nödöppning", opened), Visit(HEAD, CONTACT, "behöver", needed)])
    name_karin(morning)

    def ending(page) -> list[State]:
        page.get_by_role("button", name="Avsluta Karin Vallmo som kontakt").click()
        return [("avsluta en kontakt", page.locator("body"))]

    visit(sit, [Visit(HEAD, CONTACT, "Kontakter i dag", ending)])
