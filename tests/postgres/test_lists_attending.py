"""A centre's list of mångsökare at its door: whom each may see on it, what is logged, and the mark."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx

from app.huddle.prepare import prepare, refresh
from tests.doors import ALGOT, GUNBORG, audited, get, person_id, signed_in
from tests.houses import CENTRE, EMERGENCY, NEEDS, NOW, TEAM, cloud, consent, registered, tell
from tests.packs import CHILD, GROWN, OLD, choose, supported
from tests.rooms import MINUTE

PATH = f"/api/lists/{CENTRE}/mangsokare"
DAY = timedelta(days=1)
ELSEWHERE = "SE2321000131-DEMOVC02"


def visits(person: str = GUNBORG, *days: int, **data: Any) -> list[dict[str, Any]]:
    return [
        cloud("ed.visit.registered", person, NOW - DAY * n, **{"unit_hsa_id": EMERGENCY, **data})
        for n in days or (200, 100, 40, 3)
    ]


async def the_list(house, who: str = "aldre-ssk", path: str = PATH) -> dict[str, Any]:
    answer = await get(house, who, path)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def names(told: dict[str, Any]) -> list[str]:
    return [one["name"] for one in told["waiting"]]


async def test_a_centre_with_the_pack_of_lss_lists_whom_that_is_for_at_any_age_too(house) -> None:
    await choose(house)
    for person, enrolled in ((CHILD, True), (GROWN, True), (OLD, False)):
        told = supported(person) if enrolled else supported(person)[:2]
        await tell(house, *told, *visits(person), now=NOW)
    assert sorted(one["age"] for one in (await the_list(house))["waiting"]) == [17, 40, 82]


async def mark(house, key: str, note: str | None = None, **more: Any) -> httpx.Response:
    async with signed_in(house, more.pop("who", "aldre-ssk")) as client:
        body = {"id": str(uuid4()), "note": note} | more
        return await client.post(f"{PATH}/{key}", json=body)


async def test_whoever_has_come_over_a_limit_stands_there_the_newest_first(house) -> None:
    algot = registered(ALGOT, given_name="Algot")
    calls = [cloud("phone.contact", ALGOT, NOW - DAY * n, channel="vc") for n in (20, 9, 1)]
    await tell(house, registered(), algot, *visits(), *calls, now=NOW)
    told = await the_list(house)
    assert names(told) == ["Algot Öhrnäs", "Gunborg Öhrnäs"]
    assert told["limits"] == (
        "3 kontakter med vårdcentralen på 30 dygn eller 4 akuta kontakter på 12 månader"
    )
    gunborg = told["waiting"][1]
    assert (gunborg["age"], gunborg["over"]) == (92, "4 akuta kontakter på 12 månader")
    assert gunborg["visits"] == {
        "total": 4, "vc": 0, "ed": 4, "malt": 0, "recent": 2, "before": 1, "trend": "more",
    }  # fmt: skip
    assert (told["reviewed"], told["more"]) == ([], False)
    some = await the_list(house, path=f"{PATH}?most=1")
    assert (names(some), some["more"]) == (["Algot Öhrnäs"], True)


async def test_everybody_shown_is_a_line_in_the_log_and_nobody_else_is(house) -> None:
    await tell(house, registered(), registered(ALGOT), *visits())
    await the_list(house)
    [line] = await audited(house, "week:list:look")
    assert (line["person"], line["decision"]) == (await person_id(house), "allow")
    assert (line["given"], line["detail"]) == ("D1,D2,D4", "mangsokare")
    assert line["basis"] == "OWN_CARE", "the region is one care provider here"
    assert line["resource"] == "Avstämning"


async def test_a_list_that_is_read_again_in_the_same_session_is_the_same_look(house) -> None:
    """Else whoever goes through twenty would have looked at each of them twenty times."""
    algot = registered(ALGOT, given_name="Algot")
    await tell(house, registered(), algot, *visits(), *visits(ALGOT))
    async with signed_in(house, "aldre-ssk") as client:
        [one, _] = (await client.get(PATH)).json()["waiting"]
        await client.get(PATH)
        body = {"id": str(uuid4()), "note": None}
        assert (await client.post(f"{PATH}/{one['id']}", json=body)).status_code == 200
        assert len(await audited(house, "week:list:look")) == 2
    await the_list(house)
    assert len(await audited(house, "week:list:look")) == 4, "another session"


async def test_a_mark_says_who_when_and_until_when_and_is_in_the_log(house) -> None:
    await tell(house, registered(), *visits())
    [one] = (await the_list(house))["waiting"]
    answer = await mark(house, one["id"], "  SIP den 2 december ")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["waiting"] == []
    [gone_through] = told["reviewed"]
    assert gone_through["review"] == {
        "by": "Karin Vallmo", "at": gone_through["review"]["at"], "note": "SIP den 2 december",
        "until": "2027-02-18", "ours": True,
    }  # fmt: skip
    [line] = await audited(house, "week:list:review")
    assert (line["person"], line["activity"]) == (await person_id(house), "Skriva")


async def test_the_morning_s_row_is_solved_by_the_mark(house) -> None:
    await tell(house, registered(), *visits(GUNBORG, 200, 100, 40))
    await tell(house, *visits(GUNBORG, 0))
    board = (await prepare(house, CENTRE, NOW)).board  # type: ignore[union-attr]
    rules = {reason.rule for row in board.rows for reason in row.content.reasons}
    assert "mangsokare" in rules
    [one] = (await the_list(house))["waiting"]
    assert (await mark(house, one["id"])).status_code == 200
    await refresh(house, [CENTRE], NOW + MINUTE)
    again = (await prepare(house, CENTRE, NOW + 2 * MINUTE)).board  # type: ignore[union-attr]
    rules = {r.rule for row in again.rows if not row.withdrawn for r in row.content.reasons}
    assert "mangsokare" not in rules


async def test_the_same_mark_twice_is_one(house) -> None:
    await tell(house, registered(), *visits())
    [one] = (await the_list(house))["waiting"]
    id_ = str(uuid4())
    for _ in range(2):
        assert (await mark(house, one["id"], "Ringt", id=id_)).status_code == 200
    assert len(await audited(house, "week:list:review")) == 1


async def test_a_visit_to_the_emergency_department_after_the_mark_asks_again(house) -> None:
    await tell(house, registered(), *visits())
    [one] = (await the_list(house))["waiting"]
    await mark(house, one["id"], "Ringt")
    later = NOW + timedelta(hours=2)
    await tell(
        house, cloud("ed.visit.registered", GUNBORG, later, unit_hsa_id=EMERGENCY), now=later
    )
    told = await the_list(house)
    [again] = told["waiting"]
    assert (again["why"], again["review"]["note"]) == ("contact", "Ringt")


async def test_a_mark_is_taken_back_and_what_was_before_it_stands_again(house) -> None:
    theirs = cloud("frequent_attender.reviewed", GUNBORG, NOW - 2 * DAY, by="Läkarsekreteraren")
    await tell(house, registered(), *visits())
    [one] = (await the_list(house))["waiting"]
    await mark(house, one["id"], "Fel person")
    async with signed_in(house, "aldre-ssk") as client:
        answer = await client.delete(f"{PATH}/{one['id']}")
        assert [each["name"] for each in answer.json()["waiting"]] == ["Gunborg Öhrnäs"]
        again = await client.delete(f"{PATH}/{one['id']}")
        assert (again.status_code, again.json()["detail"]) == (
            409, "Det finns ingen genomgång som går att ångra här.",
        )  # fmt: skip
        await tell(house, theirs)
        await mark(house, one["id"], "Ringt")
        answer = await client.delete(f"{PATH}/{one['id']}")
        [done] = answer.json()["reviewed"]
        assert (done["review"]["by"], done["review"]["ours"]) == ("Läkarsekreteraren", False)
        assert (await client.delete(f"{PATH}/{one['id']}")).status_code == 409
    lines = await audited(house, "week:list:undo")
    assert {line["person"] for line in lines} == {await person_id(house)}
    assert len(lines) == 2


async def test_what_is_hidden_changes_nothing_on_the_list(house) -> None:
    await tell(house, registered(), registered(ALGOT, given_name="Algot"), *visits())
    before = await the_list(house)
    other = {"unit_hsa_id": TEAM, "controller_hsa_id": "SE0000001490-DEMOHSL"}
    social = {"unit_hsa_id": NEEDS, "controller_hsa_id": "SE0000001490-DEMOOMS"}
    hospital = {"controller_hsa_id": "SE0000009001-DEMO", "sensitivity": "D7"}
    enrolment = {"kind": "hemtjanst", "unit": NEEDS, "from": "2026-10-01"}
    await tell(
        house,
        *visits(GUNBORG, 90, 2, **hospital), *visits(ALGOT, 200, 100, 40, 3, **hospital),
        cloud("enrolment.started", GUNBORG, NOW - 30 * DAY, **enrolment, **social),
        cloud("sip.created", GUNBORG, NOW - 30 * DAY, valid_from="2026-10-21", **other),
        cloud("contact.appointed", GUNBORG, NOW - 30 * DAY, kind="fast_vardkontakt", name="Eva", **other),
        cloud("medication_review.done", GUNBORG, NOW - 30 * DAY, on="2026-10-21", **other),
    )  # fmt: skip
    assert {**await the_list(house), "now": before["now"]} == before


async def test_a_note_is_short_and_whoever_is_not_on_the_list_is_not_marked(house) -> None:
    await tell(house, registered(), registered(ALGOT), *visits())
    [one] = (await the_list(house))["waiting"]
    long = await mark(house, one["id"], "x" * 201)
    assert (long.status_code, long.json()["fields"][0]["field"]) == (422, "note")
    for key in (uuid4().hex, "x", str(await person_id(house))):
        answer = await mark(house, key)
        assert (answer.status_code, answer.json()["detail"]) == (
            404, "Personen står inte på listan längre.",
        )  # fmt: skip
    assert await audited(house, "week:list:review") == []


async def test_nobody_else_has_the_list_and_the_log_says_who_asked(house) -> None:
    await tell(house, registered(), consent(), *visits())
    for who in ("kommunal-ssk", "hemtjanstplanerare", "bistandshandlaggare", "chef"):
        answer = await get(house, who, PATH)
        assert (answer.status_code, answer.json()["detail"]) == (
            403,
            "Listorna är vårdcentralens egna.",
        )
        assert "Gunborg" not in answer.text
    assert [one["decision"] for one in await audited(house, "week:list:look")] == ["deny"] * 4
    for path, status in (
        (f"/api/lists/{ELSEWHERE}/mangsokare", 403),
        (f"/api/lists/{CENTRE}/x", 404),
        ("/api/lists/SE0-NOWHERE/mangsokare", 404),
        (f"{PATH}?most=0", 422),
    ):
        assert (await get(house, "aldre-ssk", path)).status_code == status


async def test_whoever_is_protected_dead_or_listed_elsewhere_is_not_there(house) -> None:
    await tell(house, registered(), *visits())
    assert names(await the_list(house)) == ["Gunborg Öhrnäs"]
    [one] = (await the_list(house))["waiting"]
    await tell(house, cloud("person.protected_changed", GUNBORG, NOW, flag="sekretessmarkering"))
    assert names(await the_list(house)) == []
    assert (await mark(house, one["id"])).status_code == 404
    await tell(house, registered(ALGOT), *visits(ALGOT))
    moved = cloud("person.listing_changed", ALGOT, NOW, vc=ELSEWHERE, **{"from": "2026-11-20"})
    await tell(house, moved)
    assert names(await the_list(house)) == []


async def test_a_contact_that_is_hidden_puts_nobody_on_the_list(house) -> None:
    """What its source marks as extra sensitive stays where it is."""
    secret = {"sensitivity": "D7", "unit_hsa_id": EMERGENCY}
    others = {"controller_hsa_id": "SE0000009001-DEMO"}
    await tell(house, registered(), *visits(GUNBORG, 200, 100, 40))
    await tell(house, cloud("mobile.visit", GUNBORG, NOW - DAY, team="malt", **secret, **others))
    assert names(await the_list(house)) == []


async def test_what_the_municipality_has_in_place_is_told_with_consent_alone(house) -> None:
    enrolled = cloud(
        "enrolment.started", GUNBORG, NOW - 30 * DAY, kind="kommunal_hsl", unit=TEAM,
        unit_hsa_id=TEAM, controller_hsa_id="SE0000001490-DEMOHSL", **{"from": "2026-10-20"},
    )  # fmt: skip
    review = cloud("medication_review.done", GUNBORG, NOW - 30 * DAY, on="2026-10-21")
    await tell(house, registered(), enrolled, review, *visits())
    [one] = (await the_list(house))["waiting"]
    assert ([each["kind"] for each in one["in_place"]], one["closed"]) == (
        ["medication_review"],
        True,
    )
    await tell(house, consent())
    [one] = (await the_list(house))["waiting"]
    kinds = [each["kind"] for each in one["in_place"]]
    assert (kinds, one["closed"]) == (["kommunal_hsl", "medication_review"], False)
    line = (await audited(house, "week:list:look"))[-1]
    assert line["basis"] == "INDIVIDUAL_DISCLOSURE,OWN_CARE"
    assert set(line["controllers"].split(",")) == {"SE0000001490-DEMOHSL", "SE2321000131-DEMO"}
