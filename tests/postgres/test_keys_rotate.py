"""The installation's key is changed for another: while all go on working, and though it is interrupted.

On a server of its own: the roles' passwords belong to the server, not to the database.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from cryptography.exceptions import InvalidTag
from psycopg import sql

from app.access import data_keys, keyfile, rotating
from app.access.vault import DERIVED, Vault, WrongKey
from app.database import WORK, Database, migrate
from app.errors import Misconfigured
from app.opening import Place, bring_up
from tests.databases import as_owner, build_template, cloned, throw_away_cluster
from tests.houses import apart, home_from_ed, move_in, registered, tell
from tests.keyhomes import (
    LETTERS,
    PERSONS,
    SEALED,
    Home,
    assert_all_is_read,
    fill,
    new_home,
    process,
)
from tests.processes import Ground
from tests.roles import as_role

if TYPE_CHECKING:
    pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with throw_away_cluster("-keys") as url:
        yield url


@pytest.fixture(scope="module")
def furnished_here(server: str) -> str:
    with psycopg.connect(server, autocommit=True) as admin:
        build_template(admin, server, "keys", Vault(bytes(32)))
    move_in(as_owner(server, "keys"), Vault(bytes(32)))
    return "keys"


@pytest.fixture
def home(server: str, furnished_here: str, tmp_path: Path) -> Iterator[Home]:
    with new_home(server, furnished_here, tmp_path) as made:
        yield made


async def test_the_key_is_changed_while_everybody_works(home: Home, monkeypatch) -> None:
    monkeypatch.setattr(rotating, "AT_ONCE", 5)
    await fill(home)
    old, first = home.opened(), keyfile.read(home.key)
    # One that hears of nothing but what it meets: no look each second, the old key in its memory.
    async with process(home) as working:
        told: list[str] = []

        async def intake() -> None:
            for n in range(100, 190, 3):
                some = [registered(f"19360606T{n + i:03}") for i in range(3)]
                taken = await tell(working, *some, registered("19380808T088", centre=f"fel {n}"))
                told.extend(one.status for one in taken.answers)

        going = asyncio.create_task(intake())
        done = await home.rotate()
        assert done.ended
        assert done.sealed >= 33
        await going
        assert told == ["new", "new", "new", "rejected"] * 30
        assert_all_is_read(home)
        # It knows everybody again, and by the same id as before.
        again = await tell(working, *(home_from_ed(one) for one in PERSONS))
        assert {one.status for one in again.answers} == {"new"}
        assert len(home.ask("SELECT id FROM person")) == 30 + 90
        # It signs in again when its connections are gone.
        await working.database.close()
        assert (await tell(working, registered("19380808T088"))).answers[0].status == "new"

    # The old key opens nothing that lies there now, neither as a file nor from a memory.
    with pytest.raises(WrongKey):
        Vault(*first).adopt(data_keys.kept_now(Database(home.url, home.vault())))
    old.learn = None
    for about, cipher in [(r[0], r[2]) for r in home.ask(SEALED)] + home.ask(LETTERS):
        with pytest.raises(InvalidTag):
            old.raw(cipher, about)
    with pytest.raises(psycopg.OperationalError):
        as_role(home.url, Vault(*first), WORK)
    as_role(home.url, home.vault(), WORK).close()


# Where the power goes, as a name in rotating or in what it asks; each time the next call goes on.
PLACES = [
    (rotating, "data_keys.renew", "two keys in the file, and nothing in the database"),
    (rotating, "data_keys.reseal", "a new data key, and nothing sealed with it"),
    (rotating, "data_keys.drop", "all sealed anew, the old data key still there"),
    (rotating, "sign_in_roles", "the old key opens nothing, and still signs in"),
    (rotating, "data_keys.forget", "the new key signs in"),
    (rotating, "keyfile.end", "the old key is in the file and nowhere else"),
]


@pytest.fixture(scope="module")
def interrupted(server: str, furnished_here: str, tmp_path_factory) -> Iterator[Home]:
    """One database for all the places: each change begins where the one before has ended."""
    with new_home(server, furnished_here, tmp_path_factory.mktemp("keys")) as home:
        apart(fill(home))
        yield home


class PowerFailure(Exception):
    pass


@pytest.mark.parametrize(("module", "name", "_comment"), PLACES, ids=[one[1] for one in PLACES])
async def test_a_change_that_was_interrupted_goes_on_where_it_ended(
    interrupted: Home, monkeypatch, module, name: str, _comment: str
) -> None:
    home, hashes = interrupted, [row[:2] for row in interrupted.ask(SEALED)]

    def goes(*_: object) -> None:
        raise PowerFailure

    with monkeypatch.context() as patched:
        patched.setattr(f"app.access.rotating.{name}", goes)
        with pytest.raises(PowerFailure):
            await home.rotate()
    # Whoever starts in between reads and writes as ever, also after `kvarten migrate`.
    await bring_up(Place(home.url, home.vault()), "demo")
    async with process(home) as house:
        taken = await tell(house, *(home_from_ed(one) for one in PERSONS[:3]))
        assert {one.status for one in taken.answers} == {"new"}
    assert (await home.rotate()).ended
    assert_all_is_read(home)
    assert [row[:2] for row in home.ask(SEALED)] == hashes


async def test_in_the_middle_of_the_sealing_what_is_done_is_done(home: Home, monkeypatch) -> None:
    monkeypatch.setattr(rotating, "AT_ONCE", 10)
    await fill(home)

    def after_one(done: int, of: int) -> None:
        assert (done, of) == (10, 33)
        raise PowerFailure

    with pytest.raises(PowerFailure):
        await home.rotate(progress=after_one)
    assert sorted(row[3] for row in home.ask(SEALED)) == [2] * 20 + [3] * 10
    assert (await home.rotate()).sealed == 23
    assert_all_is_read(home)


async def test_the_old_key_is_held_until_the_file_has_come_everywhere(home: Home) -> None:
    await fill(home)
    elsewhere = Home(home.url, home.admin_url, home.key.with_name("elsewhere"))
    elsewhere.key.write_bytes(home.key.read_bytes())
    assert not (await home.rotate(hold=True)).ended
    async with process(elsewhere) as house:
        taken = await tell(house, *map(home_from_ed, PERSONS[:3]))
        assert {one.status for one in taken.answers} == {"new"}
    elsewhere.key.write_bytes(home.key.read_bytes())
    async with process(elsewhere) as house:
        assert (await home.rotate()).ended
        await house.database.close()
        assert (await tell(house, registered("19380808T088"))).answers[0].status == "new"
    assert_all_is_read(home)


def test_the_command_changes_the_key_twice(home: Home) -> None:
    apart(fill(home))
    seen = {home.key.read_bytes()}
    ground = Ground(home.admin_url, home.url, home.key.parent)
    rotate = ground.kvarten("keys", "rotate")
    told = rotate.communicate(timeout=60)[0]
    assert rotate.returncode == 0, told
    assert "33 uppgifter krypterade" in told
    assert "Den gamla nyckeln är borttagen." in told
    seen.add(home.key.read_bytes())
    assert_all_is_read(home)
    assert apart(home.rotate()) == rotating.Rotated(33, ended=True)
    assert_all_is_read(home)
    assert len(seen | {home.key.read_bytes()}) == 3
    assert home.key.stat().st_mode & 0o777 == 0o600


async def test_two_do_not_change_it_at_once(home: Home) -> None:
    with psycopg.connect(home.url, autocommit=True) as other:
        assert other.execute(rotating.ALONE).fetchone() == (True,)
        with pytest.raises(Misconfigured, match="Någon annan byter nyckel"):
            await home.rotate()
    assert len(keyfile.read(home.key)) == 1


async def test_what_the_file_alone_sealed_is_read_and_goes_over(
    server: str, furnished_here: str, tmp_path: Path
) -> None:
    """A database from before it had data keys of its own: they are the ones that it was sealed with."""
    with cloned(server, furnished_here) as url:
        home = Home(url, server, tmp_path / "key")
        Vault.open(home.key, create=True)
        migrate(url, home.vault())
        await fill(home)
        before = home.ask(SEALED)
        assert {row[3] for row in before} == {DERIVED}
        await bring_up(Place(url, home.vault()), "demo")
        assert home.ask(SEALED) == before
        assert (await home.rotate()).sealed == 33
        assert_all_is_read(home)
        assert [row[:2] for row in home.ask(SEALED)] == [row[:2] for row in before]


async def test_a_key_of_another_installation_does_not_touch_the_roles(home: Home) -> None:
    with pytest.raises(Misconfigured, match="hör inte till den här databasen"):
        await bring_up(Place(home.url, Vault(os.urandom(32))), "demo")
    as_role(home.url, home.vault(), WORK).close()


def test_nothing_is_sealed_with_a_key_that_is_not_there(home: Home) -> None:
    """The database's own word: whoever has missed a change cannot write what nobody could read."""
    person = "INSERT INTO person (id, state) VALUES (gen_random_uuid(), '{}') RETURNING id"
    number = sql.SQL(
        "INSERT INTO person_identifier (hash, person, system, cipher) VALUES (%s, %s, 'x', %s)"
    )
    with as_role(home.url, home.vault(), WORK) as connection:
        [who] = connection.execute(person).fetchone()
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            connection.execute(number, (b"x", who, Vault(bytes(32)).seal("x", b"x")))
