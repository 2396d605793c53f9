"""The actions door: what my unit owns, and accept, return, done, hand over."""

from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app import clock
from app.access.audit import Line
from app.access.door import denied, house_of, signed_in
from app.access.viewer import WITHOUT_ROWS, Viewer
from app.actions import messages as m
from app.actions import work
from app.errors import Forbidden
from app.house import House
from app.wire import Json, read

router = APIRouter(prefix="/api/actions", tags=["actions"])


@router.get("")
async def actions(
    viewer: Viewer = Depends(signed_in),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """The viewer's unit's actions, and those it waits for others with."""
    if viewer.role in WITHOUT_ROWS:
        await denied(house, viewer, Line("action:person:look"))
        raise Forbidden("Rollen ser inga enskilda åtgärder.")
    return Json(await work.list_for(house, viewer, clock.now(), clock.real_now()))


@router.post("/{key}")
async def act(
    key: UUID,
    request: Request,
    viewer: Viewer = Depends(signed_in),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Accept, return, close or hand over one action."""
    command = await read(request, m.ActionCommand)
    return Json(await work.act(house, viewer, key, command, clock.now(), clock.real_now()))
