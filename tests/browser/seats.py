"""Seats are where people sit: who, before which screen, and what was given to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page

from tests.browser import night
from tests.browser.eyes import Eyes

Screen = dict[str, Any]
DESK: Screen = {"size": (1440, 900)}
ROOM: Screen = {"size": (1920, 1080)}
TABLET: Screen = {"size": (1280, 800), "has_touch": True, "is_mobile": True}
PHONE: Screen = {"size": (390, 844), "has_touch": True, "is_mobile": True}
SMALL_PHONE: Screen = {"size": (320, 640), "has_touch": True, "is_mobile": True}


@dataclass(eq=False)
class Seat:
    """Somebody before a screen."""

    who: str
    page: Page
    eyes: Eyes

    def row(self, who: tuple[str, str, str]) -> Locator:
        """The row of a person, on the board."""
        has = self.page.get_by_role("heading", name=night.name(who), level=3)
        return self.page.get_by_role("listitem").filter(has=has)

    def leave(self) -> None:
        """Stand up before the test is over, so that others are not slowed by a page left open."""
        self.eyes.check()
        self.page.context.close()


Sit = Callable[..., Seat]
