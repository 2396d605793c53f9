"""The timetable understands what runs when: each centre's agenda, and the end of every huddle.

Every process fires; a claim row `job_run(job, slot)` decides who runs. Each job is safe to run
twice, and what a stopped process missed is caught up at start. The triggers follow the house's
clock, also when it is shifted.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import text

from app import clock
from app.days import STOCKHOLM, at_local, huddle_start, is_huddle_day, local_date
from app.house import House
from app.huddle import reconcile, store
from app.huddle.prepare import EARLY, prepare, refresh
from app.huddle.room import close_by_timetable
from app.huddle.teamrond import ends, is_day, starts
from app.nightly import nightly
from app.rounds import Rounds
from app.scrutiny.drawing import draw_weeks

log = structlog.get_logger()
NIGHTLY = time(5)
"""After the hour that autumn has twice, and before anybody's agenda is built."""
AFTER_END = timedelta(minutes=60)
WEEKLY = time(5, 30)
"""On Mondays, when the week before is whole."""
NOBODY_CAME = time(12)
"""A huddle that nobody has started by noon was not held."""
STUCK = timedelta(minutes=5)
"""A claim not done after this long belongs to a process that is gone."""
SWEEP = timedelta(seconds=30)
ROUND = timedelta(seconds=60)
LOOK_BACK = timedelta(seconds=75)
"""Longer than from one process's look for what was overlooked to the next one's."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
OVERLOOKED = text("""
SELECT centre FROM person WHERE centre = ANY(:centres) AND known_at > :since
UNION
SELECT centre FROM huddle
WHERE centre = ANY(:centres) AND state IN ('prepared', 'running') AND wakes_at <= :now
""")
CLAIM = text("""
INSERT INTO job_run (job, slot, claimed_at) VALUES (:job, :slot, :now)
ON CONFLICT (job, slot) DO UPDATE SET claimed_at = excluded.claimed_at
    WHERE job_run.done_at IS NULL AND job_run.claimed_at < :stuck
RETURNING job
""")
DONE = text("UPDATE job_run SET done_at = :now WHERE job = :job AND slot = :slot")


class Shifted(BaseTrigger):  # type: ignore[misc]
    """A trigger that fires by the house's clock. Made anew whenever that clock is moved."""

    def __init__(self, inner: BaseTrigger) -> None:
        self.inner = inner

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
        # In UTC: in local time a shift over a change of the clocks would be an hour off.
        shift = clock.shift()
        before = previous.astimezone(UTC) + shift if previous else None
        at = now.astimezone(UTC) + shift
        following: datetime | None = self.inner.get_next_fire_time(before, at)
        return following.astimezone(UTC) - shift if following else None


