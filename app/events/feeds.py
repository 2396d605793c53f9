"""Feeds understand when each source was last heard of, of how fresh a matter, and what came of it."""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.asking import ask
from app.days import day_bounds, local_date
from app.events import freshness
from app.events.messages import FeedState, FeedView
from app.house import House
from app.tables import Source

WEEKDAYS = ("mån", "tis", "ons", "tor", "fre", "lör", "sön")
COUNTED = ("new", "known", "rejected", "not_used", "refused", "dropped")
HEARD = text("""
UPDATE source SET last_heard = greatest(last_heard, :at),
    last_event = greatest(last_event, CAST(:event AS timestamptz)) WHERE id = :id
""")
TODAY = text("""
SELECT source, sum(new), sum(known), sum(rejected), sum(not_used), sum(refused), sum(dropped)
FROM intake WHERE at >= :from AND at < :to GROUP BY source
""")
LETTERS = text("""
SELECT source, count(*) FROM set_aside WHERE outcome = 'rejected' AND state = 'open' GROUP BY source
""")
FETCHED = text("SELECT source, told, next_at FROM pull_state WHERE failures > 0")
# Rows of a day that is over become one: what was counted is not lost, and the table stays small.
ROLL_UP = text("""
WITH gone AS (
    DELETE FROM intake WHERE at < :before
    RETURNING source, door, date_trunc('day', at, 'Europe/Stockholm') AS day,
        new, known, rejected, not_used, refused, dropped)
INSERT INTO intake (source, door, at, new, known, rejected, not_used, refused, dropped)
SELECT source, door, day, sum(new), sum(known), sum(rejected), sum(not_used), sum(refused),
    sum(dropped) FROM gone GROUP BY source, door, day
""")


async def heard(
    session: AsyncSession, source: str, at: datetime, event: datetime | None = None
) -> None:
    """A source has been heard of; `event` is when the newest of what it told happened."""
    await ask(session, HEARD, {"id": source, "at": at, "event": event})


async def sources(session: AsyncSession) -> list[Source]:
    """Every source as it stands in the database, by name."""
    return sorted((await session.exec(select(Source))).all(), key=lambda source: source.name)


async def letters(session: AsyncSession) -> dict[str, int]:
    """How many rejected things of each source wait for somebody to decide."""
    return {row[0]: row[1] for row in await session.execute(LETTERS)}


async def view(session: AsyncSession, house: House, now: datetime) -> list[FeedView]:
    """Every source, with what it has sent since the local day began."""
    begun, ends = day_bounds(local_date(now))
    counts = {
        row[0]: tuple(row[1:]) for row in await session.execute(TODAY, {"from": begun, "to": ends})
    }
    waiting = await letters(session)
    # Fetching goes by the real clock, and a demo's may stand elsewhere.
    failing = {row[0]: (row[1], row[2] + clock.shift()) for row in await session.execute(FETCHED)}
    providers = house.organisation.providers
    return [
        FeedView(
            id=source.id,
            name=source.name,
            controller=providers[source.controller].name,
            state=state(source, now),
            last_heard=source.last_heard,
            last_event=source.last_event,
            lag_minutes=_lag(source),
            interval_minutes=source.interval_minutes,
            hours=hours(source),
            expected_by=expected_by(source),
            missing=source.missing,
            phone=source.phone,
            closed=freshness.closed(source, now),
            legal_basis=source.legal_basis,
            purpose=source.purpose,
            valid_to=source.valid_to,
            fetching=failing.get(source.id, (None, None))[0],
            fetched_again=failing.get(source.id, (None, None))[1],
            letters=waiting.get(source.id, 0),
            **dict(zip(COUNTED, map(int, counts.get(source.id, (0,) * 6)), strict=True)),
        )
        for source in await sources(session)
    ]


def state(source: Source, now: datetime) -> FeedState:
    """How it is with a source now."""
    if freshness.closed(source, now):
        return "closed"
    if not freshness.expected(source):
        return "not_expected"
    if source.last_heard is None:
        return "never"
    return "late" if freshness.is_late(source, now) else "fresh"


def hours(source: Source) -> str:
    """When a source is expected, as people say it."""
    days = ", ".join(WEEKDAYS[day] for day in sorted(source.weekdays)) or "alla dagar"
    if source.opens is None or source.closes is None:
        return f"{days}, dygnet runt"
    return f"{days} {source.opens:%H.%M}–{source.closes:%H.%M}"


def expected_by(source: Source) -> datetime | None:
    """When a source that sends round the clock must be heard of again."""
    plain = not source.weekdays and source.opens is None
    if source.last_heard is None or not plain or not freshness.expected(source):
        return None
    return source.last_heard + timedelta(minutes=source.interval_minutes)


async def roll_up(session: AsyncSession, now: datetime) -> None:
    """Make the counts of each day that is over into one row per source and door."""
    await session.execute(ROLL_UP, {"before": day_bounds(local_date(now))[0]})


def _lag(source: Source) -> int | None:
    if source.last_heard is None or source.last_event is None:
        return None
    return max(0, int((source.last_heard - source.last_event).total_seconds() // 60))
