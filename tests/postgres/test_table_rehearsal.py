"""A dry run says row by row what would happen, stores nothing, and shows nothing of anybody."""

from __future__ import annotations

import os
import random
import subprocess
from pathlib import Path

import msgspec
import pytest

from app.events import file
from app.events.hl7 import Unreadable
from app.events.rehearsal import Rehearsed, rehearse
from app.house import House
from tests.houses import NOW, cloud, home_from_ed, registered
from tests.intake import count, kept
from tests.postgres.test_hl7_file import STREAM, discharge
from tests.postgres.test_table_file import FILES, GOLDEN, HEAD, WENT, lies
from tests.processes import own_ground, until
from tests.pure.test_table_fuzz import BEGINS, mutated

ROUNDS = int(os.environ.get("KVARTEN_EXAMPLES", "100")) // 10


async def told(house: House, path: Path, source: str | None) -> list[Rehearsed]:
    return [row async for row in rehearse(house, path, source, NOW)]


def summed(rows: list[Rehearsed]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        for part in row.parts:
            found[part.status] = found.get(part.status, 0) + 1
    return found


async def taken(house: House, path: Path, source: str | None) -> dict[str, int]:
    count_, _ = await file.take(house, path, source, NOW)
    names = ("new", "known", "rejected", "refused", "not_used")
    return {name: getattr(count_, name) for name in names if getattr(count_, name)}


@pytest.mark.parametrize(("name", "source", "_rows", "_new"), FILES)
async def test_what_is_said_of_a_table_is_what_happens(
    house, admin_url, name: str, source: str, _rows, _new
) -> None:
    before = lies(house, admin_url)
    for _ in range(2):
        said = summed(await told(house, GOLDEN / name, source))
        assert lies(house, admin_url) == before
        assert said == await taken(house, GOLDEN / name, source)
        before = lies(house, admin_url)


async def test_what_is_said_of_messages_and_of_events_is_what_happens(house, tmp_path) -> None:
    messages = tmp_path / "natten.hl7"
    messages.write_bytes("".join([*STREAM, discharge(10, "99"), discharge(11, "1")]).encode())
    events = tmp_path / "natten.ndjson"
    body = [registered(), home_from_ed(id="a"), home_from_ed(id="a"), cloud("ed.visit.close"), {}]
    events.write_bytes(b"\n".join(map(msgspec.json.encode, body)))
    for path, source in ((messages, "simhospital"), (events, None)):
        said = summed(await told(house, path, source))
        assert await count(house, "set_aside") == 0 or source is None
        assert said == await taken(house, path, source)


async def test_each_row_is_told_of_by_its_number_with_the_place_and_the_reason(
    house, tmp_path
) -> None:
    path = tmp_path / "natten.csv"
    path.write_text(HEAD + WENT + "\n" + WENT.replace("AKUT", "DAGV") + WENT.replace("HEM", "AVV"))
    first, second, third = await told(house, path, "elvis-fil")
    assert [(part.status, part.kind) for part in first.parts] == [
        ("new", "ed.visit.registered"), ("new", "ed.visit.closed"),
    ]  # fmt: skip
    [part] = second.parts
    assert (second.number, part.status, part.field) == (4, "rejected", "Kontakttyp")
    assert "Samma nyckel" in (third.parts[0].reason or "")
    assert await kept(house) == []


async def test_a_changed_file_is_answered_for_row_by_row_and_nothing_is_half_stored(
    house, admin_url, tmp_path
) -> None:
    """Rows used, rejected and not used are all the rows; and the same again changes nothing."""
    dice = random.Random(20261120)
    path = tmp_path / "natten"
    for at in range(ROUNDS):
        name, source, *_ = FILES[at % len(FILES)]
        path.write_bytes(mutated(BEGINS[Path(name).stem], dice))
        try:
            first, _ = await file.take(house, path, source, NOW)
        except Unreadable:
            continue
        filed = first.filed
        assert filed is not None
        assert filed.rows == filed.used + filed.rejected + filed.not_used
        before = lies(house, admin_url)
        again, _ = await file.take(house, path, source, NOW)
        assert (again.new, again.rejected) == (0, first.rejected)
        assert lies(house, admin_url) == before


def test_the_command_says_which_code_no_table_has_and_of_which_row(
    admin_url, furnished, tmp_path
) -> None:
    path = tmp_path / "natten.hl7"
    path.write_text(discharge(1, "1") + discharge(2, "99"))
    says = "Koden 99 finns inte i källans kodtabell och räknas som okänd."
    with own_ground(admin_url, furnished, tmp_path) as ground:

        def lines(*more: str) -> list[str]:
            asked = ground.kvarten("ingest", "--source", "simhospital", *more, str(path))
            said = asked.communicate(timeout=60)[0]
            assert asked.returncode == 0, said
            return said.splitlines()

        assert lines("--dry-run")[:2] == [
            "rad 1: inpatient.discharged ny",
            f"rad 2: inpatient.discharged ny, används inte ({says})",
        ]
        assert lines()[-2:] == [
            "natten.hl7: 2 nya, 0 kända, 0 avvisade, 1 används inte", says,
        ]  # fmt: skip


def test_the_command_says_it_all_and_shows_nobody(admin_url, furnished, tmp_path) -> None:
    with own_ground(admin_url, furnished, tmp_path) as ground:
        path = GOLDEN / "elvis-akut.csv"
        asked = ground.kvarten("ingest", "--source", "elvis-fil", "--dry-run", str(path))
        said = asked.communicate(timeout=60)[0]
        assert asked.returncode == 0, said
        lines = said.splitlines()
        assert lines[0] == "rad 2: ed.visit.registered ny, ed.visit.closed ny"
        assert lines[7] == "rad 9: avvisas (Kontakttyp: Koden finns inte i källans kodtabell.)"
        assert lines[-1] == (
            "elvis-akut.csv (utf-8, semikolon): 17 rader; 10 nya, 8 avvisade, 2 används inte. "
            "Ingenting är sparat."
        )
        for secret in ("1934", "T027", "yrsel", "K5501"):
            assert secret not in said
        assert ground.ask("SELECT count(*) FROM event") == [(0,)]
        folder = tmp_path / "filer"
        folder.mkdir()
        (folder / "a.csv").write_bytes(path.read_bytes())
        (folder / "b.csv").write_bytes(b"\x89PNG")
        (folder / "c.csv.part").write_bytes(path.read_bytes())
        taken_ = ground.kvarten("ingest", "--source", "elvis-fil", str(folder))
        said = taken_.communicate(timeout=60)[0]
        assert taken_.returncode == 1
        assert said.splitlines() == [
            "a.csv: 10 nya, 0 kända, 8 avvisade, 2 används inte (17 rader, utf-8, semikolon)",
            "b.csv: Kolumnen ”Kontakt-id” saknas i filens rubrik.",
        ]


async def test_a_table_whose_reading_was_killed_is_given_again(
    admin_url, furnished, tmp_path
) -> None:
    rows = 3000
    path = tmp_path / "natten.csv"
    with path.open("w", encoding="utf-8") as into:
        into.write(HEAD)
        into.writelines(WENT.replace("K1;", f"K{n};") for n in range(rows))
    with own_ground(admin_url, furnished, tmp_path) as ground:
        words = ("ingest", "--source", "elvis-fil", str(path))
        first = ground.kvarten(*words, said=subprocess.DEVNULL)
        await until(lambda: ground.ask("SELECT count(*) FROM event")[0][0] > 0, "a part is stored")
        first.kill()
        assert first.wait() == -9
        await until(ground.at_rest, "the killed process's work is over")
        [(there,)] = ground.ask("SELECT count(*) FROM event")
        assert 0 < there < 2 * rows, "killed on the way"
        assert path.exists()
        told_ = ground.kvarten(*words).communicate(timeout=120)[0]
        assert f"{2 * rows - there} nya, {there} kända, 0 avvisade" in " ".join(told_.split())
        assert ground.ask("SELECT count(*) FROM event") == [(2 * rows,)]
