"""Screenshots takes the README's pictures: the real demo, a fixed morning, the huddle half done.

Everything is invented and always the same: seed 1, Friday 20 November 2026, 8.08. The demo has a
home and a port of its own, and nothing of it is left afterwards.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from rich.console import Console

from app.progress import step
from scripts.chromium import find
from tests.browser.running import Kvarten
from tests.browser.walls import WALL, light

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "bilder"
FEWER_COLOURS = Path(__file__).with_name("palette.js").read_text("utf-8")
SAME_IDS = """let made = %d;
crypto.randomUUID = () => `00000000-0000-4000-8000-${String((made += 1)).padStart(12, "0")}`;"""
"""Lists with equal times are in the order of their ids."""
DAY = "2026-11-20"
CENTRE = "SE2321000131-DEMOVC01"
BOARD, ACTIONS = f"/tavla/{CENTRE}/{DAY}", "/atgarder"
DESK = {"width": 1440, "height": 900}
ROOM = {"width": 1920, "height": 1080}
TABLET = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars", "--lang=sv-SE")
LATE = {"value": "19450811T036", "given_name": "Karin", "family_name": "Ekvall"}
PRESENT = {
    "Team Ängen": "i rummet",
    "Hemtjänst Ån": "via länk",
    "Bistånd öst": "i rummet",
}
DECIDED = re.compile("^Ångra beslutet")
expect.set_options(timeout=30_000)


class Camera:
    """One browser before one demo."""

    def __init__(self, browser: Browser, kvarten: Kvarten, out: Console) -> None:
        self._browser, self._kvarten, self._out = browser, kvarten, out
        self._seats = 0

    def sit(self, who: str | None, path: str, size: dict[str, int], **more: Any) -> Page:
        """Somebody signed in before a screen, or nobody."""
        context = self._browser.new_context(
            base_url=self._kvarten.base, viewport=size, locale="sv-SE", reduced_motion="reduce",
            timezone_id="Europe/Stockholm", **more,
        )  # fmt: skip
        self._seats += 1
        context.add_init_script(SAME_IDS % (self._seats * 1000))
        if who is not None:
            assert context.request.post("/api/session", data={"demo": who}).ok
        page = context.new_page()
        page.goto(path)
        return page

    def take(self, page: Page, name: str) -> None:
        expect(page.get_by_text("fre 20 nov 8.08")).to_be_visible()
        page.evaluate("() => document.fonts.ready")
        page.mouse.move(0, 0)
        taken = page.screenshot(animations="disabled", caret="hide")
        bench = self._browser.new_page()
        parts = bench.evaluate(FEWER_COLOURS, b64encode(taken).decode())
        bench.close()
        made = b"".join(b64decode(part) for part in parts)
        (FOLDER / f"{name}.png").write_bytes(made)
        self._out.print(f"  {name}.png, {len(made) // 1000} kB")


def row(page: Page, section: str, place: int) -> Locator:
    """A row by where it stands, counted from 0."""
    return page.get_by_role("region", name=section).locator("[data-row]").nth(place)


def open_(found: Locator) -> None:
    found.get_by_role("button").first.click()
    expect(found).to_have_attribute("aria-current", "true")


def decide(found: Locator) -> None:
    """As it is proposed. One that has stood for three mornings proposes nothing, and is left."""
    open_(found)
    button = found.get_by_role("button", name=re.compile("^Besluta: "))
    if button.count():
        button.click()
        expect(found.get_by_role("button", name=DECIDED)).to_be_visible()


def presence(page: Page, party: str, word: str) -> None:
    page.get_by_role("button", name=f"{party}: saknas. Ändra.").click()
    page.get_by_role("group", name=f"Var är {party}?").get_by_role("button", name=word).click()
    expect(page.get_by_role("button", name=f"{party}: {word}. Ändra.")).to_be_visible()


def late(at: datetime) -> Iterator[dict[str, Any]]:
    """Somebody whom the ambulance leaves at home while the room is gathered."""
    who = {"system": "urn:kvarten:demo", "value": LATE["value"]}
    told = {"person_id": who, "recorded_at": at.isoformat()}
    cloud = {"specversion": "1.0", "source": "bilder", "time": at.isoformat()}
    registered = {
        "given_name": LATE["given_name"], "family_name": LATE["family_name"],
        "birth_date": "1945-08-11", "listed_vc": CENTRE,
    }  # fmt: skip
    consent = {"purpose": "sammanhallen", "start": at.isoformat()}
    call = {"unit_hsa_id": "SE2321000131-DEMOAMB01", "case_id": "sen", "outcome": "left_home"}
    for n, (kind, data) in enumerate(
        (("person.registered", registered), ("consent.given", consent), ("ambulance.contact", call))
    ):
        yield {**cloud, "id": f"bild-{n}", "type": kind, "data": {**told, **data}}


def play(kvarten: Kvarten, nurse: Page) -> None:
    """The huddle to its middle, led from the convenor's desk; others answer from theirs."""
    for party, word in PRESENT.items():
        presence(nurse, party, word)
    nurse.get_by_role("button", name="Starta avstämningen").click()
    for place in range(3):
        decide(row(nurse, "Idag", place))
    kvarten.move_clock(f"{DAY}T08:04")
    kvarten.tell(*late(kvarten.now()))
    decide(row(nurse, "Idag", 4))
    decide(row(nurse, "Kommande dygn", 0))
    accept(kvarten, "kommunal-ssk")
    accept(kvarten, "aldre-ssk")
    kvarten.move_clock(f"{DAY}T08:08")
    open_(row(nurse, "Idag", 3))


