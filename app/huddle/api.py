"""The huddle door: a board as it stands, and what was lifted to the week."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from sqlalchemy import text
from starlette.responses import Response

from app import clock
from app.access import audit
from app.access.door import denied, house_of, signed_in
from app.access.subject import subject_of
from app.access.viewer import Viewer
from app.actions.messages import LiftedRow, LiftedView, PartyWord
from app.days import local_date
from app.errors import Forbidden, Unknown
from app.house import House
from app.huddle import look, met
from app.huddle.door import find_huddle, rooms_of
from app.huddle.lifted import stood_down
from app.huddle.messages import RowView
from app.huddle.rooms import Rooms
from app.huddle.shown import view
from app.huddle.verdict import Round
from app.organisation import Centre
from app.people.states import load
from app.wire import Json

router = APIRouter(prefix="/api", tags=["huddle"])

WEEK = timedelta(days=28)
HUDDLES = text("""
SELECT id, day FROM huddle
WHERE centre = :centre AND round = 'daily' AND day > :after ORDER BY day
""")


@router.get("/huddles/{centre}/{day}")
async def huddle(
    centre: str,
    day: date,
    round_: Annotated[Round, Query(alias="round")] = "daily",
    viewer: Viewer = Depends(signed_in),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
    rooms: Rooms = Depends(rooms_of),  # noqa: B008
) -> Response:
    """The board of a round as the viewer may see it: the day's huddle, or the week's."""
    found = await find_huddle(house, viewer, centre, day, round_)
    return Json(await rooms.snapshot(found.id, viewer))


@router.get("/huddles/{centre}/{day}/met")
async def met_needs(
    centre: str,
    day: date,
    viewer: Viewer = Depends(signed_in),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Whose needs were met over the closed days before a huddle, for whoever leads it."""
    found = await find_huddle(house, viewer, centre, day)
    if not viewer.leads(centre):
        await denied(house, viewer, audit.Line("huddle:person:look", detail=f"{centre} {day} met"))
        raise Forbidden("Listan är vårdcentralens egen.")
    return Json(await met.rows(house, viewer, found, clock.now(), clock.real_now()))


@router.get("/lifted/{centre}")
async def lifted(
    centre: str,
    viewer: Viewer = Depends(signed_in),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """What the centre's huddles of the last four weeks lifted to the week, or dropped."""
    if centre not in house.organisation.centres:
        raise Unknown("Vårdcentralen finns inte.")
    if not viewer.leads(centre):
        await denied(house, viewer, audit.Line("week:person:look", detail=centre))
        raise Forbidden("Listan är vårdcentralens egen.")
    place, now = house.organisation.centres[centre], clock.now()
    audience = look.audience(place, viewer.party)
    seeing = look.seeing_of(house, place, now)
    rows: list[LiftedRow] = []
    lines: list[audit.Line] = []
    async with house.database.acting_as(viewer) as session:
        values = {"centre": centre, "after": local_date(now) - WEEK}
        for key, _ in (await session.execute(HUDDLES, values)).all():
            board, when = await stood_down(session, house, key)
            persons = await load(session, [UUID(row.content.person) for row in board.rows])
            subjects = {str(one): subject_of(person, now) for one, person in persons.items()}
            board = look.resighted(board, subjects)
            views = (view(row, audience, seeing) for row in board.rows)
            shown = [one for one in views if one is not None and one.place != "mine"]
            rows += [_lifted_row(house, place, one, when[one.id]) for one in shown]
            told = look.looked(key, board, shown, audience, seeing)
            lines += [replace(line, act="week:person:look") for line in told]
        await audit.write(session, viewer, lines, now, clock.real_now())
    rows.sort(key=lambda row: row.decided_at, reverse=True)
    return Json(LiftedView(place.name, rows))


def _lifted_row(house: House, place: Centre, row: RowView, at: datetime) -> LiftedRow:
    assert row.decision is not None
    units, views = house.organisation.units, row.decision.views
    return LiftedRow(
        name=row.content.name,
        sentence=row.content.reasons[0].sentence,
        decision="lift" if row.decision.kind == "lift" else "drop",
        reason=row.decision.reason or "",
        decided_at=at,
        views=[PartyWord(units[one.unit].short, one.text) for one in views],
        group=place.group if views else None,
    )
