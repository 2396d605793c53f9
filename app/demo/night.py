"""Night understands what makes a morning worth a huddle: a few chosen persons of each centre.

At the pace of a year a centre of this size has some four rows on a Tuesday: the demo holds two in
five of the real persons, and a night is short. So each centre has a number of persons with a story
of their own that ends in the last days, told by the same sources as everything else.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from random import Random

from app.days import local_date
from app.demo import evenings
from app.demo.dice import dice, weighted
from app.demo.hospital import HOURS, Calls, Points, Stay, call, conveyed, emergency, stay
from app.demo.hours import Night
from app.demo.region import Place, Region
from app.demo.residents import Consent, Resident
from app.demo.tale import Tale, moment, stamp
from app.demo.year import mobile

QUIET_BEFORE = timedelta(days=16)
"""A chosen person's year stops this long before the morning, so that the two do not collide."""
Story = Callable[[Tale, Night], None]


def home_from_emergency(tale: Tale, night: Night) -> None:
    closed = night.instant(tale.chance)
    came = closed - HOURS * tale.chance.uniform(2, 7)
    emergency(tale, night.region, came, closed, ambulance=tale.chance.random() < 0.4)


def left_emergency(tale: Tale, night: Night) -> None:
    closed = night.instant(tale.chance)
    emergency(tale, night.region, closed - HOURS * 4, closed, "left")


def unknown_outcome(tale: Tale, night: Night) -> None:
    closed = night.instant(tale.chance, hours=14)
    emergency(tale, night.region, closed - HOURS * 3, closed, "unknown")


def fourth_visit(tale: Tale, night: Night) -> None:
    for weeks in (38, 21, 7):
        came = moment(
            night.day(weeks * 7 + tale.chance.randint(0, 6)), tale.chance.randint(600, 1200)
        )
        emergency(tale, night.region, came, came + HOURS * 5)
    home_from_emergency(tale, night)


def twice_in_a_week(tale: Tale, night: Night) -> None:
    came = moment(night.day(5), tale.chance.randint(600, 1200))
    emergency(tale, night.region, came, came + HOURS * 4)
    home_from_emergency(tale, night)


def already_called(tale: Tale, night: Night) -> None:
    """No row: the centre has spoken with the person since."""
    closed = moment(night.day(1), 690)
    emergency(tale, night.region, closed - HOURS * 4, closed)
    call(tale, "reached", moment(night.day(1), 930))


def told_late(tale: Tale, night: Night) -> None:
    """Two days old when written down, so it comes with tonight's batch."""
    closed = moment(night.day(3), 1300)
    visit = tale.visit()
    tale.tell(
        "elvis", "ed.visit.closed", closed, night.region.emergency,
        {"outcome": "home", "closed_at": stamp(closed)},
        visit=visit, written=night.instant(tale.chance, hours=16),
    )  # fmt: skip


def corrected(tale: Tale, night: Night) -> None:
    """First unknown, then home: one row, under the first event's name."""
    closed = night.instant(tale.chance, latest=60, hours=12)
    told = emergency(tale, night.region, closed - HOURS * 3, closed, "unknown")
    tale.correct(told, closed + HOURS * 2, {"outcome": "home", "closed_at": stamp(closed)})


def cancelled(tale: Tale, night: Night) -> None:
    """No row: registered on the wrong person and taken back before the batch."""
    closed = night.instant(tale.chance, latest=60, hours=12)
    told = emergency(tale, night.region, closed - HOURS * 2, closed)
    tale.correct(told, closed + HOURS)


def ambulance_left_home(tale: Tale, night: Night) -> None:
    conveyed(tale, night.region, night.instant(tale.chance, latest=370, hours=20), "left_home")


def ambulance_referred(tale: Tale, night: Night) -> None:
    conveyed(tale, night.region, night.instant(tale.chance, latest=370, hours=20), "referred")


def protected_home(tale: Tale, night: Night) -> None:
    """On no board: met by whoever stands on the person's own list."""
    _protect(tale, night)
    home_from_emergency(tale, night)


