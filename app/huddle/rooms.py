"""Rooms understands who has a board open in this process, and wakes them when its line grows.

There is one way to a viewer: a change is committed, PostgreSQL notifies, the new numbers are read
once per room and encoded once per kind of viewer. A lost connection to the database costs nothing
but time: each open room reads what it lacks when it is back.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

import msgspec
import psycopg
import structlog
from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.access import audit
from app.access.endings import CHANNEL as ENDED
from app.access.endings import Endings
from app.access.subject import Subject, subject_of
from app.access.viewer import Viewer
from app.house import House
from app.huddle import board as b
from app.huddle import look, store
from app.huddle import messages as m
from app.huddle.evolve import evolve
from app.huddle.noted import Noted
from app.huddle.render import Audience
from app.huddle.seat import Room, Seat
from app.people.states import load
from app.tables import Source

log = structlog.get_logger()
ENCODE = msgspec.json.Encoder().encode
BEHIND = 200
"""Changes that are caught up one by one; beyond that a snapshot is shorter."""
LIFTED = text("""
SELECT count(*) FROM (
    SELECT DISTINCT ON (c.huddle, c.body ->> 'row') c.kind, c.body
    FROM huddle_change c JOIN huddle h ON h.id = c.huddle
    WHERE h.centre = :centre AND h.day > :day - 28 AND c.kind IN ('decided', 'reopened')
    ORDER BY c.huddle, c.body ->> 'row', c.version DESC
) AS last
WHERE kind = 'decided' AND body -> 'decision' ->> 'kind' = 'lift'
""")


class Rooms:
    def __init__(self, house: House) -> None:
        self.house = house
        self.waiting = False
        self.endings = Endings()
        self._noted = Noted()
        self._rooms: dict[UUID, Room] = {}
        self._opening: defaultdict[UUID, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def join(self, key: UUID, seat: Seat, after: int | None) -> None:
        """Take a seat: the viewer gets what it lacks after a number, or the whole board."""
        async with self._entered(key) as room:
            line = await self._line(room, after)
            if line is None:
                seat.put(await self._snapshot(room, seat))
            else:
                await self._tell(room, line, [seat])
            room.seats.add(seat)
            if self._rooms.get(key) is not room:
                seat.drop()

    def leave(self, key: UUID, seat: Seat) -> None:
        room = self._rooms.get(key)
        if room is not None:
            room.seats.discard(seat)
            self._shut(key, room)

    async def snapshot(self, key: UUID, viewer: Viewer, *, in_room: bool) -> bytes:
        """The board as a viewer may see it now, logged as a look."""
        async with self._entered(key) as room:
            audience = look.audience(self.house, room.scene.centre, viewer.party, room=in_room)
            seat = Seat(viewer, audience, viewer.leads(room.scene.centre.unit))
            return await self._snapshot(room, seat)

    @contextlib.asynccontextmanager
    async def _entered(self, key: UUID) -> AsyncIterator[Room]:
        """The room at its turn and up to date; it stays open while somebody is at its door."""
        room = await self._room(key)
        room.at_door += 1
        try:
            async with room.turn:
                await self._catch_up(room)
                yield room
        finally:
            room.at_door -= 1
            self._shut(key, room)

    def _shut(self, key: UUID, room: Room) -> None:
        if not room.seats and not room.at_door and self._rooms.get(key) is room:
            del self._rooms[key]

    async def renew(self) -> None:
        """Others are called than before: every viewer comes back, and gets what it may see now."""
        rooms, self._rooms = self._rooms, {}
        for room in rooms.values():
            for seat in list(room.seats):
                seat.drop()

    def pulse(self, now: datetime) -> None:
        """The heartbeat to every seat, with the server's clock."""
        for room in self._rooms.values():
            told = m.Pulse(now, room.board.version, sorted(room.connected()), self.waiting)
            frame = ENCODE(told)
            for seat in list(room.seats):
                seat.put(frame)

    async def listen(self, stop: asyncio.Event) -> None:
        """Follow the database's notices until told to stop; when it is away, say so and wait."""
        pause = 0.2
        while not stop.is_set():
            try:
                async with await psycopg.AsyncConnection.connect(
                    self.house.database.listen_url, autocommit=True, connect_timeout=3
                ) as connection:
                    for channel in (store.CHANNEL, ENDED):
                        await connection.execute(f"LISTEN {channel}")
                    self.endings.tell_all()
                    await self._wake_all()
                    self._say_waiting(False)
                    pause = 0.2
                    await self._follow(connection, stop)
            except Exception as error:
                # Whatever it was: a board that nobody wakes would look alive and be dead.
                log.warning("database.away", kind=type(error).__name__)
                self._say_waiting(True)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), pause)
                pause = min(pause * 2, 2.0)

    async def _follow(
        self, connection: psycopg.AsyncConnection[object], stop: asyncio.Event
    ) -> None:
        while not stop.is_set():
            async for notice in connection.notifies(timeout=1.0, stop_after=1):
                if notice.channel == ENDED:
                    self.endings.tell(notice.payload)
                else:
                    await self._wake(UUID(notice.payload))
            if connection.closed or connection.broken:
                raise psycopg.OperationalError("connection lost")
            await asyncio.sleep(0)

    def _say_waiting(self, waiting: bool) -> None:
        if self.waiting != waiting:
            self.waiting = waiting
            self.pulse(clock.now())

    async def _wake_all(self) -> None:
        for key in list(self._rooms):
            await self._wake(key)

    async def _wake(self, key: UUID) -> None:
        room = self._rooms.get(key)
        if room is not None:
            async with room.turn:
                await self._catch_up(room)

    async def _room(self, key: UUID) -> Room:
        async with self._opening[key]:
            room = self._rooms.get(key)
            if room is None:
                async with self.house.database.work() as session:
                    huddle = await store.by_id(session, key)
                    assert huddle is not None
                    scene = await self._scene(session, huddle)
                    board = await store.board(session, huddle, scene.centre)
                room = self._rooms[key] = Room(scene, board)
            return room

    async def _scene(self, session: AsyncSession, huddle: store.Huddle) -> look.Scene:
        centre = self.house.organisation.centres[huddle.centre]
        sources = (
            await session.exec(select(Source).where(col(Source.in_use)).order_by("name"))
        ).all()
        values = {"centre": huddle.centre, "day": huddle.day}
        lifted = (await session.execute(LIFTED, values)).scalar_one()
        return look.Scene(self.house, huddle, centre, sources, lifted)

    async def _catch_up(self, room: Room) -> None:
        """Read the numbers the room lacks and send them; caller holds the room's turn."""
        async with self.house.database.work() as session:
            line = await store.line(session, room.scene.huddle.id, room.board.version)
            if not line:
                return
            huddle = await store.by_id(session, room.scene.huddle.id)
            assert huddle is not None
            room.scene = await self._scene(session, huddle)
        steps = []
        for _, change in line:
            before, room.board = room.board, evolve(room.board, change)
            steps.append((before, room.board, change))
        try:
            await self._tell(room, steps, list(room.seats))
        except BaseException:
            # The board has moved on without its viewers: let them come back and fetch it.
            for seat in room.seats:
                seat.drop()
            raise

    async def _line(
        self, room: Room, after: int | None
    ) -> list[tuple[b.Board, b.Board, b.Change]] | None:
        """The steps after a number; None when a snapshot is called for."""
        if after is None or not 0 < after <= room.board.version:
            return None
        if room.board.version - after > BEHIND:
            return None
        async with self.house.database.work() as session:
            board = await store.board(session, room.scene.huddle, room.scene.centre, after)
            line = await store.line(session, room.scene.huddle.id, after)
        steps = []
        for version, change in line:
            before, board = board, evolve(board, change)
            # What is newer than the room's board comes to every seat at once, when the room hears it.
            if version <= room.board.version:
                steps.append((before, board, change))
        now_seen = look.resighted(room.board, await self._subjects(room, clock.now()))
        if now_seen != room.board or any(isinstance(step[2], b.SightChanged) for step in steps):
            return None
        return steps

    async def _tell(
        self, room: Room, steps: list[tuple[b.Board, b.Board, b.Change]], seats: list[Seat]
    ) -> None:
        """Send the steps to some seats, encoded once per kind of viewer, and log what they show."""
        now = clock.now()
        seeing = room.scene.seeing(now)
        kinds: dict[Audience, list[Seat]] = {}
        for seat in seats:
            kinds.setdefault(seat.audience, []).append(seat)
        for audience, same in kinds.items():
            if any(look.anew(*step, audience, seeing) for step in steps):
                for seat in same:
                    seat.put(await self._snapshot(room, seat))
                continue
            parts = [look.change_view(*step, audience, seeing) for step in steps]
            shown = [row for part in parts for row in look.rows_of(part)]
            lines = look.looked(room.scene.huddle.id, room.board, shown, audience, seeing)
            frames = [
                ENCODE(m.Numbered(after.version, part))
                for (_, after, _), part in zip(steps, parts, strict=True)
            ]
            for seat in same:
                # The line in the log comes first: nobody sees what is not accounted for.
                await self._log(seat, lines, now)
                for frame in frames:
                    seat.put(frame)

    async def _snapshot(self, room: Room, seat: Seat) -> bytes:
        now = clock.now()
        board = look.resighted(room.board, await self._subjects(room, now))
        scene = room.scene
        told = look.snapshot(scene, board, seat.audience, seat.leads, room.connected(), now)
        mode, key = seat.audience.mode, scene.huddle.id
        lines = look.looked(key, board, told.board.rows, seat.audience, scene.seeing(now))
        opened = audit.Line("huddle:board:look", huddle=key, detail=mode)
        await self._log(seat, [opened, *lines], now)
        return ENCODE(told)

    async def _subjects(self, room: Room, now: datetime) -> dict[str, Subject]:
        """What decides who may see each person as it is now: none of those listed elsewhere."""
        keys = [UUID(row.content.person) for row in room.board.rows]
        async with self.house.database.work() as session:
            persons = await load(session, keys)
        here = room.scene.centre.unit
        return {
            str(key): subject_of(one, now) for key, one in persons.items() if one.listed_vc == here
        }

    async def _log(self, seat: Seat, lines: list[audit.Line], now: datetime) -> None:
        if fresh := self._noted.fresh(seat.viewer, lines):
            async with self.house.database.acting_as(seat.viewer) as session:
                await audit.write(session, seat.viewer, fresh, now, clock.real_now())
            self._noted.keep(seat.viewer, fresh)
