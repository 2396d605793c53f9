"""Look understands what each kind of viewer gets of a board: a snapshot, or change by change.

Everyone gets every number; a change that is not for this viewer goes out as the bare number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import zip_longest
from uuid import UUID

from app.access import audit
from app.access.mask import mask
from app.access.party import Party
from app.access.policy import name_basis
from app.access.subject import UNSEEN, Subject
from app.actions.messages import UnitChoice
from app.days import closed_before
from app.events.freshness import closed, missing
from app.events.kinds import Category
from app.house import House
from app.huddle import board as b
from app.huddle import messages as m
from app.huddle.present import present
from app.huddle.render import ROLE_TEXT, Audience, Seeing, account
from app.huddle.shown import difference, line_changed, out_of_reach, rows_view, view
from app.huddle.store import KIND, Huddle
from app.huddle.teamrond import PHYSICIAN, day_of
from app.organisation import Centre
from app.tables import Source


@dataclass(frozen=True, slots=True)
class Scene:
    """A huddle with what rendering needs: who is called, who is silent, what was lifted or met."""

    house: House
    huddle: Huddle
    centre: Centre
    sources: Sequence[Source]
    lifted: int
    met: Mapping[str, int] = field(default_factory=dict)

    def seeing(self, now: datetime) -> Seeing:
        return seeing_of(self.house, self.centre, now)


def seeing_of(house: House, centre: Centre, now: datetime) -> Seeing:
    """What rendering the rows of a centre needs beside them, at an instant."""
    return Seeing(house.law, house.parties(centre), now, house.sources)


def audience(centre: Centre, party: Party) -> Audience:
    """The kind of viewer somebody is at an own desk."""
    return Audience("desk", (party,), staff=party.unit == centre.unit)


def wall(house: House, centre: Centre, board: b.Board) -> Audience:
    """The kind of viewer the wall is: whoever of those present may see least decides."""
    there = present(house.parties(centre), centre.unit, board.presence)
    return Audience("room", there, staff=False)


def board_view(board: b.Board, audience: Audience, seeing: Seeing) -> m.BoardView:
    seen = rows_view(board, audience, seeing)
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
    staff, desk = audience.staff, audience.mode == "desk"
    return m.Snapshot(
        now=now,
        centre=scene.centre.unit,
        centre_name=scene.centre.name,
        date=scene.huddle.day,
        round=scene.huddle.round,
        weekly_on=day_of(scene.centre.calendar, scene.huddle.day),
        group=scene.centre.group if desk else None,
        mode=audience.mode,
        leads=leads and desk,
        since=scene.huddle.since,
        next_ends=scene.huddle.next_ends,
        parties=[
            m.PartyView(
                party.unit, units[party.unit].short, party.role,
                units[party.unit].phone if desk else None, desk and party.unit in connected,
                units[party.in_place_of].short if party.in_place_of else None,
            )
            for party in scene.centre.parties
        ] + _physician(scene),
        silent_sources=[
            m.SourceView(
                source.name, source.last_heard,
                " ".join(filter(None, (closed(source, now), source.missing))), source.phone,
            )
            for source in missing(scene.sources, now)
        ],
        red_exceeds=staff and scene.huddle.red_exceeds,
        lifted=scene.lifted if staff else 0,
        closed_days=closed_before(scene.centre.calendar, scene.huddle.day),
        met=_met(scene) if staff and desk else [],
        board=board_view(board, audience, scene.seeing(now)),
    )  # fmt: skip


def _physician(scene: Scene) -> list[m.PartyView]:
    """The week's round is held with the centre's physician, who is of the centre's own unit."""
    if scene.huddle.round == "daily":
        return []
    return [m.PartyView(PHYSICIAN, "VC-läkare", PHYSICIAN, None)]


def _met(scene: Scene) -> list[m.MetView]:
    """In the order of the pack."""
    return [
        m.MetView(rule.id, rule.headline, scene.met[rule.id])
        for rule in scene.house.rules_of(scene.centre.unit)
        if scene.met.get(rule.id)
    ]


def resighted(board: b.Board, subjects: Mapping[str, Subject]) -> b.Board:
    """The board with what decides who may see each person as it is now; who is not told is unseen."""
    rows = (
        replace(row, content=replace(row.content, subject=subjects.get(row.content.person, UNSEEN)))
        for row in board.rows
    )
    return replace(board, rows=tuple(rows))


Step = tuple[b.Board, b.Board, b.Change]
"""The board before a change and after it, and the change."""
Agenda = b.AgendaBuilt | b.RowAdded | b.RowRevised


