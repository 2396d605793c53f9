"""Supported understands what befalls those with LSS or social psychiatry at a centre that goes by rules for
them: in the last days, in the nights to come, and what is planned for them in a year.

It has dice of its own, so that everybody else's nights are the same with it and without.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from random import Random

from app.demo import evenings
from app.demo.dice import dice, weighted
from app.demo.hours import Night
from app.demo.night import (
    Story,
    admitted,
    ambulance_left_home,
    home_from_emergency,
    mobile_team,
    unknown_outcome,
)
from app.demo.region import Place, Region
from app.demo.residents import Resident

MORNING: tuple[Story, ...] = (
    evenings.plan_overdue, home_from_emergency, unknown_outcome, mobile_team, evenings.home_help_saw,
)  # fmt: skip
"""What the morning has of them: the old are there too, and a quarter is all that there is."""
NIGHT: Mapping[Story, float] = {
    home_from_emergency: 3.0, unknown_outcome: 0.5, ambulance_left_home: 1.5, mobile_team: 1.0,
    admitted: 1.0,
}  # fmt: skip
FEWEST, MOST = 1, 3
APART = 5
"""They are few: after so many nights it may be the same person again."""


def chosen(
    seed: int, morning: date, region: Region, everybody: Iterable[Resident]
) -> Mapping[int, tuple[Story, Night]]:
    """By the resident's number, whoever of them has a story in the last days, and which."""
    everybody = tuple(everybody) if any(place.supports for place in region.places) else ()
    found: dict[int, tuple[Story, Night]] = {}
    for at, place in enumerate(region.places):
        if not place.supports:
            continue
        fit = _fit(dice(seed, 23, at), place, everybody)
        night = Night(region, place, place.last_huddle_closed(morning), morning)
        for story in MORNING:
            if who := next(fit, None):
                found[who.number] = (story, night)
    return found


def night(
    seed: int, at: int, when: Night, listed: Iterable[Resident]
) -> Iterator[tuple[Resident, Story, Night]]:
    """Whom a night after the demo's morning befalls at the place, which is the region's number `at`."""
    if when.place.supports:
        day = when.morning.toordinal()
        chance = dice(seed, 29, at, day)
        # Each night has those of its own, so that no two fall on the same person soon.
        fit = _fit(chance, when.place, (who for who in listed if who.number % APART == day % APART))
        for who, _ in zip(fit, range(chance.randint(FEWEST, MOST)), strict=False):
            yield who, weighted(chance, NIGHT), when


def _fit(chance: Random, place: Place, everybody: Iterable[Resident]) -> Iterator[Resident]:
    """Those of them who have said yes: without, the centre may not know what support they have."""
    fit = [
        who
        for who in everybody
        if who.place is place and who.age < 65 and who.consent == "given" and not who.protected
    ]
    chance.shuffle(fit)
    return iter(fit)
