"""Identifiers understand which number names a person: its system, its form and its check digit.

A number has one canonical system and one way of being written, so that it is the same person
whoever sends it. A number that can only be of another kind than its sender says (a coordination
number sent as personnummer, a VGR reserve number as national) is given its own kind's system.
No reason repeats the number: reasons are shown and logged.

In demo mode only numbers that are nobody's are taken: demo identifiers, the few official test
numbers below, reserve numbers, and the local systems that a source has declared.
"""

import re
from collections.abc import Callable
from datetime import date

from app.value import Value

PERSONNUMMER = "http://electronichealth.se/identifier/personnummer"
SAMORDNINGSNUMMER = "http://electronichealth.se/identifier/samordningsnummer"
NATIONAL_RESERVE = "http://electronichealth.se/identifier/nationelltReservnummer"
VGR_RESERVE = "urn:oid:1.2.752.113.11.0.2.1.1.1"
STOCKHOLM_RESERVE = "urn:oid:1.2.752.97.3.1.3"
VARMLAND_RESERVE = "urn:oid:1.2.752.74.9.2"
UNKNOWN_LOCAL = "urn:oid:1.2.752.129.2.1.2.1"
DEMO = "urn:kvarten:demo"
LOCAL_PREFIX = "urn:kvarten:local:"

OIDS = {
    "1.2.752.129.2.1.3.1": PERSONNUMMER,
    "1.2.752.129.2.1.3.3": SAMORDNINGSNUMMER,
    "1.2.752.74.9.1": NATIONAL_RESERVE,
}
SYSTEMS = frozenset({
    PERSONNUMMER, SAMORDNINGSNUMMER, NATIONAL_RESERVE, VGR_RESERVE, STOCKHOLM_RESERVE,
    VARMLAND_RESERVE, UNKNOWN_LOCAL, DEMO,
})  # fmt: skip
OFFICIAL = frozenset({PERSONNUMMER, SAMORDNINGSNUMMER})
# Official test numbers of Skatteverket, and HL7 Sweden's sample patients: a list, never a range,
# since a number made up "in the test range" may be a living person's.
TEST_NUMBERS = frozenset({
    "192810317079", "192907059022", "193003029091", "193103189142", "193203199108", "193302177211",
    "193402139111", "193704297450", "193804139149", "194006038873", "194211307444", "194311097093",
    "194402273462", "194408278184", "194611305469", "193001612385", "193001722390",
    "189002029800", "189602029812", "195009072553", "196101182803", "196109732393", "199002222397",
    "200001252386", "200302022389",
})  # fmt: skip
_NATIONAL = re.compile(r"([0-9]{8})[A-HJ-NPR-UX-Z]{2}[0-9A-HJ-NPR-UX-Z][0-9]")
_VGR = re.compile(r"([0-9]{8})([KMX])([0-9]{2})[0-9]")
_VGR_DIGIT = {"K": "5", "M": "7", "X": "8"}
_VARMLAND = re.compile(r"([0-9]{8})S[FUXPL][0-9][A-UW-Z1-9]")
_DEMO = re.compile(r"([0-9]{8})T[0-9]{3}")
_WITH_HSA = re.compile(r"SE[0-9]{10,12}-[!-~]{2,60}")
_LOCAL = re.compile(r"[^\s\x00-\x1f\x7f]{1,64}")


class Identifier(Value, frozen=True):
    """A number in its canonical system, written the one way. Made by `parse`."""

    system: str
    value: str


BY_HAND = "Skriv personnumret eller reservnumret med tolv tecken."


class InvalidIdentifier(ValueError):
    """The number cannot be a person's; `reason` says why, in Swedish, without the number."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def parse(system: str, value: str, *, demo: bool, local_systems: frozenset[str]) -> Identifier:
    """The identifier in its one form, or InvalidIdentifier."""
    system = canonical(system)
    if system in _READERS:
        found = _READERS[system](_written(value))
        if demo and found.system in OFFICIAL and found.value not in TEST_NUMBERS:
            raise InvalidIdentifier("I demoläge tas bara testnummer emot.")
        if found.system == DEMO and not demo:
            raise InvalidIdentifier("Demonummer tas bara emot i demoläge.")
        return found
    if system not in local_systems and (demo or system != UNKNOWN_LOCAL):
        raise InvalidIdentifier("Identitetssystemet är okänt och inte angivet av källan.")
    return _local(system, value.strip())


def by_hand(number: str, *, demo: bool) -> Identifier:
    """The identifier that a number written by hand is; raises InvalidIdentifier, in the writer's words."""
    system = recognised(number)
    if system is None:
        raise InvalidIdentifier(BY_HAND)
    return parse(system, number, demo=demo, local_systems=frozenset())


def recognised(value: str) -> str | None:
    """The system that a number written by hand can only belong to, if it tells by its form."""
    written = _written(value)
    for form, system in (
        (re.compile(r"99[0-9]{10}"), STOCKHOLM_RESERVE),
        (re.compile(r"[0-9]{10,12}"), PERSONNUMMER),
        (_DEMO, DEMO),
        (_VGR, VGR_RESERVE),
        (_VARMLAND, VARMLAND_RESERVE),
        (_NATIONAL, NATIONAL_RESERVE),
    ):
        if form.fullmatch(written):
            return system
    return None


def canonical(system: str) -> str:
    """The system as we write it: the URL where HL7 Sweden has one, else urn:oid: or as given."""
    system = system.strip()
    oid = system[8:] if system[:8].lower() == "urn:oid:" else system
    if oid in OIDS:
        return OIDS[oid]
    return f"urn:oid:{oid}" if f"urn:oid:{oid}" in SYSTEMS else system


