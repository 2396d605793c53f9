"""The shapes of the wall: what the device is told, and what its convenor is."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec


class WallView(msgspec.Struct, frozen=True):
    """What a device is to do: ask for a code, wait for it to be told, or show the huddle.

    `demo`: nobody that it shows is real.
    """

    state: Literal["dark", "waiting", "showing"]
    demo: bool


class WallCode(msgspec.Struct, frozen=True):
    """Six digits for the convenor to tell, and for how many seconds they hold."""

    code: str
    seconds: int


class PairWall(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The digits as somebody has read them off a wall."""

    code: str


class PairedWall(msgspec.Struct, frozen=True):
    """A wall that shows the huddle: since when, and when it was last heard of. UTC."""

    id: UUID
    paired_at: datetime
    heard_at: datetime


class WallsView(msgspec.Struct, frozen=True):
    """The walls of a huddle, in the order they were paired. `now` is the server's clock."""

    now: datetime
    walls: list[PairedWall]


class RevealView(msgspec.Struct, frozen=True):
    """How many walls show the huddle, and why a row is not shown whole there; None when it may be."""

    walls: int
    why_not: str | None
