"""Quiet: what no log may say is found wherever it stands, and nothing else is."""

from pathlib import Path

import pytest

from tests import quiet

# A line of a log, whom it tells of, and why.
LINES: list[tuple[str, set[str], str]] = [
    ("ingest.failed kind=KeyError", set(), "a fault of ours"),
    ("person.unknown who=19340304T027", {"19340304T027"}, "a demo identifier"),
    ("who='192810317079'", {"192810317079"}, "an official test number"),
    ("row 19280101-2384 is wrong", {"19280101-2384"}, "a number that is in no fixture"),
    ("who=201003152385.", {"201003152385"}, "nor is this"),
    ("Key (name)=(Gunborg Öhrnäs) already exists", {"Gunborg", "Öhrnäs"}, "a name of the tests"),
    ("Skarvnäs", {"Skarvnäs"}, "a family name that the demo may put together"),
    ("sign in Jonna", {"Jonna"}, "somebody who signs in"),
    ("Gunborgs", set(), "another word"),
    ("at 2026-11-20 07:40:00,123 and 1764567890123", set(), "times"),
    ("kvarten_test_20261120a1b2 port 19340", set(), "names of the tests' own"),
    ("File app/people/store.py, line 19340304", set(), "a place"),
]


@pytest.mark.parametrize(("line", "whom", "_comment"), LINES, ids=[one[2] for one in LINES])
def test_a_line_tells_of_somebody_or_of_nobody(line: str, whom: set[str], _comment: str) -> None:
    assert quiet.said_of_anybody(line) == whom


def test_the_words_are_those_of_the_fixtures() -> None:
    words = quiet.words()
    assert {"Gunborg", "Öhrnäs", "Evert", "Strandqvist", "Vinnerstad"} <= words, "the known night"
    assert {"Vallmo", "Oxelmo", "Sälgmo"} <= words, "the demo"
    assert len(words) > 800


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(quiet.FOLDER, str(tmp_path))
    return tmp_path


def test_every_log_of_the_run_is_read(logs: Path) -> None:
    quiet.file("app").write_text("ready\nwho=19340304T027\n", "utf-8")
    (logs / "1-browser.log").write_text("Gunborg\n", "utf-8")
    told = list(quiet.overheard())
    assert len(told) == 2
    assert any("app.log:2" in line for line in told)
    quiet.forget()
    assert not logs.exists()


def test_what_a_test_made_postgresql_say_is_let_pass_there_and_nowhere_else(logs: Path) -> None:
    line = f"ERROR:  {quiet.MEANT}Gunborg\n"
    (logs / "1-postgres.log").write_text(line, "utf-8")
    assert not list(quiet.overheard())
    (logs / "1-app.log").write_text(line, "utf-8")
    assert list(quiet.overheard())


def test_a_log_that_is_about_to_be_deleted_is_kept(logs: Path, tmp_path: Path) -> None:
    (logs / "sub").mkdir()
    gone = logs / "sub" / "postgres.txt"
    gone.write_text("Gunborg\n", "utf-8")
    quiet.keep(gone, "postgres")
    quiet.keep(logs / "never-there", "postgres")
    gone.unlink()
    assert list(quiet.overheard())
