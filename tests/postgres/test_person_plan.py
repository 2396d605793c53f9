"""A medical plan is a matter of care (D3): read by those who care for the person, and by no others."""

import pytest

from tests.doors import STAFF, notice
from tests.houses import CENTRE, TEAM, cloud, consent, registered, tell
from tests.postgres.test_person_page import AGO, HSL, SOCIAL, page
from tests.postgres.test_report import report, send

NURSE, CARE, PLANNER, NEEDS_ASSESSOR, HEAD = STAFF
ITEMS = ["behandlingsbegransningar", "Trachvård"]
OURS = cloud("medical_plan.recorded", at=AGO, on="2026-11-19", items=ITEMS, author="Dr Omar Ek",
             unit_hsa_id=CENTRE)  # fmt: skip
THEIRS = cloud("medical_plan.recorded", at=AGO, on="2026-11-19", items=ITEMS, author="Dr Omar Ek",
               unit_hsa_id=TEAM, controller_hsa_id=HSL)  # fmt: skip
TOLD = cloud("relative.informed", at=AGO, on="2026-11-19", unit_hsa_id="SE0000001490-DEMOBI1",
             controller_hsa_id=SOCIAL)  # fmt: skip
READERS = [
    # whose plan, consent, who reads, comment
    (OURS, False, {NURSE}, "the centre's own; the municipality may hear a name and a day"),
    (OURS, True, {NURSE, CARE}, "with consent those who care for the person, and not social care"),
    (THEIRS, False, {CARE}, "the municipality's own, who hear of the person by consent or a notice"),
    (THEIRS, True, {NURSE, CARE}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("plan", "allowed", "readers", "comment"), READERS)
async def test_a_plan_is_read_by_those_who_care_for_the_person(
    house, plan: dict, allowed: bool, readers: set, comment: str
) -> None:
    to = notice("19340304T027", TEAM, "SE0000001490-DEMOHT1", "SE0000001490-DEMOBI1")
    await tell(house, registered(), to, plan, *([consent()] if allowed else []))
    found = set()
    for who in (NURSE, CARE, PLANNER, NEEDS_ASSESSOR):
        answer = await page(house, who)
        assert answer.status_code == 200, who
        [one] = [t for t in answer.json()["trackers"] if t["kind"] == "vardplan"]
        secret = ("Omar Ek", "Trachvård")
        if one["stage"] == "recorded":
            assert all(word in answer.text for word in secret)
            found.add(who)
        else:
            assert one["stage"] == "none_told"
            assert {p["state"] for p in one["points"]} == {"not_set"}
            assert not any(word in answer.text for word in secret), who
    assert found == readers, comment
    assert (await page(house, HEAD)).status_code == 404


async def test_that_a_relative_was_told_closes_the_point_to_those_who_may_know_it(house) -> None:
    await tell(house, registered(), notice(), TOLD)
    states = {}
    for who in (NURSE, NEEDS_ASSESSOR):
        told = (await page(house, who)).json()
        [list_] = [t for t in told["trackers"] if t["kind"] == "trygg_hemgang"]
        states[who] = next(p["state"] for p in list_["points"] if p["what"].startswith("Anhörig"))
    assert states == {NURSE: "not_set", NEEDS_ASSESSOR: "done"}


async def test_a_point_set_by_hand_stands_on_the_page_with_who_has_it_and_who_did_it(house) -> None:
    await tell(house, registered(), notice(), consent())
    told = report("checklist.point_set", {"point": "Hembesök", "state": "done"})
    assert (await send(house, told, NURSE)).status_code == 201
    trackers = (await page(house, NURSE)).json()["trackers"]
    [list_] = [t for t in trackers if t["kind"] == "trygg_hemgang"]
    points = {p["what"]: p for p in list_["points"]}
    assert (points["Hembesök"]["state"], points["Hembesök"]["by"]) == ("done", "Karin Vallmo")
    assert points["Syn"]["state"] == "not_set"
