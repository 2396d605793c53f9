"""Trying understands what other numbers of a rule would have given a centre on mornings that have been.

It counts, and knows nothing of who asks: `trial_look` says what of it a viewer may see.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from app.clock import monotonic
from app.days import local_date
from app.errors import FieldError, Rejected, Unknown
from app.house import House
from app.huddle import hindsight, past
from app.huddle.agenda import Item
from app.huddle.hindsight import Day, Look, Rows
from app.huddle.numbers import SEKUNDER, also, outside
from app.huddle.rule import Rule
from app.huddle.verdict import Round, Urgency

DAYS = 28
KEPT = 16
"""So many centres' mornings are remembered by a process."""
FRESH = 60.0
"""Seconds for which they are: a consent that is taken back, or a protection, is heeded after that."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule by numbers that are tried; `rule` is None for the seconds that rows take."""

    centre: str
    rule: Rule | None
    numbers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Count:
    """One morning: persons by the rule before and after, and by how many seconds the time is passed."""

    day: date
    before: int
    after: int
    dropped: int
    added: int
    over_before: int
    over_after: int


@dataclass(frozen=True, slots=True)
class Tried:
    """What a trial came to. `persons` are those that the rule takes up by either of the numbers."""

    counts: tuple[Count, ...]
    mornings: past.Mornings
    persons: Mapping[str, tuple[Day, ...]]


def differing(persons: Mapping[str, tuple[Day, ...]]) -> dict[str, tuple[Day, ...]]:
    """The persons that are told of otherwise, with the mornings on which they are."""
    found = {key: tuple(d for d in days if d.differs()) for key, days in persons.items()}
    return {key: days for key, days in found.items() if days}


@dataclass(slots=True)
class Base:
    """What stood on each of a centre's mornings by all rules, by the numbers as they are."""

    mornings: past.Mornings
    rows: Mapping[date, Rows]
    made_at: float

    def persons_by_rule(self) -> dict[str, list[set[str]]]:
        """By rule the persons of each morning, those without any as well."""
        found: dict[str, list[set[str]]] = defaultdict(list)
        days = [one.today for one in self.mornings.judged]
        rules = {rule for rows in self.rows.values() for mine in rows.values() for rule in mine}
        for rule in rules:
            for day in days:
                rows = self.rows.get(day, {})
                found[rule].append({key for key, mine in rows.items() if rule in mine})
        return dict(found)


@dataclass(slots=True)
class Trials:
    """One in each process: what all rules gave is worked out once for a while of trying."""

    house: House
    _known: OrderedDict[tuple[object, ...], Base] = field(default_factory=OrderedDict)

    async def base(self, centre: str, now: datetime) -> Base:
        """What stood on the centre's mornings, by today's numbers."""
        house = self.house
        # A centre's pack is of its organisation: another one is another number of that.
        key = (centre, local_date(now), house.numbers.version, house.organisation.version)
        known = self._known.get(key)
        if known is None or monotonic() - known.made_at > FRESH:
            known = self._known[key] = await _base(house, centre, now)
            self._known.move_to_end(key)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return known

    async def tried(self, asked: Asked, now: datetime) -> Tried:
        """What the numbers give. Raises Rejected for one outside its bounds."""
        within(self.house, asked)
        base = await self.base(asked.centre, now)
        if asked.rule is None:
            return _retimed(self.house, asked, base)
        mornings, persons = await run(self.house, asked, DAYS, now)
        if asked.rule.ways.get("daily") == "line":
            persons = _beside(persons, base.rows)
        minutes = self.house.organisation.centres[asked.centre].calendar.minutes
        counts = tuple(
            _count(day.today, persons, base.rows.get(day.today, {}), asked.rule.id, minutes)
            for day in mornings.judged
        )
        return Tried(counts, mornings, persons)


def asked_of(house: House, centre: str, rule: str, numbers: Mapping[str, int]) -> Asked:
    """What is asked, as the centre's pack has it. Raises Unknown for a rule that is not there."""
    if rule == SEKUNDER:
        return Asked(centre, None, numbers)
    found = house.rule_of(centre, rule)
    if found is None:
        raise Unknown("Regeln finns inte.")
    if "mark" in found.ways.values():
        raise Rejected("Regeln sätter märken på det som redan står, och har inget att pröva.")
    return Asked(centre, found, numbers)


