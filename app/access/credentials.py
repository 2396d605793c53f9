"""Credentials understand how a local account proves who it is: a password, and a code that is used once.

Whether the name, the password or the code was wrong, or one must wait, the work is the same: one
hash is always verified, one code always made.
"""

import asyncio
import hmac
from dataclasses import dataclass
from datetime import datetime

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access import attempts
from app.access.passwords import normal
from app.access.vault import Vault
from app.database import Database

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""Argon2id with 19 MiB and two passes (OWASP Password Storage Cheat Sheet)."""
AT_ONCE = 2
"""Hashes made at the same time: more would only take the others' memory."""
NOBODY_PASSWORD = "$argon2id$v=19$m=19456,t=2,p=1$iPtF8MWE3VeLk7I54plUzw$pb29rY8WNWBACXz1OxajrjwQCQixXvOpEYRRevPIjqI"  # noqa: S105 nobody has it
"""Verified for names that nobody has; of the same cost as the others'."""
NOBODY_SECRET = "A" * 32
STEP = 30
BESIDE = (0, -1, 1)
"""The code of now, and of the step before and after: clocks differ (RFC 6238, 5.2)."""
FIND = text("""
SELECT c.account, c.password, c.totp, c.last_step
FROM account a JOIN credential c ON c.account = a.id
WHERE a.login = :login AND a.disabled_at IS NULL
""")
# Whoever sends the same code a second time, or at the same time, finds it used.
USE = text("""
UPDATE credential SET last_step = :step, password = coalesce(:password, password)
WHERE account = :account AND last_step < :step RETURNING account
""")
SET = text("""
INSERT INTO credential (account, password, totp, last_step, set_at)
VALUES (:account, :password, :totp, :step, :now)
ON CONFLICT (account) DO UPDATE SET password = excluded.password, totp = excluded.totp,
    last_step = excluded.last_step, set_at = excluded.set_at
""")
TAKE = text("DELETE FROM credential WHERE account = :account")
ANY = text("""
SELECT EXISTS (SELECT FROM credential c JOIN account a ON a.id = c.account
    WHERE a.disabled_at IS NULL)
""")


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said at the login page, and from which address."""

    login: str
    password: str
    code: str
    address: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of it: the account that all of it proves, if it does.

    `named` is whose name was said, where anybody has it; `waits` that one was not let try.
    """

    account: str | None
    named: str | None
    waits: bool


class Turns:
    """Hashing waits for its turn, beside the loop; one of these in each process."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def hash(self, password: str) -> str:
        async with self._turn:
            return await asyncio.to_thread(HASHER.hash, normal(password))

    async def verify(self, hashed: str, password: str) -> bool:
        async with self._turn:
            return await asyncio.to_thread(_verify, hashed, normal(password))


async def prove(
    database: Database, vault: Vault, turns: Turns, said: Said, real_now: datetime
) -> Proof:
    """What it proves: no account, whatever was wrong."""
    # No name holds a NUL, and PostgreSQL takes none: it is looked for as a name that nobody has.
    login = said.login.replace("\0", " ").strip().lower()
    under = attempts.keys(vault, login, said.address)
    async with database.work() as session:
        may = await attempts.begin(session, under, real_now)
        found = (await session.execute(FIND, {"login": login})).first()
    account, hashed, cipher, last = found or ("", NOBODY_PASSWORD, None, 0)
    known = await turns.verify(hashed, said.password)
    secret = NOBODY_SECRET if cipher is None else vault.unseal(cipher, about(account))
    step = step_of(secret, said.code, real_now)
    right = may and found is not None and known and step is not None and step > last
    fresh = await turns.hash(said.password) if right and _outdated(hashed) else None
    async with database.work() as session:
        values = {"account": account, "step": step if right else -1, "password": fresh}
        used = (await session.execute(USE, values)).first()
        if used is None:
            return Proof(None, account or None, not may)
        await attempts.forgive(session, under)
    return Proof(str(account), account, waits=False)


async def give(
    session: AsyncSession, account: str, hashed: str, cipher: bytes, step: int, now: datetime
) -> None:
    """Let the account sign in with these from now on, and with no others."""
    values = {"account": account, "password": hashed, "totp": cipher, "step": step, "now": now}
    await session.execute(SET, values)


async def take(session: AsyncSession, account: str) -> None:
    """The account's password and code open nothing any more."""
    await session.execute(TAKE, {"account": account})


async def forgive(session: AsyncSession, vault: Vault, login: str) -> None:
    """Whoever was invited anew has proved who they are: what failed before counts no more."""
    await attempts.forgive(session, {attempts.login_key(vault, login): attempts.ACCOUNT})


async def there_are(session: AsyncSession) -> bool:
    """Whether anybody can sign in with a password here."""
    return bool((await session.execute(ANY)).scalar_one())


def about(account: str) -> bytes:
    """What a secret is sealed for: it opens nothing when it is moved to another account."""
    return b"totp:" + account.encode()


def step_of(secret: str, code: str, real_now: datetime) -> int | None:
    """The step whose code this is, of those that may be said now; None when it is none of them."""
    said = "".join(code.split()).encode()
    now = int(real_now.timestamp()) // STEP
    codes = pyotp.HOTP(secret)
    # All are compared, so that it takes as long whichever it was.
    right = [now + n for n in BESIDE if hmac.compare_digest(codes.at(now + n).encode(), said)]
    return right[0] if right else None


def _outdated(hashed: str) -> bool:
    """Whether it was made before the cost was raised."""
    return HASHER.check_needs_rehash(hashed)


def _verify(hashed: str, password: str) -> bool:
    try:
        return HASHER.verify(hashed, password)
    except VerificationError:
        return False
