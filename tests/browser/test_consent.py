"""A planner without consent gets nothing of D2-D5 but PUD: not in page, bodies, frames or lists."""

import json

from playwright.sync_api import expect

from tests.browser import night
from tests.browser.convenor import Convenor
from tests.browser.eyes import years
from tests.browser.running import Kvarten
from tests.browser.seats import TABLET, Seat, Sit
from tests.houses import HOME_HELP, NEEDS, NOW

NEUTRAL = "Kontakta vårdcentralen om Alice Lönnqvist"
ALLOWED = {"name", "pud", "own_actions"}
"""What a berörd enhet without consent has of a row; all else stands at its empty value."""
EMPTY = {
    "person": None,
    "birth_year": None, "age": None, "cfs": None, "cfs_state": "hidden", "reasons": [],
    "proposal": None, "awaiting_consent": False, "incapable": False, "blocked": False, "mornings": 0,
    "forced": False, "mark": None, "mark_text": None,
    "revealed": None,
}  # fmt: skip


def secrets(convenor: Convenor, who: tuple[str, str, str]) -> set[str]:
    """Every sentence that the convenor has of a person, and not of anyone the planner knows."""
    rows = convenor.rows()
    open_ = [row for name, row in rows.items() if name not in map(night.name, night.HIDDEN)]
    return sentences(rows[night.name(who)]) - set().union(*map(sentences, open_))


def sentences(row: dict) -> set[str]:
    found = set()
    for reason in row["content"]["reasons"]:
        found |= {
            reason["sentence"],
            *(step["text"] for step in reason["because"]),
            *reason["sentence"].split(". "),
        }
    return found


def check_ignorant(seat: Seat, convenor: Convenor) -> None:
    """Nothing of those who may not be known, and of Alice her name, her PUD and her own action."""
    everything = seat.eyes.everything()
    for who in (night.MARTA, night.NILS):
        row = convenor.row(who)
        for word in (who[0], who[1], who[2], row["id"], *secrets(convenor, who)):
            assert word not in everything, word
    for word in (night.ALICE[0], "CFS 8", *secrets(convenor, night.ALICE)):
        assert word not in everything, word
    assert "1936" not in years(everything)
    alice = convenor.row(night.ALICE)["id"]
    told = [row for text in seat.eyes.given() for row in rows_in(text) if row["id"] == alice]
    assert told, "the notice goes to the home help: name and PUD are known"
    for row in told:
        bare = {key: row[key] for key in ("place", "section", "urgency", "seconds", "decision")}
        assert bare == {
            "place": "mine", "section": None, "urgency": None, "seconds": 0, "decision": None,
        }  # fmt: skip
        content = row["content"]
        assert {key: value for key, value in content.items() if key not in ALLOWED} == EMPTY


def rows_in(text: str) -> list[dict]:
    """Every row in a body or a frame, wherever it lies."""
    try:
        told = json.loads(text)
    except ValueError:
        return []
    return list(_rows(told))


def _rows(told):
    if isinstance(told, dict):
        if "content" in told and "place" in told:
            yield told
        for value in told.values():
            yield from _rows(value)
    elif isinstance(told, list):
        for value in told:
            yield from _rows(value)


