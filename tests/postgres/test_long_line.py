"""A line may grow long in a day, and a board is made of what stands, not of all that has stood."""

from __future__ import annotations

from dataclasses import replace

from app.huddle import board as b
from app.huddle import store
from app.huddle.evolve import replay
from tests.boards import a_decision
from tests.houses import CENTRE, NOW, home_from_ed, registered, tell
from tests.rooms import build

WHO = ("19340304T027", "19350505T055", "19360606T066")


async def grown(house) -> store.Huddle:
    """A huddle whose agenda was told anew in the midst of everything else."""
    await tell(house, *map(registered, WHO), *map(home_from_ed, WHO))
    built = await build(house, NOW)
    first, second, third = built.board.rows
    unit = house.organisation.centres[CENTRE].parties[1].unit
    changes: list[b.Change] = [
        b.RowRevised(replace(first, seconds=90)),
        b.PresenceSet(unit, "room"),
        b.RowOpened(first.id, NOW),
        b.RowWithdrawn(second.id),
        b.Decided(first.id, a_decision("done")),
        b.AgendaBuilt((third, first)),
        b.RowAdded(second, third.id),
        b.RowLeft(first.id, 20),
        b.Decided(third.id, a_decision("done")),
        b.AgendaBuilt((second, first)),
        b.SightChanged(),
        b.RowRevised(replace(second, seconds=30)),
        b.RowAdded(third, None),
        b.PresenceSet(unit, "link"),
        b.Started(NOW, NOW),
    ]
    board = replay(built.board, changes)
    async with house.database.work() as session:
        await store.append(session, built.huddle, board, changes, NOW, "prov")
    return built.huddle


async def test_the_board_at_every_number_is_what_its_whole_line_makes(house) -> None:
    huddle, centre = await grown(house), house.organisation.centres[CENTRE]
    async with house.database.work() as session:
        line = await store.line(session, huddle.id)
        board = store.empty(huddle, centre)
        assert await store.board(session, huddle, centre, 0) == board
        for version, change in line:
            board = replay(board, [change])
            assert await store.board(session, huddle, centre, version) == board, change
        assert await store.board(session, huddle, centre) == board
    assert (board.version, len(board.rows)) == (16, 3)


async def test_an_agenda_that_was_replaced_is_not_read(house, monkeypatch) -> None:
    huddle, centre = await grown(house), house.organisation.centres[CENTRE]
    heard: list[str] = []
    read = store._read
    monkeypatch.setattr(store, "_read", lambda kind, body: heard.append(kind) or read(kind, body))
    async with house.database.work() as session:
        await store.board(session, huddle, centre)
    whole = [kind for kind in heard if kind in {"agenda_built", "row_added", "row_revised"}]
    assert whole == ["agenda_built", "row_revised", "row_added"]
