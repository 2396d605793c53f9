"""Seat understands one open socket: who sits there, and what waits to be sent to it."""

import asyncio
from dataclasses import dataclass, field

from app.access.viewer import Viewer
from app.huddle import board as b
from app.huddle import look
from app.huddle.render import Audience

QUEUE = 256
"""Messages a viewer may lie behind before it is dropped; it comes back with after=."""


@dataclass(eq=False, slots=True)
class Seat:
    """One socket. `queue` holds encoded frames; None ends it. `dropped`: it has ended."""

    viewer: Viewer
    audience: Audience
    leads: bool
    queue: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(QUEUE))
    dropped: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, frame: bytes) -> None:
        if self.dropped.is_set():
            return
        try:
            self.queue.put_nowait(frame)
        except asyncio.QueueFull:
            self.drop()

    def drop(self) -> None:
        """End it: what is queued is thrown away, the client fetches anew."""
        self.dropped.set()
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


@dataclass(eq=False, slots=True)
class Room:
    """One open board: what it is at `board.version`, who sits in it, how many are on their way in."""

    scene: look.Scene
    board: b.Board
    seats: set[Seat] = field(default_factory=set)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    at_door: int = 0

    def connected(self) -> set[str]:
        return {seat.viewer.unit for seat in self.seats if seat.audience.mode == "desk"}
