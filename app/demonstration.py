"""Demonstration understands the demo from an empty folder to an open board, and how it goes on another day."""

import asyncio
import contextlib
import json
from datetime import date
from typing import Any

from rich.console import Console
from sqlalchemy import text

from app import clock, serving
from app.database import Database
from app.days import huddle_start, is_huddle_day, local_date
from app.demo import generator, lastweek, onward, region, setup
from app.demo_clock import DemoClock
from app.errors import Misconfigured
from app.house import House
from app.huddle.prepare import EARLY
from app.opening import Place, bring_up, furnish, place
from app.postgres.cluster import Cluster
from app.progress import bar, step
from app.settings import Settings
from app.timetable import Timetable

LOADED = text("SELECT slot FROM job_run WHERE job = 'demo:loaded'")
"""When the demo's own morning was, if it is loaded."""
MARK = text(
    "INSERT INTO job_run (job, slot, claimed_at, done_at) VALUES ('demo:loaded', :at, :at, :at)"
)


def run(
    settings: Settings, *, seed: int, reset: bool, empty: bool, huddles: int, onward: bool,
    out: Console,
) -> None:  # fmt: skip
    """Make the demo, or go on with it, and serve it until it is interrupted."""
    if not (settings.loopback and settings.mllp_loopback):
        raise Misconfigured(
            "Demon körs bara på den egna datorn; ta bort KVARTEN_HOST och KVARTEN_MLLP_HOST."
        )
    serving.check_port(settings)
    if reset:
        _reset(settings)
    try:
        with contextlib.ExitStack() as opened:
            with step(out, "Databasen startar"):
                where = opened.enter_context(place(settings, create_key=True))
            file = settings.home / "demo.json"
            told = asyncio.run(
                _make(
                    settings,
                    where,
                    seed,
                    0 if empty else huddles,
                    setup.tokens_in(file),
                    out,
                    onward=onward,
                )
            )
            if settings.mllp_port:
                told["mllp"] = {"host": settings.mllp_host, "port": settings.mllp_port}
            setup.write_privately(file, json.dumps(told, ensure_ascii=False, indent=2) + "\n")
            serving.serve(settings, where, demo=True, ready=_greeting(told))
    except KeyboardInterrupt:
        pass
    out.print("Demon är stoppad. make demo fortsätter den, make demo-reset börjar om.")


def _reset(settings: Settings) -> None:
    if settings.database_url:
        raise Misconfigured("KVARTEN_DATABASE_URL är satt; demon börjar bara om i en egen databas.")
    Cluster(settings.home).remove()
    for name in ("demo.json", "key"):
        (settings.home / name).unlink(missing_ok=True)


async def _make(
    settings: Settings,
    where: Place,
    seed: int,
    huddles: int,
    tokens: dict[str, str],
    out: Console,
    *,
    onward: bool,
) -> dict[str, Any]:
    with step(out, "Tabeller, roller och radlås"):
        await bring_up(where, "demo")
    database = Database(where.url, where.vault)
    try:
        with step(out, "Organisation och personer"):
            await setup.people(database)
        house = await furnish(database, where.vault, demo=True, bases=where.bases)
        async with database.work() as session:
            loaded = (await session.execute(LOADED)).scalar_one_or_none()
        demo_clock = DemoClock(database)
        if loaded is None:
            day = _morning(settings)
            start = settings.clock or setup.starts_at(day)
            if huddles:
                await _load(house, seed, day, huddles, out)
            await demo_clock.set(start)
            async with database.work() as session:
                await session.execute(MARK, {"at": start})
        elif settings.clock is not None:
            await demo_clock.set(settings.clock)
        else:
            await demo_clock.resume()
            if onward:
                await _go_on(house, seed, local_date(loaded), demo_clock, out)
        with step(out, "Morgonens dagordningar"):
            await Timetable(house).catch_up()
        _say_next(house, out)
        return await setup.demo_file(house, tokens, f"http://{settings.host}:{settings.port}")
    finally:
        await database.close()


def _morning(settings: Settings) -> date:
    return local_date(settings.clock) if settings.clock else setup.morning(clock.real_now())


async def _load(house: House, seed: int, day: date, huddles: int, out: Console) -> None:
    clock.set_shift(setup.starts_at(day))
    with step(out, "Ett år av kontakter"), bar(out, "Ett år av kontakter", None) as told:
        events, arrived = await setup.history(house, seed, day, huddles, told)
        events += len(arrived)
    if huddles > 1:
        what = f"De senaste {huddles} avstämningarna"
        with step(out, what), bar(out, what, None) as held:
            arrived = await setup.weeks(house, seed, day, huddles, arrived, held)
    with step(out, "De senaste dygnen och natten"), bar(out, "Natten", None) as told:
        await setup.nights(house, day, arrived, told)
    await lastweek.play(house, day)
    out.print(f"  {events} händelser inlästa")


async def _go_on(house: House, seed: int, first: date, demo_clock: DemoClock, out: Console) -> None:
    """The next night, and the clock on the morning after it."""
    # What was going on has come to its end by its own timetable.
    await Timetable(house).catch_up()
    region_ = region.load(first)
    day = onward.next_morning(region_, local_date(clock.now()))
    with step(out, f"Natten till {day}"), bar(out, "Natten", None) as told:
        came = onward.night(generator.demo(seed, first, region_), day, clock.now())
        await setup.night(house, came, told)
        await demo_clock.set(setup.starts_at(day))


def _say_next(house: House, out: Console) -> None:
    """Where the clock is, and that there is no huddle when there is none."""
    now = clock.now()
    out.print(clock.local(now).strftime("  Demons klocka: %Y-%m-%d %H.%M"))
    today = local_date(now)
    open_ = [
        centre
        for centre in house.organisation.centres.values()
        if is_huddle_day(centre.calendar, today)
        and now >= huddle_start(centre.calendar, today) - EARLY
    ]
    if not open_:
        out.print("  Ingen avstämning är byggd i dag ännu.")


def _greeting(told: dict[str, Any]) -> str:
    persons = "\n".join(f"  {one['name']:<18} {one['role_text']}" for one in told["persons"])
    return (
        f"\nKvarten är igång på {told['base_url']}\nLogga in där som någon av\n{persons}\n"
        "Alla personer är påhittade. Ctrl-C avslutar.\n"
    )
