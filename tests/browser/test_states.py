"""In every state of every page axe finds nothing, nothing is scrolled sideways, and a thumb hits it.

At a desk, on a phone and on the wall; with KVARTEN_FIT=all (`make fit`) on a tablet and on a small
phone too, and with text twice the size.
"""

import json
import os
from collections.abc import Callable, Iterable, Sequence

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import layout, stages
from tests.browser.axe import axe
from tests.browser.running import Kvarten
from tests.browser.seats import DESK, PHONE, ROOM, SMALL_PHONE, TABLET, Screen, Seat, Sit
from tests.browser.stages import CLOSED, EMPTY, NOT_HELD, PREPARED, RUNNING, Visit
from tests.browser.walls import WALL

PAGE = "body"
ALL = os.environ.get("KVARTEN_FIT") == "all"


def at_a_desk(page: Page, within: Locator) -> list[str]:
    """And the same page on a tablet, under a finger."""
    told = [*axe(within), *layout.faults(page, within)]
    if not ALL:
        return told
    layout.resize(page, *TABLET["size"])
    layout.by_hand(page, touched=True)
    told += [f"platta: {fault}" for fault in layout.faults(page, within)]
    layout.by_hand(page, touched=False)
    layout.resize(page, *DESK["size"])
    return told


def on_a_phone(page: Page, within: Locator) -> list[str]:
    """A large one, a small one, and a large one with text twice the size.

    What a panel says to one who hears it is the same as at a desk, and is asked there.
    """
    told = layout.faults(page, within)
    if not ALL:
        return told
    layout.larger_text(page, 200)
    told += [f"200 %: {fault}" for fault in layout.faults(page, within)]
    layout.larger_text(page, 100)
    layout.resize(page, *SMALL_PHONE["size"])
    heard = axe(within) if within.evaluate("(each) => each === document.body") else []
    told += [f"320 px: {fault}" for fault in (*heard, *layout.faults(page, within))]
    layout.resize(page, *PHONE["size"])
    return told


def on_the_wall(page: Page, within: Locator) -> list[str]:
    return axe(within)


Look = Callable[[Page, Locator], list[str]]
LOOKS: dict[str, tuple[Screen, Look]] = {
    "bord": (DESK, at_a_desk),
    "telefon": (PHONE, on_a_phone),
    "vägg": (ROOM, on_the_wall),
}


def test_every_state_before_the_huddle_is_fit_to_use(untouched: Kvarten, sit: Sit) -> None:
    visit(sit, PREPARED)


@pytest.mark.parametrize("screens", [("bord", "vägg"), ("telefon",)], ids="-".join)
def test_every_state_during_and_after_the_huddle_is_fit_to_use(
    morning: Kvarten, sit: Sit, screens: Sequence[str]
) -> None:
    stages.run_it(morning)
    visit(sit, RUNNING, screens)
    stages.close_it(morning)
    visit(sit, CLOSED, screens)


def test_a_morning_without_rows_or_huddle_is_fit_to_use(kvarten: Kvarten, sit: Sit) -> None:
    kvarten.begin()
    visit(sit, EMPTY)
    kvarten.move_clock("2026-11-20T12:01")
    visit(sit, NOT_HELD)


def test_a_page_without_network_is_fit_to_use(untouched: Kvarten, sit: Sit) -> None:
    seats = [away(sit, screen) for screen in (TABLET, PHONE)]
    untouched.freeze()
    try:
        for page in (seat.page for seat in seats):
            page.clock.fast_forward(26_000)
            expect(page.get_by_text("Inget nät sedan").first).to_be_visible()
            within = page.locator(PAGE)
            assert [*axe(within), *layout.faults(page, within)] == []
    finally:
        untouched.thaw()


def away(sit: Sit, screen: Screen) -> Seat:
    seat = sit("aldre-ssk", "about:blank", **screen)
    seat.page.clock.install()
    seat.page.goto(stages.BOARD)
    expect(seat.page.get_by_text("Sedan sist").first).to_be_visible()
    return seat


def visit(sit: Sit, visits: Sequence[Visit], screens: Iterable[str] = LOOKS) -> None:
    """Walk through all the states, and tell of all that is wrong in any of them."""
    found: dict[str, list[str]] = {}
    for name in screens:
        screen, look = LOOKS[name]
        seats: dict[str | None, Seat] = {}
        for one in visits:
            if (one.path == WALL) != (name == "vägg"):
                continue
            if one.who not in seats:
                seats[one.who] = sit(one.who, "about:blank", **screen)
            page = seats[one.who].page
            arrive(page, one)
            for state, within in one.walk(page):
                if told := look(page, within):
                    found[f"{name}: {state}"] = told
            if name == "bord" and ALL:
                layout.larger_text(page, 200)
                if told := layout.faults(page, page.locator(PAGE)):
                    found[f"{name}, 200 %: {one.path}"] = told
                layout.larger_text(page, 100)
        for seat in seats.values():
            seat.leave()
    assert not found, json.dumps(found, indent=1, ensure_ascii=False)


def arrive(page: Page, one: Visit) -> None:
    page.goto(one.path)
    expect(page.get_by_text(one.until).first).to_be_visible()
    page.evaluate("() => document.fonts.ready")
