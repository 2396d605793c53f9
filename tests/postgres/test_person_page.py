"""The page about one person: to each viewer what that one may know, and to others nobody at all."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.doors import (
    GUNBORG,
    STAFF,
    a_board,
    audited,
    decide,
    discharged,
    get,
    notice,
    person_id,
)
from tests.houses import (
    CENTRE,
    HOME_HELP,
    NEEDS,
    NOW,
    TEAM,
    cloud,
    consent,
    home_from_ed,
    registered,
    tell,
)
from tests.merging import key, merged

NURSE, CARE, PLANNER, NEEDS_ASSESSOR, HEAD = STAFF
HSL, SOCIAL = "SE0000001490-DEMOHSL", "SE0000001490-DEMOOMS"
AGO = NOW - timedelta(days=1)
OFFER = cloud("lub.offered", at=AGO, on="2026-11-19", unit_hsa_id=NEEDS, controller_hsa_id=SOCIAL)
FALL = cloud(
    "hemtjanst.deviation", at=AGO, kind="fall", unit_hsa_id=HOME_HELP, controller_hsa_id=SOCIAL
)
POINT = cloud(
    "checklist.point_set", at=AGO, checklist="trygg_hemgang", point="Varm överlämning",
    state="done", role="kommun_hsl", by="Omar Ek", unit_hsa_id=TEAM, controller_hsa_id=HSL,
)  # fmt: skip
SCORE = cloud("cfs.assessed", at=AGO, score=6, assessed_on="2026-11-19", unit_hsa_id=CENTRE)
CONTACT = cloud(
    "contact.appointed", at=AGO, kind="fast_vardkontakt", name="Eva Ek", phone="033-12 34 56",
    unit_hsa_id=CENTRE,
)  # fmt: skip
KNOWN = (registered(), home_from_ed(), notice(), SCORE, CONTACT, OFFER, FALL, POINT)


async def page(house, staff: str | None, person: str = GUNBORG):
    return await get(house, staff, f"/api/persons/{await person_id(house, person)}")


def kinds(told) -> set[str]:
    return {one["kind"] for one in told["trackers"]}


def lines(told) -> set[str]:
    return {one["text"] for one in told["timeline"]}


SEEN = [
    # consent, who, trackers, lines there, lines not there, comment
    (False, NURSE, {"samsa", "trygg_hemgang", "arskontroll"}, {"Lämnade akuten: hem", "CFS 6", "Inskrivningsmeddelande i SAMSA"}, {"Insats utan behovsprövning erbjuden", "Hemtjänsten har sett: fall", "Trygg hemgång: Varm överlämning, klar"}, "the region's, and nothing of the municipality's"),
    (True, NURSE, {"samsa", "trygg_hemgang", "arskontroll", "lub"}, {"Insats utan behovsprövning erbjuden", "Hemtjänsten har sett: fall", "Trygg hemgång: Varm överlämning, klar"}, set(), "with consent the rest"),
    (False, PLANNER, {"samsa", "trygg_hemgang", "lub"}, {"Hemtjänsten har sett: fall", "Inskrivningsmeddelande i SAMSA"}, {"Lämnade akuten: hem", "CFS 6", "Trygg hemgång: Varm överlämning, klar"}, "own, and the notice"),
    (True, PLANNER, {"samsa", "trygg_hemgang"}, {"Lämnade akuten: hem", "Hemtjänsten har sett: fall"}, {"CFS 6"}, "of the CFS the level alone"),
    (True, CARE, {"samsa", "trygg_hemgang", "arskontroll", "lub"}, {"Lämnade akuten: hem", "CFS 6", "Hemtjänsten har sett: fall"}, set(), "with consent"),
]  # fmt: skip


@pytest.mark.parametrize(("allowed", "who", "trackers", "there", "gone", "comment"), SEEN)
async def test_each_sees_what_that_one_may_know_and_nothing_else(
    house, allowed: bool, who: str, trackers: set, there: set, gone: set, comment: str
) -> None:
    await tell(house, *KNOWN, *([consent()] if allowed else []))
    answer = await page(house, who)
    assert answer.status_code == 200
    told = answer.json()
    assert told["name"] == "Gunborg Öhrnäs"
    assert trackers <= kinds(told), comment
    assert there <= lines(told), comment
    assert not gone & lines(told), comment


async def test_what_is_hidden_moves_no_stage(house) -> None:
    """The point is the municipality's: to whom it is hidden, nothing has been set."""
    await tell(house, *KNOWN)
    told = (await page(house, NURSE)).json()
    [checklist] = [one for one in told["trackers"] if one["kind"] == "trygg_hemgang"]
    assert checklist["stage"] == "none_set"
    assert {p["state"] for p in checklist["points"]} == {"not_set"}
    await tell(house, consent())
    told = (await page(house, NURSE)).json()
    [checklist] = [one for one in told["trackers"] if one["kind"] == "trygg_hemgang"]
    assert checklist["stage"] == "some_set"
    set_ = [(p["what"], p["by"]) for p in checklist["points"] if p["state"] != "not_set"]
    assert set_ == [("Varm överlämning", "Omar Ek")]


