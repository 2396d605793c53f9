"""A source that is silent says so, and so does one that has never been heard of."""

from datetime import UTC, datetime, timedelta

import pytest

from app.house import missing, silent_kinds
from app.tables import Source

NOW = datetime(2026, 11, 20, 6, 40, tzinfo=UTC)
DAY = 1440
FRESH, LATE, NEVER = timedelta(hours=3), timedelta(hours=25), None


def source(id_: str, kinds: list[str], heard: timedelta | None, interval: int = DAY) -> Source:
    return Source(
        id=id_, name=id_, controller="R", kinds=kinds, interval_minutes=interval, missing="",
        local_systems=[], last_heard=None if heard is None else NOW - heard,
    )  # fmt: skip


ED = ["ed.visit.*"]
# Who tells of what and when it was last heard, which of them the board says is silent, and why.
SILENT = [
    ([("elvis", ED, FRESH)], [], "as it should be"),
    ([("elvis", ED, timedelta(hours=24, minutes=10))], [], "it may still be on its way"),
    ([("elvis", ED, LATE)], ["elvis"], "a day and an hour since"),
    ([("elvis", ED, NEVER)], ["elvis"], "nobody else would have told us"),
    ([("elvis", ED, NEVER), ("file", ["ed.*"], FRESH)], [], "another tells of the same"),
    ([("elvis", ED, NEVER), ("file", ["ed.*"], LATE)], ["elvis", "file"], "but is late"),
    ([("elvis", ED, LATE), ("file", ["ed.*"], FRESH)], ["elvis"], "that it stopped is news"),
    ([("door", [], NEVER)], [], "nothing is expected of it"),
]


@pytest.mark.parametrize(("sources", "told", "why"), SILENT, ids=[why for *_, why in SILENT])
def test_the_board_names_who_is_silent(sources, told: list[str], why: str) -> None:
    found = missing([source(*one) for one in sources], NOW)
    assert [one.id for one in found] == told, why


def test_absence_is_not_known_while_nobody_fresh_would_have_told() -> None:
    assert "ed.visit.closed" in silent_kinds([source("elvis", ED, LATE)], NOW)
    both = [source("elvis", ED, LATE), source("file", ["ed.*"], FRESH)]
    assert silent_kinds(both, NOW) == frozenset()
