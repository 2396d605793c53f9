"""Plans understands what is planned and kept up for a person in a year: a named contact, a SIP and its
follow-ups, reviews and checks; and what is asked for at home now and then, and mostly answered.

It has dice of its own, so that what befalls a person is the same with it and without.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import get_args

from app.demo.dice import poisson
from app.demo.hospital import HOURS
from app.demo.tale import Tale, moment, stamp
from app.demo.year import DAYS, WORN
from app.events.kinds.care import PlanItem

RATES = {"doctor": 0.05, "line": 0.12, "help": 0.1}
"""Per person and year, on average; what the frail ask for oftener."""
ITEMS = ("halsosamtal", "fallrisk", "social_isolering", "tandstatus")
"""What the preventive team asks of a yearly check."""
SUPPORTED = 0.06
"""Of those who manage well, how many have been offered support without assessment of late."""
CARERS = (
    "Elin Drevhed",
    "Hanna Klevmo",
    "Jonas Nyckås",
    "Leila Orrhed",
    "Marcus Rimsmo",
    "Sara Mjölbo",
)
"""Who may be the named contact of somebody enrolled: invented, as everybody."""
PLANNED = 0.8
"""Of those with LSS or social psychiatry at a centre that goes by rules for them, how many have a SIP."""
PLANNED_CARE = 0.5
"""Of the frailest (CFS 7–9), how many have a medical plan."""
FOLLOWED_UP_AFTER = 80
"""Days between the follow-ups of a SIP, a little within the quarter."""


def plans(tale: Tale, morning: date, end: datetime) -> None:
    """Everything of a year to the end: a death, or what is told by another."""
    who, chance = tale.resident, tale.chance
    if "kommunal_hsl" in who.enrolled and chance.random() < 0.92:
        at = moment(morning - timedelta(days=chance.randint(20, 600)), 620)
        body = {
            "kind": "fast_vardkontakt",
            "name": CARERS[who.number % len(CARERS)],
            **({"phone": who.place.phone} if who.place.phone else {}),
            "decided_by": who.place.team,
        }
        tale.tell("kommun_hsl", "contact.appointed", at, who.place.team, body)
    if "sabo" in who.enrolled and chance.random() < 0.97:
        _done(tale, "medication_review.done", morning, 410)
    if who.scored and who.frailty in (5, 6):
        if who.age >= 75 and chance.random() < 0.95:
            _done(tale, "annual_check.done", morning, 390)
        if chance.random() < 0.92:
            _sip(tale, morning, end)
    if who.place.supports and who.age < 65 and chance.random() < PLANNED:
        _sip(tale, morning, end)
    pace = min(WORN[who.frailty] * who.wear, 4)
    if who.frailty >= 6:
        for at in _instants(tale, morning, RATES["doctor"] * pace, end):
            _doctor(tale, at)
    for at in _instants(tale, morning, RATES["line"] * pace, end, office=True):
        _line(tale, at)
    if "hemtjanst" in who.enrolled:
        for at in _instants(tale, morning, RATES["help"] * pace, end):
            _help(tale, at)
    if who.frailty <= 4 and who.age >= 75:
        _prevented(tale, morning, end)
    if who.frailty >= 7 and chance.random() < PLANNED_CARE:
        _medical_plan(tale, morning, end)


def _medical_plan(tale: Tale, morning: date, end: datetime) -> None:
    """Written some time ago: one that comes with a discharge is told by the discharge itself."""
    chance, place = tale.chance, tale.resident.place
    on = morning - timedelta(days=int(chance.triangular(45, 420, 150)))
    items = [one for one in get_args(PlanItem) if chance.random() < 0.6]
    if (at := moment(on, 650)) < end:
        body = {"on": f"{on}", "items": items}
        tale.tell(place.journal, "medical_plan.recorded", at, place.centre, body)


def _prevented(tale: Tale, morning: date, end: datetime) -> None:
    """A yearly check, of which something may be left; and now and then support without assessment."""
    chance, place = tale.chance, tale.resident.place
    if tale.resident.scored and chance.random() < 0.6:
        items = [one for one in ITEMS if chance.random() < 0.8]
        on = morning - timedelta(days=int(chance.triangular(10, 430, 150)))
        body = {"on": f"{on}", "items": items}
        tale.tell(place.journal, "annual_check.done", moment(on, 640), place.centre, body)
    if chance.random() >= SUPPORTED:
        return
    days = [chance.randint(5, 120)]
    days += [days[-1] - chance.randint(1, 6), days[-1] - chance.randint(7, 14)]
    days += [days[-1] - chance.randint(15, 45)]
    offered, accepted, begun, followed = (morning - timedelta(days=one) for one in days)
    for kind, on in (("offered", offered), ("accepted", accepted), ("followed_up", followed)):
        if (at := moment(on, 620)) < end:
            tale.tell("omsorg", f"lub.{kind}", at, place.assessors, {"on": f"{on}"})
    if (at := moment(begun, 660)) < end:
        told = {"insats": "trygghetslarm", "lub": True}
        told |= {"decided_at": stamp(at), "executed_at": stamp(at)}
        tale.tell("omsorg", "bistand.decision", at, place.assessors, told)


def _done(tale: Tale, kind: str, morning: date, oldest: int) -> None:
    on = morning - timedelta(days=int(tale.chance.triangular(10, oldest, 150)))
    place = tale.resident.place
    tale.tell(place.journal, kind, moment(on, 600), place.centre, {"on": f"{on}"})


def _sip(tale: Tale, morning: date, end: datetime) -> None:
    """Made, and followed up each quarter; the next day is always set."""
    chance, place, key = tale.chance, tale.resident.place, tale.visit()
    on = made = morning - timedelta(days=chance.randint(5, 330))
    while True:
        following = on + timedelta(days=FOLLOWED_UP_AFTER + chance.randint(-12, 5))
        body = {"next_followup_on": f"{following}"}
        at = moment(on, chance.randint(540, 900))
        if at >= end:
            return
        if on == made:
            body |= {"valid_from": f"{on}", "lead": place.centre}
            tale.tell(place.journal, "sip.created", at, place.centre, body, visit=key)
        else:
            body |= {"on": f"{on}"}
            tale.tell(place.journal, "sip.followed_up", at, place.centre, body, visit=key)
        on = following - timedelta(days=chance.randint(1, 10))


def _doctor(tale: Tale, at: datetime) -> None:
    team, asked = tale.resident.place.team, tale.visit()
    body = {"what": "lakarbedomning"}
    tale.tell("kommun_hsl", "assessment.requested", at, team, body, visit=asked)
    done = at + HOURS * tale.chance.uniform(1, 9)
    tale.tell("kommun_hsl", "assessment.done", done, team, body, visit=asked)


def _line(tale: Tale, at: datetime) -> None:
    place, key = tale.resident.place, tale.visit()
    body = {"line": "aldretelefon"}
    tale.tell(place.journal, "case.opened", at, place.centre, body, visit=key)
    answered = at + HOURS * tale.chance.uniform(0.2, 3)
    tale.tell(place.journal, "case.answered", answered, place.centre, body, visit=key)


def _help(tale: Tale, at: datetime) -> None:
    chance, place = tale.chance, tale.resident.place
    executed = at + HOURS * chance.uniform(1, 30)
    body = {
        "insats": chance.choice(("fler besök", "ledsagning", "matlåda", "nattillsyn")),
        "decided_at": stamp(at), "executed_at": stamp(executed),
    }  # fmt: skip
    tale.tell("omsorg", "bistand.decision", at, place.assessors, body)
    reached = {"route": "bistand", "by_unit": place.assessors}
    tale.tell("omsorg", "followup.reached", executed + HOURS * 5, place.assessors, reached)


def _instants(
    tale: Tale, morning: date, mean: float, end: datetime, *, office: bool = False
) -> Iterator[datetime]:
    chance = tale.chance
    for _ in range(poisson(chance, mean)):
        day = morning - timedelta(days=int(chance.random() * DAYS))
        if office and day.weekday() > 4:
            day -= timedelta(days=2)
        at = moment(day, chance.randint(500, 940 if office else 1380))
        if at < end:
            yield at
