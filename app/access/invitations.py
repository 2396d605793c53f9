"""Invitations understand how somebody gets a password: by a link that opens once, within three days.

The link carries its token after `#`, which no browser sends: it is in no log of ours or of a proxy.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
import segno
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access import credentials
from app.access.vault import Vault, token_hash
from app.errors import Refused

HOLDS = timedelta(hours=72)
PAGE = "/inbjudan"
NO_LOGIN = "Kontot har inget inloggningsnamn; det loggar in genom er egen inloggningstjänst."
FIND = text("""
SELECT a.id, a.name, a.login, i.totp FROM invitation i JOIN account a ON a.id = i.account
WHERE i.token_hash = :hash AND i.expires_at > :now AND a.disabled_at IS NULL
""")
# A new one takes the place of the one before.
MAKE = text("""
INSERT INTO invitation (token_hash, account, totp, created_at, expires_at)
VALUES (:hash, :account, :totp, :now, :until)
ON CONFLICT (account) DO UPDATE SET token_hash = excluded.token_hash, totp = excluded.totp,
    created_at = excluded.created_at, expires_at = excluded.expires_at
""")
INVITED = text("SELECT login FROM account WHERE id = :account AND disabled_at IS NULL")
USE = text("DELETE FROM invitation WHERE token_hash = :hash RETURNING account")
TAKE_BACK = text("DELETE FROM invitation WHERE account = :account")


@dataclass(frozen=True, slots=True)
class Invited:
    """Who an invitation is for, and the secret that their codes will be made from."""

    account: str
    name: str
    login: str
    secret: str

    @property
    def picture(self) -> str:
        """The secret as a QR code for an authenticator: an SVG in a data URI, made here."""
        uri = pyotp.TOTP(self.secret).provisioning_uri(name=self.login, issuer_name="Kvarten")
        return segno.make(uri, error="m").svg_data_uri(scale=5, border=4, light="#fff")


async def invite(session: AsyncSession, vault: Vault, account: str, real_now: datetime) -> str:
    """A new invitation; answers its token, told once. Raises Refused for who has no login name."""
    found = await session.execute(INVITED, {"account": account})
    if found.scalar_one_or_none() is None:
        raise Refused(NO_LOGIN)
    token = secrets.token_urlsafe(32)
    sealed = vault.seal(pyotp.random_base32(), credentials.about(account))
    values = {
        "hash": token_hash(token), "account": account, "totp": sealed, "now": real_now,
        "until": real_now + HOLDS,
    }  # fmt: skip
    await session.execute(MAKE, values)
    return token


def link(base: str, token: str) -> str:
    return f"{base.rstrip('/')}{PAGE}#{token}"


async def opened(
    session: AsyncSession, vault: Vault, token: str, real_now: datetime
) -> Invited | None:
    """Whom the token invites; None when it has been used, is over or never was."""
    values = {"hash": token_hash(token), "now": real_now}
    row = (await session.execute(FIND, values)).first()
    if row is None:
        return None
    account, name, login, cipher = row
    return Invited(account, name, login, vault.unseal(cipher, credentials.about(account)))


async def use(session: AsyncSession, token: str) -> bool:
    """Use it up; False when somebody else just has."""
    return (await session.execute(USE, {"hash": token_hash(token)})).first() is not None


async def take_back(session: AsyncSession, account: str) -> None:
    """The account's invitation opens nothing any more."""
    await session.execute(TAKE_BACK, {"account": account})
