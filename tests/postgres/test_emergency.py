"""Nödöppning: a care provider's own look in need, with a reason, for 24 hours; blocked stays shut."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from app import clock
from app.huddle.prepare import prepare
from tests.doors import DAY, GUNBORG, audited, get, person_id, signed_in
from tests.houses import CENTRE, EMERGENCY, NOW, cloud, home_from_ed, registered, tell

REASON = "Medvetslös i hemmet, vi måste veta vad som hänt i natt."
BOARD = f"/api/huddles/{CENTRE}/{DAY}"
REASONS = text("SELECT r.reason, a.act FROM audit_reason r JOIN audit a ON a.log_id = r.log_id")


async def night(house, *events) -> None:
    await tell(house, registered(), home_from_ed(), *events)
    await prepare(house, CENTRE, NOW)


async def open_(house, staff: str = "kommunal-ssk", **told: str):
    body = {"id": str(uuid4()), "number": GUNBORG, "reason": REASON, **told}
    async with signed_in(house, staff) as client:
        return await client.post("/api/emergencies", json=body)


async def test_whoever_opens_sees_what_there_is_for_a_day_and_alone(house) -> None:
    await night(house)
    assert (await get(house, "kommunal-ssk", "/api/review")).json()["persons"] == []
    answer = await open_(house)
    assert answer.status_code == 200, answer.text
    [one] = answer.json()["persons"]
    assert (one["name"], one["may_settle"]) == ("Gunborg Öhrnäs", False)
    assert "Akutbesök" in [fact["what"] for fact in one["facts"]]
    assert "akuten" in one["row"]["content"]["reasons"][0]["sentence"]
    # The board is shared, and shows what it showed.
    rows = (await get(house, "kommunal-ssk", BOARD)).json()["board"]["rows"]
    assert rows == []
    assert (await get(house, "aldre-ssk", "/api/review")).json()["persons"] == []
    clock.set_shift(NOW + timedelta(hours=23, minutes=59))
    assert len((await get(house, "kommunal-ssk", "/api/review")).json()["persons"]) == 1
    clock.set_shift(NOW + timedelta(hours=24, minutes=1))
    assert (await get(house, "kommunal-ssk", "/api/review")).json()["persons"] == []


WHO = [
    ("aldre-ssk", 200, "a centre's nurse"),
    ("kommunal-ssk", 200, "the municipality's nurse"),
    ("hemtjanstplanerare", 403, "never home help"),
    ("bistandshandlaggare", 403, "never needs assessment"),
    ("chef", 403, "never a head"),
    ("systemforvaltare", 403, "never who looks after the system"),
]


@pytest.mark.parametrize(("staff", "status", "why"), WHO, ids=[who[0] for who in WHO])
async def test_care_opens_and_nobody_else(house, staff, status, why) -> None:
    await night(house)
    answer = await open_(house, staff)
    assert answer.status_code == status, why
    if status == 403:
        [line] = await audited(house, "emergency:person:open")
        assert (line["decision"], line["viewer"]) == ("deny", staff)


WRONG = [
    ({"reason": ""}, 422, "reason"),
    ({"reason": "bråttom"}, 422, "reason"),
    ({"number": ""}, 422, "number"),
    ({"number": "hej"}, 422, "number"),
    ({"number": "19990101T999"}, 404, None),
]


@pytest.mark.parametrize(
    ("told", "status", "field"), WRONG, ids=[str(n) for n in range(len(WRONG))]
)
async def test_what_cannot_be_opened_is_said_and_opens_nothing(house, told, status, field) -> None:
    await night(house)
    answer = await open_(house, **told)
    assert answer.status_code == status, answer.text
    assert GUNBORG not in answer.text
    if field:
        assert answer.json()["fields"][0]["field"] == field
    assert (await get(house, "kommunal-ssk", "/api/review")).json()["persons"] == []


async def test_what_is_blocked_stays_shut_and_who_blocked_is_told(house) -> None:
    await night(house, cloud("block.set", unit=EMERGENCY, scope="outer"))
    [one] = (await open_(house)).json()["persons"]
    assert one["row"] is None
    assert "Akutbesök" not in [fact["what"] for fact in one["facts"]]
    assert len(one["blocked_by"]) == 1


async def test_whoever_objected_is_not_opened(house) -> None:
    await night(house, cloud("svod.objected", on=str(DAY)))
    [one] = (await open_(house)).json()["persons"]
    assert (one["row"], one["facts"]) == (None, [])


async def test_a_protected_person_is_not_found(house) -> None:
    flag = cloud("person.protected_changed", flag="sekretessmarkering", source="befolkning")
    await night(house, flag)
    answer = await open_(house)
    assert answer.status_code == 404
    assert answer.json()["detail"] == (await open_(house, number="19990101T999")).json()["detail"]


async def test_it_is_logged_with_its_reason_beside_it_and_done_once(house) -> None:
    await night(house)
    key = str(uuid4())
    assert (await open_(house, id=key)).status_code == 200
    assert (await open_(house, id=key)).status_code == 200
    [line] = await audited(house, "emergency:person:open")
    assert (line["person"], line["basis"]) == (await person_id(house), "SVOD_EMERGENCY")
    assert line["detail"] is None
    async with house.database.work() as session:
        assert [tuple(row) for row in await session.execute(REASONS)] == [
            (REASON, "emergency:person:open")
        ]
    looks = await audited(house, "review:person:look")
    assert {one["detail"] for one in looks} == {"nödöppning"}
    assert "SVOD_EMERGENCY" in looks[0]["basis"]
