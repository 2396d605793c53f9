"""Mina åtgärder as each role gets it: whole, as a neutral line, or as if it were not there."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from tests.doors import (
    GUNBORG,
    a_board,
    audited,
    decide,
    discharged,
    get,
    notice,
    person_id,
    signed_in,
)
from tests.houses import HOME_HELP, NEEDS, NOW, TEAM, cloud, consent, home_from_ed, registered, tell

ACTIONS = "/api/actions"
ACCEPT = {"type": "accept"}


def accept() -> dict[str, str]:
    return {**ACCEPT, "id": str(uuid4())}


async def mine(house, staff: str) -> list[dict]:
    return (await get(house, staff, ACTIONS)).json()["mine"]


async def test_with_consent_the_owner_reads_what_the_action_rests_on(house) -> None:
    huddle = await a_board(house, registered(), consent(), home_from_ed())
    await decide(house, huddle.id, "action", HOME_HELP)
    [action] = await mine(house, "hemtjanstplanerare")
    assert action["title"] == "Ring om såret: Gunborg Öhrnäs"
    assert "Åter hem från akuten" in action["sentence"]
    assert action["neutral"] is False


async def test_a_berord_enhet_is_asked_to_call_the_centre_and_no_more(house) -> None:
    huddle = await a_board(house, registered(), home_from_ed(), notice())
    await decide(house, huddle.id, "action", HOME_HELP)
    answer = await get(house, "hemtjanstplanerare", ACTIONS)
    [action] = answer.json()["mine"]
    assert action["title"] == "Kontakta vårdcentralen om Gunborg Öhrnäs"
    assert action["neutral"] is True
    assert [action[name] for name in ("sentence", "freshness", "urgency")] == [None] * 3
    for word in ("såret", "akut", "CFS", "Uppgift", "1934"):
        assert word not in answer.text


@pytest.mark.parametrize(
    ("ending", "why"),
    [
        (discharged(), "the stay is over: the unit is no longer concerned"),
        (cloud("samsa.avbrott", at=NOW - timedelta(hours=1)), "the planning is broken off"),
        (cloud("person.protected_changed", flag="sekretessmarkering", source="befolkning"),
         "skyddade personuppgifter: for named persons alone"),
    ],
    ids=["discharged", "broken-off", "protected"],
)  # fmt: skip
async def test_an_owner_who_may_no_longer_hear_the_name_gets_nothing(house, ending, why) -> None:
    huddle = await a_board(house, registered(), home_from_ed(), notice())
    key = await decide(house, huddle.id, "action", HOME_HELP)
    await tell(house, ending)
    async with signed_in(house, "hemtjanstplanerare") as client:
        listed = await client.get(ACTIONS)
        assert listed.json()["mine"] == [], why
        assert "Gunborg" not in listed.text
        moved = await client.post(f"{ACTIONS}/{key}", json=accept())
        assert moved.status_code == 404


async def test_a_consent_taken_back_turns_the_action_neutral_or_away_at_once(house) -> None:
    huddle = await a_board(house, registered(), consent(), home_from_ed(), notice())
    await decide(house, huddle.id, "action", NEEDS)
    assert (await mine(house, "bistandshandlaggare"))[0]["neutral"] is False
    await tell(house, cloud("consent.ended", purpose="utlamnande"))
    assert (await mine(house, "bistandshandlaggare"))[0]["neutral"] is True
    await tell(house, discharged())
    assert await mine(house, "bistandshandlaggare") == []


async def test_an_action_one_may_not_see_is_as_unknown_as_one_that_is_not_there(house) -> None:
    """The same answer to the letter, whether it is another unit's, unheard of, or nothing at all."""
    huddle = await a_board(house, registered(), home_from_ed(), notice(GUNBORG, HOME_HELP, NEEDS))
    key = await decide(house, huddle.id, "action", HOME_HELP)
    answers = []
    for staff, action in (
        ("bistandshandlaggare", key),
        ("kommunal-ssk", key),
        ("chef", key),
        ("bistandshandlaggare", uuid4()),
        ("kommunal-ssk", uuid4()),
    ):
        async with signed_in(house, staff) as client:
            for move in (accept(), {"type": "hand_over", "id": str(uuid4()), "to": NEEDS}):
                answers.append(await client.post(f"{ACTIONS}/{action}", json=move))
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    refused = [line for line in await audited(house) if line["decision"] == "deny"]
    assert len(refused) == len(answers)
    about = await person_id(house)
    assert [line["person"] for line in refused] == [about] * 4 + [None] * 6
    assert {line["detail"] for line in refused} >= {str(key)}
    assert [action["state"] for action in await mine(house, "hemtjanstplanerare")] == ["assigned"]


