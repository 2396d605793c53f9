"""The preventive list and assessments at any hour, at their door: who is on them, and what is logged."""

from datetime import timedelta
from typing import Any

from tests.doors import ALGOT, GUNBORG, STINA, audited, get, person_id
from tests.houses import CENTRE, NEEDS, NOW, TEAM, cloud, consent, registered, tell

PREVENTION = f"/api/lists/{CENTRE}/forebyggande"
ASSESSMENTS = f"/api/lists/{CENTRE}/dygnet-runt"
DAY = timedelta(days=1)
HSL, SOCIAL = "SE0000001490-DEMOHSL", "SE0000001490-DEMOOMS"


def cfs(person: str, score: int, days: int = 40) -> dict[str, Any]:
    on = (NOW - DAY * days).date().isoformat()
    return cloud("cfs.assessed", person, NOW - DAY * days, score=score, assessed_on=on)


def checked(person: str, days: int, *items: str, **data: Any) -> dict[str, Any]:
    on = (NOW - DAY * days).date().isoformat()
    return cloud("annual_check.done", person, NOW - DAY * days, on=on, items=list(items), **data)


def offered(person: str, days: int = 5) -> dict[str, Any]:
    on = (NOW - DAY * days).date().isoformat()
    whose = {"unit_hsa_id": NEEDS, "controller_hsa_id": SOCIAL}
    return cloud("lub.offered", person, NOW - DAY * days, on=on, **whose)


def asked(person: str, hours: int, what: str = "lakarbedomning") -> dict[str, Any]:
    whose = {"unit_hsa_id": TEAM, "controller_hsa_id": HSL}
    return cloud("assessment.requested", person, NOW - timedelta(hours=hours), what=what, **whose)


async def the_list(house, path: str) -> dict[str, Any]:
    answer = await get(house, "aldre-ssk", path)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_those_who_manage_well_without_a_check_are_listed_the_frailest_first(house) -> None:
    algot, stina = registered(ALGOT, given_name="Algot"), registered(STINA, given_name="Stina")
    await tell(house, registered(), cfs(GUNBORG, 2), algot, cfs(ALGOT, 4), checked(ALGOT, 400))
    await tell(
        house, stina, cfs(STINA, 4), checked(STINA, 20, "halsosamtal", "fallrisk", "tandstatus")
    )
    told = await the_list(house, PREVENTION)
    assert (told["age"], told["cfs"], told["months"], told["days"]) == (75, 4, 12, 30)
    assert [(one["name"], one["cfs"], one["overdue"], one["open_items"]) for one in told["persons"]] == [
        ("Algot Öhrnäs", 4, True, []),
        ("Stina Öhrnäs", 4, False, ["social_isolering"]),
        ("Gunborg Öhrnäs", 2, True, []),
    ]  # fmt: skip
    lines = await audited(house, "week:list:look")
    assert {line["person"] for line in lines} == {
        await person_id(house, one) for one in (GUNBORG, ALGOT, STINA)
    }
    assert {line["given"] for line in lines} == {"D1,D4", "D1,D3,D4"}
    assert {line["detail"] for line in lines} == {"forebyggande"}
    some = await the_list(house, f"{PREVENTION}?most=1")
    assert (len(some["persons"]), some["more"]) == (1, True)


async def test_support_without_assessment_is_the_municipality_s_and_shown_with_consent_alone(
    house,
) -> None:
    await tell(house, registered(), offered(GUNBORG))
    assert (await the_list(house, PREVENTION))["support"] == []
    assert await audited(house, "week:list:look") == []
    await tell(house, consent())
    [one] = (await the_list(house, PREVENTION))["support"]
    assert (one["name"], one["state"], one["offered"]) == (
        "Gunborg Öhrnäs",
        "offered",
        "2026-11-15",
    )
    [line] = await audited(house, "week:list:look")
    assert (line["given"], line["controllers"]) == ("D1,D6", SOCIAL)
    began = (NOW - DAY * 31).isoformat()
    granted = {"insats": "trygghetslarm", "lub": True, "decided_at": began, "executed_at": began}
    whose = {"unit_hsa_id": NEEDS, "controller_hsa_id": SOCIAL}
    decided = cloud("bistand.decision", ALGOT, NOW - DAY * 31, **granted, **whose)
    await tell(house, registered(ALGOT, given_name="Algot"), consent(ALGOT), decided)
    told = (await the_list(house, PREVENTION))["support"]
    assert [(one["name"], one["state"]) for one in told] == [
        ("Algot Öhrnäs", "late"), ("Gunborg Öhrnäs", "offered"),
    ]  # fmt: skip


