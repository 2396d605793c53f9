"""What is asked of the driver itself comes and goes as through SQLAlchemy, and fails as there."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import msgspec
import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DataError, OperationalError

from app.asking import Written, array, ask

SIGNS = st.characters(exclude_characters="\x00", exclude_categories=("Cs",))
TEXTS = st.lists(st.text(SIGNS | st.sampled_from('"\\{},% '), max_size=8), max_size=4)
SORTS = [
    # the sort, what is said of it
    ("uuid[]", [UUID(int=7), UUID(int=0)]),
    ("bigint[]", [0, -1, 2**62]),
    ("bytea[]", [b"", b'\x00"\\{}', bytes(range(256))]),
    ("text[]", ["NULL", "", " a ", "å", "null"]),
    ("text[]", []),
    ("timestamptz[]", [datetime(2026, 11, 20, 6, 40, 0, 1, tzinfo=UTC), None]),
]


@pytest.mark.parametrize(("sort", "values"), SORTS)
async def test_an_array_comes_back_as_it_was(database, sort: str, values: list[object]) -> None:
    statement = text(f"SELECT CAST(:it AS {sort})")
    async with database.work() as session:
        [[found]] = await ask(session, statement, {"it": array(values)})
    assert found == values


@pytest.mark.parametrize("told", ["Öhrnäs", r"\\x41", "%s %(it)s", "1'2\"3"])
async def test_what_is_encoded_already_comes_as_it_is(database, told: str) -> None:
    statement = text("SELECT CAST(:it AS json), string_to_array(:same, chr(30))")
    it = msgspec.json.encode(told)
    async with database.work() as session:
        rows = await ask(session, statement, {"it": Written(it), "same": Written(told.encode())})
    assert rows == [(told, [told])]


@settings(max_examples=200, deadline=None)
@given(values=TEXTS)
def test_whatever_stands_in_a_text_it_is_one_element(admin_url: str, values: list[str]) -> None:
    with psycopg.connect(admin_url) as admin:
        row = admin.execute("SELECT CAST(%s AS text[])", (array(values),)).fetchone()
    assert row == (values,)


async def test_it_is_asked_within_the_session_s_own_transaction(database) -> None:
    made = text("INSERT INTO job_run (job, slot, claimed_at) VALUES ('prov', now(), now())")
    count = text("SELECT count(*) FROM job_run WHERE job = 'prov'")

    async def fails() -> None:
        async with database.work() as session:
            await ask(session, made, {})
            assert (await session.execute(count)).scalar_one() == 1
            await ask(session, text("SELECT CAST(:it AS uuid)"), {"it": "no"})

    with pytest.raises(DataError):
        await fails()
    async with database.work() as session:
        assert await ask(session, count, {}) == [(0,)]


async def test_a_connection_that_is_cut_is_told_of_as_the_database_being_away(
    database, admin_url: str
) -> None:
    me, pids = text("SELECT pg_backend_pid()"), []

    async def cut() -> None:
        async with database.work() as session:
            pids.extend(await ask(session, me, {}))
            with psycopg.connect(admin_url) as admin:
                admin.execute("SELECT pg_terminate_backend(%s)", pids[0])
            await ask(session, me, {})

    with pytest.raises(OperationalError):
        await cut()
    async with database.work() as session:
        assert await ask(session, me, {}) != pids, "and the next gets another"
