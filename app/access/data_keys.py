"""Data keys understands the keys that lie in the database, wrapped by the key file's: how they come
there, how they are found again, and how what is sealed goes from one to the next.

Two locks make a change safe while others write. What is sealed refers to the number of its data key
(a foreign key on a generated column), so that no key can be dropped that something still needs, and
nothing can be sealed with one that is gone. And whoever drops a key holds its row meanwhile.
"""

import os
from collections.abc import Sequence
from datetime import datetime

import psycopg
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.vault import DERIVED, Purpose, Vault, Wrapped
from app.database import Database

COPIES = """
SELECT c.id, k.purpose, c.master, c.wrapped FROM data_key_copy c JOIN data_key k ON k.id = c.id
"""
KEPT = text(COPIES)
NEWEST = text("SELECT max(id) FROM data_key WHERE purpose = 'cipher'")
# Of several that start at once one makes the first keys.
TURN = text("SELECT pg_advisory_xact_lock(4712)")
ANYTHING = text("""
SELECT EXISTS (SELECT FROM person_identifier)
    OR EXISTS (SELECT FROM set_aside WHERE cipher IS NOT NULL)
    OR EXISTS (SELECT FROM credential)
""")
ADD = text("""
INSERT INTO data_key (id, purpose, made_at, made_for)
SELECT coalesce(max(id), 0) + 1, :purpose, :now, :master FROM data_key
RETURNING id
""")
COPY = text("""
INSERT INTO data_key_copy (id, master, wrapped) VALUES (:id, :master, :wrapped)
ON CONFLICT DO NOTHING
""")
MADE_FOR = text("SELECT max(id) FROM data_key WHERE purpose = 'cipher' AND made_for = :master")
HOLD = text("SELECT FROM data_key WHERE purpose = 'cipher' AND id <> :key FOR UPDATE")
DROP = text("DELETE FROM data_key WHERE purpose = 'cipher' AND id <> :key")
FORGET = text("DELETE FROM data_key_copy WHERE master <> :master")
OF_ACCOUNT = "convert_to('totp:' || account, 'UTF8')"
# The cipher, what it is bound to, and where its row is found again.
SEALED = {
    "person_identifier": ("cipher", "hash", "hash", "bytea"),
    "set_aside": ("cipher", "digest", "id", "bigint"),
    "credential": ("totp", OF_ACCOUNT, "account", "text"),
    "invitation": ("totp", OF_ACCOUNT, "account", "text"),
}
"""Every table in which something sealed lies."""
COUNTS = (f"(SELECT count(*) FROM {table} WHERE sealed_by <> :key)" for table in SEALED)  # noqa: S608
LEFT = text(f"SELECT {' + '.join(COUNTS)}")
TAKE = {
    table: text(f"""
    SELECT {found}, {about}, {column} FROM {table} WHERE sealed_by <> :key
    ORDER BY {found} LIMIT :most FOR NO KEY UPDATE
    """)  # noqa: S608
    for table, (column, about, found, _) in SEALED.items()
}
PUT = {
    table: text(f"""
    UPDATE {table} t SET {column} = n.cipher
    FROM unnest(CAST(:found AS {kind}[]), CAST(:ciphers AS bytea[])) AS n (found, cipher)
    WHERE t.{found} = n.found
    """)  # noqa: S608
    for table, (column, _, found, kind) in SEALED.items()
}


async def kept(session: AsyncSession) -> list[Wrapped]:
    """The data keys as they lie in the database, once for each master."""
    return [_wrapped(*row) for row in await session.execute(KEPT)]


def kept_now(database: Database) -> list[Wrapped]:
    """The same, by a connection of its own: asked by whoever meets a key not known yet."""
    with database.connect() as connection:
        return [_wrapped(*row) for row in connection.execute(COPIES)]


def ours(owner_url: str, vault: Vault) -> bool:
    """Whether a master of ours opens the data keys, as far as there are any."""
    asked = "SELECT to_regclass('public.data_key_copy') IS NULL"
    with psycopg.connect(owner_url, connect_timeout=5) as connection:
        row = connection.execute(asked).fetchone()
        if row is None or row[0]:
            return True
        masters = {bytes(one[2]) for one in connection.execute(COPIES)}
    return not masters or not masters.isdisjoint(master.id for master in vault.masters)


