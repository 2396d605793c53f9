"""Signing in by somebody else's login service, in a browser: its page is another site, and then ours.

By this machine's name here and by its number there, so that the two are two sites for the browser too.
"""

import time
from collections.abc import Iterator
from dataclasses import asdict

import pytest
import yaml
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.axe import axe
from tests.browser.layout import faults
from tests.browser.running import Kvarten
from tests.browser.seats import DESK, PHONE, Screen
from tests.houses import CENTRE
from tests.login_services import END, SECRET, issuer, provider

BUTTON = "Logga in med Provtjänsten"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Kvarten that believes a login service; answers where browsers find it."""
    running = Kvarten()
    us = f"http://localhost:{running.port}"
    with provider(us) as address:
        file = tmp_path_factory.mktemp("oidc") / "inloggning.yaml"
        file.write_text(yaml.safe_dump({"issuers": [told(address)]}), "utf-8")
        running.told |= {
            "KVARTEN_PUBLIC_URL": us, "KVARTEN_ISSUERS": str(file), "PROV_SECRET": SECRET,
        }  # fmt: skip
        try:
            running.start()
            yield us
        finally:
            running.stop()


def told(address: str) -> dict[str, object]:
    """The test's issuer as an operator writes it."""
    one = issuer(address)
    rules = [{k: v for k, v in asdict(rule).items() if v} for rule in one.means.rules]
    return {
        "id": one.id, "name": one.name, "issuer": address, "client_id": one.client_id,
        "client_secret_env": "PROV_SECRET", "scopes": list(one.scopes), "roles": rules,
        "decider": one.decider, "review_on": str(one.review_on), "end_claim": END,
    }  # fmt: skip


def before(new_context, us: str, screen: Screen = DESK) -> Page:
    """A browser that nobody has used, at the login page."""
    more = {**screen}
    width, height = more.pop("size")
    viewport = {"width": width, "height": height}
    context: BrowserContext = new_context(base_url=us, locale="sv-SE", viewport=viewport, **more)
    page = context.new_page()
    page.goto("/")
    return page


def go(page: Page, who: str) -> None:
    """By the button, and through the service's own forms."""
    page.get_by_role("button", name=BUTTON).click()
    page.get_by_placeholder("Enter any login").fill(who)
    page.get_by_placeholder("and password").fill("x")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()


def fit(page: Page) -> None:
    body = page.locator("body")
    assert faults(page, body) == []
    assert axe(body) == []


def test_one_comes_back_from_the_service_to_ones_own_board_and_signs_out(
    service: str, new_context
) -> None:
    page = before(new_context, service)
    fit(page)
    go(page, "one")
    expect(page.get_by_text("Nora Ek")).to_be_visible()
    assert page.url.startswith(f"{service}/tavla/"), "and its own address, without what came back"
    page.goto("/konto")
    expect(page.get_by_text("Du loggar in genom er egen inloggningstjänst.")).to_be_visible()
    expect(page.get_by_role("heading", name="Passnycklar")).to_have_count(0)
    page.get_by_role("main").get_by_role("button", name="Logga ut").click()
    expect(page.get_by_role("button", name=BUTTON)).to_be_visible()
    assert page.request.get(f"{service}/api/session").status == 401


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["bord", "telefon"])
def test_who_has_several_commissions_chooses_which_one_to_work_in(
    service: str, new_context, screen: Screen
) -> None:
    page = before(new_context, service, screen)
    go(page, "two")
    expect(page.get_by_role("heading", name="I vilket uppdrag arbetar du nu?")).to_be_visible()
    assert page.title() == "Välj uppdrag – Kvarten"
    fit(page)
    choices = page.get_by_role("listitem")
    expect(choices).to_have_count(2)
    page.keyboard.press("Tab")
    expect(choices.nth(0).get_by_role("button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="I vilket uppdrag")).to_have_count(0)
    session = page.request.get(f"{service}/api/session").json()
    assert (session["name"], session["unit"]) == ("Nora Ek", CENTRE)
    assert session["assignments"] == [], "another commission is begun by signing in with it"


def test_when_the_commission_ends_one_must_sign_in_again(service: str, new_context) -> None:
    page = before(new_context, service)
    go(page, "brief")
    expect(page.get_by_text("Nora Ek")).to_be_visible()
    over = time.perf_counter() + 20
    page.wait_for_timeout(1000 * max(0.0, over - time.perf_counter()))
    page.get_by_role("link", name="Mina åtgärder").click()
    expect(page.get_by_role("button", name=BUTTON)).to_be_visible()
    # The service knows who it is: nothing is written twice.
    page.get_by_role("button", name=BUTTON).click()
    expect(page.get_by_text("Nora Ek")).to_be_visible()


def test_who_has_no_role_is_told_whom_to_ask(service: str, new_context) -> None:
    page = before(new_context, service)
    go(page, "nobody")
    expect(page.get_by_role("heading", level=1)).to_have_text("Inloggningen gick inte")
    expect(page.get_by_text("har inget uppdrag i Kvarten")).to_be_visible()
    fit(page)
    page.get_by_role("link", name="Till inloggningen").click()
    expect(page.get_by_role("button", name=BUTTON)).to_be_visible()
