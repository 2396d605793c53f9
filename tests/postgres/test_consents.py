"""Consents at the centre's own desks: registered, taken back, made void, and followed by every board."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.access.subject import subject_of
from app.huddle.prepare import refresh
from tests.doors import DAY, a_board, add_staff, audited, get, person_id, row_ids, signed_in
from tests.houses import (
    CENTRE,
    EMERGENCY,
    HOME_HELP,
    NEEDS,
    NOW,
    cloud,
    home_from_ed,
    registered,
    tell,
)
from tests.intake import count, stored
from tests.walls import rows_on_the_wall

BOARD = f"/api/huddles/{CENTRE}/{DAY}"
WHO = "19340304T027"
UNABLE = cloud("capacity.assessed", by="dr Ek", from_="2026-11-01")
NAMES = {"Karin Vallmo"}


async def a_row(house, *events: dict[str, Any]) -> str:
    """The path of Gunborg's consents: home from the emergency department, on a board that has begun."""
    huddle = await a_board(house, registered(), home_from_ed(), *events)
    [row] = await row_ids(house, huddle.id)
    return f"{BOARD}/rows/{row}/consents"


def act(what: str, **told: Any) -> dict[str, Any]:
    return {"type": what, "id": str(uuid4()), **told}


def named(given: dict[str, Any]) -> str:
    """The assertion that a yes made."""
    return f"{given['purpose']}:{given['id']}"


async def do(house, path: str, told: dict[str, Any], staff: str = "aldre-ssk"):
    async with signed_in(house, staff) as client:
        answer = await client.post(path, json=told)
    await refresh(house, [CENTRE], NOW)
    return answer


async def seen_by(house, *staff: str) -> list[str]:
    """Who of some has Gunborg's whole row."""
    found = []
    for one in staff:
        rows = (await get(house, one, BOARD)).json()["board"]["rows"]
        found += [one for row in rows if row["content"]["reasons"]]
    return found


OTHERS = ("kommunal-ssk", "hemtjanstplanerare", "bistandshandlaggare")


async def test_a_consent_is_given_to_one_unit_and_taken_back(house) -> None:
    path = await a_row(house)
    told = (await get(house, "aldre-ssk", path)).json()
    assert (told["name"], told["standing"], told["history"]) == ("Gunborg Öhrnäs", [], [])
    given = act("give", purpose="utlamnande", units=[HOME_HELP])
    answer = await do(house, path, given)
    assert answer.status_code == 201, answer.text
    [one] = answer.json()["standing"]
    assert one["id"] == named(given)
    assert (one["units"], one["by"], one["state"]) == (["Hemtjänst Ån"], "Karin Vallmo", "given")
    assert await seen_by(house, *OTHERS) == ["hemtjanstplanerare"]
    answer = await do(house, path, act("end", assertion=one["id"]))
    [gone] = answer.json()["ended"]
    assert (gone["state"], gone["ended_by"]) == ("ended", "Karin Vallmo")
    assert answer.json()["standing"] == []
    assert await seen_by(house, *OTHERS) == []
    said = [(word["kind"], word["purpose"], word["by"]) for word in answer.json()["history"]]
    assert said == [("consent.ended", "utlamnande", "Karin Vallmo"),
                    ("consent.given", "utlamnande", "Karin Vallmo")]  # fmt: skip


async def test_void_is_not_end_and_each_assertion_has_its_own(house) -> None:
    path = await a_row(house)
    first = act("give", purpose="utlamnande", units=[HOME_HELP])
    second = act("give", purpose="utlamnande", units=[NEEDS])
    await do(house, path, first)
    await do(house, path, second)
    assert await seen_by(house, *OTHERS) == ["hemtjanstplanerare", "bistandshandlaggare"]
    told = (await do(house, path, act("void", assertion=named(first)))).json()
    assert [one["id"] for one in told["standing"]] == [named(second)]
    assert [(one["id"], one["state"]) for one in told["ended"]] == [(named(first), "voided")]
    assert await seen_by(house, *OTHERS) == ["bistandshandlaggare"]
    person, _ = await stored(house, WHO)
    assert [one.state for one in person.consents] == ["given", "voided"]
    again = await do(house, path, act("end", assertion=named(first)))
    assert (again.status_code, again.json()["detail"][:20]) == (409, "Samtycket gäller int")


