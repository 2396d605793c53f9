"""Filling in: how a visit or a discharge ended, told from the row that could not say it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.huddle.prepare import prepare
from tests.doors import DAY, GUNBORG, WARD, a_board, discharged, row_ids, signed_in
from tests.houses import CENTRE, NOW, cloud, home_from_ed, registered, tell

PRIVATE = "SE0000009002-DEMO"


async def fill(
    house, row: str, kind: str, staff: str = "aldre-ssk", id_: str | None = None, **fields: Any
) -> Any:
    told = {
        "id": id_ or str(uuid4()), "kind": kind, "fields": fields,
        "row": {"centre": CENTRE, "day": str(DAY), "id": row},
    }  # fmt: skip
    async with signed_in(house, staff) as client:
        return await client.post("/api/reports", json=told)


async def reasons(house) -> dict[str, tuple[str, str | None]]:
    """What stands on the board after it, by rule: the answer and what is not known."""
    built = await prepare(house, CENTRE, NOW + timedelta(minutes=1))
    assert built is not None
    return {
        one.rule: (one.answer.value, one.unsure)
        for row in built.board.rows
        if not row.withdrawn
        for one in row.content.reasons
    }


async def unclear(house, *events: dict[str, Any]) -> str:
    huddle = await a_board(house, registered(), *events, start=False)
    [row] = await row_ids(house, huddle.id)
    return row


ENDS = [
    ("home", "ja", "home: taken up"),
    ("left", "ja", "left without waiting: taken up"),
    ("admitted", None, "admitted: nothing to call about"),
]


@pytest.mark.parametrize(("outcome", "answer", "_why"), ENDS, ids=[one[2] for one in ENDS])
async def test_how_a_visit_ended_is_filled_in_and_settles_what_was_unclear(
    house, outcome: str, answer: str | None, _why: str
) -> None:
    row = await unclear(house, home_from_ed(outcome="unknown"))
    assert (await reasons(house))["akut-ej-inlagd"][0] == "oklart"
    answered = await fill(house, row, "ed.visit.closed", outcome=outcome)
    assert answered.status_code == 201, answered.text
    found = (await reasons(house)).get("akut-ej-inlagd")
    assert (found[0] if found else None) == answer


async def test_it_is_the_same_visit_and_no_other(house) -> None:
    """Two visits in a week would be red."""
    row = await unclear(house, home_from_ed(outcome="unknown"))
    await fill(house, row, "ed.visit.closed", outcome="home")
    built = await prepare(house, CENTRE, NOW + timedelta(minutes=1))
    assert built is not None
    [one] = [row for row in built.board.rows if not row.withdrawn]
    assert one.urgency == "gul"


async def test_where_somebody_was_discharged_to_is_filled_in(house) -> None:
    left = discharged(at=NOW - timedelta(hours=20))
    left["data"]["disposition"] = "unknown"
    row = await unclear(house, left)
    assert (await reasons(house))["hemgang-72"][0] == "oklart"
    assert (await fill(house, row, "inpatient.discharged", disposition="home")).status_code == 201
    assert (await reasons(house))["hemgang-72"][0] == "ja"


async def test_what_is_known_or_may_not_be_known_is_not_there_to_be_filled_in(house) -> None:
    known = home_from_ed()
    held = cloud("inpatient.discharged", GUNBORG, NOW - timedelta(hours=9), disposition="unknown",
                 discharged_at=(NOW - timedelta(hours=9)).isoformat(), unit_hsa_id=WARD,
                 controller_hsa_id=PRIVATE)  # fmt: skip
    row = await unclear(house, known, held)
    for kind, field in (("ed.visit.closed", "outcome"), ("inpatient.discharged", "disposition")):
        answer = await fill(house, row, kind, **{field: "home"})
        assert answer.status_code == 404
        assert answer.json()["detail"].startswith("Det finns inget på tavlan att fylla i")


@pytest.mark.parametrize("staff", ["kommunal-ssk", "hemtjanstplanerare", "bistandshandlaggare"])
async def test_nobody_else_tells_how_a_visit_ended(house, staff: str) -> None:
    row = await unclear(house, home_from_ed(outcome="unknown"))
    answer = await fill(house, row, "ed.visit.closed", staff, outcome="home")
    assert answer.status_code in (403, 404)
    assert (await reasons(house))["akut-ej-inlagd"][0] == "oklart"


async def test_without_a_row_there_is_nothing_to_fill_in(house) -> None:
    await tell(house, registered(), home_from_ed(outcome="unknown"))
    told = {
        "id": str(uuid4()),
        "kind": "ed.visit.closed",
        "fields": {"outcome": "home"},
        "number": GUNBORG,
    }
    async with signed_in(house, "aldre-ssk") as client:
        answer = await client.post("/api/reports", json=told)
    assert answer.status_code == 404


async def test_the_same_twice_is_one_though_nothing_is_lacking_by_then(house) -> None:
    row = await unclear(house, home_from_ed(outcome="unknown"))
    key = str(uuid4())
    told = [await fill(house, row, "ed.visit.closed", id_=key, outcome="home") for _ in range(2)]
    assert [one.status_code for one in told] == [201, 200]
