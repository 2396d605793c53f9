"""Prepare understands a centre's morning: persons touched or due → verdicts → agenda → changes.

The same function builds the agenda at 06.45, takes in an event at 07.50, and answers `kvarten
agenda`. Run twice on the same facts it changes nothing the second time.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.known import Answers, known
from app.access.subject import UNSEEN, Subject, subject_of
from app.days import (
    huddle_end,
    local_date,
    next_huddle_day,
    previous_huddle_day,
)
from app.house import House
from app.huddle import again, lineup, met, obligations, store, teamrond, times, touched, waking
from app.huddle.board import ActionMark, ActionMoved, Board, Change
from app.huddle.evolve import replay
from app.huddle.matter import Matter, counted, matter, of_another
from app.huddle.obligations import Obligation
from app.huddle.rule import belongs, find, groups
from app.huddle.rules import judge
from app.huddle.verdict import Morning, Round
from app.organisation import Centre
from app.people.person import Person
from app.people.states import load

EARLY = timedelta(minutes=75)
"""The agenda is built this long before the huddle: 06.45 for one at 08.00."""
TIMETABLE = "tidtabellen"
AT_A_TIME = 25
"""So many persons are judged before others have a turn: a long night holds up no other's command."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a morning came to: how many persons were judged, and how many facts wait for consent."""

    huddle: store.Huddle
    board: Board
    judged: int
    held: int


@dataclass(frozen=True, slots=True)
class Judged:
    """Who stands on the agenda, and all who were judged, as the convenor may know them.

    `turns` are when answers of the day turn by themselves; `held` is how many facts were held back.
    """

    found: dict[UUID, Matter]
    seen: Sequence[Person]
    turns: Sequence[datetime]
    held: int


async def prepare(
    house: House, centre: str, now: datetime, *, late: bool = False, round_: Round = "daily"
) -> Prepared | None:
    """Build or bring up to date the agenda of a round of today; None when there is none today.

    `late`: something has come in, and only those it touches are judged.
    """
    place = house.organisation.centres[centre]
    today = local_date(now)
    if not teamrond.is_day(place.calendar, today, round_):
        return None
    async with house.database.work() as session:
        # Before anything is read: who waits here for another writer must judge on what that wrote.
        huddle = await store.taken(session, centre, today, round_)
        held = await store.last_held(session, centre, today, round_)
        if huddle is None:
            huddle = await _open(session, place, today, round_, held)
        new = huddle.version == 0
        board = store.empty(huddle, place) if new else await store.board(session, huddle, place)
        sources = await store.sources(session)
        since = touched.news_since(huddle, held)
        morning = replace(
            house.morning(place, now, since, sources),
            learned=await times.estimates(session, centre),
        )
        few = await touched.late(session, huddle, board, morning) if late else None
        who = few or await touched.everybody(session, centre, since, huddle)
        persons = who.persons
        judged = await _judge(house, place, persons, morning, round_)
        found = judged.found
        mornings, withdrawn = await _remembered(session, house, huddle, persons, morning, found)
        rows = _rows(huddle, board, found)
        matters = {
            **who.kept,
            **{key: counted(one, mornings, morning.forced_at) for key, one in rows.items()},
        }
        fresh, exceeds = lineup.rows(matters, teamrond.minutes(place.calendar, round_))
        merged = await _merged(session, huddle, board, today)
        about = {row.content.person for row in board.rows} | {m.person for m in merged.values()}
        subjects = await _subjects(session, centre, about, persons, now)
        changes = lineup.changes(board, fresh, subjects, now, merged)
        changes += _moved(board, withdrawn)
        if changes:
            board = replay(board, changes)
            await store.append(session, huddle, board, changes, now, TIMETABLE)
        exceeds = huddle.red_exceeds if board.over else exceeds
        if who.all:
            await met.count(session, house, huddle, judged.seen, morning)
        await touched.judged(session, huddle, who, judged.turns, morning, exceeds)
        await touched.wind(session, house, centre, who, now)
        return Prepared(huddle, board, len(persons), judged.held)


async def refresh(house: House, centres: Iterable[str], now: datetime) -> None:
    """Bring the boards of some centres up to date, where today's agenda has been built already."""
    for centre, round_ in await built(house, centres, now):
        await prepare(house, centre, now, late=True, round_=round_)


async def built(house: House, centres: Iterable[str], now: datetime) -> list[tuple[str, Round]]:
    """The rounds of today of some centres whose agenda has been built already, in order."""
    async with house.database.work() as session:
        return await store.built(session, centres, local_date(now))


