"""The nurse leads the whole huddle by the keyboard alone."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.running import Kvarten
from tests.browser.seats import Seat

# Past the end of the page one stands nowhere on it, before one comes to its beginning.
HAS_RING = """() => {
    if (document.activeElement === document.body) return true;
    const style = getComputedStyle(document.activeElement);
    const after = getComputedStyle(document.activeElement, "::after");
    return [style, after].some(({outlineStyle, outlineWidth}) =>
        outlineStyle !== "none" && parseFloat(outlineWidth) >= 2);
}"""


def tab_to(seat: Seat, target: Locator, most: int = 60) -> None:
    """Tab until a control is reached, as somebody without a mouse has to, and see where one is."""
    for _ in range(most):
        seat.page.keyboard.press("Tab")
        assert seat.page.evaluate(HAS_RING), seat.page.evaluate("document.activeElement.outerHTML")
        if target.evaluate("(element) => element === document.activeElement"):
            return
    raise AssertionError(f"{target} is not reached by Tab")


def test_the_nurse_leads_the_huddle_without_a_mouse(morning: Kvarten, nurse: Seat) -> None:
    page, press = nurse.page, nurse.page.keyboard.press
    first, second, third, fourth = (page.locator("[data-row]").nth(n) for n in range(4))
    tab_to(nurse, page.get_by_role("button", name="Starta avstämningen"))
    press("Enter")
    expect(page.get_by_role("button", name="Avsluta", exact=True)).to_be_visible()

    # To the first row, open it, and accept it as proposed.
    press("j")
    expect(name(first)).to_be_focused()
    press("ArrowDown")
    expect(name(second)).to_be_focused()
    press("k")
    take_up(nurse, first)
    press("b")
    expect(first).to_contain_text("beslutad")
    # The hands go on to the next row that waits, without anyone looking for it.
    expect(name(second)).to_be_focused()

    # The next: another time, by its number, an arrow and Enter.
    take_up(nurse, second)
    press("3")
    times = second.get_by_role("group", name="När")
    expect(times.get_by_role("button", pressed=True)).to_be_focused()
    press("ArrowUp")
    chosen = page.evaluate("() => document.activeElement.innerText")
    press("Enter")
    expect(second.get_by_role("button", name=re.compile(f"Besluta: .+ {chosen}"))).to_be_focused()
    press("Enter")
    expect(second).to_contain_text("beslutad")

    # And one that is dropped with a reason.
    expect(name(third)).to_be_focused()
    take_up(nurse, third)
    press("0")
    others = third.get_by_role("group", name="Annat …").get_by_role("button")
    expect(others.first).to_be_focused()
    for _ in range(3):
        press("ArrowDown")
    press("Enter")
    expect(third.get_by_role("radio", name="Hör inte hit")).to_be_focused()
    press("Space")
    tab_to(nurse, third.get_by_role("button", name="Besluta: Avför"))
    press("Enter")
    expect(third).to_contain_text("Avförd")

    # Esc leaves a row undecided; nothing is lost.
    expect(name(fourth)).to_be_focused()
    take_up(nurse, fourth)
    press("Escape")
    expect(fourth).not_to_have_attribute("aria-current", "true")
    expect(fourth).to_contain_text("ej beslutad")

    # The rest as proposed, each with Enter and b, and the huddle is closed.
    waiting = page.get_by_role("button", name=", ta upp")
    for left in reversed(range(waiting.count())):
        expect(page.locator(":focus")).to_contain_text(", ta upp")
        press("Enter")
        panel = page.locator("[aria-current=true]").get_by_role("button", name="Besluta:")
        expect(panel).to_be_enabled()
        press("b")
        expect(waiting).to_have_count(left)
    tab_to(nurse, page.get_by_role("button", name="Avsluta", exact=True))
    press("Enter")
    tab_to(nurse, page.get_by_role("dialog").get_by_role("button", name="Avsluta avstämningen"))
    press("Enter")
    expect(page.get_by_text("Avslutad kl. 7.4")).to_be_visible()


def name(row: Locator) -> Locator:
    """What one stands on when one stands on a row."""
    return row.get_by_role("heading", level=3).get_by_role("button")


def take_up(seat: Seat, row: Locator) -> None:
    seat.page.keyboard.press("Enter")
    expect(row).to_have_attribute("aria-current", "true")


def test_the_keys_are_shown_on_a_question_mark_and_menus_are_left_by_escape(
    morning: Kvarten, nurse: Seat
) -> None:
    page, press = nurse.page, nurse.page.keyboard.press
    party = page.get_by_role("button", name="Hemtjänst Ån: saknas. Ändra.")
    party.focus()
    press("Enter")
    choices = page.get_by_role("group", name="Var är Hemtjänst Ån?")
    expect(choices).to_be_visible()
    press("Escape")
    expect(choices).to_be_hidden()
    expect(party).to_be_focused()
    press("Enter")
    press("Tab")
    press("Enter")
    expect(page.get_by_role("button", name="Hemtjänst Ån: i rummet. Ändra.")).to_be_focused()

    press("?")
    dialog = page.get_by_role("dialog", name="Tangenter")
    expect(dialog).to_contain_text("nästa rad")
    dialog.get_by_role("checkbox", name="Använd tangenterna").uncheck()
    press("Escape")
    expect(dialog).to_be_hidden()
    page.evaluate("() => document.activeElement.blur()")
    press("j")
    assert page.evaluate("() => document.activeElement === document.body")
