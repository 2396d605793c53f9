"""The keys door: a source's new token, shown once, and taking its keys back."""

import secrets
from datetime import timedelta

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app import clock
from app.access import audit
from app.access.door import house_of, logged, signed_in
from app.access.viewer import Viewer
from app.errors import Forbidden, Unknown
from app.events import keys
from app.events.feeds_api import MENDS
from app.events.messages import NewToken, Rotate
from app.house import House
from app.wire import Json, read

router = APIRouter(prefix="/api/sources", tags=["feeds"])


def keeps_keys(viewer: Viewer = Depends(signed_in)) -> Viewer:  # noqa: B008
    if viewer.role != MENDS:
        raise Forbidden("Källornas nycklar sköts av systemförvaltaren.")
    return viewer


@router.post("/{key}/token")
async def rotate(
    key: str,
    request: Request,
    viewer: Viewer = Depends(keeps_keys),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """A new token. Those before it hold for so many hours more, so that nothing is missed between."""
    asked: Rotate = await read(request, Rotate)
    _check(house, key)
    token, now = secrets.token_urlsafe(32), clock.real_now()
    until = now + timedelta(hours=asked.overlap_hours)
    async with house.database.work() as session:
        await keys.give_token(session, key, token, now)
        await keys.rotate_token(session, key, token, until)
    await _log(house, viewer, "rotate", key)
    return Json(NewToken(key, token, until), 201)


@router.delete("/{key}/token")
async def take_back(
    key: str,
    viewer: Viewer = Depends(keeps_keys),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """No token or certificate of the source opens anything any more."""
    _check(house, key)
    async with house.database.work() as session:
        await keys.take_back(session, key, clock.real_now())
    await _log(house, viewer, "take_back", key)
    return Response(status_code=204)


def _check(house: House, key: str) -> None:
    if key not in house.organisation.sources:
        raise Unknown("Källan finns inte.")


async def _log(house: House, viewer: Viewer, act: str, key: str) -> None:
    await logged(house, viewer, audit.Line(f"source:key:{act}", detail=key), audit.ADMINISTRATION)
