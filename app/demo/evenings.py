"""Evenings understands what happens at home before a morning: what home help, an alarm, a relative tells."""

from datetime import datetime, timedelta

from app.days import local_date
from app.demo.hospital import HOURS
from app.demo.hours import Night
from app.demo.tale import Tale, moment, stamp

LATEST = 380
"""Minutes past midnight: what is written down after it comes with the next morning's batch."""


def fell_at_home(tale: Tale, night: Night) -> None:
    """An alarm now and then, two in the night, and with the second they find the person on the floor."""
    for days in (33, 20, 8):
        _alarm(tale, "alarm", moment(night.day(days), tale.chance.randint(0, 1400)))
    at = night.instant(tale.chance, latest=LATEST - 60, hours=12)
    _alarm(tale, "alarm", at - HOURS * 3)
    _alarm(tale, "fall", at)


def home_help_saw(tale: Tale, night: Night) -> None:
    kind = tale.chance.choice(("not_eating", "worsened", "worsened", "refused"))
    at = night.instant(tale.chance, latest=LATEST - 60, hours=15)
    seen = {"kind": kind, "severity": tale.chance.choice(("today", "today", "now"))}
    tale.tell("omsorg", "hemtjanst.deviation", at, tale.resident.home_help, seen)


def doctor_awaited(tale: Tale, night: Night) -> None:
    """The team asked for a doctor yesterday afternoon, and nobody has come."""
    at = moment(night.day(1), tale.chance.randint(780, 930))
    team = tale.resident.place.team
    tale.tell("kommun_hsl", "assessment.requested", at, team, {"what": "lakarbedomning"})


def help_in_the_night(tale: Tale, night: Night) -> None:
    executed = moment(night.day(1), tale.chance.randint(1080, 1320))
    body = {
        "insats": tale.chance.choice(("nattillsyn", "extra besök på kvällen", "korttidsplats")),
        "decided_at": stamp(executed - HOURS),
        "executed_at": stamp(executed),
    }
    tale.tell(
        "omsorg", "bistand.decision", executed - HOURS, tale.resident.place.assessors, body
    )  # fmt: skip


def line_unanswered(tale: Tale, night: Night) -> None:
    """Turned to the line for the elderly on the last working day before, and waits to be called."""
    day = night.day(1)
    while day.weekday() > 4 or day in night.place.calendar.closed:
        day -= timedelta(days=1)
    at = moment(day, tale.chance.randint(600, 900))
    place = tale.resident.place
    tale.tell(place.journal, "case.opened", at, place.centre, {"line": "aldretelefon"})


def plan_overdue(tale: Tale, night: Night) -> None:
    """A SIP whose follow-up was to be a few days ago."""
    made, due = night.day(tale.chance.randint(70, 85)), night.day(tale.chance.randint(2, 5))
    place = tale.resident.place
    body = {"valid_from": f"{made}", "next_followup_on": f"{due}", "lead": place.assessors}
    tale.tell(
        place.journal, "sip.created", moment(made, 840), place.centre, body, visit=tale.visit()
    )  # fmt: skip


def died(tale: Tale, night: Night) -> None:
    at = night.instant(tale.chance, latest=180, hours=18)
    on = {"on": f"{local_date(at)}"}
    tale.tell("befolkning", "person.died", at, None, on, written=at + HOURS)


def _alarm(tale: Tale, kind: str, at: datetime) -> None:
    tale.tell("omsorg", "alarm.triggered", at, tale.resident.home_help, {"kind": kind})
