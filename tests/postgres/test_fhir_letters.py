"""What was kept of FHIR is read again as it came, or with a field corrected, and then goes in."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from tests.fhir import bundle, code, patient, send, visit
from tests.houses import NOW
from tests.intake import count, door, stored

WHO = "19340304T027"
AHEAD = NOW + timedelta(hours=2)


async def test_a_letter_is_sent_again_when_its_time_has_come(house) -> None:
    from app.events import letters

    told = bundle("transaction", patient(), visit(ended=AHEAD))
    async with door(house) as client:
        assert (await send(client, told)).status_code == 422
    assert (await letters.replay(house, None, "prov", NOW)).still_open == 1
    later = await letters.replay(house, None, "prov", NOW + timedelta(hours=3))
    assert (later.went_in, later.still_open) == (1, 0)
    assert (await stored(house, WHO))[0].ed_visits[0].closed_at == AHEAD
    again = await letters.replay(house, None, "prov", NOW + timedelta(hours=3))
    assert (again.went_in, await count(house, "event")) == (0, 3)


async def test_a_letter_is_corrected_in_the_field_that_was_at_fault(house) -> None:
    from app.events import letters

    who = {"reference": "urn:uuid:00000000-0000-4000-8000-000000000000"}
    wrong = bundle("collection", patient(), {**visit(ended=AHEAD), "subject": who})
    async with door(house) as client:
        await send(client, wrong)
        await send(client, {**visit(id="ensam"), "status": "fel"})
    async with house.database.work() as session:
        bundled, alone = sorted(await letters.listed(session, None, "open"), key=lambda one: one.id)
    assert bundled.field == "Bundle.entry[0].resource.period.end"
    assert alone.field == "Encounter.status"
    for letter, value in ((bundled, NOW.isoformat()), (alone, "in-progress")):
        corrected = (letter.field, value)
        done = await letters.send_again(house, letter.id, "prov", NOW, corrected)
        assert done.went_in == 1, done.reason
    person, _ = await stored(house, WHO)
    assert sorted(one.closed_at is None for one in person.ed_visits) == [False, True]


async def test_a_letter_replayed_late_does_not_undo_what_has_been_told_since(house) -> None:
    from app.events import letters

    left = {"hospitalization": {"dischargeDisposition": code("home")}}
    wrong = visit(ended=AHEAD, written=NOW - timedelta(hours=3), **left)
    right = visit(left="oth", written=NOW - timedelta(hours=2))
    async with door(house) as client:
        assert (await send(client, wrong)).status_code == 422
        assert (await send(client, right)).status_code == 201
    await letters.replay(house, None, "prov", NOW + timedelta(hours=3))
    [seen] = (await stored(house, WHO))[0].ed_visits
    assert (seen.outcome, seen.closed_at) == ("other", NOW - timedelta(hours=4))


async def test_what_a_source_may_not_tell_is_not_kept_even_where_it_cannot_be_read(house) -> None:
    source = house.organisation.sources["cloudevents"]
    source.kinds = ["person.*"]
    try:
        async with door(house) as client:
            told = {**visit(), "status": ["fel"]}
            assert (await send(client, told)).status_code == 403
            whole = bundle("transaction", patient(), told)
            assert (await send(client, whole)).status_code == 403
    finally:
        source.kinds = []
    assert await count(house, "set_aside") == await count(house, "event") == 0


async def test_a_source_is_heard_of_whatever_it_sends_and_all_of_it_is_counted(house) -> None:
    heard = text("SELECT last_heard FROM source WHERE id = 'cloudevents'")
    counts = text("SELECT sum(new), sum(known), sum(rejected), sum(not_used), sum(refused)"
                  " FROM intake WHERE door = 'fhir'")  # fmt: skip
    unused, late = visit("planned"), visit(left="oth", written=NOW - timedelta(hours=5))
    old = visit("arrived", id="gammal", began=NOW - timedelta(days=9000))
    sent = [unused, b"skr\xc3\xa4p", visit(written=NOW - timedelta(hours=1)), late, old,
            visit("fel", id="annan"), {"resourceType": "Basic"}]  # fmt: skip
    async with door(house) as client:
        for told in sent:
            async with house.database.work() as session:
                await session.execute(text("UPDATE source SET last_heard = NULL"))
            house.organisation.sources["cloudevents"].last_heard = None
            await send(client, told)
            async with house.database.work() as session:
                assert (await session.execute(heard)).scalar_one() is not None, told
    async with house.database.work() as session:
        new, known, rejected, not_used, refused = (await session.execute(counts)).one()
    # The visit is two events; of what came late the beginning is known, and the end is only late.
    assert (new, known, rejected, not_used, refused) == (2, 1, 2, 2, 1)
