"""The whole morning: the nurse leads it, and the planner's tablet follows.

1. The nurse chooses who she is, and comes to her centre's board.
2. She sees three columns, each row with its reason in plain Swedish.
3. She marks who is present, and starts the huddle.
4. She takes the rows one by one and decides each in its own way; one decision she takes back.
5. The planner, on a tablet elsewhere, sees it happen within 200 ms.
6. She cannot close while a red row is silent. Then she can.
7. What was lifted stands in the centre's list.
"""

from collections.abc import Callable
from statistics import median

import pytest
from playwright.sync_api import Page, expect

from tests.browser import night
from tests.browser.running import Kvarten
from tests.browser.seats import Seat, Sit
from tests.browser.stopwatch import Stopwatch, told

QUICK = 200
"""Milliseconds from the nurse's tap to the planner's page, by the machine's own time."""


def test_a_nurse_logs_in_and_sees_three_columns_with_reasons(untouched: Kvarten, sit: Sit) -> None:
    seat = sit(None, "/")
    expect(seat.page.get_by_text("Det här är en demo.")).to_be_visible()
    expect(seat.page.get_by_role("main").get_by_text("7.40")).to_be_visible()
    seat.page.get_by_role("button", name="Karin Vallmo").click()
    expect(seat.page).to_have_title("Tavlan – Kvarten")
    for section in ("Sedan sist", "Idag", "Kommande dygn", "Hinns inte – tas efteråt", "Oklart"):
        expect(seat.page.get_by_role("heading", name=section, exact=True)).to_be_visible()
    gunborg = seat.row(night.GUNBORG)
    expect(gunborg).to_contain_text("Åter hem från akuten SÄS kl. 3.10. CFS 7.")
    expect(gunborg).to_contain_text("Uppgift från 03.22")
    expect(gunborg).to_contain_text("Ring i dag före 16")
    expect(seat.row(night.SVEN)).to_contain_text("senast sön 22 nov kl.")
    expect(seat.row(night.HOLGER)).to_contain_text("Planerat hem i dag kl. 16.40")
    expect(seat.row(night.FRIDA)).to_be_visible()
    expect(seat.page.get_by_role("banner")).to_contain_text("fre 20 nov 7.40")


@pytest.mark.measured
def test_a_huddle_is_led_by_the_nurse_and_followed_by_the_planner(
    nurse: Seat, planner: Seat, measured: Callable[[str], None]
) -> None:
    page, watch = nurse.page, Stopwatch(nurse.page, planner.page)
    presence(page, "Hemtjänst Ån", "via länk")
    expect(planner.page.get_by_role("list", name="Parter")).to_contain_text("via länk")
    page.get_by_role("button", name="Starta avstämningen").click()
    # Whoever convenes need not tick itself.
    expect(page.get_by_role("button", name="Lindåsen: i rummet. Ändra.")).to_be_visible()
    expect(planner.page.get_by_text("Pågår sedan kl. 7.4")).to_be_attached()

    # Accepted as proposed: three taps at most, and the button says the decision in words.
    open_row(nurse, night.GUNBORG)
    expect(planner.row(night.GUNBORG)).to_have_attribute("aria-current", "true")
    besluta(nurse, night.GUNBORG, "Ring i dag före 16, äldre-ssk")
    expect(planner.row(night.GUNBORG)).to_contain_text("Ring i dag före 16")
    expect(planner.row(night.GUNBORG)).not_to_have_attribute("aria-current", "true")

    open_row(nurse, night.SVEN)
    choose(nurse, night.SVEN, "Vem", "Team Ängen")
    besluta(nurse, night.SVEN, "Ring i dag före 16, Team Ängen")
    expect(planner.row(night.SVEN)).to_contain_text("Team Ängen")

    open_row(nurse, night.EVERT)
    choose(nurse, night.EVERT, "När", "i dag före 12")
    besluta(nurse, night.EVERT, "Ring eller besök i dag före 12, äldre-ssk")
    expect(planner.row(night.EVERT)).to_contain_text("före 12")

    # Taken back, and decided in another way.
    page.get_by_role("button", name="Ångra beslutet om Evert Strandqvist").click()
    expect(planner.row(night.EVERT)).to_contain_text("ej beslutad")
    open_row(nurse, night.EVERT)
    choose(nurse, night.EVERT, "Vad", "Gör hembesök")
    besluta(nurse, night.EVERT, "Gör hembesök i dag före 16, äldre-ssk")

    karl_erik, olof, tore, ylva = (night.OVERFLOW[n] for n in (2, 0, 4, 1))
    otherwise(nurse, karl_erik, "Skjut upp", "Tid är redan bokad")
    expect(planner.row(karl_erik)).to_contain_text("Uppskjuten till mån 23 nov")
    otherwise(nurse, olof, "Lyft till veckan", "Behöver fler parter")
    otherwise(nurse, tore, "Avför", "Personen vill inte")
    otherwise(nurse, ylva, "Ej aktuellt", "Redan ordnat")
    otherwise(nurse, night.MARTA, "Klar")
    open_row(nurse, night.NILS)
    besluta(nurse, night.NILS, "Bekräfta plan och uppföljning i dag före 16, äldre-ssk")
    open_row(nurse, night.HOLGER)
    besluta(nurse, night.HOLGER, "Säkra hemgång i dag före 16, bistånd")
    expect(planner.row(night.HOLGER)).to_contain_text("Säkra hemgång i dag före 16")

    # Alice is red and nobody has said a word of her.
    dialog = closing(page)
    expect(dialog).to_contain_text("En röd rad är inte beslutad.")
    dialog.get_by_role("button", name="Avsluta avstämningen").click()
    expect(dialog.get_by_role("alert")).to_contain_text("En röd rad")
    dialog.get_by_role("button", name="Fortsätt").click()
    open_row(nurse, night.ALICE)
    besluta(nurse, night.ALICE, "Inhämta samtycke i dag före 16, äldre-ssk")
    closing(page).get_by_role("button", name="Avsluta avstämningen").click()
    for seat in (nurse, planner):
        expect(seat.page.get_by_text("Avslutad kl. 7.4")).to_be_visible()

    page.get_by_role("link", name="Lyft till veckan (1)").click()
    expect(page.get_by_role("heading", name="Lyft till veckan")).to_be_visible()
    lifted = page.get_by_role("listitem").filter(has_text=night.name(olof))
    expect(lifted).to_contain_text("Lyft: Behöver fler parter")
    dropped = page.get_by_role("listitem").filter(has_text=night.name(tore))
    expect(dropped).to_contain_text("Avförd: Personen vill inte")

    took = watch.milliseconds()
    measured(told("Från sjuksköterskans tryck till planerarens sida", took))
    assert len(took) >= 8
    assert median(took) < QUICK, took