async def follow(session: AsyncSession, vault: Vault) -> None:
    """Adopt the newest key if it is not the one that this process seals with."""
    newest = (await session.execute(NEWEST)).scalar_one()
    if newest not in (None, vault.newest):
        vault.look()
        vault.adopt(await kept(session))


async def settle(session: AsyncSession, vault: Vault, now: datetime) -> None:
    """See to it that the database has data keys of its own, and adopt them. Raises WrongKey.

    A new database has random ones. One that holds something already keeps those that it was sealed
    with, wrapped from now on.
    """
    await session.execute(TURN)
    found = await kept(session)
    if not found:
        [master] = vault.masters
        if (await session.execute(ANYTHING)).scalar_one():
            join = await _add(session, "join", now, master.id)
            given: list[tuple[int, Purpose, bytes]] = [
                (join, "join", master.join), (DERIVED, "cipher", master.cipher)]  # fmt: skip
        else:
            given = [
                (await _add(session, purpose, now, master.id), purpose, os.urandom(32))
                for purpose in _PURPOSES
            ]
        for id_, purpose, key in given:
            await _copy(session, master.wrap(id_, purpose, key))
        if given[-1][0] != DERIVED:
            await session.execute(DROP, {"key": given[-1][0]})
        found = await kept(session)
    vault.adopt(found)


async def renew(session: AsyncSession, vault: Vault, now: datetime) -> int:
    """Wrap every data key for the new master too, and make the one that is to seal from now on.

    Answers its number; twice is the same as once. The new master is the last of the key file's.
    """
    await session.execute(TURN)
    vault.adopt(await kept(session))
    new = vault.masters[-1]
    made = (await session.execute(MADE_FOR, {"master": new.id})).scalar_one()
    keys = vault.data_keys()
    if made is None:
        made = await _add(session, "cipher", now, new.id)
        keys["cipher", made] = os.urandom(32)
    for (purpose, id_), key in keys.items():
        for master in vault.masters:
            await _copy(session, master.wrap(id_, purpose, key))
    vault.adopt(await kept(session))
    return int(made)


async def left(session: AsyncSession, key: int) -> int:
    """How much is sealed with another data key than this."""
    return int((await session.execute(LEFT, {"key": key})).scalar_one())


async def reseal(session: AsyncSession, vault: Vault, table: str, key: int, most: int) -> int:
    """Seal so many anew with the newest data key; answers how many that were."""
    rows: Sequence[tuple[bytes | int | str, bytes, bytes]] = [
        (row[0], bytes(row[1]), bytes(row[2]))
        for row in await session.execute(TAKE[table], {"key": key, "most": most})
    ]
    if rows:
        ciphers = [vault.seal(vault.raw(cipher, about), about) for _, about, cipher in rows]
        values = {"found": [found for found, _, _ in rows], "ciphers": ciphers}
        await session.execute(PUT[table], values)
    return len(rows)


async def drop(session: AsyncSession, vault: Vault, key: int) -> None:
    """Nothing is sealed with another data key than this, and nothing will be.

    Who is sealing with an old one meanwhile is waited for, and who comes after is refused (`gone`).
    """
    await session.execute(HOLD, {"key": key})
    for table in SEALED:
        while await reseal(session, vault, table, key, 1000):
            pass
    await session.execute(DROP, {"key": key})


async def forget(session: AsyncSession, master: bytes) -> None:
    """Only this master opens the data keys."""
    await session.execute(FORGET, {"master": master})


def gone(error: IntegrityError) -> bool:
    """Whether somebody sealed with a data key that has been dropped: refresh, and do it again."""
    told = getattr(error.orig, "diag", None)
    return str(getattr(told, "constraint_name", "")).endswith("_sealed_by_fkey")


_PURPOSES: tuple[Purpose, ...] = ("join", "cipher")


async def _add(session: AsyncSession, purpose: Purpose, now: datetime, master: bytes) -> int:
    values = {"purpose": purpose, "now": now, "master": master}
    return int((await session.execute(ADD, values)).scalar_one())


async def _copy(session: AsyncSession, one: Wrapped) -> None:
    values = {"id": one.id, "master": one.master, "wrapped": one.wrapped}
    await session.execute(COPY, values)


def _wrapped(id_: int, purpose: Purpose, master: bytes, wrapped: bytes) -> Wrapped:
    return Wrapped(id_, purpose, bytes(master), bytes(wrapped))
