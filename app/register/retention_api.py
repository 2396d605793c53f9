"""The retention door: how long events are kept, to see and to change, for systemadmin."""

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app import clock
from app.access import door
from app.access.door import house_of
from app.access.viewer import Viewer
from app.house import House
from app.register import retention
from app.register.follow import Following
from app.register.messages import ChangeRetention, RetentionView
from app.wire import Json, read

router = APIRouter(prefix="/api", tags=["organisation"])
caretaker = door.caretaker(
    "installation:retention", "Bara systemförvaltare ser och ändrar gallringsgränsen."
)


@router.get("/retention")
async def look(
    _: Viewer = Depends(caretaker),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """How many months events are kept, and how few and how many they may be."""
    return Json(await _present(house))


@router.put("/retention")
async def change(
    request: Request,
    viewer: Viewer = Depends(caretaker),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Keep events for so many months, from now on and in every process.

    422 outside the bounds; 409 when somebody else has changed it since it was looked at.
    """
    asked: ChangeRetention = await read(request, ChangeRetention)
    await retention.change(
        house.database, asked.months, asked.was, viewer, clock.now(), clock.real_now()
    )
    following: Following = request.app.state.following
    await following.adopt()
    return Json(await _present(house))


async def _present(house: House) -> RetentionView:
    async with house.database.work() as session:
        months = await retention.months(session)
    return RetentionView(months, retention.LEAST, retention.MOST)
