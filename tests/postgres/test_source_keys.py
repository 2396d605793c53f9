"""A source proves who it is by a token or a certificate; both can be changed without a gap."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from app import clock
from app.events import keys
from app.events.door import REMEMBERED
from tests.houses import home_from_ed, registered
from tests.intake import TOKEN, count, door, post
from tests.roles import as_admin, everything

OTHER = "en-annan-token"
HOUR = timedelta(hours=1)


@pytest.fixture
def seconds(monkeypatch):
    """Lets the seconds of the door's own clock pass."""
    passed = [clock.monotonic()]
    monkeypatch.setattr("app.clock.monotonic", lambda: passed[0])

    def go(more: float) -> None:
        passed[0] += more

    return go


async def give(house, token: str, source: str = "cloudevents") -> bool:
    async with house.database.work() as session:
        return await keys.give_token(session, source, token, clock.real_now())


async def rotate(house, token: str, until, source: str = "cloudevents") -> None:
    async with house.database.work() as session:
        await keys.rotate_token(session, source, token, until)


async def knock(client, token: str) -> int:
    """What a token is answered: 200 for a batch of nothing."""
    client.headers["authorization"] = f"Bearer {token}"
    return (await post(client, [])).status_code


async def test_a_token_is_stored_only_as_its_hash(house, admin_url) -> None:
    async with door(house):
        pass
    with as_admin(admin_url, house.database.url) as admin:
        lies = everything(admin)
    assert TOKEN not in lies
    assert TOKEN.encode().hex() not in lies
    assert hashlib.sha256(TOKEN.encode()).hexdigest() in lies


async def test_two_tokens_hold_at_once_until_the_old_one_has_run_out(house, seconds) -> None:
    async with door(house) as client:
        assert await give(house, OTHER)
        assert [await knock(client, one) for one in (TOKEN, OTHER)] == [200, 200]
        await rotate(house, OTHER, clock.real_now() + HOUR)
        seconds(60)
        assert [await knock(client, one) for one in (TOKEN, OTHER)] == [200, 200], "the overlap"
        await rotate(house, OTHER, clock.real_now() - HOUR)
        seconds(60)
        assert [await knock(client, one) for one in (TOKEN, OTHER)] == [401, 200]


async def test_a_token_runs_out_at_its_hour_by_the_wall_and_not_by_the_demo_s_clock(
    house, seconds, monkeypatch
) -> None:
    end = clock.real_now() + HOUR
    async with door(house) as client:
        await give(house, OTHER)
        await rotate(house, OTHER, end)
        clock.shift_by(timedelta(days=9000))
        assert await knock(client, TOKEN) == 403, "known, and outside the source's time"
        clock.shift_by(timedelta(0))
        monkeypatch.setattr("app.clock.real_now", lambda: end - timedelta(seconds=1))
        seconds(60)
        assert await knock(client, TOKEN) == 200
        monkeypatch.setattr("app.clock.real_now", lambda: end)
        seconds(60)
        assert await knock(client, TOKEN) == 401


async def test_a_token_taken_back_opens_for_five_seconds_at_most(house, seconds) -> None:
    assert REMEMBERED <= 5
    async with door(house) as client:
        assert await knock(client, TOKEN) == 200
        async with house.database.work() as session:
            await session.execute(text("DELETE FROM source_key"))
        seconds(REMEMBERED - 0.1)
        assert await knock(client, TOKEN) == 200, "remembered"
        seconds(0.2)
        assert await knock(client, TOKEN) == 401
        await give(house, TOKEN)
        assert await knock(client, TOKEN) == 200, "one that is refused is asked of each time"


async def test_using_a_token_does_not_lengthen_its_life(house, seconds) -> None:
    async with door(house) as client:
        await knock(client, TOKEN)
        async with house.database.work() as session:
            await session.execute(text("DELETE FROM source_key"))
        answers = []
        for _ in range(12):
            seconds(0.5)
            answers.append(await knock(client, TOKEN))
    assert answers == [200] * 9 + [401] * 3


async def test_changing_one_source_s_token_leaves_another_s_alone(house, seconds) -> None:
    async with door(house) as client:
        await give(house, OTHER, "elvis")
        await give(house, "elvis-ny", "elvis")
        await rotate(house, "elvis-ny", clock.real_now(), "elvis")
        seconds(60)
        assert await knock(client, TOKEN) == 200
        assert await knock(client, "elvis-ny") == 200
        assert await knock(client, OTHER) == 401


