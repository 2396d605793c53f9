"""Faults: what was not foreseen is written down by kind and place, and never in its own words."""

from __future__ import annotations

import asyncio
import gc
import io
import logging
import traceback
from collections.abc import Callable, Iterator

import pytest

from app import faults

SECRET = "Gunborg"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What comes out of a log of ours."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(faults.Wordless())
    root = logging.getLogger()
    root.addHandler(handler)
    yield out
    root.removeHandler(handler)


def raised() -> Exception:
    """An error that tells of somebody, behind another that does."""
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise ValueError(f"not {SECRET}") from error
    except ValueError as error:
        return error


def with_error(log: logging.Logger, error: Exception) -> None:
    log.error("failed", exc_info=error)


def as_argument(log: logging.Logger, error: Exception) -> None:
    log.error("failed: %s", error)


def as_message(log: logging.Logger, error: Exception) -> None:
    log.error(error)


def as_text(log: logging.Logger, error: Exception) -> None:
    log.error("".join(traceback.format_exception(error)))


def in_a_group(log: logging.Logger, error: Exception) -> None:
    try:
        raise ExceptionGroup(SECRET, [error])
    except ExceptionGroup as group:
        log.error("failed", exc_info=group)


@pytest.mark.parametrize("how", [with_error, as_argument, as_message, as_text, in_a_group])
def test_a_line_tells_the_kind_or_the_place_and_not_the_words(
    written: io.StringIO, how: Callable[[logging.Logger, Exception], None]
) -> None:
    how(logging.getLogger("somebody.else"), raised())
    told = written.getvalue()
    assert SECRET not in told
    assert "builtins.ValueError" in told or f'File "{__file__}"' in told
    if how in (with_error, in_a_group):
        assert told.index("builtins.KeyError") < told.index("builtins.ValueError"), "in their order"


def test_a_task_that_nobody_waited_for_is_written_down_without_its_words(
    written: io.StringIO,
) -> None:
    async def broken() -> None:
        raise ValueError(SECRET)

    async def morning() -> None:
        asyncio.get_running_loop().set_exception_handler(faults.in_loop)
        task = asyncio.create_task(broken())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        del task
        gc.collect()

    asyncio.run(morning())
    assert "builtins.ValueError" in written.getvalue()
    assert SECRET not in written.getvalue()


def test_what_postgresql_calls_the_fault_is_told(written: io.StringIO) -> None:
    import psycopg.errors

    error = psycopg.errors.CheckViolation(f"DETAIL: Failing row contains ({SECRET})")
    told = faults.told(error)
    assert told == "psycopg.errors.CheckViolation (23514)"


def test_what_the_system_says_of_a_port_or_a_file_is_told() -> None:
    told = faults.told(OSError(98, "Address already in use", SECRET))
    assert told == "builtins.OSError (Address already in use)"


def test_a_chain_that_bites_its_tail_has_an_end() -> None:
    one, other = ValueError(SECRET), KeyError(SECRET)
    one.__context__, other.__context__ = other, one
    assert faults.told(one).splitlines() == ["builtins.KeyError", "builtins.ValueError"]
