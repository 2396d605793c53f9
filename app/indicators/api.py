"""The indicators door: a week or a month in counts, for those who see no persons."""

from fastapi import APIRouter, Depends
from starlette.responses import Response

from app import clock
from app.access.door import house_of, only
from app.access.viewer import Viewer, counted
from app.house import House
from app.indicators import look
from app.wire import Json

router = APIRouter(prefix="/api/periods", tags=["periods"])

counting = only(
    lambda house, viewer: bool(counted(house, viewer)), "period:counts",
    "Vecka och månad är för chefer, processledare, MAS, MAR och den som leder avstämningen.",
)  # fmt: skip


@router.get("")
async def places(
    viewer: Viewer = Depends(counting),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Of which places the viewer may see counts, and which week and month it is."""
    return Json(await look.places(house, viewer, clock.now()))


@router.get("/{place}/{period}")
async def period(
    place: str,
    period: str,
    viewer: Viewer = Depends(counting),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """One week (2026-v48) or month (2026-11) of a centre, a municipality (its code) or `alla`."""
    return Json(await look.view(house, viewer, place, period, clock.now()))
