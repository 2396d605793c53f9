"""The embedded PostgreSQL lets in who has the password, and touches nothing that is not its own."""

import os
import pwd
import stat
import traceback
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.errors import Misconfigured
from app.postgres import account, binaries
from app.postgres.cluster import Cluster
from tests.clusters import answer, open_folder

# A user that every Unix has, is not root, and is not the one root lends to PostgreSQL.
ORDINARY = pwd.getpwnam("daemon")


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home whose database exists; every test here finds and leaves it stopped."""
    with open_folder() as folder:
        with Cluster(folder, durable=False):
            pass
        yield folder
        Cluster(folder).remove()


@pytest.fixture
def new_home() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder
        Cluster(folder).remove()


def test_only_who_has_the_password_gets_in(home: Path) -> None:
    with Cluster(home, durable=False) as cluster:
        secret = cluster.admin_url.split(":")[2].split("@")[0]
        for password in ("", "postgres", secret[:-1]):
            with pytest.raises(psycopg.OperationalError):
                answer(cluster.admin_url.replace(secret, password))
        for way in (home_socket(cluster), "127.0.0.1"):
            with pytest.raises(psycopg.OperationalError, match="password"):
                answer(f"host={way} port={cluster.admin_url[-14:-9]} user=postgres dbname=postgres")


def test_nobody_else_on_the_machine_may_read_it(home: Path) -> None:
    with Cluster(home, durable=False) as cluster:
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in cluster.folder.iterdir()}
        assert {modes[name] for name in ("data", "socket", "leases")} == {0o700}
        files = {n: m for n, m in modes.items() if "." in n or n == "lock"}
        assert set(files.values()) == {0o600}, files


def test_the_log_keeps_no_values(home: Path) -> None:
    with Cluster(home, durable=False) as cluster:
        with pytest.raises(psycopg.errors.UniqueViolation):
            answer(
                cluster.url(),
                "CREATE TABLE t (n text UNIQUE); INSERT INTO t VALUES ('19121212T999');"
                " INSERT INTO t VALUES ('19121212T999')",
            )
        assert "19121212T999" not in (cluster.folder / "postgres.log").read_text()


@pytest.mark.parametrize(
    "name",
    [
        pytest.param('det här är hemma\'s "$HOME"', id="a name that a shell would take apart"),
        pytest.param("x" * 120, id="longer than the path of a unix socket may be"),
    ],
)
def test_the_home_may_be_called_anything(name: str) -> None:
    with open_folder(name) as odd:
        with Cluster(odd, durable=False) as cluster:
            assert answer(cluster.url()) == 1
        cluster.remove()


def test_a_home_that_nobody_can_reach_gets_its_database_elsewhere_and_keeps_its_mode(
    tmp_path: Path,
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with Cluster(closed, durable=False) as cluster:
        assert answer(cluster.url()) == 1
        elsewhere = os.geteuid() == 0
        assert (account.REACHABLE in cluster.folder.parents) is elsewhere
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    cluster.remove()
    assert not cluster.folder.exists()


def test_an_ordinary_user_runs_it_as_oneself() -> None:
    with open_folder() as folder:
        if os.geteuid() == 0:
            os.chown(folder, ORDINARY.pw_uid, ORDINARY.pw_gid)
        child = os.fork()
        if child == 0:
            try:
                as_ordinary_user(folder)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def as_ordinary_user(folder: Path) -> None:
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(ORDINARY.pw_gid)
        os.setuid(ORDINARY.pw_uid)
    with Cluster(folder, durable=False) as cluster:
        assert answer(cluster.url()) == 1
        assert {path.stat().st_uid for path in cluster.folder.rglob("*")} == {os.getuid()}
    cluster.remove()


def test_a_database_of_a_version_that_is_not_here_is_refused_and_left_alone(
    new_home: Path,
) -> None:
    with Cluster(new_home, durable=False) as cluster:
        pass
    (cluster.folder / "data" / "PG_VERSION").write_text("14\n")
    with pytest.raises(Misconfigured, match="gjord med PostgreSQL 14"):
        Cluster(new_home).start()
    assert (cluster.folder / "data" / "base").is_dir()


def test_without_any_postgresql_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "find_spec", lambda name: None)
    monkeypatch.setattr(binaries, "SYSTEM", Path("/nowhere"))
    with pytest.raises(Misconfigured, match="KVARTEN_DATABASE_URL"):
        binaries.find()


def home_socket(cluster: Cluster) -> str:
    return str(cluster.folder / "socket")
