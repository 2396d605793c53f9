"""Asking understands how the database is asked without a detour, within a session's transaction.

What the intake asks, it asks for every message that somebody waits for. So it asks the driver itself:
through SQLAlchemy each question takes more than twice as long.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

import psycopg
from sqlalchemy import TextClause
from sqlalchemy.dialects.postgresql.psycopg import dialect
from sqlalchemy.exc import DBAPIError
from sqlmodel.ext.asyncio.session import AsyncSession

T = TypeVar("T")

Rows = list[tuple[Any, ...]]
_DRIVER = "driver"


@dataclass(frozen=True, slots=True)
class Asked(Generic[T]):
    """A question, and how its answer is read. Without a statement nothing needs to be asked."""

    statement: TextClause | None
    values: Mapping[str, Any]
    read: Callable[[Rows], T]


def said(statement: TextClause | None, values: Mapping[str, Any]) -> Asked[None]:
    """What only says something, and has no answer."""
    return Asked(statement, values, lambda _: None)


def array(values: Iterable[Any]) -> str:
    """Texts, octets, numbers or ids as PostgreSQL writes an array: the driver's own way is slow.

    The statement says of what: CAST(:ids AS uuid[]).
    """
    return "{" + ",".join(map(_element, values)) + "}"


def _element(value: Any) -> str:
    match value:
        case bytes():
            return rf'"\\x{value.hex()}"'
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case _:
            return str(value)


async def ask(session: AsyncSession, asked: Asked[T]) -> T:
    """The answer to a question. Raises as SQLAlchemy does."""
    if asked.statement is None:
        return asked.read([])
    driver = await _driver(session)
    try:
        cursor = await driver.execute(_written(asked.statement), asked.values)
        return asked.read([] if cursor.rownumber is None else await cursor.fetchall())
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