async def test_a_token_is_one_source_s_and_no_other_can_be_given_it(house) -> None:
    async with door(house) as client:
        assert not await give(house, TOKEN, "elvis")
        assert await give(house, TOKEN), "its own may be given it again"
        assert (await post(client, registered())).status_code == 201, (
            "elvis may tell of no register"
        )


async def test_a_shorter_life_is_not_lengthened_by_a_later_change(house, seconds) -> None:
    async with door(house) as client:
        await give(house, OTHER)
        await rotate(house, OTHER, clock.real_now() - HOUR)
        await rotate(house, OTHER, clock.real_now() + HOUR)
        seconds(60)
        assert await knock(client, TOKEN) == 401


async def test_a_token_of_a_source_taken_out_of_use_opens_nothing(house) -> None:
    async with door(house) as client:
        assert await knock(client, TOKEN) == 200
        del house.organisation.sources["cloudevents"]
        assert await knock(client, TOKEN) == 401


async def test_a_certificate_is_known_by_its_fingerprint_and_a_token_is_no_certificate(
    house,
) -> None:
    print_ = hashlib.sha256(b"certificate").digest()
    now = clock.real_now()
    async with house.database.work() as session:
        assert await keys.give_certificate(session, "elvis", print_, now)
        assert await keys.behind_certificate(session, print_, now) == "elvis"
        assert (
            await keys.behind_certificate(session, hashlib.sha256(b"other").digest(), now) is None
        )
        assert await keys.behind_token(session, "certificate", now) is None, "the same hash"
        await keys.give_token(session, "elvis", OTHER, now)
        await keys.rotate_token(session, "elvis", OTHER, now)
        assert await keys.behind_certificate(session, print_, now) == "elvis", "changed apart"


async def test_whoever_sends_too_much_is_429_and_told_when_to_come_back(house, seconds) -> None:
    house.organisation.sources["cloudevents"].rate_per_minute = 60
    async with door(house) as client:
        assert (await post(client, [home_from_ed() for _ in range(60)])).status_code == 200
        with capture_logs() as log:
            answer = await post(client, home_from_ed(id="hemligt"))
        assert answer.status_code == 429
        assert answer.headers["retry-after"] == "1"
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"] == (
            "Källan får skicka 60 händelser i minuten. Försök igen om 1 s."
        )
        assert log == [{"event": "source.too_often", "log_level": "warning", "events": 1,
                        "source": "cloudevents"}]  # fmt: skip
        assert (await post(client, [home_from_ed() for _ in range(30)])).headers[
            "retry-after"
        ] == "30"
        seconds(1)
        assert (await post(client, home_from_ed())).status_code == 201
        assert (await post(client, b"{")).status_code == 429, "what cannot be read is one, too"
        assert (await post(client, [])).status_code == 200, "nothing costs nothing"
    assert await count(house, "event") == 61
    assert await count(house, "set_aside") == 0


async def test_of_many_at_once_no_more_come_in_than_were_agreed(house, seconds) -> None:
    house.organisation.sources["cloudevents"].rate_per_minute = 20
    async with door(house) as client:
        answers = await asyncio.gather(*(post(client, home_from_ed()) for _ in range(40)))
    assert Counter(one.status_code for one in answers) == {201: 20, 429: 20}
    assert await count(house, "event") == 20


async def test_one_source_s_haste_is_not_another_s_wait(house, seconds) -> None:
    for name in ("cloudevents", "befolkning"):
        house.organisation.sources[name].rate_per_minute = 1
    async with door(house) as client:
        await give(house, OTHER, "befolkning")
        assert (await post(client, home_from_ed())).status_code == 201
        assert (await post(client, home_from_ed())).status_code == 429
        client.headers["authorization"] = f"Bearer {OTHER}"
        assert (await post(client, registered())).status_code == 201


async def test_an_unknown_token_is_401_however_it_is_written(house) -> None:
    async with door(house) as client:
        for told in (
            "fel",
            "a" * 5000,
            "provtokenx",
            "%70rovtoken",
            "provtoken provtoken",
        ):
            assert await knock(client, told) == 401
        client.headers["authorization"] = "Bearer provtoken"
        client.headers["cookie"] = "token=provtoken"
        assert (await post(client, [])).status_code == 200
