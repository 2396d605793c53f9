"""Keyhomes understands a database and its key file, as the tests of a changed key have them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from app import opening
from app.access import credentials, data_keys, rotating
from app.access.vault import Vault
from app.database import Database
from app.opening import Place, bring_up
from tests.databases import cloned
from tests.houses import apart, registered, tell
from tests.processes import Ground

if TYPE_CHECKING:
    from app.house import House

PERSONS = [f"19340304T{n:03}" for n in range(30)]
SEALED = """
SELECT i.hash, i.person, i.cipher, i.sealed_by FROM person_identifier i ORDER BY i.hash
"""
LETTERS = "SELECT digest, cipher FROM set_aside WHERE cipher IS NOT NULL ORDER BY id"
CODE = "JBSWY3DPEHPK3PXP"
PUT_BY = {
    "credential": "INSERT INTO credential (account, password, totp, set_at)"
    " VALUES (:who, 'x', :secret, now())",
    "invitation": "INSERT INTO invitation (token_hash, account, totp, created_at, expires_at)"
    " VALUES ('x', :who, :secret, now(), now())",
}
CODES = "SELECT account, totp, sealed_by FROM credential UNION ALL"
CODES += " SELECT account, totp, sealed_by FROM invitation"


@dataclass(frozen=True, slots=True)
class Home:
    """A database and the key file that belongs to it."""

    url: str
    admin_url: str
    key: Path

    def vault(self) -> Vault:
        """As another process would read it."""
        return Vault.open(self.key)

    def opened(self) -> Vault:
        """With the data keys of the database."""
        vault = self.vault()
        vault.adopt(data_keys.kept_now(Database(self.url, vault)))
        return vault

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        return Ground(self.admin_url, self.url, self.key.parent).ask(query)

    async def rotate(self, **how: Any) -> rotating.Rotated:
        async with process(self) as house:
            return await rotating.rotate(house.database, house.vault, self.key, **how)


@asynccontextmanager
async def process(home: Home) -> AsyncIterator[House]:
    """The house as a process of its own has it: its own keys, its own connections."""
    async with opening.house(Place(home.url, home.vault())) as house:
        yield house


@contextmanager
def new_home(server: str, template: str, folder: Path) -> Iterator[Home]:
    with cloned(server, template) as url:
        home = Home(url, server, folder / "key")
        apart(bring_up(Place(url, Vault.open(home.key, create=True)), "demo"))
        yield home


async def fill(home: Home) -> None:
    """Thirty persons, something rejected, and the secret behind somebody's codes."""
    async with process(home) as house:
        await tell(house, *map(registered, PERSONS), registered("19340304T999", centre="ingen"))
        async with house.database.work() as session:
            for table, who in (("credential", "aldre-ssk"), ("invitation", "chef")):
                secret = house.vault.seal(CODE, credentials.about(who))
                await session.execute(text(PUT_BY[table]), {"who": who, "secret": secret})


def assert_all_is_read(home: Home) -> None:
    """By whoever starts now, each number is the one its hash says, and the letters are letters."""
    [newest] = [row[0] for row in home.ask("SELECT id FROM data_key WHERE purpose = 'cipher'")]
    masters = {bytes(row[0]) for row in home.ask("SELECT master FROM data_key_copy")}
    vault = home.opened()
    assert masters == {vault.masters[0].id}
    for hashed, _, cipher, sealed_by in home.ask(SEALED):
        assert sealed_by == newest
        assert vault.hash("urn:kvarten:demo", vault.unseal(cipher, hashed)) == hashed
    for who, cipher, sealed_by in home.ask(CODES):
        assert (vault.unseal(cipher, credentials.about(who)), sealed_by) == (CODE, newest)
    for digest, cipher in home.ask(LETTERS):
        assert vault.unseal(cipher, digest).startswith("{")
