"""A private health centre is a care provider of its own: what it knows without consent, and with."""

from datetime import timedelta

import pytest

from app.huddle import asks
from app.huddle.prepare import prepare
from tests.doors import (
    DAY,
    WARD,
    add_staff,
    audited,
    command,
    decide,
    get,
    notice,
)
from tests.houses import EMERGENCY, NOW, cloud, consent, home_from_ed, registered, tell

PRIVATE = "SE0000009001-DEMOVC01"
HELP = "SE0000009002-DEMOHT1"
BOARD = f"/api/huddles/{PRIVATE}/{DAY}"
WHO = "19340304T027"
HERE = registered(WHO, PRIVATE)
PUD = NOW + timedelta(hours=5)


@pytest.fixture
async def private(house):
    """The house, with a nurse at the private centre and a planner at the private home help."""
    await add_staff(house, "privat-ssk", "aldre_ssk", PRIVATE)
    await add_staff(house, "privat-planerare", "hemtjanst_planerare", HELP)
    return house


async def rows(house, staff: str = "privat-ssk") -> list[dict]:
    return (await get(house, staff, BOARD)).json()["board"]["rows"]


async def test_without_consent_the_hospitals_facts_are_held_and_counted(private) -> None:
    admitted = cloud("inpatient.admitted", at=NOW - timedelta(hours=9), unit_hsa_id=WARD)
    await tell(private, HERE, home_from_ed(), admitted)
    built = await prepare(private, PRIVATE, NOW)
    assert (built.judged, built.held) == (1, 2)
    assert await rows(private) == []


async def test_with_consent_the_same_night_is_a_row(private) -> None:
    await tell(private, HERE, consent(), home_from_ed())
    built = await prepare(private, PRIVATE, NOW)
    assert built.held == 0
    [row] = await rows(private)
    assert "Åter hem från akuten" in row["content"]["reasons"][0]["sentence"]


async def test_its_own_facts_need_nobody_s_consent(private) -> None:
    cfs = cloud("cfs.assessed", at=NOW - timedelta(days=3), score=8, assessed_on="2026-11-17",
                unit_hsa_id=PRIVATE, source="salggarden")  # fmt: skip
    await tell(private, HERE, cfs, notice(WHO, PRIVATE, pud=PUD))
    await prepare(private, PRIVATE, NOW)
    [row] = await rows(private)
    assert row["content"]["cfs"] == 8


async def test_a_notice_makes_a_row_of_the_planned_day_and_no_more(private) -> None:
    """The nurse must see it, decide it and be able to close: it is red, and hers alone."""
    await tell(private, HERE, home_from_ed(), notice(WHO, PRIVATE, HELP, pud=PUD))
    built = await prepare(private, PRIVATE, NOW)
    assert built.held == 1
    answer = await get(private, "privat-ssk", BOARD)
    [row] = answer.json()["board"]["rows"]
    by_rule = {one["rule"]: one for one in row["content"]["reasons"]}
    reason, line = by_rule["pud-nara"], by_rule["cfs-saknas"]
    assert reason["sentence"].startswith("Planerat hem i dag kl. 12.40.")
    assert "avd" not in answer.text, "the notice names no ward"
    assert "akut" not in answer.text
    assert line["sentence"] == "Ingen CFS är känd."
    looked = await audited(private, "huddle:person:look")
    assert {line["basis"] for line in looked} == {"STATUTORY_NOTICE_L612"}
    await command(private, built.huddle.id, asks.Start(), "privat-ssk")
    [neutral] = await rows(private, "privat-planerare")
    assert neutral["place"] == "mine"
    assert neutral["content"]["reasons"] == []


async def test_the_centre_s_own_action_on_a_notice_reads_whole_while_it_is_in_force(
    private,
) -> None:
    await tell(private, HERE, notice(WHO, PRIVATE, HELP, pud=PUD))
    built = await prepare(private, PRIVATE, NOW)
    await command(private, built.huddle.id, asks.Start(), "privat-ssk")
    await decide(private, built.huddle.id, "action", HELP, staff="privat-ssk")
    [waits] = (await get(private, "privat-ssk", "/api/actions")).json()["waiting"]
    assert (waits["neutral"], waits["title"]) == (False, "Ring om såret: Gunborg Öhrnäs")
    [mine] = (await get(private, "privat-planerare", "/api/actions")).json()["mine"]
    assert (mine["neutral"], mine["title"]) == (True, "Kontakta vårdcentralen om Gunborg Öhrnäs")


async def test_a_consent_taken_back_takes_the_hospitals_row_from_the_centre_itself(
    private,
) -> None:
    await tell(private, HERE, consent(), home_from_ed())
    built = await prepare(private, PRIVATE, NOW)
    await command(private, built.huddle.id, asks.Start(), "privat-ssk")
    await decide(private, built.huddle.id, "lift", staff="privat-ssk")
    lifted = f"/api/lifted/{PRIVATE}"
    assert len((await get(private, "privat-ssk", lifted)).json()["rows"]) == 1
    await tell(private, cloud("consent.voided", purpose="utlamnande"))
    assert await rows(private) == []
    answer = await get(private, "privat-ssk", lifted)
    assert answer.json()["rows"] == []
    assert "Gunborg" not in answer.text


async def test_the_hospital_s_visits_make_a_mangsokare_there_with_consent_alone(private) -> None:
    visits = [
        cloud("ed.visit.registered", at=NOW - timedelta(days=n), unit_hsa_id=EMERGENCY)
        for n in (200, 100, 40, 3)
    ]
    await tell(private, HERE, *visits)
    path = f"/api/lists/{PRIVATE}/mangsokare"
    assert (await get(private, "privat-ssk", path)).json()["waiting"] == []
    assert await audited(private, "week:list:look") == []
    await tell(private, consent())
    [one] = (await get(private, "privat-ssk", path)).json()["waiting"]
    assert (one["over"], one["closed"]) == ("4 akuta kontakter på 12 månader", False)
    [line] = await audited(private, "week:list:look")
    assert line["basis"] == "INDIVIDUAL_DISCLOSURE,OWN_CARE"
    assert (await get(private, "aldre-ssk", path)).status_code == 403
