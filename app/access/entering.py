"""Entering understands how somebody a login service has vouched for becomes an account with assignments.

Nothing is given for good: an assignment that rests on a commission is begun only by signing in with
it, and carries the decision that the issuer's rules were made by.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access import accounts
from app.access.issuers import Issuer
from app.access.offers import Offer
from app.access.scopes import fault, scope_kind
from app.access.sessions import HOLDS
from app.access.viewer import Standing
from app.organisation import Organisation

KNOWN = text("""
SELECT id, disabled_at IS NOT NULL FROM account WHERE issuer = :issuer AND subject = :subject
""")
BY_HSA_ID = text("""
UPDATE account SET issuer = :issuer, subject = :subject
WHERE hsa_id = :hsa_id AND issuer IS NULL AND login IS NULL RETURNING id, disabled_at IS NOT NULL
""")
NEW = text("""
INSERT INTO account (id, name, hsa_id, issuer, subject, created_at)
VALUES (:id, :name, :hsa_id, :issuer, :subject, :now) ON CONFLICT DO NOTHING RETURNING id
""")
NAMED = text("UPDATE account SET name = :name WHERE id = :id AND name <> :name")
GIVEN = text(f"""
SELECT g.id FROM assignment g JOIN account a ON a.id = g.account
WHERE g.account = :account AND g.role = :role AND g.scope = :scope
    AND g.commission IS NOT DISTINCT FROM :commission AND {HOLDS}
""")  # noqa: S608 our own words
BY_HAND = text(f"""
SELECT a.id, a.name, g.id, g.role, g.scope_kind, g.scope
FROM assignment g JOIN account a ON a.id = g.account
WHERE g.account = :account AND g.commission IS NULL AND {HOLDS} ORDER BY g.starts_at, g.id
""")  # noqa: S608 our own words
SID = text("UPDATE session SET issuer_session = :sid WHERE id = CAST(:id AS uuid)")
ENDED = text("""
WITH gone AS (
    DELETE FROM session s USING account a WHERE a.id = s.account AND a.issuer = :issuer
        AND (CAST(:sid AS text) IS NULL OR s.issuer_session = :sid)
        AND (CAST(:subject AS text) IS NULL OR a.subject = :subject)
    RETURNING s.id, s.account, s.assignment, s.commission
)
SELECT a.id, a.name, g.id, g.role, g.scope_kind, g.scope, s.id::text, s.commission
FROM gone s JOIN account a ON a.id = s.account JOIN assignment g ON g.id = s.assignment
""")


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom an issuer says it is."""

    issuer: Issuer
    subject: str
    name: str
    hsa_id: str | None
    sid: str | None

    @classmethod
    def of(cls, issuer: Issuer, claims: Mapping[str, Any]) -> "Vouched":
        hsa_id, sid = claims.get("employeeHsaId"), claims.get("sid")
        names = [claims.get("given_name"), claims.get("family_name")]
        name = claims.get("name") or " ".join(str(one) for one in names if one)
        vouched = isinstance(hsa_id, str) and issuer.vouches_for(hsa_id)
        return cls(
            issuer,
            str(claims["sub"]),
            str(name or "Utan namn").replace("\0", " ").strip()[:200],
            str(hsa_id) if vouched else None,
            str(sid) if sid else None,
        )


def possible(known: Organisation, told: Sequence[Offer]) -> list[Offer]:
    """The offers for a place that is in the organisation and fits the role."""
    return [one for one in told if fault(known, one.role, one.scope) is None]


async def account_of(session: AsyncSession, who: Vouched, now: datetime) -> str | None:
    """The account behind it, made when there is none; None when it is disabled."""
    values = {
        "issuer": who.issuer.issuer, "subject": who.subject, "hsa_id": who.hsa_id,
        "name": who.name, "id": str(uuid4()), "now": now,
    }  # fmt: skip
    found = (await session.execute(KNOWN, values)).first()
    if found is None and who.hsa_id is not None:
        found = (await session.execute(BY_HSA_ID, values)).first()
    if found is None:
        made = (await session.execute(NEW, values)).scalar_one_or_none()
        if made is None:
            # The HSA-id is another account's: it is not taken from there, and not vouched for twice.
            made = (await session.execute(NEW, {**values, "hsa_id": None})).scalar_one_or_none()
        return None if made is None else str(made)
    await session.execute(NAMED, {"id": found[0], "name": who.name})
    return None if found[1] else str(found[0])


async def by_hand(session: AsyncSession, account: str, now: datetime) -> list[Standing]:
    """The assignments that somebody here has given, and that rest on no commission."""
    rows = await session.execute(BY_HAND, {"account": account, "now": now})
    return [Standing(*row) for row in rows]


async def standing(
    session: AsyncSession, known: Organisation, issuer: Issuer, account: str, name: str,
    offer: Offer, now: datetime,
) -> Standing:  # fmt: skip
    """The assignment that an offer is, made with the grounds of the issuer's rules when it is new."""
    kind = scope_kind(known, offer.role, offer.scope)
    assert kind is not None, "only what is possible is offered"
    values: dict[str, Any] = {
        "account": account, "role": offer.role, "scope": offer.scope,
        "commission": offer.commission, "now": now,
    }  # fmt: skip
    key: UUID | None = (await session.execute(GIVEN, values)).scalars().first()
    if key is None:
        key = uuid4()
        said = offer.name or offer.commission or "behörighet"
        values |= {
            "id": key, "kind": kind, "reason": f"{said} hos {issuer.name}"[:500],
            "decider": issuer.decider, "review_on": issuer.review_on, "ends_at": offer.until,
        }  # fmt: skip
        await session.execute(accounts.ASSIGN, values)
    return Standing(account, name, key, offer.role, kind, offer.scope, None, offer.commission)


async def remember(session: AsyncSession, one: Standing, sid: str | None) -> None:
    """Which of the issuer's sessions this one was begun from, so that both end together."""
    if sid is not None:
        await session.execute(SID, {"id": one.session, "sid": sid})


async def signed_out(
    session: AsyncSession, issuer: Issuer, sid: str | None, subject: str | None
) -> list[Standing]:
    """End what the issuer says has ended; answers whose sessions those were."""
    if sid is None and subject is None:
        return []
    values = {"issuer": issuer.issuer, "sid": sid, "subject": subject}
    return [Standing(*row) for row in await session.execute(ENDED, values)]
