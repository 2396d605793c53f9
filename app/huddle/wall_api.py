"""The wall's door: the device asks for a code and shows, its convenor pairs it and puts it out.

The device's cookie opens what begins with /api/wall and nothing else.
"""

from datetime import date
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Request, WebSocket
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import Response

from app import clock
from app.access.audit import Line
from app.access.door import (
    ELSEWHERE,
    denied,
    hand_token,
    house_of,
    origin_is_ours,
    signed_in,
    token_of,
)
from app.access.viewer import WALL_COOKIE, Viewer
from app.errors import Forbidden, Refusal, close_code
from app.house import House
from app.huddle import asks, store, wall
from app.huddle.door import find_huddle, rooms_of
from app.huddle.rooms import Rooms
from app.huddle.seat import COME_BACK
from app.huddle.socket import close, heard, serve, while_lasting
from app.huddle.wall_messages import (
    PairedWall,
    PairWall,
    RevealView,
    WallCode,
    WallsView,
    WallView,
)
from app.wire import Json, read

router = APIRouter(prefix="/api", tags=["wall"])
BEAT = msgspec.json.Decoder(asks.Beat)
WALLS = "/huddles/{centre}/{day}/walls"


@router.post("/wall")
async def ask(request: Request, house: House = Depends(house_of)) -> Response:  # noqa: B008
    """A code for a device that is to be a wall, and a cookie of its own."""
    if not origin_is_ours(request.headers):
        raise Forbidden(ELSEWHERE)
    asked = await wall.ask_for_code(house, token_of(house, request, WALL_COOKIE), clock.real_now())
    answer = Json(WallCode(asked.code, int(wall.CODE_LASTS.total_seconds())))
    hand_token(house, request, answer, asked.token, WALL_COOKIE)
    return answer


@router.get("/wall")
async def state(request: Request, house: House = Depends(house_of)) -> Response:  # noqa: B008
    """What the device is to do; of a huddle this says nothing."""
    token = token_of(house, request, WALL_COOKIE)
    found = await wall.state(house, token, clock.now(), clock.real_now())
    return Json(WallView(found, house.demo))


@router.websocket("/wall/live")
async def live(
    socket: WebSocket,
    house: House = Depends(house_of),  # noqa: B008
    rooms: Rooms = Depends(rooms_of),  # noqa: B008
) -> None:
    """The huddle as those present may see it, whole from the start. 4401: the wall is dark."""
    await socket.accept()

    async def lasts() -> wall.Lit:
        token = token_of(house, socket, WALL_COOKIE)
        return await wall.lit(house, token, clock.now(), clock.real_now())

    try:
        if not origin_is_ours(socket.headers):
            raise Forbidden(ELSEWHERE)
        lit = await lasts()
    except Refusal as refusal:
        await socket.close(close_code(refusal), refusal.detail[:60])
        return
    except (SQLAlchemyError, OSError):
        await socket.close(COME_BACK)
        return
    try:
        await wall.heard(house, lit.id, clock.real_now())
        seat = await rooms.show(lit.huddle.id, lit.viewer)
        await serve(
            socket,
            seat,
            lambda: rooms.leave(lit.huddle.id, seat),
            _beats(socket, house, lit.id),
            while_lasting(socket, rooms.endings, str(lit.id), lasts),
        )
    except (SQLAlchemyError, OSError):
        await close(socket, COME_BACK)


async def _beats(socket: WebSocket, house: House, key: UUID) -> None:
    """A wall says that it is there. Whatever else it says, it is no wall."""
    while (text := await heard(socket)) is not None:
        try:
            BEAT.decode(text)
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            await close(socket, close_code(Forbidden("")))
            return
        await wall.heard(house, key, clock.real_now())


@router.get(WALLS)
async def walls(
    centre: str,
    day: date,
    viewer: Viewer = Depends(signed_in),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """The walls that show the huddle, for whoever leads it."""
    return Json(await _walls(house, await _led(house, viewer, centre, day)))


@router.post(WALLS)
async def pair(
    request: Request,
    centre: str,
    day: date,
    viewer: Viewer = Depends(signed_in),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Light the wall that shows the code."""
    huddle = await _led(house, viewer, centre, day)
    told: PairWall = await read(request, PairWall)
    await wall.pair(house, viewer, huddle, told.code, clock.now(), clock.real_now())
    return Json(await _walls(house, huddle))


@router.delete(WALLS + "/{key}")
async def unpair(
    centre: str,
    day: date,
    key: UUID,
    viewer: Viewer = Depends(signed_in),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Put a wall out."""
    huddle = await _led(house, viewer, centre, day)
    await wall.unpair(house, viewer, huddle, key, clock.now(), clock.real_now())
    return Json(await _walls(house, huddle))


@router.get("/huddles/{centre}/{day}/rows/{row}/wall")
async def reveal(
    centre: str,
    day: date,
    row: str,
    viewer: Viewer = Depends(signed_in),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Whether a row's whole name may be shown on the wall now, and if not, why."""
    huddle = await _led(house, viewer, centre, day)
    now = clock.now()
    why = await wall.why_not(house, viewer, huddle, row, now)
    found = await wall.paired(house, huddle, now, clock.real_now())
    return Json(RevealView(len(found), why))


async def _led(house: House, viewer: Viewer, centre: str, day: date) -> store.Huddle:
    """The huddle, for whoever leads it. Raises Forbidden or Unknown."""
    huddle = await find_huddle(house, viewer, centre, day)
    if not viewer.leads(centre):
        await denied(house, viewer, Line("huddle:wall", huddle=huddle.id))
        raise Forbidden("Bara den som leder avstämningen kopplar väggen.")
    return huddle


async def _walls(house: House, huddle: store.Huddle) -> WallsView:
    now, real_now = clock.now(), clock.real_now()
    found = await wall.paired(house, huddle, now, real_now)
    return WallsView(now, [PairedWall(one.id, one.paired_at, one.heard_at) for one in found])
