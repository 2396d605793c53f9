"""`kvarten log` as whoever runs the system meets it, and what is sealed by the minute."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.processes import Ground


@pytest.fixture
def ground(admin_url: str, furnished: str, tmp_path: Path) -> Iterator[Ground]:
    from tests.processes import own_ground

    with own_ground(admin_url, furnished, tmp_path) as one:
        yield one


def kvarten(ground: Ground, *words: str) -> tuple[int, list[str]]:
    process = ground.kvarten(*words)
    said, _ = process.communicate(timeout=60)
    return process.returncode, said.splitlines()


async def test_the_log_is_verified_kept_and_handed_out_from_the_command_line(
    ground, admin_url
) -> None:
    from tests.seals import LINE, by_force

    sent = ground.folder / "hashar.txt"
    sent.write_text(f"2026-11-20\t4\t{'ab' * 32}\n", "ascii")
    ground.ask(LINE, 3)
    await sealed(ground)
    assert kvarten(ground, "log", "verify") == (
        0,
        ["1 block, 3 rader: allt stämmer.", "Allt är förseglat."],
    )
    by_force(admin_url, ground.url, "DELETE FROM audit WHERE id = (SELECT min(id) FROM audit)")
    assert kvarten(ground, "log", "verify", "--heads", str(sent)) == (
        1,
        [
            "Block 1: 1 rad har tagits bort.",
            "Block 4: Blocket finns i det som har skickats ut, men inte här.",
            "1 block, 2 rader: 2 fel.",
            "Allt är förseglat.",
        ],
    )
    assert kvarten(ground, "log", "keep", "7") == (0, ["Loggen sparas i 7 år."])
    assert kvarten(ground, "log", "keep") == (0, ["Loggen sparas i 7 år."])
    file = ground.folder / "utdrag.csv"
    words = ["--person", "19340304T027", "--from", "2026-11-20", "--to", "2026-11-20"]
    told = kvarten(ground, "log", "extract", *words, "--format", "csv", str(file))
    assert told == (0, ["0 åtkomster i utdrag.csv."])
    assert file.read_text("utf-8-sig").startswith('"Tid";"Vem";"Roll";"Enhet"')
    assert file.stat().st_mode & 0o777 == 0o600
    noted = "SELECT viewer, detail, decision FROM audit WHERE act = 'log:person:extract'"
    assert ground.ask(noted) == [("kommandoraden", "csv", "allow")]
    code, said = kvarten(ground, "log", "keep", "4")
    assert (code, said[0][:40]) == (2, "Loggen sparas ett helt antal år, från 5 ")


async def sealed(ground: Ground) -> None:
    """What the round of every minute does."""
    from app.access.seal import seal
    from app.access.vault import Vault
    from app.database import Database
    from tests.databases import KEY
    from tests.seals import SEALED

    database = Database(ground.url, Vault(KEY))
    try:
        assert (await seal(database, SEALED)).blocks == 1
    finally:
        await database.close()


async def test_the_round_of_every_minute_seals_and_sends_out(house, tmp_path) -> None:
    from datetime import timedelta

    from app.clock import real_now
    from app.rounds import Places, Rounds
    from tests.seals import a_log, heads, verified, write

    place = tmp_path / "hashar.txt"
    await a_log(house.database, 2, at=real_now() - timedelta(days=2))
    write(house.database.listen_url, 3)
    rounds = Rounds(house, Places(tmp_path, {}, place), lambda _: None)
    jobs = {name: job for name, job, _ in rounds.jobs()}
    await jobs["seal"]()
    assert (verified(house.database).blocks, verified(house.database).unsealed) == (2, 0)
    assert (
        place.read_text("ascii").split("\t")[2].strip() == heads(house.database.listen_url)[1].hex()
    )
    (tmp_path / "in_the_way").write_text("", "ascii")
    wrong = Rounds(house, Places(tmp_path, {}, tmp_path / "in_the_way" / "x"), lambda _: None)
    write(house.database.listen_url, 1)
    await wrong.seal()
    assert verified(house.database).unsealed == 0, "what cannot be sent is sealed all the same"
