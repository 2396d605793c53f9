"""Nurse and planner side by side: a consent registered at the nurse's desk is at the planner's at once,
and what is taken back is gone from the page, not hidden.
"""

from playwright.sync_api import Locator, expect

from tests.browser import night
from tests.browser.seats import PHONE, Seat, Sit

NAME = night.name(night.MARTA)


def ask(nurse: Seat, name: str = "Inhämta samtycke") -> Locator:
    """The dialog about Märta, opened from her row."""
    nurse.row(night.MARTA).get_by_role("button", name=name).first.click()
    dialog = nurse.page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name=f"Samtycke: {NAME}")).to_be_focused()
    return dialog


def test_a_consent_registered_at_the_nurses_desk_is_at_the_planners_and_leaves_with_it(
    nurse: Seat, planner: Seat
) -> None:
    expect(nurse.row(night.MARTA)).to_contain_text("Väntar på samtycke. Syns bara för er.")
    expect(planner.row(night.MARTA)).to_have_count(0)
    dialog = ask(nurse)
    dialog.get_by_text("Att vi berättar för varandra", exact=True).click()
    yes = dialog.get_by_role("button", name="Personen samtycker")
    expect(yes).to_be_disabled()
    dialog.get_by_label("Ja, personen har fått veta allt detta").check()
    dialog.get_by_label("Alla som är kallade").uncheck()
    expect(yes).to_be_disabled()
    dialog.get_by_label("Hemtjänst Ån").check()
    yes.click()
    # Without a reload, and the dialog says what stands.
    expect(planner.row(night.MARTA)).to_contain_text("Åter hem från akuten SÄS kl. 1.40.")
    expect(dialog.get_by_role("region", name="Gäller nu")).to_contain_text("Hemtjänst Ån.")
    expect(dialog.get_by_role("region", name="Gäller nu")).to_contain_text("av Karin Vallmo")

    heard = len(planner.eyes.frames)
    dialog.get_by_role("button", name="Ta tillbaka: Att vi berättar").click()
    sure = dialog.get_by_role("button", name="Ja, ta tillbaka")
    expect(sure).to_be_focused()
    sure.click()
    expect(planner.row(night.MARTA)).to_have_count(0)
    expect(dialog.get_by_text("Inget samtycke gäller.")).to_be_visible()
    dialog.get_by_text("Allt som har sagts (2)").click()
    expect(dialog).to_contain_text("Taget tillbaka: Att vi berättar för varandra")
    dialog.get_by_role("button", name="Stäng").click()
    expect(nurse.row(night.MARTA).locator(":focus")).to_have_count(1)
    assert "Hagbäck" not in planner.eyes.shown()
    # The room goes on, and not one frame more names her.
    nurse.page.get_by_role("button", name="Starta avstämningen").click()
    expect(planner.page.get_by_text("Pågår")).to_be_attached()
    told = "\n".join(planner.eyes.frames[heard:])
    assert told
    assert "Hagbäck" not in told


def test_only_the_centres_own_staff_have_the_dialog_and_it_fits_a_phone(
    nurse: Seat, planner: Seat, sit: Sit
) -> None:
    planner.row(night.GUNBORG).get_by_role("button", name="Varför?").click()
    expect(planner.row(night.GUNBORG).get_by_role("button", name="Samtycke")).to_have_count(0)
    phone = sit("aldre-ssk", **PHONE)
    dialog = ask(phone)
    wide = dialog.evaluate("(each) => each.scrollWidth <= each.clientWidth")
    assert wide, "nothing is scrolled sideways"
    phone.page.keyboard.press("Escape")
    expect(phone.row(night.MARTA).get_by_role("button", name="Inhämta samtycke")).to_be_focused()
