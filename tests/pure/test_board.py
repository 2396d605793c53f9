"""Board: what each command makes of the huddle in each of its states, and why it is refused."""

from datetime import date, datetime, timedelta

import pytest

from app.huddle import board as b
from app.huddle.decide import decide
from app.huddle.evolve import evolve, replay
from tests.boards import (
    CONVENOR,
    ENDS,
    MINUTE,
    NOW,
    PLANNER,
    STARTS,
    a_decision,
    a_row,
    changes_of,
    decided,
    done,
    prepared,
    running,
    withdrawn,
)

PREPARED = prepared()
RUNNING = running()
IN_HAND = done(RUNNING, b.OpenRow("a"))
DONE_A = decided(RUNNING, "a")
CLOSED = replay(DONE_A, [b.Closed(NOW)])
NOT_HELD = replay(PREPARED, [b.NotHeld(NOW)])
RED_LEFT = "inte beslutade"
OVER = "avslutad för i dag"
START = "Starta avstämningen"
DECIDE_B = b.Decide("b", a_decision())

TABLE: list[tuple[b.Board, b.Command, list[str] | str, str]] = [
    # the board, the command, what it makes (kinds of change) or part of the refusal, comment
    (PREPARED, b.Start(), ["Started", "PresenceSet"], "the convenor starts, and is there"),
    (done(PREPARED, b.SetPresence("vc", "link")), b.Start(), ["Started"], "by link, if it said so"),
    (RUNNING, b.Start(), [], "started is started"),
    (CLOSED, b.Start(), OVER, "a closed huddle is over"),
    (NOT_HELD, b.Start(), OVER, "and so is one that nobody came to"),
    (PREPARED, b.Close(), "inte startad", "nothing to close"),
    (RUNNING, b.Close(), RED_LEFT, "a red row cannot be passed over"),
    (DONE_A, b.Close(), ["Closed"], "yellow and grey may be left"),
    (done(DONE_A, b.OpenRow("b")), b.Close(), ["RowLeft", "Closed"], "what is in hand is left first"),
    (withdrawn(RUNNING, "a"), b.Close(), ["Closed"], "a withdrawn red row needs no decision"),
    (CLOSED, b.Close(), [], "closed is closed"),
    (NOT_HELD, b.Close(), [], "over is over"),
    (PREPARED, b.Close(by_timetable=True), ["NotHeld"], "nobody came"),
    (RUNNING, b.Close(by_timetable=True), ["Closed"], "the timetable is not refused by a red row"),
    (IN_HAND, b.Close(by_timetable=True), ["RowLeft", "Closed"], "nor by a row in hand"),
    (CLOSED, b.Close(by_timetable=True), [], "twice is once"),
    (PREPARED, b.SetPresence("ht", "room"), ["PresenceSet"], "they may come before it starts"),
    (RUNNING, b.SetPresence("ht", "link"), ["PresenceSet"], "and during it"),
    (RUNNING, b.SetPresence("ht", "absent"), [], "absent already"),
    (RUNNING, b.SetPresence("x", "room"), "inte kallad", "a party that is not called"),
    (CLOSED, b.SetPresence("ht", "room"), OVER, "nobody comes to what is over"),
    (PREPARED, b.OpenRow("b"), START, "rows are taken up in a huddle that runs"),
    (RUNNING, b.OpenRow("b"), ["RowOpened"], "taken up"),
    (IN_HAND, b.OpenRow("b"), ["RowLeft", "RowOpened"], "the one in hand is left"),
    (IN_HAND, b.OpenRow("a"), [], "in hand already"),
    (RUNNING, b.OpenRow("z"), "finns inte", "no such row"),
    (withdrawn(RUNNING, "b"), b.OpenRow("b"), "tagits tillbaka", "withdrawn at the source"),
    (CLOSED, b.OpenRow("b"), START, "not in a huddle that is over"),
    (IN_HAND, b.LeaveRow("a"), ["RowLeft"], "left"),
    (IN_HAND, b.LeaveRow("b"), [], "was not in hand"),
    (RUNNING, b.LeaveRow("a"), [], "nothing is in hand"),
    (PREPARED, b.LeaveRow("z"), [], "nor is a row that is not there"),
    (PREPARED, DECIDE_B, START, "the room decides, not who reads in advance"),
    (RUNNING, DECIDE_B, ["Decided"], "decided"),
    (IN_HAND, b.Decide("a", a_decision()), ["RowLeft", "Decided"], "deciding leaves the row"),
    (IN_HAND, DECIDE_B, ["Decided"], "another row may be decided meanwhile"),
    (DONE_A, b.Decide("a", a_decision()), [], "the same decision again"),
    (DONE_A, b.Decide("a", a_decision(key="d2")), "redan beslutad", "another needs a regret first"),
    (RUNNING, b.Decide("z", a_decision()), "finns inte", "no such row"),
    (withdrawn(RUNNING, "b"), DECIDE_B, "tagits tillbaka", "nothing left to decide"),
    (CLOSED, DECIDE_B, OVER, "over"),
    (NOT_HELD, DECIDE_B, OVER, "never begun"),
    (DONE_A, b.Reopen("a"), ["Reopened"], "regretted"),
    (RUNNING, b.Reopen("b"), [], "nothing to regret"),
    (RUNNING, b.Reopen("z"), "finns inte", "no such row"),
    (CLOSED, b.Reopen("a"), "Mina åtgärder", "the minutes stand"),
]  # fmt: skip


