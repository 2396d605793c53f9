"""Passkeys understands which an account has, and how one of them proves whose it is.

What is kept is no secret: a public key opens nothing. But it belongs to somebody, and is theirs to
see and to take away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access import attempts, authenticator
from app.access.authenticator import Known, Made
from app.access.entrance import RelyingParty
from app.access.messages import PasskeyView, ShownPasskey
from app.access.vault import Vault, token_hash
from app.database import Database
from app.errors import Refused

MOST = 10
TOO_MANY = f"Du har redan {MOST} passnycklar. Ta bort en som du inte använder först."
TAKEN = "Den passnyckeln finns redan här. Använd en annan telefon, dator eller säkerhetsnyckel."
LISTED = text("""
SELECT key, name, synced, created_at, used_at, credential FROM passkey
WHERE account = :account ORDER BY created_at, key
""")
FIND = text("""
SELECT p.key, p.account, p.public_key, p.sign_count, a.login, c.account IS NOT NULL
FROM passkey p JOIN account a ON a.id = p.account LEFT JOIN credential c ON c.account = a.id
WHERE p.credential = :credential AND a.disabled_at IS NULL AND a.issuer IS NULL
""")
# Of two answers at the same time one counts up, and the other is late. Those that do not count are 0.
USE = text("""
UPDATE passkey SET sign_count = :count, synced = :synced, used_at = :now
WHERE key = :key AND (sign_count < :count OR (sign_count = 0 AND :count = 0)) RETURNING account
""")
ADD = text("""
INSERT INTO passkey (key, account, credential, public_key, sign_count, synced, name, created_at)
VALUES (:key, :account, :credential, :public_key, :count, :synced, :name, :now)
ON CONFLICT (credential) DO NOTHING RETURNING key
""")
REMOVE = text("DELETE FROM passkey WHERE account = :account AND key = :key RETURNING key")
REMOVE_ALL = text("DELETE FROM passkey WHERE account = :account RETURNING key")
ANY = text("""
SELECT EXISTS (SELECT FROM passkey p JOIN account a ON a.id = p.account
    WHERE a.disabled_at IS NULL)
""")
FORGET = text("DELETE FROM passkey_challenge WHERE expires_at <= :now")
SPEND = text("""
INSERT INTO passkey_challenge (hash, expires_at) VALUES (:hash, :until)
ON CONFLICT DO NOTHING RETURNING hash
""")


@dataclass(frozen=True, slots=True)
class Held:
    """One of an account's passkeys. Times are UTC."""

    key: UUID
    name: str
    synced: bool
    created_at: datetime
    used_at: datetime | None
    credential: bytes

    def view(self, *, removable: bool) -> PasskeyView:
        return PasskeyView(
            str(self.key), self.name, self.synced, self.created_at, self.used_at, removable
        )


def handle(vault: Vault, account: str) -> bytes:
    """What an account is called in a passkey: it tells nobody who that is (5.4.3)."""
    return vault.hash("passkey", account)


async def of(session: AsyncSession, account: str) -> Sequence[Held]:
    """The account's passkeys, the oldest first."""
    rows = await session.execute(LISTED, {"account": account})
    return [Held(*row) for row in rows]


async def spend(session: AsyncSession, challenge: bytes, until: datetime, now: datetime) -> bool:
    """Use a challenge up, right or wrong; False when it has been used before."""
    await session.execute(FORGET, {"now": now})
    values = {"hash": token_hash(challenge.hex()), "until": until}
    return (await session.execute(SPEND, values)).first() is not None


async def prove(
    database: Database, vault: Vault, party: RelyingParty, challenge: bytes, told: ShownPasskey,
    now: datetime,
) -> str | None:  # fmt: skip
    """The account that a passkey proves; None whatever was wrong. The challenge is spent already.

    Who must wait after wrong passwords need not wait here: nobody guesses a passkey. But when a
    hundred have been wrong the account is closed until it is invited anew, for this way in too.
    """
    async with database.work() as session:
        credential = authenticator.credential(told)
        row = (await session.execute(FIND, {"credential": credential})).first()
        if row is None:
            return None
        key, account, public_key, count, login, has_password = row
        if has_password and await attempts.closed(session, vault, login or "", now):
            return None
        known = Known(bytes(public_key), count, handle(vault, account))
        used = authenticator.shown(party, challenge, told, known)
        if used is None:
            return None
        values = {"key": key, "count": used.count, "synced": used.synced, "now": now}
        proved: str | None = (await session.execute(USE, values)).scalar_one_or_none()
    return proved


async def add(session: AsyncSession, account: str, new: Made, name: str, now: datetime) -> UUID:
    """One more for the account, whose row the caller holds. Raises Refused."""
    if len(await of(session, account)) >= MOST:
        raise Refused(TOO_MANY)
    values = {
        "key": uuid4(), "account": account, "credential": new.credential, "now": now,
        "public_key": new.public_key, "count": new.count, "synced": new.synced, "name": name,
    }  # fmt: skip
    key: UUID | None = (await session.execute(ADD, values)).scalar_one_or_none()
    if key is None:
        raise Refused(TAKEN)
    return key


async def remove(session: AsyncSession, account: str, key: UUID) -> bool:
    """Take one away; False when the account has no such."""
    return (await session.execute(REMOVE, {"account": account, "key": key})).first() is not None


async def remove_all(session: AsyncSession, account: str) -> int:
    """Take all of them away; answers how many there were."""
    return len((await session.execute(REMOVE_ALL, {"account": account})).all())


async def there_are(session: AsyncSession) -> bool:
    """Whether anybody can sign in with a passkey here."""
    return bool((await session.execute(ANY)).scalar_one())
