"""Asking understands one question to another system and its answer, within bounds of size and time.

Nothing of the address but its host is ever written down, since what is asked for may name somebody.
Whoever answers that the answer is elsewhere is not followed: the settings say where it is.
"""

import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import BinaryIO

import httpx

from app.events.pull.addresses import Address

logging.getLogger("httpx").setLevel(logging.WARNING)

PATIENCE = 30.0
"""Seconds to wait for a connection, and for each piece of an answer."""
LARGEST_PAGE = 16 * 1024 * 1024
LARGEST_FILE = 1024 * 1024 * 1024


class Failed(Exception):
    """The answer cannot be used; `says` why in Swedish, without the address."""

    def __init__(self, says: str) -> None:
        super().__init__(says)
        self.says = says


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of an answer whose body has been read. `unchanged`: there is nothing new."""

    unchanged: bool
    headers: httpx.Headers


@asynccontextmanager
async def asking(address: Address) -> AsyncIterator[httpx.AsyncClient]:
    """A connection to the other system, with what it knows us by."""
    basic = address.basic()
    async with httpx.AsyncClient(
        headers=address.headers(),
        auth=httpx.BasicAuth(*basic) if basic else None,
        verify=address.trust(),
        timeout=PATIENCE,
        follow_redirects=False,
        # What lies in the environment, or in a .netrc, is no setting of ours.
        trust_env=False,
        proxy=address.proxy,
    ) as client:
        yield client


async def page(client: httpx.AsyncClient, url: httpx.URL) -> tuple[bytes, httpx.Headers]:
    """One page of an answer. Raises Failed."""
    parts: list[bytes] = []
    async with _answer(client, url, {}) as answer:
        _good(answer, (200,))
        async for part in _bounded(answer, LARGEST_PAGE):
            parts.append(part)
        return b"".join(parts), answer.headers


async def download(
    client: httpx.AsyncClient, url: httpx.URL, known: dict[str, str], into: BinaryIO
) -> Answer:
    """A file, unless it is the one that is known already. Raises Failed."""
    async with _answer(client, url, known) as answer:
        _good(answer, (200, 304) if known else (200,))
        if answer.status_code == 304:
            return Answer(True, answer.headers)
        async for part in _bounded(answer, LARGEST_FILE):
            into.write(part)
        return Answer(False, answer.headers)


@asynccontextmanager
async def _answer(
    client: httpx.AsyncClient, url: httpx.URL, headers: dict[str, str]
) -> AsyncIterator[httpx.Response]:
    try:
        async with client.stream("GET", url, headers=headers) as answer:
            yield answer
    except httpx.TimeoutException:
        raise Failed(f"Inget svar på {PATIENCE:.0f} sekunder.") from None
    except httpx.ConnectError as error:
        raise Failed(_unconnected(error)) from None
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError):
        raise Failed("Förbindelsen bröts innan hela svaret hade kommit.") from None


def _unconnected(error: httpx.ConnectError) -> str:
    behind: BaseException | None = error
    while behind is not None:
        if isinstance(behind, ssl.SSLError):
            return "Den andra sidans certifikat godkänns inte."
        behind = behind.__cause__ or behind.__context__
    return "Det går inte att nå den andra sidan."


def _good(answer: httpx.Response, allowed: tuple[int, ...]) -> None:
    status = answer.status_code
    if status in allowed:
        return
    if 300 <= status < 400 and status != 304:
        raise Failed("Svaret hänvisar till en annan adress. Den följs inte; ändra inställningen.")
    if status in (401, 403):
        raise Failed(f"Vi släpps inte in ({status}). Se över token eller lösenord.")
    raise Failed(f"Svaret var {status}.")


async def _bounded(answer: httpx.Response, largest: int) -> AsyncIterator[bytes]:
    read = 0
    async for part in answer.aiter_bytes():
        read += len(part)
        if read > largest:
            raise Failed(f"Svaret är större än {largest // 1024 // 1024} MB.")
        yield part
