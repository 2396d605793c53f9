"""The tables as the program knows them and the tables as the migrations made them are the same."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import ARRAY, MetaData, create_engine
from sqlalchemy.types import TypeEngine
from sqlmodel import SQLModel

import app.tables  # noqa: F401 fills the metadata
from tests.databases import cloned

KNOWN = SQLModel.metadata
MIGRATIONS_OWN = {"alembic_version"}
# Type, nullable, key: what SQLModel would have to know to read and write a row.
COLUMNS = """
SELECT table_name, column_name, udt_name, is_nullable = 'YES'
FROM information_schema.columns WHERE table_schema = 'public'
"""
TYPES = {
    "INTEGER": "int4", "SMALLINT": "int2", "BOOLEAN": "bool", "CHAR(32)": "uuid",
    "VARCHAR": "text", "TEXT": "text", "BLOB": "bytea", "JSON": "json", "JSONB": "jsonb",
    "DATETIME": "timestamptz", "DATE": "date", "TIME": "time",
}  # fmt: skip
WIDER = {("int2", "int4"), ("int8", "int4")}
"""What the table has and what the program says: Python has one kind of whole number."""


def type_of(said: TypeEngine) -> str:
    """The type that SQLModel says, as PostgreSQL names it."""
    return "_" + type_of(said.item_type) if isinstance(said, ARRAY) else TYPES[str(said)]


@pytest.fixture(scope="module")
def migrated(admin_url: str, template: str) -> Iterator[str]:
    """A database that these tests only look at."""
    with cloned(admin_url, template) as url:
        yield url


@pytest.fixture
def columns(migrated: str) -> dict[tuple[str, str], tuple[str, bool]]:
    with psycopg.connect(migrated) as connection:
        rows = connection.execute(COLUMNS).fetchall()
    return {(row[0], row[1]): (row[2], row[3]) for row in rows if row[0] not in MIGRATIONS_OWN}


def test_every_column_is_known_and_every_known_column_is_there(columns) -> None:
    known = {(table.name, column.name) for table in KNOWN.sorted_tables for column in table.columns}
    assert known == set(columns)


def test_every_column_is_of_the_type_that_is_known(columns) -> None:
    for table in KNOWN.sorted_tables:
        for column in table.columns:
            made, _ = columns[table.name, column.name]
            said = type_of(column.type)
            assert made == said or (made, said) in WIDER, f"{table.name}.{column.name}"


def test_what_may_be_missing_is_known_to_be_so(columns) -> None:
    for table in KNOWN.sorted_tables:
        for column in table.columns:
            _, nullable = columns[table.name, column.name]
            assert column.nullable is nullable, f"{table.name}.{column.name}"


def test_the_keys_are_the_keys(migrated: str) -> None:
    engine = create_engine(migrated.replace("postgresql://", "postgresql+psycopg://"))
    made = MetaData()
    made.reflect(engine)
    engine.dispose()
    for table in KNOWN.sorted_tables:
        keys = {column.name for column in made.tables[table.name].primary_key}
        assert keys == {column.name for column in table.primary_key}, table.name


# What makes twice the same as once, table by table.
ONCE = [
    ("event", {"source", "source_event_id"}, "an event is recorded once"),
    ("huddle", {"centre", "day", "round"}, "one round for a centre and a day"),
    ("huddle_change", {"huddle", "version"}, "the numbered line: the only lock of the room"),
    ("obligation", {"person", "rule", "episode"}, "one obligation for each episode"),
    ("set_aside", {"source", "digest"}, "the same rejected thing is counted, not kept twice"),
    ("person_identifier", {"hash"}, "one person behind a number"),
    ("job_run", {"job", "slot"}, "one process runs a job"),
]


@pytest.mark.parametrize(("table", "columns_", "_comment"), ONCE, ids=[one[0] for one in ONCE])
def test_twice_the_same_as_once_is_a_constraint(
    migrated: str, table: str, columns_: set[str], _comment: str
) -> None:
    with psycopg.connect(migrated) as connection:
        rows = connection.execute(
            """
            SELECT array_agg(a.attname::text) FROM pg_index i
            JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
            WHERE i.indrelid = %s::regclass AND i.indisunique AND i.indpred IS NULL
            GROUP BY i.indexrelid
            """,
            (table,),
        ).fetchall()
    assert columns_ in [set(row[0]) for row in rows]
