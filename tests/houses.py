"""A furnished house for tests: the demo's organisation and persons in a database of one's own.

The clock is a Friday in November, 07.40, unless a test says otherwise; `tell` takes events in
through the same ingest as every door.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import pytest

if TYPE_CHECKING:
    from app.access.vault import Vault
    from app.access.viewer import Viewer
    from app.database import Database
    from app.events.ingest import Taken
    from app.house import House

NOW = datetime(2026, 11, 20, 6, 40, tzinfo=UTC)
CENTRE = "SE2321000131-DEMOVC01"
HOME_HELP = "SE0000001490-DEMOHT1"
NEEDS = "SE0000001490-DEMOBI1"
TEAM = "SE0000001490-DEMOKP1"
EMERGENCY = "SE2321000131-DEMOSAS01"
DEMO = "urn:kvarten:demo"

T = TypeVar("T")
_ids = itertools.count(1)
"""Of two events of the same moment the greater id is the later: each is greater than those before."""


@pytest.fixture
def fixed_clock() -> Iterator[None]:
    """The house's clock stands at NOW when the test begins, and is the wall's again after it."""
    from app import clock

    clock.set_shift(NOW)
    yield
    clock.unshift()


@pytest.fixture
async def house(database: Database, vault: Vault, fixed_clock: None) -> House:
    """The house, in the furnished database that asking for it gives."""
    from app.opening import furnish

    return await furnish(database, vault, demo=True)


def move_in(url: str, vault: Vault) -> None:
    """Mark an empty database as a demo and write the demo's organisation and persons into it."""
    from app.database import Database
    from app.demo import setup
    from app.opening import MARK

    async def work() -> None:
        database = Database(url, vault)
        try:
            async with database.work() as session:
                await session.execute(MARK, {"mode": "demo"})
            await setup.people(database)
        finally:
            await database.close()

    apart(work())


def apart(work: Coroutine[Any, Any, T]) -> T:
    """Do the work in a thread of its own: whoever asks may have an event loop already."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def cloud(
    kind: str, /, person: str | None = "19340304T027", at: datetime = NOW, **data: Any
) -> dict[str, Any]:
    """One CloudEvent of a kind about a person; `id` and `source` may be given among the fields."""
    told: dict[str, Any] = {
        "specversion": "1.0",
        "id": data.pop("id", f"t{next(_ids):06}"),
        "source": data.pop("source", "cloudevents"),
        "type": kind,
        "time": at.isoformat(),
        "data": data,
    }
    if person is not None:
        data.setdefault("person_id", {"system": DEMO, "value": person})
    return told


def registered(
    person: str = "19340304T027", centre: str = CENTRE, at: datetime | None = None, **data: Any
) -> dict[str, Any]:
    """A person of the demo centre, known since a month. Born as the identifier says."""
    born = f"{person[:4]}-{person[4:6]}-{person[6:8]}"
    fields: dict[str, Any] = {
        "given_name": "Gunborg", "family_name": "Öhrnäs", "birth_date": born, "listed_vc": centre,
        "municipality_code": "1490",
    }  # fmt: skip
    return cloud("person.registered", person, at or NOW - timedelta(days=30), **{**fields, **data})


def home_from_ed(
    person: str = "19340304T027", at: datetime | None = None, **data: Any
) -> dict[str, Any]:
    """Home from the emergency department in the night."""
    when = at or NOW - timedelta(hours=4)
    fields = {"outcome": "home", "closed_at": when.isoformat(), "unit_hsa_id": EMERGENCY}
    return cloud("ed.visit.closed", person, when, **{**fields, **data})


def consent(person: str = "19340304T027", **data: Any) -> dict[str, Any]:
    start = (NOW - timedelta(days=20)).isoformat()
    return cloud(
        "consent.given", person, NOW - timedelta(days=20),
        **{"purpose": "utlamnande", "start": start, **data},
    )  # fmt: skip


async def tell(
    house: House, *events: dict[str, Any], now: datetime = NOW, history: bool = False
) -> Taken:
    """Take in events through ingest, as if they came to the door at `now`."""
    from app.events import ingest

    sources = house.organisation.sources
    sent = [(sources[one["source"]], msgspec.json.encode(one)) for one in events]
    return await ingest.take(house, sent, now, history=history)


async def viewer(house: House, staff: str = "aldre-ssk") -> Viewer:
    """One of the demo's persons, as somebody who has signed in."""
    from app import clock
    from app.access import sessions
    from app.access.viewer import viewer_of

    async with house.database.work() as session:
        [found, *_] = await sessions.standings(session, staff, clock.real_now())
    return viewer_of(house, found)