async def test_the_same_id_twice_is_one(house) -> None:
    path = await a_row(house)
    given = act("give", purpose="utlamnande")
    assert (await do(house, path, given)).status_code == 201
    before = await count(house, "event")
    again = await do(house, path, given)
    assert (again.status_code, len(again.json()["standing"])) == (200, 1)
    ended = act("end", assertion=named(given))
    assert (await do(house, path, ended)).status_code == 201
    assert (await do(house, path, ended)).status_code == 200, "though it has ended by now"
    assert await count(house, "event") == before + 1


async def test_two_nurses_at_once_come_to_one_end(house) -> None:
    await add_staff(house, "lakare", "vc_lakare", CENTRE)
    path = await a_row(house)
    given = act("give", purpose="utlamnande")
    await do(house, path, given)
    end = [act("end", assertion=named(given)), act("void", assertion=named(given))]
    answers = await asyncio.gather(
        do(house, path, end[0]), do(house, path, end[1], "lakare"), do(house, path, end[0])
    )
    assert {answer.status_code for answer in answers} <= {200, 201, 409}
    told = (await get(house, "lakare", path)).json()
    assert told["standing"] == []
    [gone] = told["ended"]
    assert gone["state"] in ("ended", "voided")
    assert await seen_by(house, *OTHERS) == []


async def test_sammanhallen_opens_nothing_before_the_person_was_told(house) -> None:
    path = await a_row(house, cloud("bistand.requested", source="cloudevents", insats="hemtjänst",
                                    controller_hsa_id="SE0000001490-DEMOOMS"))  # fmt: skip
    yes = act("give", purpose="sammanhallen")
    answer = await do(house, path, yes)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["fields"]] == ["informed"]
    answer = await do(house, path, {**yes, "informed": True})
    assert (answer.status_code, answer.json()["informed"]) == (201, DAY.isoformat())
    assert "inform" not in answer.json()["may"]
    assert await seen_by(house, *OTHERS) == ["hemtjanstplanerare", "bistandshandlaggare"]
    answer = await do(house, path, act("object"))
    [idle] = answer.json()["standing"]
    assert idle["idle"] == "Öppnar inget: personen har motsatt sig."
    assert await seen_by(house, *OTHERS) == [], "L913 2:3: at once"
    assert (await do(house, path, yes | {"id": str(uuid4())})).status_code == 409
    await do(house, path, act("lift_objection"))
    assert await seen_by(house, *OTHERS) == ["hemtjanstplanerare", "bistandshandlaggare"]


async def test_a_harm_test_is_for_whoever_cannot_take_a_stand_and_never_against_a_no(house) -> None:
    path = await a_row(house, UNABLE)
    told = (await get(house, "aldre-ssk", path)).json()
    assert told["incapable"] == {"by": "dr Ek", "from": "2026-11-01", "to": None}
    assert "disclose" in told["may"]
    days = (NOW + timedelta(days=3)).isoformat()
    answer = await do(house, path, act("disclose", units=[HOME_HELP], end=days))
    assert answer.status_code == 201, answer.text
    assert [one["ground"] for one in answer.json()["standing"]] == ["menprovning"]
    assert await seen_by(house, *OTHERS) == ["hemtjanstplanerare"]
    answer = await do(house, path, act("refuse", purpose="utlamnande"))
    assert "disclose" not in answer.json()["may"]
    assert await seen_by(house, *OTHERS) == []
    answer = await do(house, path, act("disclose", units=[HOME_HELP], end=days))
    assert (answer.status_code, answer.json()["detail"][:22]) == (409, "Personen har sagt nej.")


async def test_what_was_disclosed_closes_when_the_person_can_take_a_stand(house) -> None:
    path = await a_row(house, UNABLE)
    days = (NOW + timedelta(days=3)).isoformat()
    await do(house, path, act("disclose", units=[HOME_HELP], end=days))
    assert await seen_by(house, *OTHERS) == ["hemtjanstplanerare"]
    await tell(house, cloud("capacity.ended", on="2026-11-19"))
    await refresh(house, [CENTRE], NOW)
    assert await seen_by(house, *OTHERS) == []
    [one] = (await get(house, "aldre-ssk", path)).json()["standing"]
    assert one["idle"] == "Öppnar inget: personen kan ta ställning själv."


