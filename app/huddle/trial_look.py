"""Trial look understands what of a trial one viewer may see: its persons, or means without any.

The centre's own staff see on what the convenor may know, as on their board. Whoever leads it sees counts
(D9): persons below five are not told, sums are rounded, and no morning stands by itself, so that two
trials that differ by one person look the same (docs/decisions/0032).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.access import audit
from app.access.few import few
from app.access.law import Basis
from app.access.mask import mask
from app.access.viewer import Viewer
from app.days import local_date
from app.errors import Forbidden
from app.events.kinds import Category
from app.house import House
from app.huddle.hindsight import Day
from app.huddle.numbers import SEKUNDER
from app.huddle.rules_look import examples, may_try
from app.huddle.rules_messages import (
    DifferenceView,
    ExampleView,
    FiguresView,
    FigureView,
    MorningView,
    TrialView,
)
from app.huddle.trying import Asked, Base, Count, Tried, differing
from app.people.person import Person
from app.people.states import load

STEP = 5
"""What is told is rounded to it."""
SHOWN = 40
"""So many persons that differ are told one by one."""
NOT_YOURS = "Bara vårdcentralens egna, dess chef och processledare prövar tal på dess morgnar."


@dataclass(frozen=True, slots=True)
class Sums:
    """A trial in numbers: persons per morning before and after, persons that differ, mornings over the
    time. None: so few that it is not told.
    """

    before: float | None
    after: float | None
    differ: int | None
    over_before: int
    over_after: int


def allowed(house: House, viewer: Viewer, centre: str) -> None:
    """Raises Forbidden unless the viewer may try numbers on the centre's mornings."""
    if centre not in house.organisation.centres or not may_try(house, viewer, centre):
        raise Forbidden(NOT_YOURS)


def figures(viewer: Viewer, centre: str, base: Base) -> FiguresView:
    """Persons per morning by each rule, as it is."""
    apart = not viewer.works_at(centre)
    judged = len(base.mornings.judged)
    return FiguresView(
        centre,
        judged,
        [
            FigureView(rule, mean(sum(map(len, days)), judged, set().union(*days), apart=apart))
            for rule, days in sorted(base.persons_by_rule().items())
        ],
    )


async def view(
    house: House, viewer: Viewer, asked: Asked, tried: Tried, now: datetime, real_now: datetime
) -> TrialView:
    """The trial as the viewer may see it; that it was looked at stands in the log."""
    apart = not viewer.works_at(asked.centre)
    other = differing(tried.persons)
    told = [] if apart else await _persons(house, viewer, other, now, real_now)
    if apart:
        await _counted(house, viewer, asked, now, real_now)
    sums = summed(asked, tried, apart=apart)
    return TrialView(
        rule=SEKUNDER if asked.rule is None else asked.rule.id,
        centre=asked.centre,
        mornings=_mornings(tried, apart=apart),
        judged=len(tried.counts),
        not_judged=len(tried.mornings.not_judged),
        since=tried.mornings.since,
        before=sums.before,
        after=sums.after,
        few=len(tried.counts) > 0 and (sums.before is None or sums.after is None),
        counts_only=apart,
        differ=sums.differ,
        persons=told,
        more=0 if apart else max(0, len(other) - len(told)),
        over_before=sums.over_before,
        over_after=sums.over_after,
        examples=[] if asked.rule is None else _examples(house, asked),
    )


def summed(asked: Asked, tried: Tried, *, apart: bool) -> Sums:
    """What a trial came to in numbers. `apart`: as whoever sees counts alone is told them."""
    counts, judged, differ = tried.counts, len(tried.counts), len(differing(tried.persons))
    by = [seen(tried.persons, n) if asked.rule is not None else None for n in (0, -1)]
    hidden = apart and few(differ)
    after = mean(sum(one.after for one in counts), judged, by[1], apart=apart)
    return Sums(
        mean(sum(one.before for one in counts), judged, by[0], apart=apart),
        None if hidden else after,
        None if hidden else rounded(differ) if apart else differ,
        sum(one.over_before > 0 for one in counts),
        sum((one.over_before if hidden else one.over_after) > 0 for one in counts),
    )


