"""Told understands how a world is made so, and all that leaves the server of it for somebody.

One furnished database, emptied of persons between worlds; the app in this process, asked at its
doors; a clock that stands still and is moved. What is compared is bytes; apart from them stand only
numbers of the huddle's line, of which two worlds need not have as many.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

import httpx
import psycopg
import psycopg.conninfo
import pytest
from psycopg import sql

from app import clock
from app.database import Database
from app.errors import Refusal
from app.huddle import asks, prepare, room, store
from app.huddle.board import Board, Decision
from app.huddle.rooms import Rooms
from app.huddle.store import HUDDLES
from app.main import create_app
from app.opening import furnish
from tests import worlds as w
from tests.doors import add_staff
from tests.ears import Ear, listen, told
from tests.houses import CENTRE, DEMO, NOW, cloud, registered, tell, viewer
from tests.lives import token
from tests.rooms import FRIDAY
from tests.walls import COOKIE, asked

ELSEWHERE, NEXT_DOOR = "19500304T050", "SE2321000131-DEMOVC09"
"""Somebody who is listed at another centre: what comes in about that person is nobody's here."""
STARTS = NOW + timedelta(minutes=12)
MINUTES = 5
"""So short a huddle that what is hidden could push out what is seen."""
HUDDLE = uuid5(HUDDLES, f"{CENTRE}/{FRIDAY}")
PATH = f"/api/huddles/{CENTRE}/{FRIDAY}"
NOT_EMPTIED = {"session", "attempt"}


@dataclass
class Stage:
    """The house where worlds are made, with everybody signed in."""

    admin: psycopg.Connection[Any]
    house: Any
    app: Any
    client: httpx.AsyncClient
    cookies: dict[str, str]
    emptied: Sequence[str]

    # --- a world is made ------------------------------------------------------------------------

    async def make(self, world: w.World, volume: Sequence[int], who: Sequence[str]) -> Morning:
        """All of a world's morning, with the sockets of some who listen to it."""
        self.empty()
        morning = Morning(self)
        at(NOW - timedelta(hours=1))
        await morning.tells(morning.night(world, volume[w.NIGHT]))
        at(NOW)
        built = await prepare.prepare(self.house, CENTRE, NOW)
        assert built is not None
        assert built.huddle.id == morning.key
        for one in who:
            morning.ears[one] = await listen(self.app, self.cookies[one], f"{PATH}/live")
        if present := [one for one in who if one in w.CALLED]:
            morning.ears["the wall"] = await self.wall(morning, present)
        await morning.comes(world, w.BEFORE, volume[w.BEFORE], NOW + timedelta(minutes=5))
        at(STARTS)
        await morning.acts("start", "", "")
        half = len(world.shown) // 2
        await morning.do(world.apart[:2], world.shown[:half])
        await morning.acts("hold", world.holds, "")
        await morning.comes(world, w.DURING, volume[w.DURING], STARTS + timedelta(minutes=5))
        await morning.acts("leave", world.holds, "")
        await morning.do(world.apart[2:], world.shown[half:])
        if world.closes:
            await room.close_by_timetable(self.house, morning.key, clock.now())
            await morning.wake()
        for ear in morning.ears.values():
            await ear.leaves()
        return morning

    def empty(self) -> None:
        """Nobody has been heard of, and nothing has come in."""
        for table in self.emptied:
            self.admin.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        self.admin.execute("UPDATE source SET last_heard = %s, last_event = NULL", [NOW])
        for source in self.house.organisation.sources.values():
            source.last_heard, source.last_event = NOW, None
        self.app.state.rooms = Rooms(self.house)

    # --- it is asked ----------------------------------------------------------------------------

    async def answers(self, who: str, method: str, path: str, body: Any) -> bytes:
        headers = {"cookie": self.cookies[who]}
        answer = await self.client.request(
            method, path, json=body if method in ("POST", "PUT", "PATCH") else None, headers=headers
        )
        return b"%d %s" % (answer.status_code, told(answer.content))

    def row_name(self, person: str) -> str:
        """The id of somebody's row on this morning's board, if there is one."""
        return uuid5(HUDDLE, self.person_name(person)).hex

    def person_name(self, person: str) -> str:
        """The id by which somebody is asked for."""
        return str(self.house.vault.person(self.house.vault.hash(DEMO, person)))

    async def wall(self, morning: Morning, present: Iterable[str]) -> Ear:
        """A wall that the convenor has lit, when some have come: it shows no more than they may see."""
        for one in present:
            await morning.acts("here", "", (await viewer(self.house, one)).unit)
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://kvarten.test") as device:
            cookie, code = await asked(device)
        lit = await self.client.post(
            f"{PATH}/walls", json={"code": code}, headers={"cookie": self.cookies["aldre-ssk"]}
        )
        assert lit.status_code == 200, lit.text
        return await listen(self.app, f"{COOKIE}={cookie}", "/api/wall/live")


