"""The board as each role gets it from the server, with and without consent."""

import json
from datetime import timedelta

import pytest

from app.huddle.prepare import prepare
from tests.doors import DAY, GUNBORG, STAFF, a_board, decide, discharged, get, notice, of_persons
from tests.houses import (
    CENTRE,
    HOME_HELP,
    NOW,
    cloud,
    consent,
    home_from_ed,
    registered,
    tell,
)
from tests.walls import EVERYBODY, come, on_the_wall, rows_on_the_wall

BOARD = f"/api/huddles/{CENTRE}/{DAY}"
OTHERS = STAFF[1:4]
CFS = cloud("cfs.assessed", at=NOW - timedelta(days=9), score=7, assessed_on="2026-11-11")
SECRET = (
    "akut",
    "CFS",
    "besök",
    "hem från",
    "kl. 3.",
    "från 03",
    "Uppgift",
    "rod",
    "gul",
    "sedan_sist",
    "Ring",
)
"""Words of the row that nobody without sight of its facts may read."""
NEUTRAL = {
    "place": "mine", "section": None, "urgency": None, "seconds": 0, "new_at": None,
    "decision": None, "action": None, "spent": 0, "withdrawn": False,
}  # fmt: skip


async def test_the_convenor_sees_the_whole_row(house) -> None:
    await a_board(house, registered(), CFS, home_from_ed())
    [row] = (await get(house, "aldre-ssk", BOARD)).json()["board"]["rows"]
    assert row["content"]["name"] == "Gunborg Öhrnäs"
    assert row["content"]["cfs"] == 7
    assert "Åter hem från akuten" in row["content"]["reasons"][0]["sentence"]
    assert row["content"]["awaiting_consent"] is True


@pytest.mark.parametrize("staff", OTHERS)
async def test_without_consent_the_others_see_nothing_of_the_person(house, staff) -> None:
    huddle = await a_board(house, registered(), CFS, home_from_ed())
    await decide(house, huddle.id, "lift")
    answer = await get(house, staff, BOARD)
    assert answer.status_code == 200
    assert answer.json()["board"]["rows"] == []
    assert answer.json()["lifted"] == 0
    for word in ("Gunborg", "Öhrnäs", "1934", *SECRET, "veckan"):
        assert word not in of_persons(answer)


@pytest.mark.parametrize("staff", OTHERS)
async def test_with_consent_the_called_see_the_row_and_no_word_of_consent(house, staff) -> None:
    await a_board(house, registered(), consent(), CFS, home_from_ed())
    [row] = (await get(house, staff, BOARD)).json()["board"]["rows"]
    assert row["content"]["name"] == "Gunborg Öhrnäs"
    assert row["content"]["cfs"] == 7
    assert row["content"]["awaiting_consent"] is False


@pytest.mark.parametrize("staff", ["hemtjanstplanerare", "bistandshandlaggare"])
async def test_a_berord_enhet_reads_the_name_and_the_planned_day_alone(house, staff) -> None:
    pud = NOW + timedelta(hours=30)
    await a_board(house, registered(), CFS, home_from_ed(), notice(GUNBORG, pud=pud))
    answer = await get(house, staff, BOARD)
    [row] = answer.json()["board"]["rows"]
    content = row.pop("content")
    row.pop("id")
    assert row == NEUTRAL
    assert content.pop("name") == "Gunborg Öhrnäs"
    assert content.pop("pud") == pud.isoformat().replace("+00:00", "Z")
    assert content.pop("cfs_state") == "hidden"
    assert not any(content.values()), content
    for word in ("1934", *SECRET, "avd"):
        assert word not in of_persons(answer)


async def test_who_is_no_recipient_hears_nothing_of_the_notice(house) -> None:
    await a_board(house, registered(), notice())
    assert (await get(house, "kommunal-ssk", BOARD)).json()["board"]["rows"] == []


ENDINGS = [
    ("discharged", discharged(), "the person is home"),
    ("broken off", cloud("samsa.avbrott", at=NOW - timedelta(hours=1)), "the planning is off"),
]


