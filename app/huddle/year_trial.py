"""Year trial understands a trial of a rule over twelve months of every centre of a region or a town.

It is a job: told of in its row as it goes, centre by centre, and safe to begin again. What it leaves is
counts without persons (D9), as `trial_look` tells them.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import structlog
from sqlalchemy import text

from app import clock
from app.access import audit
from app.access.few import few
from app.access.law import Basis
from app.access.viewer import Viewer
from app.errors import Forbidden, Refused, Unknown
from app.house import House
from app.huddle.numbers import Place
from app.huddle.rules_messages import AskYear, CentreTrialView, YearTrialsView, YearTrialView
from app.huddle.trial_look import mean, seen
from app.huddle.trying import Asked, asked_of, differing, run, within
from app.huddle.tuning import centres_under, may_set

log = structlog.get_logger()
DAYS = 365
STUCK = timedelta(minutes=5)
"""A trial that has not been heard of for this long belongs to a process that is gone."""
KEPT = timedelta(days=90)
NOT_YOURS = "Bara en processledare prövar tal för kommunen eller regionen."
UNDER_WAY = "Ett prov pågår redan. Vänta tills det är klart."
BEGIN = text("""
INSERT INTO trial (id, rule, numbers, place, by, at, heard_at, done, total, state)
VALUES (:id, :rule, CAST(:numbers AS jsonb), :place, :by, :at, :real_now, 0, :total, 'running')
ON CONFLICT (id) DO NOTHING RETURNING id
""")
GOES = text("""
UPDATE trial SET done = :done, heard_at = :real_now, state = :state, result = CAST(:result AS jsonb)
WHERE id = :id
""")
MINE = text("""
SELECT id, rule, numbers, place, at, done, total,
    CASE WHEN state = 'running' AND heard_at < :stuck THEN 'stopped' ELSE state END, result
FROM trial WHERE by = :by ORDER BY at DESC, id LIMIT 20
""")
BUSY = text("SELECT EXISTS (SELECT FROM trial WHERE state = 'running' AND heard_at >= :stuck)")
LET_GO = text("DELETE FROM trial WHERE at < :before")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A rule by other numbers, over the centres of a place."""

    place: Place
    rule: str
    numbers: Mapping[str, int]


async def over(
    house: House, wanted: Wanted, now: datetime, step: Callable[[Sequence[CentreTrialView]], Any]
) -> list[CentreTrialView]:
    """Each centre's means over the year; `step` is called after each with those so far."""
    found: list[CentreTrialView] = []
    for centre in asked_at(house, wanted):
        found.append(await _centre(house, _asked(house, centre, wanted), now))
        told = step(found)
        if asyncio.iscoroutine(told):
            await told
    return found


def asked_at(house: House, wanted: Wanted) -> list[str]:
    """The centres of the place whose pack has the rule with its numbers, in order.

    All of them where none has: whoever asks is told what is wrong.
    """
    under = centres_under(house, wanted.place)
    rules = {one: house.rule_of(one, wanted.rule) for one in under}
    names = set(wanted.numbers)
    return [
        one for one, rule in rules.items()
        if rule is not None and names <= {number.name for number in rule.numbers}
    ] or under  # fmt: skip


async def begin(house: House, viewer: Viewer, place: Place, told: AskYear, now: datetime) -> bool:
    """Put a trial down as begun; whether it was now, and not before.

    Raises Forbidden for whoever may not, and Refused while another one goes on.
    """
    if place.kind == "centre" or not may_set(house, viewer, place):
        raise Forbidden(NOT_YOURS)
    wanted = Wanted(place, told.rule, told.numbers)
    centres = asked_at(house, wanted)
    for centre in centres[:1]:
        _asked(house, centre, wanted)
    real_now = clock.real_now()
    async with house.database.work(viewer.id) as session:
        await session.execute(LET_GO, {"before": now - KEPT})
        if (await session.execute(BUSY, {"stuck": real_now - STUCK})).scalar_one():
            raise Refused(UNDER_WAY)
        values = {
            "id": told.id, "rule": told.rule, "place": place.key, "by": viewer.id, "at": now,
            "numbers": msgspec.json.encode(told.numbers).decode(), "real_now": real_now,
            "total": len(centres),
        }  # fmt: skip
        begun = (await session.execute(BEGIN, values)).first() is not None
        detail = f"{place.key} {told.rule}"
        line = audit.Line("rules:trial:look", basis=Basis.AGGREGATE.value, detail=detail)
        await audit.write(session, viewer, [line], now, real_now, purpose=audit.ADMINISTRATION)
    return begun


async def carry_out(house: House, id_: UUID, wanted: Wanted, now: datetime) -> None:
    """Do the work of one that has begun, and tell of it as it goes."""

    async def step(found: Sequence[CentreTrialView]) -> None:
        await _tell(house, id_, found, "running")

    try:
        found = await over(house, wanted, now, step)
    except Exception as error:
        log.error("trial.failed", kind=type(error).__name__)
        await _tell(house, id_, (), "stopped")
        return
    await _tell(house, id_, found, "done")


async def mine(house: House, viewer: Viewer) -> YearTrialsView:
    """The viewer's own trials, the latest first."""
    values = {"by": viewer.id, "stuck": clock.real_now() - STUCK}
    async with house.database.work() as session:
        rows = (await session.execute(MINE, values)).all()
    headlines = {rule.id: rule.headline for rule in house.every_rule}
    return YearTrialsView(
        [
            YearTrialView(
                str(row[0]), row[1], headlines.get(row[1], row[1]), row[2], row[3], row[4], row[5],
                row[6], row[7], msgspec.convert(row[8] or [], list[CentreTrialView]),
            )
            for row in rows
        ]
    )  # fmt: skip


def _asked(house: House, centre: str, wanted: Wanted) -> Asked:
    asked = asked_of(house, centre, wanted.rule, wanted.numbers)
    if asked.rule is None:
        raise Unknown("Radernas tid prövas för en vårdcentral i taget.")
    within(house, asked)
    return asked


async def _centre(house: House, asked: Asked, now: datetime) -> CentreTrialView:
    mornings, persons = await run(house, asked, DAYS, now)
    judged = len(mornings.judged)
    sums = [sum(bool(d.reasons[n]) for days in persons.values() for d in days) for n in (0, -1)]
    means = [
        mean(sum_, judged, seen(persons, n), apart=True)
        for sum_, n in zip(sums, (0, -1), strict=True)
    ]
    if few(len(differing(persons))):
        means[1] = None
    return CentreTrialView(
        asked.centre, house.organisation.centre(asked.centre).name, judged,
        len(mornings.not_judged), means[0], means[1],
    )  # fmt: skip


async def _tell(house: House, id_: UUID, found: Sequence[CentreTrialView], state: str) -> None:
    result = msgspec.json.encode(list(found)).decode()
    values = {"id": id_, "done": len(found), "state": state, "result": result}
    async with house.database.work() as session:
        await session.execute(GOES, {**values, "real_now": clock.real_now()})
