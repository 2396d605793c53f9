"""Loading understands a table's mapping file, strictly: what cannot be meant is said and not guessed.

An unknown key, a field that the kind lacks, or a code with a meaning outside the closed set stops
with a Swedish sentence that names the file and the key.
"""

import re
from collections.abc import Callable
from datetime import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.errors import Misconfigured
from app.events import identifiers
from app.events.mapping import codec, strict
from app.events.table import entries
from app.events.table.mapping import TableMapping, Who
from app.events.table.strictly import at, known, text, texts
from app.events.table.text import name_of

SYSTEMS = {
    "personnummer": identifiers.PERSONNUMMER,
    "samordningsnummer": identifiers.SAMORDNINGSNUMMER,
    "nationellt_reservnummer": identifiers.NATIONAL_RESERVE,
    "vgr_reservnummer": identifiers.VGR_RESERVE,
    "demo": identifiers.DEMO,
}
KEYS = (
    "format", "source", "timezone", "encoding", "separator", "sheet", "header", "decimal", "dates",
    "times", "clocks", "day_time", "key", "person", "unit", "tables", "not_used", "void", "events",
)  # fmt: skip
SEPARATORS = {"tab": "\t", "\t": "\t", ";": ";", ",": ",", "|": "|"}
_SOURCE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_LOCAL = re.compile(re.escape(identifiers.LOCAL_PREFIX) + r"[a-z0-9][a-z0-9.-]{0,60}")
_DIRECTIVES = {"day": "Ymd", "time": "YmdHMSfz", "clock": "HMSf"}


def is_table(path: Path) -> bool:
    """Whether a mapping file is about tables, and not about messages."""
    return strict(path).get("format") == "table"


def load(path: Path) -> TableMapping:
    """Read a table's mapping file, or say what is wrong with it."""
    told = strict(path)
    try:
        return _one_spelling(_mapping(told))
    except ValueError as error:
        raise Misconfigured(f"{path.name}: {error}") from error


def _one_spelling(mapping: TableMapping) -> TableMapping:
    """Refuse a column that is named in two ways: a file's header has it once."""
    seen: dict[str, str] = {}
    for column in mapping.columns:
        if (other := seen.setdefault(name_of(column), column)) != column:
            raise ValueError(f"kolumnen ”{column}” heter på ett annat ställe ”{other}”.")
    return mapping


def _mapping(told: dict[str, Any]) -> TableMapping:
    known(told, KEYS, "")
    for key in ("source", "key", "person", "events"):
        if key not in told:
            raise ValueError(f"nyckeln ”{key}” saknas.")
    tables = _tables(told.get("tables", {}))
    person = at("person", _who, told["person"])
    unit = told.get("unit")
    return TableMapping(
        source=at("source", _source, told["source"]),
        timezone=at("timezone", _timezone, told.get("timezone", "Europe/Stockholm")),
        encoding=at("encoding", _encoding, told["encoding"]) if "encoding" in told else None,
        separator=at("separator", _separator, told["separator"]) if "separator" in told else None,
        sheet=at("sheet", text, told["sheet"]) if "sheet" in told else None,
        header=at("header", _header, told.get("header", "1")),
        decimal=at("decimal", _decimal, told.get("decimal", ",")),
        dates=at("dates", _formats("day"), told.get("dates", ["%Y-%m-%d", "%Y%m%d"])),
        times=at("times", _formats("time"), told.get("times", ["%Y-%m-%d %H:%M"])),
        clocks=at("clocks", _formats("clock"), told.get("clocks", ["%H:%M", "%H:%M:%S"])),
        day_time=at("day_time", _clock, told["day_time"]) if "day_time" in told else None,
        key=at("key", texts, told["key"]),
        person=person,
        unit=entries.unit_place(unit, "unit", tables) if unit is not None else None,
        not_used=_codes_of("not_used", told.get("not_used", {})),
        void=_codes_of("void", told.get("void", {})),
        events=entries.read(told["events"], tables, person.column),
    )


