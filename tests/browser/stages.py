"""Stages are the states a page can be in, so that each promise can be tried in all of them.

One visit walks through many states. Each is named when it has been reached, with the part of the page
that is not as it was in the state before.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser import night
from tests.browser.convenor import Convenor
from tests.browser.running import Kvarten
from tests.browser.walls import WALL, light
from tests.houses import CENTRE, HOME_HELP, NEEDS, NOW

BOARD = f"/tavla/{CENTRE}/{night.DATE}"
NO_BOARD = f"/tavla/{CENTRE}/2026-11-22"
ACTIONS = "/atgarder"
WEEK = f"/veckan/{CENTRE}"
State = tuple[str, Locator]
Walk = Callable[[Page], Iterator[State]]


@dataclass(frozen=True)
class Visit:
    """Who looks at which page, the words that say it is there, and the states walked through."""

    who: str | None
    path: str
    until: str
    walk: Walk


def still(name: str) -> Walk:
    """A page on which nothing is done."""
    return lambda page: iter([(name, whole(page))])


def whole(page: Page) -> Locator:
    return page.locator("body")


def row(page: Page, who: tuple[str, str, str]) -> Locator:
    has = page.get_by_role("heading", name=night.name(who), level=3)
    return page.get_by_role("main").get_by_role("listitem").filter(has=has)


def prepared(page: Page) -> Iterator[State]:
    yield "förberedd", whole(page)
    # The phone keeps the parties behind one line.
    summary = page.get_by_role("button", name="parter är med")
    if summary.is_visible():
        summary.click()
    page.get_by_role("button", name="Hemtjänst Ån: saknas. Ändra.").click()
    yield "parternas meny", page.get_by_role("list", name="Parter")
    page.keyboard.press("Escape")
    gunborg = row(page, night.GUNBORG)
    gunborg.get_by_role("button", name="Varför?").click()
    yield "skälen utfällda", gunborg
    row(page, night.MARTA).get_by_role("button", name="Inhämta samtycke").click()
    asked = page.get_by_role("dialog")
    expect(asked.get_by_role("heading", name="Gäller nu")).to_be_visible()
    yield "samtycke", asked
    asked.get_by_text("Sammanhållen dokumentation", exact=True).click()
    asked.get_by_label("Alla som är kallade").uncheck()
    yield "samtycke, inhämta", asked
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Tangenter").click()
    yield "tangenterna", page.get_by_role("dialog")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Koppla väggen").click()
    lights = page.get_by_role("dialog")
    yield "koppla väggen", lights
    lights.get_by_label("Koden på väggen").fill("000 000")
    lights.get_by_role("button", name="Koppla", exact=True).click()
    expect(lights.get_by_role("alert")).to_be_visible()
    yield "fel kod", lights


def running(page: Page) -> Iterator[State]:
    gunborg = row(page, night.GUNBORG)
    yield "pågår", whole(page)
    for step, own in (("Vad", "Skriv eget …"), ("Vem", None), ("När", "Annan tid …")):
        gunborg.get_by_role("button", name=step, expanded=False).first.click()
        choices = gunborg.get_by_role("group", name=step)
        expect(choices).to_be_visible()
        yield f"besluta, {step}", gunborg
        if own is not None:
            choices.get_by_role("button", name=own).click()
            yield f"besluta, {own}", choices
    gunborg.get_by_role("button", name="Annat …").click()
    yield "annat", gunborg
    for kind in ("Klar", "Skjut upp", "Avför"):
        choices = gunborg.get_by_role("group", name="Annat …")
        choices.get_by_role("button", name=kind).click()
        expect(choices).to_have_count(0)
        yield f"annat, {kind}", gunborg
        gunborg.get_by_role("button", name="Tillbaka").click()
    gunborg.get_by_role("button", name="Varför?").click()
    yield "pågår, skälen utfällda", gunborg
    page.get_by_role("button", name="Avsluta", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    yield "avsluta?", dialog
    dialog.get_by_role("button", name="Avsluta avstämningen").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    yield "går inte att avsluta", dialog


def mine(page: Page) -> Iterator[State]:
    yield "mina åtgärder", whole(page)
    for name in ("Klar", "Återsänd", "Lämna över"):
        row(page, night.EVERT).get_by_role("button", name=name, exact=True).click()
        form = page.get_by_role("form", name=f"{name}: Gör hembesök")
        expect(form).to_be_visible()
        yield f"mina åtgärder, {name}", form


def on_the_wall(page: Page) -> Iterator[State]:
    yield "väggens kod", whole(page)
    light(page)
    yield "väggen", whole(page)
    page.request.post("/api/wall")
    page.reload()
    yield "väggens nya kod", whole(page)


PREPARED = (
    Visit(None, "/", "Karin Vallmo", still("login")),
    Visit("chef", "/", "Dagens avstämningar", still("chefens sida")),
    Visit("hemtjanstplanerare", "/", "Dagens avstämningar", still("dagens avstämningar")),
    Visit("hemtjanstplanerare", BOARD, "Sedan sist", still("förberedd, planeraren")),
    Visit("kommunal-ssk", ACTIONS, "Inga åtgärder.", still("inga åtgärder")),
    Visit("kommunal-ssk", "/konto", "Du har ingen passnyckel", still("mitt konto")),
    Visit("aldre-ssk", "/nagot-annat", "Sidan finns inte.", still("sidan finns inte")),
    Visit("aldre-ssk", NO_BOARD, "Försök igen", still("tavlan finns inte")),
    Visit("aldre-ssk", WEEK, "Inget är lyft", still("inget lyft")),
    Visit("aldre-ssk", BOARD, "Sedan sist", prepared),
    Visit(None, WALL, "Koden gäller", on_the_wall),
)
RUNNING = (
    Visit("aldre-ssk", BOARD, "Besluta:", running),
    Visit("aldre-ssk", ACTIONS, "har inte tagit emot", still("väntar på andra")),
    Visit("aldre-ssk", WEEK, "Behöver fler parter", still("lyft till veckan")),
    Visit(None, WALL, "Koden gäller", on_the_wall),
    Visit("bistandshandlaggare", ACTIONS, "Ta emot", mine),
    Visit("hemtjanstplanerare", BOARD, "Sedan sist", still("pågår, planeraren")),
    Visit("hemtjanstplanerare", ACTIONS, "Kontakta vårdcentralen", still("neutral åtgärd")),
)
CLOSED = (
    Visit("aldre-ssk", BOARD, "Avslutad kl.", still("avslutad")),
    Visit(None, WALL, "Koden gäller", still("väggen, avslutad")),
    Visit("hemtjanstplanerare", BOARD, "Avslutad kl.", still("avslutad, planeraren")),
)
NOT_HELD = (Visit("aldre-ssk", BOARD, "Hölls inte.", still("hölls inte")),)
EMPTY = (
    Visit("aldre-ssk", BOARD, "Inget har hänt", still("tom tavla")),
    Visit(None, WALL, "Koden gäller", on_the_wall),
    Visit("hemtjanstplanerare", BOARD, "Sedan sist", still("tom tavla, planeraren")),
)


def run_it(kvarten: Kvarten) -> None:
    """Until the middle of the huddle: some decided each way, Gunborg in hand, one late row."""
    with Convenor(kvarten) as convenor:
        convenor.start()
        convenor.give(night.EVERT, NEEDS, "Gör hembesök")
        convenor.give(night.SVEN, NEEDS)
        convenor.give(night.ALICE, HOME_HELP)
        convenor.decide(night.OVERFLOW[0], kind="lift", reason="Behöver fler parter")
        convenor.decide(night.OVERFLOW[1], kind="drop", reason="Personen vill inte")
        convenor.decide(night.OVERFLOW[2], kind="defer", until="2026-11-23", reason="Väntar")
        convenor.decide(night.NILS, kind="done")
        kvarten.tell(*night.late(night.KARIN_LATE, NOW))
        convenor.open(night.GUNBORG)


def close_it(kvarten: Kvarten) -> None:
    with Convenor(kvarten) as convenor:
        convenor.decide_the_rest()
        convenor.close()
