"""Pages understand a FHIR search: what has changed since last, page after page, from one server."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import msgspec

from app.events.pull.addresses import Address
from app.events.pull.asking import Failed, page

MOST_PAGES = 2000
OVERLAP = timedelta(minutes=2)
"""What is being written while it is asked for may bear a time just before; it is known twice."""
FIRST = timedelta(days=14)


class _Link(msgspec.Struct):
    relation: str = ""
    url: str = ""


class _Bundle(msgspec.Struct):
    resourceType: str  # noqa: N815 FHIR's own name
    type: str = ""
    link: list[_Link] = []
    entry: list[msgspec.Raw] = []


_BUNDLE = msgspec.json.Decoder(_Bundle)


def since(state: dict[str, Any], address: Address, now: datetime) -> datetime:
    """From when to ask: where the last answer began, or as the settings say, or two weeks back."""
    if told := state.get("since"):
        return datetime.fromisoformat(told)
    if address.since is not None:
        return datetime.combine(address.since, time(), UTC)
    return now - FIRST


async def pages(
    client: httpx.AsyncClient, address: Address, search: str, begun: datetime
) -> AsyncIterator[tuple[bytes, datetime | None]]:
    """Each page that says anything, with the server's own time when it answered. Raises Failed."""
    url: httpx.URL | None = _first(address, search, begun)
    seen: set[str] = set()
    while url is not None:
        if str(url) in seen or len(seen) >= MOST_PAGES:
            raise Failed("Sidorna tar inte slut.")
        seen.add(str(url))
        raw, headers = await page(client, url)
        try:
            bundle = _BUNDLE.decode(raw)
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            raise Failed("Svaret är ingen FHIR-Bundle.") from None
        if bundle.resourceType != "Bundle" or bundle.type != "searchset":
            raise Failed("Svaret är ingen FHIR-Bundle av typen searchset.")
        if bundle.entry:
            yield raw, _clock(headers)
        else:
            yield b"", _clock(headers)
        url = _next(bundle, url, address)


def _first(address: Address, search: str, begun: datetime) -> httpx.URL:
    resource, _, asked = search.partition("?")
    url = address.url.copy_with(path=f"{address.url.path.rstrip('/')}/{resource}")
    when = begun.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    told = httpx.QueryParams(asked).merge({"_lastUpdated": f"ge{when}", "_sort": "_lastUpdated"})
    return url.copy_with(params=told.set("_count", told.get("_count", "200")))


def _next(bundle: _Bundle, url: httpx.URL, address: Address) -> httpx.URL | None:
    for link in bundle.link:
        if link.relation == "next":
            try:
                following = url.join(link.url)
            except httpx.InvalidURL:
                raise Failed("Nästa sidas adress går inte att läsa.") from None
            if _origin(following) != _origin(address.url) or following.userinfo:
                # Our token would go along.
                raise Failed("Nästa sida ligger hos en annan server. Den hämtas inte.")
            return following
    return None


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme)


def _clock(headers: httpx.Headers) -> datetime | None:
    try:
        return parsedate_to_datetime(headers.get("date", "")).astimezone(UTC)
    except ValueError:
        return None