@pytest.mark.parametrize(("name", "ending", "why"), ENDINGS, ids=[e[0] for e in ENDINGS])
async def test_the_notice_is_in_force_until_the_stay_ends(house, name, ending, why) -> None:
    await a_board(house, registered(), home_from_ed(), notice())
    assert len((await get(house, "hemtjanstplanerare", BOARD)).json()["board"]["rows"]) == 1
    await tell(house, ending)
    await prepare(house, CENTRE, NOW)
    answer = await get(house, "hemtjanstplanerare", BOARD)
    assert answer.json()["board"]["rows"] == [], why
    assert "Gunborg" not in answer.text


async def test_a_notice_that_is_taken_back_was_never_sent(house) -> None:
    await a_board(house, registered(), home_from_ed(), notice(id="n1"))
    await tell(house, cloud("samsa.inskrivningsmeddelande", cancels="n1"))
    await prepare(house, CENTRE, NOW)
    assert "Gunborg" not in (await get(house, "hemtjanstplanerare", BOARD)).text


async def test_the_wall_shows_what_all_who_are_present_may_see(house) -> None:
    huddle = await a_board(house, registered(), home_from_ed(), notice())
    await come(house, huddle.id, *EVERYBODY)
    assert await rows_on_the_wall(house) == []
    await tell(house, consent(units=[HOME_HELP]))
    await prepare(house, CENTRE, NOW)
    assert await rows_on_the_wall(house) == []
    await tell(house, consent(purpose="utlamnande"))
    await prepare(house, CENTRE, NOW)
    told = await on_the_wall(house)
    [row] = json.loads(told)["board"]["rows"]
    assert (row["content"]["name"], row["content"]["birth_year"]) == ("G.Ö.", 1934)
    assert row["content"]["age"] is None
    assert row["content"]["awaiting_consent"] is False
    assert (json.loads(told)["mode"], json.loads(told)["leads"]) == ("room", False)
    assert "Gunborg" not in told


async def test_what_is_extra_sensitive_stays_with_health_care(house) -> None:
    huddle = await a_board(house, registered(), consent(), home_from_ed(sensitivity="D7"))
    [row] = (await get(house, "aldre-ssk", BOARD)).json()["board"]["rows"]
    assert row["content"]["reasons"]
    for staff in OTHERS:
        assert "Gunborg" not in (await get(house, staff, BOARD)).text
    await come(house, huddle.id, *EVERYBODY)
    assert await rows_on_the_wall(house) == []


async def test_a_visit_begun_as_sensitive_is_sensitive_to_its_end(house) -> None:
    begun = cloud("ed.visit.registered", at=NOW - timedelta(hours=8), correlation_id="v1",
                  sensitivity="D7", unit_hsa_id="SE2321000131-DEMOSAS01")  # fmt: skip
    await a_board(house, registered(), consent(), begun, home_from_ed(correlation_id="v1"))
    assert (await get(house, "aldre-ssk", BOARD)).json()["board"]["rows"]
    assert (await get(house, "hemtjanstplanerare", BOARD)).json()["board"]["rows"] == []


async def test_neutral_lines_stand_by_name_whatever_is_urgent(house) -> None:
    soon, later = "19360411T028", GUNBORG
    await a_board(
        house,
        registered(soon, given_name="Östen", family_name="Ahl"),
        registered(later, given_name="Ada", family_name="Öst"),
        notice(soon, pud=NOW + timedelta(hours=4)),
        notice(later, pud=NOW + timedelta(hours=40)),
    )
    names = {
        staff: [
            row["content"]["name"]
            for row in (await get(house, staff, BOARD)).json()["board"]["rows"]
        ]
        for staff in ("aldre-ssk", "hemtjanstplanerare")
    }
    assert names["aldre-ssk"] == ["Östen Ahl", "Ada Öst"], "the red row first"
    assert names["hemtjanstplanerare"] == ["Ada Öst", "Östen Ahl"]
