"""Sessions: what begins one, what ends it, and that its sockets go with it at once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app import clock
from app.access import sessions
from app.access.entrance import LASTS, Entrance
from app.errors import Forbidden
from tests.doors import signed_in
from tests.houses import HOME_HELP, home_from_ed, registered, tell
from tests.lives import live, serving, token
from tests.rooms import build

NURSE = "aldre-ssk"
MINUTE = timedelta(minutes=1)


async def asked(house, told: str, after: timedelta = timedelta(0), *, attended: bool = True) -> Any:
    """Who the token is, so long after now."""
    async with house.database.work() as session:
        return await sessions.who(session, told, clock.real_now() + after, attended=attended)


async def do(house, statement: str, **values: Any) -> None:
    async with house.database.work() as session:
        await session.execute(text(statement), {"now": clock.real_now(), "id": NURSE, **values})


async def test_a_session_stops_when_nobody_has_been_there_for_so_long(house) -> None:
    told = await token(house, NURSE)
    assert await asked(house, told, 59 * MINUTE, attended=False) is not None
    assert await asked(house, told, 61 * MINUTE) is None


async def test_who_is_there_goes_on_until_the_shift_is_over_and_no_longer(house) -> None:
    told = await token(house, NURSE)
    for minutes in range(50, 12 * 60, 50):
        assert await asked(house, told, minutes * MINUTE) is not None, minutes
    assert await asked(house, told, LASTS) is None


async def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(house) -> None:
    told = await token(house, NURSE)
    for minutes in (20, 40, 59):
        assert await asked(house, told, minutes * MINUTE, attended=False) is not None
    assert await asked(house, told, 61 * MINUTE) is None


async def test_when_somebody_was_seen_is_written_once_a_minute(house) -> None:
    told = await token(house, NURSE)
    versions = set()
    for seconds in (0, 10, 59, 61, 70, 110):
        await asked(house, told, timedelta(seconds=seconds))
        async with house.database.work() as session:
            versions.add((await session.execute(text("SELECT xmin FROM session"))).scalar_one())
    assert len(versions) == 2


async def test_a_tablet_is_locked_sooner_than_a_desk(house) -> None:
    house.entrance = Entrance(tablet_idle=5 * MINUTE)
    async with signed_in(house, None) as client:
        said = await client.post("/api/session", json={"demo": NURSE, "device": "tablet"})
        assert said.json()["idle_seconds"] == 300
        told = client.cookies["kvarten_session"]
    assert await asked(house, told, 4 * MINUTE, attended=False) is not None
    assert await asked(house, told, 5 * MINUTE) is None


ENDINGS = [
    ("UPDATE account SET disabled_at = :now WHERE id = :id", "the account is disabled"),
    ("UPDATE assignment SET ends_at = :now WHERE account = :id", "the assignment has ended"),
    ("DELETE FROM session WHERE account = :id", "the session is revoked"),
]


@pytest.mark.parametrize(("statement", "why"), ENDINGS)
async def test_what_a_session_stands_on_ends_and_it_is_over_at_once(house, statement, why) -> None:
    async with signed_in(house, NURSE) as client:
        assert (await client.get("/api/session")).status_code == 200
        await do(house, statement)
        assert (await client.get("/api/session")).status_code == 401, why


async def test_nobody_signs_in_without_an_assignment_that_holds_and_is_told_whom_to_ask(
    house,
) -> None:
    await do(house, "UPDATE assignment SET ends_at = :now WHERE account = :id")
    async with house.database.work() as session:
        with pytest.raises(Forbidden, match="systemförvaltare"):
            await sessions.sign_in(session, NURSE, clock.real_now())


async def test_a_session_knows_the_assignment_and_has_an_id_that_is_no_secret(house) -> None:
    told = await token(house, NURSE)
    one = await asked(house, told)
    assert (one.account, one.role, one.scope_kind) == (NURSE, "aldre_ssk", "centre")
    assert UUID(one.session)
    assert one.session not in told


@pytest.mark.parametrize("lacks", ["reason", "decider", "review_on", "decided_at"])
async def test_there_is_no_assignment_without_reason_decider_and_review(house, lacks) -> None:
    """HSLF-FS 2016:40 4 kap. 2 §: given to each one, after a decision that can be shown."""
    columns = "account, role, scope_kind, scope, reason, decider, decided_at, review_on, starts_at"
    nothing = "''" if lacks in ("reason", "decider") else "NULL"
    copied = columns.replace(lacks, nothing)
    with pytest.raises(IntegrityError):
        await do(
            house,
            f"INSERT INTO assignment (id, {columns})"
            f" SELECT gen_random_uuid(), {copied} FROM assignment WHERE account = :id",
        )


async def test_one_goes_on_under_another_of_ones_assignments_with_a_new_token(house) -> None:
    await do(
        house,
        "INSERT INTO assignment (id, account, role, scope_kind, scope, reason, decider, decided_at,"
        " review_on, starts_at) SELECT gen_random_uuid(), account, 'chef', scope_kind, scope, reason,"
        " decider, decided_at, review_on, starts_at FROM assignment WHERE account = :id",
    )
    async with signed_in(house, NURSE) as client:
        before = client.cookies["kvarten_session"]
        choices = {
            o["role_text"]: o["id"]
            for o in (await client.get("/api/session")).json()["assignments"]
        }
        assert set(choices) == {"äldre-sjuksköterska", "chef"}
        said = await client.post("/api/session/switch", json={"assignment": choices["chef"]})
        assert said.json()["role"] == "chef"
        assert (await client.get("/api/session")).json()["role"] == "chef"
    assert await asked(house, before) is None


async def test_nobody_goes_on_under_somebody_elses_assignment(house) -> None:
    async with house.database.work() as session:
        found = await session.execute(
            text("SELECT id::text FROM assignment WHERE account = 'chef'")
        )
        other = found.scalar_one()
    async with signed_in(house, NURSE) as client:
        said = await client.post("/api/session/switch", json={"assignment": other})
        assert said.status_code == 404
        assert (await client.get("/api/session")).json()["role"] == "aldre_ssk"


async def test_over_tls_the_cookie_is_for_this_host_alone(house) -> None:
    house.entrance = Entrance("https://kvarten.example")
    async with signed_in(house, None) as client:
        said = await client.post("/api/session", json={"demo": NURSE})
        cookie = said.headers["set-cookie"]
        assert cookie.startswith("__Host-kvarten_session=")
        for word in ("HttpOnly", "Secure", "SameSite=strict", "Path=/"):
            assert word in cookie
        assert "Domain" not in cookie
        bare = cookie.partition("=")[2].partition(";")[0]
        plain = {"cookie": f"kvarten_session={bare}"}
        assert (await client.get("/api/session", headers=plain)).status_code == 401
        hosted = {"cookie": f"__Host-kvarten_session={bare}"}
        assert (await client.get("/api/session", headers=hosted)).status_code == 200


async def test_a_browser_that_does_not_say_where_it_stands_changes_nothing(house) -> None:
    async with signed_in(house, NURSE) as client:
        form = {"user-agent": "Mozilla/5.0", "content-type": "text/plain"}
        assert (await client.delete("/api/session", headers=form)).status_code == 403
        assert (await client.post("/api/session/seen", headers=form)).status_code == 403
        assert (await client.get("/api/session", headers=form)).status_code == 200


async def test_a_session_that_is_revoked_closes_its_sockets_within_a_second_in_every_process(
    house, vault, database_url
) -> None:
    from app.database import Database
    from app.opening import furnish

    await tell(house, registered(), home_from_ed())
    await build(house)
    other = await furnish(Database(database_url, vault), vault, demo=True)
    async with serving(house) as here, serving(other) as there:
        told, hers = await token(house, NURSE), await token(house, "kommunal-ssk")
        async with (
            live(house, here, token_=told) as one,
            live(house, there, token_=told) as two,
            live(house, there, token_=hers) as stays,
        ):
            for each in (one, two, stays):
                await each.next("snapshot")
            async with house.database.work() as session:
                assert await sessions.revoke(session, NURSE) == 1
            assert [await each.closed(within=1) for each in (one, two)] == [4401, 4401]
            with pytest.raises(TimeoutError):
                await stays.closed(within=0.3)


async def test_a_browsers_socket_that_does_not_say_where_it_stands_is_refused(house) -> None:
    from websockets.asyncio.client import connect

    from tests.lives import PATH

    await build(house)
    async with serving(house) as port:
        headers = {"Cookie": f"kvarten_session={await token(house, NURSE)}"}
        async with connect(
            f"ws://127.0.0.1:{port}{PATH}/live", additional_headers=headers, proxy=None,
            user_agent_header="Mozilla/5.0 (X11; Linux x86_64)",
        ) as socket:  # fmt: skip
            async with asyncio.timeout(5):
                await socket.wait_closed()
            assert socket.close_code == 4403


async def test_a_scope_is_a_unit_a_provider_or_the_region(house) -> None:
    for staff, place in (
        ("hemtjanstplanerare", HOME_HELP),
        ("loggranskare", "SE2321000131-DEMO"),
        ("systemforvaltare", "SE2321000131-DEMO"),
    ):
        async with signed_in(house, staff) as client:
            said = (await client.get("/api/session")).json()
        assert said["unit"] == place
        assert said["unit_name"] == house.organisation.place(place)
