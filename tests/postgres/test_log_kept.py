"""How long the log is kept: five years at least, and then whole blocks, the oldest first."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from psycopg.errors import CheckViolation, RaiseException

from app.access import keep
from app.clock import real_now
from app.errors import Rejected
from tests.roles import OWNER, WORK, as_admin, as_role
from tests.seals import a_log, by_force, said, verified

YEAR = timedelta(days=365.25)
LEFT = "SELECT array_agg(id ORDER BY id) FROM audit"


@pytest.fixture
async def aged(database):
    """Three blocks of two lines: sealed six and a half, six and four years ago."""
    async with database.work() as session:
        await session.execute(keep.text("INSERT INTO installation (id, mode) VALUES (1, 'care')"))
    for years in (6.5, 6, 4):
        await a_log(database, 2, at=real_now() - years * YEAR)
    return database


def ids(database) -> list[int]:
    with psycopg.connect(database.listen_url) as connection:
        return connection.execute(LEFT).fetchone()[0]


async def test_what_is_older_goes_and_what_is_left_still_agrees(aged) -> None:
    assert await keep.let_go(aged) == 4
    assert ids(aged) == [5, 6]
    found = verified(aged)
    assert (found.faults, found.blocks, found.let_go, found.lines) == ([], 3, 2, 2)
    assert await keep.let_go(aged) == 0


@pytest.mark.parametrize(("years", "gone"), [(5, 4), (6, 4), (7, 0)])
async def test_it_is_kept_as_long_as_was_chosen(aged, years: int, gone: int) -> None:
    await keep.change(aged, years, "kommandoraden")
    assert await keep.let_go(aged) == gone


@pytest.mark.parametrize("years", [4, 0, -1, 21])
async def test_less_than_five_years_is_refused_by_the_program_and_by_the_database(
    aged, years: int
) -> None:
    with pytest.raises(Rejected, match="från 5 till 20"):
        await keep.change(aged, years, "kommandoraden")
    with psycopg.connect(aged.listen_url) as connection, pytest.raises(CheckViolation):
        connection.execute("UPDATE installation SET log_years = %s", (years,))


NOT_YET = [
    # what, what it says, why
    ("DELETE FROM audit", "append-only", "nothing has been let go"),
    ("DELETE FROM audit WHERE id = 1", "append-only", "nor the oldest line"),
    ("INSERT INTO audit_let_go VALUES (3, '2099-01-01')", "kept longer", "a time of one's own"),
    ("INSERT INTO audit_let_go VALUES (2, now())", "oldest go first", "not before the first"),
    ("INSERT INTO audit_let_go VALUES (9, now())", "kept longer", "there is none"),
    ("INSERT INTO audit_let_go VALUES (1, now()); DELETE FROM audit WHERE id IN (1, 3)",
     "append-only", "the first, and one line more"),
    ("CREATE TEMP TABLE audit_let_go AS SELECT 3::bigint AS block; DELETE FROM audit",
     "append-only", "a table of one's own by the same name"),
    ("UPDATE audit SET detail = 'x' WHERE id = 1", "append-only", "nothing is changed, ever"),
    ("DELETE FROM audit_block", "append-only", "heads stay"),
    ("DELETE FROM audit_let_go", "append-only", "what was let go stays let go"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "says", "_why"), NOT_YET)
@pytest.mark.parametrize("role", [WORK, "postgres"])
async def test_the_database_lets_nothing_go_that_is_not_to(
    aged, admin_url, database_url, vault, statement: str, says: str, _why: str, role: str
) -> None:
    refused = RaiseException if role == "postgres" else (
        RaiseException, psycopg.errors.InsufficientPrivilege
    )  # fmt: skip
    if role == WORK and says == "append-only" and "audit_" in statement:
        says = "append-only|permission denied"
    if role == WORK and statement.startswith("UPDATE"):
        says = "permission denied"
    with (
        as_admin(admin_url, database_url)
        if role == "postgres"
        else as_role(database_url, vault, role) as connection
    ):
        if statement == "DELETE FROM audit_let_go":
            connection.execute("INSERT INTO audit_let_go VALUES (1, now())")
        with pytest.raises(refused, match=says):
            connection.execute(statement)  # type: ignore[arg-type]
        connection.rollback()
    assert len(ids(aged)) == 6
    assert said(aged) == []


async def test_the_owner_finds_no_line_to_take_away(aged, database_url) -> None:
    with psycopg.connect(database_url) as owner:
        assert owner.execute("SELECT current_user").fetchone() == (OWNER,)
        assert owner.execute("DELETE FROM audit").rowcount == 0
    assert len(ids(aged)) == 6


async def test_a_reason_goes_with_its_line_and_not_before(aged, admin_url, database_url) -> None:
    by_force(admin_url, database_url, "UPDATE audit SET explained = true WHERE id IN (1, 6)")
    with psycopg.connect(aged.listen_url) as connection:
        connection.execute(
            "INSERT INTO audit_reason SELECT log_id, viewer, now() - interval '6 years', 'Skäl'"
            " FROM audit WHERE id = 1"
        )
        connection.execute(
            "INSERT INTO audit_reason SELECT log_id, viewer, now(), 'Skäl' FROM audit WHERE id = 6"
        )
        connection.commit()
        with pytest.raises(RaiseException, match="append-only"):
            connection.execute("DELETE FROM audit_reason")
    await keep.let_go(aged)
    with psycopg.connect(aged.listen_url) as connection:
        left = "SELECT a.id FROM audit_reason JOIN audit a USING (log_id)"
        assert connection.execute(left).fetchall() == [(6,)]
        assert connection.execute("SELECT count(*) FROM audit_reason").fetchone() == (1,)


async def test_the_night_lets_go(house) -> None:
    from app.nightly import nightly
    from tests.houses import NOW

    await a_log(house.database, 2, at=real_now() - 6 * YEAR)
    await nightly(house, NOW)
    assert verified(house.database).let_go == 1


async def test_how_long_is_changed_by_somebody(aged) -> None:
    await keep.change(aged, 10, "kommandoraden")
    with psycopg.connect(aged.listen_url) as connection:
        told = "SELECT who, before, after FROM change_log WHERE act = 'UPDATE'"
        assert connection.execute(told).fetchall() == [
            ("kommandoraden", {"log_years": 5}, {"log_years": 10})
        ]
