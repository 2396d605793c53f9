"""Evolve understands what each change makes of the board.

`evolve(board, change)` is the only way a board changes, here and in the browser (board.ts); both
run the same golden transcripts.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import assert_never

from app.huddle.board import (
    ActionMark,
    ActionMoved,
    AgendaBuilt,
    Board,
    Change,
    Closed,
    Decided,
    NotHeld,
    PresenceSet,
    Reopened,
    Row,
    RowAdded,
    RowLeft,
    RowOpened,
    RowRevealed,
    RowRevised,
    RowWithdrawn,
    SightChanged,
    Started,
)


def evolve(board: Board, change: Change) -> Board:
    """The board after one change. Total: every change that was ever appended can be replayed."""
    board = replace(board, version=board.version + 1)
    match change:
        case AgendaBuilt():
            return replace(board, rows=change.rows)
        case RowAdded():
            return replace(board, rows=_insert(board.rows, change.row, change.after))
        case RowRevised():
            new = change.row
            return _with_row(
                board,
                new.id,
                lambda old: replace(
                    new, decision=old.decision, action=old.action, spent=old.spent,
                    new_at=new.new_at or old.new_at,
                ),
            )  # fmt: skip
        case RowWithdrawn():
            return _with_row(
                board, change.row, lambda row: replace(row, withdrawn=True, shown_until=None)
            )
        case PresenceSet():
            rows = tuple(
                replace(row, shown_until=None) if row.shown_until else row for row in board.rows
            )
            presence = {**board.presence, change.party: change.presence}
            return replace(board, presence=presence, rows=rows)
        case Started():
            return replace(board, state="running", started_at=change.at, ends_at=change.ends_at)
        case RowOpened():
            return replace(board, current=change.row, current_since=change.at)
        case RowLeft():
            seconds = change.seconds
            board = _with_row(
                board,
                change.row,
                lambda row: replace(row, spent=row.spent + seconds, shown_until=None),
            )
            return replace(board, current=None, current_since=None)
        case Decided():
            decision = change.decision
            mark = ActionMark("assigned") if decision.kind == "action" else None
            return _with_row(
                board, change.row, lambda row: replace(row, decision=decision, action=mark)
            )
        case Reopened():
            return _with_row(
                board, change.row, lambda row: replace(row, decision=None, action=None)
            )
        case ActionMoved():
            mark = change.action
            return _with_row(board, change.row, lambda row: replace(row, action=mark))
        case Closed():
            return replace(board, state="closed", closed_at=change.at)
        case NotHeld():
            return replace(board, state="not_held", closed_at=change.at)
        case RowRevealed():
            until = change.until
            return _with_row(board, change.row, lambda row: replace(row, shown_until=until))
        case SightChanged():
            return board
        case _:
            assert_never(change)


def replay(board: Board, changes: Iterable[Change]) -> Board:
    for change in changes:
        board = evolve(board, change)
    return board


def _insert(rows: tuple[Row, ...], row: Row, after: str | None) -> tuple[Row, ...]:
    rows = tuple(known for known in rows if known.id != row.id)
    behind = (at + 1 for at, known in enumerate(rows) if known.id == after)
    at = next(behind, 0 if after is None else len(rows))
    return (*rows[:at], row, *rows[at:])


def _with_row(board: Board, key: str, change: Callable[[Row], Row]) -> Board:
    rows = tuple(change(row) if row.id == key else row for row in board.rows)
    return replace(board, rows=rows)