def mean(sum_: int, judged: int, persons: Collection[str] | None, *, apart: bool) -> float | None:
    """Persons per morning. `apart`: rounded, and None when they are few; `persons` None when it is
    rows of all rules that are counted.
    """
    if judged == 0:
        return None
    if apart and persons is not None and few(len(persons)):
        return None
    return round((rounded(sum_) if apart else sum_) / judged, 1)


def seen(persons: Mapping[str, tuple[Day, ...]], which: int) -> set[str]:
    """The persons that are taken up by the numbers before (0) or after (-1)."""
    return {key for key, days in persons.items() if any(one.reasons[which] for one in days)}


def rounded(count: int) -> int:
    """A count as it is told to whoever sees counts alone."""
    return STEP * round(count / STEP)


def _mornings(tried: Tried, *, apart: bool) -> list[MorningView]:
    dark = [MorningView(day, judged=False) for day in tried.mornings.not_judged]
    if apart:
        return dark + [MorningView(one.day, judged=True) for one in tried.counts]
    return dark + [_morning(one) for one in tried.counts]


def _morning(one: Count) -> MorningView:
    return MorningView(
        one.day, True, one.before, one.after, one.dropped, one.added, one.over_before,
        one.over_after,
    )  # fmt: skip


def _examples(house: House, asked: Asked) -> list[ExampleView]:
    assert asked.rule is not None
    held = house.numbers_of(asked.centre).get(asked.rule.id, {})
    return examples(asked.rule, {**asked.rule.defaults, **held, **asked.numbers})


async def _persons(
    house: House, viewer: Viewer, other: Mapping[str, tuple[Day, ...]], now: datetime,
    real_now: datetime,
) -> list[DifferenceView]:  # fmt: skip
    """Those that differ whom PostgreSQL shows the viewer too, with a line in the log for each."""
    most = sorted(other, key=lambda key: (-len(other[key]), key))[:SHOWN]
    async with house.database.acting_as(viewer) as session:
        found = await load(session, [UUID(key) for key in most])
        lines = [_line(UUID(key), other[key]) for key in most if UUID(key) in found]
        await audit.write(session, viewer, lines, now, real_now)
    views = [
        _person(found[UUID(key)], other[key], local_date(now))
        for key in most
        if UUID(key) in found and found[UUID(key)].protected == "none"
    ]
    return sorted(views, key=lambda one: (one.what, one.days[0], one.name))


def _person(person: Person, days: tuple[Day, ...], today: date) -> DifferenceView:
    what = days[0].differs()
    assert what is not None
    told = days[0].reasons[0 if what == "dropped" else -1][0]
    return DifferenceView(
        person.name, person.age(today), told.sentence, what, [one.day for one in days]
    )


def _line(key: UUID, days: Iterable[Day]) -> audit.Line:
    """What was shown of the person: the name, and what the reasons stood on."""
    facts = [fact for day in days for told in day.reasons for one in told for fact in one.facts]
    given = mask({Category.D1, *(fact.category for fact in facts)})
    controllers = ",".join(sorted({fact.controller for fact in facts}))
    return audit.Line(
        "rules:person:look", key, basis=Basis.OWN_CARE.value, given=given, refused=0,
        controllers=controllers or None, detail="prov",
    )  # fmt: skip


async def _counted(
    house: House, viewer: Viewer, asked: Asked, now: datetime, real_now: datetime
) -> None:
    detail = f"{asked.centre} {SEKUNDER if asked.rule is None else asked.rule.id}"
    line = audit.Line("rules:trial:look", basis=Basis.AGGREGATE.value, detail=detail)
    async with house.database.acting_as(viewer) as session:
        await audit.write(session, viewer, [line], now, real_now, purpose=audit.ADMINISTRATION)
