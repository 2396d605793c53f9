"""Door understands which source stands at it, whether it may come in, and how often."""

import asyncio
from datetime import datetime
from math import ceil

import structlog
from fastapi import Request

from app import clock
from app.access.vault import token_hash
from app.bucket import Bucket
from app.errors import Forbidden, NotSignedIn, TooOften
from app.events import keys, scope
from app.house import House
from app.tables import Source

log = structlog.get_logger()
REMEMBERED = 5.0
"""Seconds a token is known without asking again, and so the longest that one taken back still opens."""


class Doorkeeper:
    """One of these in each process: the rate of a source is counted for each of them."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._known: dict[bytes, tuple[str, float]] = {}
        self._asking: dict[bytes, asyncio.Task[str | None]] = {}
        self._buckets: dict[str, Bucket] = {}

    async def source_of(self, request: Request) -> Source:
        """The source behind the bearer token. Raises NotSignedIn, or Forbidden when it is closed."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        name = await self._behind(token) if scheme.lower() == "bearer" and token else None
        source = self._house.organisation.sources.get(name or "")
        if source is None:
            raise NotSignedIn("Källans token saknas eller gäller inte.")
        self.check_open(source, clock.now())
        return source

    def check_open(self, source: Source, now: datetime) -> None:
        """Raises Forbidden when the request to the source has expired, or has not begun."""
        if closed := scope.of(source).closed(clock.local(now).date()):
            log.warning("source.closed", source=source.id)
            raise Forbidden(closed)

    def check_rate(self, source: Source, events: int) -> None:
        """Raises TooOften when a source sends more than was agreed."""
        if source.rate_per_minute is None:
            return
        at = clock.monotonic()
        bucket = self._buckets.setdefault(source.id, Bucket(source.rate_per_minute, at))
        if wait := bucket.take(events, source.rate_per_minute, at):
            log.warning("source.too_often", source=source.id, events=events)
            raise TooOften(
                f"Källan får skicka {source.rate_per_minute} händelser i minuten. "
                f"Försök igen om {ceil(wait)} s.",
                after=ceil(wait),
            )

    async def _behind(self, token: str) -> str | None:
        hashed, at = token_hash(token), clock.monotonic()
        known = self._known.get(hashed)
        if known and at - known[1] < REMEMBERED:
            return known[0]
        # All who come with it meanwhile wait for one answer.
        asking = self._asking.get(hashed)
        if asking is None:
            asking = self._asking[hashed] = asyncio.create_task(self._ask(hashed, token, at))
            asking.add_done_callback(lambda _: self._asking.pop(hashed, None))
        return await asyncio.shield(asking)

    async def _ask(self, hashed: bytes, token: str, at: float) -> str | None:
        self._known.pop(hashed, None)
        async with self._house.database.work() as session:
            found = await keys.behind_token(session, token, clock.real_now())
        if found is not None:
            self._known[hashed] = found, at
        return found


async def keeper_of(request: Request) -> Doorkeeper:
    keeper: Doorkeeper = request.app.state.keeper
    return keeper
