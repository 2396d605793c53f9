"""The lists door: whom a health centre follows, for its own staff and nobody else."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from app import clock
from app.access.audit import Line
from app.access.door import denied, house_of, signed_in
from app.access.viewer import Viewer
from app.errors import Forbidden, Unknown
from app.house import House
from app.huddle.door import noted_of
from app.huddle.noted import Noted
from app.huddle.refresher import Refresher
from app.lists import assessments, attenders, prevention, reviewing
from app.lists.messages import Review
from app.lists.sighted import LOOKED
from app.wire import Json, read

router = APIRouter(prefix="/api/lists/{centre}", tags=["lists"])
AT_FIRST, AT_MOST = 50, 1000
ACTS = {"GET": LOOKED, "POST": reviewing.REVIEWED, "DELETE": reviewing.UNDONE}
Most = Annotated[int, Query(ge=1, le=AT_MOST)]


async def own_staff(
    centre: str,
    request: Request,
    viewer: Viewer = Depends(signed_in),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Viewer:
    """Whoever works at the centre. Anybody else is told so, and the log says what they asked for."""
    if centre not in house.organisation.centres:
        raise Unknown("Vårdcentralen finns inte.")
    if not viewer.works_at(centre):
        await denied(house, viewer, Line(ACTS[request.method], detail=centre))
        raise Forbidden("Listorna är vårdcentralens egna.")
    return viewer


@router.get("/{name}")
async def list_(
    centre: str,
    name: str,
    most: Most = AT_FIRST,
    viewer: Viewer = Depends(own_staff),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
    noted: Noted = Depends(noted_of),  # noqa: B008
) -> Response:
    """One list as the viewer may see it: `mangsokare`, `forebyggande` or `dygnet-runt`.

    Everybody on it is a line in the log.
    """
    now, real_now = clock.now(), clock.real_now()
    match name:
        case "mangsokare":
            return Json(await attenders.view(house, viewer, noted, centre, most, now, real_now))
        case "forebyggande":
            return Json(await prevention.view(house, viewer, noted, centre, most, now, real_now))
        case "dygnet-runt":
            return Json(await assessments.view(house, viewer, noted, centre, most, now, real_now))
        case _:
            raise Unknown("Listan finns inte.")


@router.post("/mangsokare/{key}")
async def review(
    centre: str,
    key: str,
    request: Request,
    most: Most = AT_FIRST,
    viewer: Viewer = Depends(own_staff),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
    noted: Noted = Depends(noted_of),  # noqa: B008
) -> Response:
    """Mark a mångsökare as gone through; answers the list after it."""
    told: Review = await read(request, Review)
    now, real_now = clock.now(), clock.real_now()
    touched = await reviewing.review(house, viewer, centre, key, told, now, real_now)
    refresher: Refresher = request.app.state.refresher
    refresher.want(touched)
    return Json(await attenders.view(house, viewer, noted, centre, most, now, real_now))


@router.delete("/mangsokare/{key}")
async def undo(
    centre: str,
    key: str,
    request: Request,
    most: Most = AT_FIRST,
    viewer: Viewer = Depends(own_staff),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
    noted: Noted = Depends(noted_of),  # noqa: B008
) -> Response:
    """Take back the latest mark of one; answers the list after it. 409 when it was not made here."""
    now, real_now = clock.now(), clock.real_now()
    touched = await reviewing.undo(house, viewer, centre, key, now, real_now)
    refresher: Refresher = request.app.state.refresher
    refresher.want(touched)
    return Json(await attenders.view(house, viewer, noted, centre, most, now, real_now))
