"""Wire understands how a msgspec shape is read from a request and sent as an answer."""

import zlib
from collections.abc import AsyncIterator
from typing import Any, TypeVar

import msgspec
from fastapi import Request, Response
from starlette.requests import ClientDisconnect

from app.errors import Rejected, TooMuch, Unpackable

T = TypeVar("T")
LARGEST = 64 * 1024
MOST_PARTS = 100
"""One gzip stream may follow another, as the format has it; each costs a look at all that follows."""


class Json(Response):
    """A msgspec shape as JSON; never cached, since what one may see can change any moment."""

    media_type = "application/json"

    def __init__(self, content: Any, status_code: int = 200) -> None:
        body = content if isinstance(content, bytes) else msgspec.json.encode(content)
        super().__init__(body, status_code, {"cache-control": "no-store"})


async def read(request: Request, shape: Any, largest: int = LARGEST) -> Any:
    """The request's body as a shape. Raises Rejected with the field, in Swedish."""
    body = await body_of(request, largest)
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise Rejected("Det som skickades går inte att förstå.") from None


async def body_of(request: Request, largest: int) -> bytes:
    """The body unpacked, read no further than is allowed. Raises TooMuch, Unpackable, Rejected."""
    coding = request.headers.get("content-encoding", "identity").lower()
    if coding not in ("identity", "gzip", "x-gzip"):
        raise Unpackable("Bara gzip eller opackat tas emot.")
    unpack = _Gunzip() if coding != "identity" else None
    parts, size, came = [], 0, 0
    async for packed in _stream(request):
        came += len(packed)
        # One byte more than is allowed tells that there is too much, and no more is unpacked.
        part = unpack(packed, largest - size + 1) if unpack else packed
        size += len(part)
        # What does not shrink grows by less than a hundredth: more than that unpacks to nothing.
        if size > largest or came > largest + largest // 100 + 1024:
            raise TooMuch(f"Högst {largest // 1024} kB tas emot på en gång.")
        parts.append(part)
    if unpack and not unpack.whole:
        raise Rejected("Det packade är inte en hel gzip-ström. Packa om det och sänd det igen.")
    return b"".join(parts)


async def _stream(request: Request) -> AsyncIterator[bytes]:
    try:
        async for part in request.stream():
            yield part
    except ClientDisconnect:
        # Nobody hears the answer; but it is no fault of ours, for the log to tell of.
        raise Rejected("Förbindelsen bröts innan allt hade kommit.") from None


class _Gunzip:
    """Unpacks as it comes, and never more than is asked for."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
        self._parts = 1

    def __call__(self, packed: bytes, most: int) -> bytes:
        unpacked = b""
        while packed and len(unpacked) < most:
            if self._stream.eof:
                self._stream = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
                self._parts += 1
            if self._parts > MOST_PARTS:
                raise Rejected("Det packade är i för många delar. Packa det i ett stycke.")
            try:
                unpacked += self._stream.decompress(packed, most - len(unpacked))
            except zlib.error:
                raise Rejected("Det som skickades är inte gzip, fast det sägs vara det.") from None
            packed = self._stream.unused_data
        return unpacked

    @property
    def whole(self) -> bool:
        """Whether what has come is a whole stream, or several."""
        return self._stream.eof
