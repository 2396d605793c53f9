"""Listor: whom a health centre follows, marked as gone through, on every screen and by keyboard."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import night
from tests.browser.running import Kvarten
from tests.browser.seats import PHONE, Seat, Sit
from tests.browser.stages import State, Visit, still
from tests.browser.test_states import visit
from tests.houses import EMERGENCY, NEEDS, NOW, TEAM, cloud, consent, registered

PAGE = "/listor"
MINUTE = 60_000
"""A list is read anew so often, in milliseconds."""
GUNBORG, EVERT, SVEN, ALICE = night.GUNBORG, night.EVERT, night.SVEN, night.ALICE
MALT, HSL = "SE2321000131-DEMOMALT1", "SE0000001490-DEMOHSL"
SOCIAL = "SE0000001490-DEMOOMS"


def ago(days: float) -> Any:
    return NOW - timedelta(days=days)


def seen(
    kind: str, who: tuple[str, str, str], /, *days: float, **data: Any
) -> list[dict[str, Any]]:
    return [cloud(kind, who[0], ago(day), **data) for day in days]


def attenders() -> list[dict[str, Any]]:
    """Gunborg since yesterday, Evert since two weeks, Sven whom somebody has gone through, Alice below."""
    told: list[dict[str, Any]] = []
    for number, given, family in (GUNBORG, EVERT, SVEN, ALICE):
        told.append(registered(number, given_name=given, family_name=family))
    emergency = {"unit_hsa_id": EMERGENCY}
    told += seen("ed.visit.registered", GUNBORG, 300, 150, 1, **emergency)
    told += seen("phone.contact", GUNBORG, 120, 40, 12, channel="vc")
    told += seen("mobile.visit", GUNBORG, 60, team="malt", unit_hsa_id=MALT)
    told += seen("vc.visit", EVERT, 25, 20, 14)
    told += seen("ed.visit.registered", SVEN, 250, 200, 150, 120, **emergency)
    told += seen("frequent_attender.reviewed", SVEN, 50, by="Karin Vallmo", note="SIP i december")
    told += seen("ed.visit.registered", ALICE, 250, 200, 150, **emergency)
    hsl = {"kind": "kommunal_hsl", "unit": TEAM, "unit_hsa_id": TEAM, "controller_hsa_id": HSL}
    told += seen("enrolment.started", GUNBORG, 100, **{**hsl, "from": "2026-08-12"})
    told += seen("medication_review.done", GUNBORG, 40, on="2026-10-11")
    told += seen("sip.created", EVERT, 30, valid_from="2026-10-21")
    told += [consent(GUNBORG[0])]
    return told


def others() -> list[dict[str, Any]]:
    """Of the same four: who is for the preventive team, and who waits for an assessment."""
    told = [consent(EVERT[0])]
    for who, score in ((GUNBORG, 3), (EVERT, 4), (SVEN, 4)):
        told += seen("cfs.assessed", who, 100, score=score, assessed_on="2026-08-12")
    told += seen("annual_check.done", SVEN, 60, on="2026-09-21", items=["halsosamtal", "fallrisk"])
    told += seen("annual_check.done", EVERT, 500, on="2025-07-08")
    social = {"unit_hsa_id": NEEDS, "controller_hsa_id": SOCIAL}
    told += seen("lub.offered", GUNBORG, 60, on="2026-09-21", **social)
    granted = {"insats": "trygghetslarm", "lub": True, "decided_at": ago(50).isoformat()}
    executed = {"executed_at": ago(45).isoformat()}
    told += seen("bistand.decision", GUNBORG, 50, **granted, **executed, **social)
    asked = {"what": "lakarbedomning", "unit_hsa_id": TEAM, "controller_hsa_id": HSL}
    told += seen("assessment.requested", GUNBORG, 0.4, **asked)
    told += seen("assessment.requested", EVERT, 5, **asked)
    told += seen("assessment.done", EVERT, 4.9, **asked)
    return told


def opened(page: Page) -> None:
    expect(page.get_by_role("heading", name=night.name(GUNBORG))).to_be_visible()


@pytest.fixture
def lists(kvarten: Kvarten, sit: Sit) -> Seat:
    kvarten.begin(attenders())
    seat = sit("aldre-ssk", PAGE)
    opened(seat.page)
    return seat


def test_the_newest_over_the_limit_stands_first_with_what_is_in_place(lists: Seat) -> None:
    page = lists.page
    waiting = page.get_by_role("region", name="Att gå igenom")
    people = waiting.get_by_role("heading", level=3)
    expect(people).to_have_text(["Gunborg Öhrnäs 92 år", "Evert Strandqvist 88 år"])
    gunborg = lists.row(GUNBORG)
    expect(gunborg).to_contain_text("4 akuta kontakter på 12 månader")
    expect(gunborg).to_contain_text("Över gränsen sedan")
    expect(gunborg.get_by_role("definition")).to_have_text(["7", "3", "3", "1"])
    expect(gunborg).to_contain_text("Oftare")
    expect(gunborg).to_contain_text("4 kontakter på 90 dygn, 2 på de 90 före")
    expect(gunborg).to_contain_text("Kommunal primärvård")
    expect(gunborg).to_contain_text("Läkemedelsgenomgång sön 11 okt")
    expect(lists.row(EVERT)).to_contain_text("visas först när personen har samtyckt")
    sven = page.get_by_role("region", name="Genomgångna").get_by_role("listitem").first
    expect(sven).to_contain_text("av Karin Vallmo")
    expect(sven).to_contain_text("SIP i december")
    expect(page.locator("body")).not_to_contain_text("Alice")


def test_a_mark_is_made_by_keyboard_with_a_few_words(lists: Seat) -> None:
    page = lists.page
    button = page.get_by_role("button", name="Gå igenom Evert Strandqvist")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Gå igenom Evert Strandqvist")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    dialog.get_by_label("Anteckning").focus()
    page.keyboard.type("Läkarbesök bokat")
    expect(dialog).to_contain_text("184 tecken kvar")
    dialog.get_by_role("button", name="Markera som genomgången").focus()
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    done = page.get_by_role("region", name="Genomgångna")
    expect(done.get_by_role("heading", level=3)).to_have_count(2)
    expect(lists.row(EVERT)).to_contain_text("Läkarbesök bokat")
    expect(page.get_by_role("heading", name="Att gå igenom")).to_be_focused()
    page.get_by_role("button", name="Ändra genomgången av Evert Strandqvist").click()
    expect(dialog.get_by_label("Anteckning")).to_have_value("Läkarbesök bokat")
    dialog.get_by_role("button", name="Ångra genomgången").click()
    expect(done.get_by_role("heading", level=3)).to_have_count(1)
    expect(lists.row(EVERT).get_by_role("button")).to_have_text("Gå igenom")


def test_a_list_that_stands_open_is_read_anew_and_what_is_being_written_stays(
    kvarten: Kvarten, sit: Sit
) -> None:
    kvarten.begin(attenders())
    seat = sit("aldre-ssk", "about:blank")
    page = seat.page
    page.clock.install()
    page.goto(PAGE)
    opened(page)
    page.get_by_role("button", name="Ändra genomgången av Sven").click()
    note = page.get_by_role("dialog").get_by_label("Anteckning")
    note.fill("Läkarbesök bokat")
    kvarten.tell(*seen("ed.visit.registered", ALICE, 0.1, unit_hsa_id=EMERGENCY))
    page.clock.fast_forward(MINUTE)
    expect(page.get_by_text("Alice", exact=False)).to_have_count(1)
    expect(note).to_have_value("Läkarbesök bokat")
    page.keyboard.press("Escape")
    seat.eyes.network_is_cut = True
    page.context.set_offline(True)
    page.clock.fast_forward(MINUTE)
    lost = page.get_by_text("Inget nät sedan")
    expect(lost).to_be_visible()
    opened(page)
    page.context.set_offline(False)
    expect(lost).to_have_count(0)


def test_the_preventive_list_and_the_assessments_are_a_click_away(
    kvarten: Kvarten, sit: Sit
) -> None:
    kvarten.begin(attenders() + others())
    seat = sit("aldre-ssk", PAGE)
    page = seat.page
    page.get_by_role("link", name="Förebyggande").click()
    checks = page.get_by_role("region", name="Årskontroll och det förebyggande")
    people = checks.get_by_role("heading", level=3)
    expect(people).to_have_text(
        ["Evert Strandqvist 88 år", "Sven Nyhamn 95 år", "Gunborg Öhrnäs 92 år"]
    )
    sven = checks.get_by_role("listitem").filter(has_text="Sven")
    expect(sven.first).to_contain_text("Social isolering")
    support = page.get_by_role("region", name="Insats utan behovsprövning (luB)")
    expect(support).to_contain_text("Skulle ha följts upp tor 5 nov")
    page.get_by_role("link", name="Dygnet runt").click()
    expect(page.get_by_role("region", name="Väntar")).to_contain_text("Gunborg Öhrnäs")
    done = page.get_by_role("region", name="Gjorda de senaste 30 dygnen")
    expect(done).to_contain_text("efter 2 h")
    expect(done).to_contain_text("I tid")
    page.go_back()
    expect(page.get_by_role("link", name="Förebyggande")).to_have_attribute("aria-current", "page")


def test_an_empty_list_says_what_is_normal(kvarten: Kvarten, sit: Sit) -> None:
    kvarten.begin()
    page = sit("aldre-ssk", PAGE, **PHONE).page
    expect(page.get_by_text("Ingen listad person är över gränsen just nu.")).to_be_visible()


def test_the_page_is_fit_to_use_on_every_screen(kvarten: Kvarten, sit: Sit) -> None:
    kvarten.begin(attenders() + others())

    def asked(page: Page) -> list[State]:
        page.get_by_role("button", name="Gå igenom Gunborg Öhrnäs").click()
        return [("gå igenom", page.get_by_role("dialog"))]

    nurse = "aldre-ssk"
    visit(sit, [
        Visit(nurse, PAGE, "Gunborg", still("mångsökare")),
        Visit(nurse, PAGE, "Gunborg", asked),
        Visit(nurse, f"{PAGE}/forebyggande", "Gunborg", still("förebyggande")),
        Visit(nurse, f"{PAGE}/dygnet-runt", "Gunborg", still("dygnet runt")),
        Visit("kommunal-ssk", PAGE, "visas de inte", still("inte ens egna")),
    ])  # fmt: skip
