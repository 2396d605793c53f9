"""Doors understands how a test stands at them: the app on a furnished house, one client per viewer.

The app's tasks (timetable, notices, pulse) do not run: a test calls what it needs.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sqlalchemy import text

from tests.houses import CENTRE, HOME_HELP, NEEDS, NOW, cloud, tell, viewer

if TYPE_CHECKING:
    import httpx

    from app.house import House
    from app.huddle import asks
    from app.huddle.store import Huddle

DAY = date(2026, 11, 20)
STAFF = ("aldre-ssk", "kommunal-ssk", "hemtjanstplanerare", "bistandshandlaggare", "chef")
GUNBORG, ALGOT, STINA = "19340304T027", "19360411T028", "19380518T029"
WARD = "SE2321000131-DEMOSAS31"
STARTS = NOW + timedelta(minutes=20)
"""Late enough to start the huddles of 8.00 and of 8.15."""
DUE = NOW + timedelta(hours=6)
AUDIT = text("""
SELECT act, viewer, role, unit, provider, person, huddle, decision, basis, given, refused, detail,
    controllers, session, assignment, omsorgsgivare, activity, resource, at
FROM audit ORDER BY id
""")


@asynccontextmanager
async def signed_in(house: House, staff: str | None) -> AsyncIterator[httpx.AsyncClient]:
    """A browser at the app's doors, signed in as one of the demo's persons, or as nobody."""
    import httpx

    from app.main import create_app

    transport = httpx.ASGITransport(create_app(house))
    async with httpx.AsyncClient(transport=transport, base_url="http://kvarten.test") as client:
        if staff is not None:
            answer = await client.post("/api/session", json={"demo": staff})
            assert answer.status_code == 200
        yield client


async def get(house: House, staff: str | None, path: str) -> httpx.Response:
    async with signed_in(house, staff) as client:
        return await client.get(path)


def of_persons(answer: httpx.Response) -> str:
    """What is answered but for the silent sources: those are everybody's to know, and of nobody."""
    told = answer.json()
    told.pop("silent_sources")
    return json.dumps(told, ensure_ascii=False)


def notice(
    person: str = GUNBORG, *units: str, pud: datetime | None = NOW + timedelta(hours=30),
    at: datetime = NOW - timedelta(days=2), **data: Any,
) -> dict[str, Any]:  # fmt: skip
    """The hospital's inskrivningsmeddelande, by default to home help and needs assessment."""
    fields = {
        "sent_at": at.isoformat(), "pud": pud and pud.isoformat(), "unit_hsa_id": WARD,
        "recipients": list(units or (HOME_HELP, NEEDS)),
    }  # fmt: skip
    return cloud("samsa.inskrivningsmeddelande", person, at, **{**fields, **data})


def discharged(person: str = GUNBORG, at: datetime = NOW - timedelta(hours=1)) -> dict[str, Any]:
    fields = {"discharged_at": at.isoformat(), "disposition": "home", "unit_hsa_id": WARD}
    return cloud("inpatient.discharged", person, at, **fields)


async def a_board(house: House, *events: dict[str, Any], start: bool = True) -> Huddle:
    """This morning's huddle, after some events, started by the convenor."""
    from app.huddle import asks
    from app.huddle.prepare import prepare

    await tell(house, *events)
    built = await prepare(house, CENTRE, NOW)
    assert built is not None
    if start:
        await command(house, built.huddle.id, asks.Start())
    return built.huddle


async def command(
    house: House, huddle: UUID, asked: asks.CommandMessage, staff: str = "aldre-ssk"
) -> int:
    from app.huddle import asks, room

    who = await viewer(house, staff)
    return await room.act(house, who, huddle, asks.Act(str(uuid4()), asked), STARTS, NOW)


async def decide(
    house: House, huddle: UUID, kind: str, owner: str | None = None, row: int = 0,
    staff: str = "aldre-ssk", **other: Any,
) -> UUID:  # fmt: skip
    """The convenor decides a row; answers the decision's id, which is the action's."""
    from app.huddle import asks
    from app.huddle.board import Decision

    key = uuid4()
    told: dict[str, Any] = {"reason": "Prövas i veckan"}
    if kind == "action":
        told = {"what": "Ring om såret", "owner": owner, "due": DUE}
    rows = await row_ids(house, huddle)
    decision = Decision(str(key), kind, **{**told, **other})  # type: ignore[arg-type]
    await command(house, huddle, asks.Decide(rows[row], decision), staff)
    return key


async def row_ids(house: House, huddle: UUID) -> list[str]:
    from app.huddle import store
    from app.huddle.evolve import replay

    async with house.database.work() as session:
        found = await store.by_id(session, huddle)
        assert found is not None
        line = await store.line(session, huddle)
    board = replay(
        store.empty(found, house.organisation.centres[found.centre]), [one for _, one in line]
    )
    return [row.id for row in board.rows]


async def audited(house: House, act: str | None = None) -> list[dict[str, Any]]:
    """The log's lines in order, or those of one act, with their masks in letters (D1,D4).

    Every test signs somebody in: those lines are told of only to whoever asks for them.
    """
    async with house.database.work() as session:
        rows = (await session.execute(AUDIT)).mappings().all()
    return [
        {**row, "given": in_letters(row["given"]), "refused": in_letters(row["refused"])}
        for row in rows
        if row["act"] == act or (act is None and not row["act"].startswith("session:"))
    ]


def in_letters(mask: int | None) -> str | None:
    from app.access.mask import categories

    return None if mask is None else ",".join(categories(mask))


async def person_id(house: House, person: str = GUNBORG) -> UUID:
    async with house.database.work() as session:
        found = await session.execute(
            text("SELECT person FROM person_identifier WHERE hash = :hash"),
            {"hash": house.vault.hash("urn:kvarten:demo", person)},
        )
        return found.scalar_one()  # type: ignore[no-any-return]


async def close_code(house: House, staff: str | None, path: str, **headers: str) -> int | None:
    """With which code a websocket is turned away; None when it is let in."""
    from app.main import create_app

    sent: list[dict[str, Any]] = []
    told = {"host": "kvarten.test", **headers}
    async with signed_in(house, staff) as client:
        if staff is not None:
            told["cookie"] = f"kvarten_session={client.cookies['kvarten_session']}"
        scope = {
            "type": "websocket", "path": path, "raw_path": path.encode(), "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in told.items()],
            "scheme": "ws", "root_path": "", "subprotocols": [], "client": None,
            "server": ("kvarten.test", 80), "asgi": {"version": "3.0"}, "state": {},
        }  # fmt: skip
        says = iter([{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1000}])

        async def receive() -> dict[str, Any]:
            return next(says)

        async def send(message: Any) -> None:
            sent.append(message)

        await create_app(house)(scope, receive, send)
    return next((one["code"] for one in sent if one["type"] == "websocket.close"), None)


async def add_staff(house: House, key: str, role: str, unit: str) -> None:
    """Somebody more to sign in as."""
    from app import clock
    from app.demo import persons

    told = {"id": key, "name": f"Prov {key}", "role": role, "unit": unit, "comes_to": "prova"}
    async with house.database.work() as session:
        await persons.settle(session, house.organisation, told, 100, clock.real_now())
