"""Year understands what befalls one person in a year at the pace that person's frailty sets."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from app.days import local_date
from app.demo.dice import poisson, weighted
from app.demo.hospital import HOURS, Stay, call, conveyed, emergency, stay
from app.demo.region import Region
from app.demo.residents import Resident
from app.demo.tale import Tale, moment, stamp

DAYS = 365
RATES = {
    "visit": 3.0, "phone": 3.0, "emergency": 0.24, "stay": 0.22, "left_home": 0.1, "mobile": 0.05,
    "deviation": 0.5, "alarm": 0.9,
}  # fmt: skip
"""Per person and year, on average over all; emergency visits are those that end without a stay."""
WORN = {1: 0.3, 2: 0.4, 3: 0.6, 4: 0.9, 5: 1.3, 6: 1.7, 7: 2.0, 8: 1.9, 9: 1.8}
"""How much oftener the frail seek care, against the average."""
ROUND_THE_CLOCK = (2, 2, 1, 1, 1, 1, 2, 3, 5, 7, 8, 8, 8, 7, 7, 7, 7, 6, 6, 5, 5, 4, 3, 3)
HOUR = tuple(hour for hour, often in enumerate(ROUND_THE_CLOCK) for _ in range(often))
DISPOSITIONS = {"home": 0.8, "korttid": 0.08, "other": 0.03, "unknown": 0.02, "dead": 0.07}
OUTCOMES = {"home": 0.88, "left": 0.06, "other": 0.02, "unknown": 0.04}
DIED = 0.012
MOVED = 0.02
CHECKLISTS_KEPT = 90
"""Days back for which there are checklists: they began to be used then."""


def background(tale: Tale, region: Region, morning: date) -> None:
    """Who the person is, is helped by, has been scored as and has agreed to."""
    who, chance = tale.resident, tale.chance
    since = moment(morning - timedelta(days=chance.randint(900, 3000)), 600)
    listed = who.place.centre
    if chance.random() < MOVED:
        near = [one for one in region.places if one.municipality == who.place.municipality]
        listed = chance.choice(near).centre
    body = {
        "given_name": who.given_name, "family_name": who.family_name,
        "birth_date": f"{who.born}", "listed_vc": listed,
        "municipality_code": who.place.municipality,
        "protected": "sekretessmarkering" if who.protected else "none",
    }  # fmt: skip
    tale.tell("befolkning", "person.registered", since, None, body)
    if listed != who.place.centre:
        moved = moment(morning - timedelta(days=chance.randint(20, 800)), 600)
        tale.tell("befolkning", "person.listing_changed", moved, None, {"vc": who.place.centre})
    for kind in who.enrolled:
        started = morning - timedelta(days=chance.randint(20, 850))
        source = "kommun_hsl" if kind in {"kommunal_hsl", "palliativ"} else "omsorg"
        unit = who.unit_of[kind]
        body = {"kind": kind, "unit": unit, "from": f"{started}"}
        tale.tell(source, "enrolment.started", moment(started, 780), unit, body)
    if who.scored:
        on = morning - timedelta(days=int(chance.triangular(5, 700, 120)))
        score = {"score": who.frailty, "assessed_on": f"{on}", "context": "habitual"}
        at = moment(on, chance.randint(490, 960))
        tale.tell(who.place.journal, "cfs.assessed", at, who.place.centre, score)
    _consents(tale, morning)


def _consents(tale: Tale, morning: date) -> None:
    who, chance = tale.resident, tale.chance
    if who.consent == "none":
        return
    start = moment(morning - timedelta(days=chance.randint(1, 800)), chance.randint(490, 960))
    for purpose in ("utlamnande", "sammanhallen"):
        if who.consent == "refused":
            body = {"purpose": purpose}
            tale.tell("samtycke", "consent.refused", start, who.place.centre, body)
            continue
        if purpose == "sammanhallen":
            # L913 2:2: told first, then asked.
            on = {"on": f"{local_date(start)}"}
            unit = who.place.centre
            tale.tell("samtycke", "svod.informed", start, unit, on, written=start, sure=True)
        body = {"purpose": purpose, "start": stamp(start)}
        tale.tell("samtycke", "consent.given", start, who.place.centre, body)
        if who.consent == "ended":
            ended = start + timedelta(days=chance.randint(5, 14))
            tale.tell("samtycke", "consent.ended", ended, who.place.centre, {"purpose": purpose})


def year(tale: Tale, region: Region, first: date, end: datetime, *, open_end: bool) -> None:
    """Everything from the first day to the end, at chance; a death ends it before.

    With an open end a stay may go on past it, as for whoever is in hospital this morning.
    """
    chance, who = tale.chance, tale.resident
    alive = _death(tale, first, end)
    busy: list[tuple[datetime, datetime]] = []
    pace = who.wear * WORN[who.frailty]
    count = poisson(chance, RATES["stay"] * min(pace, 8))
    latest = None if open_end and alive == end else alive
    for what in _stays(chance, who, first, alive, latest, count):
        stay(tale, region, what)
        busy.append((what.admitted - 10 * HOURS, what.left))
        if what.disposition == "dead":
            died = local_date(what.left)
            tale.tell("befolkning", "person.died", what.left, None, {"on": f"{died}"})
            alive = what.left
            break
    free = _Free(busy, alive)
    for at in free.instants(chance, first, RATES["emergency"] * pace):
        outcome = weighted(chance, OUTCOMES)
        closed = at + HOURS * chance.uniform(1.5, 9)
        told = emergency(
            tale, region, at, closed, outcome,
            ambulance=chance.random() < 0.3, sensitive=chance.random() < 0.01,
        )  # fmt: skip
        if outcome == "unknown" and chance.random() < 0.6:
            tale.correct(told, closed + HOURS * 30, {"outcome": "home", "closed_at": stamp(closed)})
        if chance.random() < 0.35:
            call(tale, "reached", moment(local_date(closed) + timedelta(days=1), 600))
    for at in free.instants(chance, first, RATES["left_home"] * pace):
        conveyed(tale, region, at, "referred" if chance.random() < 0.25 else "left_home")
    if who.frailty >= 5:
        for at in free.instants(chance, first, RATES["mobile"] * pace * 3):
            mobile(tale, at)
    _everyday(tale, region, free, first, pace)


def _everyday(tale: Tale, region: Region, free: "_Free", first: date, pace: float) -> None:
    """The centre's own visits and calls, the advice line, and what home help and alarms report."""
    chance, who = tale.chance, tale.resident
    often = min(0.5 + pace / 2, 12)
    for at in free.instants(chance, first, RATES["visit"] * often, office=True):
        body = {
            "type": chance.choice(
                ("mottagning", "mottagning", "mottagning", "hembesok", "digitalt")
            ),
            "planned": chance.random() < 0.7,
            "profession": chance.choice(("lakare", "sjukskoterska", "sjukskoterska", "rehab")),
        }
        told = tale.tell(who.place.journal, "vc.visit", at, who.place.centre, body)
        if chance.random() < 0.004:
            tale.correct(told, at + HOURS * 20)
    for at in free.instants(chance, first, RATES["phone"] * often * 0.7, office=True):
        told_as = {"channel": "vc", "result": chance.choice(("reached",) * 8 + ("not_reached",))}
        tale.tell(who.place.journal, "phone.contact", at, who.place.centre, told_as)
    for at in free.instants(chance, first, RATES["phone"] * often * 0.3):
        tale.tell(
            "1177",
            "phone.contact",
            at,
            region.advice_line,
            {"channel": "1177", "result": "reached"},
        )
    if "hemtjanst" in who.enrolled:
        for at in free.instants(chance, first, RATES["deviation"]):
            seen = {
                "kind": chance.choice(("fall", "refused", "no_access", "worsened", "not_eating"))
            }
            tale.tell("omsorg", "hemtjanst.deviation", at, who.home_help, seen)
        for at in free.instants(chance, first, RATES["alarm"]):
            seen = {"kind": chance.choice(("alarm",) * 6 + ("fall",))}
            tale.tell("omsorg", "alarm.triggered", at, who.home_help, seen)
    for at in free.instants(chance, first, 0.02, office=True):
        name = {"given_name": f"{who.given_name.split('-')[0]}"}
        tale.tell("befolkning", "person.updated", at, None, name)


