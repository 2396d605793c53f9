"""The feeds as whoever looks after them sees them: heard of, late, closed, and what came of it all."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from app import clock
from app.events import aside, feeds
from app.huddle import reconcile
from app.huddle.prepare import prepare
from tests.doors import get, signed_in
from tests.houses import CENTRE, NOW, cloud, home_from_ed, registered, tell
from tests.intake import door, post

WHO, OTHER, THIRD, FOURTH = "19340304T027", "19350505T055", "19360606T066", "19370707T077"


@pytest.fixture(autouse=True)
def at_the_time():
    clock.set_shift(NOW)
    yield
    clock.unshift()


async def feed(house, name: str, staff: str = "aldre-ssk") -> dict[str, Any]:
    async with signed_in(house, staff) as client:
        answer = await client.get("/api/feeds")
    assert answer.status_code == 200, answer.text
    return next(one for one in answer.json()["feeds"] if one["id"] == name)


async def test_what_a_source_sent_today_is_counted_by_what_became_of_it(house) -> None:
    event = registered(WHO, source="elvis")
    home = home_from_ed(WHO) | {"source": "elvis"}
    await tell(house, home, {**home, "id": "e2", "time": "när?"}, event)
    told = await feed(house, "elvis")
    assert (told["new"], told["rejected"], told["refused"]) == (1, 1, 1), (
        "it may not tell of persons"
    )
    assert told["letters"] == 1
    assert told["state"] == "fresh"
    await tell(house, home | {"id": "e3"}, now=NOW + timedelta(days=2))
    async with house.database.work() as session:
        await feeds.roll_up(session, NOW + timedelta(days=2))
        await feeds.roll_up(session, NOW + timedelta(days=2))
    assert (await feed(house, "elvis"))["new"] == 1, (
        "a day that is over is one row, and counts the same"
    )


async def test_who_neither_convenes_nor_looks_after_the_feeds_does_not_see_them(house) -> None:
    for staff in ("hemtjanstplanerare", "bistandshandlaggare", "kommunal-ssk", "chef"):
        async with signed_in(house, staff) as client:
            assert (await client.get("/api/feeds")).status_code == 403, staff
    async with signed_in(house, None) as client:
        assert (await client.get("/api/feeds")).status_code == 401


async def test_a_heartbeat_is_hearing_of_a_source_that_has_nothing_to_tell(house) -> None:
    async with door(house) as client:
        answer = await client.post("/api/heartbeat")
    assert (answer.status_code, answer.json()["source"]) == (200, "cloudevents")
    assert (await feed(house, "cloudevents"))["last_heard"] is not None
    async with door(house, token=None) as client:
        assert (await client.post("/api/heartbeat")).status_code == 401


async def test_a_request_that_has_expired_closes_the_feed_and_says_so(house) -> None:
    house.organisation.sources["cloudevents"].valid_to = date(2026, 11, 19)
    async with house.database.work() as session:
        await session.merge(house.organisation.sources["cloudevents"])
    async with door(house) as client:
        answer = await post(client, cloud("vc.visit", WHO))
        assert answer.status_code == 403
        assert "gick ut 2026-11-19" in answer.json()["detail"]
        assert (await client.post("/api/heartbeat")).status_code == 403
    assert (await feed(house, "cloudevents"))["state"] == "closed"


async def test_the_gauges_tell_of_sources_and_of_nobody_else(house) -> None:
    await tell(house, registered(WHO, source="befolkning"), home_from_ed(WHO) | {"source": "elvis"})
    async with signed_in(house, None) as client:
        told = (await client.get("/metrics")).text
    assert 'kvarten_source_late{source="elvis"} 0.0' in told
    assert 'kvarten_events_total{door="events",outcome="new",source="elvis"} 1.0' in told
    assert WHO not in told


async def test_what_was_kept_is_let_go_after_ninety_days(house) -> None:
    await tell(house, {**home_from_ed(WHO), "time": "när?"})
    async with house.database.work() as session:
        assert await aside.let_go(session, NOW + timedelta(days=90)) == 0
        assert await aside.let_go(session, NOW + timedelta(days=90, seconds=1)) == 1


async def test_so_few_persons_apart_are_told_with_the_rest_however_much_came_in_of_each(
    house,
) -> None:
    """Seven events of one person with skyddade personuppgifter are one person, and no number."""
    await tell(house, registered(WHO), registered(THIRD), now=NOW - timedelta(days=3))
    await tell(
        house,
        home_from_ed(WHO),
        cloud("person.protected_changed", THIRD, flag="sekretessmarkering", source="befolkning"),
        *(home_from_ed(THIRD, at=NOW - timedelta(hours=n)) for n in range(1, 7)),
    )
    await prepare(house, CENTRE, NOW)
    found = await reconcile.reconcile(house, CENTRE, NOW + timedelta(minutes=1))
    assert (found.apart, found.protected) == (7, 1)
    shown = reconcile.told_apart(found)
    assert (shown.apart, dict(shown.reasons)) == (0, {"ingen regel tog upp det": 7})
    shown.check()


async def test_every_event_of_the_morning_is_accounted_for_once(house) -> None:
    """Two listed, one not, one held, one apart, one rejected: the sum is what came in."""
    await tell(
        house,
        *(registered(who) for who in (WHO, OTHER, THIRD, FOURTH)),
        now=NOW - timedelta(days=3),
    )
    await tell(
        house,
        home_from_ed(WHO),
        cloud("vc.visit", OTHER, type="mottagning"),
        cloud("person.protected_changed", THIRD, flag="sekretessmarkering", source="befolkning"),
        home_from_ed(THIRD),
        {**home_from_ed(FOURTH), "time": "när?"},
        now=NOW,
    )
    await prepare(house, CENTRE, NOW)
    found = await reconcile.keep(house, CENTRE, NOW + timedelta(minutes=1))
    found.check()
    assert (found.received, found.history) == (5, 0)
    assert (found.listed, found.apart, found.rejected) == (1, 2, 1)
    assert dict(found.reasons) == {"ingen regel tog upp det": 1}
    shown = reconcile.told_apart(found)
    assert (shown.apart, dict(shown.reasons)) == (0, {"ingen regel tog upp det": 3})
    shown.check()


@pytest.mark.parametrize("late", [WHO, OTHER])
async def test_the_order_of_the_reasons_tells_nothing_of_what_came_first(house, late: str) -> None:
    early = OTHER if late == WHO else WHO
    await tell(house, registered(early), registered(late))
    refused, seen = ("consent.refused", {"purpose": "sip"}), ("vc.visit", {"type": "mottagning"})
    for who, (kind, body) in ((early, refused), (late, seen), (late, refused), (early, seen)):
        await tell(house, cloud(kind, who, **body))
    await prepare(house, CENTRE, NOW)
    [told] = (await get(house, "aldre-ssk", "/api/feeds")).json()["reconciliations"]
    assert list(told["reasons"].items()) == [("ingen regel tog upp det", 2), ("registeruppgift", 2)]


async def test_what_waits_for_consent_is_counted_as_held(house) -> None:
    await tell(house, registered(WHO), now=NOW - timedelta(days=3))
    await tell(house, cloud("hemtjanst.deviation", WHO, kind="fall", source="omsorg",
                            unit_hsa_id="SE0000001490-DEMOHT1"), now=NOW)  # fmt: skip
    found = await reconcile.reconcile(house, CENTRE, NOW + timedelta(minutes=1))
    assert (found.received, found.held) == (1, 1)


async def test_the_day_s_sum_is_kept_and_counted_anew_each_time(house) -> None:
    await tell(house, registered(WHO), home_from_ed(WHO))
    await reconcile.keep(house, CENTRE, NOW + timedelta(minutes=1))
    await reconcile.keep(house, CENTRE, NOW + timedelta(minutes=2))
    async with house.database.work() as session:
        rows = (
            await session.execute(
                reconcile.text("SELECT received, history, reasons FROM reconciliation")
            )
        ).all()
    assert rows == [(1, 1, {"på väg till tavlan": 1})]
