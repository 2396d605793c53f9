"""Shown understands the rows of a board as one kind of viewer has them: which, and in what order.

The centre's own staff have the board's own order, which is made of every reason. Whoever sees less
has an order, an agenda and an overflow of their own, made of what they see and of nothing else.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from app.huddle import board as b
from app.huddle import messages as m
from app.huddle.arrivals import Seen, arranged
from app.huddle.present import whole
from app.huddle.render import Audience, Seeing, neutral_text, render, seen_reasons

SWEDISH = str.maketrans("åäö", "{|}")
"""Å, ä and ö come after z, in that order."""


def view(row: b.Row, audience: Audience, seeing: Seeing) -> m.RowView | None:
    """One row by itself: for whoever does not see all, without where it stands among the others."""
    seen = render(row, audience, seeing, own_actions(row, audience))
    return whole(row, seen, seeing.now) if seen and audience.mode == "room" else seen


def own_actions(row: b.Row, audience: Audience) -> list[m.OwnAction]:
    """What of a neutral row is the viewer's own unit's to do."""
    decision = row.decision
    if decision is None or decision.kind != "action" or row.action is None:
        return []
    if all(party.unit != decision.owner for party in audience.parties):
        return []
    text = neutral_text(row.content.name)
    return [m.OwnAction(decision.id, text, decision.due, row.action.state)]


def rows_view(board: b.Board, audience: Audience, seeing: Seeing) -> list[m.RowView]:
    """The rows as the room walks them, then the neutral lines by name.

    Were a neutral line left where it stands, its place would tell how urgent it is.
    """
    views = [(row, view(row, audience, seeing)) for row in board.rows]
    full = [(row, seen) for row, seen in views if seen is not None and seen.place != "mine"]
    neutral = [seen for _, seen in views if seen is not None and seen.place == "mine"]
    neutral.sort(key=lambda row: (row.content.name.casefold().translate(SWEDISH), row.id))
    if audience.staff:
        return [*(seen for _, seen in full), *neutral]
    return [*_own_order(board, full, audience, seeing), *neutral]


def _own_order(
    board: b.Board, full: Iterable[tuple[b.Row, m.RowView]], audience: Audience, seeing: Seeing
) -> Iterable[m.RowView]:
    """The rows where what this audience sees of them puts them."""
    known = {row.id: (row, seen) for row, seen in full}
    told = [
        Seen(key, seen_reasons(row.content, audience, seeing)) for key, (row, _) in known.items()
    ]
    planned = board.ends_at - (board.started_at or board.starts_at)
    for one in arranged(told, int(planned.total_seconds()) // 60):
        yield replace(known[one.key][1], place=one.place, new_at=one.new_at)


def difference(
    before: b.Board,
    after: b.Board,
    change: b.AgendaBuilt | b.RowAdded | b.RowRevised,
    audience: Audience,
    seeing: Seeing,
) -> m.ChangeView | None:
    """What a change of the agenda is to this audience; None when it has the same rows as before.

    One row more may move another below the line, so that what is one row to the convenor may be
    the whole agenda to somebody else.
    """
    old, new = rows_view(before, audience, seeing), rows_view(after, audience, seeing)
    if old == new:
        return None
    if isinstance(change, b.AgendaBuilt):
        return m.AgendaBuilt(new)
    at = next((n for n, row in enumerate(new) if row.id == change.row.id), None)
    was = next((n for n, row in enumerate(old) if row.id == change.row.id), None)
    if at is not None and _but(old, was) == _but(new, at):
        if was is None:
            return m.RowAdded(new[at], new[at - 1].id if at else None)
        if was == at:
            return m.RowRevised(new[at])
    return m.AgendaBuilt(new)


def _but(rows: list[m.RowView], at: int | None) -> list[m.RowView]:
    return rows if at is None else [*rows[:at], *rows[at + 1 :]]