def accept(kvarten: Kvarten, who: str) -> None:
    """The owner takes the first of what was given today."""
    client = kvarten.as_(who)
    told = client.get("/api/actions").raise_for_status().json()["mine"]
    given = [one for one in told if "accept" in one["may"] and one["mornings"] == 1]
    for one in given[:1]:
        command = {"type": "accept", "id": str(uuid4())}
        client.post(f"/api/actions/{one['id']}", json=command).raise_for_status()
    client.close()


def give_back(page: Page) -> None:
    """The needs assessor accepts one, and is about to return another."""
    page.get_by_role("button", name="Ta emot").first.click()
    expect(page.get_by_role("main")).to_contain_text("mottagen")
    page.get_by_role("button", name="Återsänd").last.click()
    panel = page.get_by_role("form", name="Återsänd")
    panel.get_by_role("radio", name="Fel ansvarig").check()
    panel.get_by_role("textbox").fill("Beslut finns sedan den 18. Hemtjänst Ån bokar besöket.")


@contextmanager
def demo(out: Console) -> Iterator[Kvarten]:
    kvarten = Kvarten(f"{DAY}T07:40")
    # Who comes first of two alike turns on the installation's key.
    key = kvarten.home / "key"
    key.touch(mode=0o600)
    key.write_bytes(b64encode(bytes(32)))
    try:
        with step(out, "Demon sätts upp (en minut eller två)"):
            kvarten.start("--seed", "1")
        yield kvarten
    finally:
        kvarten.stop()


def photograph(kvarten: Kvarten, out: Console) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(find()), args=list(FLAGS))
        camera = Camera(browser, kvarten, out)
        with step(out, "Avstämningen hålls till sin mitt"):
            kvarten.move_clock(f"{DAY}T08:00")
            nurse = camera.sit("aldre-ssk", BOARD, DESK)
            play(kvarten, nurse)
        needs = camera.sit("bistandshandlaggare", ACTIONS, DESK)
        give_back(needs)
        wall = camera.sit(None, WALL, ROOM)
        light(wall)
        phone = camera.sit("aldre-ssk", BOARD, PHONE, device_scale_factor=2, has_touch=True)
        tablet = camera.sit("hemtjanstplanerare", BOARD, TABLET, has_touch=True)
        feeds = camera.sit("aldre-ssk", "/floden", DESK)
        expect(feeds.get_by_role("region", name="Allt som kom in")).to_be_visible()
        report = camera.sit("hemtjanstplanerare", "/rapportera", TABLET, has_touch=True)
        report.locator("label", has_text="Har fallit").click()
        who_is_who = camera.sit("systemforvaltare", "/installningar", DESK)
        expect(who_is_who.get_by_role("heading", name="Avstämningar")).to_be_visible()
        nurse.evaluate("() => window.scrollTo(0, 0)")
        camera.take(nurse, "tavlan")
        camera.take(wall, "vaggen")
        camera.take(needs, "atgarder")
        camera.take(phone, "telefonen")
        camera.take(tablet, "plattan")
        camera.take(feeds, "floden")
        camera.take(report, "rapportera")
        camera.take(who_is_who, "installningar")
        browser.close()


def main() -> None:
    """Take them all anew."""
    out = Console(highlight=False)
    FOLDER.mkdir(exist_ok=True)
    with demo(out) as kvarten:
        photograph(kvarten, out)
    out.print(f"Bilderna ligger i {FOLDER.relative_to(FOLDER.parent.parent)}.")


if __name__ == "__main__":
    main()
