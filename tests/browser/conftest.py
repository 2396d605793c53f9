"""One real Kvarten for the run, one known night for each test, and people who sit down before it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser import night
from tests.browser.eyes import Eyes
from tests.browser.running import Kvarten
from tests.browser.seats import TABLET, Seat, Sit
from tests.browser.stages import BOARD

HERE = Path(__file__).parent
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--lang=sv-SE",
)  # fmt: skip


MEASURED = "measured"
SLOW_MACHINE = 15_000
"""How long a page may take before it is a fault; what must be quick is measured, not waited for."""

expect.set_options(timeout=SLOW_MACHINE)


def pytest_configure(config: pytest.Config) -> None:
    """A failure leaves a trace and a picture behind, unless the command line says otherwise."""
    option = config.option
    if getattr(option, "tracing", "") == "off":
        option.tracing = "retain-on-failure"
    if getattr(option, "screenshot", "") == "off":
        option.screenshot = "only-on-failure"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Last of all: the browser keeps an event loop of its own that no async test may meet.

    First among them those who only look, so that one morning is enough for all of them.
    """
    items.sort(key=lambda item: (HERE in item.path.parents, _changes(item)))


def _changes(item: pytest.Item) -> bool:
    return HERE in item.path.parents and "untouched" not in getattr(item, "fixturenames", ())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was measured, also by workers that have no terminal of their own."""
    for report in (each for group in terminalreporter.stats.values() for each in group):
        if getattr(report, "when", None) == "call":
            for name, words in report.user_properties:
                if name == MEASURED:
                    terminalreporter.write_line(words)


@pytest.fixture
def measured(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Say what was measured; it is printed when the run is over."""
    return lambda words: record_property(MEASURED, words)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    from scripts.chromium import find

    return {**browser_type_launch_args, "executable_path": str(find()), "args": list(FLAGS)}


@pytest.fixture(scope="session")
def base_url() -> str:
    """Each context is told where Kvarten is. (The plugin's own fixture is of a deprecated kind.)"""
    return ""


@pytest.fixture(scope="session")
def kvarten() -> Iterator[Kvarten]:
    """The app itself, as `kvarten demo` starts it. Nothing of it is left running afterwards."""
    running = Kvarten()
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture
def morning(kvarten: Kvarten) -> Kvarten:
    """Friday 20 November, 7.40, after the known night."""
    kvarten.begin(*night.night())
    return kvarten


@pytest.fixture
def untouched(kvarten: Kvarten) -> Kvarten:
    """The same for one who only looks: others may have looked before, and nobody has changed it."""
    if not kvarten.untouched:
        kvarten.begin(*night.night())
    kvarten.untouched = True
    return kvarten


@pytest.fixture
def sit(kvarten: Kvarten, new_context: Callable[..., BrowserContext]) -> Iterator[Sit]:
    """Sit down as one of the demo's persons before a screen, at a page.

    Whatever zone the browser believes in, Kvarten shows Stockholm's time.
    """
    seats: list[Seat] = []

    def sit_down(
        who: str | None = "aldre-ssk",
        path: str = BOARD,
        size: tuple[int, int] = (1440, 900),
        **more: Any,
    ) -> Seat:
        context = new_context(
            base_url=kvarten.base,
            viewport={"width": size[0], "height": size[1]},
            locale="sv-SE",
            **{"timezone_id": "America/New_York", **more},
        )
        if who is not None:
            answer = context.request.post("/api/session", data={"demo": who})
            assert answer.ok, answer.text()
        page = context.new_page()
        seat = Seat(who or "", page, Eyes(page, kvarten.base))
        seats.append(seat)
        page.goto(path)
        return seat

    yield sit_down
    for seat in seats:
        seat.eyes.check()


@pytest.fixture
def nurse(morning: Kvarten, sit: Sit) -> Seat:
    """The convenor at her desk, with the board open."""
    seat = sit("aldre-ssk")
    expect(seat.page.get_by_role("heading", name="Sedan sist")).to_be_visible()
    return seat


@pytest.fixture
def planner(morning: Kvarten, sit: Sit) -> Seat:
    """The home help's planner, standing with a tablet."""
    seat = sit("hemtjanstplanerare", **TABLET)
    expect(seat.page.get_by_role("heading", name="Sedan sist")).to_be_visible()
    return seat