def presence(page: Page, party: str, word: str) -> None:
    page.get_by_role("button", name=f"{party}: saknas. Ändra.").click()
    page.get_by_role("group", name=f"Var är {party}?").get_by_role("button", name=word).click()
    expect(page.get_by_role("button", name=f"{party}: {word}. Ändra.")).to_be_visible()


def open_row(seat: Seat, who: tuple[str, str, str]) -> None:
    seat.row(who).get_by_role("button", name=night.name(who)).first.click()
    expect(seat.row(who)).to_have_attribute("aria-current", "true")


def choose(seat: Seat, who: tuple[str, str, str], step: str, choice: str) -> None:
    row = seat.row(who)
    row.get_by_role("button", name=step, expanded=False).first.click()
    row.get_by_role("group", name=step).get_by_role("button", name=choice).first.click()


def besluta(seat: Seat, who: tuple[str, str, str], words: str) -> None:
    row = seat.row(who)
    row.get_by_role("button", name=f"Besluta: {words}", exact=True).click()
    expect(row).not_to_have_attribute("aria-current", "true")
    expect(row.get_by_role("button", name=f"Ångra beslutet om {night.name(who)}")).to_be_visible()


def otherwise(seat: Seat, who: tuple[str, str, str], kind: str, reason: str | None = None) -> None:
    open_row(seat, who)
    row = seat.row(who)
    row.get_by_role("button", name="Annat …").click()
    row.get_by_role("group", name="Annat …").get_by_role("button", name=kind).click()
    if reason is not None:
        row.get_by_role("radio", name=reason).check()
    if kind in ("Klar", "Ej aktuellt"):
        expect(row.get_by_role("button", name=f"Besluta: {kind}")).to_be_disabled()
        row.get_by_role("group", name="Journalfört?").get_by_role("radio", name="Ska göras").check()
    row.get_by_role("button", name=f"Besluta: {kind}").click()
    expect(row.get_by_role("button", name=f"Ångra beslutet om {night.name(who)}")).to_be_visible()


def closing(page: Page):
    page.get_by_role("button", name="Avsluta", exact=True).click()
    dialog = page.get_by_role("dialog", name="Avsluta avstämningen?")
    expect(dialog).to_be_visible()
    return dialog
