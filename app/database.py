"""Database understands connections and roles: who asks decides what PostgreSQL shows.

Three roles: the owner (migrations), `kvarten_work` (intake and timetable) and `kvarten_view` (the
web). The app never connects as the owner. A view transaction is opened with `acting_as(viewer)`;
without a viewer the role sees no person.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Protocol, TypeVar

import msgspec
import psycopg
from psycopg import sql
from sqlalchemy import create_engine, event, make_url, text
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, NullPool
from sqlmodel.ext.asyncio.session import AsyncSession

import app.asking  # noqa: F401  what it teaches the driver, each connection learns as it is made
from app.clock import monotonic

T = TypeVar("T")
WORK = "kvarten_work"
VIEW = "kvarten_view"
CREATE_ROLE = "CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD {}"
# An error never quotes what was asked with: those are persons.
ENGINE = {
    "hide_parameters": True,
    "pool_size": 8,
    "max_overflow": 8,
    "pool_recycle": 1800,
}
RESTED = 2.0
"""Seconds after which a connection may have died without our knowing."""
_USED = "used"


class Passwords(Protocol):
    """Who knows the roles' passwords: one, and two while the installation's key is changed."""

    def password(self, role: str) -> str: ...
    def passwords(self, role: str) -> Sequence[str]: ...


class Password(Protocol):
    def password(self, role: str) -> str: ...


class Acting(Protocol):
    """Whom PostgreSQL should show rows to."""

    @property
    def id(self) -> str: ...
    @property
    def centres(self) -> tuple[str, ...]: ...


class Database:
    """The app's two engines on one database. Close it when done."""

    def __init__(self, url: str, passwords: Passwords) -> None:
        self.url = url
        self._work = _engine(url, WORK, passwords)
        self._view = _engine(url, VIEW, passwords)
        self._passwords = passwords

    @property
    def listen_url(self) -> str:
        """For a connection of one's own, as the intake."""
        url = make_url(_role_url(self.url, WORK)).set(password=self._passwords.password(WORK))
        return url.render_as_string(hide_password=False).replace("+psycopg", "")

    def connect(self) -> psycopg.Connection[Any]:
        """A connection of the intake's that is waited for where one stands: for rare, short things."""
        url = _role_url(self.url, WORK).replace("+psycopg", "")
        return _signed_in(
            self._passwords.passwords(WORK),
            lambda password: psycopg.connect(url, password=password, connect_timeout=5),
        )

    @asynccontextmanager
    async def work(self, by: str | None = None) -> AsyncIterator[AsyncSession]:
        """One transaction of the intake or the timetable; `by` is who the change log is to name."""
        async with AsyncSession(self._work, expire_on_commit=False) as session, session.begin():
            if by is not None:
                told = text("SELECT set_config('kvarten.viewer', :by, true)")
                await session.execute(told, {"by": by})
            yield session

    @asynccontextmanager
    async def acting_as(
        self, viewer: Acting, *, provider: str | None = None
    ) -> AsyncIterator[AsyncSession]:
        """One transaction in which only the viewer's rows exist.

        `provider`: the controller whose log the viewer reviews; nobody else is shown what was drawn.
        """
        async with AsyncSession(self._view, expire_on_commit=False) as session, session.begin():
            await session.execute(
                text(
                    "SELECT set_config('kvarten.viewer', :id, true),"
                    " set_config('kvarten.centres', :centres, true)"
                ),
                {"id": viewer.id, "centres": ",".join(viewer.centres)},
            )
            if provider is not None:
                ours = text("SELECT set_config('kvarten.provider', :provider, true)")
                await session.execute(ours, {"provider": provider})
            yield session

    async def close(self) -> None:
        await asyncio.gather(self._work.dispose(), self._view.dispose())


def migrate(owner_url: str, passwords: Passwords) -> None:
    """Make or bring up to date the roles and tables. `owner_url`: a role that may create roles."""
    # Imported where it is used: each start is a fifth of a second sooner.
    from alembic import command
    from alembic.config import Config

    sign_in_roles(owner_url, passwords)
    engine = create_engine(_sqlalchemy(owner_url), poolclass=NullPool)
    config = Config()
    config.set_main_option("script_location", str(_migrations()))
    with engine.begin() as connection_:
        config.attributes["connection"] = connection_
        command.upgrade(config, "head")
    engine.dispose()


