"""Seat understands one open socket: who sits there, and what waits to be sent to it."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from app.access.viewer import Viewer
from app.errors import NotSignedIn
from app.huddle import board as b
from app.huddle import look
from app.huddle.render import Audience

QUEUE = 256
"""Messages a viewer may lie behind before it is dropped; it comes back with after=."""
COME_BACK = 1013
"""The close code that asks a client to come back (RFC 6455's registry: try again later)."""
DARK = 4000 + int(NotSignedIn.status)
"""The close code that makes a wall dark: it is asked whether it may be lit again."""


@dataclass(eq=False, slots=True)
class Seat:
    """One socket. `queue` holds encoded frames; None ends it. `dropped`: it has ended, by `why`.

    What kind of viewer a wall is changes with who is present.
    """

    viewer: Viewer
    audience: Audience
    leads: bool
    queue: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(QUEUE))
    dropped: asyncio.Event = field(default_factory=asyncio.Event)
    why: int = COME_BACK

    @property
    def wall(self) -> bool:
        return self.audience.mode == "room"

    def put(self, frame: bytes) -> None:
        if self.dropped.is_set():
            return
        try:
            self.queue.put_nowait(frame)
        except asyncio.QueueFull:
            self.drop()

    def put_anew(self, frame: bytes) -> None:
        """In place of all that waits to be sent: it may tell what is no longer to be told."""
        self._empty()
        self.put(frame)

    def drop(self) -> None:
        """End it: what is queued is thrown away, the client fetches anew if it may.

        A wall is dark until it has: it does not go on showing what it may not any longer.
        """
        self.why = DARK if self.wall else COME_BACK
        self.dropped.set()
        self._empty()
        self.queue.put_nowait(None)

    def _empty(self) -> None:
        while not self.queue.empty():
            self.queue.get_nowait()


@dataclass(eq=False, slots=True)
class Room:
    """One open board: what it is at `board.version`, who sits in it, how many are on their way in.

    `hides_at`: when somebody is to see to it that the walls show initials again.
    """

    scene: look.Scene
    board: b.Board
    seats: set[Seat] = field(default_factory=set)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    at_door: int = 0
    hides_at: datetime | None = None

    def walls(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.wall]

    def connected(self) -> set[str]:
        return {seat.viewer.unit for seat in self.seats if not seat.wall}
