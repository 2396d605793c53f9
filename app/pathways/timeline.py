"""Timeline understands what has happened to a person as lines: when, what, and who told us.

A line stands on one event each. Of a person as a viewer may know it there are the viewer's lines and no
others: what is hidden is not there.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from app import words
from app.days import local_date
from app.events.kinds import Category
from app.pathways.tracker import Told, begins
from app.people.person import CATEGORY, Person, enrolment_category
from app.people.stamp import Stamp
from app.value import Value

MOST = 200
"""So many of the newest: what is older belongs to the record, and that is read elsewhere."""
Said = tuple[datetime | None, str, Stamp]

LEFT_ED = {"home": "hem", "left": "gick innan bedömning", "admitted": "inlagd", "dead": "avliden"}
LEFT_WARD = {
    "home": "till eget hem", "korttid": "till korttidsplats", "sabo": "till särskilt boende",
    "dead": "avliden", "other": "till annan vård",
}  # fmt: skip
AMBULANCE = {
    "conveyed": "till sjukhus", "left_home": "kvar hemma", "referred": "hänvisad vidare",
    "dead": "avliden",
}  # fmt: skip
TEAMS = {
    "malt": "MALT", "palt": "PALT", "narsjukvardsteam": "närsjukvårdsteam",
    "samsjukvard": "samsjukvård",
}  # fmt: skip
ENROLLED = {
    "kommunal_hsl": "kommunal primärvård", "hemtjanst": "hemtjänst", "sabo": "särskilt boende",
    "korttid": "korttidsplats", "trygghetsboende": "trygghetsboende", "lss": "LSS",
    "socialpsykiatri": "socialpsykiatri", "lakarmedverkan": "läkarmedverkan",
    "trygg_hemgang": "trygg hemgång", "nsvt": "närsjukvårdsteam", "palliativ": "palliativ vård",
}  # fmt: skip
NOTED = {
    "medication_review": "Läkemedelsgenomgång", "medlist": "Läkemedelslista avstämd",
    "annual_check": "Årskontroll", "medical_plan": "Medicinsk vårdplan upprättad",
    "frequent_attender": "Mångsökare genomgången", "lub_offered": "Insats utan behovsprövning erbjuden",
    "lub_accepted": "Insats utan behovsprövning: tackade ja",
    "lub_followed_up": "Insats utan behovsprövning uppföljd",
    "relative_informed": "Anhörig informerad",
}  # fmt: skip
ASSESSED = {
    "lakarbedomning": "Läkarbedömning", "fall": "Bedömning efter fall",
    "avvikelse": "Bedömning efter avvikelse", "larm": "Bedömning efter larm",
}  # fmt: skip
ALARMS = {"alarm": "Trygghetslarm", "fall": "Trygghetslarm: fall",
          "fall_with_injury": "Trygghetslarm: fall med skada"}  # fmt: skip
LINES = {
    "aldretelefon": "äldre-telefonen",
    "en_vag_in": "en väg in",
    "snabbkonsult": "snabbkonsult",
}
APPOINTED = {
    "fast_vardkontakt": "Fast vårdkontakt", "fast_lakarkontakt": "Fast läkarkontakt",
    "fast_omsorgskontakt": "Fast omsorgskontakt",
}  # fmt: skip
POINT = {"open": "öppen", "done": "klar", "not_needed": "behövs inte"}


class Line(Value, frozen=True):
    at: datetime
    text: str
    told: Told


def timeline(person: Person, units: Mapping[str, str], now: datetime) -> tuple[Line, ...]:
    """What has happened by `now`, the newest first; `units` are names by HSA-id."""
    found = [
        Line(at or stamp.occurred_at, text, Told(_category(name, fact), stamp))
        for name in CATEGORY
        for fact in getattr(person, name)
        for at, text, stamp in _said(name, fact, units)
    ]
    if person.died is not None:
        at = begins(person.died_on) if person.died_on is not None else person.died.occurred_at
        found.append(Line(at, "Avliden", Told(Category.D1, person.died)))
    # A day that is planned, as when an insats is to begin, has not happened yet.
    found = [line for line in found if line.at <= now]
    found.sort(key=lambda line: (line.at, line.told.stamp.ref, line.text), reverse=True)
    return tuple(found[:MOST])


def _category(name: str, fact: Any) -> Category:
    return enrolment_category(fact.kind) if name == "enrolments" else CATEGORY[name]


def _said(name: str, fact: Any, units: Mapping[str, str]) -> Iterator[Said]:
    """What a fact says, an event at a time."""
    match name:
        case "ed_visits":
            if fact.registered_at is not None:
                yield fact.registered_at, "Kom till akuten", fact.stamp
            if fact.closed is not None:
                yield fact.closed_at, _with("Lämnade akuten", LEFT_ED, fact.outcome), fact.closed
        case "stays":
            if fact.admitted_at is not None:
                ward = f", avdelning {fact.ward}" if fact.ward else ""
                yield fact.admitted_at, f"Inskriven på sjukhus{ward}", fact.stamp
            if fact.left is not None:
                yield fact.discharged_at, _with("Utskriven", LEFT_WARD, fact.disposition), fact.left
        case "cases":
            yield from _planned(fact)
        case "sips":
            yield from _plan(fact)
        case "bistand":
            yield from _granted(fact)
        case "enrolments":
            what = ENROLLED.get(fact.kind, fact.kind)
            yield begins(fact.from_), f"Inskriven: {what}", fact.stamp
            if fact.ended is not None and fact.to is not None:
                yield begins(fact.to), f"Avslutad: {what}", fact.ended
        case "assessments":
            what = ASSESSED[fact.what]
            if fact.asked_at is not None:
                yield fact.asked_at, f"{what} begärd", fact.stamp
            if fact.done is not None:
                yield None, f"{what} gjord", fact.done
        case "lines":
            what = LINES[fact.line]
            if fact.opened_at is not None:
                yield fact.opened_at, f"Sökte {what}", fact.stamp
            if fact.answered is not None:
                yield None, f"Svar från {what}", fact.answered
        case "checks" | "reviews" | "support":
            yield begins(fact.on), NOTED[fact.what], fact.stamp
        case _:
            yield None, _once(name, fact, units), fact.stamp


def _once(name: str, fact: Any, units: Mapping[str, str]) -> str:
    """What a fact that one event tells of says."""
    match name:
        case "ambulance":
            return _with("Ambulans", AMBULANCE, fact.outcome)
        case "mobile":
            return f"Besök av {TEAMS.get(fact.team, 'mobilt team')}"
        case "contacts" if fact.kind == "vc":
            return "Besök på vårdcentralen"
        case "contacts" if fact.kind == "followup":
            return "Uppföljning: personen är nådd"
        case "contacts":
            reached = {True: ": nådd", False: ": nåddes inte", None: ""}[fact.reached]
            return f"Telefonsamtal{reached}"
        case "attempts":
            return "Försök att nå personen"
        case "checklist":
            return f"Trygg hemgång: {fact.point}, {POINT[fact.state]}"
        case "receipts":
            return f"SAMSA kvitterat av {units.get(fact.unit, fact.unit)}"
        case "sip_calls":
            return "Kallelse till SIP skickad"
        case "discharge_notes":
            return "Information vid utskrivning skickad"
        case "frailty":
            acute = ", under akut sjukdom" if fact.context == "acute" else ""
            return f"CFS {fact.score}{acute}"
        case "appointed":
            what = APPOINTED[fact.kind]
            return f"{what} behövs inte" if fact.unnecessary else f"{what} utsedd"
        case "important":
            return "Viktigt för mig nedskrivet" if fact.text else "Viktigt för mig borttaget"
        case "deviations":
            return f"Hemtjänsten har sett: {words.SEEN[fact.kind]}"
        case "alarms":
            return ALARMS[fact.kind]
        case _:
            raise ValueError(f"a fact of {name} has no words here")


def _planned(case: Any) -> Iterator[Said]:
    if case.noticed:
        yield None, "Inskrivningsmeddelande i SAMSA", case.stamp
    if case.pud is not None:
        yield (
            None,
            f"Planerad hemgång satt till {words.day(local_date(case.pud))}",
            (case.pud_set or case.stamp),
        )
    if case.ready is not None:
        yield case.ready_at, "Utskrivningsklar", case.ready


def _plan(sip: Any) -> Iterator[Said]:
    steps = (
        (None, "föreslagen", sip.proposed), (None, "avböjd", sip.declined),
        (sip.met_at, "möte hållet", sip.met), (None, "upprättad", sip.created),
        (None, "uppföljd", sip.followed), (None, "avslutad", sip.ended),
    )  # fmt: skip
    for at, what, stamp in steps:
        if stamp is not None:
            yield at, f"SIP {what}", stamp


def _granted(insats: Any) -> Iterator[Said]:
    what = "Insats utan behovsprövning" if insats.lub else "Insats"
    if insats.asked_at is not None:
        yield insats.asked_at, f"Ansökan om {insats.insats}", insats.stamp
    if insats.decided is not None:
        yield insats.decided_at, f"{what} beslutad: {insats.insats}", insats.decided
    if insats.decided is not None and insats.executed_at is not None:
        yield insats.executed_at, f"{what} verkställd: {insats.insats}", insats.decided


def _with(what: str, ends: Mapping[str, str], end: str | None) -> str:
    return f"{what}: {ends[end]}" if end is not None and end in ends else what
