"""Limits understands how often one session, and one address, may ask the web for something.

Generous for the board, strict for signing in and for whoever is refused again and again: trying
tokens and guessing addresses comes to an end after a minute's worth of each. A session that has been
answered is not stopped by what a stranger behind the same address does. What a source sends by its
token is counted by the agreement with the source (app/events/door.py), not here.

It counts in this process alone. What it remembers is bounded: the one not seen for longest is
forgotten first.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import clock
from app.access.viewer import COOKIE, WALL_COOKIE, secured
from app.bucket import Bucket
from app.errors import TooOften
from app.refusing import answered
from app.settings import Limits

log = structlog.get_logger()
REMEMBERED = 10_000
REFUSED = {401, 403}
SIGN_IN = frozenset({
    "/api/session", "/api/login", "/api/invitation/open", "/api/invitation/accept",
    "/api/invitation/passkey", "/api/oidc/choices", "/api/passkey/login", "/api/wall",
})  # fmt: skip
"""What begins a session, or may: a POST to one of these."""
FREE = ("/healthz", "/readyz", "/metrics")
SAYS = {
    "session": "Det kommer för många anrop från den här inloggningen.",
    "address": "Det kommer för många anrop från ert nät.",
    "refused": "För många anrop från ert nät har nekats.",
    "sign_in": "För många inloggningsförsök från ert nät.",
}
TOO_MANY_SOCKETS = "För många öppna tavlor på samma inloggning."
TOO_MANY_MESSAGES = "För många meddelanden på en gång."
COME_BACK = 1013


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as far as that is seen from outside: an address, and what they show, hashed."""

    address: str
    session: bytes | None
    source: bytes | None

    @property
    def shown(self) -> bytes | None:
        return self.session or self.source


def asker(scope: Scope) -> Asker:
    headers = Headers(scope=scope)
    scheme, _, token = headers.get("authorization", "").partition(" ")
    bearer = token if scheme.lower() == "bearer" else ""
    return Asker(_address(scope), _hashed(_cookie(headers)), _hashed(bearer))


class Counted:
    """The buckets of one kind, one for each who asks."""

    def __init__(self, kind: str, per_minute: int) -> None:
        self._kind, self._rate = kind, per_minute
        self._buckets: OrderedDict[object, Bucket] = OrderedDict()

    def check(self, key: object, at: float, wanted: int = 1) -> None:
        """Take one, or none when only asked; raises TooOften. A rate of 0 stops nobody."""
        if not self._rate or key is None:
            return
        bucket = self._of(key, at)
        if wait := bucket.wait(1, self._rate, at):
            after = max(1, ceil(wait))
            raise TooOften(f"{SAYS[self._kind]} Försök igen om {after} s.", after=after)
        bucket.take(wanted, self._rate, at)

    def _of(self, key: object, at: float) -> Bucket:
        bucket = self._buckets.setdefault(key, Bucket(self._rate, at))
        self._buckets.move_to_end(key)
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        return bucket


class Limiter:
    """Counts what passes on its way in, and what is refused on its way out."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app, self._limits = app, limits
        self._session = Counted("session", limits.session)
        self._address = Counted("address", limits.address)
        self._refused = Counted("refused", limits.refused)
        self._sign_in = Counted("sign_in", limits.sign_in)
        self._good: OrderedDict[bytes, None] = OrderedDict()
        self._sockets: dict[object, int] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] not in FREE:
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        who = asker(scope)
        try:
            self._let_in(who, scope)
        except TooOften as error:
            await answered(error)(scope, receive, send)
            return

        async def seen(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._answered(who, message["status"])
            await send(message)

        await self._app(scope, receive, seen)

    def _let_in(self, who: Asker, scope: Scope) -> None:
        """Raises TooOften."""
        at = clock.monotonic()
        if who.shown not in self._good:
            self._refused.check(who.address, at, wanted=0)
        path: str = scope["path"]
        if scope["method"] == "POST" and path in SIGN_IN:
            self._sign_in.check(who.address, at)
        # A source that has been let in is counted by its agreement.
        if who.source is None or who.source not in self._good:
            self._session.check(who.session, at)
            self._address.check(who.address, at)

    def _answered(self, who: Asker, status: int) -> None:
        if status in REFUSED:
            try:
                self._refused.check(who.address, clock.monotonic())
            except TooOften:
                log.warning("limit.refused")
        elif status < 400 and who.shown is not None:
            self._good[who.shown] = None
            self._good.move_to_end(who.shown)
            if len(self._good) > REMEMBERED:
                self._good.popitem(last=False)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        who, bucket = asker(scope), Bucket(self._limits.messages, clock.monotonic())
        with self._open(who) as may:
            if not may:
                await receive()
                await send({"type": "websocket.accept"})
                await _close(send, TOO_MANY_SOCKETS)
                return

            async def counted() -> Message:
                message = await receive()
                rate, at = self._limits.messages, clock.monotonic()
                if rate and message["type"] == "websocket.receive" and bucket.take(1, rate, at):
                    log.warning("limit.messages")
                    await _close(send, TOO_MANY_MESSAGES)
                    return {"type": "websocket.disconnect", "code": COME_BACK}
                return message

            await self._app(scope, counted, send)

    @contextmanager
    def _open(self, who: Asker) -> Iterator[bool]:
        """Whether one more may be open; it is counted for as long as this is entered."""
        most = {("session", who.session): self._limits.sockets,
                ("address", who.address): self._limits.sockets * 100}  # fmt: skip
        counted = [key for key, limit in most.items() if key[1] is not None and limit]
        may = all(self._sockets.get(key, 0) < most[key] for key in counted)
        for key in counted:
            self._sockets[key] = self._sockets.get(key, 0) + 1
        try:
            yield may
        finally:
            for key in counted:
                self._sockets[key] -= 1
                if not self._sockets[key]:
                    del self._sockets[key]


async def _close(send: Send, says: str) -> None:
    await send({"type": "websocket.close", "code": COME_BACK, "reason": says})


def _hashed(shown: str) -> bytes | None:
    """No token is kept in memory for longer than its request takes."""
    return hashlib.sha256(shown.encode()).digest() if shown else None


def _cookie(headers: Headers) -> str:
    """The session's token, or a wall's, under the name it has over TLS or the plain one."""
    try:
        sent = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return ""
    names = (name for cookie in (COOKIE, WALL_COOKIE) for name in (secured(cookie), cookie))
    return next((sent[name].value for name in names if name in sent), "")


def _address(scope: Scope) -> str:
    """The address, or what one customer is given of IPv6: a /64."""
    host = scope["client"][0] if scope.get("client") else ""
    try:
        found = ip_address(host)
    except ValueError:
        return str(host)
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return str(ip_network((found, 64), strict=False))
    return str(found)
