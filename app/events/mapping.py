"""Mapping understands how one source writes: its numbers, its codes, its clock and its letters.

A mapping is a YAML file, read strictly: an unknown key, a code given twice or a value outside the
closed set stops the program with a Swedish sentence that names the file and the key. A code that
no table lists is not known; it is never guessed.
"""

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, cast, get_args
from zoneinfo import ZoneInfo

import yaml

from app.errors import Misconfigured
from app.events.identifiers import LOCAL_PREFIX, SYSTEMS, canonical
from app.events.kinds.identity import Protection

FOLDER = Path(__file__).with_name("mappings")
PatientClass = Literal["inpatient", "ed", "not_used"]
AdmissionType = Literal["planned", "unplanned"]
AdmitSource = Literal["ed", "ambulance", "own", "other"]
EdOutcome = Literal["home", "admitted", "left", "dead", "other", "unknown"]
Disposition = Literal["home", "korttid", "sabo", "dead", "other", "unknown"]
ExpectedDischarge = Literal["pud", "not_used"]

_HSA_ID = re.compile(r"SE[0-9]{10,12}-[0-9A-Za-z]{1,30}")
_SOURCE = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_LOCAL = re.compile(re.escape(LOCAL_PREFIX) + r"[a-z0-9][a-z0-9.-]{0,60}")


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a source has told of itself. `identifiers` goes from assigning authority to system.

    The first authority listed is looked for first. `charset` is what a message is written in when
    it does not say and is not UTF-8. `units` goes from the source's ward to HSA-id; a ward that it
    does not list belongs to `unit`. `unissued` is the system of a number whose issuer is not told.
    `senders` are names in MSH-3, or MSH-3 and MSH-4 with | between, by which two sources behind one
    address are told apart.
    """

    source: str
    timezone: ZoneInfo
    charset: str
    identifiers: dict[str, str]
    unit: str
    listing_centre: str | None
    municipality_code: str | None
    patient_class: dict[str, PatientClass]
    admission_type: dict[str, AdmissionType]
    admit_source: dict[str, AdmitSource]
    protection: dict[str, Protection]
    wards: dict[str, str]
    units: dict[str, str]
    ed_outcome: dict[str, EdOutcome]
    disposition: dict[str, Disposition]
    expected_discharge: ExpectedDischarge
    lifts_protection: bool
    processing: frozenset[str]
    senders: frozenset[str]
    unissued: str | None

    @property
    def local_systems(self) -> frozenset[str]:
        """The local id systems that this source declares."""
        systems = {*self.identifiers.values(), *filter(None, [self.unissued])}
        return frozenset(systems) - SYSTEMS


def strict(path: Path) -> dict[str, Any]:
    """The keys and values of a mapping file, all of them text; what cannot be read is said."""
    try:
        told = yaml.load(path.read_text(encoding="utf-8"), _Once)  # noqa: S506 - a BaseLoader
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"Mappningen {path.name} går inte att läsa: {error}.") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        says = error.problem if isinstance(error, _Twice) else "går inte att förstå"
        raise Misconfigured(f"{path.name}, rad {line}: {says}.") from error
    except yaml.YAMLError as error:
        raise Misconfigured(f"Mappningen {path.name} är inte YAML.") from error
    if not isinstance(told, dict):
        raise Misconfigured(f"Mappningen {path.name} ska vara nycklar med värden.")
    return told


def load(path: Path) -> Mapping:
    """Read a mapping file, or say what is wrong with it."""
    told = strict(path)
    for key in told:
        if key not in _READ:
            near = get_close_matches(str(key), _READ, 1)
            hint = f"Menades {near[0]}?" if near else f"Kända är {', '.join(_READ)}."
            raise Misconfigured(f"{path.name}: okänd nyckel ”{key}”. {hint}")
    values: dict[str, Any] = {}
    for key, (reader, default) in _READ.items():
        if key not in told and default is None:
            raise Misconfigured(f"{path.name}: nyckeln ”{key}” saknas.")
        try:
            values[key] = reader(told.get(key, default))
        except ValueError as error:
            raise Misconfigured(f"{path.name}: {key}: {error}") from error
    return Mapping(**values)


class _Twice(yaml.MarkedYAMLError):
    pass


class _Once(yaml.BaseLoader):
    """Everything is text, and a key given twice is a fault instead of the last one winning."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = []
        for key, _ in node.value:
            if key.value in seen:
                says = f"nyckeln ”{key.value}” står två gånger"
                raise _Twice(problem=says, problem_mark=key.start_mark)
            seen.append(key.value)
        return cast("dict[Any, Any]", super().construct_mapping(node, deep))


