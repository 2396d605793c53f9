"""Drawing understands how a week of the log becomes what somebody ought to look at: once, for each controller.

Every Monday the week before is gone through: what the rules pick out, and a number of lines at random
among the others. Weeks that were missed are caught up in order. What was drawn stands, with the seed
and the bounds it was drawn by.
"""

import asyncio
import secrets
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import structlog
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.subject import subject_of
from app.days import day_bounds, local_date
from app.holidays_se import closed_days
from app.house import House
from app.people.person import Person
from app.people.states import load
from app.scrutiny import store
from app.scrutiny.sample import draw
from app.scrutiny.signs import Bounds, Finding, Known, Line, Patient, findings, full_name

log = structlog.get_logger()
WEEK = timedelta(days=7)
IN_HUDDLE = """coalesce(a.at BETWEEN h.starts_at - interval '15 minutes'
    AND coalesce(h.closed_at, h.ends_at) + interval '15 minutes', false)"""
# What the reviewers do with the review is in the log, and not reviewed by itself: it would never end.
LINES = text(f"""
SELECT a.id, a.log_id, a.at, a.viewer, a.role, a.unit, a.act, a.decision = 'allow', a.person,
    {IN_HUDDLE},
    a.decision = 'allow' AND (a.given IS NULL OR (a.given & 2) <> 0),
    coalesce(a.detail = 'nödöppning', false)
FROM audit a LEFT JOIN huddle h ON h.id = a.huddle
WHERE a.provider = :provider AND a.at >= :since AND a.at < :before
    AND (a.person IS NOT NULL OR a.decision = 'deny')
    AND a.act NOT LIKE 'session:%' AND a.act NOT LIKE 'log:scrutiny:%'
ORDER BY a.id
""")  # noqa: S608 our own words
BEGAN = text("""
SELECT provider, min(at) FROM audit
WHERE person IS NOT NULL AND provider <> ALL(:known) GROUP BY provider
""")
NAMES = text("SELECT id, name FROM account WHERE id = ANY(:ids)")
COLLEAGUES = text("""
SELECT DISTINCT a.name FROM account a JOIN assignment g ON g.account = a.id
WHERE g.scope = ANY(:scopes)
""")
# Two numbers may have turned out to be one person: who that is now.
BECAME = text("""
WITH RECURSIVE up AS (
    SELECT id AS was, id, merged_into FROM person WHERE id = ANY(:ids)
    UNION SELECT up.was, p.id, p.merged_into FROM person p JOIN up ON p.id = up.merged_into
)
SELECT was, id FROM up WHERE merged_into IS NULL
""")


async def draw_weeks(house: House, now: datetime) -> int:
    """Draw every week that is over and not drawn yet; answers how many. Safe to do twice, or at once."""
    today = local_date(now)
    this = today - timedelta(days=today.weekday())
    async with house.database.work() as session:
        last = await store.drawn(session)
        began = (await session.execute(BEGAN, {"known": list(last)})).all()
    firsts = {provider: monday + WEEK for provider, monday in last.items()}
    firsts |= {provider: _monday(at) for provider, at in began}
    count = 0
    for provider in sorted(firsts):
        monday = firsts[provider]
        while monday < this:
            count += await draw_week(house, provider, monday, now)
            monday += WEEK
    if count:
        log.info("scrutiny.drawn", weeks=count)
    return count


async def draw_week(house: House, provider: str, monday: date, now: datetime) -> bool:
    """Draw one week of one controller, in one transaction; False when it was drawn before."""
    since, before = day_bounds(monday)[0], day_bounds(monday + WEEK)[0]
    async with house.database.work() as session:
        values = {"provider": provider, "since": since, "before": before}
        rows = (await session.execute(LINES, values)).all()
        lines = [Line(row[0], *row[2:]) for row in rows]
        by, seed = await store.bounds(session, provider), secrets.token_hex(16)
        looked = sum(line.person is not None for line in lines)
        if not await store.begin(session, provider, monday, now, seed, looked, by):
            return False
        known = await _known(session, house, provider, lines, since, before)
        log_ids = {row[0]: row[1] for row in rows}
        # A large controller's week is seconds of work: beside the loop, where others are served.
        picked = await asyncio.to_thread(_picked, lines, known, by, seed, log_ids)
        await store.put(session, provider, monday, picked)
    return True


