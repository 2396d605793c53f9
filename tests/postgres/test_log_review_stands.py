"""What was drawn from the log and judged stands, whoever would change it; and is one controller's own."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, RaiseException

from app import clock
from app.access import keep
from app.clock import real_now
from app.scrutiny import store
from app.scrutiny.drawing import draw_weeks
from tests.reviews import (
    MAS,
    NEXT,
    REVIEWER,
    a_week,
    asked,
    found,
    judged,
    provider_of,
    staffed,
)
from tests.roles import OWNER, VIEW, WORK, as_admin, as_role
from tests.rooms import ask, at
from tests.seals import by_force, verified

TABLES = ("scrutiny_draw", "scrutiny_item", "scrutiny_line", "scrutiny_judgement")
WHY = "Frågade chefen, som inte kände till något skäl."
ACTS = [
    "UPDATE scrutiny_judgement SET verdict = 'ok'",
    "UPDATE scrutiny_judgement SET note = NULL, verdict = 'ok'",
    "UPDATE scrutiny_item SET viewer = 'x'",
    "UPDATE scrutiny_item SET signs = '{}'",
    "UPDATE scrutiny_draw SET seed = 'x'",
    "UPDATE scrutiny_line SET line = line + 1",
    *[f"DELETE FROM {table}" for table in TABLES],
    *[f"TRUNCATE {table} CASCADE" for table in TABLES],
]
JUDGE = """
INSERT INTO scrutiny_judgement (id, item, provider, verdict, judge, at)
SELECT gen_random_uuid(), id, %s, 'ok', %s, now() FROM scrutiny_item WHERE id = %s
"""
OURS = "SELECT set_config('kvarten.viewer', %s, true), set_config('kvarten.provider', %s, true)"


@pytest.fixture
async def week(house):
    """A week that was drawn, with one judgement and its reason."""
    await staffed(house)
    await a_week(house)
    clock.set_shift(at(NEXT, "7.00"))
    await draw_weeks(house, clock.now())
    item = found(await asked(house), "odd_hours")
    assert (await judged(house, item["id"], "breach", note=WHY)).status_code == 200
    return house


def rows(admin_url: str, url: str) -> list[Any]:
    with as_admin(admin_url, url) as admin:
        return [admin.execute(f"SELECT * FROM {one}").fetchall() for one in TABLES]


@pytest.mark.parametrize("role", [WORK, VIEW, OWNER, "postgres"])
async def test_it_stands_whoever_would_change_it(
    week, admin_url, database_url, vault, role: str
) -> None:
    before = rows(admin_url, database_url)
    assert all(before)
    for act in ACTS:
        connection = (
            as_admin(admin_url, database_url) if role == "postgres"
            else psycopg.connect(database_url) if role == OWNER
            else as_role(database_url, vault, role)
        )  # fmt: skip
        with connection:
            connection.execute(OURS, (REVIEWER, await provider_of(week)))
            # The owner is shown no rows at all, and so changes none.
            said = "stands|append-only|denied"
            if role == OWNER and not act.startswith("TRUNCATE"):
                assert connection.execute(act).rowcount == 0  # type: ignore[call-overload]
                continue
            with pytest.raises((RaiseException, InsufficientPrivilege), match=said):
                connection.execute(act)  # type: ignore[call-overload]
            connection.rollback()
    assert rows(admin_url, database_url) == before


async def test_nobody_judges_their_own_also_not_by_hand(week, database_url, vault) -> None:
    [(item, viewer)] = await ask(
        week, "SELECT id, viewer FROM scrutiny_item WHERE signs = '{same_surname}'"
    )
    ours = await provider_of(week)
    with as_role(database_url, vault, VIEW) as web:
        web.execute(OURS, (viewer, ours))
        with pytest.raises(RaiseException, match="their own looks"):
            web.execute(JUDGE, (ours, viewer, item))


WHO = [
    (REVIEWER, True, REVIEWER, True, "one's own name, for one's own controller"),
    (REVIEWER, True, "granskare-2", False, "in somebody else's name"),
    (REVIEWER, False, REVIEWER, False, "for nobody"),
]


@pytest.mark.parametrize(
    ("viewer", "ours", "judge", "may", "_why"), WHO, ids=[one[4] for one in WHO]
)  # fmt: skip
async def test_a_judgement_is_ones_own_and_of_ones_own_controllers(
    week, database_url, vault, viewer, ours, judge, may, _why
) -> None:
    [(item,)] = await ask(week, "SELECT id FROM scrutiny_item WHERE signs = '{same_surname}'")
    provider = await provider_of(week)
    with as_role(database_url, vault, VIEW) as web:
        web.execute(OURS, (viewer, provider if ours else ""))
        if may:
            assert web.execute(JUDGE, (provider, judge, item)).rowcount == 1
        elif ours:
            with pytest.raises(InsufficientPrivilege, match="row-level security"):
                web.execute(JUDGE, (provider, judge, item))
        else:
            assert web.execute(JUDGE, (provider, judge, item)).rowcount == 0


async def test_the_web_is_shown_one_controllers_rows_or_none(week, database_url, vault) -> None:
    ours, theirs = await provider_of(week), (await provider_of(week, "SE0000001490-DEMOHT1"))
    with as_role(database_url, vault, VIEW) as web:
        for provider, expected in (
            (ours, {ours}),
            (theirs, {theirs}),
            ("", set()),
            (ours[:-1], set()),
        ):
            web.execute(OURS, (REVIEWER, provider))
            for table in TABLES[:3]:
                told = web.execute(f"SELECT provider FROM {table}").fetchall()
                assert {row[0] for row in told} == expected


async def test_an_item_has_one_line_of_judgements_without_branches(week) -> None:
    [(item, first)] = await ask(week, "SELECT item, id FROM scrutiny_judgement")
    provider = await provider_of(week)

    async def add(follows) -> None:
        one = store.Judgement(uuid4(), "breach", "granskare-2", clock.now(), uuid4())
        async with week.database.work() as session:
            await store.add(session, provider, item, one, follows)

    with pytest.raises(Exception, match="scrutiny_judged_first"):
        await add(None)
    await add(first)
    with pytest.raises(Exception, match="follows"):
        await add(first)
    [(other,)] = await ask(week, "SELECT id FROM scrutiny_item WHERE signs = '{same_surname}'")
    [(second,)] = await ask(week, "SELECT id FROM scrutiny_judgement WHERE follows IS NOT NULL")
    one = store.Judgement(uuid4(), "breach", "granskare-2", clock.now(), uuid4())
    with pytest.raises(Exception, match="foreign key"):
        async with week.database.work() as session:
            await store.add(session, provider, other, one, second)


async def test_the_reason_is_sealed_with_its_line(week, admin_url, database_url) -> None:
    from app.access.seal import seal

    await seal(week.database, real_now())
    assert not verified(week.database).faults
    by_force(admin_url, database_url, "UPDATE audit_reason SET reason = 'Allt var i sin ordning.'")
    assert len(verified(week.database).faults) == 1


async def test_it_goes_away_with_the_log_and_not_before(week, admin_url, database_url) -> None:
    async with week.database.work() as session:
        await store.let_go(session)
    assert all(rows(admin_url, database_url))
    aged = [f"UPDATE {table} SET drawn_at = now() - interval '6 years'" for table in TABLES]
    by_force(admin_url, database_url, *aged[:3])
    async with week.database.work() as session:
        await store.let_go(session)
    [draws, items, lines, judgements] = rows(admin_url, database_url)
    assert [len(one) for one in (draws, items, judgements)] == [1, 1, 1], (
        "what is judged stays with its judgement"
    )
    assert len(lines) == 1
    by_force(admin_url, database_url, aged[3])
    await keep.let_go(week.database)
    async with week.database.work() as session:
        await store.let_go(session)
    assert not any(rows(admin_url, database_url))


async def test_what_the_mas_judges_the_reviewer_of_the_region_does_not_see(week) -> None:
    theirs = (await asked(week, who=MAS))["week"]["items"][0]
    assert (await judged(week, theirs["id"], "ok", MAS)).status_code == 200
    assert theirs["id"] not in str(await asked(week))
