"""Look understands what each kind of viewer gets of a board: a snapshot, or change by change.

Everyone gets every number; a change that is not for this viewer goes out as the bare number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.access.policy import Party
from app.actions.messages import UnitChoice
from app.house import House, is_late
from app.huddle import board as b
from app.huddle import messages as m
from app.huddle.render import ROLE_TEXT, Audience, Seeing, neutral_text, render
from app.huddle.store import Huddle
from app.organisation import Centre
from app.tables import Source


@dataclass(frozen=True, slots=True)
class Scene:
    """A huddle with what rendering needs: who is called, who is silent, what was lifted."""

    house: House
    huddle: Huddle
    centre: Centre
    sources: Sequence[Source]
    lifted: int

    def seeing(self, now: datetime) -> Seeing:
        return Seeing(self.house.controllers, self.house.parties(self.centre), now)


def audience(house: House, centre: Centre, party: Party, *, room: bool) -> Audience:
    """The kind of viewer: in room mode everyone called decides, whoever opened it."""
    if room:
        return Audience("room", house.parties(centre), staff=False)
    return Audience("desk", (party,), staff=party.unit == centre.unit)


def view(row: b.Row, audience: Audience, seeing: Seeing) -> m.RowView | None:
    return render(row, audience, seeing, own_actions(row, audience))


def own_actions(row: b.Row, audience: Audience) -> list[m.OwnAction]:
    """What of a neutral row is the viewer's own unit's to do."""
    decision = row.decision
    if decision is None or decision.kind != "action" or row.action is None:
        return []
    if all(party.unit != decision.owner for party in audience.parties):
        return []
    text = neutral_text(row.content.name)
    return [m.OwnAction(decision.id, text, decision.due, row.action.state)]


def board_view(board: b.Board, audience: Audience, seeing: Seeing) -> m.BoardView:
    rows = [view(row, audience, seeing) for row in board.rows]
    seen = [row for row in rows if row is not None]
    full = {row.id for row in seen if row.place != "mine"}
    current = board.current if board.current in full else None
    return m.BoardView(
        board.starts_at, board.ends_at, board.state, board.version, seen, board.presence,
        board.started_at, board.closed_at, current, board.current_since if current else None,
    )  # fmt: skip


def snapshot(
    scene: Scene,
    board: b.Board,
    audience: Audience,
    leads: bool,
    connected: set[str],
    now: datetime,
) -> m.Snapshot:
    units = scene.house.organisation.units
    staff = audience.staff
    return m.Snapshot(
        now=now,
        centre=scene.centre.unit,
        centre_name=scene.centre.name,
        date=scene.huddle.day,
        mode=audience.mode,
        leads=leads and audience.mode == "desk",
        since=scene.huddle.since,
        next_ends=scene.huddle.next_ends,
        parties=[
            m.PartyView(
                party.unit, units[party.unit].short, ROLE_TEXT[party.role],
                units[party.unit].phone, party.unit in connected,
            )
            for party in scene.centre.parties
        ],
        silent_sources=[
            m.SourceView(source.name, source.last_heard, source.missing, source.phone)
            for source in scene.sources
            if is_late(source, now)
        ],
        red_exceeds=staff and scene.huddle.red_exceeds,
        lifted=scene.lifted if staff else 0,
        board=board_view(board, audience, scene.seeing(now)),
    )  # fmt: skip


def change_view(
    before: b.Board, after: b.Board, change: b.Change, audience: Audience, seeing: Seeing
) -> m.ChangeView | None:
    """One change as this audience may see it; None when it gets the number alone."""
    match change:
        case b.AgendaBuilt():
            rows = (view(row, audience, seeing) for row in change.rows)
            return m.AgendaBuilt([row for row in rows if row is not None])
        case b.RowAdded():
            row = view(change.row, audience, seeing)
            return None if row is None else m.RowAdded(row, _behind(after, row, audience, seeing))
        case b.RowRevised():
            stands = after.row(change.row.id)
            row = view(stands, audience, seeing) if stands else None
            return None if row is None else m.RowRevised(row)
        case b.PresenceSet():
            return m.PresenceSet(change.party, change.presence)
        case b.Started():
            return m.Started(change.at, change.ends_at)
        case b.Closed():
            return m.Closed(change.at)
        case b.NotHeld():
            return m.NotHeld(change.at)
        case b.SightChanged():
            return None
        case _:
            return _about_row(before, after, change, audience, seeing)


RowChange = b.RowWithdrawn | b.RowOpened | b.RowLeft | b.Decided | b.Reopened | b.ActionMoved


def _about_row(
    before: b.Board, after: b.Board, change: RowChange, audience: Audience, seeing: Seeing
) -> m.ChangeView | None:
    row = after.row(change.row)
    seen = view(row, audience, seeing) if row else None
    if row is None or seen is None:
        return None
    if seen.place == "mine":
        old = before.row(change.row)
        changed = old is None or view(old, audience, seeing) != seen
        return m.RowRevised(seen) if changed else None
    match change:
        case b.RowWithdrawn():
            return m.RowWithdrawn(change.row)
        case b.RowOpened():
            return m.RowOpened(change.row, change.at)
        case b.RowLeft():
            return m.RowLeft(change.row, change.seconds)
        case b.Decided():
            return m.Decided(change.row, change.decision)
        case b.Reopened():
            return m.Reopened(change.row)
        case b.ActionMoved():
            return m.ActionMoved(change.row, change.action)


def _behind(after: b.Board, added: m.RowView, audience: Audience, seeing: Seeing) -> str | None:
    """The nearest row before the added one that this audience sees."""
    before: str | None = None
    for row in after.rows:
        if row.id == added.id:
            break
        if view(row, audience, seeing) is not None:
            before = row.id
    return before


def choices(house: House, centre: Centre) -> list[UnitChoice]:
    """The parties an action may be handed over to."""
    units = house.organisation.units
    return [UnitChoice(p.unit, units[p.unit].short, ROLE_TEXT[p.role]) for p in centre.parties]