@dataclass
class Morning:
    """A morning as it goes: who is on the board, and who listens."""

    stage: Stage
    key: UUID = HUDDLE
    ears: dict[str, Ear] = field(default_factory=dict)
    ids: int = 0

    def night(self, world: w.World, volume: int) -> Iterator[dict[str, Any]]:
        told = {person for person, *_ in world.facts}
        for person, (name, kind) in w.PERSONS.items():
            if kind != "closed" or person in told:
                flag = {"protected": "sekretessmarkering"} if kind == "protected" else {}
                yield registered(person, given_name=name, id=f"r{person}", **flag)
            else:
                yield registered(ELSEWHERE, NEXT_DOOR, id=f"r{person}")
            for n, (fact, hours) in enumerate(w.ALWAYS[kind]):
                yield {**fact.tell(person, hours), "id": f"a{person}/{n}"}
        yield registered(ELSEWHERE, NEXT_DOOR, id="elsewhere")
        yield from self._part(world, w.NIGHT, volume)

    def _part(self, world: w.World, part: int, volume: int) -> Iterator[dict[str, Any]]:
        """What comes in a part of the morning: as much in each world, some of it about nobody here."""
        count: Counter[w.One] = Counter()
        for one in world.facts:
            person, name, hours, when = one
            if when == part:
                count[one] += 1
                id_ = f"f{person}/{name}/{hours}/{part}/{count[one]}"
                yield {**w.FACTS[name].tell(person, hours), "id": id_}
        for n in range(count.total(), volume + 1):
            yield cloud("vc.visit", ELSEWHERE, clock.now(), id=f"e{part}/{n}")

    async def comes(self, world: w.World, part: int, volume: int, when: datetime) -> None:
        at(when)
        await self.tells(self._part(world, part, volume))
        await prepare.refresh(self.stage.house, [CENTRE], clock.now())
        await self.wake()

    async def tells(self, events: Iterable[dict[str, Any]]) -> None:
        taken = await tell(self.stage.house, *events, now=clock.now())
        assert not (wrong := [one for one in taken.answers if one.status != "new"]), wrong

    async def wake(self) -> None:
        """What PostgreSQL's notice does, at once; and those who listen have heard."""
        await self.stage.app.state.rooms._wake(self.key)
        for _ in range(8):
            await asyncio.sleep(0)

    async def do(self, apart: Sequence[w.Act], shown: Sequence[w.Act]) -> None:
        """What the room does; time goes by what all may see alone."""
        for act in apart:
            await self.acts(*act)
        for act in shown:
            at(clock.now() + timedelta(seconds=20))
            await self.acts(*act)

    async def acts(self, what: str, person: str, unit: str) -> None:
        """The convenor does something to somebody's row, if there is one; refused is as well."""
        if not person and what not in ("start", "here"):
            return
        key = self.stage.row_name(person) if person else ""
        # Named after what is done and to whom: two worlds do not do as much.
        id_ = str(uuid5(NAMESPACE_OID, f"{what}/{person}/{unit}"))
        due = STARTS + timedelta(hours=3)
        commands: dict[str, list[asks.CommandMessage]] = {
            "start": [asks.Start()],
            "here": [asks.SetPresence(unit, "room")],
            "open": [asks.OpenRow(key), asks.LeaveRow(key)],
            "hold": [asks.OpenRow(key)],
            "leave": [asks.LeaveRow(key)],
            "reopen": [asks.Reopen(key)],
            "action": [asks.Decide(key, Decision(id_, "action", "Ring", unit, due=due))],
            "done": [asks.Decide(key, Decision(id_, "done"))],
            "lift": [asks.Decide(key, Decision(id_, "lift", reason="Till veckan"))],
            "drop": [asks.Decide(key, Decision(id_, "drop", reason="Avförs"))],
        }
        nurse = await viewer(self.stage.house)
        for command in commands[what]:
            self.ids += 1
            act = asks.Act(str(uuid5(NAMESPACE_OID, str(self.ids))), command)
            with contextlib.suppress(Refusal):
                await room.act(self.stage.house, nurse, self.key, act, clock.now(), clock.now())
        await self.wake()

    async def board(self) -> Board:
        async with self.stage.house.database.work() as session:
            huddle = await store.by_id(session, self.key)
            assert huddle is not None
            centre = self.stage.house.organisation.centres[CENTRE]
            return await store.board(session, huddle, centre)


