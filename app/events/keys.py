"""Keys understand how a source proves who it is: a token, or the fingerprint of its certificate.

Only hashes are kept. Two may hold at once, so that one can be changed for another without a gap.
"""

from datetime import datetime

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.vault import token_hash
from app.events.messages import SourceKey

GIVE = text("""
INSERT INTO source_key (hash, source, kind, created_at) VALUES (:hash, :source, :kind, :now)
ON CONFLICT (hash) DO UPDATE SET expires_at = NULL WHERE source_key.source = excluded.source
RETURNING source
""")
LET_GO = text("""
UPDATE source_key SET expires_at = :at
WHERE source = :source AND kind = :kind AND hash <> :hash
    AND (expires_at IS NULL OR expires_at > :at)
""")
TAKE_BACK = text("""
UPDATE source_key SET expires_at = :at
WHERE source = :source AND (expires_at IS NULL OR expires_at > :at)
""")
HOLDS = text("""
SELECT kind, created_at, expires_at FROM source_key
WHERE source = :source AND (expires_at IS NULL OR expires_at > :now)
ORDER BY created_at DESC, hash
""")
WHOSE = text("""
SELECT source FROM source_key
WHERE hash = :hash AND kind = :kind AND (expires_at IS NULL OR expires_at > :now)
""")


async def give_token(session: AsyncSession, source: str, token: str, now: datetime) -> bool:
    """Let a token open the doors for a source; False when it is another source's already."""
    return await _give(session, source, "token", token_hash(token), now)


async def give_certificate(
    session: AsyncSession, source: str, fingerprint: bytes, now: datetime
) -> bool:
    """Let a client certificate (SHA-256 of its DER) open the doors for a source."""
    return await _give(session, source, "certificate", fingerprint, now)


async def rotate_token(session: AsyncSession, source: str, token: str, until: datetime) -> None:
    """The source's other tokens hold `until`, and no longer."""
    values = {"source": source, "kind": "token", "hash": token_hash(token), "at": until}
    await session.execute(LET_GO, values)


async def take_back(session: AsyncSession, source: str, now: datetime) -> int:
    """No key of the source opens anything any more; answers how many that were."""
    gone = await session.execute(TAKE_BACK, {"source": source, "at": now})
    return int(gone.rowcount)  # type: ignore[attr-defined]


async def holding(session: AsyncSession, source: str, now: datetime) -> list[SourceKey]:
    """The source's keys that open the doors at `now` (UTC, the wall's), the newest first."""
    found = await session.execute(HOLDS, {"source": source, "now": now})
    return [SourceKey(kind, since, until) for kind, since, until in found]


async def behind_token(session: AsyncSession, token: str, now: datetime) -> str | None:
    """The source whose token it is, if it holds."""
    return await _behind(session, "token", token_hash(token), now)


async def behind_certificate(
    session: AsyncSession, fingerprint: bytes, now: datetime
) -> str | None:
    """The source whose certificate it is, if it holds."""
    return await _behind(session, "certificate", fingerprint, now)


async def _give(
    session: AsyncSession, source: str, kind: str, hashed: bytes, now: datetime
) -> bool:
    values = {"hash": hashed, "source": source, "kind": kind, "now": now}
    return (await session.execute(GIVE, values)).first() is not None


async def _behind(session: AsyncSession, kind: str, hashed: bytes, now: datetime) -> str | None:
    values = {"hash": hashed, "kind": kind, "now": now}
    found = (await session.execute(WHOSE, values)).scalar_one_or_none()
    return None if found is None else str(found)
