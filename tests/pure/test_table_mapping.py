"""A table's mapping is read strictly: what cannot be meant stops with the file, the key and a word."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from app.errors import Misconfigured
from app.events.table import load
from app.events.table.mapping import TableMapping

OUTCOME = {"column": "Utfall", "codes": {"H": "home"}}
CLOSED = {
    "kind": "ed.visit.closed", "time": "Ut", "fields": {"closed_at": "Ut", "outcome": OUTCOME},
}  # fmt: skip
LEAST: dict[str, Any] = {
    "format": "table",
    "source": "elvis",
    "key": "Kontakt",
    "person": {"column": "Personnummer", "systems": "personnummer"},
    "events": [CLOSED],
}


def told(folder: Path, **keys: Any) -> Path:
    file = folder / "elvis.yaml"
    file.write_text(yaml.safe_dump(LEAST | keys, allow_unicode=True), encoding="utf-8")
    return file


def read(folder: Path, **keys: Any) -> TableMapping:
    return load(told(folder, **keys))


def test_little_needs_to_be_told(tmp_path: Path) -> None:
    mapping = read(tmp_path)
    assert (mapping.timezone.key, mapping.header, mapping.decimal) == ("Europe/Stockholm", 1, ",")
    assert (mapping.encoding, mapping.separator, mapping.day_time) == (None, None, None)
    assert mapping.person.systems == ("http://electronichealth.se/identifier/personnummer",)
    assert mapping.columns == ("Kontakt", "Personnummer", "Ut", "Utfall")


def closed(**keys: Any) -> list[dict[str, Any]]:
    return [CLOSED | keys]


def field(**fields: Any) -> list[dict[str, Any]]:
    return closed(fields=CLOSED["fields"] | fields)  # type: ignore[operator]


WRONG = [
    # what is told, part of the answer; why
    ({"soruce": "x"}, "okänd nyckel ”soruce”. Menades source?", "the nearest key is named"),
    ({"source": "Elvis SÄS"}, "source: ska vara källans id", "ids are small letters"),
    ({"timezone": "Europe/Borås"}, "timezone: tidszonen ”Europe/Borås” finns inte", "no such"),
    ({"timezone": "../../etc/passwd"}, "timezone: tidszonen", "no way to other files"),
    ({"encoding": "ebcdic"}, "encoding: teckenkodningen ”ebcdic” är okänd", "none of ours"),
    ({"separator": ":"}, "separator: ska vara ;", "clocks are full of them"),
    ({"header": "0"}, "header: ska vara numret på raden", "rows are counted from one"),
    ({"decimal": " "}, "decimal: ska vara ,", "neither"),
    ({"day_time": "24:00"}, "day_time: ska vara ett klockslag", "no such time"),
    ({"dates": ["%d/%m/%y"]}, "dates: ”%y” kan inte användas", "a century would be guessed"),
    ({"dates": ["%d %B %Y"]}, "dates: ”%B” kan inte användas", "names depend on the machine"),
    ({"dates": ["%Y-%m"]}, "dates: ”%Y-%m” saknar %d", "no day"),
    ({"times": ["%Y-%m-%d"]}, "times: ”%Y-%m-%d” saknar %H och %M", "no clock"),
    ({"key": []}, "key: ska inte vara tom", "the row could not be known again"),
    ({"person": {"column": "Pnr"}}, "person: nyckeln ”systems” saknas", "no system"),
    ({"person": {"column": "Pnr", "systems": "pnr"}}, "systemet ”pnr” är okänt", "none of ours"),
    ({"person": {"column": "Pnr", "systems": "demo", "ten_digits": "ja"}},
     "ten_digits ska vara refuse eller by_sign", "it is never guessed"),
    ({"unit": {"column": "Enhet", "codes": {"AKM": "akuten"}}}, "unit: ”akuten” ska vara ett HSA-id",
     "a name is no id"),
    ({"unit": {"column": "Enhet", "otherwise": "akuten"}}, "unit: ”akuten” ska vara ett HSA-id",
     "a name is no id"),
    ({"unit": {"kolumn": "Enhet"}}, "unit: okänd nyckel ”kolumn”", "the key's name is English"),
    ({"not_used": ["BREV"]}, "not_used: ska vara kolumner med koder", "of which column"),
    ({"not_used": {"Typ": []}}, "not_used.Typ: ska inte vara tom", "no code"),
    ({"tables": {"svar": {}}}, "tables.svar: ska vara koder med värden", "an empty table"),
    ({"events": []}, "events: ska vara en lista med minst en", "nothing would be told"),
    ({"events": ["ed.visit.closed"]}, "events, nummer 1: ska vara nycklar", "a word, no event"),
    ({"events": closed(kind="ed.visit.close")}, "”ed.visit.close”. Menades ed.visit.closed?",
     "the nearest kind is named"),
    ({"events": closed(kind="huddle.held")}, "okänd nyckel ”huddle.held”", "our own are never told"),
    ({"events": closed(kind="group_activity.held", fields={"on": "Ut"})},
     "gäller ingen person", "a row is about somebody"),
    ({"events": closed(time={"value": "2026-11-20"})}, "time: okänd nyckel ”value”", "never one time"),
    ({"events": closed(fields={"closed_at": "Ut"})}, "kräver fältet ”outcome”", "said at once"),
    ({"events": field(ward="Avd")}, "fields: okänd nyckel ”ward”", "the kind has none"),
    ({"events": field(outcome="Utfall")}, "säg vad kolumnens koder betyder", "codes are the source's"),
    ({"events": field(outcome={"value": "hem"})}, "fields.outcome: ”hem” ska vara något av home",
     "outside the closed set"),
    ({"events": field(outcome={"column": "Utfall", "codes": {"H": "hem"}})},
     "fields.outcome: ”hem” ska vara något av home", "outside the closed set"),
    ({"events": field(outcome={"column": "Utfall", "codes": {"": "home"}})},
     "en tom cell kan inte betyda home", "what is not said is not known"),
    ({"events": field(outcome={"column": "Utfall", "codes": "utfall"})},
     "codes: okänd nyckel ”utfall”", "no such table"),
    ({"events": field(outcome={"column": "Utfall", "otherwise": "home", "codes": {"H": "home"}})},
     "fields.outcome: okänd nyckel ”otherwise”", "an unknown code is never home"),
    ({"events": field(closed_at={"column": "Ut", "value": "x"})}, "ange column eller value", "one"),
    ({"events": field(closed_at={"column": "Ut", "split": ","})}, "split är bara för", "one time"),
    ({"events": closed(correlation="Personnummer")}, "correlation kan inte vara personens nummer",
     "it is stored in clear"),
    ({"events": closed(name="Ut!")}, "name: ska vara små bokstäver", "a part of an id"),
    ({"events": [CLOSED, CLOSED]}, "namnet ”ed.visit.closed” finns redan", "two events, one id"),
    ({"events": closed(when="Utfall")}, "when: ska vara kolumner med koder", "no condition"),
    ({"key": "personnummer"}, "kolumnen ”Personnummer” heter på ett annat ställe ”personnummer”",
     "a header has it once"),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "answer", "why"), WRONG)
def test_a_fault_is_named_with_file_and_key(tmp_path: Path, keys, answer, why) -> None:
    with pytest.raises(Misconfigured) as refused:
        read(tmp_path, **keys)
    assert str(refused.value).startswith("elvis.yaml: "), why
    assert answer in str(refused.value), why


@pytest.mark.parametrize("key", ["source", "key", "person", "events"])
def test_what_must_be_told_is_missed_by_name(tmp_path: Path, key: str) -> None:
    file = tmp_path / "elvis.yaml"
    without = {name: value for name, value in LEAST.items() if name != key}
    file.write_text(yaml.safe_dump(without, allow_unicode=True), encoding="utf-8")
    with pytest.raises(Misconfigured, match=f"nyckeln ”{key}” saknas"):
        load(file)


def test_a_code_given_twice_is_no_mapping(tmp_path: Path) -> None:
    file = told(tmp_path)
    file.write_text(file.read_text("utf-8") + "tables: {svar: {J: x, J: y}}\n", "utf-8")
    with pytest.raises(Misconfigured, match="nyckeln ”J” står två gånger"):
        load(file)
