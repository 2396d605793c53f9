"""What lies outside a source's request is refused and kept nowhere; the rest of it goes in."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from app import clock
from tests.houses import CENTRE, EMERGENCY, NEEDS, NOW, cloud, home_from_ed, registered, tell
from tests.intake import count, door, kept, post, stored, told_of
from tests.roles import as_admin, everything

WHO = "19340304T027"
TOWN = "SE0000001490-DEMOHSL"
COUNTED = text("""
SELECT sum(new), sum(known), sum(rejected), sum(refused), sum(dropped) FROM intake
WHERE source = 'cloudevents'
""")


@pytest.fixture
def asked(house):
    """Changes what was asked of the source at the door, as an import of the organisation does."""

    def change(**told: Any) -> None:
        for name, value in told.items():
            setattr(house.organisation.sources["cloudevents"], name, value)

    change(controllers=[], free_text=[])
    return change


async def counted(house) -> dict[str, int]:
    async with house.database.work() as session:
        row = (await session.execute(COUNTED)).one()
    names = ("new", "known", "rejected", "refused", "dropped")
    return {name: n or 0 for name, n in zip(names, row, strict=True)}


@contextmanager
def nothing_of(house, admin_url: str, *secrets: str):
    """No table has any of it, whatever column it might lie in."""
    yield
    with as_admin(admin_url, house.database.url) as admin:
        found = everything(admin)
    for secret in secrets:
        assert secret not in found
        assert secret.encode().hex() not in found


# What was asked, what is told, the field that is named, and what is outside about it.
OUTSIDE: list[tuple[dict[str, Any], dict[str, Any], str, str]] = [
    ({"kinds": ["vc.*"]}, home_from_ed(id="dold-handelse"), "type", "another kind"),
    ({"kinds": ["vc.*"]}, home_from_ed(id="dold-handelse", outcome="hem"), "type",
     "another kind, and a fault in it: it is not kept to be corrected either"),
    ({"kinds": ["vc.*"]}, home_from_ed(id="dold-handelse", at=NOW + timedelta(hours=1)), "type",
     "another kind, from the future"),
    ({"units": [EMERGENCY]}, cloud("vc.visit", id="dold-handelse", unit_hsa_id=CENTRE),
     "data.unit_hsa_id", "another unit"),
    ({}, cloud("vc.visit", id="dold-handelse", controller_hsa_id=TOWN), "data.controller_hsa_id",
     "another's, by name"),
    ({}, cloud("vc.visit", id="dold-handelse", unit_hsa_id=NEEDS), "data.controller_hsa_id",
     "another's, by its unit"),
    ({}, cloud("vc.visit", id="dold-handelse", controller_hsa_id="SE9999999999-FINNSEJ"),
     "data.controller_hsa_id", "nobody's"),
    ({}, cloud("vc.visit", id="dold-handelse", controller_hsa_id=TOWN, at=NOW + timedelta(hours=1)),
     "data.controller_hsa_id", "another's, from the future"),
    ({"kinds": ["person.registered"]}, cloud("person.protected_changed", id="dold-handelse", flag="none"),
     "type", "lowering another's protection"),
    ({}, home_from_ed(id="dold-handelse", at=NOW - timedelta(days=6 * 365)), "time",
     "older than anything that is kept"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("request_", "event", "field", "_comment"), OUTSIDE, ids=[o[3] for o in OUTSIDE]
)
async def test_what_lies_outside_is_403_and_kept_nowhere(
    house, admin_url, asked, request_, event, field, _comment
) -> None:
    asked(**request_)
    with nothing_of(house, admin_url, "dold-handelse", event["data"]["person_id"]["value"]):
        async with door(house) as client:
            with capture_logs() as log:
                answer = await post(client, event)
    assert answer.status_code == 403
    [fault] = answer.json()["fields"]
    assert fault["field"] == field
    assert fault["says"].endswith("inte sparats.")
    for table in ("event", "set_aside", "person", "person_identifier"):
        assert await count(house, table) == 0, table
    assert await counted(house) == {"new": 0, "known": 0, "rejected": 0, "refused": 1, "dropped": 0}
    [line] = [one for one in log if one["event"] == "source.refused"]
    assert line == {"event": "source.refused", "log_level": "warning", "source": "cloudevents",
                    "door": "events", "events": 1}  # fmt: skip


async def test_a_mixed_batch_is_answered_for_each_of_its_events(house, admin_url, asked) -> None:
    asked(kinds=["ed.visit.*", "person.registered"])
    await tell(house, registered(id="p1"))
    sent = [
        home_from_ed(id="a"), cloud("vc.visit", "19340304T028", id="dold-handelse"),
        home_from_ed(id="b", outcome="hem"), home_from_ed(id="a"),
        cloud("vc.visit", "19340304T028", id="ocksa", profession=7),
    ]  # fmt: skip
    with nothing_of(house, admin_url, "dold-handelse", "ocksa", "19340304T028"):
        async with door(house) as client:
            answer = await post(client, sent)
    assert answer.status_code == 200
    told = answer.json()
    assert [one["status"] for one in told] == ["new", "refused", "rejected", "known", "refused"]
    assert [one["id"] for one in told] == [one["id"] for one in sent]
    assert {told[1]["field"], told[4]["field"]} == {"type"}
    assert len(await kept(house)) == 1
    assert await counted(house) == {"new": 2, "known": 1, "rejected": 1, "refused": 2, "dropped": 0}


async def test_a_batch_of_which_all_lies_outside_is_403(house, asked) -> None:
    asked(kinds=["ed.visit.*"])
    async with door(house) as client:
        answer = await post(client, [cloud("vc.visit"), cloud("phone.contact", channel="1177")])
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert "ingen har sparats" in answer.json()["detail"]
    assert (await counted(house))["refused"] == 2
    assert await count(house, "event") == await count(house, "set_aside") == 0


@pytest.mark.parametrize(
    ("from_", "to", "says"),
    [
        (None, date(2026, 11, 19), "Begäran till källan gick ut 2026-11-19."),
        (date(2026, 11, 21), None, "Begäran till källan gäller först från 2026-11-21."),
    ],
    ids=["it has ended", "it has not begun"],
)
async def test_outside_its_time_a_source_is_403_and_nothing_is_read(
    house, asked, from_, to, says
) -> None:
    asked(valid_from=from_, valid_to=to)
    async with door(house) as client:
        with capture_logs() as log:
            for whole in (home_from_ed(), [home_from_ed(), {}], b"{", []):
                answer = await post(client, whole)
                assert answer.status_code == 403
                assert answer.json()["detail"].startswith(says)
    assert {one["event"] for one in log} == {"source.closed"}
    for table in ("event", "set_aside", "person", "intake"):
        assert await count(house, table) == 0, table
    assert {
        a.status for a in (await tell(house, home_from_ed(), {**home_from_ed(), "time": 7})).answers
    } == {"refused"}, "by any other door too"
    assert await count(house, "event") == await count(house, "set_aside") == 0


async def test_the_last_day_of_a_request_ends_at_swedish_midnight(house, asked) -> None:
    asked(valid_to=date(2026, 11, 20))
    async with door(house) as client:
        clock.set_shift(NOW.replace(hour=22, minute=58))
        assert (await post(client, home_from_ed())).status_code == 201
        clock.set_shift(NOW.replace(hour=23, minute=0))
        assert (await post(client, home_from_ed())).status_code == 403


# How far ahead of us it happened, by which field, and what becomes of it.
AHEAD = [
    ("time", timedelta(minutes=4, seconds=50), 201, "a clock that is a little fast"),
    ("time", timedelta(minutes=5, seconds=30), 422, "a clock that is wrong"),
    ("recorded_at", timedelta(minutes=4, seconds=50), 201, "written down by the same clock"),
    ("recorded_at", timedelta(minutes=5, seconds=30), 422, "written down in the future"),
    ("closed_at", timedelta(minutes=4, seconds=50), 201, "home in a moment"),
    ("closed_at", timedelta(hours=5), 422, "home tonight"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "ahead", "status", "_comment"), AHEAD, ids=[a[3] for a in AHEAD])
async def test_a_clock_may_be_five_minutes_fast(house, field, ahead, status, _comment) -> None:
    event = home_from_ed()
    when = (clock.now() + ahead).isoformat()
    (event if field == "time" else event["data"])[field] = when
    async with door(house) as client:
        answer = await post(client, event)
    assert answer.status_code == status
    if status == 422:
        assert answer.json()["fields"][0]["says"].startswith("Tiden ligger i framtiden.")
        assert len(await kept(house)) == 1


async def test_own_words_and_fields_that_nobody_asked_for_are_dropped_and_counted(
    house, admin_url, asked
) -> None:
    asked(fields=["person.registered.*", "ed.visit.registered.arrival_mode"])
    visit = cloud("ed.visit.registered", arrival_mode="ambulance", triage="rosa",
                  chief_complaint="Ramlade hos grannen", street="Storgatan 1")  # fmt: skip
    with nothing_of(house, admin_url, "Ramlade", "rosa", "Storgatan"):
        async with door(house) as client:
            assert (await post(client, [registered(), visit])).json()[1]["status"] == "new"
    [body] = [row["body"] for row in await told_of(house, WHO) if row["kind"].startswith("ed.")]
    assert body["arrival_mode"] == "ambulance"
    assert (body["chief_complaint"], body["triage"]) == (None, None)
    assert (await counted(house))["dropped"] == 2, "a field that no kind has is none"


async def test_own_words_that_were_asked_for_are_kept(house, asked) -> None:
    asked(free_text=["ed.visit.registered.chief_complaint"])
    await tell(house, cloud("ed.visit.registered", chief_complaint="Ramlade hos grannen"))
    [row] = await told_of(house, WHO)
    assert row["body"]["chief_complaint"] == "Ramlade hos grannen"


async def test_another_source_cannot_lower_what_the_register_has_told(house, asked) -> None:
    register = cloud("person.protected_changed", source="befolkning", flag="sekretessmarkering",
                     at=NOW - timedelta(days=3))  # fmt: skip
    await tell(house, registered(source="befolkning"), register)
    asked(kinds=["person.registered", "person.updated"])
    lowered = [
        registered(at=NOW, protected="none"),
        cloud("person.protected_changed", flag="none"),
        cloud("person.registered", cancels=register["id"]),
        registered(at=NOW, protected="none", revises=register["id"]),
    ]
    taken = await tell(house, *lowered)
    assert [one.status for one in taken.answers] == ["new", "refused", "new", "new"]
    person, _ = await stored(house, WHO)
    assert person.protected == "sekretessmarkering"
    await tell(house, cloud("person.protected_changed", source="befolkning", flag="none"))
    person, _ = await stored(house, WHO)
    assert person.protected == "none", "the register itself can"


async def test_the_organisation_s_own_sources_may_tell_what_is_expected_of_them(house) -> None:
    """The region's emergency department is no register, and the register no emergency department."""
    for source, event, status in (
        ("elvis", home_from_ed(), "new"),
        ("elvis", registered(), "refused"),
        ("befolkning", registered(), "new"),
        ("befolkning", home_from_ed(), "refused"),
        ("omsorg", cloud("alarm.triggered", kind="fall", unit_hsa_id=CENTRE), "refused"),
    ):
        [answer] = (await tell(house, {**event, "source": source})).answers
        assert answer.status == status, (source, event["type"])
