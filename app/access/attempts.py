"""Attempts understand how often somebody has tried to sign in, and how long the next one must wait.

Counted before the password is looked at, so that many at once get no more tries than one after the
other, and counted for names that nobody has, so that a wait says nothing of who there is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.vault import Vault

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
CLOSED = timedelta(days=365)
FORGOTTEN = timedelta(days=30)
MAKE = text("""
INSERT INTO attempt (key, last_at) SELECT key, :now FROM unnest(CAST(:keys AS bytea[])) AS k (key)
ON CONFLICT DO NOTHING
""")
# In the order of the keys: two who try at once take turns, and never wait for each other.
FIND = text("""
SELECT key, failures, last_at, blocked_until FROM attempt
WHERE key = ANY(CAST(:keys AS bytea[])) ORDER BY key FOR UPDATE
""")
COUNT = text("""
UPDATE attempt SET failures = :failures, last_at = :now, blocked_until = :until WHERE key = :key
""")
FORGIVE = text("DELETE FROM attempt WHERE key = :key")
ONE_LESS = text("""
UPDATE attempt SET failures = greatest(failures - 1, 0), blocked_until = NULL WHERE key = :key
""")
CLOSE = text("SELECT failures FROM attempt WHERE key = :key AND blocked_until > :now")
FORGET = text("DELETE FROM attempt WHERE last_at < :before")


@dataclass(frozen=True, slots=True)
class Patience:
    """How many may fail before one waits, twice as long each time; and when no more are taken.

    `last`: after so many without one that succeeded nobody tries again without a new invitation
    (NIST SP 800-63B-4 3.2.2: no more than a hundred). `forgets`: after so long it begins anew.
    """

    free: int
    last: int | None = None
    forgets: timedelta | None = None

    def wait(self, failures: int) -> timedelta | None:
        """How long to wait after so many failures in a row."""
        if self.last is not None and failures >= self.last:
            return CLOSED
        over = failures - self.free
        if over < 0:
            return None
        # Doubled no more often than it takes to reach the longest: two to the hundredth is no time.
        doubled: int = 2 ** min(over, 10)
        return min(FIRST_WAIT * doubled, LONGEST_WAIT)


ACCOUNT = Patience(free=5, last=100)
ADDRESS = Patience(free=50, forgets=timedelta(hours=1))
"""A whole hospital may come from one address."""


def keys(vault: Vault, login: str, address: str) -> dict[bytes, Patience]:
    """What an attempt is counted under: the name that was said, and where it came from."""
    return {login_key(vault, login): ACCOUNT, vault.hash("address", _network(address)): ADDRESS}


def login_key(vault: Vault, login: str) -> bytes:
    return vault.hash("login", login)


async def begin(session: AsyncSession, under: Mapping[bytes, Patience], now: datetime) -> bool:
    """Count an attempt as failed, until it is forgiven; False when one must wait instead."""
    await session.execute(FORGET, {"before": now - FORGOTTEN})
    await session.execute(MAKE, {"keys": list(under), "now": now})
    found = (await session.execute(FIND, {"keys": list(under)})).all()
    waits = any(until is not None and until > now for _, _, _, until in found)
    for key, failures, last_at, until in found:
        patience = under[bytes(key)]
        anew = patience.forgets is not None and last_at + patience.forgets <= now
        count = 1 if anew else failures + 1
        wait = patience.wait(count)
        values = {"failures": count, "until": None if wait is None else now + wait}
        # Who must wait is counted no further, and costs as much work as who need not.
        kept = {"failures": failures, "until": until} if waits else values
        await session.execute(COUNT, {"key": key, "now": now, **kept})
    return not waits


async def closed(session: AsyncSession, vault: Vault, login: str, now: datetime) -> bool:
    """Whether so many have failed that nobody is let in under the name before a new invitation."""
    assert ACCOUNT.last is not None
    found = await session.execute(CLOSE, {"key": login_key(vault, login), "now": now})
    return (found.scalar_one_or_none() or 0) >= ACCOUNT.last


async def forgive(session: AsyncSession, under: Mapping[bytes, Patience]) -> None:
    """It succeeded: what the account failed before is forgotten, and this address's last one."""
    for key, patience in under.items():
        await session.execute(FORGIVE if patience is ACCOUNT else ONE_LESS, {"key": key})


def _network(address: str) -> str:
    """An address of the old kind as it is, of the new kind the /64 that one household has."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(found) if not isinstance(found, IPv6Address) else found.exploded[:19]