async def became(session: AsyncSession, persons: Sequence[UUID]) -> dict[UUID, Person]:
    """Some persons as they are known now, also those who have turned out to be somebody else."""
    if not persons:
        return {}
    rows = (await session.execute(BECAME, {"ids": list(persons)})).all()
    states = await load(session, list({row[1] for row in rows}))
    return {was: states[now] for was, now in rows if now in states}


async def names(session: AsyncSession, accounts: Set[str]) -> dict[str, str]:
    """What some employees are called, by account."""
    rows = await session.execute(NAMES, {"ids": list(accounts)})
    return {row[0]: row[1] for row in rows}


def _picked(
    lines: Sequence[Line], known: Known, by: Bounds, seed: str, log_ids: Mapping[int, UUID]
) -> list[store.NewItem]:
    """What the rules find, and after it what is drawn at random among the lines they did not."""
    found = findings(lines, known, by)
    signed = {line.id for one in found for line in one.lines}
    others = {line.id: line for line in lines if line.person and line.id not in signed}
    drawn = (others[number] for number in draw(others, seed, by.sample))
    at_random = (
        Finding(line.viewer, line.person, (), (line,))
        for line in sorted(drawn, key=lambda line: (line.at, line.id))
    )
    return [_item(n, one, log_ids) for n, one in enumerate((*found, *at_random))]


def _item(place: int, one: Finding, log_ids: Mapping[int, UUID]) -> store.NewItem:
    first, last = one.lines[0], one.lines[-1]
    return store.NewItem(
        uuid4(), place, [sign.value for sign in one.signs], one.viewer, first.role, first.unit,
        one.person, first.at, last.at, [(line.id, log_ids[line.id]) for line in one.lines],
    )  # fmt: skip


async def _known(
    session: AsyncSession, house: House, provider: str, lines: Sequence[Line], since: datetime,
    before: datetime,
) -> Known:  # fmt: skip
    persons = await became(session, list({line.person for line in lines if line.person}))
    units = [one.hsa_id for one in house.organisation.units.values() if one.provider == provider]
    others = await session.execute(COLLEAGUES, {"scopes": [provider, *units]})
    wards = frozenset(unit for unit in units if not house.organisation.is_centre(unit))
    return Known(
        {key: _patient(one, provider, wards, (since, before)) for key, one in persons.items()},
        await names(session, {line.viewer for line in lines}),
        frozenset(full_name(name) for name in others.scalars()),
        {unit: frozenset(house.organisation.called_to(unit)) for unit in units},
        closed_days({since.year, before.year}),
    )  # fmt: skip


def _patient(
    person: Person, provider: str, wards: frozenset[str], times: tuple[datetime, datetime]
) -> Patient:
    """Whom a line is about; who cared for them when the week began, or when it ended."""
    told = Patient(
        person.given_name or "", person.family_name or "", person.protected != "none",
        frozenset({person.listed_vc} if person.listed_vc else ()),
    )  # fmt: skip
    return replace(told, cared_for_by=frozenset(_carers(person, provider, wards, times)))


def _carers(
    person: Person, provider: str, wards: frozenset[str], times: tuple[datetime, datetime]
) -> Iterator[str]:
    for at in times:
        subject = subject_of(person, at)
        yield from (*subject.enrolled_at, *subject.concerned)
        # Who has somebody as a patient is told of the provider, not of its ward.
        if provider in subject.treated_by:
            yield from wards


def _monday(at: datetime) -> date:
    day = local_date(at)
    return day - timedelta(days=day.weekday())