def _source(value: Any) -> str:
    if not _SOURCE.fullmatch(text(value)):
        raise ValueError("ska vara källans id: små bokstäver, siffror, - och _.")
    return text(value)


def _timezone(value: Any) -> ZoneInfo:
    try:
        return ZoneInfo(text(value))
    except (OSError, ValueError, LookupError) as error:
        raise ValueError(f"tidszonen ”{value}” finns inte.") from error


def _encoding(value: Any) -> str:
    name = text(value).lower()
    direct = {"cp1252": "cp1252", "windows-1252": "cp1252", "utf-16": "utf-16"}
    if found := direct.get(name) or codec(name):
        return found
    raise ValueError(
        f"teckenkodningen ”{value}” är okänd; skriv utf-8, utf-16, cp1252 eller 8859/1."
    )


def _separator(value: Any) -> str:
    if value not in SEPARATORS:
        raise ValueError("ska vara ; eller , eller | eller tab.")
    return SEPARATORS[value]


def _header(value: Any) -> int:
    if not re.fullmatch(r"[1-9][0-9]?", text(value)):
        raise ValueError("ska vara numret på raden med kolumnernas namn, 1–99.")
    return int(value)


def _decimal(value: Any) -> str:
    if value not in (",", "."):
        raise ValueError("ska vara , eller punkt.")
    return str(value)


def _clock(value: Any) -> time:
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text(value)):
        raise ValueError("ska vara ett klockslag som 12:00.")
    return time.fromisoformat(value)


def _formats(sort: str) -> Callable[[Any], tuple[str, ...]]:
    allowed = _DIRECTIVES[sort]
    needed = {"day": "Ymd", "time": "YmdHM", "clock": "HM"}[sort]

    def read(value: Any) -> tuple[str, ...]:
        found = texts(value)
        for one in found:
            told = re.findall(r"%(.?)", one)
            for directive in told:
                # Two digits of a year, or the name of a month, would have to be guessed at.
                if directive not in allowed:
                    raise ValueError(
                        f"”%{directive}” kan inte användas här; %{', %'.join(allowed)} kan."
                    )
            if missing := [f"%{one}" for one in needed if one not in told]:
                raise ValueError(f"”{one}” saknar {' och '.join(missing)}.")
        return found

    return read


def _who(value: Any) -> Who:
    if not isinstance(value, dict):
        raise ValueError("ska säga column och systems.")
    known(value, ("column", "systems", "century", "ten_digits"), "")
    for key in ("column", "systems"):
        if key not in value:
            raise ValueError(f"nyckeln ”{key}” saknas.")
    digits = value.get("ten_digits", "refuse")
    if digits not in ("refuse", "by_sign"):
        raise ValueError("ten_digits ska vara refuse eller by_sign.")
    century = text(value["century"]) if "century" in value else None
    systems = tuple(_system(one) for one in texts(value["systems"]))
    local = frozenset(systems) - identifiers.SYSTEMS
    return Who(text(value["column"]), systems, local, century, digits == "by_sign")


def _system(name: str) -> str:
    system = SYSTEMS.get(name) or identifiers.canonical(name)
    if system not in identifiers.SYSTEMS and not _LOCAL.fullmatch(system):
        raise ValueError(
            f"systemet ”{name}” är okänt; skriv {', '.join(SYSTEMS)}, "
            f"eller {identifiers.LOCAL_PREFIX}namn för ett lokalt."
        )
    return system


def _tables(value: Any) -> dict[str, dict[str, str]]:
    if not isinstance(value, dict):
        raise ValueError("tables: ska vara namn med kodtabeller.")
    return {name: entries.codes(table, f"tables.{name}: ") for name, table in value.items()}


def _codes_of(key: str, value: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise ValueError(f"{key}: ska vara kolumner med koder.")
    return {column: at(f"{key}.{column}", texts, told) for column, told in value.items()}
