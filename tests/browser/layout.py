"""Layout understands what does not fit: what must be scrolled sideways, and what is too small to hit."""

from playwright.sync_api import Locator, Page

TARGETS = "button, a[href], input, textarea, select, summary, [role=tab]"
TOO_WIDE = """() => {
    const wide = document.scrollingElement.scrollWidth - document.documentElement.clientWidth;
    if (wide <= 0) return [];
    const out = [...document.querySelectorAll("body *")]
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 1);
    return out.slice(-3).map((element) => `${wide} px wide: ${element.outerHTML.slice(0, 160)}`);
}"""
# A target is as large as what answers for it: its own box, its label's, or what it lays over a row.
TOO_SMALL = """(within, targets) => {
    const dialog = document.querySelector("dialog[open]");
    const seen = [...(dialog ?? within).querySelectorAll(targets)].filter((element) =>
        element.checkVisibility() && element.getClientRects().length
        && !element.closest(".heard, .ds-skip-link") && !element.matches(":disabled"));
    const small = [];
    for (const element of seen) {
        const target = element.closest("label") ?? element;
        let box = target.getBoundingClientRect();
        if (box.width >= 44 && box.height >= 44) continue;
        target.scrollIntoView({block: "center", inline: "center"});
        box = target.getBoundingClientRect();
        const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
        const hits = (dx, dy) => target.contains(document.elementFromPoint(x + dx, y + dy));
        // A menu that is open may lie over it; then that is what one hits.
        if (!hits(0, 0)) continue;
        const reach = (dx, dy) => {
            let far = 0;
            while (far < 44 && hits(dx * (far + 1), dy * (far + 1))) far += 1;
            return far;
        };
        const both = (size, dx, dy) => size >= 44 ? size : (reach(-dx, -dy) + reach(dx, dy) + 1);
        const [across, along] = [both(box.width, 1, 0), both(box.height, 0, 1)];
        if (across < 44 || along < 44)
            small.push(`${Math.round(across)} x ${Math.round(along)} px: `
                + target.outerHTML.slice(0, 160));
    }
    return small;
}"""


def faults(page: Page, within: Locator) -> list[str]:
    return [*page.evaluate(TOO_WIDE), *within.evaluate(TOO_SMALL, TARGETS)]


def larger_text(page: Page, percent: int) -> None:
    """As a reader does it in the browser's own settings: the size that 1 rem stands for."""
    session = page.context.new_cdp_session(page)
    sizes = {"standard": 16 * percent // 100, "fixed": 13 * percent // 100}
    session.send("Page.enable")
    session.send("Page.setFontSizes", {"fontSizes": sizes})
    session.detach()


def resize(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})


def by_hand(page: Page, *, touched: bool) -> None:
    """A desk becomes a tablet: what points at it is a finger."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": touched})
    assert page.evaluate("() => matchMedia('(pointer: coarse)').matches") == touched
