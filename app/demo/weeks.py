"""Weeks understands what the huddles of the last weeks came to: each centre's, decided as any is.

What happened is taken in day by day, each agenda is built on what was known, and the same `decide`
makes the board; nobody's socket is open. Chance falls the same way each time: a party that is missing
now and then, a huddle that nobody came to, rows that are lifted, put off or left.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID, uuid5
from zlib import crc32

from app.access.party import Party
from app.access.policy import hears_name
from app.access.viewer import Viewer
from app.actions import store as actions
from app.days import (
    DAY,
    Calendar,
    huddle_start,
    local_date,
    next_huddle_day,
    previous_huddle_day,
)
from app.demo.dice import dice, weighted
from app.demo.generator import WireEvent
from app.events.kinds import own
from app.house import House
from app.huddle import board as b
from app.huddle import minutes, room, store
from app.huddle.decide import decide
from app.huddle.prepare import EARLY, prepare
from app.organisation import Centre
from app.people.states import lock
from app.people.store import record

HUDDLES = 20
AT_ONCE = 3
ROW = timedelta(seconds=50)
CARRIED = timedelta(hours=4)
"""After this long most of what was given has been done."""
NOBODY_CAME, MISSING, BY_LINK, LEFT_UNDONE = 0.04, 0.07, 0.2, 0.03
WAYS: dict[own.DecisionKind | None, float] = {
    "action": 5, "done": 4, "not_needed": 1, "defer": 0.5, "lift": 1, "drop": 0.2, None: 0.6,
}  # fmt: skip
WHY = {
    "defer": ("Invänta besked", "Personen är inte hemma än"),
    "lift": ("Behöver fler parter", "Återkommer ofta", "Oklart ansvar"),
    "drop": ("Personen vill inte",),
    "not_needed": ("Ej aktuellt", "Redan ordnat"),
}
ROUTES: tuple[own.Route, ...] = (
    "forebyggande_team",
    "vc",
    "kommunal_primarvard",
    "bistand",
    "digital",
)

Arrived = Sequence[tuple[datetime, WireEvent]]
Take = Callable[[Arrived], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Meeting:
    """One huddle to be: of which centre, when, and the chance that decides how it goes."""

    centre: Centre
    starts_at: datetime
    seed: tuple[int, ...]

    def chance(self, *about: str) -> Random:
        """Of one thing by itself: in which order things come follows keys that no two demos share."""
        return dice(*self.seed, *(crc32(one.encode()) for one in about))

    @property
    def built_at(self) -> datetime:
        return self.starts_at - EARLY


def meetings(house: House, seed: int, morning: date, huddles: int) -> list[Meeting]:
    """So many huddles of each centre before a morning, in the order their agendas are built."""
    centres = sorted(house.organisation.centres.values(), key=lambda one: one.unit)
    found = [
        Meeting(one, huddle_start(one.calendar, day), (seed, 31, place, day.toordinal()))
        for place, one in enumerate(centres)
        for day in days_before(one.calendar, morning, huddles)
    ]
    return sorted(found, key=lambda one: one.starts_at)


def days_before(calendar: Calendar, morning: date, huddles: int) -> Iterator[date]:
    for _ in range(huddles):
        morning = previous_huddle_day(calendar, morning)
        yield morning


async def play(
    house: House,
    arrived: Arrived,
    planned: Sequence[Meeting],
    take: Take,
    progress: Callable[[], None],
) -> Arrived:
    """Hold the huddles in turn, each day with what had come by then; answers what came after."""
    left = arrived
    for day in sorted({local_date(one.starts_at) for one in planned}):
        today = [one for one in planned if local_date(one.starts_at) == day]
        begins = min(one.built_at for one in today)
        known = sum(sent <= begins for sent, _ in left)
        await take(left[:known])
        left = left[known:]
        turns = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(_in_turn(turns, house, one, progress) for one in today))
    return left


async def _in_turn(
    turns: asyncio.Semaphore, house: House, meeting: Meeting, progress: Callable[[], None]
) -> None:
    async with turns:
        await _hold(house, meeting)
        progress()


async def _hold(house: House, meeting: Meeting) -> None:
    built = await prepare(house, meeting.centre.unit, meeting.built_at)
    assert built is not None
    huddle = built.huddle
    if meeting.chance().random() < NOBODY_CAME:
        await room.close_by_timetable(house, huddle.id, huddle.next_ends - DAY)
        return
    unit = meeting.centre.unit
    provider = house.controllers[house.organisation.units[unit].provider]
    leads = Viewer("demo", "Demo", Party("aldre_ssk", unit, provider), (unit,))
    now = meeting.starts_at
    given: list[actions.Action] = []
    async with house.database.acting_as(leads) as session:
        await store.lock(session, huddle.id)
        board = await store.board(session, huddle, meeting.centre)
        for command in _commands(house, meeting, board, huddle.id):
            changes = decide(board, command, b.Actor(leads=True, party=unit), now)
            # A red row that was left is what it is: the timetable closes.
            if not isinstance(changes, b.Refused) and changes:
                board = await room.carry(session, house, leads, huddle, board, changes, now)
            now += ROW if isinstance(command, b.Decide) else timedelta()
        given = [
            one
            for one in await actions.waiting(session, unit, "", meeting.starts_at)
            if one.huddle == huddle.id
            and meeting.chance(one.rule, one.episode, "done").random() >= LEFT_UNDONE
        ]
    await _carry_out(house, given, meeting.starts_at + CARRIED)


def _commands(house: House, meeting: Meeting, board: b.Board, huddle: UUID) -> Iterator[b.Command]:
    yield b.Start()
    for party in meeting.centre.parties[1:]:
        chance = meeting.chance(party.unit)
        if chance.random() >= MISSING:
            by_link = chance.random() < BY_LINK
            yield b.SetPresence(party.unit, "link" if by_link else "room")
    for row in board.rows:
        if row.place != "now" and row.urgency != "rod":
            continue
        first = row.content.reasons[0]
        chance = meeting.chance(first.rule, first.episode)
        way = weighted(chance, WAYS)
        if row.urgency == "rod" and way not in ("action", "done"):
            way = "action"
        if way is not None:
            yield b.Decide(row.id, _decision(house, meeting, row, huddle, way, chance))
    yield b.Close(by_timetable=True)


def _decision(
    house: House, meeting: Meeting, row: b.Row, huddle: UUID, way: own.DecisionKind,
    chance: Random,
) -> b.Decision:  # fmt: skip
    place = meeting.centre
    day = local_date(meeting.starts_at)
    first, key = row.content.reasons[0], str(uuid5(huddle, f"demo {row.id}"))
    if way != "action":
        until = next_huddle_day(place.calendar, day) if way == "defer" else None
        reason = chance.choice(WHY[way]) if way in WHY else None
        return b.Decision(key, way, until=until, reason=reason)
    owner = row.content.owner.unit if row.content.owner else place.unit
    called = {party.unit: party for party in house.parties(place)}
    now = meeting.starts_at
    if owner not in called or not hears_name(called[owner], row.content.subject, house.law, now):
        owner = place.unit
    route = first.route or chance.choice(ROUTES)
    return b.Decision(
        key, "action", first.what, owner, called[owner].role, now + timedelta(hours=8), route=route
    )


async def _carry_out(house: House, given: Sequence[actions.Action], now: datetime) -> None:
    """What was given is done by those who own it, and said to be."""
    async with house.database.work() as session:
        for action in given:
            await lock(session, action.person)
            body = own.ActionDone(str(action.id), action.owner, "genomford", person_told=True)
            told = minutes.ours(
                house, action.centre, f"action:{uuid5(action.id, 'demo')}", body, now
            )
            await record(session, [(action.person, told)], house.folding(now))
            await actions.move(session, action.id, "done", action.owner, None, now)
