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
from app.huddle.notices import follow
from app.huddle.present import shown_until
from app.huddle.render import Audience
from app.huddle.scenes import scene
from app.huddle.seat import Room, Seat
from app.people.states import load

ENCODE = msgspec.json.Encoder().encode
BEHIND = 200
"""Changes that are caught up one by one; beyond that a snapshot is shorter."""


class Rooms:
    def __init__(self, house: House) -> None:
        self.house = house
        self.waiting = False
        self.endings = Endings()
        self._noted = Noted()
        self._hiding: set[asyncio.Task[None]] = set()
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

    async def show(self, key: UUID, viewer: Viewer) -> Seat:
        """A seat for a wall, that begins with the whole board; `viewer` is who has lit it."""
        async with self._entered(key) as room:
            seat = Seat(viewer, look.wall(self.house, room.scene.centre, room.board), leads=False)
            if room.board.over:
                seat.drop()
                return seat
            seat.put(await self._snapshot(room, seat))
            room.seats.add(seat)
            self._hide_later(room)
            if self._rooms.get(key) is not room:
                seat.drop()
            return seat

    async def snapshot(self, key: UUID, viewer: Viewer) -> bytes:
        """The board as a viewer may see it now, logged as a look."""
        async with self._entered(key) as room:
            centre = room.scene.centre
            seat = Seat(viewer, look.audience(centre, viewer.party), viewer.leads(centre.unit))
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
        database = self.house.database
        hear = {store.CHANNEL: self._wake_named, ENDED: self._ended}
        await follow(
            lambda: database.listen_url, hear, self._back, lambda: self._say_waiting(True), stop
        )

    async def _back(self) -> None:
        self.endings.tell_all()
        for key in list(self._rooms):
            await self._wake(key)
        self._say_waiting(False)

    async def _ended(self, session: str) -> None:
        self.endings.tell(session)

    async def _wake_named(self, huddle: str) -> None:
        await self._wake(UUID(huddle))

    def _say_waiting(self, waiting: bool) -> None:
        if self.waiting != waiting:
            self.waiting = waiting
            self.pulse(clock.now())

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
                    seen = await scene(session, self.house, huddle)
                    board = await store.board(session, huddle, seen.centre)
                room = self._rooms[key] = Room(seen, board)
            return room

    async def _catch_up(self, room: Room) -> None:
        """Read the numbers the room lacks and send them; caller holds the room's turn."""
        async with self.house.database.work() as session:
            line = await store.line(session, room.scene.huddle.id, room.board.version)
            if not line:
                return
            huddle = await store.by_id(session, room.scene.huddle.id)
            assert huddle is not None
            room.scene = await scene(session, self.house, huddle)
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
        for seat in self._walls_first(room, seats):
            kinds.setdefault(seat.audience, []).append(seat)
        for audience, same in kinds.items():
            told = look.told(steps, audience)
            if any(look.anew(*step, audience, seeing) for step in told):
                for seat in same:
                    frame = await self._snapshot(room, seat)
                    # What waits for a wall may tell what nobody there may see any longer.
                    (seat.put_anew if audience.mode == "room" else seat.put)(frame)
                continue
            parts = [look.change_view(*step, audience, seeing) for step in told]
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

    def _walls_first(self, room: Room, seats: list[Seat]) -> list[Seat]:
        """The seats to be told. A wall sees as those do who are present now; it is dark when all is over."""
        walls = [seat for seat in seats if seat.wall]
        for seat in walls:
            seat.audience = look.wall(self.house, room.scene.centre, room.board)
            if room.board.over:
                seat.drop()
        self._hide_later(room)
        return [*(seat for seat in walls if not room.board.over), *(s for s in seats if not s.wall)]

    def _hide_later(self, room: Room) -> None:
        """See to it that what is shown whole is hidden again in time."""
        now = clock.now()
        until = shown_until(room.board, now)
        if until is not None and until != room.hides_at:
            room.hides_at = until
            task = asyncio.create_task(self._hide(room, (until - now).total_seconds()))
            self._hiding.add(task)
            task.add_done_callback(self._hiding.discard)

    async def _hide(self, room: Room, seconds: float) -> None:
        await asyncio.sleep(seconds)
        async with room.turn:
            room.hides_at = None
            try:
                for seat in room.walls():
                    seat.put_anew(await self._snapshot(room, seat))
            except BaseException:
                for seat in room.walls():
                    seat.drop()
                raise
            # The clock may have been set, or the name been shown anew.
            self._hide_later(room)

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
