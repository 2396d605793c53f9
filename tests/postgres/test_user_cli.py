"""`kvarten user`: an installation's first person is made at the terminal, invited, and looked after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.processes import Ground

REGION = "SE2321000131-DEMO"
GROUNDS = ("--reason", "Sköter Kvarten", "--decider", "Anna Ek, förvaltningschef")


@pytest.fixture
def ground(admin_url: str, furnished: str, tmp_path: Path) -> Iterator[Ground]:
    from tests.processes import own_ground

    with own_ground(admin_url, furnished, tmp_path) as one:
        yield one


def user(ground: Ground, *words: str) -> tuple[int, str]:
    process = ground.kvarten("user", *words)
    said, _ = process.communicate(timeout=60)
    return process.returncode, said


def test_the_first_person_is_made_invited_and_taken_back_at_the_terminal(ground) -> None:
    new = ("add", "--name", "Eva Strand", "--login", "eva.strand", *GROUNDS)
    code, said = user(ground, *new, "--role", "systemadmin", "--scope", REGION)
    assert (code, bool(re.fullmatch(r"Kontot [0-9a-f-]{36} är upplagt\.\n", said))) == (0, True)
    code, said = user(ground, *new, "--role", "systemadmin", "--scope", REGION)
    assert (code, said) == (
        2, "Inloggningsnamnet eller HSA-id:t hör redan till ett annat konto.\n",
    )  # fmt: skip
    code, said = user(ground, "invite", "eva.strand")
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/inbjudan#[\w-]{43}\n", said)
    code, said = user(ground, "list")
    line = next(one for one in said.splitlines() if "Sköter Kvarten" in one)
    assert "systemadmin för Västra Götalandsregionen" in line
    assert user(ground, "end", line.split()[0]) == (0, "Uppdraget är avslutat.\n")
    assert user(ground, "disable", "eva.strand") == (0, "Kontot är avstängt.\n")
    assert ground.ask("SELECT act, viewer FROM audit ORDER BY id") == [
        (f"account:{act}", "kommandoraden")
        for act in (
            "account:add", "assignment:give", "account:invite", "assignment:end",
            "account:disable",
        )
    ]  # fmt: skip


def test_passkeys_are_listed_and_taken_away_at_the_terminal(ground) -> None:
    keys = [f"00000000-0000-4000-8000-00000000000{n}" for n in (1, 2, 3)]
    for n, key in enumerate(keys):
        ground.ask(
            "INSERT INTO passkey VALUES (%s, 'aldre-ssk', %s, '', 0, false, %s,"
            " '2026-11-01 07:00Z', %s) RETURNING 1",
            key,
            bytes([n + 1]),
            f"Sak {n}",
            "2026-11-19 06:58Z" if n else None,
        )
    assert user(ground, "passkeys", "aldre-ssk") == (0, (
        f"{keys[0]} Sak 0; tillagd 2026-11-01 08.00; har inte använts\n"
        f"{keys[1]} Sak 1; tillagd 2026-11-01 08.00; användes 2026-11-19 07.58\n"
        f"{keys[2]} Sak 2; tillagd 2026-11-01 08.00; användes 2026-11-19 07.58\n"
    ))  # fmt: skip
    taken = ("remove-passkey", "aldre-ssk")
    assert user(ground, *taken, keys[0]) == (0, "En passnyckel är borttagen.\n")
    assert user(ground, *taken, keys[0]) == (2, "Kontot har ingen sådan passnyckel.\n")
    assert user(ground, *taken) == (0, "2 passnycklar är borttagna.\n")
    assert user(ground, "passkeys", "aldre-ssk") == (0, "")
    assert ground.ask("SELECT viewer, detail FROM audit ORDER BY id") == [
        ("kommandoraden", f"aldre-ssk {which}") for which in (keys[0], "alla")
    ]


def test_what_is_due_for_review_is_listed_and_what_cannot_be_meant_is_refused(ground) -> None:
    ground.ask(
        "UPDATE assignment SET review_on = '2026-01-02' WHERE account = 'aldre-ssk' RETURNING 1"
    )
    code, said = user(ground, "review")
    assert (code, said.splitlines()[-1]) == (0, "1 uppdrag ska ses över.")
    assert "SKA SES ÖVER sedan 2026-01-02" in said
    key = said.splitlines()[1].split()[0]
    assert user(ground, "review", key)[0] == 0
    assert user(ground, "review") == (0, "0 uppdrag ska ses över.\n")
    code, said = user(ground, "assign", "nobody", "--role", "kung", "--scope", REGION, *GROUNDS)
    assert (code, said.startswith("Rollen kung finns inte.")) == (2, True)
    code, said = user(ground, "revoke", "nobody")
    assert (code, said.startswith("Ingen har id, inloggningsnamn eller HSA-id nobody.")) == (
        2,
        True,
    )
