"""The wall: initials and birth year, only what every called party may see, and nothing to scroll."""

import pytest
from playwright.sync_api import expect

from tests.browser import night
from tests.browser.convenor import Convenor
from tests.browser.running import Kvarten
from tests.browser.seats import ROOM, Seat, Sit
from tests.browser.stages import WALL
from tests.houses import NOW

WIDE, HIGH = ROOM["size"]
CUT_OFF = """() => [...document.querySelectorAll("main *")].filter((element) => {
    if (element.checkVisibility() === false || element.closest(".heard")) return false;
    const box = element.getBoundingClientRect();
    return box.width > 0 && (box.bottom > innerHeight + 1 || box.right > innerWidth + 1);
}).map((element) => element.outerHTML.slice(0, 200))"""
CLIPPED = """() => [...document.querySelectorAll("main li, main p, main h2, main h3")]
    .filter((element) => !element.closest(".heard")
        && (element.scrollHeight > element.clientHeight + 1 && getComputedStyle(element).overflow !== "visible"))
    .map((element) => element.outerHTML.slice(0, 200))"""


@pytest.mark.parametrize("who", ["aldre-ssk", "hemtjanstplanerare"])
def test_the_wall_shows_the_same_whoever_opened_it(morning: Kvarten, sit: Sit, who: str) -> None:
    wall = sit(who, WALL, **ROOM)
    expect(wall.page.get_by_role("heading", name="Sedan sist")).to_be_visible()
    for words in ("G.Ö. 1934", "E.S. 1938", "S.N. 1931", "H.J. 1940", "F.C. 1930"):
        expect(wall.page.get_by_text(words)).to_be_visible()
    expect(wall.page.get_by_text("Rumsläge")).to_be_visible()
    everything = wall.eyes.everything()
    shared = (night.GUNBORG, night.EVERT, night.SVEN, night.HOLGER, night.FRIDA, *night.OVERFLOW)
    for person in (*shared, *night.HIDDEN):
        for word in person:
            assert word not in everything, word
    for hidden in ("M.H.", "N.N.", "A.L.", "1939", "1935", "1936", "Väntar på samtycke"):
        assert hidden not in everything, hidden
    with Convenor(morning) as convenor:
        for person in night.HIDDEN:
            assert convenor.row(person)["id"] not in everything
    expect(wall.page.get_by_role("button")).to_have_count(0)
    expect(wall.page.get_by_role("link")).to_have_count(0)


def test_the_wall_follows_and_goes_blank_when_the_huddle_is_closed(
    morning: Kvarten, sit: Sit
) -> None:
    wall = sit("aldre-ssk", WALL, **ROOM)
    expect(wall.page.get_by_role("heading", name="Sedan sist")).to_be_visible()
    with Convenor(morning) as convenor:
        convenor.start()
        convenor.open(night.SVEN)
        now = wall.page.get_by_role("listitem").filter(has_text="S.N. 1931")
        expect(now).to_have_attribute("aria-current", "true")
        everything_fits(wall)
        # What is taken up but not for the room is nowhere on the wall.
        convenor.open(night.MARTA)
        expect(wall.page.locator("[aria-current=true]")).to_have_count(0)
        convenor.decide_the_rest()
        convenor.close()
    expect(wall.page.get_by_text("Avstämningen är avslutad.")).to_be_visible()
    shown = wall.eyes.shown()
    for words in ("S.N.", "1931", "Hemma från"):
        assert words not in shown


@pytest.mark.parametrize("more", [0])
def test_the_wall_needs_no_scrolling_however_many_the_rows(
    morning: Kvarten, sit: Sit, more: int
) -> None:
    crowd = [
        (f"1943{month:02}{day:02}T{n:03}", given, f"{family}by")
        for n, (month, day, given, family) in enumerate(
            ((1 + n % 9, 10 + n, "Elvira", f"Norra Hög{chr(97 + n)}") for n in range(more)),
            start=60,
        )
    ]
    if crowd:
        morning.tell(*(event for who in crowd for event in night.late(who, NOW)))
    wall = sit("aldre-ssk", WALL, **ROOM)
    expect(wall.page.get_by_role("heading", name="Sedan sist")).to_be_visible()
    wall.page.wait_for_load_state("networkidle")
    everything_fits(wall)
    # Nobody leaves it unannounced: those who do not fit are counted in words.
    board = Counted(wall)
    assert board.shown + board.announced == board.given


class Counted:
    """How many the wall was given, how many it shows, and how many it says that it leaves out."""

    def __init__(self, wall: Seat) -> None:
        told = wall.page.evaluate(
            "(path) => fetch(path).then((r) => r.json())", f"/api/huddles/{WALL[5:]}?room=1"
        )
        self.given = len(told["board"]["rows"])
        names = [
            f"{r['content']['name']} {r['content']['birth_year']}" for r in told["board"]["rows"]
        ]
        text = wall.page.get_by_role("main").inner_text()
        self.shown = sum(name in text for name in set(names))
        self.announced = self.given - len(set(names)) + sum(
            int(word) for word in wall.page.get_by_role("main").evaluate(
                r"""(main) => [...main.innerText.matchAll(/(\d+) (?:rader? till|person(?:er)? till)/g)]
                    .map((found) => found[1])"""
            )
        )  # fmt: skip


def everything_fits(wall: Seat) -> None:
    assert wall.page.evaluate("() => document.scrollingElement.scrollHeight") <= HIGH
    assert wall.page.evaluate("() => document.scrollingElement.scrollWidth") <= WIDE
    assert wall.page.evaluate(CUT_OFF) == []
    assert wall.page.evaluate(CLIPPED) == []
