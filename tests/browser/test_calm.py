"""A calm day: no huddle, no rows, not yet built. The page says what is normal, and by whose clock."""

from playwright.sync_api import expect

from tests.browser import night
from tests.browser.convenor import Convenor
from tests.browser.running import Kvarten
from tests.browser.seats import TABLET, Seat, Sit
from tests.browser.stages import ACTIONS, BOARD, WEEK
from tests.browser.walls import lit
from tests.houses import CENTRE


def test_on_a_sunday_there_is_no_huddle_and_the_page_says_so(kvarten: Kvarten, sit: Sit) -> None:
    kvarten.begin(at="2026-11-22T08:00")
    for who in ("aldre-ssk", "hemtjanstplanerare"):
        seat = sit(who, "/")
        none = seat.page.get_by_text("Ingen avstämning som din enhet är kallad till i dag.")
        expect(none).to_be_visible()
    seat.page.goto(f"/tavla/{CENTRE}/2026-11-22")
    expect(seat.page.get_by_role("main").get_by_role("alert")).to_contain_text("Dagordningen")
    expect(seat.page.get_by_role("button", name="Försök igen")).to_be_visible()


def test_before_the_agenda_is_built_the_day_s_huddle_is_planned(kvarten: Kvarten, sit: Sit) -> None:
    kvarten.begin(at="2026-11-20T06:00")
    seat = sit("aldre-ssk", "/")
    huddle = seat.page.get_by_role("listitem").filter(has_text="Lindåsens vårdcentral")
    expect(huddle).to_contain_text("Planerad")
    expect(huddle.get_by_role("link")).to_have_count(0)


def test_a_night_when_nothing_happened_is_told_of_as_such(kvarten: Kvarten, sit: Sit) -> None:
    kvarten.begin()
    with Convenor(kvarten):
        seat = sit("aldre-ssk")
        calm = "Inget har hänt sedan i går kl. 8.15. Alla källor är färska."
        expect(seat.page.get_by_text(calm)).to_be_visible()
        # To others an empty column does not mean that all is calm.
        other = sit("hemtjanstplanerare", **TABLET)
        expect(other.page.get_by_text("Inga rader som visas för dig.").first).to_be_visible()
        assert calm not in other.eyes.shown()


def test_a_planner_of_several_huddles_chooses_among_them(untouched: Kvarten, sit: Sit) -> None:
    seat = sit("hemtjanstplanerare", "/")
    expect(seat.page.get_by_role("heading", name="Dagens avstämningar")).to_be_visible()
    huddle = seat.page.get_by_role("link", name="Öppna tavlan för Lindåsens vårdcentral")
    huddle.click()
    expect(seat.page.get_by_role("heading", name="Lindåsens vårdcentral")).to_be_visible()


def test_a_huddle_that_nobody_started_is_closed_at_noon_and_says_so(
    morning: Kvarten, nurse: Seat
) -> None:
    morning.move_clock("2026-11-20T12:01")
    expect(nurse.page.get_by_text("Hölls inte. Ingen startade avstämningen.")).to_be_visible()
    expect(nurse.page.get_by_role("button", name="Starta avstämningen")).to_have_count(0)
    expect(nurse.row(night.GUNBORG)).to_be_visible()


def test_every_page_says_that_it_is_a_demo_and_follows_its_clock(
    morning: Kvarten, sit: Sit
) -> None:
    board = sit("aldre-ssk")
    for path in (ACTIONS, WEEK, BOARD):
        board.page.goto(path)
        line = "Demo · påhittat · fre 20 nov 7.4"
        expect(board.page.get_by_text(line)).to_be_visible()
    pages = [board, lit(morning, sit), sit("hemtjanstplanerare", "/")]
    for seat in pages:
        expect(seat.page.get_by_text(line)).to_be_visible()
    morning.move_clock("2026-11-20T08:30")
    for seat in pages[:2]:
        line = "Demo · påhittat · fre 20 nov 8.3"
        expect(seat.page.get_by_text(line)).to_be_visible(timeout=30_000)


def test_a_session_that_has_ended_leads_back_to_the_login(untouched: Kvarten, sit: Sit) -> None:
    seat = sit("bistandshandlaggare", ACTIONS)
    expect(seat.page.get_by_text("Inga åtgärder.")).to_be_visible()
    seat.page.get_by_role("button", name="Logga ut").first.click()
    expect(seat.page.get_by_role("heading", name="Vem är du i dag?")).to_be_visible()
    seat.page.wait_for_load_state("networkidle")
    seat.eyes.responses.clear()
    seat.page.goto(BOARD)
    expect(seat.page.get_by_role("heading", name="Vem är du i dag?")).to_be_visible()
    assert "Gunborg" not in seat.eyes.everything()


def test_the_page_of_the_contract_is_drawn_from_our_own_files(untouched: Kvarten, sit: Sit) -> None:
    # Eyes sees to it, here as everywhere, that nothing is asked of anybody else.
    seat = sit("aldre-ssk", "/api/docs")
    expect(seat.page.get_by_role("heading", name="Kvarten")).to_be_visible()
    expect(seat.page.get_by_text("/api/events", exact=True)).to_be_visible()