@pytest.mark.parametrize(("board", "command", "makes", "comment"), TABLE)
def test_a_command_makes_changes_or_is_refused_in_words(
    board: b.Board, command: b.Command, makes: list[str] | str, comment: str
) -> None:
    answer = decide(board, command, CONVENOR, NOW)
    if isinstance(answer, b.Refused):
        assert isinstance(makes, str), (comment, answer.reason)
        assert makes in answer.reason
        assert answer.reason.endswith(".")
    else:
        assert [type(change).__name__ for change in answer] == makes, comment


@pytest.mark.parametrize("line", TABLE, ids=lambda line: line[3])
def test_only_the_convenor_moves_the_board(line: tuple[b.Board, b.Command, object, str]) -> None:
    answer = decide(line[0], line[1], PLANNER, NOW)
    assert isinstance(answer, b.Refused)
    assert "leder avstämningen" in answer.reason


@pytest.mark.parametrize("line", TABLE, ids=lambda line: line[3])
def test_doing_a_thing_twice_is_doing_it_once(line: tuple[b.Board, b.Command, object, str]) -> None:
    first = decide(line[0], line[1], CONVENOR, NOW)
    if not isinstance(first, b.Refused):
        assert decide(replay(line[0], first), line[1], CONVENOR, NOW + MINUTE) == []


WHOLE: list[tuple[b.Board, list[str] | str, str]] = [
    # the board, what showing A's whole name makes (kinds of change) or part of the refusal, comment
    (IN_HAND, ["RowRevealed"], "the row that is taken up"),
    (RUNNING, "Ta upp raden", "no other"),
    (done(RUNNING, b.OpenRow("b")), "Ta upp raden", "not while another is"),
    (PREPARED, "Ta upp raden", "nor before the room has begun"),
    (withdrawn(IN_HAND, "a"), "tagits tillbaka", "withdrawn at the source"),
    (CLOSED, OVER, "over"),
]


@pytest.mark.parametrize(("board", "makes", "comment"), WHOLE, ids=[one[2] for one in WHOLE])
def test_a_whole_name_is_shown_of_the_row_in_hand_and_of_no_other(
    board: b.Board, makes: list[str] | str, comment: str
) -> None:
    answer = decide(board, b.Reveal("a"), CONVENOR, NOW)
    if isinstance(answer, b.Refused):
        assert isinstance(makes, str), (comment, answer.reason)
        assert makes in answer.reason
    else:
        assert [type(change).__name__ for change in answer] == makes, comment
    assert isinstance(decide(board, b.Reveal("a"), PLANNER, NOW), b.Refused)


