"""The scrutiny door: Loggranskning, for those who review the log of their own controller."""

from dataclasses import asdict
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app import clock
from app.access.audit import Line
from app.access.door import denied, house_of, only
from app.access.extract_api import REVIEWERS
from app.access.viewer import Viewer
from app.errors import Forbidden
from app.house import House
from app.scrutiny import judging, look, yearly
from app.scrutiny.messages import BoundsView, Judge
from app.scrutiny.signs import Bounds
from app.wire import Json, read

router = APIRouter(prefix="/api/log/review", tags=["log"])

reviewer = only(
    lambda _, viewer: viewer.role in REVIEWERS, "log:scrutiny",
    "Loggen granskas av loggranskare, MAS eller MAR.",
    {"GET": "look", "POST": "judge", "PUT": "change"},
)  # fmt: skip


@router.get("")
async def weeks(
    viewer: Viewer = Depends(reviewer),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """What the latest week drew, and what is left of those before it."""
    return Json(await look.view(house, viewer, clock.now()))


@router.get("/items/{key}")
async def opened(
    key: UUID,
    viewer: Viewer = Depends(reviewer),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """One item with what there is to judge it by; that it was read is in the log."""
    return Json(await look.opened(house, viewer, key, clock.now(), clock.real_now()))


@router.post("/items/{key}")
async def judge(
    key: UUID,
    request: Request,
    viewer: Viewer = Depends(reviewer),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Judge it, for good; answers the list after it. 409 when somebody else was first."""
    told: Judge = await read(request, Judge)
    try:
        await judging.judge(house, viewer, key, told, clock.now(), clock.real_now())
    except Forbidden:
        await denied(house, viewer, Line(judging.JUDGED, detail=str(key)))
        raise
    return Json(await look.view(house, viewer, clock.now()))


@router.get("/years/{number}")
async def year(
    number: int,
    viewer: Viewer = Depends(reviewer),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """What a year's review came to."""
    return Json(await yearly.year(house, viewer, number))


@router.get("/years/{number}/csv")
async def year_sheet(
    number: int,
    viewer: Viewer = Depends(reviewer),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """The same as a sheet."""
    body = yearly.sheet(await yearly.year(house, viewer, number))
    headers = {
        "content-disposition": f'attachment; filename="loggranskning-{number}.csv"',
        "cache-control": "no-store",
    }
    return Response(body, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/bounds")
async def bounds(
    viewer: Viewer = Depends(reviewer),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """How the own controller reviews its log."""
    return Json(_told(await judging.bounds(house, viewer)))


@router.put("/bounds")
async def change(
    request: Request,
    viewer: Viewer = Depends(reviewer),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Review so from the next draw on. 422 with the fields that are wrong."""
    told: BoundsView = await read(request, BoundsView)
    await judging.change(house, viewer, told, clock.now(), clock.real_now())
    return Json(_told(await judging.bounds(house, viewer)))


def _told(by: Bounds) -> BoundsView:
    return BoundsView(**asdict(by))
