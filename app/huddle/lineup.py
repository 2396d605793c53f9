"""Lineup understands how fresh rows become changes to a board that may already be running.

Before the start the agenda may be built anew; once the room has begun nothing that is there moves:
late rows come after the one in hand, and what the room decided stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from app.access.subject import Subject
from app.huddle.arrivals import carried, estimate, item, stop, walked
from app.huddle.board import (
    AgendaBuilt,
    Board,
    Change,
    Place,
    Row,
    RowAdded,
    RowRevised,
    RowWithdrawn,
    SightChanged,
)
from app.huddle.evolve import replay
from app.huddle.matter import Matter
from app.huddle.verdict import Section


def rows(matters: dict[str, Matter], minutes: int) -> tuple[tuple[Row, ...], bool]:
    """The agenda's rows in the order the room walks them, and whether red alone exceeds the time.

    `matters` by row id. The room walks the columns left to right, then what does not fit, then
    what is unclear; within each by the agenda's own order.
    """
    walk, exceeds = walked(
        (item(key, one.reasons, learned=True) for key, one in matters.items()), minutes
    )
    return tuple(_row(one.key, place, matters[one.key]) for one, place in walk), exceeds


def _row(key: str, place: Place, matter: Matter) -> Row:
    first = matter.reasons[0]
    return Row(
        key, place, first.section.value, first.urgency.value, estimate(first), matter,
        forced=any(stood.forced for stood in matter.stood),
    )  # fmt: skip


def changes(
    board: Board,
    fresh: Sequence[Row],
    subjects: Mapping[str, Subject],
    now: datetime,
    merged: Mapping[str, Matter] | None = None,
) -> list[Change]:
    """What turns the board into one that shows the fresh rows. Nothing, when it already does.

    `subjects` by person: who may see a row follows the person's consents whatever became of the
    row, also when it is decided and when the huddle is over. `merged` by row: what is another
    person's by now, decided as it is.
    """
    found: list[Change] = []
    match board.state:
        case "prepared":
            found = _before(board, fresh, now)
        case "running":
            found = _during(board, fresh, now)
        case "closed" | "not_held":
            pass
    return found + _sight(board, replay(board, found), subjects, merged or {})


def _sight(
    old: Board, board: Board, subjects: Mapping[str, Subject], merged: Mapping[str, Matter]
) -> list[Change]:
    """The rows whose sight is no longer what it was, and word to every viewer to look anew."""
    found: list[Change] = []
    for row in board.rows:
        matter = merged.get(row.id, row.content)
        matter = replace(matter, subject=subjects.get(matter.person, matter.subject))
        if matter != row.content:
            found.append(RowRevised(replace(row, content=matter)))
    before = {row.id: row.content.subject for row in old.rows}
    moved = any(
        before.get(row.id, row.content.subject) != row.content.subject for row in board.rows
    )
    return [*found, SightChanged()] if found or moved else []


def _before(board: Board, fresh: Sequence[Row], now: datetime) -> list[Change]:
    if board.version == 0:
        return [AgendaBuilt(tuple(fresh))]
    old = {row.id: row for row in board.rows}
    marked = [_since(row, old.get(row.id), board, now) for row in fresh]
    small: list[Change] = []
    for at, row in enumerate(marked):
        if row.id not in old:
            small.append(RowAdded(row, marked[at - 1].id if at else None))
        elif row != old[row.id]:
            small.append(RowRevised(row))
    if replay(board, small).rows == tuple(marked):
        return small
    return [AgendaBuilt(tuple(marked))]


def _during(board: Board, fresh: Sequence[Row], now: datetime) -> list[Change]:
    found: list[Change] = []
    standing = {row.id for row in fresh}
    for row in board.rows:
        if row.id not in standing and row.decision is None and not row.withdrawn:
            found.append(RowWithdrawn(row.id))
    told = board
    for each in fresh:
        old = board.row(each.id)
        row = _since(each, old, board, now)
        if old is None:
            late = replace(row, place="unclear" if row.place == "unclear" else "now")
            found.append(RowAdded(late, _after(told, late)))
            told = replay(told, found[-1:])
        elif old.decision is None:
            stays = replace(row, place=old.place, action=old.action, spent=old.spent)
            if stays != old:
                found.append(RowRevised(stays))
    return found


def _since(fresh: Row, old: Row | None, board: Board, now: datetime) -> Row:
    """The row with when it came, and when each of its reasons did."""
    content = carried(old.content if old else None, fresh.content, board, now)
    return replace(fresh, content=content, new_at=old.new_at if old else now)


def _after(board: Board, late: Row) -> str | None:
    """After the last row of its own kind of place, and after the one in hand."""
    before = [row.id for row in board.rows if _walk(row) <= _walk(late) or row.id == board.current]
    return before[-1] if before else None


def _walk(row: Row) -> tuple[int, int]:
    return stop(row.place, Section(row.section) if row.section else None)
