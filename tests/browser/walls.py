"""Walls understand how a test lights the screen in the room: by the code that it shows, as a person does."""

import re
from collections.abc import Sequence

from playwright.sync_api import Page, expect

from tests.browser.convenor import BOARD, Convenor
from tests.browser.running import Kvarten, until
from tests.browser.seats import ROOM, Seat, Sit
from tests.houses import HOME_HELP, NEEDS, TEAM

WALL = "/vagg"
EVERYBODY = (TEAM, HOME_HELP, NEEDS)
"""Everybody who is called, beside whoever convenes."""


def lit(kvarten: Kvarten, sit: Sit, present: Sequence[str] = EVERYBODY) -> Seat:
    """A wall that shows the huddle, to whoever convenes and those who are present beside her."""
    with Convenor(kvarten) as convenor:
        convenor.come(*present)
    wall = sit(None, WALL, **ROOM)
    light(wall.page)
    return wall


def light(page: Page) -> None:
    """The convenor reads the code and tells it at her own desk."""
    desk = page.context.browser.new_context(base_url=page.url.removesuffix(WALL))  # type: ignore[union-attr]
    assert desk.request.post("/api/session", data={"demo": "aldre-ssk"}).ok
    until(lambda: desk.request.get(BOARD).ok, "dagordningen är byggd")
    answer = desk.request.post(f"{BOARD}/walls", data={"code": code_on(page)})
    assert answer.ok, answer.text()
    desk.close()
    expect(page.get_by_text("Rumsläge")).to_be_visible()


def code_on(page: Page) -> str:
    """The six digits, as they are read across the room."""
    digits = page.get_by_role("status", name=re.compile("^Kod: "))
    expect(digits).to_be_visible()
    return digits.inner_text()
