"""The accounts door: who may sign in and in which roles, for systemadmin to look at and to change."""

from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app import clock
from app.access import accounts, door, giving
from app.access.door import house_of
from app.access.messages import NewAccount, NewAssignment, Reviewed
from app.access.viewer import Viewer
from app.days import local_date
from app.house import House
from app.wire import Json, read

router = APIRouter(prefix="/api", tags=["accounts"])
caretaker = door.caretaker(
    "account:list", "Bara systemförvaltare ser och ändrar personer och roller."
)


@router.get("/accounts")
async def look(
    _: Viewer = Depends(caretaker),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Everybody who may sign in, with their assignments, and what may be chosen for a new one."""
    return await _now(house)


@router.post("/accounts")
async def add(
    request: Request,
    viewer: Viewer = Depends(caretaker),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Somebody new, with the assignment that they come for."""
    await giving.add(house, viewer, await read(request, NewAccount))
    return await _now(house, 201)


@router.post("/accounts/{key}/assignments")
async def assign(
    key: str,
    request: Request,
    viewer: Viewer = Depends(caretaker),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """One more assignment for somebody."""
    await giving.assign(house, viewer, key, await read(request, NewAssignment))
    return await _now(house, 201)


@router.post("/accounts/{key}/invitation")
async def invite(
    key: str,
    viewer: Viewer = Depends(caretaker),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """A link to set a password by, told this once. It is also the way back for who has forgotten."""
    return Json(await giving.invite(house, viewer, key), 201)


@router.post("/accounts/{key}/disable")
async def disable(
    key: str,
    viewer: Viewer = Depends(caretaker),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Nobody signs in with the account any more, and whoever has is signed out."""
    await giving.disable(house, viewer, key)
    return await _now(house)


@router.post("/accounts/{key}/enable")
async def enable(
    key: str,
    viewer: Viewer = Depends(caretaker),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """The account may be used again."""
    await giving.enable(house, viewer, key)
    return await _now(house)


@router.delete("/accounts/{key}/sessions")
async def revoke(
    key: str,
    viewer: Viewer = Depends(caretaker),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Sign somebody out everywhere, at once."""
    await giving.revoke(house, viewer, key)
    return await _now(house)


@router.delete("/accounts/{key}/passkeys")
async def take_passkeys(
    key: str,
    viewer: Viewer = Depends(caretaker),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Somebody has lost a telephone: none of their passkeys opens, and they are signed out."""
    await giving.take_passkeys(house, viewer, key)
    return await _now(house)


@router.post("/assignments/{key}/review")
async def review(
    key: UUID,
    request: Request,
    viewer: Viewer = Depends(caretaker),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """The assignment has been looked at, and is needed still."""
    asked: Reviewed = await read(request, Reviewed)
    await giving.review(house, viewer, key, asked.review_on)
    return await _now(house)


@router.post("/assignments/{key}/end")
async def end(
    key: UUID,
    viewer: Viewer = Depends(caretaker),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """The assignment ends now."""
    await giving.end(house, viewer, key)
    return await _now(house)


async def _now(house: House, status: int = 200) -> Response:
    now = clock.real_now()
    async with house.database.work() as session:
        told = await accounts.view(session, house.organisation, now, local_date(now))
    return Json(told, status)
