"""The folders that files are dropped in: each file is taken once it lies still, and none is lost."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from app.claims import GONE, SLOT, alone
from app.events import file, inbox
from app.events.pull import read
from app.house import House
from app.rounds import Places, Rounds
from app.timetable import Timetable
from tests.houses import NOW, registered, tell
from tests.intake import count, stored
from tests.postgres.test_table_file import CAME, GULLI, HEAD, WENT

STILL = inbox.STILL + timedelta(seconds=5)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inkorg" / "elvis-fil").mkdir(parents=True)
    return tmp_path / "inkorg"


def drop(folder: Path, name: str, *rows: str, source: str = "elvis-fil") -> Path:
    path = folder / source / name
    path.write_text(HEAD + "".join(rows), "utf-8")
    return path


async def look(house: House, folder: Path, after: timedelta = STILL) -> frozenset[str]:
    """As the round does, so long after now by the wall."""
    return await inbox.look(house, folder, NOW, datetime.now(UTC) + after)


def names(folder: Path, where: str = "", source: str = "elvis-fil") -> list[str]:
    return sorted(one.name for one in (folder / source / where).iterdir() if one.is_file())


async def test_a_file_is_taken_in_and_moved_with_a_receipt_beside_it(house, folder) -> None:
    await tell(house, registered())
    drop(folder, "natten.csv", WENT)
    touched = await look(house, folder)
    assert touched == {"SE2321000131-DEMOVC01"}
    assert names(folder) == []
    assert names(folder, "klart") == [
        "20261120-074000 natten.csv", "20261120-074000 natten.csv.txt",
    ]  # fmt: skip
    receipt = (folder / "elvis-fil" / "klart" / "20261120-074000 natten.csv.txt").read_text("utf-8")
    assert receipt == (
        "2 nya händelser, 0 kända, 0 avvisade, 0 används inte.\n"
        "1 rader (utf-8, semikolon): 1 använda, 0 avvisade, 0 används inte.\n"
    )
    assert len((await stored(house, GULLI))[0].ed_visits) == 1


async def test_the_same_name_again_is_another_file(house, folder) -> None:
    for row in (CAME, WENT):
        drop(folder, "natten.csv", row)
        await look(house, folder)
    assert [name for name in names(folder, "klart") if name.endswith(".csv")] == [
        "20261120-074000 natten.csv", "20261120-074000-2 natten.csv",
    ]  # fmt: skip
    assert await count(house, "event") == 2


NOT_YET = [
    # name, seconds since it changed; why
    ("natten.csv", 0, "it may still be written to"),
    ("natten.csv.part", 100, "its name says that it is half"),
    ("natten.csv.TMP", 100, "its name says that it is half"),
    (".natten.csv", 100, "hidden from whoever looks"),
]


@pytest.mark.parametrize(("name", "seconds", "why"), NOT_YET)
async def test_a_file_that_may_be_half_is_left_alone(
    house, folder, name: str, seconds: int, why: str
) -> None:
    drop(folder, name, WENT)
    await look(house, folder, timedelta(seconds=seconds))
    assert names(folder) == [name], why
    assert await count(house, "event") == 0


async def test_a_file_renamed_into_place_is_taken_though_it_was_written_long_ago(
    house, folder
) -> None:
    path = drop(folder, "natten.csv.part", WENT)
    os.utime(path, (0, 0))
    path.rename(path.with_name("natten.csv"))
    await look(house, folder, timedelta(seconds=1))
    assert names(folder) == ["natten.csv"]
    await look(house, folder)
    assert names(folder) == []


async def test_a_file_written_to_while_it_is_read_is_read_again(house, folder, monkeypatch) -> None:
    path = drop(folder, "natten.csv", CAME)
    take = file.take

    async def slow(*args, **named):
        told = await take(*args, **named)
        with path.open("a", encoding="utf-8") as more:
            more.write(WENT.replace("K1", "K2"))
        return told

    monkeypatch.setattr(file, "take", slow)
    await look(house, folder)
    assert names(folder) == ["natten.csv"]
    monkeypatch.undo()
    await look(house, folder)
    assert names(folder) == []
    assert await count(house, "event") == 3


async def test_a_file_that_cannot_be_read_goes_aside_with_the_reason(house, folder) -> None:
    (folder / "elvis-fil" / "bild.csv").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    drop(folder, "natten.csv", WENT)
    await look(house, folder)
    assert names(folder, "fel") == ["20261120-074000 bild.csv", "20261120-074000 bild.csv.txt"]
    said = (folder / "elvis-fil" / "fel" / "20261120-074000 bild.csv.txt").read_text("utf-8")
    assert said == "Kolumnen ”Kontakt-id” saknas i filens rubrik.\n"
    assert await count(house, "event") == 2, "the other file is taken in"


async def test_a_file_of_a_source_whose_request_has_run_out_is_kept_for_when_it_is_renewed(
    house, folder
) -> None:
    house.organisation.sources["elvis-fil"].valid_to = NOW.date() - timedelta(days=1)
    drop(folder, "natten.csv", WENT)
    await look(house, folder)
    assert await count(house, "event") == 0
    said = (folder / "elvis-fil" / "fel" / "20261120-074000 natten.csv.txt").read_text("utf-8")
    assert "Begäran till källan gick ut" in said


async def test_a_mapping_that_cannot_be_read_leaves_the_files_where_they_are(house, folder) -> None:
    house.organisation.sources["elvis-fil"].mapping = "borta.yaml"
    drop(folder, "natten.csv", WENT)
    await look(house, folder)
    assert names(folder) == ["natten.csv"]
    house.organisation.sources["elvis-fil"].mapping = "elvis-akut.yaml"
    await look(house, folder)
    assert names(folder) == []


async def test_no_link_leads_out_of_the_folder(house, folder, tmp_path) -> None:
    outside = tmp_path / "hemligt.csv"
    outside.write_text(HEAD + WENT, "utf-8")
    (folder / "elvis-fil" / "natten.csv").symlink_to(outside)
    elsewhere = tmp_path / "annat"
    elsewhere.mkdir()
    (elsewhere / "natten.csv").write_text(HEAD + WENT, "utf-8")
    (folder / "medrave").symlink_to(elsewhere)
    await look(house, folder)
    assert await count(house, "event") == await count(house, "set_aside") == 0
    assert outside.read_text("utf-8").startswith("Kontakt-id")
    assert [one.name for one in elsewhere.iterdir()] == ["natten.csv"]


async def test_the_folders_are_made_for_this_user_alone(house, folder) -> None:
    await look(house, folder)
    for source in ("medrave", "samsa-fil"):
        assert (folder / source).stat().st_mode & 0o777 == 0o700
    assert not (folder / "cloudevents").exists(), "no file is expected of it"


async def test_what_was_taken_is_deleted_after_a_month_and_what_was_not_after_three(
    house, folder
) -> None:
    drop(folder, "natten.csv", WENT)
    (folder / "elvis-fil" / "bild.csv").write_bytes(b"\x89PNG")
    await look(house, folder)
    left = []
    for days in (29, 31, 89, 91):
        await look(house, folder, timedelta(days=days))
        left.append((len(names(folder, "klart")), len(names(folder, "fel"))))
    assert left == [(2, 2), (0, 2), (0, 2), (0, 0)]


async def test_of_several_processes_one_looks_at_a_time(house, admin_url) -> None:
    async with alone(house.database, "inbox") as first, alone(house.database, "inbox") as second:
        assert (first, second) == (True, False)
    async with alone(house.database, "inbox") as third:
        assert third


async def test_a_process_that_was_killed_at_it_is_followed_by_the_next(house) -> None:
    left = """INSERT INTO job_run (job, slot, claimed_at) VALUES ('inbox', :slot, :at)
        ON CONFLICT (job, slot) DO UPDATE SET claimed_at = :at"""
    seen = []
    for ago in (GONE - timedelta(seconds=5), GONE + timedelta(seconds=5)):
        async with house.database.work() as session:
            await session.execute(text(left), {"slot": SLOT, "at": datetime.now(UTC) - ago})
        async with alone(house.database, "inbox") as ours:
            seen.append(ours)
    assert seen == [False, True]


async def test_each_round_is_a_job_of_its_own(house, folder, monkeypatch) -> None:
    told = folder / "kvarten.conf"
    told.write_text(
        "[pull.medrave]\nformat = csv\naddress = https://uttag.example/a.csv\n", "utf-8"
    )
    addresses = read({"KVARTEN_SETTINGS": str(told)})
    wanted: list[str] = []
    table = Timetable(house, Rounds(house, Places(folder, addresses), wanted.extend))
    try:
        await table.start()
        jobs = {job.id for job in table._scheduler.get_jobs()}
        assert {"inbox", "pull:medrave"} <= jobs
    finally:
        table.stop()
    path = drop(folder, "natten.csv", WENT)
    await tell(house, registered())
    rounds = Rounds(house, Places(folder, {}), wanted.extend)
    await rounds.empty()
    assert path.exists(), "it has not lain still yet"
    monkeypatch.setattr(inbox, "STILL", timedelta(0))
    await rounds.empty()
    assert not path.exists()
    assert wanted == ["SE2321000131-DEMOVC01"]
