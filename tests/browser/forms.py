"""Forms understand how Rapportera is filled in, and what the form has told."""

import re

import psycopg
from playwright.sync_api import Locator, Page

from app.postgres.cluster import ADMIN, Cluster
from tests.browser import night
from tests.browser.running import Kvarten

REPORT = "/rapportera"
PLANNER = "hemtjanstplanerare"


def told(kvarten: Kvarten) -> list[str]:
    """The kinds of all that the form has told."""
    with psycopg.connect(Cluster(kvarten.home).url(user=ADMIN), autocommit=True) as admin:
        rows = admin.execute(
            "SELECT kind FROM event WHERE source = 'formular' ORDER BY kind"
        ).fetchall()
    return [row[0] for row in rows]


def answer(page: Page, words: str | re.Pattern[str]) -> Locator:
    """An answer of the form, as large as the thumb that taps it."""
    return page.locator("label").filter(has_text=words)


def fall(page: Page) -> None:
    """All but the last of the four taps."""
    answer(page, night.name(night.HOLGER)).tap()
    answer(page, "Har fallit").tap()
    answer(page, "Behöver bedömas nu").tap()
