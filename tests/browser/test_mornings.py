"""Mornings that follow others: after a weekend, on the third morning, and the week's round."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from app.clock import parse_local
from tests.browser import layout, night
from tests.browser.axe import axe
from tests.browser.running import Kvarten
from tests.browser.seats import DESK, PHONE, Seat, Sit
from tests.houses import CENTRE, cloud, consent, home_from_ed, registered

SATURDAY = parse_local("2026-11-21T03:10")
MET = ("19441212T044", "Valborg", "Hed")
MONDAY, TUESDAY, THURSDAY = "2026-11-23", "2026-11-24", "2026-11-26"


def board(sit: Sit, date: str, path: str = "tavla", **screen) -> Seat:
    seat = sit("aldre-ssk", f"/{path}/{CENTRE}/{date}", **(screen or DESK))
    expect(seat.page.get_by_text("Sedan sist").first).to_be_visible()
    return seat


def fits(page: Page) -> None:
    within = page.locator("body")
    assert [*axe(within), *layout.faults(page, within)] == []


def weekend() -> list[dict]:
    """Gunborg: the emergency department on Saturday, an ambulance on Sunday. Valborg was reached."""
    told = [*night.person(night.GUNBORG, 7), consent(night.GUNBORG[0])]
    told += [home_from_ed(night.GUNBORG[0], SATURDAY)]
    told += [
        cloud("ambulance.contact", night.GUNBORG[0], SATURDAY + timedelta(hours=34), case_id="a",
              outcome="left_home", unit_hsa_id=night.AMBULANCE),
        registered(MET[0], given_name=MET[1], family_name=MET[2]), consent(MET[0]),
        home_from_ed(MET[0], SATURDAY),
        cloud("phone.contact", MET[0], SATURDAY + timedelta(hours=30), channel="vc", result="reached"),
    ]  # fmt: skip
    return told


def test_after_a_weekend_the_board_stands_in_groups_and_counts_what_was_seen_to(
    kvarten: Kvarten, sit: Sit
) -> None:
    kvarten.begin(weekend(), at=f"{MONDAY}T07:40")
    seat = board(sit, MONDAY)
    page, row = seat.page, seat.row(night.GUNBORG)
    expect(page.get_by_text("Före nästa avstämning", exact=True).first).to_be_visible()
    told = row.get_by_role("list", name="Vad som hände, i ordning").get_by_role("listitem")
    expect(told).to_have_text(["lör 3.10 Åter hem från akuten", "sön 13.10 Ambulans, kvar hemma"])
    expect(seat.row(MET)).to_have_count(0)
    expect(page.get_by_text("Åter hem från akuten: 1 behov")).to_be_visible()
    page.get_by_role("button", name="Visa vilka").click()
    expect(page.get_by_role("dialog")).to_contain_text(
        f"{night.name(MET)} Åter hem från akuten. Kontakt är registrerad."
    )
    fits(page)
    page.keyboard.press("Escape")
    fits(page)
    fits(board(sit, MONDAY, **PHONE).page)


def test_the_third_morning_asks_for_one_of_four_ways_and_is_not_closed_over(
    morning: Kvarten, sit: Sit
) -> None:
    for day in (MONDAY, TUESDAY):
        morning.move_clock(f"{day}T07:45")
    seat = board(sit, TUESDAY)
    page, row = seat.page, seat.row(night.EVERT)
    expect(row).to_contain_text("3:e morgonen")
    page.get_by_role("button", name="Starta avstämningen").click()
    row.get_by_role("button", name=night.name(night.EVERT)).first.click()
    ways = row.get_by_role("group", name="3:e morgonen. Vad händer nu?").get_by_role("button")
    expect(ways).to_have_count(4)
    fits(page)
    page.get_by_role("button", name="Avsluta", exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text(
        "har stått för många morgnar och måste beslutas"
    )
    page.keyboard.press("Escape")
    ways.filter(has_text="Lyft till veckan").click()
    row.get_by_role("radio", name="Återkommer ofta").check()
    row.get_by_role("button", name="Besluta: Lyft till veckan").click()
    expect(row).to_contain_text("Lyft till veckan")

    morning.move_clock(f"{THURSDAY}T12:50")
    page.goto(f"/tavla/{CENTRE}/{THURSDAY}")
    page.get_by_role("link", name="Teamronden i dag").click()
    expect(page.get_by_text("Teamrond torsdag 26 november")).to_be_visible()
    expect(page.get_by_role("button", name="Starta teamronden")).to_be_visible()
    expect(seat.row(night.EVERT)).to_contain_text("Lyft till veckan. Återkommer ofta.")
    expect(page.get_by_text("VC-läkare")).to_be_visible()
    fits(page)
    held = sit("aldre-ssk", f"/teamrond/{CENTRE}/{THURSDAY}", **PHONE)
    expect(held.row(night.EVERT)).to_be_visible()
    fits(held.page)


def test_a_disagreement_is_lifted_with_how_both_see_it(morning: Kvarten, sit: Sit) -> None:
    seat = board(sit, night.DATE)
    page, row = seat.page, seat.row(night.EVERT)
    page.get_by_role("button", name="Starta avstämningen").click()
    row.get_by_role("button", name=night.name(night.EVERT)).first.click()
    row.get_by_role("button", name="Annat …").click()
    row.get_by_role("button", name="Lyft till veckan").click()
    row.get_by_role("radio", name="Oense om ansvar").check()
    expect(row).to_contain_text("med bådas syn")
    besluta = row.get_by_role("button", name="Besluta: Lyft till veckan")
    row.get_by_role("radio", name="Bistånd öst").check()
    ours, theirs = (
        row.get_by_role("textbox", name=f"Så ser {name} på det")
        for name in ("Lindåsen", "Bistånd öst")
    )
    ours.fill("Kommunen har tagit över insatsen")
    expect(besluta).to_be_disabled()
    theirs.fill("Beslut saknas, regionen ansvarar")
    fits(page)
    besluta.click()
    expect(row).to_contain_text("Lyft till veckan")

    page.goto(f"/veckan/{CENTRE}")
    told = page.get_by_role("listitem").filter(has_text=night.name(night.EVERT))
    expect(told).to_contain_text("Bistånd öst: Beslut saknas, regionen ansvarar")
    expect(told).to_contain_text("Avgörs av")
    views = [told.get_by_text(words) for words in ("Lindåsen: ", "Bistånd öst: ")]
    assert views[0].bounding_box()["x"] == views[1].bounding_box()["x"], "one under the other"
    fits(page)
