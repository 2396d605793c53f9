"""The nurse runs the rows and decides by the keyboard alone."""

from playwright.sync_api import expect

from tests.browser import night
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


def test_the_nurse_leads_the_huddle_without_a_mouse(morning: Kvarten, nurse: Seat) -> None:
    page, press = nurse.page, nurse.page.keyboard.press
    tab_to(nurse, "Starta avstämningen")
    press("Enter")
    expect(page.get_by_role("button", name="Avsluta", exact=True)).to_be_visible()

    # To the first row, open it, and accept it as proposed.
    page.evaluate("document.activeElement.blur()")
    press("j")
    assert page.evaluate(FOCUSED) == night.name(night.GUNBORG)
    press("ArrowDown")
    press("k")
    assert page.evaluate(FOCUSED) == night.name(night.GUNBORG)
    press("Enter")
    expect(nurse.row(night.GUNBORG)).to_have_attribute("aria-current", "true")
    press("b")
    expect(nurse.row(night.GUNBORG)).to_contain_text("beslutad")
    # The hands go on to the next row that waits, without anyone looking for it.
    page.wait_for_function(f"({FOCUSED})() === {night.name(night.NILS)!r}")

    # The next: another owner and another time, by their numbers, arrows and Enter.
    press("Enter")
    nils = nurse.row(night.NILS)
    expect(nils).to_have_attribute("aria-current", "true")
    press("3")
    expect(nils.get_by_role("group", name="När")).to_be_visible()
    press("ArrowUp")
    chosen = page.evaluate("document.activeElement.innerText")
    press("Enter")
    expect(
        nils.get_by_role("button", name=f"Besluta: Bekräfta plan och uppföljning {chosen}")
    ).to_be_visible()
    press("b")
    expect(nils).to_contain_text("beslutad")

    # And one that is dropped with a reason.
    page.wait_for_function(f"({FOCUSED})() === {night.name(night.MARTA)!r}")
    press("Enter")
    marta = nurse.row(night.MARTA)
    expect(marta).to_have_attribute("aria-current", "true")
    press("0")
    expect(marta.get_by_role("group", name="Annat …")).to_be_visible()
    for _ in range(3):
        press("ArrowDown")
    press("Enter")
    expect(marta.get_by_role("radio", name="Hör inte hit")).to_be_focused()
    press("Space")
    tab_to(nurse, "Besluta: Avför")
    press("Enter")
    expect(marta).to_contain_text("Avförd")

    # Esc leaves a row undecided; nothing is lost.
    page.wait_for_function(f"({FOCUSED})() === {night.name(night.EVERT)!r}")
    press("Enter")
    expect(nurse.row(night.EVERT)).to_have_attribute("aria-current", "true")
    press("Escape")
    expect(nurse.row(night.EVERT)).not_to_have_attribute("aria-current", "true")
    expect(nurse.row(night.EVERT)).to_contain_text("ej beslutad")


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