def protected_ambulance(tale: Tale, night: Night) -> None:
    """On no board, and nobody is named yet who may meet the person."""
    _protect(tale, night)
    ambulance_left_home(tale, night)


def _protect(tale: Tale, night: Night) -> None:
    at = moment(night.day(tale.chance.randint(60, 300)), 600)
    tale.tell("befolkning", "person.protected_changed", at, None, {"flag": "sekretessmarkering"})


def mobile_team(tale: Tale, night: Night) -> None:
    at = night.instant(tale.chance, latest=270, hours=17)
    mobile(tale, at, tale.chance.choice(("stays_home", "planned_follow_up")))


def admitted(tale: Tale, night: Night) -> None:
    at = night.instant(tale.chance, hours=20)
    left = moment(local_date(at) + timedelta(days=tale.chance.randint(4, 9)), 780)
    notice = tale.resident.helped or tale.chance.random() < 0.4
    stay(
        tale, night.region, Stay(at, left, tale.chance.randrange(6), notice=notice, ambulance=True)
    )


def soon_home(tale: Tale, night: Night) -> None:
    """In hospital, and planned home today or tomorrow."""
    _planned_home(tale, night, tale.chance.choice((0, 0, 1)), "some")


def soon_home_unplanned(tale: Tale, night: Night) -> None:
    _planned_home(tale, night, 0, "none")


def soon_home_ready(tale: Tale, night: Night) -> None:
    _planned_home(tale, night, tale.chance.choice((0, 1)), "all")


def _planned_home(tale: Tale, night: Night, days: int, points: Points) -> None:
    chance = tale.chance
    came = moment(night.day(chance.randint(3, 7)), chance.randint(720, 1300))
    left = moment(night.day(-days), chance.randint(660, 960))
    what = Stay(
        came, left, chance.randrange(6), notice=True, points=points,
        moved=1,
    )  # fmt: skip
    stay(tale, night.region, what)


def home_clock_ends(tale: Tale, night: Night) -> None:
    """Home for nearly 72 hours, sought and not reached: the clock runs out today."""
    _went_home(tale, night, 3, "attempts")


def home_not_called(tale: Tale, night: Night) -> None:
    _went_home(tale, night, tale.chance.choice((1, 2)), "none")


def home_and_reached(tale: Tale, night: Night) -> None:
    """No row for the call: the person was reached the day after."""
    _went_home(tale, night, 3, "reached")


def short_stay(tale: Tale, night: Night) -> None:
    """No row yet: the person waits at a place for short stay."""
    _went_home(tale, night, 2, "none", "korttid")


def home_and_back(tale: Tale, night: Night) -> None:
    """Several reasons: home without a call, an ambulance in the night, and the emergency again."""
    _went_home(tale, night, 2, "none")
    closed = night.instant(tale.chance, hours=9)
    conveyed(tale, night.region, closed - HOURS * 8.5, "left_home")
    emergency(tale, night.region, closed - HOURS * 5, closed, ambulance=True)


def _went_home(
    tale: Tale, night: Night, days: int, calls: Calls, disposition: str = "home"
) -> None:
    chance = tale.chance
    left = moment(night.day(days), chance.randint(640, 990))
    what = Stay(
        left - timedelta(days=chance.randint(2, 8), hours=chance.randint(0, 5)),
        left,
        chance.randrange(6),
        notice=tale.resident.helped,
        disposition=disposition,
        points="all" if tale.resident.helped else "none",
        calls=calls,
    )
    stay(tale, night.region, what)