def codec(name: str) -> str | None:
    """Python's name for a character set as HL7 table 0211 has it, or None when we have none."""
    name = name.strip().upper()
    part = re.fullmatch(r"(?:ISO[ -]?)?8859[/-]([0-9]{1,2})", name)
    known = {"ASCII": "latin-1", "UNICODE": "utf-8", "UNICODE UTF-8": "utf-8", "UTF-8": "utf-8"}
    found = f"iso8859-{part[1]}" if part else known.get(name)
    try:
        return codecs.lookup(found).name if found else None
    except LookupError:
        return None


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("ska vara en text.")
    return value.strip()


def _source(value: Any) -> str:
    if not _SOURCE.fullmatch(_text(value)):
        raise ValueError("ska vara källans id: små bokstäver, siffror, - och _.")
    return _text(value)


def _timezone(value: Any) -> ZoneInfo:
    try:
        return ZoneInfo(_text(value))
    except (OSError, ValueError, LookupError) as error:
        raise ValueError(f"tidszonen ”{value}” finns inte.") from error


def _charset(value: Any) -> str:
    if found := codec(_text(value)):
        return found
    raise ValueError(f"teckenuppsättningen ”{value}” är okänd; skriv till exempel 8859/1.")


def _hsa_id(value: Any) -> str:
    if not _HSA_ID.fullmatch(_text(value)):
        raise ValueError("ska vara ett HSA-id.")
    return _text(value)


def _municipality(value: Any) -> str:
    if not re.fullmatch(r"[0-9]{4}", _text(value)):
        raise ValueError("ska vara en kommunkod, fyra siffror.")
    return _text(value)


def _or_none(reader: Callable[[Any], str]) -> Callable[[Any], str | None]:
    return lambda value: None if value == "" else reader(value)


def _table(*allowed: str) -> Callable[[Any], dict[str, str]]:
    def read(value: Any) -> dict[str, str]:
        if not isinstance(value, dict):
            raise ValueError("ska vara koder med värden.")
        table = {_text(code): _text(meaning) for code, meaning in value.items()}
        for code, meaning in table.items():
            if allowed and meaning not in allowed:
                raise ValueError(f"koden ”{code}” ska ge något av {', '.join(allowed)}.")
        return table

    return read


def _identifiers(value: Any) -> dict[str, str]:
    table = {
        authority: _system(system, f"systemet för ”{authority}”")
        for authority, system in _table()(value).items()
    }
    if not table:
        raise ValueError("minst en utfärdare av identiteter behövs.")
    return table


def _system(value: Any, which: str = "systemet") -> str:
    system = canonical(_text(value))
    if system not in SYSTEMS and not _LOCAL.fullmatch(system):
        raise ValueError(f"{which} är okänt; ett lokalt skrivs {LOCAL_PREFIX}namn.")
    return system


def _list(value: Any) -> frozenset[str]:
    if not isinstance(value, list):
        raise ValueError("ska vara en lista, skriven [A, B].")
    return frozenset(_text(each) for each in value)


def _processing(value: Any) -> frozenset[str]:
    told = _list(value)
    if not told or not told <= {"P", "T", "D"}:
        raise ValueError("ska vara något av P (drift), T (utbildning) och D (felsökning).")
    return told


def _truth(value: Any) -> bool:
    if value not in {"ja", "nej"}:
        raise ValueError("ska vara ja eller nej.")
    return bool(value == "ja")


def _one_of(*allowed: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in allowed:
            raise ValueError(f"ska vara något av {', '.join(allowed)}.")
        return str(value)

    return read


def _units(value: Any) -> dict[str, str]:
    return {ward: _hsa_id(unit) for ward, unit in _table()(value).items()}


def _classes(value: Any) -> dict[str, str]:
    return {"I": "inpatient"} | _table(*get_args(PatientClass))(value)


def _protection(value: Any) -> dict[str, str]:
    return {"N": "none", "Y": "sekretessmarkering"} | _table(*get_args(Protection))(value)


# Key → how it is read, and what it is when left out; None: it may not be left out.
_READ: dict[str, tuple[Callable[[Any], Any], Any]] = {
    "source": (_source, None),
    "timezone": (_timezone, "Europe/Stockholm"),
    "charset": (_charset, "8859/1"),
    "identifiers": (_identifiers, None),
    "unit": (_hsa_id, None),
    "listing_centre": (_or_none(_hsa_id), ""),
    "municipality_code": (_or_none(_municipality), ""),
    "patient_class": (_classes, {}),
    "admission_type": (_table(*get_args(AdmissionType)), {}),
    "admit_source": (_table(*get_args(AdmitSource)), {}),
    "protection": (_protection, {}),
    "wards": (_table(), {}),
    "units": (_units, {}),
    "ed_outcome": (_table(*get_args(EdOutcome)), {}),
    "disposition": (_table(*get_args(Disposition)), {}),
    "expected_discharge": (_one_of(*get_args(ExpectedDischarge)), "not_used"),
    "lifts_protection": (_truth, "nej"),
    "processing": (_processing, ["P"]),
    "senders": (_list, []),
    "unissued": (_or_none(_system), ""),
}
