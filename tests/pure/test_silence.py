"""A source that is silent says so, and so does one that has never been heard of."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from app.clock import parse_local
from app.events.freshness import is_late, missing, silent_kinds
from app.huddle.phrases import CONDITIONS
from app.huddle.wording import SENDERS
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


def test_a_file_now_and_then_is_no_proof_that_nothing_happened() -> None:
    file = source("file", ["ed.*"], FRESH, 365 * DAY)
    assert "ed.visit.closed" in silent_kinds([source("elvis", ED, LATE), file], NOW)
    file.last_heard = None
    assert missing([file], NOW) == []


WEEKDAYS = [0, 1, 2, 3, 4]
# When a feed of weekdays 7–17 with an interval of four hours was last heard, when we look, and why.
HOURS = [
    ("2026-11-20T16:30", "2026-11-22T12:00", False, "Sunday: half an hour of Friday has gone"),
    ("2026-11-20T16:30", "2026-11-23T10:30", False, "Monday 10.30: four hours of its own time"),
    ("2026-11-20T16:30", "2026-11-23T10:46", True, "and a quarter past that"),
    ("2026-11-20T12:00", "2026-11-20T16:30", True, "four and a half hours the same day"),
    ("2026-11-20T12:00", "2026-11-20T23:00", True, "late is late after closing too"),
    ("2026-10-24T12:00", "2026-10-26T10:00", False, "the night the clocks change is a weekend"),
]


@pytest.mark.parametrize(("heard", "at", "late", "why"), HOURS, ids=[why for *_, why in HOURS])
def test_a_feed_is_expected_in_its_own_office_hours(
    heard: str, at: str, late: bool, why: str
) -> None:
    feed = source("elvis", ED, timedelta(), 240)
    feed.weekdays, feed.opens, feed.closes = WEEKDAYS, time(7), time(17)
    feed.last_heard = parse_local(heard)
    assert is_late(feed, parse_local(at)) is late, why


def test_a_request_that_has_expired_is_told_and_what_it_told_of_is_not_known() -> None:
    feed = source("elvis", ED, FRESH)
    feed.valid_to = date(2026, 11, 19)
    assert missing([feed], NOW) == [feed]
    assert "ed.visit.closed" in silent_kinds([feed], NOW)
    feed.valid_to = date(2026, 11, 20)
    assert missing([feed], NOW) == [], "to the end of its last day"


def test_whoever_may_go_silent_has_a_name_that_the_row_can_say() -> None:
    """A row says who would have told of what is missing; a kind without a name would break the morning."""
    kinds = {kind for phrase in CONDITIONS.values() for kind in phrase.told_by}
    assert kinds <= SENDERS.keys(), kinds - SENDERS.keys()