@pytest.mark.parametrize("staff", [*OTHERS, "chef", "systemforvaltare"])
async def test_nobody_else_has_the_consents_of_a_row_they_may_even_see(house, staff: str) -> None:
    path = await a_row(house, cloud("consent.given", purpose="utlamnande", start=NOW.isoformat()))
    for answer in (
        await get(house, staff, path),
        await do(house, path, act("give", purpose="utlamnande"), staff),
    ):
        made_up = await get(house, "aldre-ssk", f"{BOARD}/rows/{'0' * 32}/consents")
        assert (answer.status_code, answer.json()) == (404, made_up.json())
    denied = [line for line in await audited(house) if line["decision"] == "deny"]
    mine = [line["act"] for line in denied if line["viewer"] == staff]
    assert mine == ["consent:person:look", "consent:person:write"]
    assert all(line["person"] is None for line in denied)
    assert await count(house, "event") == 3


async def test_another_centres_staff_have_none_either(house) -> None:
    await add_staff(house, "granne", "aldre_ssk", "SE2321000131-DEMOVC09")
    path = await a_row(house)
    assert (await get(house, "granne", path)).status_code == 404


async def test_each_look_and_act_is_in_the_log(house) -> None:
    path = await a_row(house)
    await do(house, path, act("give", purpose="sammanhallen", informed=True))
    person = await person_id(house)
    wrote = [
        (line["detail"], line["person"]) for line in await audited(house, "report:person:write")
    ]
    assert wrote == [("svod.informed", person), ("consent.given", person)]
    looked = await audited(house, "consent:person:look")
    assert [(line["person"], line["basis"], line["given"]) for line in looked] == [
        (person, "OWN_CARE", "D1")
    ]


async def test_what_stood_before_is_ended_by_its_own_number_or_as_a_whole(house) -> None:
    """A consent from another system, with the id of its assertion and without."""
    early = (NOW - timedelta(days=9)).isoformat()
    path = await a_row(
        house,
        cloud("consent.given", purpose="utlamnande", start=early, correlation_id="pdl-1"),
        cloud("consent.given", purpose="sip", start=early),
    )
    told = (await get(house, "aldre-ssk", path)).json()
    assert [(one["id"], one["whole"]) for one in told["standing"]] == [
        ("utlamnande:pdl-1", False),
        ("sip:", True),
    ]
    assert {one["by"] for one in told["standing"]} == {
        house.organisation.sources["cloudevents"].name
    }
    await do(house, path, act("end", assertion="sip:"))
    told = (await do(house, path, act("end", assertion="utlamnande:pdl-1"))).json()
    assert (told["standing"], len(told["ended"])) == ([], 2)


async def test_that_something_is_blocked_is_told_and_never_whose(house) -> None:
    path = await a_row(
        house,
        cloud("cfs.assessed", score=7, assessed_on="2026-11-10", context="habitual",
              unit_hsa_id="SE2321000131-DEMOSAS31"),
        cloud("block.set", unit="SE2321000131-DEMOSAS31", scope="inner"),
    )  # fmt: skip
    answer = await get(house, "aldre-ssk", path)
    assert answer.json()["blocked"] is True
    assert "DEMOSAS31" not in answer.text
    assert "SÄS" not in answer.text
    [row] = (await get(house, "aldre-ssk", BOARD)).json()["board"]["rows"]
    assert row["content"]["blocked"] is True
    [on_wall] = await rows_on_the_wall(house)
    assert on_wall["content"]["blocked"] is False


async def test_a_block_takes_the_row_off_and_its_end_brings_it_back(house) -> None:
    path = await a_row(house, cloud("consent.given", purpose="utlamnande", start=NOW.isoformat()))
    everyone = ("aldre-ssk", *OTHERS)
    assert await seen_by(house, *everyone) == list(everyone)
    await tell(house, cloud("block.set", unit=EMERGENCY, scope="outer"))
    await refresh(house, [CENTRE], NOW)
    assert await seen_by(house, *everyone) == ["aldre-ssk"], "towards other providers"
    await tell(house, cloud("block.set", unit=EMERGENCY, scope="inner"))
    await refresh(house, [CENTRE], NOW)
    assert await seen_by(house, *everyone) == [], "and within its own"
    assert (await get(house, "aldre-ssk", path)).status_code == 404
    person, _ = await stored(house, WHO)
    assert subject_of(person, NOW).blocks
