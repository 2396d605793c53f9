"""In every state of every page axe finds nothing, nothing is scrolled sideways, and a thumb hits it.

Each state is visited at a desk, on a tablet and on a phone; the desk and the phone are then made
narrower and given 200 % text.
"""

import json
from collections.abc import Sequence

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import layout, stages
from tests.browser.running import Kvarten
from tests.browser.seats import DESK, PHONE, ROOM, TABLET, Screen, Seat, Sit
from tests.browser.stages import CLOSED, PREPARED, RUNNING, Stage, settle

SCREENS = {"bord": DESK, "platta": TABLET, "telefon": PHONE}
EMPTY = Stage("tom tavla", "aldre-ssk", stages.BOARD, "Inget har hänt")
NOBODY_CAME = (
    Stage("hölls inte", "aldre-ssk", stages.BOARD, "Hölls inte."),
    Stage("väggen, hölls inte", "aldre-ssk", stages.WALL, "hölls inte"),
)


@pytest.mark.parametrize("screen", SCREENS)
def test_every_state_before_the_huddle_is_fit_to_use(
    morning: Kvarten, sit: Sit, screen: str
) -> None:
    visit(sit, PREPARED, screen)


@pytest.mark.parametrize("screen", SCREENS)
def test_every_state_in_the_midst_of_it_is_fit_to_use(
    morning: Kvarten, sit: Sit, screen: str
) -> None:
    stages.run_it(morning)
    visit(sit, RUNNING, screen)


def test_every_state_after_it_is_fit_to_use(morning: Kvarten, sit: Sit) -> None:
    stages.close_it(morning)
    visit(sit, CLOSED, "bord")


def test_a_huddle_that_nobody_started_is_fit_to_use(morning: Kvarten, sit: Sit) -> None:
    morning.move_clock("2026-11-20T12:01")
    visit(sit, NOBODY_CAME, "bord")


def test_an_empty_board_is_fit_to_use(kvarten: Kvarten, sit: Sit) -> None:
    kvarten.begin()
    visit(sit, [EMPTY], "telefon")


def test_a_page_without_network_is_fit_to_use(morning: Kvarten, sit: Sit) -> None:
    seat = sit("aldre-ssk", "about:blank", **TABLET)
    seat.page.clock.install()
    seat.page.goto(stages.BOARD)
    expect(seat.page.get_by_role("heading", name="Sedan sist")).to_be_visible()
    morning.freeze()
    try:
        seat.page.clock.fast_forward(26_000)
        expect(seat.page.get_by_text("Inget nät sedan").first).to_be_visible()
        assert [*axe(seat.page), *layout.faults(seat.page)] == []
    finally:
        morning.thaw()


def visit(sit: Sit, states: Sequence[Stage], screen: str) -> None:
    """Go through the states, and tell of all that is wrong in any of them."""
    found: dict[str, list[str]] = {}
    seats: dict[tuple[str | None, bool], Seat] = {}
    for stage in states:
        wall = stage.path == stages.WALL
        if wall and screen != "bord":
            continue
        place = (stage.who, wall)
        if place not in seats:
            seats[place] = sit(stage.who, "about:blank", **(ROOM if wall else SCREENS[screen]))
        page = seats[place].page
        page.goto(stage.path)
        settle(page, stage)
        if told := faults_on(page, "vägg" if wall else screen):
            found[stage.name] = told
    assert not found, json.dumps(found, indent=1, ensure_ascii=False)


def faults_on(page: Page, screen: str) -> list[str]:
    match screen:
        case "vägg":
            return axe(page)
        case "platta":
            return layout.faults(page)
        case "bord":
            return [*axe(page), *layout.faults(page), *larger(page, DESK)]
        case "telefon":
            told = [*axe(page), *layout.faults(page)]
            layout.resize(page, 320, 640)
            return [*told, *layout.faults(page), *larger(page, PHONE)]
    raise AssertionError(screen)


def larger(page: Page, screen: Screen) -> list[str]:
    """With text twice the size; afterwards all is as before."""
    layout.resize(page, *screen["size"])
    layout.larger_text(page, 200)
    told = layout.faults(page)
    layout.larger_text(page, 100)
    return [f"200 %: {fault}" for fault in told]


def axe(page: Page) -> list[str]:
    # A colour on its way is no colour: what moves is let come to rest.
    page.evaluate("() => Promise.all(document.getAnimations().map((each) => each.finished))")
    return [
        f"{fault['id']}: {node['html'][:160]} ({node['failureSummary'][-160:]})"
        for fault in Axe().run(page).response["violations"]
        for node in fault["nodes"][:3]
    ]
