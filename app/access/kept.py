"""Kept understands what a browser keeps for us between two steps: sealed, so that it reads nothing
and changes nothing, and gone when it is too late.
"""

from datetime import timedelta
from typing import Literal, TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from fastapi import Request
from starlette.responses import Response

from app.house import House

T = TypeVar("T")


def keep(
    house: House, request: Request, answer: Response, name: str, told: object,
    *, path: str, lasts: timedelta, kind: Literal["strict", "lax"] = "strict",
) -> None:  # fmt: skip
    """Let the browser keep it for the doors under `path`, where nobody can read or change it."""
    sealed = house.vault.seal(msgspec.json.encode(told), name.encode()).hex()
    answer.set_cookie(
        name, sealed, max_age=int(lasts.total_seconds()), path=path, httponly=True,
        samesite=kind, secure=house.entrance.secure(request.url.scheme),
    )  # fmt: skip


def kept(house: House, request: Request, name: str, shape: type[T]) -> T | None:
    """What the browser has kept under this name; None when it is not ours, or not of this shape."""
    try:
        sealed = bytes.fromhex(request.cookies.get(name, ""))
        return msgspec.json.decode(house.vault.raw(sealed, name.encode()), type=shape)
    except (ValueError, InvalidTag, msgspec.MsgspecError):
        return None
