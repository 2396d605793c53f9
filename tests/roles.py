"""Roles understands how a test stands before the database as each of its roles, and as the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

if TYPE_CHECKING:
    from app.access.vault import Vault

WORK = "kvarten_work"
VIEW = "kvarten_view"
OWNER = "kvarten_owner"


def as_role(url: str, vault: Vault, role: str) -> psycopg.Connection[Any]:
    """A connection of one of the app's own roles, as the app would log in."""
    return psycopg.connect(make_conninfo(url, user=role, password=vault.password(role)))


def as_admin(admin_url: str, url: str) -> psycopg.Connection[Any]:
    """A superuser's connection to a test's database: what lies on the disk."""
    name = conninfo_to_dict(url)["dbname"]
    return psycopg.connect(make_conninfo(admin_url, dbname=name))


def act_for(connection: psycopg.Connection[Any], viewer: str, *centres: str) -> None:
    """Say on whose behalf the transaction is, as `acting_as` does."""
    told = "SELECT set_config('kvarten.viewer', %s, true), set_config('kvarten.centres', %s, true)"
    connection.execute(told, (viewer, ",".join(centres)))


def tables(connection: psycopg.Connection[Any]) -> list[str]:
    rows = connection.execute(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p', 'm', 'v')"
        " AND relnamespace = 'public'::regnamespace ORDER BY relname"
    )
    return [row[0] for row in rows]


def everything(connection: psycopg.Connection[Any]) -> str:
    """Every row of every table as text, but for how often each source has sent something."""
    found = []
    for table in set(tables(connection)) - {"intake"}:
        rows = connection.execute(f'SELECT t::text FROM "{table}" t').fetchall()  # type: ignore[arg-type]
        found += [f"{table} {row[0]}" for row in rows]
    return "\n".join(sorted(found))
