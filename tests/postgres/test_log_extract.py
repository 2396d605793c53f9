"""The extract: whoever asks is told who has had access, in words, and of nobody else's staff."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest

from app.access.extract import Access, Extract
from app.access.printed import as_csv, as_pdf
from tests.doors import (
    DAY,
    GUNBORG,
    a_board,
    add_staff,
    audited,
    person_id,
    signed_in,
)
from tests.houses import CENTRE, HOME_HELP, NOW, TEAM, consent, home_from_ed, registered, tell
from tests.merging import merged

SPAN = {
    "since": (NOW - timedelta(hours=1)).isoformat(),
    "before": (NOW + timedelta(hours=1)).isoformat(),
}
PATH = f"/api/huddles/{CENTRE}/{DAY}"
HOUR = timedelta(hours=1)
UNKNOWN = "19380518T029"


@pytest.fixture
async def morning(house):
    """A board that the nurse and home help have looked at; a reviewer of each of the two."""
    await a_board(house, registered(), home_from_ed(), consent())
    for staff in ("aldre-ssk", "hemtjanstplanerare"):
        async with signed_in(house, staff) as client:
            assert (await client.get(PATH)).status_code == 200
    for key, role, of in (
        ("granskare", "logg_granskare", CENTRE), ("mas", "mas", HOME_HELP), ("mar", "mar", TEAM),
    ):  # fmt: skip
        # Each controller reviews its own (PDL 4:3), so the role is given for the whole of it.
        await add_staff(house, key, role, house.organisation.units[of].provider)
    return house


async def asked(house, staff: str, **other: Any) -> Any:
    async with signed_in(house, staff) as client:
        told = {"person": GUNBORG, "format": "csv", **SPAN, **other}
        return await client.post("/api/log/extract", json=told)


async def rows(house, staff: str = "granskare", **other: Any) -> list[list[str]]:
    answer = await asked(house, staff, **other)
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(b"\xef\xbb\xbf")
    told = list(csv.reader(io.StringIO(answer.content[3:].decode()), delimiter=";"))
    assert told[0][:3] == ["Tid", "Vem", "Roll"]
    return told[1:]


async def test_it_says_who_from_where_when_and_what_in_swedish(morning) -> None:
    [nurse] = await rows(morning)
    assert nurse[0].startswith("2026-11-20 07:4"), "local time"
    assert nurse[2:] == [
        "äldre-sjuksköterska", "Lindåsens vårdcentral", nurse[4],
        "Såg raden i den dagliga avstämningen", "namn och ålder, kontakter och planerad hemgång",
    ]  # fmt: skip
    assert nurse[1] not in ("", "aldre-ssk"), "a name, not an id"


async def test_each_controller_answers_for_its_own_staff(morning) -> None:
    assert [row[2] for row in await rows(morning, "granskare")] == ["äldre-sjuksköterska"]
    assert [row[2] for row in await rows(morning, "mas")] == ["hemtjänstplanerare"]
    assert await rows(morning, "mar") == []


async def test_nobody_else_takes_one_and_that_they_asked_is_noted(morning) -> None:
    for staff in ("aldre-ssk", "hemtjanstplanerare", "chef", "systemforvaltare"):
        assert (await asked(morning, staff)).status_code == 403
    denied = [line for line in await audited(morning) if line["decision"] == "deny"]
    assert [line["act"] for line in denied] == ["log:person:extract"] * 4
    assert {line["person"] for line in denied} == {None}


async def test_that_it_was_taken_stands_in_it_the_next_time(morning) -> None:
    await rows(morning)
    [_, again] = await rows(morning)
    assert again[5] == "Tog ut ett loggutdrag"
    lines = await audited(morning, "log:person:extract")
    key = await person_id(morning)
    assert [(line["person"], line["detail"], line["activity"]) for line in lines] == [
        (key, "csv", "Utskrift"), (key, "csv", "Utskrift"),
    ]  # fmt: skip


async def test_to_whom_it_is_handed_out_is_noted_in_words_that_name_nobody(morning) -> None:
    await rows(morning, recipient="proxy")
    [line] = await audited(morning, "log:person:extract")
    assert line["detail"] == "csv till ombud med fullmakt"
    assert (await asked(morning, "granskare", recipient="Gunborgs dotter")).status_code == 422


async def test_of_somebody_unknown_there_is_nothing_and_it_is_noted(morning) -> None:
    """Whether another controller knows the person is nothing that this one is told."""
    assert await rows(morning, person=UNKNOWN) == []
    await tell(morning, registered(UNKNOWN))
    assert await rows(morning, person=UNKNOWN) == []
    noted = await audited(morning, "log:person:extract")
    assert (noted[0]["person"], noted[0]["decision"]) == (None, "allow")


async def test_a_time_is_half_open_and_what_is_outside_it_is_not_there(morning) -> None:
    looks = await audited(morning, "huddle:person:look")
    [line] = [one for one in looks if one["viewer"] == "aldre-ssk"]
    at, later = line["at"], line["at"] + timedelta(microseconds=1)
    for since, before, there in ((at, later, 1), (later, at + HOUR, 0), (at - HOUR, at, 0)):
        told = await rows(morning, since=since.isoformat(), before=before.isoformat())
        assert len([row for row in told if row[5].startswith("Såg raden")]) == there


WRONG = [
    ({"person": "Gunborg"}, "tolv tecken", "no number"),
    ({"person": "199002222398"}, "", "a check digit, or nobody's of the demo"),
    ({"since": SPAN["before"], "before": SPAN["since"]}, "innan den slutar", "backwards"),
    ({"format": "docx"}, "förstå", "neither"),
    ({"since": "i går"}, "förstå", "no time"),
]


@pytest.mark.parametrize(("changed", "says", "_why"), WRONG)
async def test_what_cannot_be_asked_is_said_and_the_number_not_repeated(
    morning, changed, says, _why
) -> None:
    answer = await asked(morning, "granskare", **changed)
    assert answer.status_code == 422
    assert says in answer.text
    assert changed.get("person", "X") not in answer.text


async def test_two_numbers_of_one_person_are_one_extract(morning) -> None:
    """A line stands under whom it was written of, also when that has become somebody else."""
    await tell(morning, registered(UNKNOWN), merged(GUNBORG, UNKNOWN))
    for number in (GUNBORG, UNKNOWN):
        looks = [row for row in await rows(morning, person=number) if row[5].startswith("Såg")]
        assert len(looks) == 1, number


async def test_the_paper_is_a_pdf_with_its_letters_in_it(morning) -> None:
    answer = await asked(morning, "granskare", format="pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == 'attachment; filename="loggutdrag.pdf"'
    assert answer.content.startswith(b"%PDF-")
    assert b"/FontFile2" in answer.content, "the typeface travels along"
    assert GUNBORG not in answer.headers["content-disposition"]


def told(*accesses: Access) -> Extract:
    return Extract(GUNBORG, "Demoregionen", NOW, NOW + timedelta(days=1), NOW, accesses)


def access(who: str = "Åsa Öhrn", what: str = "Såg raden") -> Access:
    return Access("2026-11-20 07:40:00", who, "chef", "Enheten", "Demoregionen", what, "")


FORMULAS = ["=1+1", "+46", "-1", "@SUM(A1)", "\t=1", "\r=1"]


@pytest.mark.parametrize("cell", FORMULAS)
def test_no_cell_of_the_sheet_is_a_formula(cell: str) -> None:
    written = as_csv(told(access(cell)))[3:].decode()
    [_, row] = csv.reader(io.StringIO(written, newline=""), delimiter=";")
    assert row[1] == f"'{cell}"


def test_a_name_is_written_as_it_is_and_marks_of_the_form_are_no_marks() -> None:
    """On paper too: a bracket is a bracket, and a letter that the typeface lacks its nearest."""
    for who in ("Åsa & <b>Öhrn</b>", "Łukasz Żółć", "Đặng", "李"):
        assert as_pdf(told(access(who))).startswith(b"%PDF-")


def test_a_long_extract_is_many_pages() -> None:
    paper = as_pdf(told(*[access()] * 200))
    assert paper.count(b"/Type /Page\n") > 5
    assert as_pdf(told()).count(b"/Type /Page\n") == 1
