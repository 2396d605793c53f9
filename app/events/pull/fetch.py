"""Fetch understands how a source that does not send is asked: what is new since last, no oftener.

Where we have come to is written down after what was fetched has been committed, so a fetch that is
interrupted begins again and what it told before is known.
"""

import tempfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.errors import Misconfigured, Refusal
from app.events import feeds, file
from app.events.fhir import taking
from app.events.hl7 import Unreadable
from app.events.pull import state
from app.events.pull.addresses import Address
from app.events.pull.asking import Failed, asking, download
from app.events.pull.pages import OVERLAP, pages, since
from app.events.pull.state import State
from app.house import House
from app.tables import Source

log = structlog.get_logger()


async def fetch(
    house: House, address: Address, now: datetime, real_now: datetime, dice: float
) -> frozenset[str]:
    """Ask a source if it is time to; answers the centres it touched. What fails is tried later."""
    source = house.organisation.sources.get(address.source)
    if source is None:
        log.warning("pull.no_source", source=address.source)
        return frozenset()
    before = await state.load(house.database, source.id)
    if before.next_at is not None and real_now < before.next_at:
        return frozenset()
    try:
        after, touched = await _fetched(house, source, address, before, now, real_now)
    except (Failed, Unreadable, Misconfigured, Refusal) as error:
        after, touched = _failed(before, real_now, dice, _says(error)), frozenset()
        log.warning("pull.failed", source=source.id, failures=after.failures, says=after.told)
    except (SQLAlchemyError, ConnectionError, OSError) as error:
        # Our own database or disk: the source is not to blame, and is asked again the next minute.
        log.warning("pull.waits", source=source.id, kind=type(error).__name__)
        return frozenset()
    await state.save(house.database, source.id, after)
    return touched


async def _fetched(
    house: House, source: Source, address: Address, before: State, now: datetime, real_now: datetime
) -> tuple[State, frozenset[str]]:
    match address.format:
        case "csv":
            told, touched = await _file(house, source, address, before.state, now)
        case "fhir":
            told, touched = await _search(house, source, address, before.state, now, real_now)
    return State(told, real_now + address.every), touched


async def _file(
    house: House, source: Source, address: Address, before: dict[str, Any], now: datetime
) -> tuple[dict[str, Any], frozenset[str]]:
    """The file at the address, unless it is the one that was taken in last.

    That it is the same is no sign of life: what makes the file may have stopped.
    """
    known = {
        header: before[key]
        for key, header in (("etag", "if-none-match"), ("modified", "if-modified-since"))
        if before.get(key)
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{source.id}{Path(address.url.path).suffix}"
        async with asking(address) as client:
            with path.open("wb") as into:
                answer = await download(client, address.url, known, into)
        if answer.unchanged:
            return before, frozenset()
        _, touched = await file.take(house, path, source.id, now)
    headers = answer.headers
    return {"etag": headers.get("etag"), "modified": headers.get("last-modified")}, touched


async def _search(
    house: House,
    source: Source,
    address: Address,
    before: dict[str, Any],
    now: datetime,
    real_now: datetime,
) -> tuple[dict[str, Any], frozenset[str]]:
    """All that has changed since last, each search for itself, by the server's own clock."""
    begun = since(before, address, real_now)
    clocks: list[datetime] = []
    touched: set[str] = set()
    async with asking(address) as client:
        for search in address.search:
            async for raw, at in pages(client, address, search, begun):
                clocks.append(at or real_now)
                if raw:
                    report = await taking.take(house, source, raw, now, door="pull")
                    touched |= report.touched
    # The server has answered, also when nothing had happened.
    async with house.database.work() as session:
        await feeds.heard(session, source.id, now)
    reached = max(begun, min(clocks) - OVERLAP)
    return {"since": reached.isoformat()}, frozenset(touched)


def _failed(before: State, real_now: datetime, dice: float, says: str) -> State:
    failures = before.failures + 1
    later = real_now + state.pause(failures, dice)
    return replace(before, next_at=later, failures=failures, told=says)


def _says(error: Exception) -> str:
    match error:
        case Failed():
            return error.says
        case Unreadable():
            return error.reason
        case Misconfigured():
            return str(error)
        case Refusal():
            return error.detail
        case _:
            return "Svaret gick inte att ta emot."