async def test_the_one_who_handed_over_may_send_the_same_again(house) -> None:
    """The tablet did not hear the answer. It is then told the same, though the action has left."""
    huddle = await a_board(house, registered(), consent(), home_from_ed())
    key = await decide(house, huddle.id, "action", HOME_HELP)
    move = {"type": "hand_over", "id": str(uuid4()), "to": TEAM}
    async with signed_in(house, "hemtjanstplanerare") as client:
        first = await client.post(f"{ACTIONS}/{key}", json=move)
        again = await client.post(f"{ACTIONS}/{key}", json=move)
        assert (first.status_code, again.status_code) == (200, 200)
        assert first.json()["owner"] == again.json()["owner"] == TEAM
        late = await client.post(f"{ACTIONS}/{key}", json=accept())
        assert late.status_code == 404
    assert len(await audited(house, "action:hand_over")) == 1


async def test_a_command_id_moves_one_action_once(house) -> None:
    huddle = await a_board(
        house, registered(), consent(), home_from_ed(),
        registered("19360411T028"), consent("19360411T028"), home_from_ed("19360411T028"),
    )  # fmt: skip
    one = await decide(house, huddle.id, "action", HOME_HELP)
    other = await decide(house, huddle.id, "action", HOME_HELP, row=1)
    move = accept()
    async with signed_in(house, "hemtjanstplanerare") as client:
        assert (await client.post(f"{ACTIONS}/{one}", json=move)).status_code == 200
        reused = await client.post(f"{ACTIONS}/{other}", json=move)
    assert reused.status_code == 422
    states = {each["id"]: each["state"] for each in await mine(house, "hemtjanstplanerare")}
    assert states == {str(one): "accepted", str(other): "assigned"}


async def test_a_person_who_has_moved_on_does_not_break_the_list(house) -> None:
    """What was done stays seven days in the list; the person is listed at another centre by then."""
    huddle = await a_board(house, registered(), consent(), home_from_ed())
    key = await decide(house, huddle.id, "action", HOME_HELP)
    done = {"type": "done", "id": str(uuid4()), "outcome": "genomford"}
    async with signed_in(house, "hemtjanstplanerare") as client:
        assert (await client.post(f"{ACTIONS}/{key}", json=done)).status_code == 200
    await tell(house, cloud("person.listing_changed", vc="SE2321000131-DEMOVC09"))
    async with house.database.work() as session:
        where = await session.execute(text("SELECT centre FROM action"))
        assert where.scalar_one() != "SE2321000131-DEMOVC09"
    for staff in ("hemtjanstplanerare", "aldre-ssk"):
        answer = await get(house, staff, ACTIONS)
        assert answer.status_code == 200
        assert "Gunborg" not in answer.text


async def test_the_centre_waits_for_others_whole(house) -> None:
    huddle = await a_board(house, registered(), home_from_ed(), notice())
    await decide(house, huddle.id, "action", HOME_HELP)
    answer = (await get(house, "aldre-ssk", ACTIONS)).json()
    assert [action["neutral"] for action in answer["waiting"]] == [False]
    assert answer["mine"] == []
    assert (await get(house, "kommunal-ssk", ACTIONS)).json()["waiting"] == []