SHOWN = replay(IN_HAND, [b.RowRevealed("a", NOW + timedelta(seconds=30))])
HIDES: list[tuple[b.Change, str]] = [
    (b.PresenceSet("ht", "room"), "somebody comes"),
    (b.PresenceSet("ht", "absent"), "somebody goes"),
    (b.RowLeft("a", 20), "the row is left"),
    (b.RowWithdrawn("a"), "the row is withdrawn"),
    (b.RowRevised(a_row("a")), "what is known of it is another"),
    (b.AgendaBuilt((a_row("a"),)), "the agenda is another"),
]


@pytest.mark.parametrize(("change", "why"), HIDES, ids=[one[1] for one in HIDES])
def test_what_was_shown_whole_is_hidden_when(change: b.Change, why: str) -> None:
    assert _shown(SHOWN) == NOW + timedelta(seconds=30)
    assert _shown(evolve(SHOWN, change)) is None, why


def test_thirty_seconds_are_counted_from_the_first_press() -> None:
    [shown] = decide(IN_HAND, b.Reveal("a"), CONVENOR, NOW)  # type: ignore[misc]
    assert shown == b.RowRevealed("a", NOW + timedelta(seconds=30))
    late = NOW + timedelta(seconds=29)
    assert decide(SHOWN, b.Reveal("a"), CONVENOR, late) == []
    later = decide(SHOWN, b.Reveal("a"), CONVENOR, NOW + timedelta(seconds=30))
    assert later == [b.RowRevealed("a", NOW + timedelta(seconds=60))]


def _shown(board: b.Board) -> datetime | None:
    row = board.row("a")
    assert row is not None
    return row.shown_until


@pytest.mark.parametrize(
    ("early", "allowed", "comment"),
    [
        (timedelta(minutes=20), True, "07.40 for one at 08.00"),
        (timedelta(minutes=20, seconds=1), False, "a second too early"),
        (timedelta(minutes=-200), True, "late is better than never"),
    ],
)
def test_a_huddle_is_started_from_twenty_minutes_before(
    early: timedelta, allowed: bool, comment: str
) -> None:
    answer = decide(PREPARED, b.Start(), CONVENOR, STARTS - early)
    assert isinstance(answer, list) is allowed, comment


def test_fifteen_minutes_are_counted_from_the_start() -> None:
    early = STARTS - 10 * MINUTE
    assert b.Started(early, ENDS - 10 * MINUTE) in changes_of(PREPARED, b.Start(), early)


def test_the_seconds_spent_on_a_row_are_added_up_over_its_turns() -> None:
    board = done(RUNNING, b.OpenRow("a"))
    board = done(board, b.OpenRow("b"), now=NOW + timedelta(seconds=40))
    board = done(board, b.OpenRow("a"), now=NOW + timedelta(seconds=60))
    board = done(board, b.Decide("a", a_decision()), now=NOW + timedelta(seconds=75))
    assert [(row.id, row.spent) for row in board.rows] == [("a", 55), ("b", 20), ("c", 0)]
    assert board.current is None


def test_a_clock_that_is_moved_back_takes_no_seconds_from_a_row() -> None:
    board = done(IN_HAND, b.LeaveRow("a"), now=NOW - MINUTE)
    assert board.row("a") == a_row("a", "rod")


@pytest.mark.parametrize("state", ["accepted", "done"])
def test_a_decision_is_not_regretted_once_somebody_has_taken_the_action(state: str) -> None:
    board = decided(RUNNING, "a", "action")
    board = replay(board, [b.ActionMoved("a", b.ActionMark(state))])  # type: ignore[arg-type]
    answer = decide(board, b.Reopen("a"), CONVENOR, NOW)
    assert isinstance(answer, b.Refused)
    assert "redan mottagen" in answer.reason


