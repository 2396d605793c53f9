"""A bad morning: the network is cut, the server dies at 7.58, the database goes away. Nothing is lost."""

import re

import httpx
from playwright.sync_api import Page, expect

from tests.browser import night
from tests.browser.convenor import Convenor
from tests.browser.running import Kvarten
from tests.browser.seats import Seat, Sit
from tests.browser.stages import BOARD

LOST = re.compile("Inget nät sedan")
WAITING = "Väntar på databasen."
SOON = 90_000
"""The page waits at most 15 s between its attempts; a process needs its time to start."""


def besluta(seat: Seat, who: tuple[str, str, str]) -> None:
    seat.row(who).get_by_role("button", name="Besluta:").click()


def take_up(seat: Seat, who: tuple[str, str, str]) -> None:
    seat.row(who).get_by_role("button", name=night.name(who)).first.click()
    expect(seat.row(who)).to_have_attribute("aria-current", "true")


def banner(page: Page, words: str | re.Pattern[str]):
    return page.get_by_role("status").filter(has_text=words).and_(page.locator("p"))


def test_a_page_that_lost_the_network_says_so_and_catches_up(
    morning: Kvarten, nurse: Seat, sit: Sit
) -> None:
    away = sit("hemtjanstplanerare", "about:blank")
    away.page.clock.install()
    away.page.goto(BOARD)
    expect(away.row(night.GUNBORG)).to_be_visible()
    away.eyes.network_is_cut = True
    away.page.context.set_offline(True)
    with Convenor(morning) as convenor:
        convenor.start()
        convenor.decide(night.GUNBORG, kind="done")
        convenor.open(night.SVEN)
    expect(nurse.row(night.SVEN)).to_have_attribute("aria-current", "true")
    away.page.clock.fast_forward(26_000)
    expect(banner(away.page, LOST)).to_contain_text("Sidan visar läget då.")
    expect(away.row(night.GUNBORG)).to_contain_text("ej beslutad")
    away.page.context.set_offline(False)
    expect(away.row(night.SVEN)).to_have_attribute("aria-current", "true", timeout=SOON)
    expect(away.row(night.GUNBORG)).to_contain_text("klar")
    expect(banner(away.page, LOST)).to_have_count(0)


def test_a_server_that_says_nothing_is_noticed_and_its_board_goes_on(
    morning: Kvarten, sit: Sit
) -> None:
    seat = sit("aldre-ssk", "about:blank")
    seat.page.clock.install()
    seat.page.goto(BOARD)
    expect(seat.row(night.GUNBORG)).to_be_visible()
    seat.eyes.network_is_cut = True
    morning.freeze()
    try:
        seat.page.clock.fast_forward(26_000)
        expect(banner(seat.page, LOST)).to_be_visible()
        seat.page.get_by_role("button", name="Starta avstämningen").click()
        expect(banner(seat.page, LOST)).to_contain_text("Ett tryck skickas när nätet är tillbaka.")
        # A row is tapped before the room knows that it has begun: then that is what it begins with.
        seat.row(night.GUNBORG).get_by_role("button", name=night.name(night.GUNBORG)).first.click()
    finally:
        morning.thaw()
    expect(seat.page.get_by_text("Pågår sedan kl.")).to_be_visible(timeout=SOON)
    expect(seat.row(night.GUNBORG)).to_have_attribute("aria-current", "true")
    expect(banner(seat.page, LOST)).to_have_count(0)


def test_an_app_killed_in_the_midst_of_the_huddle_takes_nothing_with_it(
    morning: Kvarten, nurse: Seat, planner: Seat
) -> None:
    nurse.page.get_by_role("button", name="Starta avstämningen").click()
    take_up(nurse, night.GUNBORG)
    besluta(nurse, night.GUNBORG)
    expect(planner.row(night.GUNBORG)).to_contain_text("beslutad")
    take_up(nurse, night.SVEN)
    expect(planner.row(night.SVEN)).to_have_attribute("aria-current", "true")
    for seat in (nurse, planner):
        seat.eyes.network_is_cut = True

    morning.kill()
    besluta(nurse, night.SVEN)
    for seat in (nurse, planner):
        expect(banner(seat.page, LOST)).to_be_visible(timeout=SOON)
    expect(nurse.row(night.SVEN)).to_contain_text("Skickar …")
    morning.start()

    # By themselves: nobody reloads a page. What was tapped meanwhile is sent, once.
    for seat in (nurse, planner):
        expect(seat.row(night.SVEN)).to_contain_text("Ring i dag före 16", timeout=SOON)
        expect(seat.row(night.SVEN)).not_to_have_attribute("aria-current", "true")
        expect(seat.row(night.GUNBORG)).to_contain_text("beslutad")
        expect(banner(seat.page, LOST)).to_have_count(0)
    take_up(nurse, night.EVERT)
    expect(planner.row(night.EVERT)).to_have_attribute("aria-current", "true")
    with Convenor(morning) as convenor:
        decided = [row for row in convenor.rows().values() if row["decision"]]
    assert len(decided) == 2


def test_a_database_that_is_away_is_waited_for(
    morning: Kvarten, nurse: Seat, planner: Seat
) -> None:
    nurse.page.get_by_role("button", name="Starta avstämningen").click()
    take_up(nurse, night.GUNBORG)
    for seat in (nurse, planner):
        seat.eyes.network_is_cut = True
    morning.stop_database()
    try:
        for seat in (nurse, planner):
            waiting = banner(seat.page, WAITING)
            expect(waiting).to_contain_text("Inget är förlorat; tavlan fortsätter av sig själv.")
        assert httpx.get(f"{morning.base}/readyz", timeout=30).status_code == 503
        besluta(nurse, night.GUNBORG)
        expect(nurse.row(night.GUNBORG)).to_contain_text("Databasen svarar inte just nu.")
    finally:
        morning.start_database()
    for seat in (nurse, planner):
        expect(banner(seat.page, WAITING)).to_have_count(0, timeout=SOON)
    besluta(nurse, night.GUNBORG)
    expect(planner.row(night.GUNBORG)).to_contain_text("beslutad")
