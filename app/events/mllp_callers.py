"""Callers understand who is at the other end of an MLLP line: a certificate, or an address.

What a message says of its sender (MSH-3, MSH-4) is no proof of anything. It is read only where one
certificate or address speaks for several sources, to choose among those.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address, ip_network
from typing import Any

import structlog

from app import clock
from app.errors import Misconfigured
from app.events import keys
from app.events.mapping import FOLDER, Mapping, load, strict
from app.house import House
from app.organisation import Organisation
from app.tables import Source

log = structlog.get_logger()
DEMO = "simhospital"
"""In a demo whoever calls from the same machine is this source, where no other is meant."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """A source that the caller may speak for, and how it writes."""

    source: Source
    mapping: Mapping


@dataclass(frozen=True, slots=True)
class Caller:
    """Whom a line belongs to, as the organisation was when it was asked."""

    organisation: Organisation
    speakers: tuple[Speaker, ...]
    asked: float

    def speaker(self, message: bytes) -> Speaker | None:
        """The source that a message is from; None when it cannot be told."""
        if len(self.speakers) == 1:
            return self.speakers[0]
        names = _names(message)
        named = [one for one in self.speakers if names & one.mapping.senders]
        if len(named) == 1:
            return named[0]
        return next((one for one in self.speakers if one.source.id == DEMO), None)


async def caller(house: House, address: str, certificate: bytes | None) -> Caller:
    """Who calls: a certificate in DER where one was shown, else the address."""
    organisation, at = house.organisation, clock.monotonic()
    sources = organisation.sources
    if certificate is not None:
        fingerprint = hashlib.sha256(certificate).digest()
        async with house.database.work() as session:
            known = await keys.behind_certificate(session, fingerprint, clock.real_now())
        return Caller(organisation, _speaking(filter(None, [sources.get(known or "")])), at)
    here = ip_address(address)
    behind = _speaking(one for one in sources.values() if _behind(here, one.peers))
    if house.demo and here.is_loopback and not behind:
        # Only the simulated hospital, which is nobody's.
        behind = _speaking(filter(None, [sources.get(DEMO)]))
    return Caller(organisation, behind, at)


def _behind(address: Any, peers: Iterable[str]) -> bool:
    for peer in peers:
        try:
            if address in ip_network(peer, strict=False):
                return True
        except ValueError:
            log.warning("mllp.peer_unreadable")
    return False


def _speaking(sources: Iterable[Source]) -> tuple[Speaker, ...]:
    found = ((source, _mapping(source.mapping)) for source in sources if source.mapping)
    return tuple(Speaker(source, mapping) for source, mapping in found if mapping)


@cache
def _mapping(name: str) -> Mapping | None:
    """How a source writes HL7; None where its mapping is of something else."""
    try:
        return None if "format" in strict(FOLDER / name) else load(FOLDER / name)
    except Misconfigured as error:
        log.error("mllp.mapping", says=str(error))
        return None


def _names(message: bytes) -> frozenset[str]:
    line = message[:1024].lstrip(b"\r\n \xef\xbb\xbf").splitlines()[:1]
    fields = line[0].decode("latin-1").split(chr(line[0][3])) if line and len(line[0]) > 3 else []
    application, facility = (*fields[2:4], "", "")[:2]
    return frozenset({application, f"{application}|{facility}"})
