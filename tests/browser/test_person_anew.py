"""Personen stands open at one desk while a consent is taken back at another: what may no longer be
seen leaves the page by itself, and nothing else moves.
"""

import re

from playwright.sync_api import Page, expect

from tests.browser import night
from tests.browser.running import Kvarten
from tests.browser.seats import Seat, Sit
from tests.houses import CENTRE, NOW

NURSE, PLANNER = "aldre-ssk", "hemtjanstplanerare"
EVERY = 30_000
"""The page is read anew so often, in milliseconds; the promise is 35 seconds."""


def address(kvarten: Kvarten, who: tuple[str, str, str]) -> str:
    client = kvarten.as_(NURSE)
    rows = client.get(f"/api/huddles/{CENTRE}/{night.DATE}").json()["board"]["rows"]
    client.close()
    of = (row["content"] for row in rows if row["content"]["name"] == night.name(who))
    return f"/person/{next(of)['person']}"


def stand(kvarten: Kvarten, sit: Sit, who: tuple[str, str, str], staff: str = PLANNER) -> Seat:
    """Somebody with the page open, before a clock that the test moves."""
    seat = sit(staff, "about:blank")
    seat.page.clock.install()
    seat.page.goto(address(kvarten, who))
    expect(seat.page.get_by_role("heading", level=1)).to_have_text(night.name(who))
    return seat


def take_back(nurse: Seat, who: tuple[str, str, str]) -> None:
    """At the nurse's own desk, in the dialog of the row."""
    row = nurse.row(who)
    row.get_by_role("button", name=re.compile("Varför|skäl")).click()
    row.get_by_role("button", name="Samtycke").click()
    dialog = nurse.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Ta tillbaka: Att vi berättar").click()
    dialog.get_by_role("button", name="Ja, ta tillbaka").click()
    expect(dialog.get_by_text("Inget samtycke gäller.")).to_be_visible()


def asked(page: Page) -> list[str]:
    """Every question about a person from now on."""
    found: list[str] = []
    page.on("request", lambda one: "/api/persons/" in one.url and found.append(one.url))
    return found


def test_a_part_is_gone_within_35_seconds_of_a_consent_taken_back_and_the_place_stays(
    morning: Kvarten, sit: Sit
) -> None:
    morning.tell(night.consent_given(night.ALICE[0], NOW))
    planner = stand(morning, sit, night.ALICE)
    page = planner.page
    level, back = (
        page.get_by_text("Du ser nivån och inget mer."),
        page.get_by_role("button", name="Läs om sidan"),
    )
    expect(level).to_be_visible()
    back.focus()
    page.set_viewport_size({"width": 390, "height": 400})
    page.evaluate("scrollTo(0, 120)")
    assert page.evaluate("scrollY") == 120
    take_back(sit(NURSE), night.ALICE)
    expect(level).to_be_visible()
    page.clock.fast_forward(EVERY)
    expect(level).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text(night.name(night.ALICE))
    assert "CFS 8" not in planner.eyes.shown()
    expect(back).to_be_focused()
    assert page.evaluate("scrollY") == 120


def test_whoever_may_no_longer_be_named_leaves_the_page_and_is_not_asked_for_again(
    morning: Kvarten, sit: Sit
) -> None:
    morning.tell(night.consent_given(night.MARTA[0], NOW))
    planner = stand(morning, sit, night.MARTA)
    take_back(sit(NURSE), night.MARTA)
    planner.page.clock.fast_forward(EVERY)
    expect(planner.page.get_by_role("alert")).to_have_text("Personen finns inte för dig.")
    assert "Hagbäck" not in planner.eyes.shown()
    questions = asked(planner.page)
    planner.page.clock.fast_forward(3 * EVERY)
    planner.page.evaluate("dispatchEvent(new Event('focus'))")
    expect(planner.page.get_by_role("alert")).to_be_visible()
    assert questions == []


def test_the_page_is_read_anew_when_its_window_is_turned_to_and_keeps_what_was_unfolded(
    morning: Kvarten, sit: Sit
) -> None:
    seat = stand(morning, sit, night.SVEN, NURSE)
    page = seat.page
    lines = page.get_by_role("region", name="Tidslinje").get_by_role("listitem")
    expect(lines.first).to_be_visible()
    before = lines.count()
    morning.tell(night.cloud("phone.contact", night.SVEN[0], NOW, channel="vc", unit_hsa_id=CENTRE))
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(lines).to_have_count(before + 1)


def test_a_page_that_cannot_be_read_anew_says_so_and_keeps_what_it_has(
    morning: Kvarten, sit: Sit
) -> None:
    seat = stand(morning, sit, night.SVEN, NURSE)
    seat.eyes.network_is_cut = True
    seat.page.context.set_offline(True)
    seat.page.clock.fast_forward(EVERY)
    lost = seat.page.get_by_text("Inget nät sedan")
    expect(lost).to_be_visible()
    expect(seat.page.get_by_role("heading", level=1)).to_have_text(night.name(night.SVEN))
    seat.page.context.set_offline(False)
    expect(lost).to_have_count(0)