def sign_in_roles(owner_url: str, passwords: Password) -> None:
    """Make the roles, or give them their passwords anew."""
    with psycopg.connect(_plain(owner_url), autocommit=True) as connection:
        for role in (WORK, VIEW):
            _make_role(connection, role, passwords)


def holds_persons(owner_url: str) -> bool:
    """Whether any person has been stored. Who they are is hidden from the owner; their room is not."""
    size = "SELECT coalesce(pg_relation_size(to_regclass('public.person')), 0)"
    with psycopg.connect(_plain(owner_url)) as connection:
        row = connection.execute(size).fetchone()
    return row is not None and row[0] > 0


def _make_role(connection: psycopg.Connection[Any], role: str, passwords: Password) -> None:
    name = sql.Identifier(role)
    with connection.transaction():
        # Two starts at once take turns: roles belong to the cluster, not to the database.
        connection.execute("SELECT pg_advisory_xact_lock(4711)")
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
        # What a role is stands when it is made: only a superuser may say NOSUPERUSER again.
        made = "ALTER ROLE {} PASSWORD {}" if known else CREATE_ROLE
        # Asked for when it is our turn: whoever changes the key changes them too.
        password = sql.Literal(passwords.password(role))
        connection.execute(sql.SQL(made).format(name, password))
        # Whatever zone the server keeps: instants in a zone with two clocks count hours wrong.
        connection.execute(sql.SQL("ALTER ROLE {} SET timezone TO 'UTC'").format(name))
        # The same few questions again and again: to plan one anew takes longer than to answer it.
        generic = "ALTER ROLE {} SET plan_cache_mode TO 'force_generic_plan'"
        connection.execute(sql.SQL(generic).format(name))
        database = connection.info.dbname
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(database), name)
        )


def _migrations() -> Path:
    """In a checkout beside the package, in an installed wheel inside it."""
    inside = Path(__file__).parent / "migrations"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "migrations"


def _engine(url: str, role: str, passwords: Passwords) -> AsyncEngine:
    engine = create_async_engine(
        _role_url(url, role),
        json_serializer=lambda value: msgspec.json.encode(value).decode(),
        json_deserializer=msgspec.json.decode,
        **ENGINE,
    )

    def sign_in(dialect: Any, _: Any, words: list[Any], named: dict[str, Any]) -> Any:
        return _signed_in(
            passwords.passwords(role),
            lambda password: dialect.connect(*words, **{**named, "password": password}),
        )

    event.listen(engine.sync_engine, "do_connect", sign_in)
    event.listen(engine.sync_engine, "checkout", _still_there)
    event.listen(engine.sync_engine, "checkin", _left)
    return engine


def _signed_in(passwords: Sequence[str], connect: Callable[[str], T]) -> T:
    """With the password as it is now; while there are two, with the one that is right."""
    *others, last = passwords
    for password in others:
        with suppress(psycopg.OperationalError):
            return connect(password)
    return connect(last)


def _still_there(driver: Any, record: ConnectionPoolEntry, _: Any) -> None:
    """A connection that has rested is asked whether it lives; one just used is taken at its word.

    Asking each time (pool_pre_ping) is one wait more for every message that somebody waits for.
    """
    if monotonic() - record.info.get(_USED, monotonic()) < RESTED:
        return
    try:
        driver.autocommit = True
        driver.cursor().execute("")
        driver.autocommit = False
    except psycopg.Error as error:
        raise DisconnectionError from error


def _left(_: Any, record: ConnectionPoolEntry) -> None:
    record.info[_USED] = monotonic()


def _role_url(url: str, role: str) -> str:
    parsed = make_url(_sqlalchemy(url)).set(username=role, password=None)
    return parsed.render_as_string(hide_password=False)


def _sqlalchemy(url: str) -> str:
    return "postgresql+psycopg://" + url.split("://", 1)[1]


def _plain(url: str) -> str:
    return _sqlalchemy(url).replace("+psycopg", "")