STORIES: Mapping[Story, float] = {
    home_from_emergency: 3.0, left_emergency: 0.4, unknown_outcome: 0.3, fourth_visit: 0.7,
    twice_in_a_week: 0.2, already_called: 0.6, told_late: 0.5, corrected: 0.3, cancelled: 0.3,
    ambulance_left_home: 1.6, ambulance_referred: 0.5, mobile_team: 1.5, admitted: 1.8,
    soon_home: 0.7, soon_home_unplanned: 0.2, soon_home_ready: 1.2, home_clock_ends: 0.4,
    home_not_called: 1.4, home_and_reached: 0.5, short_stay: 0.4, home_and_back: 0.3,
    evenings.fell_at_home: 0.8, evenings.home_help_saw: 0.8, evenings.doctor_awaited: 0.3,
    evenings.help_in_the_night: 0.3, evenings.line_unanswered: 0.4, evenings.plan_overdue: 0.3,
    evenings.died: 0.2,
}  # fmt: skip
"""How common each story is at a centre that is not the demo's own."""
EVERYWHERE: tuple[Story, ...] = (unknown_outcome, twice_in_a_week, soon_home_unplanned)
"""What no morning is without: something unclear, and something red."""
MAIN: Mapping[Story, Consent] = {
    home_and_back: "given", home_clock_ends: "given", soon_home: "given",
    soon_home_ready: "given", fourth_visit: "given", unknown_outcome: "none",
    ambulance_left_home: "given", ambulance_referred: "refused",
    mobile_team: "given", admitted: "given", told_late: "refused", home_not_called: "given",
    already_called: "none", corrected: "given", cancelled: "none", home_and_reached: "given",
    short_stay: "given", soon_home_unplanned: "none", protected_home: "given",
    protected_ambulance: "none", evenings.fell_at_home: "given", evenings.home_help_saw: "given",
    evenings.doctor_awaited: "given", evenings.help_in_the_night: "given",
    evenings.line_unanswered: "none", evenings.plan_overdue: "given", evenings.died: "given",
}  # fmt: skip
"""What the demo's own centre meets, with and without consent: each rule, and what makes no row."""
PLANNED = frozenset({
    soon_home, soon_home_ready, evenings.fell_at_home, evenings.home_help_saw,
    evenings.help_in_the_night,
})  # fmt: skip
"""Who has a checklist or is helped at home has consented: without, the centre may not know of it."""
AGREED: Mapping[Consent, float] = {"given": 0.6, "none": 0.3, "refused": 0.1}
AGREED_PRIVATE: Mapping[Consent, float] = {"given": 1.0}
"""A private centre may know nothing of the hospital's without consent: its rows need it."""


def chosen(
    seed: int, morning: date, region: Region, everybody: Iterable[Resident]
) -> Mapping[int, tuple[Story, Night]]:
    """By the resident's number, whoever has a story in the last days, and which."""
    found: dict[int, tuple[Story, Night]] = {}
    listed: dict[str, list[Resident]] = {place.centre: [] for place in region.places}
    for who in everybody:
        listed[who.place.centre].append(who)
    for at, place in enumerate(region.places):
        chance = dice(seed, 7, at)
        night = Night(region, place, place.last_huddle_closed(morning), morning)
        fit = pool(chance, listed[place.centre])
        for story, consent in MAIN.items() if at == 0 else _stories(chance, place):
            if fit[consent]:
                # The least worn for the fourth visit, so that it is the fourth and not the fifth.
                who = fit[consent].pop(-1 if story is fourth_visit else 0)
                found[who.number] = (story, night)
    return found


def _stories(chance: Random, place: Place) -> Iterator[tuple[Story, Consent]]:
    agreed = AGREED_PRIVATE if place.private else AGREED
    for at in range(len(EVERYWHERE) + chance.randint(5, 11)):
        story = EVERYWHERE[at] if at < len(EVERYWHERE) else weighted(chance, STORIES)
        yield story, "given" if story in PLANNED else weighted(chance, agreed)


def pool(chance: Random, listed: list[Resident]) -> Mapping[Consent, list[Resident]]:
    """Persons whom a story may befall, by consent: old, frail and seldom seen; the least seen last."""
    fit = [
        who
        for who in listed
        if who.age >= 75 and 4 <= who.frailty <= 8 and who.wear < 0.7 and not who.protected
        and "sabo" not in who.enrolled
    ]  # fmt: skip
    chance.shuffle(fit)
    found: dict[Consent, list[Resident]] = {}
    for consent in AGREED:
        here = [who for who in fit if who.consent == consent]
        least = min(here, key=lambda who: who.wear, default=None)
        found[consent] = [who for who in here if who is not least] + ([least] if least else [])
    return found
