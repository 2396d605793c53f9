"""The stopwatch understands how long it takes from a tap on one screen to the word on another.

Both pages keep the machine's own time, so neither the test nor its driver is in the measure.
"""

from statistics import median

from playwright.sync_api import Page

CLICKS = """() => {
    window.decided = [];
    document.addEventListener("click", (event) => {
        const button = event.target.closest("button");
        if (button?.textContent.trim().startsWith("Besluta"))
            window.decided.push([button.closest("[data-row]").dataset.row,
                                 performance.timeOrigin + performance.now()]);
    }, true);
}"""
SETTLED = """() => {
    window.settled = {};
    const look = () => {
        for (const row of document.querySelectorAll("[data-row]")) {
            const waits = row.ariaCurrent === "true" || row.textContent.includes("ej beslutad");
            if (waits) delete window.settled[row.dataset.row];
            else window.settled[row.dataset.row] ??= performance.timeOrigin + performance.now();
        }
    };
    new MutationObserver(look).observe(document.body,
        {childList: true, subtree: true, characterData: true, attributes: true});
}"""
ARRIVED = """(word) => {
    window.arrived = null;
    const look = () => {
        if (window.arrived === null && document.body.textContent.includes(word))
            window.arrived = performance.timeOrigin + performance.now();
    };
    new MutationObserver(look).observe(document.body,
        {childList: true, subtree: true, characterData: true});
}"""


class Stopwatch:
    """From the convenor's tap on Besluta until the follower's row says that it is decided."""

    def __init__(self, taps: Page, follows: Page) -> None:
        self._taps = taps
        self._follows = follows
        taps.evaluate(CLICKS)
        follows.evaluate(SETTLED)

    def milliseconds(self) -> list[float]:
        """One for each decision that the follower may see, as they stand decided in the end."""
        settled = self._follows.evaluate("() => window.settled")
        last = dict(self._taps.evaluate("() => window.decided"))
        return [settled[row] - at for row, at in last.items() if row in settled]


def watch_for(page: Page, word: str) -> None:
    """Note when a word that is not there yet comes to stand on the page."""
    page.evaluate(ARRIVED, word)


def arrived(page: Page) -> float:
    """When it came, in seconds since the epoch; waits for it."""
    page.wait_for_function("() => window.arrived !== null")
    return float(page.evaluate("() => window.arrived")) / 1000


def told(what: str, milliseconds: list[float]) -> str:
    shown = f"median {median(milliseconds):.0f}, lägst {min(milliseconds):.0f}"
    return f"{what}: {shown}, högst {max(milliseconds):.0f} ms ({len(milliseconds)} st)"
