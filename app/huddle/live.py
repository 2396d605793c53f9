"""Live is the websocket door: it translates frames to commands and changes to frames."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
import structlog
from fastapi import APIRouter, Depends, Query, WebSocket
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.access.audit import Line
from app.access.door import (
    ELSEWHERE,
    denied,
    house_of,
    origin_is_ours,
    token_of,
    viewer_of_cookie,
)
from app.access.viewer import Viewer
from app.errors import Forbidden, Refusal, close_code
from app.house import House
from app.huddle import asks
from app.huddle import messages as m
from app.huddle import room as work
from app.huddle.door import find_huddle, rooms_of
from app.huddle.look import audience
from app.huddle.rooms import Rooms
from app.huddle.seat import COME_BACK, Seat
from app.huddle.socket import close, heard, serve, while_lasting
from app.huddle.verdict import Round

log = structlog.get_logger()
router = APIRouter()
READ = msgspec.json.Decoder(asks.FromClient)
ENCODE = msgspec.json.Encoder().encode
LARGEST = 16 * 1024
RUBBISH = "Meddelandet går inte att förstå. Ladda om sidan."
FAULT = "Något gick fel och inget är sparat. Felet är antecknat."
AWAY = "Databasen svarar inte just nu. Inget är sparat; försök igen om en stund."


@router.websocket("/api/huddles/{centre}/{day}/live")
async def live(
    socket: WebSocket,
    centre: str,
    day: date,
    after: int | None = None,
    round_: Annotated[Round, Query(alias="round")] = "daily",
    house: House = Depends(house_of),  # noqa: B008
    rooms: Rooms = Depends(rooms_of),  # noqa: B008
) -> None:
    """A board, live. Close codes are 4000 + the HTTP status; 1013 asks the client to come back."""
    await socket.accept()
    try:
        if not origin_is_ours(socket.headers):
            raise Forbidden(ELSEWHERE)
        token = token_of(house, socket)
        viewer = await viewer_of_cookie(house, token, attended=False)
        huddle = await find_huddle(house, viewer, centre, day, round_)
    except Refusal as refusal:
        await socket.close(close_code(refusal), refusal.detail[:60])
        return
    except (SQLAlchemyError, OSError):
        await socket.close(COME_BACK)
        return
    seat = Seat(
        viewer, audience(house.organisation.centres[centre], viewer.party), viewer.leads(centre)
    )

    def leave() -> None:
        rooms.leave(huddle.id, seat)

    try:
        await rooms.join(huddle.id, seat, after)
        await serve(
            socket,
            seat,
            leave,
            _read(socket, seat, house, huddle.id),
            while_lasting(
                socket,
                rooms.endings,
                viewer.session or "",
                lambda: viewer_of_cookie(house, token, attended=False),
            ),
        )
    except (SQLAlchemyError, OSError):
        await close(socket, COME_BACK)
    finally:
        leave()


async def _read(socket: WebSocket, seat: Seat, house: House, huddle: UUID) -> None:
    while (text := await heard(socket)) is not None:
        if len(text) > LARGEST:
            seat.put(ENCODE(m.CommandRefused(None, RUBBISH)))
            continue
        try:
            message = READ.decode(text)
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            seat.put(ENCODE(m.CommandRefused(_id_of(text), RUBBISH)))
            continue
        if isinstance(message, asks.Act):
            seat.put(ENCODE(await _answer(seat.viewer, message, house, huddle)))


async def _answer(
    viewer: Viewer, message: asks.Act, house: House, huddle: UUID
) -> m.CommandDone | m.CommandRefused:
    try:
        now, real_now = clock.now(), clock.real_now()
        try:
            version = await work.act(house, viewer, huddle, message, now, real_now)
        except Refusal as refusal:
            if viewer.role != "aldre_ssk":
                asked = msgspec.to_builtins(message.command)["type"]
                await denied(house, viewer, Line(f"huddle:{asked}", huddle=huddle))
            return m.CommandRefused(message.id, refusal.detail)
        return m.CommandDone(message.id, version)
    except (SQLAlchemyError, OSError) as error:
        log.warning("command.away", kind=type(error).__name__)
        return m.CommandRefused(message.id, AWAY)
    except Exception as error:
        # An answer, or the client would send it again and again.
        log.error("command.failed", kind=type(error).__name__)
        return m.CommandRefused(message.id, FAULT)


def _id_of(text: str) -> str | None:
    """The id of a command that could not be read, where it says one."""
    try:
        told = msgspec.json.decode(text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    found = told.get("id") if isinstance(told, dict) else None
    return found if isinstance(found, str) and len(found) <= 64 else None