async def run(
    house: House, asked: Asked, days: int, now: datetime
) -> tuple[past.Mornings, dict[str, tuple[Day, ...]]]:
    """One rule by its numbers before and after, over so many days back."""
    assert asked.rule is not None
    place = house.organisation.centres[asked.centre]
    before = house.numbers_of(asked.centre)
    after = also(before, asked.rule.id, asked.numbers)
    async with house.database.work() as session:
        mornings, stored = await past.read(session, house, place, [asked.rule], days, now)
        way = asked.rule.ways.get("daily")
        by_itself: Round | None = None if way == "row" else "weekly" if way is None else "daily"
        look = Look(asked.centre, mornings.judged, [asked.rule], (before, after), by_itself)
        found = past.walk(session, house, look, stored, now)
        return mornings, {str(key): tuple(days_) async for key, days_ in found}


async def _base(house: House, centre: str, now: datetime) -> Base:
    place = house.organisation.centres[centre]
    rules = house.rules_of(centre)
    rows: dict[date, dict[str, Mapping[str, Item | None]]] = defaultdict(dict)
    async with house.database.work() as session:
        mornings, stored = await past.read(session, house, place, rules, DAYS, now)
        look = Look(centre, mornings.judged, rules, (house.numbers_of(centre),))
        async for key, days in past.walk(session, house, look, stored, now):
            for day in days:
                rows[day.day][str(key)] = hindsight.rows_of(day.reasons[0])
    return Base(mornings, dict(rows), monotonic())


def _beside(
    persons: Mapping[str, tuple[Day, ...]], rows: Mapping[date, Rows]
) -> dict[str, tuple[Day, ...]]:
    """Of what a rule says under other rows, the mornings on which there was one."""
    found = {
        key: tuple(one for one in days if any(rows.get(one.day, {}).get(key, {}).values()))
        for key, days in persons.items()
    }
    return {key: days for key, days in found.items() if days}


def within(house: House, asked: Asked) -> None:
    """Raises Unknown for a number that the rule has not, Rejected for one outside its bounds."""
    known = house.pack_of(asked.centre).bounds
    rule = SEKUNDER if asked.rule is None else asked.rule.id
    for name, value in asked.numbers.items():
        number = known.get((rule, name))
        if number is None:
            raise Unknown("Regeln har inget sådant tal.")
        if says := outside(number, value):
            raise Rejected(says, fields=(FieldError(name, says),))


def _count(
    day: date, persons: Mapping[str, tuple[Day, ...]], rows: Rows, rule: str, minutes: int
) -> Count:
    """One morning of the rule, and what its rows do to the whole agenda's time."""
    that = {key: one for key, days in persons.items() for one in days if one.day == day}
    changes = [one.differs() for one in that.values()]
    mine = {
        key: hindsight.rows_of(one.reasons[-1]).get(rule)
        for key, one in that.items()
        if one.reasons[-1]
    }
    return Count(
        day,
        sum(bool(one.reasons[0]) for one in that.values()),
        len(mine),
        changes.count("dropped"),
        changes.count("added"),
        hindsight.over(rows, minutes),
        hindsight.over(hindsight.instead(rows, rule, mine), minutes),
    )


def _retimed(house: House, asked: Asked, base: Base) -> Tried:
    """The same rows, each with the seconds that its urgency is tried to take. The other numbers of every
    row say when it is decided and done, and move none."""
    minutes = house.organisation.centres[asked.centre].calendar.minutes
    told = asked.numbers
    seconds = {one: told[one] for one in Urgency if one in told}
    counts = []
    for morning in base.mornings.judged:
        rows = base.rows.get(morning.today, {})
        over = hindsight.over(rows, minutes)
        after = hindsight.over(hindsight.timed(rows, seconds), minutes)
        counts.append(Count(morning.today, len(rows), len(rows), 0, 0, over, after))
    return Tried(tuple(counts), base.mornings, {})
