"""`kvarten org` and `kvarten listings` as whoever runs the system meets them, with the app running."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.houses import CENTRE

if TYPE_CHECKING:
    from tests.processes import Ground

LISTED = (
    "personnummer;förnamn;efternamn\n19340304T027;Gunborg;Öhrnäs\n19360411T028;Algot;Åkerlind\n"
)


@pytest.fixture
def ground(admin_url: str, furnished: str, tmp_path: Path) -> Iterator[Ground]:
    from tests.processes import own_ground

    with own_ground(admin_url, furnished, tmp_path) as one:
        yield one


def kvarten(ground: Ground, *words: str) -> tuple[int, str]:
    process = ground.kvarten(*words)
    said, _ = process.communicate(timeout=60)
    return process.returncode, said


def exported(ground: Ground) -> Path:
    path = ground.folder / "vi.yaml"
    assert kvarten(ground, "org", "export", str(path)) == (0, "")
    return path


async def test_an_import_shows_the_difference_and_a_running_app_follows_it(ground) -> None:
    import httpx

    from tests.processes import until

    # The centres that have nobody called in this database are none that a file could have.
    ground.ask("UPDATE centre SET in_use = false WHERE unit NOT IN (SELECT centre FROM party)")
    path = exported(ground)
    assert kvarten(ground, "org", "import", str(path)) == (0, "Ingen skillnad.\n")
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("time: 08:00", "time: 07:50").replace("time: '08:00'", "time: '07:50'"),
        "utf-8",
    )
    code, said = kvarten(ground, "org", "import", str(path), "--dry-run")
    assert code == 0
    assert f"~ Vårdcentralen Lindåsens vårdcentral ({CENTRE})\n    time: 08:00 → 07:50\n" in said
    assert said.endswith("1 post skulle ändras. Ingenting är skrivet.\n")
    with ground.app() as app:
        cookies = {"kvarten_session": await app.sign_in("aldre-ssk")}

        def starts() -> str:
            told = httpx.get(f"{app.base}/api/session", cookies=cookies).json()
            return str(told["huddles"][0]["starts_at"])

        assert starts() == "2026-11-20T07:00:00Z"
        code, said = kvarten(ground, "org", "import", str(path))
        assert (code, said.splitlines()[-1]) == (0, "1 post har ändrats.")
        await until(lambda: starts() == "2026-11-20T06:50:00Z", "the app did not follow")


def test_every_fault_of_a_file_is_told_and_nothing_written(ground) -> None:
    path = exported(ground)
    text = path.read_text("utf-8").replace("authority: region", "authority: landsting")
    path.write_text(text.replace("short: Lindåsen", "shrt: Lindåsen"), "utf-8")
    code, said = kvarten(ground, "org", "import", str(path))
    assert code == 2
    assert "Nyckeln finns inte. Menades short?" in said
    assert "short saknas." in said


def test_a_list_of_the_listed_asks_before_anybody_leaves(ground) -> None:
    path = ground.folder / "listade.csv"
    path.write_text(LISTED, "utf-8")
    words = ("listings", str(path), "--centre", CENTRE, "--source", "befolkning")
    code, said = kvarten(ground, *words)
    assert (code, said) == (
        0, "2 rader: 2 nya, 0 ändrade, 0 flyttade, 0 oförändrade, 0 avvisade; 0 lämnar.\n",
    )  # fmt: skip
    path.write_text(LISTED.rpartition("\n19")[0], "utf-8")
    code, said = kvarten(ground, *words, "--complete")
    assert code == 2
    assert "1 av 2 listade finns inte i filen" in said
    code, said = kvarten(ground, *words, "--complete", "--dry-run")
    assert said.splitlines()[0] == "lämnar: A.Å. 1936"
    code, said = kvarten(ground, *words, "--complete", "--confirm", "1")
    assert (code, said.splitlines()[-1][-9:]) == (0, "1 lämnar.")
    assert json.dumps(ground.ask("SELECT count(*) FROM person WHERE centre IS NULL")) == "[[1]]"
