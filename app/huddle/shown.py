"""Shown understands the rows of a board as one kind of viewer has them: which, and in what order.

The centre's own staff have the board's own order, which is made of every reason. Whoever sees less
has an order, an agenda and an overflow of their own, made of what they see and of nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from msgspec.structs import replace

from app.huddle import board as b
from app.huddle import messages as m
from app.huddle.arrivals import Seen, arranged
from app.huddle.present import whole
from app.huddle.render import Audience, Seeing, neutral_text, render, seen_reasons

SWEDISH = str.maketrans("åäö", "{|}")
"""Å, ä and ö come after z, in that order."""
ANY = datetime.min.replace(tzinfo=UTC)


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
    sights = [_sight(row, audience, seeing) for row in board.rows]
    full = [one for one in sights if one.view is not None and one.view.place != "mine"]
    neutral = [one for one in sights if one.view is not None and one.view.place == "mine"]
    return [*(_views(full) if audience.staff else _own_order(board, full)), *_lines(full, neutral)]


@dataclass(frozen=True, slots=True)
class _Sight:
    """A row as an audience sees it, and where the reasons that it sees put it."""

    row: b.Row
    audience: Audience
    view: m.RowView | None
    place: Seen


def _sight(row: b.Row, audience: Audience, seeing: Seeing) -> _Sight:
    key = id(row), id(audience)
    found: _Sight | None = seeing.seen.get(key)
    if found is None:
        seen = view(row, audience, seeing)
        ordered = seen is not None and seen.place != "mine" and not audience.staff
        reasons = seen_reasons(row.content, audience, seeing) if ordered else []
        # What is kept holds on to both, so that no other comes to have their ids.
        found = seeing.seen[key] = _Sight(row, audience, seen, Seen(row.id, reasons))
    return found


def _views(full: list[_Sight]) -> Iterable[m.RowView]:
    return (one.view for one in full if one.view is not None)


def _lines(full: list[_Sight], neutral: list[_Sight]) -> list[m.RowView]:
    """One neutral line for each person who has no row, by name.

    A person has one more row when something comes in after a decision. A line for each would tell of it.
    """
    known = {one.row.content.person for one in full}
    lines: dict[str, m.RowView] = {}
    for one in sorted(neutral, key=lambda one: (one.row.new_at is not None, one.row.new_at or ANY)):
        person, seen = one.row.content.person, one.view
        if person in known or seen is None:
            continue
        first = lines.get(person)
        if first is not None:
            own = [*first.content.own_actions, *seen.content.own_actions]
            seen = replace(first, content=replace(first.content, own_actions=own))
        lines[person] = seen
    return sorted(lines.values(), key=_by_name)


def _by_name(row: m.RowView) -> tuple[str, str]:
    return row.content.name.casefold().translate(SWEDISH), row.id


def _own_order(board: b.Board, full: list[_Sight]) -> Iterable[m.RowView]:
    """The rows where what this audience sees of them puts them."""
    known = {row.id: row for row in _views(full)}
    planned = board.ends_at - (board.started_at or board.starts_at)
    for one in arranged([each.place for each in full], int(planned.total_seconds()) // 60):
        yield replace(known[one.key], place=one.place, new_at=one.new_at)


def difference(
    before: b.Board, after: b.Board, audience: Audience, seeing: Seeing
) -> m.ChangeView | None:
    """What the agenda's changes come to for this audience; None when it has the same rows as before.

    It is made of what is seen before and after, and of nothing in between: one row more may move
    another below the line, so that what is one row to the convenor may be the whole agenda to
    somebody else, or the other way about.
    """
    old, new = rows_view(before, audience, seeing), rows_view(after, audience, seeing)
    if old == new:
        return None
    known = {row.id for row in old}
    if [row.id for row in old] == [row.id for row in new]:
        changed = [row for was, row in zip(old, new, strict=True) if was != row]
        if len(changed) == 1:
            return m.RowRevised(changed[0])
    added = [at for at, row in enumerate(new) if row.id not in known]
    if len(added) == 1 and [row for row in new if row.id in known] == old:
        [at] = added
        return m.RowAdded(new[at], new[at - 1].id if at else None)
    return m.AgendaBuilt(new)


def out_of_reach(before: b.Board, after: b.Board, audience: Audience, seeing: Seeing) -> bool:
    """Whether the agenda's changes are more than a change can tell this audience.

    So it is when a row leaves sight, is another kind of line than it was, or is in hand as it comes.
    """
    old = {row.id: _kind(row) for row in rows_view(before, audience, seeing)}
    new = {row.id: _kind(row) for row in rows_view(after, audience, seeing)}
    lost = any(new.get(key) != kind for key, kind in old.items())
    return lost or (after.current is not None and after.current in new.keys() - old.keys())


def _kind(row: m.RowView) -> str:
    return f"neutral {row.content.name}" if row.place == "mine" else "full"


def line_changed(
    before: b.Board, after: b.Board, audience: Audience, seeing: Seeing
) -> m.ChangeView | None:
    """What a change to a row is to whoever has a neutral line of it; None when the lines are as before."""
    old, new = rows_view(before, audience, seeing), rows_view(after, audience, seeing)
    if [row.id for row in old] != [row.id for row in new]:
        return m.AgendaBuilt(new)
    changed = [row for was, row in zip(old, new, strict=True) if was != row]
    return m.RowRevised(changed[0]) if changed else None