async def test_home_help_sees_the_level_of_the_cfs_and_nothing_more(house) -> None:
    await tell(house, *KNOWN, consent())
    assert (await page(house, PLANNER)).json()["cfs"] == {
        "state": "level", "score": 6, "on": None, "band": "5-6", "actions": [], "history": [],
    }  # fmt: skip
    whole = (await page(house, NURSE)).json()["cfs"]
    assert (whole["state"], whole["history"]) == (
        "known", [{"score": 6, "on": "2026-11-19", "acute": False}],
    )  # fmt: skip


async def test_what_is_extra_sensitive_is_not_there(house) -> None:
    psychiatric = cloud(
        "ambulance.contact", at=AGO, case_id="a", outcome="left_home", sensitivity="D7",
        unit_hsa_id="SE2321000131-DEMOAMB01",
    )  # fmt: skip
    await tell(house, registered(), consent(), psychiatric)
    for who in (CARE, PLANNER, NEEDS_ASSESSOR):
        assert (await page(house, who)).json()["timeline"] == []


@pytest.mark.parametrize("who", STAFF)
async def test_whoever_may_not_be_named_is_as_one_who_is_not_there(house, who: str) -> None:
    await tell(house, registered(), home_from_ed())
    unknown = await get(house, who, f"/api/persons/{uuid4()}")
    wrong = await get(house, who, "/api/persons/19340304T027")
    found = await page(house, who)
    assert unknown.status_code == wrong.status_code == 404
    assert unknown.json()["detail"] == wrong.json()["detail"]
    if who == NURSE:
        assert found.status_code == 200
    else:
        assert (found.status_code, found.json()) == (404, unknown.json())


@pytest.mark.parametrize("who", STAFF)
async def test_whoever_is_protected_is_on_no_page(house, who: str) -> None:
    flag = cloud("person.protected_changed", at=AGO, flag="sekretessmarkering", source="befolkning")
    await tell(house, *KNOWN, consent(), flag)
    unknown = await get(house, who, f"/api/persons/{uuid4()}")
    found = await page(house, who)
    assert (found.status_code, found.json()) == (404, unknown.json())


async def test_somebody_of_another_centre_is_not_there(house) -> None:
    other = "19500304T050"
    await tell(house, registered(other, "SE2321000131-DEMOVC09"), home_from_ed(other))
    assert (await page(house, NURSE, other)).status_code == 404


async def test_an_identity_that_has_ended_in_another_is_not_there_by_its_old_id(house) -> None:
    """Two numbers were one person's: the page is the one's who is left, with what was told of both."""
    old = "19500304T050"
    await tell(house, *KNOWN, registered(old), home_from_ed(old, AGO), merged(old, GUNBORG))
    assert (await get(house, NURSE, f"/api/persons/{key(house, old)}")).status_code == 404
    told = (await page(house, NURSE)).json()["timeline"]
    assert [one["text"] for one in told].count("Lämnade akuten: hem") == 2


async def test_consents_and_what_is_blocked_are_told_to_the_centres_own_staff_alone(house) -> None:
    block = cloud("block.set", at=AGO, unit="SE2321000131-DEMOSAS01", scope="inner")
    await tell(house, *KNOWN, consent(), block)
    told = (await page(house, NURSE)).json()["consents"]
    assert [one["purpose"] for one in told["standing"]] == ["utlamnande"]
    assert told["blocked"]
    assert "Lämnade akuten: hem" not in lines((await page(house, NURSE)).json())
    for who in (CARE, PLANNER, NEEDS_ASSESSOR):
        answer = (await page(house, who)).json()
        assert answer["consents"] is None


