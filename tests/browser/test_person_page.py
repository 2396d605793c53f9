"""Personen: what goes on about one, who is there, what has happened; and the sheet to take home."""

import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser import night
from tests.browser.forms import REPORT, answer, told
from tests.browser.running import Kvarten
from tests.browser.seats import DESK, PHONE, ROOM, TABLET, Seat, Sit
from tests.browser.stages import State, Visit
from tests.browser.test_states import visit
from tests.houses import CENTRE, HOME_HELP, NEEDS, NOW, TEAM, cloud

NURSE, PLANNER = "aldre-ssk", "hemtjanstplanerare"
SVEN = night.SVEN[0]
NAME = night.name(night.SVEN)
HSL, SOCIAL = "SE0000001490-DEMOHSL", "SE0000001490-DEMOOMS"
PICTURES = os.environ.get("KVARTEN_PICTURES")
"""Where to leave a picture of the page on each screen, for whoever wants to look."""


def ago(days: float, what: str, /, **data: Any) -> dict[str, Any]:
    return cloud(what, SVEN, NOW - timedelta(days=days), **data)


def more() -> night.Events:
    """Sven's last weeks: a planned way home, a SIP, a named contact, and one call that failed."""
    stay = {"correlation_id": "v1", "unit_hsa_id": night.WARD}
    case = {"correlation_id": "s1", "unit_hsa_id": night.WARD}
    here = {"unit_hsa_id": CENTRE}
    point = {"checklist": "trygg_hemgang", "unit_hsa_id": TEAM, "controller_hsa_id": HSL}
    sent = (NOW - timedelta(days=6)).isoformat()
    ready = (NOW - timedelta(days=2)).isoformat()
    return [
        ago(200, "cfs.assessed", score=5, assessed_on="2026-05-04", **here),
        ago(90, "contact.appointed", kind="fast_vardkontakt", name="Eva Lindgren",
            phone="033-12 34 56", patient_informed_at=sent, **here),
        ago(90, "contact.appointed", kind="fast_lakarkontakt", name="Dr Omar Ek", **here),
        ago(60, "sip.proposed", correlation_id="p1", **here),
        ago(55, "consent.given", purpose="sip", start=sent, **here),
        ago(40, "sip.created", correlation_id="p1", valid_from="2026-10-11", lead=CENTRE,
            parties=[CENTRE, NEEDS, "tandvard", "anhorig"], **here),
        ago(35, "annual_check.done", on="2026-10-16", items=["Fallrisk", "Läkemedel"], **here),
        ago(6.5, "inpatient.admitted", ward="43", **stay),
        ago(6, "samsa.inskrivningsmeddelande", sent_at=sent, pud=ready,
            recipients=[HOME_HELP, NEEDS], **case),
        ago(5.9, "samsa.kvitterad", by_unit=NEEDS, correlation_id="s1", unit_hsa_id=NEEDS),
        ago(2, "samsa.utskrivningsklar", sent_at=ready, **case),
        ago(1.5, "checklist.point_set", point="Hembesök", state="open", role="kommun_hsl", **point),
        ago(1.5, "checklist.point_set", point="Tandvård", state="open", role="tandvard", **point),
        ago(1.4, "checklist.point_set", point="Hjälpmedel", state="not_needed", role="kommun_hsl",
            reason="Har redan", **point),
        ago(1.3, "checklist.point_set", point="Varm överlämning", state="done", role="kommun_hsl",
            by="Nora Ask", **point),
        ago(0.5, "person.important", text="Att få vara hemma med katten, och att dottern får veta.", **here),
        ago(0.2, "followup.attempted", route="vc", **here),
        ago(0.1, "hemtjanst.deviation", kind="not_eating", unit_hsa_id=HOME_HELP,
            controller_hsa_id=SOCIAL),
    ]  # fmt: skip


def key(kvarten: Kvarten) -> str:
    """The address of Sven's page, as the board names it."""
    client = kvarten.as_(NURSE)
    rows = client.get(f"/api/huddles/{CENTRE}/{night.DATE}").json()["board"]["rows"]
    client.close()
    return next(f"/person/{r['content']['person']}" for r in rows if r["content"]["name"] == NAME)


