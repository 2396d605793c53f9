"""Hospital understands a visit to the emergency department and a stay, with all that follows home."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from app.days import local_date
from app.demo.region import Region
from app.demo.tale import Tale, moment, stamp

POINTS = {
    "Samtycke": ("aldre_ssk", "kommun_hsl"),
    "Utskrivningsdag bekräftad": ("bistandshandlaggare", "omsorg"),
    "Medicinsk plan": ("aldre_ssk", "kommun_hsl"),
    "Läkemedelslista": ("aldre_ssk", "kommun_hsl"),
    "Hjälpmedel": ("kommun_hsl", "kommun_hsl"),
    "Hembesök": ("kommun_hsl", "kommun_hsl"),
    "Namngiven kontakt": ("hemtjanst_planerare", "omsorg"),
    "Varm överlämning": ("kommun_hsl", "kommun_hsl"),
    "Uppföljningssamtal": ("aldre_ssk", "kommun_hsl"),
}
"""The points of a safe homecoming, each with its role and the source that reports it."""
HOURS = timedelta(hours=1)
ACKNOWLEDGED, CALLED = 0.98, 0.85
"""How often a receiver acknowledges a notice, and how often a call to a SIP is sent in time."""
Points = Literal["none", "some", "all"]
Calls = Literal["none", "attempts", "reached", "late"]


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay from admission to discharge. `notice`: whether SAMSA plans for it.

    `moved`: by how many days the planned discharge is moved on the way.
    """

    admitted: datetime
    left: datetime
    ward: int = 0
    planned: bool = False
    notice: bool = False
    disposition: str = "home"
    ambulance: bool = False
    points: Points = "none"
    calls: Calls = "none"
    moved: int = 0


def emergency(
    tale: Tale,
    region: Region,
    came: datetime,
    closed: datetime,
    outcome: str = "home",
    *,
    ambulance: bool = False,
    sensitive: bool = False,
) -> str:
    """A visit from registration to its end; answers the closing event's id."""
    visit = tale.visit()
    if ambulance:
        conveyed(tale, region, came - timedelta(minutes=tale.chance.randint(25, 70)))
    tale.tell(
        "elvis", "ed.visit.registered", came, region.emergency,
        {"arrival_mode": "ambulance" if ambulance else tale.chance.choice(("own", "other"))},
        visit=visit, sensitive=sensitive,
    )  # fmt: skip
    return tale.tell(
        "elvis", "ed.visit.closed", closed, region.emergency,
        {"outcome": outcome, "closed_at": stamp(closed)}, visit=visit, sensitive=sensitive,
    )  # fmt: skip


def conveyed(tale: Tale, region: Region, at: datetime, outcome: str = "conveyed") -> str:
    """An ambulance's contact with the person; answers the event's id."""
    body = {"case_id": tale.visit(), "prio": tale.chance.choice((1, 2, 2, 3)), "outcome": outcome}
    if outcome == "conveyed":
        body["destination"] = region.emergency
    return tale.tell("ambulans", "ambulance.contact", at, region.ambulance, body)


def stay(tale: Tale, region: Region, what: Stay) -> None:
    """A stay with its notices, its checklist, its discharge and the calls after it."""
    chance, visit = tale.chance, tale.visit()
    unit = region.wards[what.ward % len(region.wards)]
    if not what.planned:
        came = what.admitted - HOURS * chance.uniform(3, 8)
        emergency(tale, region, came, what.admitted, "admitted", ambulance=what.ambulance)
    body = {"planned": what.planned, "from_ed": not what.planned}
    tale.tell("elvis", "inpatient.admitted", what.admitted, unit, body, visit=visit)
    if what.notice:
        _planning(tale, unit, visit, what)
    tale.tell(
        "elvis", "inpatient.discharged", what.left, unit,
        {
            "discharged_at": stamp(what.left),
            "disposition": what.disposition,
            "plan_present": chance.random() < 0.7,
            "med_list_present": chance.random() < 0.8,
        },
        visit=visit,
    )  # fmt: skip
    after(tale, what)


def recipients(tale: Tale) -> list[str]:
    """The units that the notice goes to: the listed centre and those of the municipality."""
    who = tale.resident
    found = [who.place.centre, who.place.assessors]
    if "kommunal_hsl" in who.enrolled or who.frailty >= 6:
        found.append(who.place.team)
    if "hemtjanst" in who.enrolled:
        found.append(who.home_help)
    if "sabo" in who.enrolled:
        found.append(who.place.care_home)
    return found


