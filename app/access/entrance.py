"""Entrance understands what an installation has said of signing in: its address, and how long one may rest."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from app.access.issuers import Issuer

Device = Literal["desk", "tablet"]
LASTS = timedelta(hours=12)
"""A session's absolute end: no shift is longer, and nobody is signed in from one day to the next."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """`public_url` is where browsers find us, empty when they ask the process itself.

    A tablet that is left alone is locked after five minutes, since it is carried where people live;
    a desk after an hour. Both are settings.
    """

    public_url: str = ""
    tablet_idle: timedelta = timedelta(minutes=5)
    desk_idle: timedelta = timedelta(minutes=60)
    issuers: tuple[Issuer, ...] = ()

    def idle(self, device: Device) -> timedelta:
        return self.tablet_idle if device == "tablet" else self.desk_idle

    def secure(self, scheme: str) -> bool:
        """Whether a browser that asked by `scheme` came by TLS; a proxy may have ended it."""
        return scheme in ("https", "wss") or self.public_url.startswith("https://")
