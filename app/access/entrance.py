"""Entrance understands what an installation has said of signing in: its address, and how long one may rest."""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

from app.access.issuers import Issuer

Device = Literal["desk", "tablet"]
LASTS = timedelta(hours=12)
"""A session's absolute end: no shift is longer, and nobody is signed in from one day to the next."""


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Where passkeys hold (a relying party's id) and the one origin that they are used from."""

    id: str
    origin: str


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
    port: int = 8000

    def idle(self, device: Device) -> timedelta:
        return self.tablet_idle if device == "tablet" else self.desk_idle

    def secure(self, scheme: str) -> bool:
        """Whether a browser that asked by `scheme` came by TLS; a proxy may have ended it."""
        return scheme in ("https", "wss") or self.public_url.startswith("https://")

    @property
    def passkeys(self) -> RelyingParty | None:
        """Where passkeys hold; None where browsers allow none.

        Said by the installation, never by whoever asks: a Host header is anybody's to write. An
        origin is told as browsers tell it. An address of numbers is no place for a passkey, and
        only this machine itself may do without TLS (Web Authentication Level 2, 5.1.2 and 13.4.9).
        """
        found = urlsplit(self.public_url or f"http://localhost:{self.port}")
        host = found.hostname or ""
        if _numbers(host) or (found.scheme != "https" and host != "localhost"):
            return None
        usual = {"https": 443, "http": 80}[found.scheme]
        port = "" if found.port in (None, usual) else f":{found.port}"
        return RelyingParty(host, f"{found.scheme}://{host}{port}")


def _numbers(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
