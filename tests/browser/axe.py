"""Axe understands what a page lacks for one who hears it, reads it large or does not see its colours."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator

# A colour on its way is no colour: what moves is let come to rest.
FOUND = """async (within) => {
    await Promise.all(document.getAnimations().map((each) => each.finished));
    const whole = within === document.body ? document : within;
    const asked = {resultTypes: ["violations"], preload: false, selectors: false};
    return (await axe.run(whole, asked)).violations;
}"""


def axe(within: Locator) -> list[str]:
    """What is wrong with a part of the page; `body` stands for the page itself."""
    if not within.page.evaluate("() => 'axe' in window"):
        within.page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = within.evaluate(FOUND)
    return [
        f"{fault['id']}: {node['html'][:160]} ({node['failureSummary'][-160:]})"
        for fault in found
        for node in fault["nodes"][:3]
    ]