def told(steps: Sequence[Step], audience: Audience) -> Sequence[Step]:
    """The steps as they are told to one audience, one for each.

    To whoever has an order of their own, what the agenda came to at one go is one change: how many
    it took to get there depends on what is hidden. It stands at the last of them.
    """
    if audience.staff:
        return steps
    found: list[Step] = []
    since: b.Board | None = None
    for (before, after, change), following in zip_longest(steps, steps[1:]):
        if not isinstance(change, Agenda):
            found.append((before, after, change))
            continue
        since = since or before
        if following is not None and isinstance(following[2], Agenda):
            found.append((since, since, b.SightChanged()))
        else:
            found.append((since, after, change))
            since = None
    return found


def change_view(
    before: b.Board, after: b.Board, change: b.Change, audience: Audience, seeing: Seeing
) -> m.ChangeView | None:
    """One change as this audience may see it; None when it gets the number alone."""
    match change:
        case b.AgendaBuilt() | b.RowAdded() | b.RowRevised():
            return difference(before, after, audience, seeing)
        case b.PresenceSet():
            return m.PresenceSet(change.party, change.presence)
        case b.Started():
            return m.Started(change.at, change.ends_at)
        case b.Closed():
            return m.Closed(change.at)
        case b.NotHeld():
            return m.NotHeld(change.at)
        case b.SightChanged() | b.RowRevealed():
            return None
        case _:
            return _about_row(before, after, change, audience, seeing)


def anew(
    before: b.Board, after: b.Board, change: b.Change, audience: Audience, seeing: Seeing
) -> bool:
    """Whether no change can tell this audience what it now sees, so that it needs the board anew.

    Who sees no more and no less than before hears a number alone. The wall sees anew with who is
    present, and when a whole name comes or goes.
    """
    if audience.mode == "room" and (
        isinstance(change, b.PresenceSet | b.RowRevealed)
        or any(row.shown_until for row in before.rows)
    ):
        return True
    if audience.staff and not isinstance(change, b.RowRevised):
        return False
    return isinstance(change, Agenda) and out_of_reach(before, after, audience, seeing)


RowChange = b.RowWithdrawn | b.RowOpened | b.RowLeft | b.Decided | b.Reopened | b.ActionMoved


def _about_row(
    before: b.Board, after: b.Board, change: RowChange, audience: Audience, seeing: Seeing
) -> m.ChangeView | None:
    row = after.row(change.row)
    seen = view(row, audience, seeing) if row else None
    if row is None or seen is None:
        return None
    if seen.place == "mine":
        return line_changed(before, after, audience, seeing)
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


def looked(
    huddle: UUID, board: b.Board, shown: Sequence[m.RowView], audience: Audience, seeing: Seeing
) -> list[audit.Line]:
    """One line per person shown: which categories were given and refused, on which bases."""
    lines = []
    for row_view in shown:
        row = board.row(row_view.id)
        if row is not None:
            told = account(row.content, row_view, audience, seeing)
            line = audit.Line(
                "huddle:person:look", UUID(row.content.person), huddle,
                basis=",".join(sorted(told.bases)), given=mask(told.given),
                refused=mask(told.refused),
                controllers=",".join(sorted(told.controllers)) or None, detail=audience.mode,
            )  # fmt: skip
            lines.append(line)
    return lines


def acted(
    house: House, huddle: UUID, board: b.Board, change: b.Change, party: Party, now: datetime
) -> audit.Line:
    """The line of a change that somebody made; about a person when it was made on a row."""
    row = board.row(change.row) if isinstance(change, RowChange | b.RowRevealed) else None
    if row is None:
        return audit.Line(f"huddle:{KIND[type(change)]}", huddle=huddle)
    basis = name_basis(party, row.content.subject, house.law, now).value
    line = audit.Line(f"huddle:{KIND[type(change)]}", UUID(row.content.person), huddle, basis=basis)
    if not isinstance(change, b.RowRevealed):
        return line
    there = wall(house, house.organisation.centres[party.unit], board).parties
    return replace(line, given=mask({Category.D1}), detail=",".join(one.unit for one in there))


def rows_of(change: m.ChangeView | None) -> list[m.RowView]:
    """The rows that a change shows."""
    match change:
        case m.AgendaBuilt():
            return list(change.rows)
        case m.RowAdded() | m.RowRevised():
            return [change.row]
        case _:
            return []


def choices(house: House, centre: Centre) -> list[UnitChoice]:
    """The parties an action may be handed over to."""
    units = house.organisation.units
    return [UnitChoice(p.unit, units[p.unit].short, ROLE_TEXT[p.role]) for p in centre.parties]