def test_a_planner_without_consent_learns_a_name_and_a_day_and_nothing_else(
    morning: Kvarten, planner: Seat, sit: Sit
) -> None:
    alice = planner.row(night.ALICE)
    expect(alice).to_have_text(
        "Alice Lönnqvist Beräknad utskrivning lör 21 nov", use_inner_text=True
    )
    given = planner.page.get_by_role("heading", name="Er åtgärd")
    expect(planner.page.get_by_role("heading", name="Berör er")).to_be_visible()
    expect(given).to_have_count(0)
    with Convenor(morning) as convenor:
        check_ignorant(planner, convenor)
        convenor.start()
        # Rows that must not be heard of are taken up, decided and taken back before her eyes.
        for who in (night.MARTA, night.NILS, night.ALICE):
            convenor.open(who)
        convenor.give(night.ALICE, HOME_HELP, "Säkra hemgång")
        convenor.decide(night.MARTA, kind="lift", reason="Återkommer ofta")
        convenor.decide(night.NILS, kind="defer", until="2026-11-23", reason="Väntar på besked")
        expect(alice.get_by_role("link", name=NEUTRAL)).to_be_visible()
        expect(given).to_be_visible()
        check_ignorant(planner, convenor)
        for word in ("Återkommer ofta", "Väntar på besked", '"lift"', '"defer"'):
            assert word not in planner.eyes.everything()

        alice.get_by_role("link", name=NEUTRAL).click()
        mine = planner.page.get_by_role("main")
        expect(mine.get_by_role("heading", name=NEUTRAL, exact=True)).to_be_visible()
        check_ignorant(planner, convenor)
        mine.get_by_role("button", name="Ta emot").click()
        expect(mine.get_by_text("mottagen")).to_be_attached()
        mine.get_by_role("button", name="Klar").click()
        expect(mine.get_by_role("heading", name=f"Klar: {NEUTRAL}")).to_be_visible()
        check_ignorant(planner, convenor)


def test_one_who_is_not_a_berord_enhet_does_not_get_the_row_at_all(
    morning: Kvarten, sit: Sit
) -> None:
    team = sit("kommunal-ssk", **TABLET)
    expect(team.row(night.GUNBORG)).to_be_visible()
    with Convenor(morning) as convenor:
        convenor.start()
        convenor.open(night.ALICE)
        convenor.give(night.ALICE, NEEDS)
        convenor.decide(night.GUNBORG, kind="done")
        row = convenor.row(night.ALICE)["id"]
    expect(team.row(night.GUNBORG)).to_contain_text("klar")
    team.page.get_by_role("navigation").get_by_role("link", name="Mina åtgärder").click()
    expect(team.page.get_by_text("Inga åtgärder.")).to_be_visible()
    everything = team.eyes.everything()
    for word in ("Alice", "Lönnqvist", row, "2026-11-21T12:40"):
        assert word not in everything, word


def test_a_chef_gets_the_day_s_huddles_and_no_person(untouched: Kvarten, sit: Sit) -> None:
    chef = sit("chef", "/")
    expect(chef.page.get_by_text("Lindåsens vårdcentral").first).to_be_visible()
    expect(chef.page.get_by_role("main").get_by_role("link")).to_have_count(0)
    everything = chef.eyes.everything()
    for who in (night.GUNBORG, night.MARTA, night.ALICE, night.SVEN):
        assert who[2] not in everything


def test_a_consent_given_in_mid_huddle_shows_the_row_and_one_that_ends_takes_it_away(
    morning: Kvarten, planner: Seat, sit: Sit
) -> None:
    with Convenor(morning) as convenor:
        convenor.start()
        row = convenor.row(night.MARTA)["id"]
    expect(planner.row(night.MARTA)).to_have_count(0)
    morning.tell(night.consent_given(night.MARTA[0], NOW))
    expect(planner.row(night.MARTA)).to_contain_text("Åter hem från akuten SÄS kl. 1.40.")
    morning.tell(night.consent_ended(night.MARTA[0], NOW))
    expect(planner.row(night.MARTA)).to_have_count(0)
    shown = planner.eyes.shown()
    assert "Hagbäck" not in shown
    assert row not in shown


def test_an_owner_who_may_not_hear_the_name_is_refused_in_words_by_the_row(nurse: Seat) -> None:
    nurse.page.get_by_role("button", name="Starta avstämningen").click()
    row = nurse.row(night.NILS)
    row.get_by_role("button", name=night.name(night.NILS)).first.click()
    row.get_by_role("button", name="Vem", expanded=False).first.click()
    row.get_by_role("group", name="Vem").get_by_role("button", name="Hemtjänst Ån").click()
    row.get_by_role("button", name="Besluta: Bekräfta plan").click()
    expect(row).to_contain_text("Hemtjänst Ån får inte veta vem det gäller utan samtycke.")
    expect(row).to_have_attribute("aria-current", "true")
