"""The huddle door: a board as it stands, and what was lifted to the week."""

from datetime import date, datetime, timedelta
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.responses import Response

from app import clock
from app.access import audit
from app.access.door import house_of, signed_in
from app.access.viewer import Viewer
from app.actions.messages import LiftedRow, LiftedView
from app.days import local_date
from app.errors import Forbidden, Unknown
from app.house import House
from app.huddle import store
from app.huddle.board import Board, Decided, Reopened, Row
from app.huddle.door import find_huddle, rooms_of
from app.huddle.evolve import evolve
from app.huddle.rooms import Rooms
from app.wire import Json

router = APIRouter(prefix="/api", tags=["huddle"])

WEEK = timedelta(days=28)
HUDDLES = text("""
SELECT id, day FROM huddle WHERE centre = :centre AND day > :after ORDER BY day
""")


@router.get("/huddles/{centre}/{day}")
async def huddle(
    centre: str,
    day: date,
    room: bool = False,
    viewer: Viewer = Depends(signed_in),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
    rooms: Rooms = Depends(rooms_of),  # noqa: B008
) -> Response:
    """The board as the viewer may see it. `room`: as everyone called may, for the wall."""
    found = await find_huddle(house, viewer, centre, day)
    return Json(await rooms.snapshot(found.id, viewer, in_room=room))


@router.get("/lifted/{centre}")
async def lifted(
    centre: str,
    viewer: Viewer = Depends(signed_in),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """What the centre's huddles of the last four weeks lifted to the week, or dropped."""
    if centre not in house.organisation.centres:
        raise Unknown("Vårdcentralen finns inte.")
    if viewer.unit != centre or viewer.role != "aldre_ssk":
        raise Forbidden("Listan är vårdcentralens egen.")
    now = clock.now()
    rows: list[LiftedRow] = []
    lines: list[audit.Line] = []
    async with house.database.acting_as(viewer) as session:
        values = {"centre": centre, "after": local_date(now) - WEEK}
        for key, _ in (await session.execute(HUDDLES, values)).all():
            found = await store.by_id(session, key)
            assert found is not None
            for row, at in await _lifted(session, house, found):
                rows.append(_lifted_row(row, at))
                person = UUID(row.content.person)
                lines.append(audit.Line("week:person:look", person, key, given="D1,D2"))
        await audit.write(session, viewer, lines, now, clock.real_now())
    rows.sort(key=lambda row: row.decided_at, reverse=True)
    return Json(LiftedView(house.organisation.centres[centre].name, rows))


async def _lifted(
    session: AsyncSession, house: House, huddle: store.Huddle
) -> list[tuple[Row, datetime]]:
    """The rows that stand lifted or dropped at the end of a huddle's line, and when."""
    board: Board = store.empty(huddle, house.organisation.centres[huddle.centre])
    when: dict[str, datetime] = {}
    for at, change in await store.timed_line(session, huddle.id):
        board = evolve(board, change)
        if isinstance(change, Decided) and change.decision.kind in ("lift", "drop"):
            when[change.row] = at
        elif isinstance(change, Reopened):
            when.pop(change.row, None)
    return [(row, when[row.id]) for row in board.rows if row.id in when]


def _lifted_row(row: Row, at: datetime) -> LiftedRow:
    assert row.decision is not None
    return LiftedRow(
        name=row.content.name,
        sentence=row.content.reasons[0].sentence,
        decision="lift" if row.decision.kind == "lift" else "drop",
        reason=row.decision.reason or "",
        decided_at=at,
    )
