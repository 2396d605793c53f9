"""Who came and who left stands in the log, in one transaction with it; and who was turned away."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from app import clock
from app.access import attempts, comings
from tests.doors import add_staff, audited, signed_in
from tests.houses import CENTRE
from tests.postgres.test_login import LOGIN, NURSE, PASSWORD, attempt, code, enrolled, secret, wall

__all__ = ["secret", "wall"]
REGION = "SE2321000131-DEMO"
SIGN_IN, SIGN_OUT = comings.SIGNED_IN, comings.SIGNED_OUT


async def lines(house, act: str = SIGN_IN) -> list[tuple[str, str, str | None]]:
    return [(one["viewer"], one["decision"], one["detail"]) for one in await audited(house, act)]


async def test_signing_in_and_out_are_a_line_each_with_role_and_unit(house, secret) -> None:
    async with signed_in(house, None) as client:
        body = {"login": LOGIN, "password": PASSWORD, "code": code(secret)}
        assert (await client.post("/api/login", json=body)).status_code == 200
        assert (await client.delete("/api/session")).status_code == 200
        # Doing it twice is doing it once.
        assert (await client.delete("/api/session")).status_code == 200
    [came], [left] = await audited(house, SIGN_IN), await audited(house, SIGN_OUT)
    for one in (came, left):
        assert (one["viewer"], one["role"], one["unit"]) == (NURSE, "aldre_ssk", CENTRE)
        assert (one["person"], one["resource"], one["activity"]) == (
            None,
            "Inloggning",
            one["activity"],
        )
    assert (came["detail"], came["activity"], left["activity"]) == (
        "lösenord",
        "Inloggning",
        "Utloggning",
    )
    assert came["session"] == left["session"] is not None


WRONG = [
    ({"login": "ingen.alls"}, ("okänd", "deny", "fel uppgifter"), "a name that nobody has"),
    ({"login": "a\x00b"}, ("okänd", "deny", "fel uppgifter"), "a name that no database could hold"),
    ({"password": "tre gula hästar i snö"}, (NURSE, "deny", "fel uppgifter"), "another password"),
    ({"code": "000000"}, (NURSE, "deny", "fel uppgifter"), "another code"),
]


@pytest.mark.parametrize(("said", "line", "_why"), WRONG, ids=[one[2] for one in WRONG])
async def test_who_is_turned_away_is_a_line_and_what_was_typed_is_nowhere(
    house, secret, said, line, _why
) -> None:
    assert (await attempt(house, secret, **said))[0] == 401
    assert await lines(house) == [line]
    async with house.database.work() as session:
        [whole] = (await session.execute(text("SELECT a::text FROM audit a"))).scalars()
    for typed in (*said.values(), LOGIN, PASSWORD):
        assert typed not in whole


async def test_a_lock_out_is_seen_in_the_log(house, secret) -> None:
    free = attempts.ACCOUNT.free
    for _ in range(free + 1):
        await attempt(house, secret, code="000000")
    assert await lines(house) == [
        *[(NURSE, "deny", "fel uppgifter")] * free, (NURSE, "deny", "måste vänta"),
    ]  # fmt: skip
    # The right one must wait as long, and that is told apart here and nowhere else.
    await attempt(house, secret)
    assert (await lines(house))[-1] == (NURSE, "deny", "måste vänta")


async def test_who_has_no_assignment_is_named_but_has_no_role(house, wall) -> None:
    await add_staff(house, "utan", "vc_lakare", CENTRE)
    known = await enrolled(house, wall, "utan", "utan.uppdrag")
    async with house.database.work() as session:
        values = {"now": clock.real_now() - timedelta(days=1)}
        end = "UPDATE assignment SET ends_at = greatest(:now, starts_at) WHERE account = 'utan'"
        await session.execute(text(end), values)
    assert (await attempt(house, known, login="utan.uppdrag"))[0] == 403
    [one] = await audited(house, SIGN_IN)
    assert (one["viewer"], one["decision"], one["detail"]) == ("utan", "deny", "inget uppdrag")
    assert (one["role"], one["unit"]) == ("okänd", REGION)


async def test_going_on_under_another_assignment_is_a_line(house) -> None:
    key = str(uuid4())
    async with house.database.work() as session:
        await session.execute(
            text(
                "INSERT INTO assignment (id, account, role, scope_kind, scope, reason, decider,"
                " decided_at, review_on, starts_at) SELECT CAST(:key AS uuid), account, 'vc_lakare',"
                " scope_kind, scope, reason, decider, decided_at, review_on, starts_at"
                " FROM assignment WHERE account = :who"
            ),
            {"key": key, "who": NURSE},
        )
    async with signed_in(house, NURSE) as client:
        said = await client.post("/api/session/switch", json={"assignment": key})
        assert said.status_code == 200, said.text
    [one] = await audited(house, comings.WENT_ON)
    assert (one["viewer"], one["role"], one["decision"]) == (NURSE, "vc_lakare", "allow")
