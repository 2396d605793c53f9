"""An event that comes at 7.50 stands on every open board within a second, for whom it may."""

import time
from collections.abc import Callable
from statistics import median

import pytest
from playwright.sync_api import expect

from tests.browser import night
from tests.browser.convenor import Convenor
from tests.browser.running import Kvarten
from tests.browser.seats import Seat, Sit
from tests.browser.stopwatch import arrived, told, watch_for
from tests.browser.walls import lit
from tests.houses import NOW

WITHIN = 1000
"""Milliseconds from the POST to the word on an open board."""
LATE = (
    ("19450811T041", "Karin", "Ekvall"),
    ("19450812T042", "Einar", "Wiksten"),
    ("19450813T043", "Ulla", "Pärsmo"),
)
HIDDEN = ("19450814T044", "Birger", "Syrlund")


@pytest.mark.measured
def test_a_late_event_stands_on_every_open_board_within_a_second(
    morning: Kvarten, nurse: Seat, planner: Seat, sit: Sit, measured: Callable[[str], None]
) -> None:
    wall = lit(morning, sit)
    expect(wall.page.get_by_role("heading", name="Sedan sist")).to_be_visible()
    morning.move_clock("2026-11-20T07:50")
    with Convenor(morning) as convenor:
        convenor.start()
    took = []
    for n, who in enumerate(LATE):
        words = {
            nurse: night.name(who),
            planner: night.name(who),
            wall: f"{who[1][0]}.{who[2][0]}.",
        }
        for seat, word in words.items():
            watch_for(seat.page, word)
        events = night.late(who, NOW.replace(minute=45 + n))
        sent = time.time()
        morning.tell(*events)
        took += [(arrived(seat.page) - sent) * 1000 for seat in words]
    measured(told("Från händelse till öppen tavla", took))
    assert median(took) < WITHIN, took
    for seat in (nurse, planner):
        expect(seat.row(LATE[0])).to_contain_text("Ny 7.5")
        expect(seat.row(LATE[0])).to_contain_text("Åter hem från akuten SÄS kl. 7.45.")
    expect(wall.page.get_by_role("listitem").filter(has_text="K.E. 1945")).to_contain_text("Ny 7.5")


def test_a_late_event_without_consent_is_new_to_the_nurse_alone(
    morning: Kvarten, nurse: Seat, planner: Seat, sit: Sit
) -> None:
    wall = lit(morning, sit)
    expect(wall.page.get_by_role("heading", name="Sedan sist")).to_be_visible()
    with Convenor(morning) as convenor:
        convenor.start()
    morning.tell(*night.late(HIDDEN, NOW.replace(minute=39), shared=False))
    expect(nurse.row(HIDDEN)).to_contain_text("Väntar på samtycke. Syns bara för er.")
    # One who may know comes after; when that row is there, the first has been passed by.
    morning.tell(*night.late(LATE[0], NOW.replace(minute=39)))
    expect(planner.row(LATE[0])).to_be_visible()
    expect(wall.page.get_by_text("K.E. 1945")).to_be_visible()
    for seat in (planner, wall):
        everything = seat.eyes.everything()
        assert "Syrlund" not in everything
        assert "B.S." not in everything
