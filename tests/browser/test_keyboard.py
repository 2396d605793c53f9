"""The nurse runs the rows and decides by the keyboard alone."""

from playwright.sync_api import expect

from tests.browser.running import Kvarten
from tests.browser.seats import Seat

FOCUSED = r"""() => {
    const row = document.activeElement?.closest("[data-row]");
    return row?.querySelector("h3")?.innerText.split(/[,:\n]/)[0].trim() ?? null;
}"""
HAS_RING = """() => {
    const style = getComputedStyle(document.activeElement);
    const after = getComputedStyle(document.activeElement, "::after");
    return [style, after].some(({outlineStyle, outlineWidth}) =>
        outlineStyle !== "none" && parseFloat(outlineWidth) >= 2);
}"""


def tab_to(seat: Seat, name: str, most: int = 40) -> None:
    """Tab until a control is reached, as somebody without a mouse has to."""
    target = seat.page.get_by_role("button", name=name, exact=True)
    for _ in range(most):
        seat.page.keyboard.press("Tab")
        assert seat.page.evaluate(HAS_RING), seat.page.evaluate("document.activeElement.outerHTML")
        if target.evaluate("(button) => button === document.activeElement"):
            return
    raise AssertionError(f"{name} is not reached by Tab")


def test_the_keys_are_shown_on_a_question_mark_and_can_be_turned_off(
    morning: Kvarten, nurse: Seat
) -> None:
    page, press = nurse.page, nurse.page.keyboard.press
    press("?")
    dialog = page.get_by_role("dialog", name="Tangenter")
    expect(dialog).to_contain_text("nästa rad")
    dialog.get_by_role("checkbox", name="Använd tangenterna").uncheck()
    press("Escape")
    expect(dialog).to_be_hidden()
    page.evaluate("document.activeElement.blur()")
    press("j")
    assert page.evaluate(FOCUSED) is None


def test_the_party_s_menu_is_opened_and_left_by_keyboard(morning: Kvarten, nurse: Seat) -> None:
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
