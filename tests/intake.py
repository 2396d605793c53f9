"""Intake understands how a test stands at the events door as a source, and looks at what was kept."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from tests.houses import DEMO

if TYPE_CHECKING:
    import httpx

    from app.house import House
    from app.people.person import Person

TOKEN = "provtoken"
BATCH = "application/cloudevents-batch+json"
ASIDE = text("SELECT source, outcome, kind, field, reason, cipher, digest, times FROM set_aside")
STATE = text("SELECT CAST(state AS text), centre FROM person WHERE id = :id")


@asynccontextmanager
async def door(house: House, token: str | None = TOKEN) -> AsyncIterator[httpx.AsyncClient]:
    """A source at the door of the app, with a token of its own."""
    import httpx

    from app import clock
    from app.events import keys
    from app.main import create_app

    async with house.database.work() as session:
        await keys.give_token(session, "cloudevents", TOKEN, clock.real_now())
    headers = {"authorization": f"Bearer {token}".encode("latin-1")} if token else {}
    transport = httpx.ASGITransport(create_app(house))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://kvarten.test", headers=headers
    ) as client:
        yield client


async def post(client: httpx.AsyncClient, body: Any, kind: str | None = None) -> httpx.Response:
    """Send one event, a list of them, or bytes as they are."""
    whole = body if isinstance(body, bytes) else json.dumps(body).encode()
    kind = kind or (BATCH if isinstance(body, list) else "application/cloudevents+json")
    return await client.post("/api/events", content=whole, headers={"content-type": kind})


def batch(*raws: Any) -> bytes:
    """A batch of events, some of which may be bytes that JSON could not write."""
    parts = [raw if isinstance(raw, bytes) else json.dumps(raw).encode() for raw in raws]
    return b"[" + b",\n".join(parts) + b"]"


async def kept(house: House) -> list[dict[str, Any]]:
    """What was set aside, with the text that the seal hides, if any."""
    async with house.database.work() as session:
        rows = (await session.execute(ASIDE)).mappings().all()
    return [
        {
            **{name: row[name] for name in ("source", "outcome", "kind", "field", "reason")},
            "times": row["times"],
            "text": row["cipher"] and house.vault.unseal(row["cipher"], bytes(row["digest"])),
        }
        for row in rows
    ]


async def count(house: House, table: str) -> int:
    async with house.database.work() as session:
        found = await session.execute(text(f"SELECT count(*) FROM {table}"))
        return found.scalar_one()  # type: ignore[no-any-return]


async def stored(house: House, who: str, system: str = DEMO) -> tuple[Person, str | None]:
    """A person as the database has it, and the centre whose row it is."""
    from app.people.states import decode

    key = house.vault.person(house.vault.hash(system, who))
    async with house.database.work() as session:
        state, centre = (await session.execute(STATE, {"id": key})).one()
    return decode(state), centre


async def told_of(house: House, who: str, system: str = DEMO) -> list[dict[str, Any]]:
    """A person's events as the table has them, by when they happened."""
    key = house.vault.person(house.vault.hash(system, who))
    async with house.database.work() as session:
        rows = await session.execute(
            text("SELECT * FROM event WHERE person = :id ORDER BY occurred_at, id"), {"id": key}
        )
        return [dict(row) for row in rows.mappings()]
