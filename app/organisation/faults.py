"""Faults understand what must hold between the entries of an organisation: all that does not, at once."""

import re
from collections.abc import Iterator, Sequence, Set
from datetime import date, time
from ipaddress import ip_network

from app.days import Calendar, next_huddle_day
from app.holidays_se import closed_days
from app.huddle import packs
from app.organisation.asked import unasked
from app.organisation.entries import (
    AUTHORITIES,
    KEY,
    PROVIDER_KINDS,
    ROLES,
    SECTIONS,
    WEEKDAYS,
    WORD,
    CentreEntry,
    File,
    SourceEntry,
)
from app.organisation.places import Fault, Path
from app.organisation.shape import nearest

HSA_ID = re.compile(r"SE[0-9]{10}(?:[0-9]{2})?-[0-9A-Za-z]{1,30}")
MAPPING = re.compile(r"(?:/[\w. -]+)*/?[\w. -]+\.ya?ml")
SOURCE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
NO_HSA = "HSA-id skrivs SE, tio siffror, bindestreck och bokstäver eller siffror: SE2321000131-E000000000001."
NO_TIME = "Tiden skrivs som 08:00."
LONGEST = 80
"""Signs in the name of a group: as long as stands on one line."""
NO_GROUP = f"Gruppens namn skrivs på en rad, med högst {LONGEST} tecken."
ROUND = (time(7), time(18))
"""Between when the week's round may begin: in somebody's working day."""
NOT_THEN = "Teamronden börjar mellan 07:00 och 18:00."
SHORTEST, MOST = 15, 120
NOT_SO_LONG = f"Teamronden är ett helt antal minuter, från {SHORTEST} till {MOST}."
AT_ONCE = "Teamronden {} krockar med avstämningen {}. Välj en annan tid."
ANY = "*"


def faults(file: File) -> Iterator[Fault]:
    """Everything that cannot hold, in the order of the document."""
    yield from _ids(file)
    providers = {one.hsa_id: one for one in file.providers}
    codes = {one.code for one in file.municipalities}
    for at, one in enumerate(file.providers):
        path = ("providers", at)
        yield from _among(one.kind, PROVIDER_KINDS, (*path, "kind"))
        yield from _among(one.authority, AUTHORITIES, (*path, "authority"))
        yield from _known(one.municipality, codes, (*path, "municipality"), "kommunkod")
    for at, unit in enumerate(file.units):
        path = ("units", at)
        yield from _known(unit.provider, set(providers), (*path, "provider"), "huvudman")
        yield from _known(unit.municipality, codes, (*path, "municipality"), "kommunkod")
    units = {one.hsa_id: one.provider for one in file.units}
    for at, centre in enumerate(file.centres):
        yield from _centre(centre, units, ("centres", at))
    for at, source in enumerate(file.sources):
        yield from _source(source, set(providers), set(units), ("sources", at))


def _ids(file: File) -> Iterator[Fault]:
    """HSA-ids as they are written, and nothing told twice."""
    if not HSA_ID.fullmatch(file.region.hsa_id):
        yield Fault(("region", "hsa_id"), NO_HSA)
    for section in SECTIONS:
        seen: dict[str, int] = {}
        for at, entry in enumerate(getattr(file, section)):
            key: str = getattr(entry, KEY[section])
            path = (section, at, KEY[section])
            if KEY[section] == "hsa_id" and not HSA_ID.fullmatch(key):
                yield Fault(path, NO_HSA)
            if section == "municipalities" and not re.fullmatch(r"[0-9]{4}", key):
                yield Fault(path, "Kommunkoden är fyra siffror.")
            if key in seen:
                yield Fault(path, f"{WORD[section]} {key} står redan på plats {seen[key] + 1}.")
            seen.setdefault(key, at)


def _centre(centre: CentreEntry, units: dict[str, str], path: Path) -> Iterator[Fault]:
    yield from _known(centre.unit, set(units), (*path, "unit"), "enhet")
    at = _time(centre.time)
    if at is None:
        yield Fault((*path, "time"), f"{centre.time} är ingen tid. {NO_TIME}")
    yield from _days(centre.weekdays, (*path, "weekdays"))
    if not centre.weekdays:
        yield Fault((*path, "weekdays"), "Ange minst en veckodag; en gång i veckan går bra.")
    elif at is not None and (gap := _no_huddles(centre, at)):
        says = f"Ingen avstämningsdag på två månader efter {gap}. Öppna någon av dagarna."
        yield Fault((*path, "closed"), says)
    yield from _among(centre.pack, packs.names(), (*path, "pack"))
    yield from _weekly(centre, at, path)
    if centre.group is not None and not _is_name(centre.group):
        yield Fault((*path, "group"), NO_GROUP)
    if not centre.parties or centre.parties[0].unit != centre.unit:
        says = "Vårdcentralen själv ska stå först bland sina parter; den sammankallar."
        yield Fault((*path, "parties"), says)
    called = [party.unit for party in centre.parties]
    for number, party in enumerate(centre.parties):
        here = (*path, "parties", number)
        yield from _known(party.unit, set(units), (*here, "unit"), "enhet")
        yield from _among(party.role, ROLES, (*here, "role"))
        if called.index(party.unit) < number:
            yield Fault((*here, "unit"), "Enheten är redan kallad till den här avstämningen.")
        if (other := party.in_place_of) is not None:
            yield from _known(other, set(units), (*here, "in_place_of"), "enhet")
            if other in called:
                says = "Den enhet som företräds ska inte själv vara kallad."
                yield Fault((*here, "in_place_of"), says)