async def _remembered(
    session: AsyncSession,
    house: House,
    huddle: store.Huddle,
    persons: Mapping[UUID, Person],
    morning: Morning,
    found: dict[UUID, Matter],
) -> tuple[dict[Obligation, int], dict[str, str]]:
    """How many mornings each obligation has stood, and the actions that are needless by now.

    Mornings are the day's huddle's to count, and needs its to end.
    """
    if huddle.round == "weekly":
        return {}, {}
    over = huddle.state in ("closed", "not_held")
    mornings: dict[Obligation, int] = {}
    if not over:
        mornings = await obligations.remember(session, huddle.centre, huddle.day, found)
    listed = None if over else found
    rules = house.rules_of(huddle.centre)
    withdrawn = await obligations.end(session, huddle.centre, persons, rules, morning, listed)
    return mornings, withdrawn | await obligations.of_the_dead(session, persons, morning.now)


def _moved(board: Board, withdrawn: Mapping[str, str]) -> list[Change]:
    """The board's own actions that their source has made needless, by id with the reason."""
    return [
        ActionMoved(row.id, ActionMark("withdrawn", withdrawn[row.decision.id]))
        for row in board.rows
        if row.decision is not None and row.decision.id in withdrawn
    ]


async def _subjects(
    session: AsyncSession,
    centre: str,
    about: Set[str],
    persons: Mapping[UUID, Person],
    now: datetime,
) -> dict[str, Subject]:
    """What decides who may see each person on the board, as it is now: none of those who left."""
    shown = {UUID(person) for person in about}
    rest = await load(session, list(shown - persons.keys()))
    return {
        str(key): subject_of(person, now) if person.listed_vc == centre else UNSEEN
        for key, person in {**persons, **rest}.items()
        if key in shown
    }


async def _merged(
    session: AsyncSession, huddle: store.Huddle, board: Board, today: date
) -> dict[str, Matter]:
    """The decided rows whose decision lies with somebody else by now, as theirs, by row.

    A row that is not decided needs none of it: it leaves, and the person's own comes.
    """
    told = {f"{huddle.id}:{row.decision.id}:0": row for row in board.rows if row.decision}
    whose = await store.decided_about(session, list(told)) if told else {}
    moved = {id_: key for id_, key in whose.items() if str(key) != told[id_].content.person}
    persons = await load(session, list(moved.values())) if moved else {}
    return {
        told[id_].id: of_another(told[id_].content, str(key), persons[key], today)
        for id_, key in moved.items()
    }


async def _open(
    session: AsyncSession, centre: Centre, day: date, round_: Round, held: datetime | None
) -> store.Huddle:
    """Today's round, with its look-back: to when the last held one closed.

    Until one has been held it stays where the first one's was, a huddle day before that; the week's
    looks a week back.
    """
    calendar, key = centre.calendar, centre.unit
    starts, ends = (at(calendar, day, round_) for at in (teamrond.starts, teamrond.ends))
    since = held
    if round_ == "weekly":
        since = since or starts - teamrond.WEEK
    else:
        await times.learn(session, centre, day)
        since = since or await store.first_since(session, key, day)
        since = since or huddle_end(calendar, previous_huddle_day(calendar, day))
    following = huddle_end(calendar, next_huddle_day(calendar, day))
    return await store.open_(session, key, day, starts, ends, since, following, round_)


async def _judge(
    house: House,
    centre: Centre,
    persons: Mapping[UUID, Person],
    morning: Morning,
    round_: Round,
) -> Judged:
    convenor = house.parties(centre)[0]
    owners, rules = house.owners(centre), house.rules_of(centre.unit)
    wanted = groups(rules, morning, round_)
    found: dict[UUID, Matter] = {}
    seen: list[Person] = []
    turns: list[datetime] = []
    held = 0
    answers: Answers = {}
    for n, (key, person) in enumerate(persons.items(), 1):
        if n % AT_A_TIME == 0:
            await asyncio.sleep(0)
        # Protected persons are on no shared board, and nothing of theirs is counted with others'.
        if person.protected != "none":
            continue
        # Nothing is taken up of whoever no rule is for, and most who seek care are such.
        if not any(belongs(person, group, morning) for group in wanted):
            continue
        visible, back, blocked = known(person, convenor, house.law, morning.now, answers=answers)
        held += back
        seen.append(visible)
        if round_ == "weekly":
            stands = again.of_the_week(visible, rules, morning)
        else:
            about = find(visible, rules, morning)
            turns += waking.turns(visible, about, morning)
            reasons = judge(visible, rules, morning, found=about)
            stands = again.listed(visible, reasons, morning)
        if stands:
            found[key] = matter(
                str(key), visible, person, stands, owners, morning, blocked=blocked > 0
            )
    return Judged(found, seen, turns, held)


def _rows(huddle: store.Huddle, board: Board, found: dict[UUID, Matter]) -> dict[str, Matter]:
    """Row ids. Once the room has decided a person's row, a new episode makes a row of its own."""
    named: dict[str, Matter] = {}
    for person, one in found.items():
        for n in range(1, 100):
            key = uuid5(huddle.id, f"{person}#{n}" if n > 1 else str(person)).hex
            row = board.row(key)
            if row is None or row.decision is None:
                named[key] = one
                break
    return named
