"""Databases for tests: one throw-away cluster per run, one template, one clone per test.

`KVARTEN_TEST_DATABASE_URL` (a superuser's URL) uses a server that is already running instead;
`KVARTEN_TEST_POSTGRES` (a folder of programs) runs the cluster on another PostgreSQL.
Imports are lazy: the pure suite loads none of this.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import quiet

if TYPE_CHECKING:
    import psycopg

    from app.access.vault import Vault
    from app.database import Database

RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", secrets.token_hex(8))[:12]
ROOT = Path(__file__).resolve().parent.parent
OWNER = "kvarten_owner"
KEY = bytes(range(32))
"""The installation's key in every test."""
OWNER_PASSWORD = "only-for-tests"
MEMORY = Path("/dev/shm")
ROOM = 2 * 1024**3


def homes() -> Path:
    """Where a throw-away cluster lies: in memory where there is room, since a copy is made per test."""
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        return MEMORY
    return Path(tempfile.gettempdir())


HOMES = homes()
HOME_PREFIX = f"kvarten-test-{os.getuid()}-"
ABANDONED_AFTER = 3600.0


APP = ROOT / "app"
BARE = [APP / "database.py", *sorted((ROOT / "migrations").rglob("*.py"))]
FURNITURE = [
    *(APP / "organisation").glob("*.py"),
    APP / "demo" / "persons.py",
    APP / "demo" / "setup.py",
    *(APP / "demo").glob("*.yaml"),
]


def template_name(kind: str, paths: Iterable[Path]) -> str:
    """A name for what the files say now: a server of one's own keeps it for the next run."""
    said = hashlib.sha256(b"".join(path.read_bytes() for path in paths))
    return f"kvarten_{kind}_{said.hexdigest()[:12]}"


TEMPLATE = template_name("template", BARE)
FURNISHED = template_name("furnished", [*BARE, *sorted(FURNITURE)])


@pytest.fixture(scope="session")
def vault() -> Vault:
    """The installation's key, the same in every test."""
    from app.access.vault import Vault

    return Vault(KEY)


@pytest.fixture(scope="session")
def admin_url() -> Iterator[str]:
    """A superuser's URL to the server that this run's databases live on."""
    if given := os.environ.get("KVARTEN_TEST_DATABASE_URL"):
        yield given
    else:
        with throw_away_cluster() as url:
            yield url


@pytest.fixture(scope="session")
def template(admin_url: str, vault: Vault) -> str:
    """The name of a migrated, empty database to clone from; built once per run."""
    import psycopg

    with psycopg.connect(admin_url, autocommit=True) as admin, built(admin, TEMPLATE) as half:
        if half:
            build_template(admin, admin_url, half, vault)
    return TEMPLATE


@pytest.fixture(scope="session")
def furnished(admin_url: str, template: str, vault: Vault) -> str:
    """The name of a template that has the demo's organisation and persons too; once per run."""
    import psycopg

    from tests.houses import move_in

    with psycopg.connect(admin_url, autocommit=True) as admin, built(admin, FURNISHED) as half:
        if half:
            clone(admin, template, half)
            move_in(as_owner(admin_url, half), vault)
    return FURNISHED


@pytest.fixture
def database_url(request: pytest.FixtureRequest, admin_url: str, template: str) -> Iterator[str]:
    """The owner's URL to a fresh, migrated database that this test has to itself.

    A test that asks for the house gets one with the demo's organisation and persons in it.
    """
    if "house" in request.fixturenames:
        template = request.getfixturevalue("furnished")
    with cloned(admin_url, template) as url:
        yield url


@pytest.fixture
async def database(database_url: str, vault: Vault) -> AsyncIterator[Database]:
    """The app's own way into that database: as `work`, or acting as a viewer."""
    from app.database import Database

    opened = Database(database_url, vault)
    try:
        yield opened
    finally:
        await opened.close()


@contextmanager
def cloned(admin_url: str, template: str) -> Iterator[str]:
    """A copy of the template, dropped again afterwards."""
    import psycopg
    from psycopg import sql

    name = f"kvarten_test_{secrets.token_hex(6)}"
    with psycopg.connect(admin_url, autocommit=True) as admin:
        clone(admin, template, name)
        try:
            yield as_owner(admin_url, name)
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def built(admin: psycopg.Connection, name: str) -> Iterator[str | None]:
    """The name under which to build a template that is not there yet; None when it is.

    Built under another name and renamed: a template that exists is a template that is whole.
    """
    from psycopg import sql

    # Held until the connection closes: of several workers one builds, the others wait.
    admin.execute("SELECT pg_advisory_lock(hashtext(%s))", (name,))
    if admin.execute("SELECT FROM pg_database WHERE datname = %s", (name,)).rowcount:
        yield None
        return
    kind = name.rsplit("_", 1)[0]
    older = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
    for (old,) in admin.execute(older, (kind,)).fetchall():
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(old)))
    half = f"{name}_half"
    yield half
    command = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    admin.execute(command.format(sql.Identifier(half), sql.Identifier(name)))


def build_template(admin: psycopg.Connection, admin_url: str, name: str, vault: Vault) -> None:
    """Make the owner and migrate an empty database as it: the one place tests call the migrations."""
    from psycopg import sql

    from app.database import migrate

    owner = sql.Identifier(OWNER)
    if not admin.execute("SELECT FROM pg_roles WHERE rolname = %s", (OWNER,)).rowcount:
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEROLE").format(owner))
    admin.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(owner, OWNER_PASSWORD))
    clone(admin, "template1", name)
    migrate(as_owner(admin_url, name), vault)


def clone(admin: psycopg.Connection, template: str, name: str) -> None:
    from psycopg import sql

    command = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}")
    admin.execute(command.format(*map(sql.Identifier, (name, template, OWNER))))


def as_owner(admin_url: str, database: str) -> str:
    """The owner's URL to a database on the admin's server."""
    from psycopg.conninfo import conninfo_to_dict

    server = conninfo_to_dict(admin_url)
    where = f"{server.get('host', '127.0.0.1')}:{server.get('port', 5432)}"
    return f"postgresql://{OWNER}:{OWNER_PASSWORD}@{where}/{database}"


@contextmanager
def throw_away_cluster(name: str = "") -> Iterator[str]:
    """A cluster that the run's workers share and the last of them deletes; one of that name."""
    from app.errors import Misconfigured
    from app.postgres.cluster import Cluster

    clear_away_abandoned()
    home = HOMES / f"{HOME_PREFIX}{RUN}{name}"
    home.mkdir(mode=0o755, exist_ok=True)
    programs = os.environ.get("KVARTEN_TEST_POSTGRES")
    cluster = Cluster(home, durable=False, programs=Path(programs) if programs else None)
    cluster.start()
    try:
        yield cluster.admin_url
    finally:
        quiet.keep(cluster.folder / "postgres.log", "postgres")
        # Refused while another worker is still at it: then that one does it.
        with suppress(Misconfigured):
            cluster.remove()
            shutil.rmtree(home, ignore_errors=True)


def clear_away_abandoned() -> None:
    """Delete clusters of earlier runs that were killed before they could do it themselves."""
    from app.errors import Misconfigured
    from app.postgres.cluster import Cluster

    for home in HOMES.glob(f"{HOME_PREFIX}*"):
        with suppress(Misconfigured, OSError):
            if time.time() - home.stat().st_mtime > ABANDONED_AFTER:
                Cluster(home).remove()
                shutil.rmtree(home)
