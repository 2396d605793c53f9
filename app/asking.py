"""Asking understands how the database is asked without a detour, within a session's transaction.

What the intake asks, it asks for every message that somebody waits for. So it asks the driver itself:
through SQLAlchemy each question takes more than twice as long.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import psycopg
from psycopg.adapt import Dumper
from sqlalchemy import TextClause
from sqlalchemy.dialects.postgresql.psycopg import dialect
from sqlalchemy.exc import DBAPIError
from sqlmodel.ext.asyncio.session import AsyncSession

Rows = list[tuple[Any, ...]]
_DRIVER = "driver"


class Written(bytes):
    """What is encoded already, as PostgreSQL reads it: to make it a text and encode that again is dear.

    The statement says of what: CAST(:rows AS json).
    """


class _AsWritten(Dumper):
    def dump(self, obj: Written) -> Written:
        return obj


psycopg.adapters.register_dumper(Written, _AsWritten)


def array(values: Iterable[Any]) -> str:
    """Texts, octets, numbers, instants or ids as PostgreSQL writes an array: the driver's own way is slow.

    The statement says of what: CAST(:ids AS uuid[]).
    """
    return "{" + ",".join(map(_element, values)) + "}"


def _element(value: Any) -> str:
    match value:
        case None:
            return "NULL"
        case bytes():
            return rf'"\\x{value.hex()}"'
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case _:
            return str(value)


async def ask(session: AsyncSession, statement: TextClause, values: Mapping[str, Any]) -> Rows:
    """The rows that answer, none where nothing was asked for. Raises as SQLAlchemy does."""
    driver = await _driver(session)
    try:
        cursor = await driver.execute(_written(statement), values)
        return [] if cursor.rownumber is None else await cursor.fetchall()
    except psycopg.Error as error:
        raise DBAPIError.instance(None, None, error, psycopg.Error, hide_parameters=True) from error


async def _driver(session: AsyncSession) -> psycopg.AsyncConnection[Any]:
    """The connection that the session's transaction runs on."""
    if _DRIVER not in session.info:
        raw = await (await session.connection()).get_raw_connection()
        session.info[_DRIVER] = raw.driver_connection
    driver: psycopg.AsyncConnection[Any] = session.info[_DRIVER]
    return driver


@cache
def _written(statement: TextClause) -> bytes:
    """The statement as the driver has it."""
    return str(statement.compile(dialect=dialect())).encode()  # type: ignore[no-untyped-call]
