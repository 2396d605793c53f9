"""Asking understands how several things are asked of the database at once, and waited for once.

What the intake asks, it asks for every message that somebody waits for. So it asks the driver itself,
within the session's own transaction: through SQLAlchemy each question takes more than twice as long.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar, overload

import psycopg
from sqlalchemy import TextClause
from sqlalchemy.dialects.postgresql.psycopg import dialect
from sqlalchemy.exc import DBAPIError
from sqlmodel.ext.asyncio.session import AsyncSession

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")

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
    """The answer to one question. Raises as SQLAlchemy does."""
    [answer] = await _answers(session, (asked,))
    return asked.read(answer)


@overload
async def together(session: AsyncSession, first: Asked[A], second: Asked[B], /) -> tuple[A, B]: ...
@overload
async def together(session: AsyncSession, /, *asked: Asked[Any]) -> tuple[Any, ...]: ...
async def together(session: AsyncSession, /, *asked: Asked[Any]) -> tuple[Any, ...]:
    """The answers to several questions, which the database is asked in their order."""
    answers = await _answers(session, asked)
    return tuple(one.read(answer) for one, answer in zip(asked, answers, strict=True))


async def _answers(session: AsyncSession, asked: tuple[Asked[Any], ...]) -> list[Rows]:
    questions = [(one.statement, one.values) for one in asked if one.statement is not None]
    answers = iter(await _rows(session, questions) if questions else ())
    return [[] if one.statement is None else next(answers) for one in asked]


async def _rows(
    session: AsyncSession, questions: list[tuple[TextClause, Mapping[str, Any]]]
) -> list[Rows]:
    driver = await _driver(session)
    try:
        if len(questions) == 1:
            [(statement, values)] = questions
            cursors = [await driver.execute(_written(statement), values)]
        else:
            async with driver.pipeline():
                cursors = [
                    await driver.execute(_written(text), values) for text, values in questions
                ]
        return [await cursor.fetchall() if cursor.description else [] for cursor in cursors]
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
    return str(statement.compile(dialect=dialect())).encode()