def birth_date(identifier: Identifier) -> date | None:
    """The birth date that the number tells, or None where it tells none or only an approximate."""
    digits = identifier.value[:8]
    if identifier.system == SAMORDNINGSNUMMER:
        return _date(f"{digits[:6]}{int(digits[6:]) - 60:02}")
    if identifier.system == NATIONAL_RESERVE:
        # The century is raised by 3, or by 6, 9 … when the series before it was used up.
        return _date(f"{(int(digits[:2]) - 19) % 3 + 19}{digits[2:]}") if digits > "01" else None
    return _date(digits) if identifier.system in _DATED else None


def luhn(text: str) -> int:
    """The check digit of what stands before it; a letter counts as its ASCII number."""
    total, weight = 0, 2
    for sign in reversed(text):
        number = int(sign) if sign.isdigit() else ord(sign)
        total += sum(map(int, str(number * weight)))
        weight = 3 - weight
    return -total % 10


def _written(value: str) -> str:
    return value.strip().upper().replace("-", "").replace("+", "").replace(" ", "")


def _official(value: str) -> Identifier:
    """Personnummer or samordningsnummer: the day tells which, whatever the sender called it."""
    if re.fullmatch(r"[0-9]{10}", value):
        raise InvalidIdentifier("Numret ska skrivas med tolv siffror, med århundradet först.")
    if not re.fullmatch(r"(18|19|[2-9][0-9])[0-9]{10}", value):
        raise InvalidIdentifier("Numret ska vara tolv siffror, ÅÅÅÅMMDDNNNN.")
    if "60" <= value[6:8] <= "91" and value[4:6] <= "12":
        # Month 00, day 60 and days that the month lacks are given out: the birth date is unsure.
        system = SAMORDNINGSNUMMER
    elif _date(value[:8]):
        system = PERSONNUMMER
    else:
        raise InvalidIdentifier("Numret börjar inte med ett datum som finns.")
    if value[8:11] == "000" or luhn(value[2:11]) != int(value[11]):
        raise InvalidIdentifier("Numrets kontrollsiffra stämmer inte.")
    return Identifier(system, value)


def _national(value: str) -> Identifier:
    if _VGR.fullmatch(value):
        return _vgr(value)
    if not (match := _NATIONAL.fullmatch(value)):
        raise InvalidIdentifier("Ett nationellt reservnummer skrivs med tolv tecken, XXÅÅMMDDNNGC.")
    century, month, day = value[:2], value[4:6], value[6:8]
    known = century >= "22" and birth_date(Identifier(NATIONAL_RESERVE, match[1]))
    if not known and not (century == "00" and month >= "20" and "40" <= day <= "59"):
        raise InvalidIdentifier("Reservnumrets datumdel finns inte.")
    if luhn(value[:11]) != int(value[11]):
        raise InvalidIdentifier("Reservnumrets kontrollsiffra stämmer inte.")
    return Identifier(NATIONAL_RESERVE, value)


def _vgr(value: str) -> Identifier:
    found = _dated(VGR_RESERVE, _VGR, value, "ÅÅÅÅMMDDKnnn, med K, M eller X")
    sex, pair = value[8], int(value[9:11])
    if not (80 <= pair <= 89 if sex == "X" else 6 <= pair <= 79 and pair % 2 == "KM".index(sex)):
        raise InvalidIdentifier("Reservnumrets löpnummer hör inte ihop med dess bokstav.")
    if luhn(value[2:8] + _VGR_DIGIT[sex] + value[9:11]) != int(value[11]):
        raise InvalidIdentifier("Reservnumrets kontrollsiffra stämmer inte.")
    return found


def _stockholm(value: str) -> Identifier:
    if not re.fullmatch(r"99[0-9]{10}", value):
        raise InvalidIdentifier("Reservnumret ska vara tolv siffror som börjar med 99.")
    if luhn(value[4:11]) != int(value[11]):
        raise InvalidIdentifier("Reservnumrets kontrollsiffra stämmer inte.")
    return Identifier(STOCKHOLM_RESERVE, value)


def _varmland(value: str) -> Identifier:
    return _dated(VARMLAND_RESERVE, _VARMLAND, value, "ÅÅÅÅMMDDSxnx")


def _demo(value: str) -> Identifier:
    return _dated(DEMO, _DEMO, value, "ÅÅÅÅMMDDTnnn")


def _dated(system: str, form: re.Pattern[str], value: str, written: str) -> Identifier:
    if not (match := form.fullmatch(value)):
        raise InvalidIdentifier(f"Numret ska skrivas {written}.")
    if not _date(match[1]):
        raise InvalidIdentifier("Numret börjar inte med ett datum som finns.")
    return Identifier(system, value)


def _local(system: str, value: str) -> Identifier:
    if not _LOCAL.fullmatch(value):
        raise InvalidIdentifier("Ett lokalt id ska vara 1–64 tecken utan mellanslag.")
    if system == UNKNOWN_LOCAL and not _WITH_HSA.fullmatch(value):
        raise InvalidIdentifier("Ett lokalt id av okänd sort ska börja med källans HSA-id.")
    return Identifier(system, value)


def _date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


_DATED = frozenset({PERSONNUMMER, VGR_RESERVE, VARMLAND_RESERVE, DEMO})
_READERS: dict[str, Callable[[str], Identifier]] = {
    PERSONNUMMER: _official,
    SAMORDNINGSNUMMER: _official,
    NATIONAL_RESERVE: _national,
    VGR_RESERVE: _vgr,
    STOCKHOLM_RESERVE: _stockholm,
    VARMLAND_RESERVE: _varmland,
    DEMO: _demo,
}
