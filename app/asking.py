"""Asking understands how the database is asked without a detour, within a session's transaction.

What the intake asks, it asks for every message that somebody waits for. So it asks the driver itself:
through SQLAlchemy each question takes more than twice as long.
"""

from collections.abc import Callable, Mapping
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


async def ask(session: AsyncSession, asked: Asked[T]) -> T:
    """The answer to a question. Raises as SQLAlchemy does."""
    if asked.statement is None:
        return asked.read([])
    driver = await _driver(session)
    try:
        cursor = await driver.execute(_written(asked.statement), asked.values)
        return asked.read(await cursor.fetchall() if cursor.description else [])
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
