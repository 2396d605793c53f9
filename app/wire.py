"""Wire understands how a msgspec shape is read from a request and sent as an answer."""

import zlib
from typing import Any, TypeVar

import msgspec
from fastapi import Request, Response

from app.errors import Rejected, TooMuch, Unpackable

T = TypeVar("T")
LARGEST = 64 * 1024


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
    except (msgspec.MsgspecError, UnicodeError):
        raise Rejected("Det som skickades går inte att förstå.") from None


async def body_of(request: Request, largest: int) -> bytes:
    """The body unpacked, read no further than is allowed. Raises TooMuch, Unpackable, Rejected."""
    coding = request.headers.get("content-encoding", "identity").lower()
    if coding not in ("identity", "gzip"):
        raise Unpackable("Bara gzip eller opackat tas emot.")
    inflate = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS) if coding == "gzip" else None
    parts, size = [], 0
    async for packed in request.stream():
        try:
            # One byte more than is allowed tells that there is too much, and no more is unpacked.
            part = inflate.decompress(packed, largest - size + 1) if inflate else packed
        except zlib.error:
            raise Rejected("Det som skickades är inte gzip, fast det sägs vara det.") from None
        size += len(part)
        if size > largest:
            raise TooMuch(f"Högst {largest // 1024} kB tas emot på en gång.")
        parts.append(part)
    if inflate and (not inflate.eof or inflate.unused_data):
        raise Rejected("Det packade ska vara en hel gzip-ström och inget mer.")
    return b"".join(parts)
