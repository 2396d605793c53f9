"""The form's door: what staff tell by hand of what has no feed yet."""

from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app import clock
from app.access.door import house_of, signed_in
from app.access.viewer import Viewer
from app.errors import Unknown
from app.events import report
from app.events.messages import Report, Reported, ReportsView
from app.house import House
from app.huddle import store
from app.huddle.door import find_huddle, rooms_of
from app.huddle.refresher import Refresher
from app.huddle.rooms import Rooms
from app.wire import Json, read

router = APIRouter(prefix="/api/reports", tags=["reports"])


class _Row(msgspec.Struct):
    id: str


class _Rows(msgspec.Struct):
    rows: list[_Row]


class _Board(msgspec.Struct):
    board: _Rows


_SEEN = msgspec.json.Decoder(_Board)


@router.get("")
async def kinds(viewer: Viewer = Depends(signed_in)) -> Response:  # noqa: B008
    """Which kinds the viewer's role may report, in the order of the form."""
    return Json(ReportsView(clock.now(), list(report.may_report(viewer))))


@router.post("")
async def take(
    request: Request,
    viewer: Viewer = Depends(signed_in),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
    rooms: Rooms = Depends(rooms_of),  # noqa: B008
) -> Response:
    """Take in one report; the same `id` twice is one. Answered 201 new, 200 known, 422 with field."""
    told: Report = await read(request, Report)
    person = None if told.row is None else await _on_board(house, rooms, viewer, told)
    taken = await report.take(house, viewer, told, clock.now(), clock.real_now(), person)
    refresher: Refresher = request.app.state.refresher
    refresher.want(taken.touched)
    status = taken.answers[-1].status
    return Json(Reported(told.id, status == "new"), 201 if status == "new" else 200)


async def _on_board(house: House, rooms: Rooms, viewer: Viewer, told: Report) -> UUID:
    """The person of a row that the viewer sees. Raises Unknown for any other row."""
    assert told.row is not None
    huddle = await find_huddle(house, viewer, told.row.centre, told.row.day)
    seen = _SEEN.decode(await rooms.snapshot(huddle.id, viewer))
    if told.row.id in {row.id for row in seen.board.rows}:
        async with house.database.acting_as(viewer) as session:
            place = house.organisation.centres[huddle.centre]
            row = (await store.board(session, huddle, place)).row(told.row.id)
        if row is not None:
            return UUID(row.content.person)
    raise Unknown("Raden finns inte på tavlan.")
