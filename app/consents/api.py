"""The consents door: what a person allows, at the desks of the centre's own staff and nowhere else."""

from datetime import date

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app import clock
from app.access.audit import Line
from app.access.door import denied, house_of, signed_in
from app.access.viewer import Viewer
from app.consents import messages as m
from app.consents import work
from app.errors import Unknown
from app.house import House
from app.huddle.refresher import Refresher
from app.wire import Json, read

router = APIRouter(prefix="/api/huddles/{centre}/{day}/rows/{row}/consents", tags=["consents"])
NO_ROW = "Raden finns inte på tavlan."
"""The same to whoever has no such row and to whoever may not have it."""


@router.get("")
async def consents(
    centre: str,
    day: date,
    row: str,
    viewer: Viewer = Depends(signed_in),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """What was told and allowed, who registered it, and what may be done now."""
    place = work.Place(centre, day, row)
    view = await work.see(house, viewer, place, clock.now(), clock.real_now())
    if view is None:
        await denied(house, viewer, Line("consent:person:look", detail=f"{centre} {day}"))
        raise Unknown(NO_ROW)
    return Json(view)


@router.post("")
async def act(
    centre: str,
    day: date,
    row: str,
    request: Request,
    viewer: Viewer = Depends(signed_in),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Register one act. Answered 201 new, 200 known, 409 with why not, 422 with the field."""
    refusal = Line("consent:person:write", detail=f"{centre} {day}")
    # Whoever does not work here is told the same whatever they send.
    if not viewer.works_at(centre):
        await denied(house, viewer, refusal)
        raise Unknown(NO_ROW)
    told: m.ConsentAct = await read(request, m.ConsentAct)
    place = work.Place(centre, day, row)
    done = await work.do(house, viewer, place, told, clock.now(), clock.real_now())
    if done is None:
        await denied(house, viewer, refusal)
        raise Unknown(NO_ROW)
    refresher: Refresher = request.app.state.refresher
    refresher.want(done.touched)
    return Json(done.view, 201 if done.new else 200)