def mobile(tale: Tale, at: datetime, outcome: str | None = None) -> None:
    """A home visit by one of the mobile teams that work where the person lives."""
    chance = tale.chance
    team, unit = chance.choice(tale.resident.place.mobile)
    body = {
        "team": team,
        "requested_at": stamp(at - HOURS * chance.uniform(2, 20)),
        "assessed_at": stamp(at),
        "acute": chance.random() < 0.5,
        "in_home": True,
        "outcome": outcome or chance.choice(("stays_home", "stays_home", "planned_follow_up")),
    }
    tale.tell("mobila", "mobile.visit", at, unit, body)


def _death(tale: Tale, first: date, end: datetime) -> datetime:
    chance = tale.chance
    if chance.random() >= DIED * WORN[tale.resident.frailty]:
        return end
    died = moment(first + timedelta(days=chance.randrange(DAYS)), chance.randint(0, 1439))
    if died >= end:
        return end
    tale.tell("befolkning", "person.died", died, None, {"on": f"{local_date(died)}"})
    return died


def _stays(
    chance: Random, who: Resident, first: date, end: datetime, latest: datetime | None, count: int
) -> Iterator[Stay]:
    """Stays in order, never two at once, none begun after the end or lasting past the latest."""
    days = sorted(int(chance.random() * (DAYS + 1)) for _ in range(count))
    free = None
    for number in days:
        admitted = moment(first + timedelta(days=number), _minute(chance))
        if admitted >= end or (free is not None and admitted < free):
            continue
        length = min(1 + int(chance.expovariate(1 / 4.2)), 12)
        day = local_date(admitted) + timedelta(days=length)
        if day.weekday() > 4 and chance.random() < 0.6:
            day += timedelta(days=7 - day.weekday())
        left = moment(day, chance.randint(630, 1000))
        if latest is not None and left > latest:
            continue
        free = left + timedelta(days=2)
        planned = chance.random() < 0.25
        recent = number > DAYS - CHECKLISTS_KEPT
        disposition = weighted(chance, DISPOSITIONS)
        if "sabo" in who.enrolled and disposition in {"home", "korttid"}:
            disposition = "sabo"
        yield Stay(
            admitted, left, chance.randrange(6), planned,
            notice=who.helped or who.frailty >= 5 or chance.random() < 0.15,
            disposition=disposition,
            ambulance=chance.random() < 0.45,
            points=chance.choice(("none", "some", "all")) if recent and who.frailty >= 5 else "none",
            calls=chance.choice(("none", "attempts", "reached", "reached", "reached", "late")),
            moved=chance.choice((1, 1, 2)) if length > 3 else 0,
        )  # fmt: skip


def _minute(chance: Random) -> int:
    """A minute of the day, by night seldom and in the morning often."""
    return 60 * HOUR[int(chance.random() * len(HOUR))] + int(chance.random() * 60)


class _Free:
    """The time a person is at home and alive, in which contacts at chance may fall."""

    def __init__(self, busy: list[tuple[datetime, datetime]], end: datetime) -> None:
        self._busy = busy
        self._end = end

    def instants(
        self, chance: Random, first: date, mean: float, *, office: bool = False
    ) -> Iterator[datetime]:
        """As many instants as chance gives; office hours on weekdays, or round the clock."""
        for _ in range(poisson(chance, mean)):
            day = first + timedelta(days=int(chance.random() * (DAYS + 1)))
            if office and day.weekday() > 4 and chance.random() < 0.97:
                day -= timedelta(days=day.weekday() - 4)
            minute = (
                int(chance.triangular(480, 990, 570)) if office
                else _minute(chance)
            )  # fmt: skip
            at = moment(day, minute)
            if at < self._end and not any(begins <= at <= ends for begins, ends in self._busy):
                yield at