def picture(seat: Seat, name: str) -> None:
    if PICTURES is not None:
        seat.page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def test_from_an_unfolded_row_one_comes_to_the_page_and_back(morning: Kvarten, sit: Sit) -> None:
    morning.tell(*more())
    nurse = sit(NURSE)
    row = nurse.row(night.SVEN)
    row.get_by_role("button", name=re.compile("Varför|skäl")).click()
    row.get_by_role("link", name=f"Öppna sidan om {NAME}").click()
    page = nurse.page
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    expect(page).to_have_title("Personen – Kvarten")
    first = page.get_by_role("region").first
    expect(first).to_contain_text("Att få vara hemma med katten, och att dottern får veta.")
    going_on = page.get_by_role("region", name="Pågår")
    expect(going_on.get_by_role("heading", level=3)).to_have_text(
        ["Trygg hemgång", "Medicinsk vårdplan", "Uppföljningssamtal efter sjukhuset"]
    )
    expect(going_on).to_contain_text("Varm överlämning klar, mottagen av Nora Ask")
    expect(going_on).to_contain_text("Hjälpmedel behövs inte, kommunal primärvård. Har redan")
    expect(going_on).to_contain_text("Kontaktväg ej satt, äldre-ssk")
    expect(going_on).to_contain_text("Tandvård öppen, tandvård")
    expect(going_on).to_contain_text("1 försök som inte nådde fram")
    expect(going_on).to_contain_text("Samtal som når fram: senast")
    sip = page.get_by_role("region", name="SIP", exact=True)
    expect(sip).to_contain_text("Planen gäller.")
    expect(sip).to_contain_text("Med i planen: Lindåsen, Bistånd öst, tandvård och anhörig.")
    contacts = page.get_by_role("region", name="Kontakter")
    number = contacts.get_by_role("link", name="033-12 34 56")
    expect(number).to_have_attribute("href", "tel:033123456")
    expect(page.get_by_role("region", name="Samtycke och spärr")).to_contain_text("En SIP")
    first = page.get_by_role("region", name="Tidslinje").get_by_role("listitem").first
    expect(first).to_contain_text("Hemtjänsten har sett: äter inte")
    page.get_by_role("main").get_by_role("button", name="Tillbaka").click()
    expect(page.get_by_role("heading", name="Sedan sist")).to_be_visible()


def test_what_is_important_is_written_in_the_form_and_stands_first(
    morning: Kvarten, sit: Sit
) -> None:
    page = sit(NURSE, REPORT, **TABLET).page
    answer(page, NAME).tap()
    answer(page, "Viktigt för mig").tap()
    line = page.get_by_label("En rad i personens egna ord")
    line.fill("Att få sitta i trädgården.")
    expect(
        page.get_by_text(f"{NAME}. Viktigt för mig. ”Att få sitta i trädgården.”")
    ).to_be_visible()
    page.get_by_role("button", name="Skicka", exact=True).tap()
    expect(page.get_by_text("Mottaget", exact=True)).to_be_visible()
    assert told(morning) == ["person.important"]
    first = sit(NURSE, key(morning)).page.get_by_role("region", name="Viktigt för mig")
    expect(first).to_contain_text("Att få sitta i trädgården.")


def test_each_reads_their_own_and_whoever_is_not_there_is_explained(
    morning: Kvarten, sit: Sit
) -> None:
    morning.tell(*more())
    where = key(morning)
    planner = sit(PLANNER, where).page
    expect(planner.get_by_role("heading", level=1)).to_have_text(NAME)
    expect(planner.get_by_role("region", name="Samtycke och spärr")).to_have_count(0)
    expect(planner.get_by_text("Du ser nivån och inget mer.")).to_be_visible()
    gone = sit(NURSE, "/person/00000000-0000-0000-0000-000000000007")
    gone.eyes.network_is_cut = True  # the browser's console tells of the 404
    expect(gone.page.get_by_role("alert")).to_have_text("Personen finns inte för dig.")
    expect(gone.page.get_by_role("main")).to_contain_text("skyddade personuppgifter")


def test_what_is_printed_is_the_sheet_that_the_person_takes_home(
    morning: Kvarten, sit: Sit
) -> None:
    morning.tell(*more())
    seat = sit(NURSE, key(morning))
    page = seat.page
    expect(page.get_by_role("button", name="Skriv ut blad till personen")).to_be_visible()
    sheet = page.locator(".sheet")
    expect(sheet).to_be_hidden()
    page.emulate_media(media="print")
    expect(sheet).to_be_visible()
    for words in (
        "Viktiga kontakter för dig",
        "Eva Lindgren",
        "033-12 34 56",
        "Dr Omar Ek",
        "1177",
    ):
        expect(sheet).to_contain_text(words)
    for hidden in (page.get_by_text("Pågår", exact=True), page.locator("header")):
        expect(hidden).to_be_hidden()
    expect(sheet).not_to_contain_text("CFS")
    picture(seat, "blad")


def test_the_page_is_read_and_used_on_every_screen(morning: Kvarten, sit: Sit) -> None:
    morning.tell(*more())
    where = key(morning)
    for name, screen in (("vagg", ROOM), ("platta", TABLET), ("telefon", PHONE), ("bord", DESK)):
        seat = sit(NURSE, where, **screen)
        expect(seat.page.get_by_role("heading", name="Tidslinje")).to_be_visible()
        picture(seat, name)
        seat.leave()

    def unfolded(page: Page) -> list[State]:
        page.locator("summary").first.click()
        return [("personen", page.locator("body"))]

    visit(sit, [Visit(NURSE, where, "Tidslinje", unfolded)])
    visit(
        sit,
        [Visit(PLANNER, where, "Tidslinje", lambda page: [("planerarens", page.locator("body"))])],
    )
