"""The embedded PostgreSQL: shared by processes, outlived by none of them, and nobody's but ours."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from app.clock import monotonic
from app.errors import Misconfigured
from app.postgres.cluster import Cluster
from tests.clusters import answer, answer_nothing, open_folder

# Another process of ours: starts, says its URL, and stays until told to leave.
NEIGHBOUR = """
import sys
from pathlib import Path
from app.postgres.cluster import Cluster
with Cluster(Path(sys.argv[1]), durable=False) as cluster:
    print(cluster.url(), flush=True)
    try:
        sys.stdin.readline()
    except KeyboardInterrupt:
        pass
"""
Neighbour = Callable[[Path], "subprocess.Popen[str]"]


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


@pytest.fixture
def neighbour() -> Iterator[Neighbour]:
    started: list[subprocess.Popen[str]] = []

    def start(home: Path) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", NEIGHBOUR, str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def says(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def leave(process: "subprocess.Popen[str]") -> None:
    process.communicate("\n", timeout=30)
    assert process.returncode == 0


def postmaster_pid(cluster: Cluster) -> int:
    return int((cluster.folder / "data" / "postmaster.pid").read_text().split()[0])


def gone(pid: int, within: float = 10.0) -> bool:
    until = monotonic() + within
    while monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{pid}/stat").exists() and ") Z " in Path(f"/proc/{pid}/stat").read_text():
            return True
    return False


def test_it_is_a_postgresql_with_swedish_letters_and_an_owner_who_is_no_superuser(
    home: Path,
) -> None:
    with Cluster(home, durable=False) as cluster:
        assert answer(cluster.url(), "SELECT upper('åäö')") == "ÅÄÖ"
        assert answer(cluster.url(), "SHOW server_encoding") == "UTF8"
        assert answer(cluster.url(), "SHOW TimeZone") == "UTC"
        mine = "SELECT NOT rolsuper AND NOT rolbypassrls FROM pg_roles WHERE rolname = current_user"
        assert answer(cluster.url(), mine) is True


def test_several_processes_share_it_and_the_last_one_out_stops_it(
    home: Path, neighbour: Neighbour
) -> None:
    first = neighbour(home)
    url = says(first)
    with Cluster(home, durable=False) as cluster:
        assert cluster.url() == url
        pid = postmaster_pid(cluster)
        leave(first)
        assert answer(url) == 1, "the one who started it has left, but not the last"
    assert gone(pid)


def test_two_that_start_a_new_database_at_once_get_the_same_one(
    new_home: Path, neighbour: Neighbour
) -> None:
    both = [neighbour(new_home), neighbour(new_home)]
    urls = {says(process) for process in both}
    assert len(urls) == 1
    assert answer(urls.pop()) == 1
    for process in both:
        leave(process)


def test_a_cluster_whose_process_was_killed_is_taken_over_with_all_it_holds(
    home: Path, neighbour: Neighbour
) -> None:
    first = neighbour(home)
    url = says(first)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE acknowledged AS SELECT 7 AS n")
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    assert answer(url) == 1, "nobody was left to stop it"
    with Cluster(home, durable=False) as cluster:
        pid = postmaster_pid(cluster)
        assert cluster.url() == url
        assert answer(url, "SELECT n FROM acknowledged") == 7
        answer_nothing(url, "DROP TABLE acknowledged")
    assert gone(pid), "the lease of the killed process held it up"


def test_what_was_committed_survives_the_kill_of_postgresql_itself(home: Path) -> None:
    cluster = Cluster(home).start()
    answer_nothing(cluster.url(), "CREATE TABLE kept AS SELECT 1 AS n")
    pid = postmaster_pid(cluster)
    os.kill(pid, signal.SIGKILL)
    assert gone(pid)
    cluster.stop()
    with Cluster(home) as again:
        assert answer(again.url(), "SELECT n FROM kept") == 1
        answer_nothing(again.url(), "DROP TABLE kept")


def test_a_pid_file_whose_number_now_is_another_s_does_not_hinder_the_start(home: Path) -> None:
    """As after the restart of a container, where low numbers come back at once."""
    with Cluster(home, durable=False) as cluster:
        file = cluster.folder / "data" / "postmaster.pid"
        lines = file.read_text().splitlines()
    owner = file.parent.stat().st_uid
    with subprocess.Popen(["sleep", "60"], user=owner if os.geteuid() == 0 else None) as other:
        file.write_text("\n".join([str(other.pid), *lines[1:], ""]))
        with Cluster(home, durable=False) as again:
            assert answer(again.url()) == 1
        assert other.poll() is None, "what was not ours was left alone"
        other.kill()


def test_ctrl_c_in_the_middle_of_the_first_start_leaves_nothing_half_made(
    new_home: Path, neighbour: Neighbour
) -> None:
    first = neighbour(new_home)
    folder = Cluster(new_home).folder
    until = monotonic() + 20
    while not (folder / "data.half" / "base").exists() and monotonic() < until:
        pass
    os.killpg(first.pid, signal.SIGINT)
    assert first.wait(timeout=30) != 0
    assert says(first) == ""
    with Cluster(new_home, durable=False) as cluster:
        assert answer(cluster.url()) == 1


def test_a_start_that_was_cut_short_leaves_no_half_made_database(new_home: Path) -> None:
    cluster = Cluster(new_home, durable=False)
    (cluster.folder / "data.half" / "base").mkdir(parents=True)
    with cluster:
        assert answer(cluster.url()) == 1


def test_ctrl_c_reaches_the_program_and_not_its_database(home: Path, neighbour: Neighbour) -> None:
    first = neighbour(home)
    url = says(first)
    with Cluster(home, durable=False) as cluster:
        pid = postmaster_pid(cluster)
        os.killpg(first.pid, signal.SIGINT)
        assert first.wait(timeout=30) == 0
        assert answer(url) == 1
    assert gone(pid)


def test_it_is_not_removed_from_under_another_process(home: Path, neighbour: Neighbour) -> None:
    first = neighbour(home)
    url = says(first)
    with pytest.raises(Misconfigured, match="används av en annan"):
        Cluster(home).remove()
    assert answer(url) == 1
    leave(first)
