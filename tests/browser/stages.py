"""Stages are the states a page can be in, so that each promise can be tried in all of them."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser import night
from tests.browser.convenor import Convenor
from tests.browser.running import Kvarten
from tests.houses import CENTRE, HOME_HELP, NEEDS, NOW

BOARD = f"/tavla/{CENTRE}/{night.DATE}"
WALL = f"/rum/{CENTRE}/{night.DATE}"
ACTIONS = "/atgarder"
WEEK = f"/veckan/{CENTRE}"


@dataclass(frozen=True)
class Stage:
    """One state: who looks at which page, and what is done there before it is looked at."""

    name: str
    who: str | None
    path: str
    until: str
    then: Callable[[Page], object] = lambda page: None


def row(page: Page, who: tuple[str, str, str]) -> Locator:
    has = page.get_by_role("heading", name=night.name(who), level=3)
    return page.get_by_role("main").get_by_role("listitem").filter(has=has)


def tap(who: tuple[str, str, str], *names: str) -> Callable[[Page], object]:
    def taps(page: Page) -> None:
        for name in names:
            row(page, who).get_by_role("button", name=name, expanded=False).or_(
                row(page, who).get_by_role("button", name=name, exact=True)
            ).first.click()

    return taps


def at_party(page: Page) -> None:
    """The phone keeps the parties behind one line."""
    summary = page.get_by_role("button", name="parter är med")
    if summary.is_visible():
        summary.click()
    page.get_by_role("button", name="Hemtjänst Ån: saknas. Ändra.").click()


def to_tab(name: str) -> Callable[[Page], object]:
    """On a phone one section is shown at a time."""

    def go(page: Page) -> None:
        tab = page.get_by_role("tab", name=name)
        if tab.count():
            tab.click()

    return go


PREPARED = (
    Stage("login", None, "/", "Karin Vallmo"),
    Stage("chefens sida", "chef", "/", "Dagens avstämningar"),
    Stage("sidan finns inte", "aldre-ssk", "/nagot-annat", "Sidan finns inte."),
    Stage("förberedd", "aldre-ssk", BOARD, "Sedan sist"),
    Stage("förberedd, planeraren", "hemtjanstplanerare", BOARD, "Sedan sist"),
    Stage("parternas meny", "aldre-ssk", BOARD, "Sedan sist", at_party),
    Stage("skälen utfällda", "aldre-ssk", BOARD, "Sedan sist", tap(night.GUNBORG, "Varför?")),
    Stage(
        "tangenterna", "aldre-ssk", BOARD, "Sedan sist",
        lambda page: page.get_by_role("button", name="Tangenter").click(),
    ),
    Stage("väggen", "aldre-ssk", WALL, "Rumsläge"),
    Stage("inga åtgärder", "kommunal-ssk", ACTIONS, "Inga åtgärder."),
    Stage("inget lyft", "aldre-ssk", WEEK, "Inget är lyft"),
)  # fmt: skip
OTHERS = ("Klar", "Skjut upp", "Lyft till veckan", "Avför", "Ej aktuellt")
RUNNING = (
    Stage("pågår", "aldre-ssk", BOARD, "Besluta:"),
    Stage("pågår, planeraren", "hemtjanstplanerare", BOARD, "Sedan sist"),
    *(
        Stage(f"besluta, {step}", "aldre-ssk", BOARD, "Besluta:", tap(night.GUNBORG, step))
        for step in ("Vad", "Vem", "När")
    ),
    Stage("egen åtgärd", "aldre-ssk", BOARD, "Besluta:", tap(night.GUNBORG, "Vad", "Skriv eget …")),
    Stage("egen tid", "aldre-ssk", BOARD, "Besluta:", tap(night.GUNBORG, "När", "Annan tid …")),
    Stage("annat", "aldre-ssk", BOARD, "Besluta:", tap(night.GUNBORG, "Annat …")),
    *(
        Stage(
            f"annat, {kind}", "aldre-ssk", BOARD, "Besluta:",
            lambda page, kind=kind: (
                tap(night.GUNBORG, "Annat …")(page),
                row(page, night.GUNBORG).get_by_role("group", name="Annat …")
                .get_by_role("button", name=kind).click(),
            ),
        )
        for kind in OTHERS
    ),
    Stage(
        "avsluta?", "aldre-ssk", BOARD, "Besluta:",
        lambda page: page.get_by_role("button", name="Avsluta", exact=True).click(),
    ),
    Stage("väggen, pågår", "aldre-ssk", WALL, "Rumsläge"),
    Stage("mina åtgärder", "bistandshandlaggare", ACTIONS, "Ta emot"),
    *(
        Stage(f"mina åtgärder, {name}", "bistandshandlaggare", ACTIONS, "Ta emot", tap(night.EVERT, name))
        for name in ("Klar", "Återsänd", "Lämna över")
    ),
    Stage("väntar på andra", "aldre-ssk", ACTIONS, "har inte tagit emot"),
    Stage("planerarens neutrala rad", "hemtjanstplanerare", ACTIONS, "Kontakta vårdcentralen"),
    Stage("lyft till veckan", "aldre-ssk", WEEK, "Behöver fler parter"),
)  # fmt: skip
CLOSED = (
    Stage("avslutad", "aldre-ssk", BOARD, "Avslutad kl."),
    Stage("avslutad, planeraren", "hemtjanstplanerare", BOARD, "Avslutad kl."),
    Stage("väggen, avslutad", "aldre-ssk", WALL, "Avstämningen är avslutad."),
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
    run_it(kvarten)
    with Convenor(kvarten) as convenor:
        convenor.decide_the_rest()
        convenor.close()


def settle(page: Page, stage: Stage) -> None:
    """Wait until the page is what the stage says, then do what it does."""
    expect(page.get_by_text(stage.until).first).to_be_visible()
    stage.then(page)
    page.evaluate("() => document.fonts.ready")
