"""Setup understands how a demo is made: organisation, persons to sign in as, a year, a night."""

import asyncio
import json
import secrets
import stat
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec

from app import clock, organisation, plain
from app.access import sessions
from app.access.viewer import ROLE_TEXT
from app.database import Database
from app.days import at_local, latest_huddle_day, local_date
from app.demo import generator, persons, region, yesterday
from app.demo import weeks as played
from app.events import ingest, keys
from app.house import House

FOLDER = Path(__file__).parent
START = time(7, 40)
BATCH = 1000
AT_ONCE = 3
BUCKET = timedelta(minutes=10)
"""What reached us within the same ten minutes goes in together."""
NEAR = timedelta(days=5)
LONG_AGO = timedelta(hours=8)
"""And longer ago than that, within the same eight hours."""
DOOR = "cloudevents"
FHIR = "journal-fhir"
DOORS = {"events": DOOR, "fhir": FHIR, "listings": DOOR, "heartbeat": DOOR}
"""By door, the source whose token is handed out for it."""


def morning(real_now: datetime) -> date:
    """The latest huddle day, whatever the real day or hour is."""
    today = local_date(real_now)
    places = region.load(today).places
    return max(latest_huddle_day(place.calendar, today) for place in places)


def starts_at(day: date) -> datetime:
    return at_local(day, START)


async def people(database: Database) -> None:
    """The organisation and the persons to be; doing it twice is doing it once."""
    file = organisation.read(FOLDER / "organisation.yaml")
    staff = plain.read(FOLDER / "persons.yaml")
    async with database.work() as session:
        await organisation.import_file(session, file)
        known = await organisation.load(session, ())
        for place, person in enumerate(staff["people"]):
            await persons.settle(session, known, person, place, clock.real_now())


Arrived = list[tuple[datetime, generator.WireEvent]]


async def history(
    house: House, seed: int, day: date, huddles: int, progress: Callable[[int], None]
) -> tuple[int, Arrived]:
    """A year of contacts, as history: it counts and makes no row.

    Answers the events told, and the last days' with when each reached us. While PostgreSQL works on
    one batch the next is told and folded.
    """
    told_of = generator.demo(seed, day, region.load(day), huddles=huddles)
    told, batch = 0, list[generator.WireEvent]()
    arrived: Arrived = []
    under_way = set[asyncio.Task[ingest.Taken]]()

    async def send() -> None:
        nonlocal told, batch, under_way
        work = ingest.take(house, _sent(house, batch), clock.now(), history=True)
        under_way.add(asyncio.create_task(work))
        told, batch = told + len(batch), []
        if len(under_way) >= AT_ONCE:
            done, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
            for one in done:
                one.result()
        progress(told)

    for sent, event in generator.tell(told_of):
        if sent is not None:
            arrived.append((sent, event))
            continue
        batch.append(event)
        if len(batch) == BATCH:
            await send()
    await send()
    await asyncio.gather(*under_way)
    return told, sorted(arrived, key=lambda one: (one[0], one[1]["time"], one[1]["id"]))


async def weeks(
    house: House, seed: int, day: date, huddles: int, arrived: Arrived,
    progress: Callable[[int, int], None],
) -> Arrived:  # fmt: skip
    """The huddles before the morning's, but for the last one that the demo's nurse leads; answers what
    came after them.
    """
    centre = await _led(house)
    hers = (centre, yesterday.built_at(house, centre, day))
    planned = [
        one
        for one in played.meetings(house, seed, day, huddles)
        if (one.centre.unit, one.built_at) != hers
    ]
    held = 0

    async def take(some: played.Arrived) -> None:
        for _, bucket in groupby(some, key=lambda one: _bucket(one[0], day)):
            same = list(bucket)
            now = max(sent for sent, _ in same)
            await ingest.take(house, _sent(house, [event for _, event in same]), now)

    def one_more() -> None:
        nonlocal held
        held += 1
        progress(held, len(planned))

    return list(await played.play(house, arrived, planned, take, one_more))


def _bucket(sent: datetime, day: date) -> int:
    """What is taken in together: near the morning what came at about the same time, else a shift's."""
    near = sent > at_local(day, START) - NEAR
    return int(sent.timestamp() // (BUCKET if near else LONG_AGO).total_seconds())


async def nights(
    house: House, day: date, arrived: Arrived, progress: Callable[[int], None]
) -> None:
    """The last days and the night; when the time of the demo centre's last huddle comes, it is held."""
    centre = await _led(house)
    held_at = yesterday.built_at(house, centre, day)
    before = sum(sent <= held_at for sent, _ in arrived)
    await night(house, arrived[:before], progress)
    await yesterday.play(house, centre, held_at)
    await night(house, arrived[before:], lambda told: progress(before + told))


async def night(house: House, arrived: Arrived, progress: Callable[[int], None]) -> None:
    """Take in each event when it reached us."""
    told = 0
    for _, bucket in groupby(arrived, key=lambda one: int(one[0].timestamp() // BUCKET.seconds)):
        same = list(bucket)
        now = max(sent for sent, _ in same)
        await ingest.take(house, _sent(house, [event for _, event in same]), now)
        told += len(same)
        progress(told)


async def _led(house: House) -> str:
    """The centre whose huddle the demo's nurse leads."""
    async with house.database.work() as session:
        [nurse, *_] = await sessions.standings(session, yesterday.LED_BY, clock.real_now())
    return nurse.scope


def _sent(house: House, events: Iterable[dict[str, Any]]) -> list[ingest.Sent]:
    sources = house.organisation.sources
    return [(sources[event["source"]], msgspec.json.encode(event)) for event in events]


def tokens_in(path: Path) -> dict[str, str]:
    """By source, the token that opens its doors: the one handed out before, or a new one."""
    known = json.loads(path.read_text("utf-8")).get("tokens", {}) if path.exists() else {}
    if known.get("fhir") == known.get("events"):
        # One token opened every door once, and a token is one source's alone.
        known.pop("fhir", None)
    return {
        source: known.get(door) or secrets.token_urlsafe(32)
        for source, door in ((DOOR, "events"), (FHIR, "fhir"))
    }


async def demo_file(house: House, tokens: Mapping[str, str], base_url: str) -> dict[str, Any]:
    """demo.json: where the demo is, whom to be, and the token of each door."""
    async with house.database.work() as session:
        for source, token in tokens.items():
            await keys.give_token(session, source, token, clock.real_now())
        staff = await persons.settled(session)
    told = [
        {"id": key, "name": name, "role": role, "role_text": ROLE_TEXT[role], "unit": scope}
        for key, name, role, scope in staff
    ]
    today = local_date(clock.now())
    return {
        "base_url": base_url,
        "clock": clock.local(clock.now()).isoformat(timespec="seconds"),
        "sign_in": 'POST /api/session {"demo": "<id>"} -> cookie',
        "persons": told,
        "tokens": {door: tokens[source] for door, source in DOORS.items()},
        "centres": [
            {
                "centre": key,
                "name": centre.name,
                "date": today.isoformat(),
                "huddle": f"/api/huddles/{key}/{today.isoformat()}",
                "time": centre.calendar.time.isoformat("minutes"),
                "rules": house.packs[centre.pack].headline,
            }
            for key, centre in house.organisation.centres.items()
        ],
    }


def write_privately(path: Path, told: str) -> None:
    """For this user's eyes alone."""
    path.touch(mode=stat.S_IRUSR | stat.S_IWUSR)
    path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    path.write_text(told, "utf-8")