def _planning(tale: Tale, unit: str, visit: str, what: Stay) -> None:
    chance = tale.chance
    length = what.left - what.admitted
    day = local_date(what.left)
    final = moment(day, 60 * chance.choice((11, 13, 13, 14, 15)))
    first = final - timedelta(days=what.moved)
    sent = what.admitted + min(HOURS * chance.uniform(1, 14), length / 3)

    def notice(kind: str, at: datetime, body: dict[str, object]) -> None:
        tale.tell("samsa", f"samsa.{kind}", at, unit, body, visit=visit)

    to = recipients(tale)

    def acknowledged(at: datetime) -> None:
        """Each that was told says so within the day; now and then somebody does not."""
        for one in to:
            seen = at + HOURS * chance.uniform(0.5, 20)
            if chance.random() < ACKNOWLEDGED:
                tale.tell("samsa", "samsa.kvitterad", seen, one, {"by_unit": one}, visit=visit)

    if first <= sent:
        first = final + timedelta(days=what.moved)
    notice(
        "inskrivningsmeddelande", sent,
        {"sent_at": stamp(sent), "pud": stamp(first), "recipients": to},
    )  # fmt: skip
    acknowledged(sent)
    if first != final:
        changed = max(sent + HOURS, final - HOURS * chance.uniform(36, 66))
        notice(
            "pud_changed", changed,
            {"sent_at": stamp(changed), "old": stamp(first), "new": stamp(final)},
        )  # fmt: skip
        acknowledged(changed)
    ready = max(sent + HOURS, what.left - HOURS * chance.uniform(3, 44))
    if ready < what.left:
        notice("utskrivningsklar", ready, {"sent_at": stamp(ready)})
        acknowledged(ready)
        called = ready + HOURS * chance.uniform(2, 30)
        meeting = stamp(final + timedelta(days=chance.randint(2, 9)))
        if chance.random() < CALLED:
            notice("sip_kallelse", called, {"sent_at": stamp(called), "meeting_at": meeting})
    checklist(tale, day, sent, what.points)
    if what.disposition != "dead":
        told = {
            "contains_med_list": chance.random() < 0.8,
            "contains_med_plan": chance.random() < 0.6,
        }
        notice("information_vid_utskrivning", what.left, {"sent_at": stamp(what.left), **told})


def checklist(tale: Tale, day: date, earliest: datetime, points: Points) -> None:
    """Points set two or three days before the day home; "some" leaves two to four open."""
    if points == "none":
        return
    chance, place = tale.chance, tale.resident.place
    still_open = set(
        chance.sample(sorted(POINTS), chance.randint(2, 4)) if points == "some" else ()
    )
    for point, (role, source) in POINTS.items():
        at = moment(day - timedelta(days=chance.choice((2, 2, 3))), chance.randint(480, 960))
        state = "open" if point in still_open else chance.choice(("done", "done", "not_needed"))
        body = {"checklist": "trygg_hemgang", "point": point, "state": state, "role": role}
        if state == "not_needed":
            body["reason"] = "Behövs inte enligt planeringen"
        unit = place.team if source == "kommun_hsl" else place.assessors
        tale.tell(source, "checklist.point_set", max(at, earliest + HOURS), unit, body)


def after(tale: Tale, what: Stay) -> None:
    """Calls after a discharge home, and the place for short stay when home is not yet possible."""
    place, chance = tale.resident.place, tale.chance
    day = local_date(what.left)
    if what.disposition == "korttid":
        days = chance.randint(8, 30)
        body = {"kind": "korttid", "unit": place.short_stay}
        tale.tell(
            "omsorg", "enrolment.started", what.left, place.short_stay,
            body | {"from": f"{day}", "to": f"{day + timedelta(days=days)}"},
        )  # fmt: skip
        home = day + timedelta(days=days)
        tale.tell(
            "omsorg", "enrolment.ended", moment(home, 660), place.short_stay,
            body | {"on": f"{home}", "to": "hem"},
        )  # fmt: skip
    if what.disposition != "home" or what.calls == "none":
        return
    first = _office(day + timedelta(days=1))
    if what.calls != "late":
        call(tale, "attempted", moment(first, chance.randint(500, 900)))
    if what.calls == "attempts":
        call(
            tale, "attempted", moment(_office(first + timedelta(days=1)), chance.randint(500, 900))
        )
        return
    wait = 5 if what.calls == "late" else chance.choice((0, 1))
    call(tale, "reached", moment(_office(first + timedelta(days=wait)), chance.randint(901, 980)))


def call(tale: Tale, how: Literal["attempted", "reached"], at: datetime) -> None:
    """A follow-up call by the municipality's team for those enrolled there, else by the centre."""
    place = tale.resident.place
    team = "kommunal_hsl" in tale.resident.enrolled
    unit = place.team if team else place.centre
    body = {"route": "kommunal_primarvard" if team else "vc", "by_unit": unit}
    tale.tell("kommun_hsl" if team else place.journal, f"followup.{how}", at, unit, body)


def _office(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
