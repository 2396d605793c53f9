"""Boards understands how a test sets up a live huddle: rows named by a letter, a decision in a word.

Pure: what stands in a row's content is a plain word, or for lineup the matter of a person.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from app.days import at_local
from app.huddle.board import (
    Actor,
    AgendaBuilt,
    Board,
    Change,
    Decided,
    Decision,
    Refused,
    Row,
    Started,
)
from app.huddle.decide import decide
from app.huddle.evolve import replay

STARTS = at_local(date(2026, 11, 20), time(8))
ENDS = STARTS + timedelta(minutes=15)
NOW = STARTS + timedelta(minutes=2)
CONVENOR = Actor(leads=True, party="vc")
PLANNER = Actor(leads=False, party="ht")
MINUTE = timedelta(minutes=1)


def a_row(key: str, urgency: str = "gul", section: str = "sedan_sist", **other: Any) -> Row:
    told = {"place": "now", "seconds": 60, "content": key, **other}
    return Row(id=key, section=section, urgency=urgency, **told)  # type: ignore[arg-type]


def prepared(*rows: Row) -> Board:
    board = Board(STARTS, ENDS, presence={"vc": "absent", "ht": "absent"})
    return replay(board, [AgendaBuilt(rows or (a_row("a", "rod"), a_row("b"), a_row("c", "gra")))])


def running(*rows: Row) -> Board:
    return replay(prepared(*rows), [Started(STARTS, ENDS)])


def a_decision(kind: str = "done", key: str = "d1", **other: Any) -> Decision:
    whole: dict[str, Any] = {
        "action": {"what": "Ring", "owner": "ht", "due": NOW + timedelta(hours=2)},
        "defer": {"until": date(2026, 11, 23), "reason": "väntar svar"},
        "done": {},
    }.get(kind, {"reason": "ordnat"})
    return Decision(key, kind, **{**whole, **other})  # type: ignore[arg-type]


def decided(board: Board, row: str, kind: str = "done", **other: Any) -> Board:
    return replay(board, [Decided(row, a_decision(kind, **other))])


def done(board: Board, *commands: Any, now: datetime = NOW) -> Board:
    """The board after commands that must be carried out."""
    for command in commands:
        changes = decide(board, command, CONVENOR, now)
        assert not isinstance(changes, Refused), changes.reason
        board = replay(board, changes)
    return board


def changes_of(board: Board, command: Any, now: datetime = NOW) -> list[Change]:
    changes = decide(board, command, CONVENOR, now)
    assert not isinstance(changes, Refused), changes.reason
    return changes


def withdrawn(board: Board, key: str) -> Board:
    rows = tuple(replace(row, withdrawn=True) if row.id == key else row for row in board.rows)
    return replace(board, rows=rows)