def at(when: datetime) -> None:
    """The clock stands still here until it is moved; see `standing`."""
    _TIME[0] = when


_TIME = [NOW]


@asynccontextmanager
async def stage(admin_url: str, url: str, vault: Any) -> AsyncIterator[Stage]:
    """The house in a furnished database of one's own, with all the viewers signed in."""
    patch = pytest.MonkeyPatch()
    patch.setattr(clock, "now", lambda: _TIME[0])
    # A session and a wall last by this one, and no time passes for them.
    patch.setattr(clock, "real_now", lambda: NOW)
    at(NOW)
    server = psycopg.conninfo.conninfo_to_dict(admin_url)
    dbname = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
    database = Database(url, vault)
    with psycopg.connect(**{**server, "dbname": dbname}, autocommit=True) as admin:
        # What is stored for good may be thrown away here: triggers and references stand aside.
        admin.execute("SET session_replication_role = replica")
        emptied = [name for (name,) in admin.execute(TABLES) if _is_empty(admin, name)]
        house = await furnish(database, vault, demo=True)
        await _appoint(house)
        shorten(house)
        app = create_app(house)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://kvarten.test") as client:
            cookies = {who: await _sign_in(house, who) for who in w.VIEWERS}
            yield Stage(admin, house, app, client, cookies, emptied)
    await database.close()
    patch.undo()


TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"


def _is_empty(admin: psycopg.Connection[Any], name: str) -> bool:
    if name in NOT_EMPTIED:
        return False
    found = admin.execute(sql.SQL("SELECT FROM {} LIMIT 1").format(sql.Identifier(name)))
    return found.fetchone() is None


async def _appoint(house: Any) -> None:
    """Somebody in each role, also those whom the demo has nobody in."""
    known = {"aldre-ssk", "kommunal-ssk", "hemtjanstplanerare", "bistandshandlaggare", "chef",
             "systemforvaltare", "loggranskare"}  # fmt: skip
    for who, (role, unit) in w.VIEWERS.items():
        if who not in known:
            await add_staff(house, who, role, unit)


async def _sign_in(house: Any, who: str) -> str:
    return f"kvarten_session={await token(house, who)}"


def shorten(house: Any) -> None:
    """The centre's huddle takes so few minutes that not everybody fits."""
    centre = house.organisation.centres[CENTRE]
    calendar = replace(centre.calendar, minutes=MINUTES)
    centres = {**house.organisation.centres, CENTRE: replace(centre, calendar=calendar)}
    house.organisation = replace(house.organisation, centres=centres)