class Timetable:
    def __init__(self, house: House, rounds: Rounds | None = None) -> None:
        self._house = house
        self._rounds = rounds
        self._scheduler = AsyncIOScheduler(
            timezone=STOCKHOLM,
            job_defaults={"misfire_grace_time": 3600, "coalesce": True, "max_instances": 1},
        )

    async def start(self) -> None:
        self._scheduler.start()
        await self.follow_clock()

    async def follow_clock(self) -> None:
        """Set every job by the house's clock as it is now, and catch up what today lacks."""
        self._scheduler.remove_all_jobs()
        for key, centre in self._house.organisation.centres.items():
            early = at_local(local_date(clock.now()), centre.calendar.time) - EARLY
            at = early.astimezone(STOCKHOLM)
            days = ",".join(str(day) for day in sorted(centre.calendar.weekdays))
            trigger = CronTrigger(
                day_of_week=days, hour=at.hour, minute=at.minute, timezone=STOCKHOLM
            )
            self._add(self.build, Shifted(trigger), f"agenda:{key}", key)
        # Every half minute is the same by any clock.
        self._add(self.sweep, IntervalTrigger(seconds=SWEEP.seconds, timezone=STOCKHOLM), "sweep")
        for name, job, args in self._rounds.jobs() if self._rounds else ():
            every = IntervalTrigger(seconds=ROUND.seconds, timezone=STOCKHOLM)
            self._add(job, every, name, *args)
        await self.catch_up()

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def catch_up(self) -> None:
        """Close what is over; build what today lacks; bring up to date what has been built."""
        await self._close()
        for key in self._house.organisation.centres:
            with _one_at_fault(key):
                if not await self.build(key):
                    await self._again(key)
                await self._teamrond(key)
        await self._weekly()

    async def build(self, key: str) -> bool:
        """Today's agenda of one centre, once, from the time it is due; whether it was this time."""
        now = clock.now()
        calendar = self._house.organisation.centres[key].calendar
        today = local_date(now)
        if not is_huddle_day(calendar, today):
            return False
        slot = huddle_start(calendar, today) - EARLY
        job = f"agenda:{key}"
        if now < slot or not await self._claim(job, slot, now):
            return False
        await prepare(self._house, key, now)
        await reconcile.keep(self._house, key, now)
        async with self._house.database.work() as session:
            await session.execute(DONE, {"job": job, "slot": slot, "now": clock.now()})
        return True

    async def sweep(self) -> None:
        """Close what is over; build what is due and has not been built."""
        await self._close()
        for key in self._house.organisation.centres:
            with _one_at_fault(key):
                await self.build(key)
                await self._teamrond(key)
        await self._overlooked()
        await self._nightly()
        await self._weekly()

    async def _overlooked(self) -> None:
        """Whoever takes in an event brings its board up to date; if it was killed, another does.

        And where a clock has run out or a time is here, nobody takes in anything.

        Claimed in real time: the house's may be put back.
        """
        if not await self._claim("overlooked", EPOCH, clock.real_now(), SWEEP):
            return
        now = clock.now()
        centres = list(self._house.organisation.centres)
        values = {"centres": centres, "since": now - LOOK_BACK, "now": now}
        async with self._house.database.work() as session:
            due = (await session.execute(OVERLOOKED, values)).scalars().all()
        for key in sorted(due):
            with _one_at_fault(key):
                await refresh(self._house, [key], now)

    async def _nightly(self) -> None:
        """Once a day, and before it is forgotten: also when nobody was awake at five."""
        await self._once("nightly", at_local(local_date(clock.now()), NIGHTLY), nightly)

    async def _weekly(self) -> None:
        """Once a week: what of the log somebody ought to look at, of every week that is over."""
        today = local_date(clock.now())
        monday = today - timedelta(days=today.weekday())
        await self._once("scrutiny", at_local(monday, WEEKLY), draw_weeks)

    async def _once(
        self, job: str, slot: datetime, work: Callable[[House, datetime], Awaitable[object]]
    ) -> None:
        """Do it once from the time it is due; when it fails, again when the claim is stuck."""
        now = clock.now()
        if now < slot or not await self._claim(job, slot, now):
            return
        try:
            await work(self._house, now)
        except Exception as error:
            log.error(f"{job}.failed", kind=type(error).__name__)
            return
        async with self._house.database.work() as session:
            await session.execute(DONE, {"job": job, "slot": slot, "now": clock.now()})

    async def _close(self) -> None:
        """Close the huddles that are over: started and long past, or never started.

        They end when they were over, also when that is noticed later: what came in after that
        belongs to the next huddle.
        """
        now = clock.now()
        async with self._house.database.work() as session:
            huddles = await store.unclosed(session)
        for huddle in huddles:
            with _one_at_fault(huddle.centre):
                over = self._over(huddle)
                if now >= over:
                    await close_by_timetable(self._house, huddle.id, over)
                    log.info("huddle.closed_by_timetable", state=huddle.state)

    def _over(self, huddle: store.Huddle) -> datetime:
        """When nobody is coming: an hour after the end, planned or as it was started."""
        calendar = self._house.organisation.centre(huddle.centre).calendar
        late = max(ends(calendar, huddle.day, huddle.round), huddle.ends_at) + AFTER_END
        noon = at_local(huddle.day, NOBODY_CAME)
        return late if huddle.state == "running" else max(late, noon)

    async def _again(self, key: str) -> None:
        """What came in while nobody was awake to see it stands on the board after this.

        And so does a whole agenda whose builder was stopped on the way: its claim stands, but a
        process that starts at 07.58 waits for nobody.
        """
        now = clock.now()
        calendar = self._house.organisation.centres[key].calendar
        async with self._house.database.work() as session:
            huddle = await store.find(session, key, local_date(now))
        if huddle is not None or now >= huddle_start(calendar, local_date(now)) - EARLY:
            await prepare(self._house, key, now)

    async def _teamrond(self, key: str) -> None:
        """The agenda of one centre's week, once, from the time it is due."""
        now = clock.now()
        calendar = self._house.organisation.centres[key].calendar
        today = local_date(now)
        slot = starts(calendar, today, "weekly") - EARLY
        if not is_day(calendar, today, "weekly") or now < slot:
            return
        if not await self._claim(f"teamrond:{key}", slot, now):
            return
        await prepare(self._house, key, now, round_="weekly")
        async with self._house.database.work() as session:
            done = {"job": f"teamrond:{key}", "slot": slot, "now": clock.now()}
            await session.execute(DONE, done)

    async def _claim(
        self, job: str, slot: datetime, now: datetime, stuck: timedelta = STUCK
    ) -> bool:
        async with self._house.database.work() as session:
            values = {"job": job, "slot": slot, "now": now, "stuck": now - stuck}
            return (await session.execute(CLAIM, values)).first() is not None

    def _add(self, job: Any, trigger: BaseTrigger, name: str, *args: str) -> None:
        self._scheduler.add_job(job, trigger, args=args, id=name, name=name, replace_existing=True)


@contextmanager
def _one_at_fault(centre: str) -> Iterator[None]:
    """A centre whose agenda cannot be built now keeps nobody else waiting; it is tried again."""
    try:
        yield
    except Exception as error:
        log.error("agenda.failed", centre=centre, kind=type(error).__name__)
