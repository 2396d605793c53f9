"""Generator understands a region's year and its last days, as one line of events, for a seed and a morning.

The same seed and morning give the same bytes. What reached us before the last days is history; the
last days are told with the instant each event reached us, so that ingest may set the clock to it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from app.days import at_local, huddle_end, huddle_start, previous_huddle_day
from app.demo import supported
from app.demo.dice import dice
from app.demo.hours import Night
from app.demo.night import QUIET_BEFORE, Story, chosen
from app.demo.plans import plans
from app.demo.region import Place, Region
from app.demo.residents import OLD, Consent, Resident, residents
from app.demo.tale import SYSTEM, Tale, moment, stamp
from app.demo.year import DAYS, background, year

WireEvent = dict[str, Any]
READY = time(7, 35)
"""What has not reached us by then is not part of the night."""
PLANS = 900
"""What is planned is numbered from here: nobody has so much befall them in a year."""
CLOCK_OF_72_HOURS = timedelta(hours=74)


@dataclass(frozen=True, slots=True)
class Demo:
    """The region on one morning, by one seed: who lives there, and whose nights were not quiet."""

    seed: int
    morning: date
    region: Region
    begins: datetime
    ends: datetime
    everybody: tuple[Resident, ...]
    stories: Mapping[int, tuple[Story, Night]]

    def tale(self, who: Resident, *, recent: bool = False) -> Tale:
        """One person's tale in order: the whole of it, or what is not history for sure."""
        first = self.morning - timedelta(days=DAYS)
        chance = dice(self.seed, 11, who.number)
        if who.number not in self.stories:
            tale = Tale(who, chance, self.begins, self.ends, recent=recent)
            background(tale, self.region, self.morning)
            year(tale, self.region, first, self.ends, open_end=True)
        else:
            # A story is told so that it comes: no batch is missed.
            tale = Tale(who, chance, self.begins, self.ends, missed=0, recent=recent)
            background(tale, self.region, self.morning)
            year(tale, self.region, first, self.quiet, open_end=False)
            happens, night = self.stories[who.number]
            happens(tale, night)
        self._planned(tale, recent=recent)
        tale.told.sort(key=lambda told: told[0])
        return tale

    def _planned(self, tale: Tale, *, recent: bool) -> None:
        """What is planned for the person too, as long as there is one to plan for."""
        who = tale.resident
        ends = self.quiet if who.number in self.stories else self.ends
        died = (at for at, _, event in tale.told if event["type"] == "person.died")
        chance = dice(self.seed, 13, who.number)
        more = Tale(who, chance, self.begins, self.ends, missed=0, recent=recent, first=PLANS)
        plans(more, self.morning, min([ends, *died]))
        tale.told += more.told

    @property
    def quiet(self) -> datetime:
        return moment(self.morning, 0) - QUIET_BEFORE


def demo(seed: int, morning: date, region: Region, old: int = OLD, huddles: int = 1) -> Demo:
    """The demo of a seed and a morning; `old` is how many persons of 65 and older live there.

    `huddles`: what has reached us since so many huddles back is told with the instant it did.
    """
    everybody = tuple(residents(seed, morning, region, old))
    stories = {
        **chosen(seed, morning, region, everybody),
        **supported.chosen(seed, morning, region, everybody),
    }
    begins, ends = live_from(morning, region, huddles), at_local(morning, READY)
    return Demo(seed, morning, region, begins, ends, everybody, stories)


def live_from(morning: date, region: Region, huddles: int = 1) -> datetime:
    """When the last days begin: no 72-hour clock that still ran at the first of their huddles is
    history.
    """
    earliest = min(_closed(place, morning, huddles) for place in region.places)
    return earliest - CLOCK_OF_72_HOURS


def _closed(place: Place, morning: date, huddles: int) -> datetime:
    day = morning
    for _ in range(huddles):
        day = previous_huddle_day(place.calendar, day)
    return huddle_end(place.calendar, day)


def tell(told: Demo) -> Iterator[tuple[datetime | None, WireEvent]]:
    """Every event, by person and then time, with the instant it reached us; None for history."""
    for who in told.everybody:
        for _, sent, event in told.tale(who).told:
            yield (sent if sent is not None and sent >= told.begins else None), event


def history(seed: int, morning: date, region: Region, old: int = OLD) -> Iterator[WireEvent]:
    """What was known before the last days, by person and then time."""
    return (event for sent, event in tell(demo(seed, morning, region, old)) if sent is None)


def last_days(
    seed: int, morning: date, region: Region, old: int = OLD
) -> list[tuple[datetime, WireEvent]]:
    """The last days and the last night, in the order in which they reached us."""
    told = demo(seed, morning, region, old)
    found = [
        (sent, event)
        for who in told.everybody
        for _, sent, event in told.tale(who, recent=True).told
        if sent is not None and sent >= told.begins
    ]
    return sorted(found, key=lambda one: (one[0], one[1]["time"], one[1]["id"]))


def last_huddle(place: Place, morning: date) -> tuple[datetime, datetime]:
    """When the huddle before this morning's opened and closed, had it kept its time."""
    day = previous_huddle_day(place.calendar, morning)
    return huddle_start(place.calendar, day), huddle_end(place.calendar, day)


def late_events(
    told: Demo, centre: str, at: datetime, consent: Consent | None = None
) -> Iterator[WireEvent]:
    """Visits to the emergency department that become known at `at`, each of a new person.

    Each is of somebody of 75 or older, listed at the centre, of whom nothing has been told for
    `QUIET_BEFORE`: whoever posts one sees a row come. `consent` picks those who have answered so.
    """
    for who in told.everybody:
        fits = who.place.centre == centre and who.age >= 75 and who.wear < 1 and not who.protected
        if not fits or who.number in told.stories or consent not in (None, who.consent):
            continue
        tale = told.tale(who)
        died = any(event["type"] == "person.died" for _, _, event in tale.told)
        if not died and tale.told[-1][0] < told.quiet:
            yield _late(who, told.region, at)


def _late(who: Resident, region: Region, at: datetime) -> WireEvent:
    closed = at - timedelta(minutes=20)
    return {
        "specversion": "1.0",
        "id": f"elvis-late-{who.number:05d}",
        "source": "elvis",
        "type": "ed.visit.closed",
        "time": stamp(closed),
        "datacontenttype": "application/json",
        "data": {
            "person_id": {"system": SYSTEM, "value": who.identifier},
            "unit_hsa_id": region.emergency,
            "recorded_at": stamp(at),
            "correlation_id": f"v-late-{who.number:05d}",
            "outcome": "home",
            "closed_at": stamp(closed),
        },
    }
