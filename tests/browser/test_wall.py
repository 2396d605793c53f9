"""The wall: initials and birth year, only what everybody present may see, and nothing to scroll."""

from playwright.sync_api import expect

from tests.browser import night
from tests.browser.convenor import Convenor
from tests.browser.eyes import years
from tests.browser.running import Kvarten, until
from tests.browser.seats import Seat, Sit
from tests.browser.walls import lit
from tests.houses import NOW

GIVEN = ("Asta", "Berta", "Doris", "Elvira", "Greta", "Hedvig", "Ingrid", "Jenny")
FAMILY = ("Lindby", "Norrhult", "Oxenvad", "Rosvall", "Sandmo", "Tallstad", "Ulvsby", "Vikholm")
CROWD = [
    (f"{1931 + n % 15}0{1 + n % 9}{10 + n % 15}T{100 + n}", GIVEN[n % 8], FAMILY[n // 8])
    for n in range(60)
]
UNSHARED = {4: ("19440101T091", "Oda", "Qvistmo"), 7: ("19440202T092", "Pia", "Ylvestad")}
LEFT_OVER = r"""() => {
    const page = document.scrollingElement;
    if (page.scrollHeight > innerHeight || page.scrollWidth > innerWidth) return ["scrolls"];
    const seen = [...document.querySelectorAll("main, main *")]
        .filter((element) => element.checkVisibility() && !element.closest(".heard, svg, [aria-hidden=true]"));
    const outside = (element) => {
        const box = element.getBoundingClientRect();
        return box.width > 0 && (box.bottom > innerHeight + 1 || box.right > innerWidth + 1);
    };
    const clips = (element) => getComputedStyle(element).overflow !== "visible"
        && (element.scrollHeight > element.clientHeight + 1
            || element.scrollWidth > element.clientWidth + 1);
    return seen.filter((element) => outside(element) || clips(element))
        .map((element) => element.outerHTML.slice(0, 200));
}"""
COUNTED = r"""() => {
    const wall = document.querySelector("main");
    const words = wall.innerText.matchAll(/(\d+) (?:rad|rader|person|personer) till/g);
    const announced = [...words].reduce((sum, [, n]) => sum + Number(n), 0);
    return [wall.querySelectorAll("[data-row], footer li strong").length, announced];
}"""


def test_the_wall_shows_what_everybody_called_may_see_when_all_are_there(
    morning: Kvarten, sit: Sit
) -> None:
    with Convenor(morning) as convenor:
        hidden_rows = [convenor.row(person)["id"] for person in night.HIDDEN]
    shared = (night.GUNBORG, night.EVERT, night.SVEN, night.HOLGER, night.FRIDA, *night.OVERFLOW)
    names = [word for person in (*shared, *night.HIDDEN) for word in person]
    hidden = ("M.H.", "N.N.", "A.L.", "Väntar på samtycke")
    wall = lit(morning, sit)
    for words in ("G.Ö. 1934", "E.S. 1938", "S.N. 1931", "H.J. 1940", "F.C. 1930", "Rumsläge"):
        expect(wall.page.get_by_text(words)).to_be_visible()
    everything = wall.eyes.everything()
    assert [word for word in (*names, *hidden, *hidden_rows) if word in everything] == []
    assert {"1934", "1938"} <= years(everything)
    assert years(everything).isdisjoint({"1939", "1935", "1936"})
    expect(wall.page.get_by_role("button")).to_have_count(0)
    expect(wall.page.get_by_role("link")).to_have_count(0)


def test_the_wall_follows_and_is_dark_when_the_huddle_is_closed(morning: Kvarten, sit: Sit) -> None:
    wall = lit(morning, sit)
    expect(wall.page.get_by_role("heading", name="Sedan sist")).to_be_visible()
    with Convenor(morning) as convenor:
        convenor.start()
        convenor.open(night.SVEN)
        now = wall.page.get_by_role("listitem").filter(has_text="S.N. 1931")
        expect(now).to_have_attribute("aria-current", "true")
        fits(wall)
        # What is taken up but not for the room is nowhere on the wall.
        convenor.open(night.MARTA)
        expect(wall.page.locator("[aria-current=true]")).to_have_count(0)
        convenor.decide_the_rest()
        convenor.close()
    expect(wall.page.get_by_role("heading", name="Väggen är släckt")).to_be_visible()
    shown = wall.eyes.shown()
    assert "1931" not in years(shown)
    for words in ("S.N.", "Hemma från", "Lindåsen"):
        assert words not in shown


def test_nothing_on_the_wall_is_scrolled_and_nobody_leaves_it_uncounted(
    morning: Kvarten, sit: Sit
) -> None:
    wall = lit(morning, sit)
    expect(wall.page.get_by_role("heading", name="Sedan sist")).to_be_visible()
    with Convenor(morning) as convenor:
        given = len(convenor.rows()) - len(night.HIDDEN)
        everybody(wall, given)
        fits(wall)
        # Yellow ones wait below the columns, red ones fill them.
        for crowd, cfs in ((CROWD[:14], 4), (CROWD[14:], 7)):
            morning.tell(*(event for who in crowd for event in night.late(who, NOW, cfs=cfs)))
            # What is not for the room is not counted on its wall either.
            morning.tell(*night.late(UNSHARED[cfs], NOW, shared=False))
            given += len(crowd)
            shown, announced = everybody(wall, given)
            assert announced >= 10
            fits(wall)
        wall.page.reload()
        assert everybody(wall, given) == (shown, announced)
        fits(wall)
        # Who is taken up is on the wall, however long the list; who is settled leaves it first.
        convenor.start()
        now = wall.page.locator("[aria-current=true]")
        for who in (CROWD[-1], CROWD[0]):
            convenor.open(who)
            expect(now).to_contain_text(f"{who[1][0]}.{who[2][0]}. {who[0][:4]}")
            everybody(wall, given)
            fits(wall)
        convenor.decide(CROWD[-1], kind="done")
        expect(wall.page.get_by_text("1 rad till, redan beslutad.")).to_be_visible()
        everybody(wall, given)
        fits(wall)


def everybody(wall: Seat, given: int) -> tuple[int, int]:
    """How many are shown and how many are told of in words, when together they are all there are."""
    counted: list[tuple[int, int]] = []

    def all_there() -> bool:
        shown, announced = wall.page.evaluate(COUNTED)
        counted.append((shown, announced))
        return bool(shown + announced == given)

    until(all_there, f"{given} på väggen", lambda: str(counted[-1]))
    return counted[-1]


def fits(wall: Seat) -> None:
    assert wall.page.evaluate(LEFT_OVER) == []
