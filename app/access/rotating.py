"""Rotating understands how the installation's key is changed for a new one while everybody works.

A new key is laid beside the old in the key file; the data keys are wrapped for both; a new data key
is made, and all that is sealed goes over to it, some at a time; the old data key is dropped; the
database's roles get their new passwords; the old key is taken away. Each step may be done twice, so
that whoever was interrupted begins again and goes on where it ended.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy.exc import OperationalError

from app import clock
from app.access import data_keys, keyfile
from app.access.vault import Vault
from app.database import Database, sign_in_roles
from app.errors import Misconfigured

AT_ONCE = 1000
AGAIN = 5
ALONE = "SELECT pg_try_advisory_lock(4713)"
Progress = Callable[[int, int], None]
BUSY = "Någon annan byter nyckel just nu. Vänta tills det är klart."


@dataclass(frozen=True, slots=True)
class Rotated:
    """How much was sealed anew, and whether the old key is gone."""

    sealed: int
    ended: bool


async def rotate(
    database: Database,
    vault: Vault,
    path: Path,
    *,
    hold: bool = False,
    progress: Progress = lambda done, of: None,
) -> Rotated:
    """Change the key at `path`. `hold`: the old one stays beside the new until the next call.

    `progress` hears how much has been sealed anew, of how much. Raises Misconfigured when somebody
    else is at it, or the file cannot be written.
    """
    with psycopg.connect(database.url, autocommit=True) as alone:
        row = alone.execute(ALONE).fetchone()
        if row is None or not row[0]:
            raise Misconfigured(BUSY)
        async with database.work() as session:
            await data_keys.settle(session, vault, clock.real_now())
        keyfile.begin(path)
        vault.look()
        async with database.work() as session:
            newest = await data_keys.renew(session, vault, clock.real_now())
        done = await _reseal(database, vault, newest, progress)
        if hold:
            return Rotated(done, ended=False)
        await _drop(database, vault, newest)
        sign_in_roles(database.url, vault.masters[-1])
        async with database.work() as session:
            await data_keys.forget(session, vault.masters[-1].id)
        keyfile.end(path)
        vault.look()
        # Whoever started meanwhile may have read the file before, and set the roles after.
        sign_in_roles(database.url, vault.masters[-1])
    return Rotated(done, ended=True)


async def _reseal(
    database: Database,
    vault: Vault,
    key: int,
    progress: Progress,
) -> int:
    async with database.work() as session:
        of = await data_keys.left(session, key)
    done = 0
    for table in data_keys.SEALED:
        while True:
            async with database.work() as session:
                some = await data_keys.reseal(session, vault, table, key, AT_ONCE)
            if not some:
                break
            done += some
            progress(done, of)
    return done


async def _drop(database: Database, vault: Vault, key: int) -> None:
    for left in reversed(range(AGAIN)):
        try:
            async with database.work() as session:
                await data_keys.drop(session, vault, key)
        except OperationalError:
            # It and somebody who seals may have waited for each other; then one of them begins again.
            if not left:
                raise
        else:
            return