async def test_a_consent_to_a_sip_is_a_step_to_the_centres_own_staff_alone(house) -> None:
    proposed = cloud("sip.proposed", at=AGO, unit_hsa_id=CENTRE, correlation_id="p")
    yes = cloud("consent.given", at=AGO, purpose="sip", start=AGO.isoformat())
    await tell(house, registered(), consent(), proposed, yes)
    stage = {}
    for who in (NURSE, CARE):
        [one] = [t for t in (await page(house, who)).json()["trackers"] if t["kind"] == "sip"]
        stage[who] = one["stage"]
    assert stage == {NURSE: "consented", CARE: "proposed"}


def words(text: str, hours: int, **where: str) -> dict:
    return cloud("person.important", at=NOW - timedelta(hours=hours), text=text, **where)


CENTRES = {"unit_hsa_id": CENTRE}
MUNICIPAL = {"unit_hsa_id": NEEDS, "controller_hsa_id": SOCIAL}
IMPORTANT = [
    # what was written, consent, what the nurse and the needs assessor read, comment
    ([], True, (None, None), "nobody has asked"),
    ([words("Vill bo hemma", 9, **CENTRES)], True, ("Vill bo hemma", "Vill bo hemma"), ""),
    ([words("  Vill\nbo hemma ", 9, **CENTRES)], True, ("Vill bo hemma", "Vill bo hemma"), "one line"),
    ([words("Vill bo hemma", 9, **CENTRES), words("Min katt", 5, **MUNICIPAL)], True, ("Min katt", "Min katt"), "the latest wins"),
    ([words("Vill bo hemma", 9, **CENTRES), words("", 5, **MUNICIPAL)], True, (None, None), "an empty one takes it back"),
    ([words("Vill bo hemma", 9, **CENTRES), words("Min katt", 5, **MUNICIPAL)], False, ("Vill bo hemma", "Min katt"), "to each what that one may know"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "allowed", "read", "comment"), IMPORTANT)
async def test_what_is_important_to_the_person_stands_first_in_their_own_words(
    house, told: list, allowed: bool, read: tuple, comment: str
) -> None:
    await tell(house, registered(), notice(), *told, *([consent()] if allowed else []))
    for who, text in zip((NURSE, NEEDS_ASSESSOR), read, strict=True):
        found = (await page(house, who)).json()["important"]
        assert (found and found["text"]) == text, (who, comment)


async def test_open_actions_stand_there_as_in_mina_atgarder(house) -> None:
    huddle = await a_board(house, *KNOWN, consent())
    await decide(house, huddle.id, "action", HOME_HELP)
    for who, expected in ((NURSE, 1), (PLANNER, 1), (CARE, 0)):
        told = (await page(house, who)).json()["actions"]
        assert len(told) == expected, who
        mine = (await get(house, who, "/api/actions")).json()
        assert told == [*mine["mine"], *mine["waiting"]]


async def test_a_look_is_one_line_of_what_was_given_and_what_was_not(house) -> None:
    await tell(house, *KNOWN)
    await page(house, NURSE)
    [line] = await audited(house, "page:person:look")
    assert (line["decision"], line["given"], line["refused"]) == ("allow", "D1,D2,D4", "D6")
    assert line["person"] == await person_id(house)
    assert line["controllers"]
    assert "OWN_CARE" in line["basis"]


async def test_who_is_turned_away_is_a_line_too(house) -> None:
    await tell(house, registered(), home_from_ed())
    who = await person_id(house)
    await page(house, PLANNER)
    [line] = await audited(house, "page:person:look")
    assert (line["decision"], line["person"], line["detail"]) == ("deny", None, str(who))


async def test_after_a_death_nothing_goes_on_and_the_line_says_so(house) -> None:
    died = cloud("person.died", at=AGO, on="2026-11-19")
    await tell(house, *KNOWN, died)
    told = (await page(house, NURSE)).json()
    assert (told["trackers"], told["died_on"], told["age"]) == ([], "2026-11-19", None)
    assert "Avliden" in lines(told)


async def test_the_board_names_the_page_of_whom_it_names(house) -> None:
    await a_board(house, *KNOWN, consent(), discharged())
    board = (await get(house, NURSE, f"/api/huddles/{CENTRE}/2026-11-20")).json()
    [row] = board["board"]["rows"]
    assert row["content"]["person"] == str(await person_id(house))