@pytest.mark.parametrize("state", ["assigned", "returned"])
def test_a_decision_is_regretted_while_nobody_has_the_action(state: str) -> None:
    board = decided(RUNNING, "a", "action")
    board = replay(board, [b.ActionMoved("a", b.ActionMark(state))])  # type: ignore[arg-type]
    assert changes_of(board, b.Reopen("a")) == [b.Reopened("a")]


@pytest.mark.parametrize(("red", "word"), [(1, "En röd rad"), (3, "3 röda rader")])
def test_the_refusal_to_close_counts_the_red_rows(red: int, word: str) -> None:
    board = running(*[a_row(f"r{n}", "rod") for n in range(red)], a_row("g"))
    answer = decide(board, b.Close(), CONVENOR, NOW)
    assert isinstance(answer, b.Refused)
    assert word in answer.reason


LATE = datetime(2026, 11, 20, 23, 30, tzinfo=NOW.tzinfo)
FAULTS: list[tuple[b.Decision, str, str]] = [
    (a_decision("action", what=None), "vad", "no what"),
    (a_decision("action", what="   "), "vad", "a blank what"),
    (a_decision("action", owner=None), "vem", "nobody"),
    (a_decision("action", due=None), "tid", "no time"),
    (a_decision("action", due=NOW), "tid", "a time that has passed"),
    (a_decision("action", due=datetime(2026, 11, 20, 12)), "tid", "a time without zone"),  # noqa: DTZ001
    (a_decision("action", due=NOW + timedelta(days=400)), "inom ett år", "further than anybody plans"),
    (a_decision("action", due=datetime.max.replace(tzinfo=NOW.tzinfo)), "inom ett år", "the end of time"),
    (a_decision("action", route="brevduva"), "Vägen", "a route that there is not"),
    (a_decision("done", due=datetime(2026, 11, 20, 12)), "tidszon", "what is not used must be true too"),  # noqa: DTZ001
    (a_decision("done", reason="x" * 501), "för lång", "longer than a sentence"),
    (a_decision("done", reason="a\0b"), "inte går att spara", "what no database can hold"),
    (a_decision("defer", until=None), "dag", "to no day"),
    (a_decision("defer", until=date(2026, 11, 20)), "dag", "today is not later"),
    (a_decision("defer", until=date.max), "inom ett år", "the last day of all"),
    (a_decision("defer", reason=None), "varför", "without a word"),
    (a_decision("lift", reason=""), "skäl", "an empty reason"),
    (a_decision("drop", reason=" "), "skäl", "a blank reason"),
    (a_decision("not_needed", reason=None), "skäl", "no reason"),
]  # fmt: skip


@pytest.mark.parametrize(("decision", "says", "comment"), FAULTS)
def test_a_decision_that_lacks_something_is_refused(
    decision: b.Decision, says: str, comment: str
) -> None:
    answer = decide(RUNNING, b.Decide("a", decision), CONVENOR, NOW)
    assert isinstance(answer, b.Refused), comment
    assert says in answer.reason


@pytest.mark.parametrize("kind", ["action", "done", "not_needed", "defer", "lift", "drop"])
def test_a_whole_decision_of_each_kind_is_taken(kind: str) -> None:
    decision = a_decision(kind, route="vc")
    assert changes_of(RUNNING, b.Decide("a", decision)) == [b.Decided("a", decision)]


def test_deferring_asks_for_a_day_after_the_local_one() -> None:
    # 23.30 UTC on Friday is Saturday in Sweden.
    saturday = b.Decide("a", a_decision("defer", until=date(2026, 11, 21)))
    answer = decide(RUNNING, saturday, CONVENOR, LATE)
    assert isinstance(answer, b.Refused)
