"""Onward understands what the nights after the demo's morning bring: of persons who had none before."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from app.days import at_local, next_huddle_day
from app.demo import supported
from app.demo.dice import dice, weighted
from app.demo.generator import READY, Demo, WireEvent
from app.demo.hours import Night
from app.demo.night import (
    AGREED,
    AGREED_PRIVATE,
    Story,
    admitted,
    ambulance_left_home,
    ambulance_referred,
    home_from_emergency,
    left_emergency,
    mobile_team,
    pool,
    unknown_outcome,
)
from app.demo.region import Region
from app.demo.residents import Resident
from app.demo.tale import Tale

STORIES: Mapping[Story, float] = {
    home_from_emergency: 4.0, left_emergency: 0.5, unknown_outcome: 0.5, ambulance_left_home: 2.0,
    ambulance_referred: 0.6, mobile_team: 1.5, admitted: 1.5,
}  # fmt: skip
"""What begins and ends in one night: everything else of the demo had begun before its morning."""
FEWEST, MOST = 3, 8
FIRST = 500
"""No year of one person's takes so many numbers."""


def next_morning(region: Region, after: date) -> date:
    """The next day on which some centre has a huddle."""
    return min(next_huddle_day(place.calendar, after) for place in region.places)


def night(told: Demo, day: date, since: datetime) -> list[tuple[datetime, WireEvent]]:
    """The night before a morning after the demo's own, in the order in which it reached us.

    The same demo and day give the same night. `since`: what would have come before is not told.
    """
    found = [
        (sent, event)
        for who, story, when in _chosen(told, day)
        for sent, event in _tell(told, who, story, when)
        if sent > since
    ]
    return sorted(found, key=lambda one: (one[0], one[1]["time"], one[1]["id"]))


def _chosen(told: Demo, day: date) -> Iterator[tuple[Resident, Story, Night]]:
    """Whom the night befalls; nobody who has a story in another."""
    listed: dict[str, list[Resident]] = {place.centre: [] for place in told.region.places}
    for who in told.everybody:
        if who.number not in told.stories:
            listed[who.place.centre].append(who)
    nights = (day - told.morning).days
    for at, place in enumerate(told.region.places):
        chance = dice(told.seed, 13, at, day.toordinal())
        agreed = AGREED_PRIVATE if place.private else AGREED
        when = Night(told.region, place, place.last_huddle_closed(day), day)
        # Each night has those of its own, so that no two fall on the same person soon.
        here = [who for n, who in enumerate(listed[place.centre]) if n % 20 == nights % 20]
        fit = pool(chance, here)
        for _ in range(chance.randint(FEWEST, MOST)):
            answer = weighted(chance, agreed)
            if fit[answer]:
                yield fit[answer].pop(0), weighted(chance, STORIES), when
        yield from supported.night(told.seed, at, when, listed[place.centre])


def _tell(
    told: Demo, who: Resident, story: Story, when: Night
) -> Iterator[tuple[datetime, WireEvent]]:
    ends = at_local(when.morning, READY)
    number = FIRST + (when.morning - told.morning).days
    tale = Tale(
        who, dice(told.seed, 17, who.number, number), when.begins, ends, missed=0,
        first=number * 10,
    )  # fmt: skip
    story(tale, when)
    yield from ((sent, event) for _, sent, event in tale.told if sent is not None)
