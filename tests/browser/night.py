"""Night is one known night at Lindåsen: who came home, who was taken in, and who may hear of it.

Whoever reached us first waits longest, so it is among the six that two do not fit.

| who              | what happened                     | urgency | shared with the municipality       |
|------------------|-----------------------------------|---------|------------------------------------|
| Gunborg Öhrnäs   | home from the emergency, CFS 7    | röd     | consent                            |
| Evert Strandqvist| ambulance, stayed at home         | gul     | consent                            |
| Sven Nyhamn      | home from hospital, not called yet| röd     | consent                            |
| Holger Jansmo    | goes home today, nothing prepared | röd     | consent                            |
| Märta Hagbäck    | home from the emergency           | gul     | nobody has asked: awaits consent   |
| Nils Nordvret    | visited by a mobile team          | gul     | has said no                        |
| Alice Lönnqvist  | goes home tomorrow, CFS 8         | röd     | no consent; a notice with PUD      |
| Frida Cedervall  | emergency, how it ended not known | oklart  | consent                            |
| six more         | home from the emergency           | gul     | consent; two of them do not fit    |
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from tests.houses import EMERGENCY, HOME_HELP, NEEDS, NOW, cloud, consent, home_from_ed, registered

Events = list[dict[str, Any]]
DATE = "2026-11-20"
WARD = "SE2321000131-DEMOSAS43"
AMBULANCE = "SE2321000131-DEMOAMB01"
TEAM = "SE2321000131-DEMONARS1"

GUNBORG = ("19340304T027", "Gunborg", "Öhrnäs")
EVERT = ("19381112T011", "Evert", "Strandqvist")
SVEN = ("19310709T013", "Sven", "Nyhamn")
HOLGER = ("19400102T014", "Holger", "Jansmo")
MARTA = ("19390317T020", "Märta", "Hagbäck")
NILS = ("19350617T019", "Nils", "Nordvret")
ALICE = ("19360428T022", "Alice", "Lönnqvist")
HIDDEN = (MARTA, NILS, ALICE)
FRIDA = ("19300930T025", "Frida", "Cedervall")
OVERFLOW = (
    ("19410203T031", "Olof", "Vinnerstad"),
    ("19410304T032", "Ylva", "Damsby"),
    ("19410405T033", "Karl-Erik", "Ljungmo"),
    ("19410506T034", "Rut", "Askebo"),
    ("19410607T035", "Tore", "Fallvik"),
    ("19420708T037", "Inga", "Brattmo"),
)
KARIN_LATE = ("19450811T036", "Karin", "Ekvall")
"""Nobody yet: she comes at 7.50, in a test."""


TOLD = NOW - timedelta(hours=2, minutes=40)
"""5.00, when the night is told of, before any agenda is built."""


def hours_ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


def person(who: tuple[str, str, str], cfs: int | None = None) -> Events:
    number, given, family = who
    told = [registered(number, given_name=given, family_name=family)]
    if cfs is not None:
        fields = {"score": cfs, "assessed_on": "2026-06-02", "context": "habitual"}
        told.append(cloud("cfs.assessed", number, NOW - timedelta(days=171), **fields))
    return told


def refused(number: str) -> dict[str, Any]:
    return cloud("consent.refused", number, hours_ago(480), purpose="utlamnande")


def consent_ended(number: str, at: datetime) -> dict[str, Any]:
    return cloud("consent.ended", number, at, purpose="utlamnande")


def consent_given(number: str, at: datetime) -> dict[str, Any]:
    return cloud("consent.given", number, at, purpose="utlamnande", start=at.isoformat())


def notice(number: str, days_ago: float, pud_in_hours: float) -> Events:
    """An inskrivningsmeddelande to home help and needs assessment, with its PUD; both acknowledge it."""
    sent, pud = NOW - timedelta(days=days_ago), NOW + timedelta(hours=pud_in_hours)
    told = cloud(
        "samsa.inskrivningsmeddelande", number, sent, unit_hsa_id=WARD,
        sent_at=sent.isoformat(), pud=pud.isoformat(), recipients=[HOME_HELP, NEEDS],
    )  # fmt: skip
    seen = sent + timedelta(hours=2)
    return [
        told,
        *(
            cloud("samsa.kvitterad", number, seen, unit_hsa_id=unit, by_unit=unit)
            for unit in (HOME_HELP, NEEDS)
        ),
    ]


def night() -> tuple[Events, Events]:
    """All that reached us in the night, in the order it came: those who came first wait longest."""
    return recorded([*_shared(), *_hidden()]), recorded([*_overflow()])


def recorded(events: Events) -> Events:
    """Each written down twelve minutes after it happened, unless it says otherwise."""
    for event in events:
        written = min(datetime.fromisoformat(event["time"]) + timedelta(minutes=12), TOLD)
        event["data"].setdefault("recorded_at", written.isoformat())
    return events


def _shared() -> Iterator[dict[str, Any]]:
    yield from person(GUNBORG, cfs=7)
    yield from (consent(GUNBORG[0]), home_from_ed(GUNBORG[0], hours_ago(4.5)))
    yield from person(EVERT, cfs=4)
    yield consent(EVERT[0])
    yield cloud(
        "ambulance.contact", EVERT[0], hours_ago(3.6), unit_hsa_id=AMBULANCE,
        case_id="t-1", outcome="left_home",
    )  # fmt: skip
    yield from person(SVEN, cfs=6)
    left = hours_ago(20)
    yield consent(SVEN[0])
    yield cloud(
        "inpatient.discharged", SVEN[0], left, unit_hsa_id=WARD,
        discharged_at=left.isoformat(), disposition="home",
    )  # fmt: skip
    yield from person(HOLGER, cfs=6)
    yield from (consent(HOLGER[0]), *notice(HOLGER[0], 3, 9))
    yield from person(FRIDA)
    yield from (consent(FRIDA[0]), home_from_ed(FRIDA[0], hours_ago(9), outcome="unknown"))


def _hidden() -> Iterator[dict[str, Any]]:
    yield from person(MARTA, cfs=5)
    yield home_from_ed(MARTA[0], hours_ago(6))
    yield from person(NILS, cfs=5)
    yield refused(NILS[0])
    yield cloud(
        "mobile.visit", NILS[0], hours_ago(11), unit_hsa_id=TEAM,
        team="narsjukvardsteam", outcome="stays_home",
    )  # fmt: skip
    yield from person(ALICE, cfs=8)
    yield from notice(ALICE[0], 2, 30)


def _overflow() -> Iterator[dict[str, Any]]:
    for n, who in enumerate(OVERFLOW):
        yield from person(who)
        yield from (consent(who[0]), home_from_ed(who[0], hours_ago(3 + n)))


def late(
    who: tuple[str, str, str], at: datetime, *, shared: bool = True, cfs: int | None = None
) -> Events:
    """Somebody goes home from the emergency while the room is gathered."""
    told = [*person(who, cfs), home_from_ed(who[0], at, unit_hsa_id=EMERGENCY)]
    return [*told, consent(who[0])] if shared else told


def name(who: tuple[str, str, str]) -> str:
    return f"{who[1]} {who[2]}"