def _weekly(centre: CentreEntry, at: time | None, path: Path) -> Iterator[Fault]:
    """The week's round lies in the day, and beside the huddle: the same people come to both."""
    yield from _among(centre.weekly_day, WEEKDAYS, (*path, "weekly_day"))
    if not SHORTEST <= centre.weekly_minutes <= MOST:
        yield Fault((*path, "weekly_minutes"), NOT_SO_LONG)
        return
    start = _time(centre.weekly_time)
    if start is None:
        yield Fault((*path, "weekly_time"), f"{centre.weekly_time} är ingen tid. {NO_TIME}")
    elif not ROUND[0] <= start <= ROUND[1]:
        yield Fault((*path, "weekly_time"), NOT_THEN)
    elif at is not None:
        huddle = Calendar(at, frozenset(), frozenset()).minutes
        begins, round_ = _minute(at), _minute(start)
        if begins < round_ + centre.weekly_minutes and round_ < begins + huddle:
            says = AT_ONCE.format(centre.weekly_time, centre.time)
            yield Fault((*path, "weekly_time"), says)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _no_huddles(centre: CentreEntry, at: time) -> date | None:
    """The first closed day after which two months go by without a huddle."""
    days = frozenset(WEEKDAYS.index(day) for day in centre.weekdays if day in WEEKDAYS)
    years = {day.year + more for day in centre.closed for more in (0, 1)}
    calendar = Calendar(at, days, closed_days(years) | frozenset(centre.closed))
    for day in sorted(centre.closed):
        try:
            next_huddle_day(calendar, day)
        except ValueError:
            return day
    return None


def _source(
    source: SourceEntry, providers: Set[str], units: Set[str], path: Path
) -> Iterator[Fault]:
    if not SOURCE.fullmatch(source.id):
        says = "Källans id är små bokstäver a–z, siffror, _ och -, högst 40 tecken."
        yield Fault((*path, "id"), says)
    yield from _known(source.controller, providers, (*path, "controller"), "huvudman")
    for at, one in enumerate(source.controllers):
        if one != ANY:
            yield from _known(one, providers, (*path, "controllers", at), "huvudman")
    for at, one in enumerate(source.units):
        yield from _known(one, units, (*path, "units", at), "enhet")
    for name, says in unasked(source):
        yield Fault((*path, name), says)
    if source.valid_from and source.valid_from > source.valid_to:
        yield Fault((*path, "valid_to"), "Begäran slutar innan den börjar.")
    for name in ("interval_minutes", "rate_per_minute"):
        if (number := getattr(source, name)) is not None and not 0 < number < 2**31:
            yield Fault((*path, name), "Antalet ska vara minst 1.")
    yield from _days(source.weekdays, (*path, "weekdays"))
    hours = {name: getattr(source, name) for name in ("opens", "closes")}
    for name, told in hours.items():
        if told is not None and _time(told) is None:
            yield Fault((*path, name), f"{told} är ingen tid. {NO_TIME}")
    if sum(told is not None for told in hours.values()) == 1:
        yield Fault((*path, "opens"), "Ange både opens och closes, eller ingen av dem.")
    for at, peer in enumerate(source.peers):
        if not _is_address(peer):
            says = "Adressen skrivs som 10.1.2.3 eller 10.1.2.0/24."
            yield Fault((*path, "peers", at), says)
    if source.mapping is not None and not (
        MAPPING.fullmatch(source.mapping) and ".." not in source.mapping
    ):
        says = "Översättningen är ett filnamn som slutar på .yaml, eller hela sökvägen till den."
        yield Fault((*path, "mapping"), says)


def _days(days: Sequence[str], path: Path) -> Iterator[Fault]:
    for at, day in enumerate(days):
        yield from _among(day, WEEKDAYS, (*path, at))
        if days.index(day) < at:
            yield Fault((*path, at), f"Veckodagen {day} står två gånger.")


def _among(value: str, allowed: Sequence[str], path: Path) -> Iterator[Fault]:
    if value not in allowed:
        yield Fault(path, f"{value} finns inte. {nearest(value, allowed)}".strip())


def _known(value: str | None, known: Set[str], path: Path, word: str) -> Iterator[Fault]:
    if value is not None and value not in known:
        yield Fault(path, f"Okänd {word} {value}. {nearest(value, sorted(known))}".strip())


def _time(told: str) -> time | None:
    if not re.fullmatch(r"[0-2][0-9]:[0-5][0-9]", told):
        return None
    try:
        return time.fromisoformat(told)
    except ValueError:
        return None


def _is_name(told: str) -> bool:
    return bool(told.strip()) and len(told) <= LONGEST and told.isprintable()


def _is_address(told: str) -> bool:
    try:
        ip_network(told, strict=False)
    except ValueError:
        return False
    return True
