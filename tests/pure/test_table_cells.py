"""What stands in a cell is read as what it must be, and what would have to be guessed is refused."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from app.events.hl7 import Unreadable
from app.events.identifiers import DEMO, PERSONNUMMER, SAMORDNINGSNUMMER, VGR_RESERVE
from app.events.mapping import FOLDER
from app.events.table import cells, load, translate
from app.events.table.cells import Cell
from app.events.table.mapping import Place, TableMapping, Who
from app.events.table.person import person

MAPPING: TableMapping = replace(
    load(FOLDER / "elvis-akut.yaml"),
    times=("%Y-%m-%d %H:%M", "%d/%m/%Y %H.%M"),
    dates=("%Y%m%d", "%d/%m/%Y"),
    clocks=("%H:%M", "%H%M"),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


INSTANTS = [
    # the cell, the instant or part of the reason; why
    ("2026-11-20 03:10", at("2026-11-20 02:10"), "Swedish time in winter"),
    ("2026-07-20 03:10", at("2026-07-20 01:10"), "and in summer"),
    ("2026-11-20T03:10:30", at("2026-11-20 02:10:30"), "as a workbook holds it"),
    ("2026-11-20T03:10:30,5+01:00", at("2026-11-20 02:10:30.5"), "with its own offset"),
    ("2026-11-20T02:10Z", at("2026-11-20 02:10"), "in UTC"),
    ("20/11/2026 03.10", at("2026-11-20 02:10"), "as the mapping says"),
    ("  2026-11-20   03:10 ", at("2026-11-20 02:10"), "spaced"),
    ("2026-10-25 02:30", at("2026-10-25 00:30"), "of the hour that comes twice the first"),
    ("2026-03-29 02:30", "klockan ställdes fram", "an hour that never was"),
    ("2026-11-20", "Cellen har ett datum men inget klockslag", "no clock is guessed"),
    ("2026-02-30 03:10", "Tiden finns inte", "no such day"),
    ("2026-11-20 24:00", "Tiden finns inte", "no such hour"),
    ("1026-11-20 03:10", "orimligt årtal", "a slip of the pen"),
    ("20.11.2026 kl 3", "som mappningen inte nämner", "another way of writing"),
    ("", "Cellen är tom", "nothing"),
    (46346.13, "Tiden står som ett tal", "a date that lost its format"),
    (20261120, "Cellen har ett datum", "digits of a day"),
    (True, "som mappningen inte nämner", "a truth is no time"),
]


@pytest.mark.parametrize(("cell", "told", "why"), INSTANTS, ids=[one[2] for one in INSTANTS])
def test_an_instant_is_told_with_day_and_clock(cell: Cell, told, why: str) -> None:
    if isinstance(told, str):
        with pytest.raises(Unreadable, match=told) as refused:
            cells.instant({"Tid": cell}, Place("Tid"), MAPPING)
        assert refused.value.field == "Tid"
    else:
        # In UTC: of two instants in an hour that comes twice Python says that they differ.
        assert cells.instant({"Tid": cell}, Place("Tid"), MAPPING).astimezone(UTC) == told, why


APART = [
    # day, clock, the instant or part of the reason; why
    ("20261120", "03:10", at("2026-11-20 02:10"), "in two cells"),
    ("2026-11-20", "03:10:05", at("2026-11-20 02:10:05"), "as a workbook holds a clock"),
    ("2026-11-20T00:00:00", "0310", at("2026-11-20 02:10"), "a day that is an instant"),
    ("20261120", 310, "Klockslaget står som ett tal", "zeros may be lost"),
    ("20261120", "25:00", "Klockslaget", "no such hour"),
    ("20261120", "", "Cellen är tom", "no clock"),
]


@pytest.mark.parametrize(("day", "clock", "told", "why"), APART)
def test_day_and_clock_may_stand_apart(day: Cell, clock: Cell, told, why: str) -> None:
    row = {"Dag": day, "Tid": clock}
    if isinstance(told, str):
        with pytest.raises(Unreadable, match=told):
            cells.instant(row, Place("Dag", clock="Tid"), MAPPING)
    else:
        assert cells.instant(row, Place("Dag", clock="Tid"), MAPPING) == told, why


def test_of_a_day_alone_the_mapping_may_say_the_clock() -> None:
    noon = replace(MAPPING, day_time=time(12))
    assert cells.instant({"Tid": "20261120"}, Place("Tid"), noon) == at("2026-11-20 11:00")
    both = Place("Tid", clock="Kl")
    assert cells.instant({"Tid": "20261120"}, both, noon) == at("2026-11-20 11:00")


def test_the_day_of_an_instant_is_the_day_where_the_source_is() -> None:
    assert cells.day({"Dag": "2026-11-19T23:30Z"}, "Dag", MAPPING) == date(2026, 11, 20)
    far = replace(MAPPING, timezone=ZoneInfo("America/New_York"))
    assert cells.day({"Dag": "2026-11-20T03:30Z"}, "Dag", far) == date(2026, 11, 19)


NUMBERS = [("3", 3), ("3,0", 3), (3.0, 3), ("-2", -2), ("3,5", None), ("3.0", None), ("tre", None)]


@pytest.mark.parametrize(("cell", "number"), NUMBERS)
def test_a_whole_number_may_have_decimals_that_are_nought(cell: Cell, number: int | None) -> None:
    mapping = replace(MAPPING, decimal="." if isinstance(cell, float) else ",")
    if number is None:
        with pytest.raises(Unreadable, match="Cellen är inget heltal"):
            cells.number({"n": cell}, "n", mapping)
    else:
        assert cells.number({"n": cell}, "n", mapping) == number


TRUTHS = [("Ja", True), ("x", True), (True, True), ("NEJ", False), (0, False), ("kanske", None)]


@pytest.mark.parametrize(("cell", "truth"), TRUTHS)
def test_yes_and_no_are_written_in_few_ways(cell: Cell, truth: bool | None) -> None:
    if truth is None:
        with pytest.raises(Unreadable, match="varken ja eller nej"):
            cells.truth({"t": cell}, "t")
    else:
        assert cells.truth({"t": cell}, "t") is truth


def test_a_code_that_lost_its_zeros_is_not_filled_up_again() -> None:
    codes = {"007": "home", "12": "left"}
    assert cells.code({"k": "007"}, "k", codes) == "home"
    assert cells.code({"k": 12}, "k", codes) == "left"
    assert cells.code({"k": "7"}, "k", codes) is None, "as text it is another code"
    with pytest.raises(Unreadable, match="tappat inledande nollor"):
        cells.code({"k": 7}, "k", codes)


def who(**told: object) -> TableMapping:
    plain = Who("Pnr", (PERSONNUMMER, VGR_RESERVE, DEMO), frozenset(), None, by_sign=False)
    return replace(MAPPING, person=replace(plain, **told))  # type: ignore[arg-type]


BY_SIGN, CENTURY = {"by_sign": True}, {"century": "Sekel"}
PERSONS = [
    # cell, century, how the mapping says, year of the row, the number or part of the reason; why
    ("192907059022", "", {}, 2026, "192907059022", "twelve digits"),
    ("19290705-9022", "", {}, 2026, "192907059022", "with a dash"),
    (192907059022, "", {}, 2026, "192907059022", "as a number"),
    ("290705-9022", "", {}, 2026, "Det gissas inte", "nobody has said the century"),
    ("290705-9022", "", BY_SIGN, 2026, "192907059022", "a dash: not yet a hundred"),
    ("2907059022", "", BY_SIGN, 2026, "Det gissas inte", "no sign"),
    ("960202-9812", "", BY_SIGN, 2026, "199602029812", "a dash: thirty"),
    ("960202+9812", "", BY_SIGN, 2026, "189602029812", "a plus: a hundred and thirty"),
    ("281031+7079", "", BY_SIGN, 2028, "192810317079", "the year of the hundredth birthday"),
    ("281031+7079", "", BY_SIGN, 2027, "192810317079", "a row of the year before, sent after it"),
    ("281031-7079", "", BY_SIGN, 2027, "192810317079", "and sent before it"),
    ("290705-9022", "19", CENTURY, 2026, "192907059022", "in a column of its own"),
    ("2907059022", "1929", CENTURY, 2026, "192907059022", "the whole year"),
    ("290705-9022", "1929-07-05", CENTURY, 2026, "192907059022", "the whole birthday"),
    ("290705-9022", "1930", CENTURY, 2026, "inget århundrade", "the two do not agree"),
    ("290705-9022", "", CENTURY, 2026, "inget århundrade", "nobody has said it"),
    ("290705-9023", "19", CENTURY, 2026, "kontrollsiffra stämmer inte", "a slip of the pen"),
    (7059022, "", {}, 2026, "tappat inledande nollor", "zeros are lost"),
    ("19340304T027", "", {}, 2026, "19340304T027", "of the demo"),
    ("19810829M071", "", {}, 2026, "19810829M071", "a reserve number"),
    ("", "", {}, 2026, "Cellen är tom", "nobody"),
    ("Gulli Öhrnäs", "", {}, 2026, "ska vara tolv siffror", "a name is no number"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "century", "how", "year", "told", "why"), PERSONS, ids=[one[5] for one in PERSONS]
)
def test_a_person_is_found_by_a_number_with_its_century(
    cell: Cell, century: str, how, year: int, told: str, why: str
) -> None:
    row = {"Pnr": cell, "Sekel": century}
    if len(told) == 12:
        assert person(row, who(**how), date(year, 6, 1))["value"] == told, why
    else:
        with pytest.raises(Unreadable, match=told) as refused:
            person(row, who(**how), date(year, 6, 1))
        assert "Gulli" not in str(refused.value)


def test_a_coordination_number_is_known_as_one() -> None:
    found = person({"Pnr": "193001612385"}, who(), date(2026, 6, 1))
    assert found["system"] == SAMORDNINGSNUMMER


BROKEN = [
    (b"", "ingen"), (b"[]", "en lista"), (b'{"Kontakt-id": {}}', "ett objekt i en cell"),
    (b'{"Kontakt-id": null}', "inget"), (b"\xff", "inga tecken"), (b"{" * 10_000, "utan slut"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "_why"), BROKEN)
def test_a_letter_that_is_no_row_says_so(raw: bytes, _why: str) -> None:
    with pytest.raises(Unreadable, match="Raden är inte ett JSON-objekt med celler"):
        translate(raw, MAPPING)


def test_a_line_that_could_not_be_divided_cannot_be_told_either() -> None:
    with pytest.raises(Unreadable, match="går inte att dela upp i kolumner"):
        translate(b'{"": "K1;AKUT"}', MAPPING)
