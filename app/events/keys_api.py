"""The keys door: what keys a source has, its new token, shown once, and taking its keys back."""

import secrets
from datetime import timedelta

from fastapi import APIRouter, Depends, Request
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.responses import Response

from app import clock
from app.access import audit, door
from app.access.door import house_of
from app.access.viewer import Viewer
from app.errors import Unknown
from app.events import keys
from app.events.messages import NewToken, Rotate, SourceKeys
from app.house import House
from app.wire import Json, read

router = APIRouter(prefix="/api/sources", tags=["feeds"])
ACTS = {"GET": "look", "HEAD": "look", "POST": "rotate", "DELETE": "take_back"}


keeps_keys = door.caretaker("source:key", "Källornas nycklar sköts av systemförvaltaren.", ACTS)


@router.get("/{key}/keys")
async def look(
    key: str,
    _: Viewer = Depends(keeps_keys),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """The keys that hold now: of what kind, since when and until when, and nothing to open with."""
    _check(house, key)
    async with house.database.work() as session:
        return Json(SourceKeys(key, await keys.holding(session, key, clock.real_now())))


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
    async with house.database.work(viewer.id) as session:
        await keys.give_token(session, key, token, now)
        await keys.rotate_token(session, key, token, until)
        await _note(session, viewer, "rotate", key)
    return Json(NewToken(key, token, until), 201)


@router.delete("/{key}/token")
async def take_back(
    key: str,
    viewer: Viewer = Depends(keeps_keys),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """No token or certificate of the source opens anything any more."""
    _check(house, key)
    async with house.database.work(viewer.id) as session:
        await keys.take_back(session, key, clock.real_now())
        await _note(session, viewer, "take_back", key)
    return Response(status_code=204)


def _check(house: House, key: str) -> None:
    if key not in house.organisation.sources:
        raise Unknown("Källan finns inte.")


async def _note(session: AsyncSession, viewer: Viewer, act: str, key: str) -> None:
    line = audit.Line(f"source:key:{act}", detail=key)
    await audit.write(
        session, viewer, [line], clock.now(), clock.real_now(), purpose=audit.ADMINISTRATION
    )
