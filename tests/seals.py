"""Seals understands how a test fills the log, block by block, and how somebody tampers with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import psycopg

from tests.roles import as_admin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.access.verify import Verdict
    from app.database import Database

SEALED = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
LINE = """
INSERT INTO audit (at, real_at, act, viewer, role, unit, provider, purpose, decision, detail)
SELECT now(), now(), 'huddle:board:look', 'aldre-ssk', 'aldre_ssk', 'u', 'p', 'Vård', 'allow',
    'rad' || n FROM generate_series(1, %s) n
"""


def write(url: str, count: int = 1) -> None:
    """So many lines, committed."""
    with psycopg.connect(url) as connection:
        connection.execute(LINE, (count,))


async def a_log(database: Database, *blocks: int, at: datetime = SEALED) -> None:
    """Blocks of so many lines each, sealed a minute apart."""
    from app.access.seal import seal

    for n, count in enumerate(blocks):
        write(database.listen_url, count)
        found = await seal(database, at + timedelta(minutes=n))
        assert (found.blocks, found.lines) == (1, count)


def verified(database: Database, heads: Mapping[int, bytes] | None = None) -> Verdict:
    from app.access.verify import verify

    return verify(database.listen_url, heads or {})


def said(database: Database, heads: Mapping[int, bytes] | None = None) -> list[tuple[int, str]]:
    """What verify finds wrong, block by block."""
    return [(fault.block, fault.says) for fault in verified(database, heads).faults]


def by_force(admin_url: str, url: str, *statements: str) -> None:
    """As somebody who has the machine: past grants, locks and triggers."""
    with as_admin(admin_url, url) as admin:
        admin.execute("SET session_replication_role = replica")
        for statement in statements:
            admin.execute(statement)  # type: ignore[arg-type]


def heads(url: str) -> dict[int, Any]:
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT id, hash FROM audit_block").fetchall()
    return {number: bytes(told) for number, told in rows}
