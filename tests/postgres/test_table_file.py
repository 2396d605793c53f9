"""A file of rows goes in row by row, twice as once, and a row that has changed since is a correction."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.errors import Misconfigured
from app.events import file
from app.events.file import Count
from app.events.hl7 import Unreadable
from app.house import House
from app.tables import Source
from tests.databases import ROOT
from tests.houses import NOW, cloud, registered, tell
from tests.intake import count, kept, stored, told_of
from tests.roles import as_admin, everything

GOLDEN = ROOT / "tests" / "golden" / "table"
GULLI = "19340304T027"
HEAD = (
    "Kontakt-id;Kontakttyp;Personnummer;Ankomst;Ankomstsätt;Triage;Vårdenhet;Registrerad;"
    "Avslutad;Utfall;Status\n"
)
CAME = f"K1;AKUT;{GULLI};2026-11-20 00:41;AMB;gul;AKM;2026-11-20 00:44;;;PÅG\n"
WENT = CAME.replace(";;;PÅG", ";2026-11-20 03:10;HEM;KLAR")
LATER = [NOW + timedelta(minutes=minutes) for minutes in range(10)]


async def take(house: House, path: Path, source: str = "elvis-fil", now: datetime = NOW) -> Count:
    told, _ = await file.take(house, path, source, now)
    return told


async def given(house: House, folder: Path, *rows: str, now: datetime = NOW) -> Count:
    """An extract with these rows is given."""
    path = folder / "natten.csv"
    path.write_text(HEAD + "".join(rows), "utf-8")
    return await take(house, path, now=now)


def events(told: Count) -> tuple[int, int, int, int]:
    return told.new, told.known, told.rejected, told.not_used


def rows(told: Count) -> tuple[int, int, int, int]:
    filed = told.filed
    assert filed is not None
    return filed.rows, filed.used, filed.rejected, filed.not_used


def lies(house: House, admin_url: str) -> str:
    """All that lies in the database, but for when a source was heard of and how often it erred."""
    with as_admin(admin_url, house.database.url) as admin:
        found = everything(admin).splitlines()
    apart = ("source ", "set_aside ", "intake ")
    return "\n".join(line for line in found if not line.startswith(apart))


FILES = [
    # file, source, rows: read, used, rejected, not used; events: new, rejected
    ("elvis-akut.csv", "elvis-fil", (17, 7, 8, 2), 10),
    ("medrave-kontakter.csv", "medrave", (11, 7, 3, 1), 7),
    ("samsa-arenden.xlsx", "samsa-fil", (8, 4, 3, 1), 12),
]


@pytest.mark.parametrize(("name", "source", "told", "new"), FILES)
async def test_each_golden_file_goes_in_twice_as_once(
    house, admin_url, name: str, source: str, told: tuple[int, ...], new: int
) -> None:
    first = await take(house, GOLDEN / name, source)
    assert rows(first) == told
    assert (first.new, first.known) == (new, 0)
    before, aside = lies(house, admin_url), await kept(house)
    again = await take(house, GOLDEN / name, source, LATER[1])
    assert rows(again) == told
    assert (again.new, again.known) == (0, new)
    assert lies(house, admin_url) == before
    assert [{**one, "times": 0} for one in await kept(house)] == [
        {**one, "times": 0} for one in aside
    ]


async def test_a_visit_that_ends_the_next_night_is_closed_then(house, tmp_path) -> None:
    assert events(await given(house, tmp_path, CAME)) == (1, 0, 0, 0)
    assert events(await given(house, tmp_path, WENT, now=LATER[1])) == (1, 1, 0, 0)
    [visit] = (await stored(house, GULLI))[0].ed_visits
    assert (visit.outcome, visit.closed_at) == ("home", datetime(2026, 11, 20, 2, 10, tzinfo=UTC))


async def test_what_has_changed_since_is_a_correction_of_the_first(house, tmp_path) -> None:
    """Sent home, it said; then that it was to a ward; then home after all. One visit all the while."""
    outcomes = []
    for now, outcome in zip(LATER, ("HEM", "INL", "INL", "HEM", "HEM"), strict=False):
        told = await given(house, tmp_path, WENT.replace("HEM", outcome), now=now)
        [visit] = (await stored(house, GULLI))[0].ed_visits
        outcomes.append((told.new, visit.outcome))
    assert outcomes == [(2, "home"), (1, "admitted"), (0, "admitted"), (1, "home"), (0, "home")]


async def test_a_row_about_the_wrong_person_is_moved_to_the_right_one(house, tmp_path) -> None:
    await tell(house, registered(GULLI), registered("19410203T999"))
    await given(house, tmp_path, WENT)
    await given(house, tmp_path, WENT.replace(GULLI, "19410203T999"), now=LATER[1])
    assert (await stored(house, GULLI))[0].ed_visits == ()
    [visit] = (await stored(house, "19410203T999"))[0].ed_visits
    assert visit.outcome == "home"
    assert events(await given(house, tmp_path, WENT.replace(GULLI, "19410203T999"))) == (0, 2, 0, 0)


async def test_the_last_of_many_corrections_stands(house, tmp_path) -> None:
    """Also when each says that it was written at the same time, and beyond the ninth."""
    for number in range(12):
        row = CAME.replace("AMB", ("AMB", "EGET")[number % 2])
        await given(house, tmp_path, row, now=NOW + timedelta(minutes=number))
        [visit] = (await stored(house, GULLI))[0].ed_visits
        assert visit.arrival_mode == ("ambulance", "own")[number % 2]


async def test_somebody_who_goes_by_two_numbers_is_not_told_of_anew(house, tmp_path) -> None:
    into = {"into_system": "urn:kvarten:demo", "into_value": "19410203T999"}
    await tell(house, registered(GULLI), registered("19410203T999"))
    await given(house, tmp_path, WENT)
    await tell(house, cloud("person.merged", GULLI, NOW, **into), now=LATER[1])
    assert events(await given(house, tmp_path, WENT, now=LATER[2])) == (0, 2, 0, 0)
    assert len((await stored(house, "19410203T999"))[0].ed_visits) == 1


async def test_a_row_made_void_takes_back_what_it_told_and_may_come_again(house, tmp_path) -> None:
    void = WENT.replace("KLAR", "MAK")
    seen = []
    for now, row in zip(LATER, (WENT, void, void, WENT, WENT), strict=False):
        told = await given(house, tmp_path, row, now=now)
        seen.append((told.new, told.known, len((await stored(house, GULLI))[0].ed_visits)))
    assert seen == [(2, 0, 1), (2, 0, 0), (0, 2, 0), (2, 0, 1), (0, 2, 1)]


async def test_a_void_row_that_never_told_anything_is_not_used(house, tmp_path) -> None:
    assert rows(await given(house, tmp_path, WENT.replace("KLAR", "MAK"))) == (1, 0, 0, 1)
    [aside] = await kept(house)
    assert (aside["outcome"], aside["kind"], aside["text"]) == ("not_used", "makulerad", None)
    assert await count(house, "event") == 0


async def test_one_key_on_two_rows_of_a_file_is_told_once(house, tmp_path) -> None:
    """Which of the two is right cannot be known; the first stands, each night the same."""
    other = WENT.replace("HEM", "AVV")
    for now, new in ((LATER[0], 2), (LATER[1], 0), (LATER[2], 0)):
        told = await given(house, tmp_path, WENT, WENT, other, now=now)
        assert (told.new, rows(told)) == (new, (3, 2, 1, 0))
    [visit] = (await stored(house, GULLI))[0].ed_visits
    assert visit.outcome == "home"
    [aside] = await kept(house)
    assert aside["reason"] == "Samma nyckel står på en tidigare rad i filen, med annat innehåll."


async def test_a_rejected_row_is_kept_as_its_cells_and_the_others_go_in(house, tmp_path) -> None:
    assert rows(await given(house, tmp_path, WENT.replace("AKUT", "DAGV"), WENT)) == (2, 1, 1, 0)
    [aside] = await kept(house)
    assert (aside["field"], aside["reason"]) == (
        "Kontakttyp", "Koden finns inte i källans kodtabell.",
    )  # fmt: skip
    assert aside["text"].startswith('{"Kontakt-id":"K1","Kontakttyp":"DAGV","Personnummer":"1934')


async def test_what_the_source_may_not_tell_is_no_correction_each_night(house, tmp_path) -> None:
    """A field outside the request is dropped before it is stored, and is not missed afterwards."""
    house.organisation.sources["elvis-fil"].fields = ["ed.visit.closed.*"]
    assert events(await given(house, tmp_path, WENT)) == (2, 0, 0, 0)
    assert events(await given(house, tmp_path, WENT, now=LATER[1])) == (0, 2, 0, 0)
    [told, _] = await told_of(house, GULLI)
    assert told["body"]["triage"] is None


async def test_no_number_lies_in_clear_though_it_is_part_of_the_key(house, admin_url) -> None:
    await take(house, GOLDEN / "medrave-kontakter.csv", "medrave")
    with as_admin(admin_url, house.database.url) as admin:
        found = everything(admin)
    for number in (GULLI, "461130", "960202", "290705", "Lindåsen:"):
        assert number not in found


async def test_a_file_without_rows_says_that_nothing_has_happened(house, tmp_path) -> None:
    assert rows(await given(house, tmp_path, now=LATER[1])) == (0, 0, 0, 0)
    async with house.database.work() as session:
        found = await session.get(Source, "elvis-fil")
        assert found is not None
        assert found.last_heard == LATER[1]


async def test_history_is_counted_and_makes_no_row(house, tmp_path) -> None:
    path = tmp_path / "året.csv"
    path.write_text(HEAD + WENT, "utf-8")
    await file.take(house, path, "elvis-fil", NOW, history=True)
    assert [row["history"] for row in await told_of(house, GULLI)] == [True, True]


UNREADABLE = [
    # content, name, part of the answer; why
    (b"", "tom.csv", "Filen är tom", "nothing in it"),
    (b"A;B;C\n1;2;3\n", "annan.csv", "Kolumnen ”Kontakt-id” saknas", "another file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "gammal.xls", "äldre Excel-fil", "before 2007"),
    (b"PK\x03\x04 trasig", "trasig.xlsx", "Excel-filen är skadad", "half a file"),
    (b"\x89PNG\r\n\x1a\n\0\0\0", "bild.csv", "saknas i filens rubrik", "a picture"),
]


@pytest.mark.parametrize(("content", "name", "answer", "why"), UNREADABLE)
async def test_a_file_that_cannot_be_read_at_all_says_why(
    house, tmp_path, content: bytes, name: str, answer: str, why: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=answer):
        await take(house, path)
    assert await count(house, "event") == await count(house, "set_aside") == 0, why


async def test_a_table_without_a_source_asks_for_one(house, tmp_path) -> None:
    path = tmp_path / "natten.csv"
    path.write_text(HEAD + CAME, "utf-8")
    with pytest.raises(Misconfigured, match=r"natten.csv är en tabell. Ange med --source"):
        await file.take(house, path, None, NOW)
