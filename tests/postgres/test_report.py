"""The form: what staff tell by hand takes the line of every event, under their own controller."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.access.subject import subject_of
from tests.doors import signed_in
from tests.houses import CENTRE, NOW, consent, home_from_ed, registered, tell
from tests.intake import count, stored

WHO = "19340304T027"
FALL = {"kind": "fall", "severity": "now"}


def report(kind: str, fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "kind": kind, "fields": fields, "number": WHO, **more}


async def send(house, told: dict[str, Any], staff: str = "aldre-ssk"):
    async with signed_in(house, staff) as client:
        return await client.post("/api/reports", json=told)


# Who tells what, with which fields, and how it is answered.
REPORTS = [
    ("aldre-ssk", "cfs.assessed", {"score": 6, "assessed_on": "2026-11-20"}, 201, "her own work"),
    ("aldre-ssk", "phone.contact", {"channel": "aldretelefon", "result": "reached"}, 201, "a call"),
    ("aldre-ssk", "samsa.pud_changed", {"sent_at": NOW.isoformat(), "new": "2026-11-21T10:00:00+01:00"}, 201, "SAMSA"),
    ("aldre-ssk", "consent.given", {"purpose": "sammanhallen", "start": NOW.isoformat()}, 201, "asked"),
    ("aldre-ssk", "consent.voided", {"purpose": "sip"}, 201, "registered by mistake"),
    ("kommunal-ssk", "svod.objected", {"on": "2026-11-20"}, 201, "she was the one to be told"),
    ("bistandshandlaggare", "svod.objection_lifted", {"on": "2026-11-20"}, 201, "and so was she"),
    ("hemtjanstplanerare", "consent.voided", {"purpose": "sip"}, 403, "registers no consents"),
    ("aldre-ssk", "capacity.assessed", {"by": "jag"}, 403, "a doctor's, in the record"),
    ("aldre-ssk", "medical_plan.recorded", {"on": "2026-11-20", "items": ["amp"]}, 201, "licensed staff"),
    ("kommunal-ssk", "medical_plan.recorded", {"on": "2026-11-20"}, 201, "that there is one, and no more"),
    ("aldre-ssk", "medical_plan.recorded", {"on": "2026-11-20", "items": ["Trachvård"]}, 422, "the form's own words"),
    ("aldre-ssk", "medical_plan.recorded", {"on": "2026-11-20", "items": "amp"}, 422, "a list"),
    ("aldre-ssk", "medical_plan.recorded", {"on": "2026-11-20", "items": [["amp"]]}, 422, "of words"),
    ("hemtjanstplanerare", "medical_plan.recorded", {"on": "2026-11-20"}, 403, "not hers"),
    ("bistandshandlaggare", "medical_plan.recorded", {"on": "2026-11-20"}, 403, "nor hers"),
    ("aldre-ssk", "checklist.point_set", {"point": "Hembesök", "state": "done"}, 201, "a point of the way home"),
    ("bistandshandlaggare", "checklist.point_set", {"point": "Social kontakt", "state": "not_needed", "reason": "Bor med sin syster"}, 201, "and why it is not needed"),
    ("kommunal-ssk", "checklist.point_set", {"point": "Syn", "state": "not_needed", "reason": " "}, 422, "why is it not?"),
    ("kommunal-ssk", "checklist.point_set", {"point": "Nyckel", "state": "done"}, 422, "no usual point"),
    ("kommunal-ssk", "checklist.point_set", {"point": "Syn", "state": "klar"}, 422, "no such state"),
    ("hemtjanstplanerare", "checklist.point_set", {"point": "Hembesök", "state": "done"}, 403, "four taps"),
    ("aldre-ssk", "sip.created", {"valid_from": "2026-11-20"}, 201, "a plan"),
    ("hemtjanstplanerare", "hemtjanst.deviation", FALL, 201, "what the night staff saw"),
    ("hemtjanstplanerare", "cfs.assessed", {"score": 6, "assessed_on": "2026-11-20"}, 403, "not hers"),
    ("bistandshandlaggare", "sip.held", {"held_at": NOW.isoformat()}, 201, "a meeting"),
    ("aldre-ssk", "person.important", {"text": "Vill bo hemma"}, 201, "the person's own words"),
    ("bistandshandlaggare", "person.important", {"text": ""}, 201, "taken back"),
    ("aldre-ssk", "person.important", {"text": "x" * 200}, 201, "as long as it may be"),
    ("aldre-ssk", "person.important", {"text": "x" * 201}, 422, "a line and no more"),
    ("hemtjanstplanerare", "person.important", {"text": "Vill bo hemma"}, 403, "one thing, in four taps"),
    ("chef", "phone.contact", {"channel": "vc"}, 403, "sees no persons"),
    ("systemforvaltare", "phone.contact", {"channel": "vc"}, 403, "no patient data"),
    ("aldre-ssk", "huddle.decided", {"rule": "x", "episode": "y", "decision": "done"}, 403, "the room's"),
    ("aldre-ssk", "cfs.assessed", {"score": 10, "assessed_on": "2026-11-20"}, 422, "no such score"),
    ("aldre-ssk", "cfs.assessed", {"score": 5, "assessed_on": "2026-11-21"}, 422, "tomorrow"),
    ("aldre-ssk", "consent.ended", {"purpose": "sip", "cancels": "x"}, 422, "nothing is taken back by hand"),
    ("aldre-ssk", "phone.contact", {"channel": "vc", "sensitivity": "D7"}, 422, "nor marked"),
]  # fmt: skip


@pytest.mark.parametrize(("staff", "kind", "fields", "status", "why"), REPORTS)
async def test_each_role_tells_what_its_own_work_comes_upon(
    house, staff: str, kind: str, fields: dict[str, Any], status: int, why: str
) -> None:
    await tell(house, registered(WHO))
    before = await count(house, "event")
    answer = await send(house, report(kind, fields), staff)
    assert answer.status_code == status, (why, answer.text)
    assert await count(house, "event") - before == (status == 201)


async def test_a_fault_is_told_by_its_field_and_what_was_written_is_not_kept_elsewhere(
    house,
) -> None:
    answer = await send(
        house, report("cfs.assessed", {"score": "sju", "assessed_on": "2026-11-20"})
    )
    assert [one["field"] for one in answer.json()["fields"]] == ["score"]
    answer = await send(house, report("phone.contact", {"channel": "vc"}, number="12345"))
    assert [one["field"] for one in answer.json()["fields"]] == ["number"]
    assert await count(house, "set_aside") == 0


async def test_the_same_report_twice_is_one(house) -> None:
    told = report("hemtjanst.deviation", FALL)
    assert (await send(house, told, "hemtjanstplanerare")).json()["new"] is True
    again = await send(house, told, "hemtjanstplanerare")
    assert (again.status_code, again.json()["new"]) == (200, False)


async def test_who_is_not_known_here_is_answered_like_everybody_else(house) -> None:
    await tell(house, registered(WHO))
    known = await send(house, report("hemtjanst.deviation", FALL), "hemtjanstplanerare")
    unknown = await send(
        house, report("hemtjanst.deviation", FALL, number="19310101T011"), "hemtjanstplanerare"
    )
    assert known.status_code == unknown.status_code == 201
    assert set(known.json()) == set(unknown.json())


async def test_it_speaks_for_the_reporter_s_controller_and_is_logged(house) -> None:
    await tell(house, registered(WHO))
    await send(house, report("hemtjanst.deviation", FALL), "hemtjanstplanerare")
    async with house.database.work() as session:
        told = text("SELECT controller, unit, source FROM event WHERE kind = 'hemtjanst.deviation'")
        assert (await session.execute(told)).one() == (
            "SE0000001490-DEMOOMS", "SE0000001490-DEMOHT1", "formular")  # fmt: skip
        log = text("SELECT act, detail FROM audit WHERE act LIKE 'report:%'")
        assert (await session.execute(log)).all() == [
            ("report:person:write", "hemtjanst.deviation")
        ]


async def test_whoever_was_told_of_sammanhallen_and_said_yes_has_opened_something(house) -> None:
    """L913 2:2: without having been told, the same yes opens nothing."""
    await tell(house, registered(WHO))
    fields = {"purpose": "sammanhallen", "start": NOW.isoformat(), "ground": "menprovning"}
    told = report("consent.given", fields)
    assert (await send(house, told)).status_code == 201
    person, _ = await stored(house, WHO)
    assert person.svod is None
    told = report("consent.given", fields, informed=True)
    for status, new in ((201, True), (200, False)):
        answer = await send(house, told)
        assert (answer.status_code, answer.json()["new"]) == (status, new)
    person, _ = await stored(house, WHO)
    assert person.svod is not None
    assert subject_of(person, NOW).informed
    assert [(one.state, one.ground) for one in person.consents] == [("given", "samtycke")] * 2
    assert person.consents[-1].key == told["id"], "an assertion of its own"
    assert await count(house, "event") == 4, "who it is, two yes, and that the person was told"


async def test_a_consent_says_who_registered_it_whatever_the_page_says(house) -> None:
    await tell(house, registered(WHO))
    fields = {"purpose": "sip", "start": NOW.isoformat(), "by": "Någon Annan"}
    await send(house, report("consent.given", fields))
    async with house.database.work() as session:
        found = text("SELECT body ->> 'by' FROM event WHERE kind = 'consent.given'")
        assert (await session.execute(found)).scalar_one() == "Karin Vallmo"


async def test_a_plan_says_who_wrote_it_whatever_the_page_says(house) -> None:
    await tell(house, registered(WHO))
    fields = {"on": "2026-11-20", "items": ["amp"], "author": "Någon Annan"}
    await send(house, report("medical_plan.recorded", fields))
    person, _ = await stored(house, WHO)
    [plan] = person.checks
    assert (plan.what, plan.items, plan.by) == ("medical_plan", ("amp",), "Karin Vallmo")


async def test_a_row_of_the_board_may_stand_for_the_number(house) -> None:
    from app.huddle.prepare import prepare

    await tell(house, registered(WHO), consent(WHO), home_from_ed(WHO))
    built = await prepare(house, CENTRE, NOW)
    [row] = built.board.rows
    place = {"centre": CENTRE, "day": "2026-11-20", "id": row.id}
    told = report("cfs.assessed", {"score": 6, "assessed_on": "2026-11-20"}, row=place, number=None)
    assert (await send(house, told)).status_code == 201
    person, _ = await stored(house, WHO)
    assert [score.score for score in person.frailty] == [6]
    told = report("cfs.assessed", {"score": 6, "assessed_on": "2026-11-20"}, number=None,
                  row={**place, "id": "0" * 32})  # fmt: skip
    assert (await send(house, told)).status_code == 404