async def test_a_check_that_is_hidden_is_not_known_to_be_done(house) -> None:
    """And what is hidden puts nobody on the list: a score of the municipality's, without consent."""
    theirs = {"unit_hsa_id": TEAM, "controller_hsa_id": HSL}
    score = cloud("cfs.assessed", ALGOT, NOW - DAY, score=3, assessed_on="2026-11-19", **theirs)
    await tell(house, registered(), cfs(GUNBORG, 3), checked(GUNBORG, 20, "halsosamtal", **theirs))
    await tell(house, registered(ALGOT), score)
    [one] = (await the_list(house, PREVENTION))["persons"]
    assert (one["name"], one["checked"], one["overdue"]) == ("Gunborg Öhrnäs", None, True)


async def test_assessments_are_listed_the_nearest_clock_first_and_by_group(house) -> None:
    home = {
        "kind": "sabo",
        "unit": TEAM,
        "unit_hsa_id": TEAM,
        "controller_hsa_id": HSL,
        "from": "2026-01-01",
    }
    await tell(house, registered(), consent(), asked(GUNBORG, 9), asked(GUNBORG, 30, "fall"))
    await tell(house, registered(ALGOT, given_name="Algot"), consent(ALGOT), asked(ALGOT, 3))
    done = {"unit_hsa_id": TEAM, "controller_hsa_id": HSL, "what": "lakarbedomning"}
    await tell(
        house, registered(STINA, given_name="Stina"), consent(STINA), asked(STINA, 48),
        cloud("assessment.done", STINA, NOW - timedelta(hours=46), **done),
        cloud("enrolment.started", STINA, NOW - DAY * 300, **home),
    )  # fmt: skip
    told = await the_list(house, ASSESSMENTS)
    assert [(one["name"], one["by"], one["late"]) for one in told["waiting"]] == [
        ("Gunborg Öhrnäs", "doctor", True), ("Algot Öhrnäs", "doctor", False),
        ("Gunborg Öhrnäs", "nurse", False),
    ]  # fmt: skip
    [stina] = told["done"]
    assert (stina["group"], stina["late"]) == ("sabo", False)
    assert told["groups"] == [
        {"group": "sabo", "waiting": 0, "done": 1, "timed": 1, "in_time": 1},
        {"group": "okand", "waiting": 3, "done": 0, "timed": 0, "in_time": 0},
    ]
    lines = await audited(house, "week:list:look")
    assert len(lines) == 3, "one for each person, however many assessments"
    assert {line["detail"] for line in lines} == {"dygnet-runt"}


async def test_what_the_municipality_has_asked_for_is_not_listed_without_consent(house) -> None:
    await tell(house, registered(), asked(GUNBORG, 9))
    told = await the_list(house, ASSESSMENTS)
    assert (told["waiting"], told["groups"]) == ([], [])
    assert await audited(house, "week:list:look") == []


async def test_whoever_is_protected_is_on_none_of_them(house) -> None:
    await tell(house, registered(), consent(), cfs(GUNBORG, 3), asked(GUNBORG, 9), offered(GUNBORG))
    flag = cloud("person.protected_changed", GUNBORG, NOW, flag="sekretessmarkering")
    for path, names in ((PREVENTION, ("persons", "support")), (ASSESSMENTS, ("waiting",))):
        told = await the_list(house, path)
        assert all(told[name] for name in names)
    await tell(house, flag)
    for path, names in ((PREVENTION, ("persons", "support")), (ASSESSMENTS, ("waiting",))):
        told = await the_list(house, path)
        assert not any(told[name] for name in names)
