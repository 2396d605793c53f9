"""Live is the websocket door: it translates frames to commands and changes to frames."""

import asyncio
import contextlib
from datetime import date, timedelta
from uuid import UUID

import msgspec
import structlog
from fastapi import APIRouter, Depends, WebSocket, WebSocketDisconnect
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
from app.access.endings import Endings
from app.access.viewer import Viewer
from app.errors import Forbidden, NotSignedIn, Refusal, close_code
from app.house import House
from app.huddle import asks
from app.huddle import messages as m
from app.huddle import room as work
from app.huddle.door import find_huddle, rooms_of
from app.huddle.look import audience
from app.huddle.rooms import Rooms
from app.huddle.seat import Seat

log = structlog.get_logger()
router = APIRouter()
READ = msgspec.json.Decoder(asks.FromClient)
ENCODE = msgspec.json.Encoder().encode
LARGEST = 16 * 1024
SILENT = 60.0
"""Seconds without a word from the client before its socket is closed; it beats every 20."""
CLOSING = 2.0
"""Seconds a client that does not read is given to hear that it is dropped."""
AGAIN = timedelta(seconds=60)
"""How often the session behind a socket is asked for anew."""
AWAY_FOR = 1.0
"""Seconds until a session is asked for again when the database did not answer."""
RUBBISH = "Meddelandet går inte att förstå. Ladda om sidan."
FAULT = "Något gick fel och inget är sparat. Felet är antecknat."
AWAY = "Databasen svarar inte just nu. Inget är sparat; försök igen om en stund."


@router.websocket("/api/huddles/{centre}/{day}/live")
async def live(
    socket: WebSocket,
    centre: str,
    day: date,
    after: int | None = None,
    room: bool = False,
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
        huddle = await find_huddle(house, viewer, centre, day)
    except Refusal as refusal:
        await socket.close(close_code(refusal), refusal.detail[:60])
        return
    except (SQLAlchemyError, OSError):
        await socket.close(1013)
        return
    called = house.organisation.centres[centre]
    kind = audience(house, called, viewer.party, room=room)
    seat = Seat(viewer, kind, viewer.leads(centre) and not room)
    tasks: set[asyncio.Task[None]] = set()
    try:
        await rooms.join(huddle.id, seat, after)
        tasks = {
            asyncio.create_task(_write(socket, seat)),
            asyncio.create_task(_read(socket, seat, house, huddle.id)),
            asyncio.create_task(_still_signed_in(socket, house, token, rooms.endings, viewer)),
            asyncio.create_task(_until_dropped(socket, seat)),
        }
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    except (SQLAlchemyError, OSError):
        await _close(socket, 1013)
    finally:
        rooms.leave(huddle.id, seat)
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError, WebSocketDisconnect, RuntimeError):
                await task


async def _write(socket: WebSocket, seat: Seat) -> None:
    while (frame := await seat.queue.get()) is not None:
        await socket.send_text(frame.decode())
    await _close(socket, 1013)


async def _until_dropped(socket: WebSocket, seat: Seat) -> None:
    """Who has stopped reading is not waited for: the writer may be stuck in the middle of a frame."""
    await seat.dropped.wait()
    await _close(socket, 1013)


async def _read(socket: WebSocket, seat: Seat, house: House, huddle: UUID) -> None:
    while True:
        try:
            received = await asyncio.wait_for(socket.receive(), SILENT)
        except TimeoutError:
            await _close(socket, 1013)
            return
        if received["type"] == "websocket.disconnect":
            return
        text = received.get("text") or ""
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


async def _still_signed_in(
    socket: WebSocket, house: House, token: str, endings: Endings, viewer: Viewer
) -> None:
    """A session that has ended takes its socket along: when it is told so, else at the next look."""
    with endings.of(viewer.session or "") as ended:
        # It may have ended while the board was being opened, before anybody listened here.
        ended.set()
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), AGAIN.total_seconds())
            ended.clear()
            try:
                await viewer_of_cookie(house, token, attended=False)
            except NotSignedIn as refusal:
                await _close(socket, close_code(refusal))
                return
            except (SQLAlchemyError, OSError):
                # The database is away: what was told is asked again when it is back.
                await asyncio.sleep(AWAY_FOR)
                ended.set()


def _id_of(text: str) -> str | None:
    """The id of a command that could not be read, where it says one."""
    try:
        told = msgspec.json.decode(text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    found = told.get("id") if isinstance(told, dict) else None
    return found if isinstance(found, str) and len(found) <= 64 else None


async def _close(socket: WebSocket, code: int) -> None:
    with contextlib.suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
        await asyncio.wait_for(socket.close(code), CLOSING)
